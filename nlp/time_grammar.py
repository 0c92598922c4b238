"""The patterns of English time words, atom by atom; `nlp.time_words` reads what they match."""

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
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fourteen": 14, "fifteen": 15,
    "twenty": 20, "thirty": 30, "sixty": 60, "ninety": 90, "a couple of": 2, "couple of": 2,
    "couple": 2, "a couple": 2, "half an": 0.5, "half a": 0.5, "the": 1, "the next": 1,
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
    r"(?:\d{1,3}|half an?|a couple(?: of)?|couple(?: of)?|an?|one|two|three|four|five|six|seven|eight|nine|ten|"
    r"eleven|twelve|fourteen|fifteen|twenty|thirty|sixty|ninety)"
)
_UNIT = (
    r"(?:minutes?|mins?|hours?|hrs?|h|(?:business|working|work|bank) ?days?|(?:calendar )?days?|d|weeks?|wks?|months?|quarters?|years?)"
    r"(?!\w)"
)
_PART = r"(?:morning|afternoon|evening|night|lunchtime|a\.?m\.?|p\.?m\.?)(?!\w)"

_FEW = r"(?:few|couple of|several)"
_PERIODS = r"(?:minutes|hours|days|weeks|months)"
_THE_EVENT = (
    r"(?:meeting|call|launch|go-live|kick-?off|review|audit|workshop|demo|conference|presentation|session|event|"
    r"visit|trip|release|signing|hearing|closing|interview|deadline|renewal|cutover|migration|holidays?|vacation|"
    r"break|summer|training|offsite|board)"
)

