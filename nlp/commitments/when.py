"""Words of a time to come, which make a promise of a present tense: "it goes out on Thursday".

A cheap look, for rules that ask whether the author speaks of what is ahead. What the words mean is
decided in `nlp.times.find` and `nlp.due.find`.
"""

from __future__ import annotations

from nlp.lexicon import pattern

_NUMBER = (
    r"(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|half an?"
    r"|a couple of|a few|some|the (?:next|coming)(?: \w+)?|\d+(?:\s?[-–]\s?\d+)?)"
)
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_DAY = rf"(?:{_WEEKDAY}s?|mon|tues?|wed|thu(?:rs)?|fri|sat|sun)\b"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b"
)
_CLOCK = (
    r"(?:\d{1,2}(?:[:.]\d\d)?(?:\s?h\b)?|noon|midnight|one|two|three|four|five|six|seven|eight|nine"
    r"|ten|eleven|twelve|half (?:past )?\w+|lunch\w*)"
)

#: A time to come, or an event that is waited for.
AHEAD = pattern(
    rf"""
    \b(?:tomorrow|tonight|today|later (?:today|this|on)|first thing|shortly|soon|asap|eod|cob|eow
        |immediately|right away|straight away|at once|in a moment|in due course|within
        |overnight|from now on|from here on|going forward)\b
    |\b(?:this|next|the same|the coming|that same) (?:very )?(?:morning|afternoon|evening|arvo|night
        |day|hour|week|weekend|month|quarter|year|sprint|release|update|statement|invoice|shipment
        |truck|{_DAY})
    |\b(?:on|by|until|till?|before|after|from|come|around|for|over|during|early|late|in) (?:the )?
        (?:week of |weekend|evening of |morning of |\d{{1,2}}(?:st|nd|rd|th)\b|end of|start of
        |beginning of|middle of|close of|course of|{_DAY}|{_MONTH}|next\b|mid[- ])
    |\bby (?:the )?(?:end|time|morning|evening|afternoon|then|{_CLOCK})
    |\bin {_NUMBER} (?:\w+ )?(?:seconds?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?)\b
    |\bat {_CLOCK}(?!\s?(?:%|percent|degrees|eur|usd|per\b|\d))\b
    |(?<!\bevery )(?<!\blast )(?<!\beach )\b{_WEEKDAY}\b
    |\b\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH}
    |\b{_MONTH} \d{{1,2}}\b
    |\b\d{{1,2}}\s?(?:am|pm|a\.m\.|p\.m\.|o'clock)
    |\b(?:week|kw|cw|wk) \d{{1,2}}\b
    |\bend of (?:the )?(?:day|week|month|business|quarter|year)\b
    """,
    ignore_case=False,
)

#: What is waited for before the deed: "as soon as it clears", "once the part is here".
WHEN_EVENT = pattern(
    r"""
    \b(?:as soon as|as fast as|the (?:moment|minute|day|hour)|once)\b|\Ashould (?!you\b)
    """,
    ignore_case=False,
)

#: Practices and the past, which no present tense next to them makes a promise.
LASTING = pattern(
    rf"""
    \b(?:always|usually|normally|often|generally|typically|sometimes|never|rarely|in general
        |as a rule
        |every (?:time|year|month|week|day|morning)|each (?:time|year|month|week|day)|per (?:week
            |month
        |year|day)|twice|once an?|daily|weekly|monthly|since|yesterday|last (?:week|month|year|night
        |{_WEEKDAY})|ago|already|so far|mondays|tuesdays|wednesdays|thursdays|fridays)\b
    """,
    ignore_case=False,
)

#: What this very mail does.
HEREBY = pattern(
    r"""
    \b(?:attach(?:ed|ment)?|enclos(?:e|ed|ing)|herewith|hereby|hereunder|the following|as follows
        |in copy|because of)\b
    """
)
