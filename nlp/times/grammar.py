"""The patterns of English time words, atom by atom; `nlp.times.find` reads what they match."""

from __future__ import annotations

import re

from nlp.lexicon import words

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "eighteen": 18, "twenty": 20, "twenty-one": 21, "twenty-four": 24,
    "thirty": 30, "thirty-six": 36, "forty": 40, "forty-five": 45, "forty-eight": 48, "sixty": 60,
    "seventy-two": 72, "ninety": 90, "a couple of": 2, "couple of": 2, "couple": 2, "a couple": 2,
    "half an": 0.5, "half a": 0.5, "half": 0.5, "a full": 1, "one full": 1, "the": 1, "the next": 1,
}  # fmt: skip
HOURS = (
    "one", "two", "three", "four", "five", "six",
    "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
ORDINALS = {
    "first": 1,
    "1st": 1,
    "second": 2,
    "2nd": 2,
    "third": 3,
    "3rd": 3,
    "fourth": 4,
    "4th": 4,
    "fifth": 5,
    "last": -1,
}

ORDINAL_DAYS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "tenth": 10, "fifteenth": 15,
    "twentieth": 20, "thirtieth": 30, "thirty-first": 31,
}  # fmt: skip

_WD = (
    r"(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:s|nesday|snesday|ensday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|"
    r"sat(?:urday)?|sun(?:day)?)(?!\w)\.?"
)
_MON = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?!\w)\.?"
)
_ORD = r"(?:st|nd|rd|th)?"
_DAYNUM = r"(?:3[01]|[12]\d|0?[1-9])"
_COUNT = (
    r"(?:\d{1,3}|half an?|half(?=[ -]hour)|a couple(?: of)?|couple(?: of)?|(?:a|one) full|an?|one|two|three|four|five|six|seven|eight|"
    r"nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|eighteen|twenty(?:-one|-four)?|thirty(?:-six)?|"
    r"forty(?:-five|-eight)?|sixty|seventy-two|ninety)(?: ?\(\d{1,3}\))?"
)
_UNIT = (
    r"(?:minutes?|mins?|hours?|hrs?|h|(?:full )?(?:business|working|work|bank) ?days?|(?:full )?(?:calendar )?days?|d|"
    r"(?:full )?weeks?|wks?|fortnights?|(?:full )?(?:calendar )?months?|quarters?|years?)(?!\w)"
)
_DAY_AHEAD = rf"(?:now|today|tomorrow|{_WD}|(?:the )?{_DAYNUM}{_ORD} (?:of )?{_MON}|(?:the )?{_DAYNUM}(?:st|nd|rd|th)\b|{_MON} {_DAYNUM}|christmas|easter)"
_EVENT_NP = (
    r"(?:(?:the|your|our|this|their|its|his|her|my|an?|each|any|each|said) )?[a-z][\w'\-/]{0,20}"
)
_HOUR = "(?:" + "|".join(HOURS) + ")"
_PART = r"(?:morning|afternoon|evening|night|lunchtime|arvo|aft\b|forenoon|a\.?m\.?|p\.?m\.?)(?!\w)"

_EDGE_OF = r"(?:the )?(?:beginning|start|top|first (?:half|part|days)|middle|second half|latter (?:half|part)|(?:back|tail) end|(?:very )?last (?:working |business )?day|end|close) of"
_FEW = r"(?:few|couple of|several)"
_PERIODS = r"(?:minutes|hours|days|weeks|months)"
_THE_EVENT = (
    r"(?:meeting|call|launch|go-live|kick-?off|review|audit|workshop|demo|conference|presentation|session|event|"
    r"visit|trip|release|signing|hearing|closing|interview|deadline|renewal|cutover|migration|holidays?|vacation|"
    r"break|summer|training|offsite|board)"
)