#: At one place the first that matches wins. Group names begin with their atom's letter.
ATOMS: tuple[tuple[str, str], ...] = (
    (
        "vague",
        (r"a\.?s\.?a\.?p\b|as (?:soon|quickly|early|fast) as (?:possible|practicable|feasible|i can|we can|you can)|"
        r"at (?:your|the) (?:very )?earliest (?:convenience|opportunity|possible convenience)|at your convenience|"
        r"(?:very |pretty |quite )?(?:soon|shortly)\b(?! after| before| as)|(?:right|straight) away|immediately|"
        r"without (?:further )?delay|right now|in due course|in the (?:near|coming|foreseeable) (?:future|days|weeks|months)|"
        rf"(?:with)?in the (?:next|coming) (?:{_FEW} {_PERIODS}|{_PERIODS}|day or (?:two|so)|week or (?:two|so))|"
        r"(?:with)?in (?:a|the next|the)(?: next)? (?:day|week|month|hour) or (?:so|two)|"
        rf"(?:with)?in (?:a |the )?(?:few|several) (?:more |business |working )?{_PERIODS}|"
        rf"over the (?:next|coming) (?:{_FEW} )?{_PERIODS}|"
        rf"(?:with)?in \d{{1,2}} ?(?:-|to|or) ?\d{{1,2}} (?:business |working )?{_PERIODS}|"
        r"at the (?:very )?earliest\b(?! (?:conv|opp|poss))|on priority\b|sooner rather than later|in a (?:bit|while|moment|minute|second|sec|jiffy)\b|"
        r"when(?:ever)? you (?:get|have) a (?:chance|moment|minute)|promptly|momentarily|urgently|at once|"
        r"one of these days|some ?day\b|sometime soon|later on|in time\b"),
    ),
    (
        "event",
        (rf"(?:before|prior to|ahead of|in time for|after|following|once) (?:(?:the|our|your|my|his|her|their|this|next|that) )?"
        rf"(?:(?:tomorrow|today|{_WD})'s )?(?:[a-z][\w\-]{{1,14}} ){{0,2}}{_THE_EVENT}\b"),
    ),
    (
        "offset",
        (rf"(?P<o_pre>within|in|after) (?:about |around |approximately |roughly )?(?P<o_next>the next )?"
        rf"(?P<o_n>{_COUNT}|the)?[ -]?(?P<o_u>{_UNIT})'?s?(?: time\b| from (?:now|today)\b)?(?! ago| old|-)"
        rf"|(?P<o_m>{_COUNT}) (?P<o_v>{_UNIT}) from (?:now|today|tomorrow)\b"),
    ),
    (
        "close",
        (r"e\.?o\.?d\b|c\.?o\.?b\b|eob\b|(?:the )?(?:end|close) of (?:the )?(?:business|working|work)(?: day)?\b|"
        r"(?:the )?(?:end|close) of (?:the |my |our |your )?day\b|close of play|end of play"),
    ),
    ("end_of", r"(?P<f_u>eow|eom|eoq|eoy)\b|(?P<f_v>year|month|quarter)[- ]end\b"),
    ("after_tomorrow", r"(?:the )?day after tomorrow"),
    (
        "today",
        (r"(?:later |still )?(?P<t_w>today|tonight|tomorrow|tommorow|tommorrow|tomorow|tmrw|tmw|tmr)\b(?!')|"
        r"(?:later )?this (?P<t_p>morning|afternoon|evening)\b"),
    ),
    (
        "week_of_weekday",
        (rf"(?:a|one) week (?:from|on) (?P<ww_a>{_WD})|(?P<ww_b>{_WD}) week\b|"
        rf"(?P<ww_c>{_WD}),? (?:of )?next week\b|next week,? (?:on )?(?P<ww_d>{_WD})"),
    ),
    (
        "weekday",
        rf"(?:(?P<w_m>this coming|the coming|the following|this|next|coming) )?(?P<w_d>{_WD})(?!')",
    ),
    ("iso", r"(?P<i_y>20\d\d)-(?P<i_m>\d{1,2})-(?P<i_d>\d{1,2})(?!\d)"),
    (
        "date",
        (rf"(?P<d_m>{_MON}) ?(?:the )?(?P<d_d>{_DAYNUM}){_ORD}(?![\w:%]|[.,]\d)(?:,? (?P<d_y>20\d\d)\b)?|"
        rf"(?:the )?(?P<e_d>{_DAYNUM})(?:{_ORD}|\.)(?: of)?[ -]?(?P<e_m>{_MON})(?:[ ,-]{{1,2}}(?P<e_y>20\d\d)\b)?"),
    ),
    (
        "numeric",
        (r"(?<![\d/.\-$€£])(?P<n_a>\d{1,2})(?:(?P<n_s>[/.\-])(?P<n_b>\d{1,2})(?P=n_s)(?P<n_y>\d{4}|\d{2})"
        r"|/(?P<n_c>\d{1,2})|\.(?P<n_d>\d{1,2})\.(?=[\s,;!?)]|$))(?![\d/%:]|[.,\-]\d|[^\W\d])"),
    ),
    (
        "named_period",
        (rf"(?:(?P<m_e>(?:the )?(?:beginning|start|middle|end|first half|second half) of|early(?: in)?|mid|late(?: in)?)[ -])"
        rf"(?P<m_m>{_MON})(?: (?P<m_y>20\d\d)\b)?|"
        r"(?:(?P<q_e>(?:the )?(?:beginning|start|middle|end) of|early|mid|late)[ -])?(?P<q_q>q[1-4])\b(?: ?(?P<q_y>20\d\d)\b)?"),
    ),
    (
        "period",
        (r"(?:(?P<p_e>(?:the )?(?:very )?(?:beginning|start|middle|end) of|early|mid|late|later|sometime|any ?time)[ -])?"
        r"(?P<p_s>this|next|the coming|coming|the following|the current|the)? ?(?P<p_u>week|weekend|month|quarter|year)\b(?!-| ago|'s|s\b)|"
        r"(?P<p_mid>mid-?week)\b"),
    ),
    ("month", rf"(?P<mm_m>{_MON})(?: (?P<mm_y>20\d\d)\b)?(?! ?\d)"),
    ("month_day", rf"(?:the )?(?P<x_d>{_DAYNUM})(?:st|nd|rd|th)\b"),
    (
        "holiday",
        r"(?P<h_n>christmas eve|christmas|xmas|new year's eve|(?:the )?new year(?:'?s)?|easter|thanksgiving)\b",
    ),
    (
        "part",
        (
            r"(?P<a_n>noon|midday|midnight|lunchtime)\b|"
            rf"(?:in the |first thing (?:in the )?|early |late |mid-?)?(?P<a_p>{_PART})|(?P<a_f>first thing)\b"
        ),
    ),
    (
        "clock",
        (r"(?<![\d.:/$€£#\-])(?P<c_h>[01]?\d|2[0-4])(?:(?P<c_s>[:.h])(?P<c_m>[0-5]\d))? ?(?P<c_x>[ap]\.m\.|[ap]m\b|o'?clock|hrs\b|hours\b|h\b)?"
        r"(?![\d%/]|[.,:]\d|\w)(?: ?(?:-|to) ?(?:[01]?\d|2[0-4])(?:[:.][0-5]\d)? ?(?:[ap]\.m\.|[ap]m\b)?)?"),
    ),
    (
        "zone",
        (r"\(?(?P<z_a>[ecmp][sd]?t|cet|gmt|bst|utc|cest|ist|jst|kst|sgt|hkt|aest|aedt|gst|eet|eest|wet|msk|brt|"
        r"(?:eastern|central|mountain|pacific)(?: standard| daylight)?(?: time)?)\b\)?|"
        r"\(?(?P<z_w>your|my|our|local|[a-z]{3,12}(?: [a-z]{3,9})?) time\b\)?"),
    ),
)  # fmt: skip
ATOM = re.compile(
    r"(?<!\w)(?:" + "|".join(f"(?P<{name}>{pattern})" for name, pattern in ATOMS) + ")",
    re.IGNORECASE,
)
#: Time words hold a digit or one of these stems (`nlp.lexicon.stems`).
STEMS = words(
    """asap a soon shor righ stra imme with earl conv fast quic at in due near comi few seve next late
    over sync when prom mome urge once one some day time befo prio ahea afte foll week mont quar year
    hour min mins minu hr hrs bus work eod cob eob eow eom eoq eoy end clos eo tod toda toni tomo tomm
    tmrw tmw tmr morn days busi bank cale coup half now noon midd midn lunc even nigh mon mond tue tues wed weds wedn wens thu thur
    fri frid sat satu sun sund jan janu feb febr mar marc apr apri may jun june jul july aug augu sep
    sept oct octo nov nove dec dece chri xmas earl prio east than new firs midw mid s o c b"""
) - words("a at in one this s new over when o c b work")
JOINT = re.compile(
    r"(?:,? ?\(?(?:by|at|on|of|before|around|about|no later than|the|@|approx\.?|latest by)? ?\(?(?:the )?|,? ?-? ?|"
    r" or | and )\Z",
    re.IGNORECASE,
)
CUE = re.compile(
    r"(?<!\w)(?P<word>by(?: (?:no|not) later than)?|no later than|not later than|at the (?:very )?latest (?:by|on)|latest(?: by| on)?|"
    r"on or before|before|prior to|ahead of|until|till?|'til|up to|within|in|on|at|around|about|approximately|"
    r"sometime(?: (?:around|on|in|by|before|next|this))?|some time(?: (?:around|on|in))?|from|since|after|for|of|during|as of|starting|"
    r"effective|through|thru|not before|every|each|last|past|previous|between|due(?: (?:on|by|in))?)"
    r"(?: (?:the|about|around|approximately|close of|end of))?[ :]{1,2}(?:the )?\Z",
    re.IGNORECASE,
)
CUE_KINDS = {
    "by": "by", "latest": "latest", "no later than": "no later than", "not later than": "no later than",
    "prior to": "before", "ahead of": "before", "on or before": "by", "until": "until", "till": "until",
    "til": "until", "'til": "until", "up to": "until", "due": "due",
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
    r"\s*(?:[.,;:!?)\-]|$|(?:at|of (?:this|next|the) month|if|so|and|or|but|for|with|in|to|as|when|because|since|from|"
    r"please|then|works?|is|would|should|latest|morning|afternoon|evening|noon)\b)",
    re.IGNORECASE,
)


#: "in time", "next time", "lead time" …
NO_ZONE = words(
    "the this that last next first second any some all each every long short more less much enough same what "
    "which real full part spare free lead down over response delivery travel run start end waiting his her their "
    "good great hard quality extra of in on for and is was at by no save take spend due big busy"
)
