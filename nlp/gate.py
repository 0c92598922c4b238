"""The cheap test: which sentences the parser must see.

The parser costs more than everything else together, and most sentences of mail state something. A
sentence is parsed when it asks, when it holds a word that every commitment, indirect request or
plan needs, or when it may open with a command. Patterns alone decide the rest.
"""

from __future__ import annotations

import re

from nlp.courtesy.closings import is_acknowledgement, is_greeting
from nlp.lexicon import words
from nlp.sentences import MAX_SENTENCE

_WORD = re.compile(r"[a-z]+")
_LETTER = re.compile(r"[A-Za-z]")

#: Header lines, tables and bare references that somebody pasted, and the boilerplate of lawyers:
#: no sentences of the author's.
_NO_SENTENCE = re.compile(
    r"\A\W*(?:(?:from|to|cc|bcc|sent|date|subject|re|fw|fwd|tel|fax|phone|mobile|e-?mail|web|www|http)\b\s?[:.]|\S+@\S+\W*\Z|https?://\S+\W*\Z|please respond to \S+\W*\Z)"
    r"|\b(?:intended recipient|received this (?:e-?mail|message|communication|transmission|fax)(?: \w+)? (?:in error|by mistake)|received (?:it|this) (?:in error|by mistake)|believed to be free of any virus)",
    re.IGNORECASE,
)
_LINK = (
    r"(?:(?:(?:please )?(?:click|tap) (?:here|below|the link below) to |to |you can )?"
    r"(?:unsubscribe|opt[- ]out)"
    r"(?: (?:from|of) (?:this|these|our|all|future|the)(?: [\w\-]{1,20}){1,4}?)?"
    r"|(?:manage|update|change|edit) (?:your |my )?(?:(?:e-?mail|mailing|newsletter|subscription|notification|communication) (?:preferences|settings)|preferences|subscriptions?)"
    r"|(?:(?:can'?t|cannot|having trouble) (?:see|read|view)(?:ing)? this (?:e-?mail|message|newsletter)\? )?view (?:(?:this |the )?(?:e-?mail|message|newsletter|it) )?(?:(?:in|on) (?:your |a |the )?(?:web )?browser|online))"
    r"(?:,? (?:please )?(?:click )?(?:here|now|below|(?:at )?any ?time|with one click|instantly))?"
)
#: The links of a newsletter's footer, wherever its sender put them, alone or in a row. Who asks to
#: be taken off a list himself ("Please unsubscribe me") asks us.
_FOOTER_LINKS = re.compile(
    rf"\A\W*{_LINK}(?:(?:[\s|·•,/\-–—]{{1,9}}|,? (?:or|and) ){_LINK}){{0,4}}"
    r"(?:\W{0,9}https?://\S{1,900})?\W*\Z",
    re.IGNORECASE,
)
#: One of these stands in every commitment, plan, indirect request and offer.
_TELLING = words(
    """will ll shall wont gonna going plan plans planning intend intends intending aim aiming want wants
    wanted wanting need needs needed require requires required hope hoping hopes expect expecting
    expects promise commit guarantee undertake supposed suppose let lets please pls plz kindly can
    cant could would d should must may might ask asks asked asking request requests requested
    someone somebody anyone anybody remember ensure forget suggest suggests propose proposes
    recommend recommends appreciate appreciated grateful await awaiting waiting like wish love
    prefer being due perhaps maybe hesitate know tell call attached enclosed urge demand demands insist obliged grateful better"""
)
_RUNNING = re.compile(
    r"\b(?:i'?m|i am|we'?re|we are|(?:team|colleague|assistant|\w+) is|(?:our|my) \w+ are) (?:\w+ly |now |already |also |still |just |about )?(?:\w+ing|to)\b"
)
#: Words that never begin a command; behind them nothing but a statement follows.
_OPENS_STATEMENT = words(
    """the a an this that these those it he she they there i we you my our your his her their its in on at
    for from with without as after since because although though while when where which who what if
    unless until before during by of about into over under between through per via due according
    regarding concerning thanks thank however therefore furthermore moreover unfortunately additionally also both
    all some many most few several each every either neither no none nobody nothing everything
    everyone everybody something another other such more less much only even still yet already so
    but and or nor thus hence here today tomorrow yesterday last next first second third one two
    three four five six seven eight nine ten monday tuesday wednesday thursday friday saturday sunday
    january february march april june july august september october november december not"""
)
#: "Only send the ingredients", "also depute one expert".
_AFTER_ADVERB = re.compile(
    r"[^a-z]*(?:also|only|so|then|now|just|but|and|or|again|in future),? ([a-z]+)"
)
_FIRST = re.compile(r"[^A-Za-z]*([A-Za-z']+)")
_AGAIN = re.compile(
    r"[;:–—]\s|\s-+\s|[.!?)]\s|,\s(?:and |then |so |just |also )?|\band (?:then |also )?"
)
#: Commands that follow another clause without "please".
_COMMANDS = words(
    """send call check review sign forward update note confirm schedule book contact approve return
    share submit verify complete give get let make keep take put use add remove change provide
    prepare bring tell ask write reply respond copy include ensure look see find follow go try work
    set move help pay order ship fix print read explain consider think feel come leave stop start
    cancel postpone arrange discuss talk meet join plan do be have click select bin depute drop hold
    pick return release replace test turn switch wait"""
)


def is_sentence(sentence: str) -> bool:
    """Whether somebody wrote it for a reader: no header line, address, boilerplate or footer."""
    head = sentence[:MAX_SENTENCE]
    if _LETTER.search(sentence) is None or _NO_SENTENCE.search(head) is not None:
        return False
    return _FOOTER_LINKS.match(head) is None


def needs_parse(sentence: str) -> bool:
    """Whether a cheap look at the words leaves anything for the parser to decide."""
    if len(sentence) < 4 or not is_sentence(sentence):
        return False
    if is_greeting(sentence) or is_acknowledgement(sentence):
        return False
    if "?" in sentence:
        return True
    lower = sentence.lower()
    if not _TELLING.isdisjoint(_WORD.findall(lower)) or _RUNNING.search(lower):
        return True
    first = _FIRST.match(lower)
    if first and first.group(1).split("'")[0] not in _OPENS_STATEMENT:
        return True
    second = _AFTER_ADVERB.match(lower)
    if second and second.group(1) in _COMMANDS:
        return True
    return any(
        (word := _FIRST.match(part)) is not None and word.group(1) in _COMMANDS
        for part in _AGAIN.split(lower)[1:]
    )