_ZONE_LETTERS = (
    r"(?:[ecmp][sd]?t|akst|akdt|hst|ast|nst|cet|cest|mez|mesz|gmt|bst|utc|wet|west|eet|eest|msk|trt|sast|wat|cat|eat|"
    r"ist|pkt|npt|ict|wib|jst|kst|sgt|hkt|pht|awst|acst|aest|aedt|nzst|nzdt|gst|brt|clt|clst|art|cot|pet)"
)

#: Of a text in lower case. At one place the first that matches wins; group names begin with their
#: atom's letter.
ATOMS: tuple[tuple[str, str], ...] = (
    (
        "vague",
        (r"a\.?s\.?a\.?p\b|by return(?: of (?:e-?mail|mail|post|fax))?(?=\s?(?:[.,;:!?)\-]|$|please|and|so|or|as|if))|"
        r"forthwith|straight-?away|pronto\b|(?:the |at (?:the|your) )?soonest(?: possible)?\b|as a matter of urgency|as a (?:matter of )?priority|on (?:an? |the )?(?:most |very |top )?urgent basis|with immediate effect|in short order|at your earliest\b(?! (?:conv|opp|poss))|instantly|"
        r"(?:on )?(?:the |that )?(?:very )?same (?:day|morning|afternoon|evening|night|week)\b|(?:as )?(?:soon|quick|quickly|early|fast) as (?:humanly )?(?:possible|practicable|feasible|i can|we can|you can)|"
        r"at (?:your|the) (?:very )?earliest (?:convenience|opportunity|possible convenience)|"
        r"(?:very |pretty |quite )?(?:soon|shortly)\b(?! after| before| as)|(?:right|straight) away|immediately|"
        r"(?:without|w/o) (?:further |any |any further |undue )?delay|any (?:moment|minute|day) now|the sooner the better|right now|in due course|in the (?:near|coming|foreseeable) (?:future|days|weeks|months)|"
        rf"(?:with)?in (?:the )?(?:next|coming) (?:{_FEW} {_PERIODS}|{_PERIODS}|day or (?:two|so)|week or (?:two|so))|"
        r"(?:with)?in (?:an?|the next|the)(?: next)? (?:day|week|month|hour) or (?:so|two)|within (?:minutes|hours|days|weeks)\b|"
        rf"(?:with)?in (?:a |the )?(?:few|several) (?:more |business |working )?{_PERIODS}|"
        rf"over the (?:next|coming) (?:{_FEW} )?{_PERIODS}|"
        r"at the (?:very )?earliest\b(?! (?:conv|opp|poss))|on priority\b|sooner rather than later|in a (?:bit|while|moment|minute|second|sec|jiffy)\b|"
        r"(?:on |over |in |during |within )?the following (?:day|week|month|morning|afternoon)s?\b|"
        r"(?:the )?(?:end|close) of (?:the |this |our |your |their )?(?:current )?(?:financial|fiscal|business|school|academic|tax) (?:year|quarter)\b|"
        r"(?<!by )(?<!from )(?<!until )(?<!till )(?<!for )(?<!just )(?<!than )now(?=\s?(?:[.,;!?)]|$))|"
        r"(?:on |in )?that (?:same )?(?:very )?(?:day|week|month|evening|afternoon|morning|night)(?=\s?(?:[.,;!?)]|$))|"
        r"(?:on )?the (?:day|week|evening|night|morning) before(?=\s?(?:[.,;!?)]|$| if\b))|"
        r"overnight\b(?! (?:the |it |them|an? |your |our |this |that |stay|train|bus|flight|ship|courier|deliver|mail|rate|guest|parking|service))|"
        r"(?:early )?in the new year\b|(?:by|before|until|around|at) the turn of the (?:year|month|week)\b|"
        r"promptly|momentarily|urgently|at once|sometime soon|"
        r"(?:(?:by|in|before|until|during|over|towards?) )?(?:(?:the )?(?:end|beginning|start|middle) of |early |mid[- ]|late )?"
        r"(?:the |this |next |coming )(?:spring|summer|autumn|winter)\b(?! (?:break|holidays?|school|party|fair|sale|collection|timetable))|"
        r"(?:by|in|before|until|during|over) (?:early |mid[- ]|late )?(?:spring|summer|autumn|winter)\b(?! (?:break|holidays?|school))"),
    ),
    (
        # Counted from an event whose date nobody says: "48 hours before the meeting".
        "counted",
        (r"(?:(?:on|in) )?the (?:day|week|month|evening|night|morning|afternoon|weekend) (?:before|prior to|of|after) "
        rf"(?!{_DAY_AHEAD}|{_MON}|tonight|\d|next\b|this\b|last\b|that\b){_EVENT_NP}|"
        rf"(?:within|inside|under|in) (?:a (?:period|maximum) of )?{_COUNT}[ -]?{_UNIT}'? (?:of|from|after|following|upon) "
        rf"(?!{_DAY_AHEAD}|(?:the )?date of this|this (?:e-?mail|letter|message|notice|note)\b){_EVENT_NP}|"
        rf"(?:at least |not less than |no (?:less|fewer) than |(?:a )?minimum (?:of )?)?{_COUNT}[ -]?{_UNIT}'? (?:before|prior to|ahead of|in advance of|after|from|following) "
        rf"(?!{_DAY_AHEAD}|(?:the )?date of this|this (?:e-?mail|letter|message|notice|note)\b){_EVENT_NP}|"
        rf"(?:at least )?{_COUNT}[ -]?{_UNIT}'? (?:ahead|in advance|beforehand|(?:before|earlier|later|prior)(?=\s?(?:[.,;!?)]|$)))\b|"
        r"(?:by|before|until|till|after) (?:(?:canada|australia|labou?r|memorial|independence|mother's|father's|valentine's|"
        r"(?:st\.? )?patrick's|(?:st )?paddy's|anzac|bastille|republic|national|constitution|unity|victoria) day|cny|chinese new year|"
        r"lunar new year|diwali|eid|ramadan|hanukkah|passover|carnival|golden week|lent|pentecost|whitsun)\b"),
    ),
    (
        "then",
        r"(?:by|before|until|till) (?:then|that (?:time|date|day|point))\b(?! (?:we|i|you|he|she|they|it) (?:had|was|were))",
    ),
    (
        "event",
        (rf"(?:before|prior to|ahead of|in advance of|in (?:good )?time for|after|following|once) (?:(?:the|our|your|my|his|her|their|this|next|that) )?"
        rf"(?:(?:tomorrow|today|{_WD})'s )?(?:[a-z][\w\-]{{1,14}} ){{0,2}}{_THE_EVENT}\b|"
        rf"(?:by|until|till) (?:the|our|your|my|his|her|their|this|next) (?:(?:tomorrow|today|{_WD})'s )?(?:[a-z][\w\-]{{1,14}} ){{0,2}}?"
        rf"(?:meeting|call|launch|go-live|kick-?off|audit|workshop|demo|conference|presentation|session|visit|release|signing|hearing|closing|deadline|renewal|cutover|migration|holidays)"
        rf"\b(?! (?:team|department|room|board|organi[sz]ers?|manager|committee|group|partner|desk|provider|company|firm|party|lead|office|crew|agent))"),
    ),
    (
        "offset",
        (rf"(?P<o_pre>within|inside|under|in (?:under|less than|no more than)|in|after|over|during) (?:about |around |approximately |roughly |max(?:imum)?\.? |a (?:maximum|period) of |(?:at (?:the )?most|no more than) )?"
        rf"(?P<o_next>the next |the coming (?=\d|two|three|four|five|six|seven|ten)|the (?=\d)|(?:next|coming) (?=\d|two|three|four|five|six|ten|couple))?(?:(?P<o_lo>\d{{1,2}}|one|two|three|four|five|six|seven) ?(?:-|–|to|or) ?)?"
        rf"(?:(?P<o_n>{_COUNT}|the(?= hour|(?<=within the) (?:day|week|month)\b))[ -]?|(?(o_next)|(?!)))(?P<o_u>{_UNIT})'?s?(?: time\b)?(?: (?:from|of) (?:now|today|(?:the date of )?this (?:e-?mail|letter|message|notice|note))\b|"
        rf" (?P<o_rel>from|before|after|prior to|ahead of) (?={_DAY_AHEAD}))?(?! ago| old|-)"
        rf"|(?P<o_m>{_COUNT}) (?P<o_v>{_UNIT})(?:'? time)? (?:from (?:now|today)\b|(?P<o_far>from|before|after|prior to|ahead of) (?={_DAY_AHEAD}))"),
    ),
    (
        "close",
        (r"e\.?o\.?d\b|c\.?o\.?[bp]\b|eob\b|eobd\b|eop\b|(?:the )?(?:end|close)[ -]of[ -](?:the )?(?:business|working|work|trading|office)(?:[ -](?:day|hours))?\b|"
        rf"(?:the )?(?:end|close)[ -]of[ -](?:the |my |our |your )?day\b|close of play|end of play|(?<=by )close(?= (?:on|tomorrow|today|{_WD}))"),
    ),
    (
        "opening",
        r"sob\b|bob\b|(?:the )?(?:start|opening|beginning|open)[ -]of[ -](?:the )?(?:business|working day|work|trading)\b",
    ),
    (
        "hour",
        (rf"(?P<hw_q>half past|half(?= {_HOUR}\b)|(?:a )?quarter past|(?:a )?quarter to) (?P<hw_h>\d{{1,2}}|{_HOUR})\b(?: ?(?P<hw_y>[ap]\.m\.|[ap]m\b|o'?clock))?|"
        rf"(?P<hw_n>{_HOUR}) ?(?P<hw_x>o'?clock\b|[ap]\.m\.|[ap]m\b)|"
        rf"(?P<hw_b>{_HOUR})(?= (?:today|tomorrow|tonight|this (?:morning|afternoon|evening)|in the (?:morning|afternoon|evening)|on {_WD}|{_WD}|and|when|if|so|or|but|then|sharp|at the latest|latest)|\s?[.,;!?)]|$)|"
        rf"(?<![\d.:/$€£#\-])(?P<hw_k>[01]\d|2[0-3])(?P<hw_m>[0-5]\d) ?(?:(?:hrs?|hours|h|z)\b|(?={_ZONE_LETTERS}\b))"),
    ),
    (
        "end_of",
        (r"(?P<f_u>eow|eom|eoq|eoy)\b|(?:the )?(?P<f_v>year|month|quarter)(?:[- ]|'s )(?:end|close)\b(?! (?:p&l|figures?|numbers?|accounts?|report|results?|review|statement|position|balance|process|invoices?|sales|stock|bonus|rush|party))|(?:the )?(?P<f_w>week)'s end\b|"
        r"(?:the )?(?:very )?last (?:working |business )?day of (?:the |this )?(?P<f_x>week|month|quarter|year)\b"),
    ),
    ("after_tomorrow", r"(?:the )?day after tomorrow"),
    ("next_work_day", r"(?:the |my |our |your )?(?:very )?next (?:business|working|work) day\b"),
    (
        "in_weeks",
        (rf"(?P<iw_n>a|one|two|three|[1-3]) weeks? (?:(?:from|on) (?P<iw_d>{_WD})|(?:from )?(?P<iw_t>tomorrow|today)\b)|"
        rf"(?P<iw_u>today|tomorrow) week\b|(?P<iw_e>{_WD}) week\b(?!')"),
    ),
    (
        "today",
        (r"(?:later (?:on )?|still |early |late )?(?P<t_w>today|tonight|tomorrow|tommorow|tommorrow|tomorow|tmrw|tmw|tmr|tonite|tomoz)\b(?:'s (?:deadline|cut-?off|close)\b(?! of)|'s(?= (?:close|end|cob|eod)\b)|(?!'))|"
        r"(?:later |still )?this (?P<t_p>morning|afternoon|evening|arvo|aft)\b|(?<=course of )the (?P<t_c>day|morning|afternoon)\b"),
    ),
    (
        "week_of_weekday",
        (rf"(?P<ww_c>{_WD}),? (?:of |in )?(?P<ww_f>next|this|the (?:coming|following)) week\b|"
        rf"(?P<ww_g>next|this) week,? (?:on )?(?P<ww_d>{_WD})"),
    ),
    (
        "week_of_month",
        (rf"(?:the )?(?P<wm_n>first|second|third|fourth|last|1st|2nd|3rd|4th) week (?:of|in) "
        rf"(?:(?P<wm_m>{_MON})(?: (?P<wm_y>20\d\d)\b)?|(?P<wm_s>the|this|next) month\b)"),
    ),
    (
        "nth_work_day",
        (rf"(?:the )?(?P<wn_n>first|second|third|fourth|fifth|last|\d{{1,2}}(?:st|nd|rd|th)) (?:working|business|work) day\b"
        rf"(?: (?:of|in) (?:(?P<wn_m>{_MON})|(?P<wn_s>the|this|next) month\b))?"),
    ),
    (
        "nth_weekday",
        (rf"(?:the )?(?P<nw_n>first|second|third|fourth|last|1st|2nd|3rd|4th) (?P<nw_d>{_WD}) (?:of|in) "
        rf"(?:(?P<nw_m>{_MON})(?: (?P<nw_y>20\d\d)\b)?|(?P<nw_s>the|this|next) month\b)"),
    ),
    (
        # Another Friday than the coming one; which one the words before must tell.
        "other_weekday",
        (rf"(?P<ow_n>(?:the )?(?P<ow_d>{_WD}) after next\b)|(?:on )?the following {_WD}|(?:on )?the {_WD} after\b(?! (?:lunch|\d|noon))|"
        rf"(?P<ow_e>(?:on )?the {_WD} (?:before|after) (?:the|our|your|my) [a-z][\w\-]{{1,20}})"),
    ),
    (
        "weekday",
        rf"(?:(?:early|late)(?: on)? )?(?:(?P<w_m>this coming|the coming|this|next|coming) )?(?P<w_d>{_WD})(?:'s (?:deadline|cut-?off|close)\b(?! of)|'s(?= (?:close|end|cob|eod)\b)|(?!'))",
    ),
    (
        "iso",
        (r"(?P<i_y>20\d\d)(?P<i_s>[\-/.])(?P<i_m>\d{1,2})(?P=i_s)(?P<i_d>\d{1,2})(?!\d)"
        r"(?:t(?P<i_h>[01]\d|2[0-3]):(?P<i_n>[0-5]\d)(?::[0-5]\d)?(?P<i_z>z\b)?)?"),
    ),
    (
        # Of the calendar (ISO 8601): "CW 33", "KW33/2026", "calendar week 28".
        "calendar_week",
        (rf"(?:(?P<k_e>(?:the )?{_EDGE_OF}|early|mid|late|end)[ -])?"
        r"(?:(?P<k_c>calendar week|calender week|cal\.? ?week|cw|kw)|(?P<k_w>week|wk)) ?(?:no\.? ?|#)?(?P<k_n>[1-5]?\d)(?:[/ ](?P<k_y>20\d\d))?(?![\w/%]|[.,]\d| of\b)"),
    ),
    (
        "week_of",
        r"(?:the )?(?:week (?P<wo_c>commencing|beginning|starting|of)|(?P<wo_s>w/c)|week (?P<wo_e>ending)|(?P<wo_x>w/e)) (?=\w)",
    ),
    (
        "date",
        (rf"(?P<d_m>{_MON}) ?(?:the )?(?:{_DAYNUM}{_ORD} ?(?:-|–|/|or) ?)?(?P<d_d>{_DAYNUM}){_ORD}(?![\w:%]|[.,]\d)(?:,? (?P<d_y>20\d\d)\b)?|"
        rf"(?:the )?(?:{_DAYNUM}(?:{_ORD}|\.) ?(?:-|–|/|or|and|to) ?(?:the )?)?(?P<e_d>{_DAYNUM})(?:{_ORD}|\.)(?: of)?[ -]?(?P<e_m>{_MON})(?:[ ,-]{{1,2}}(?P<e_y>20\d\d)\b)?|"
        rf"the (?P<e_w>first|second|third|fourth|fifth|tenth|fifteenth|twentieth|thirtieth|thirty-first) of (?P<e_n>{_MON})"),
    ),
    (
        "numeric",
        (r"(?<![\d/.\-$€£])(?P<n_a>\d{1,2})(?:(?P<n_s>[/.\-])(?P<n_b>\d{1,2})(?P=n_s)(?P<n_y>\d{4}|\d{2})"
        r"|/(?P<n_c>\d{1,2})|\.(?P<n_d>0?[1-9]|1[0-2])\.(?=[\s.,;!?)]|$)|\.(?P<n_e>0[1-9]|1[0-2])(?! ?(?:[ap]\.?m|h\b|hrs|o'?clock|uhr))(?=[\s,;!?)]|\.?$))(?![\d/%]|:\d|[.,\-]\d|[^\W\d]|\.\w)"),
    ),
    (
        "named_period",
        (rf"(?:(?P<m_e>{_EDGE_OF}|early(?: in)?|mid(?:dle)?(?: of)?|late(?: in)?|end)[ -])"
        rf"(?P<m_m>{_MON})(?:,? (?P<m_y>20\d\d)\b)?(?! ?\d)|"
        rf"(?:(?P<q_e>{_EDGE_OF}|early|mid|late|end)[ -])?(?P<q_q>q[1-4]|h[12])\b(?: ?/?(?P<q_y>20\d\d)\b)?"),
    ),
    (
        "period",
        (rf"(?:(?P<p_e>(?:the )?(?:very )?{_EDGE_OF}|early|mid(?: of)?|late|later|end|sometime|any ?time)[ -])?"
        r"(?P<p_s>this|next|the coming|coming|the current|the)?[ -]?(?P<p_u>week(?! number)|weekend|month|quarter|year)\b(?P<p_a> after next\b)?(?!-| ago|'s|s\b)|"
        r"(?P<p_mid>mid-?week)\b"),
    ),
    (
        "year",
        rf"(?:(?P<y_e>{_EDGE_OF}|early|mid|late|end)[ -])?(?P<y_y>20[2-9]\d)\b(?![\-/.:]\d)",
    ),
    ("month", rf"(?P<mm_m>{_MON})(?: (?P<mm_y>20\d\d)\b)?(?! ?\d)"),
    (
        "month_day",
        rf"(?:the )?(?P<x_d>{_DAYNUM})(?:st|nd|rd|th)\b(?: of (?P<x_m>this|next|the) month\b)?",
    ),
    (
        "holiday",
        r"(?P<h_n>christmas eve|christmas|xmas|boxing day|new year's eve|(?:the )?new year(?:'?s)?|good friday|easter monday|easter|thanksgiving)\b",
    ),
    (
        "part",
        (
            r"(?:12 |this )?(?P<a_n>noon|midday|midnight|lunchtime)\b|(?:by|before|until|till|at) (?P<a_l>lunch)(?: ?time| break)?\b|(?<=day |row )(?P<a_k>lunch)(?: ?time)?\b|(?<=day |row )(?:in the )?(?P<a_h>first|second) half\b|"
            r"(?:(?:(?:right|straight|just|shortly|directly) )?after|post) (?P<a_m>lunch)(?: ?time| break)?\b|"
            rf"(?:in the |first thing (?:in the )?|early |late |mid-?)?(?P<a_p>{_PART})|(?P<a_f>first thing)\b"
        ),
    ),
    (
        "clock",
        (r"(?<![\d.:/$€£#\-])(?P<c_b>between )?(?P<c_h>[01]?\d|2[0-4])(?:(?P<c_s>[:.h])(?P<c_m>[0-5]\d))? ?(?P<c_x>[ap]\.m\.|[ap]m\b|o'?clock|hrs\b|hours\b|h\b|-?ish\b)?"
        r"(?![\d%/]|[.,:]\d|\w)(?: ?(?:-|–|to|(?P<c_and>and)) ?(?P<c_i>[01]?\d|2[0-4])(?:[:.h](?P<c_n>[0-5]\d))? ?(?P<c_z>[ap]\.m\.|[ap]m\b|o'?clock|hrs\b|hours\b|h\b)?(?![\d%/:]|\.\d|\w))?"
        rf"(?! ?{_MON})"),
    ),
    (
        "zone",
        (rf"\(?(?P<z_a>{_ZONE_LETTERS}|(?:eastern|central|mountain|pacific)(?: standard| daylight)?(?: time)?)\b\)?|\(?(?P<z_u>[a-z]{{2,3}}t)\b\)?|"
        r"\(?(?P<z_w>your(?: local)?|my|our|their(?: local)?|his|her|local|[a-z]{2,12}(?: [a-z]{3,9})?) time\b\)?"),
    ),
)  # fmt: skip
ATOM = re.compile(
    r"(?<!\w)(?:" + "|".join(f"(?P<{name}>{pattern})" for name, pattern in ATOMS) + ")"
)
#: Where an atom may begin: a digit or a word. Trying `ATOM` costs many times more than asking
#: whether the word's stem is one of `STARTS`.
WORD = re.compile(r"(?<!\w)(?:[a-z]+|\d)")
STARTS = words(
    """asap a an as at by fort stra pron the soon on that very same your my our w with any in end clos
    righ imme inst shor pret quit over duri prom mome urge unti befo towa earl mid late this next
    comi begi star midd some insi unde leas not no mini half coup one two thre four five six seve
    eigh nine ten elev twel thir four fift sixt twen fort nine till prio ahea afte foll once eod e
    cob c cop eob eobd eop sob bob open quar eow eom eoq eoy year mont week last day toda toni tomo
    tomm tmrw tmw tmr stil firs seco four mon mond tue tues wed weds wedn wens thu thur fri frid sat
    satu sun sund cale cal cw kw wk jan janu feb febr mar marc apr apri may jun june jul july aug
    augu sep sept oct octo nov nove dec dece top latt back tail q h curr midw chri xmas boxi new good
    east than noon midd midn lunc just dire morn afte even nigh am pm p betw late loca thei his her
    some anyt post quic fast now that tomoz toni mome aft arvo than fift over arou"""
)
#: Time words hold a digit or one of these stems (`nlp.lexicon.stems`).
STEMS = words(
    """asap a soon shor righ stra imme with earl conv fast quic at in due near comi few seve next late
    over sync when prom mome urge once one some day time befo prio ahea afte foll week mont quar year
    hour min mins minu hr hrs bus work eod cob eob eow eom eoq eoy end clos eo tod toda toni tomo tomm
    tmrw tmw tmr morn days busi bank cale coup half now noon midd midn lunc even nigh mon mond tue tues wed weds wedn wens thu thur
    fri frid sat satu sun sund jan janu feb febr mar marc apr apri may jun june jul july aug augu sep
    sept oct octo nov nove dec dece chri xmas earl prio east than new firs midw mid s o c b
    cloc retu fort stra pron same spri summ autu wint then date adva ahea beho cw kw wk eobd eop sob bob op star last seco
    thir fourt sixt eigh thir arvo aft cny diwa eid rama"""
) - words("a at in one this s new when o c b work")
JOINT = re.compile(
    r"(?:,? ?\(?(?:by|at|before|until|till|on|of|before|around|about|no later than|the|@|approx\.?|latest by)? ?\(?(?:the )?|,? ?[-–]? ?|"
    r" or | and | and/or | ?/ ?)\Z",
    re.IGNORECASE,
)
CUE = re.compile(
    r"(?<!\w)(?P<word>later than|by(?: (?:no|not) later than| (?:the )?latest)?|no later than|not later than|(?:at (?:the )?(?:very )?)?latest(?: by| on| until)?|"
    r"max(?:imum|\.)?(?: by| until| till)?|on or before|not after|before|prior to|ahead of|(?:until|till)(?: latest| max(?:imum|\.)?)?|till?|'til|up to|within|"
    r"still|at some (?:stage|point|time)(?: (?:in|on|during))?|(?:one|some|any) day|(?:the )?(?:very )?(?:end|close) of|"
    r"(?:in|over|during|within) the course of|in|on|at|around|about|approximately|over|towards?|"
    r"(?:some|any) ?time(?: (?:around|on|in|by|before|next|this|during|over))?|from|since|after|for|of|during|as of|starting|"
    r"effective|through|thru|not before|every|each|last|past|previous|between|due(?: (?:on|by|in))?)"
    r"(?: (?:about|around|approximately|(?:the )?(?:very )?(?:close|end) of|the))?[ :]{1,2}(?:the )?\Z",
    re.IGNORECASE,
)
#: Words around the cue that add nothing to it.
CUE_PADDING = re.compile(
    r"\A(?:at (?:the )?(?:very )?|(?:some|any) ?time |the |very |max(?:imum|\.)? )"
)
CUE_KINDS = {
    "by": "by", "latest": "latest", "no later than": "no later than", "not later than": "no later than",
    "prior to": "before", "ahead of": "before", "on or before": "by", "until": "until", "till": "until",
    "til": "until", "'til": "until", "up to": "until", "due": "due", "max": "latest", "not after": "by",
    "end of": "by", "close of": "by",
    "in the course": "in", "over the course": "in", "during the course": "in", "within the course": "in",
}  # fmt: skip
#: What stands before a date without a year.
DATED = re.compile(
    r"(?:\b(?:on|by|before|until|till|due|latest|than|from|since|day|of|for|the|am|bis|is|to)|,"
    r"|\b(?:mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun)(?:day|nesday|sday|rsday|urday)?[.,]?)\s\(?\Z",
    re.IGNORECASE,
)
#: What follows a bare hour: "by 5 on Tuesday", "at 3 your time".
AFTER_HOUR = re.compile(
    r"\s*(?:[.,;:!?)\-]|$|(?:on|or|and|if|so|for|to|in|with|at|then|please|but|as|your|my|our|today|tomorrow|tonight|"
    r"this|next|sharp|latest|works?|is|would|[ecmp][sde]?t|gmt|utc|bst|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*|"
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*)\b)",
    re.IGNORECASE,
)
#: What follows "the 25th" when it is a date and not "the 25th item".
AFTER_MONTH_DAY = re.compile(
    r"\s*(?:[.,;:!?()\-]|$|(?:at|by|via|from|before|after|on|only|per|of (?:this|next|the) month|if|so|and|or|but|for|with|in|to|as|when|because|since|from|"
    r"please|then|works?|is|would|should|latest|morning|afternoon|evening|noon)\b)",
    re.IGNORECASE,
)


#: "in time", "next time", "lead time" …
NO_ZONE = words(
    "the this that last next first second any some all each every long short more less much enough same what "
    "which real full part spare free lead down over response delivery travel run start end waiting "
    "good great hard quality extra of in on for and is was at by no save take spend due big busy"
)
