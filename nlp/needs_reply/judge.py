"""Whether the author of a message waits for an answer.

The sentences decide: who asks, requests, complains, reports trouble or proposes a time waits; who
only thanks, promises or informs does not. What an act of a sentence does not say, weaker signs may
(`nlp.needs_reply.cues`); what looks like asking may be rhetoric (`nlp.needs_reply.questions`), put
to somebody else (`nlp.needs_reply.whom`) or a stranger's pitch (`nlp.needs_reply.mailing`). Weights
of the rules are set by hand. A small trained model (`nlp.needs_reply.model`) votes with them: it
stops a rule where it is nearly sure of the contrary, and adds what no rule knows where it is sure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nlp.gate import is_sentence
from nlp.language import UNDETERMINED, detect_language
from nlp.needs_reply.cues import ask_cues, counter_cues, is_settled, trouble_cues
from nlp.needs_reply.features import features_of_message, features_of_sentence
from nlp.needs_reply.mailing import (
    is_absence_note,
    is_machine,
    is_mass_mail,
    strangers_mark,
    wants_no_answer,
)
from nlp.needs_reply.model import packaged_reply_model
from nlp.needs_reply.questions import (
    has_question_mark,
    is_echo,
    is_idle,
    is_self_answered,
    is_tagged_statement,
    is_told,
)
from nlp.needs_reply.setting import read_setting
from nlp.needs_reply.whom import find_whom, spoken_to
from nlp.plain import make_plain
from nlp.tags import Act, NeedsReply, NeedsReplyLabel, ZoneKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nlp.needs_reply.model import ReplyModel
    from nlp.needs_reply.setting import Setting
    from nlp.tags import Context, SentenceTags, Zone

#: A sentence counts as waiting by the rules from this weight on …
_CUT = 0.5
#: … unless the model's chance is below this, where an act says it (weights from the next on).
#: Chosen, as those below, on the project's own messages, each read by a model trained without it,
#: and on the demo: a question mark is right only where the model does not doubt it.
_KEEP_ACT, _ACT = 0.45, 0.7
#: The same where only a weaker sign says it, and the chance that is needed without any sign: in a
#: message of one or two sentences, and in a longer one, where more is told than asked.
_KEEP_SIGN, _ADD = (0.2, 0.4), (0.6, 0.75)
_FEW = 2
#: The same beside a promise: who tells of trouble and sees to it himself waits for nothing. Without
#: any sign no chance is enough there.
_BESIDE_PROMISE, _NEVER = 0.95, 1.1
#: What a rule takes for rhetoric, small talk or a formula asks only from this chance on.
_IDLE, _ADD_IDLE = 0.1, 0.8
#: Among many sentences one looks like asking by accident: both rise by this much for each sentence
#: beyond so many, to a limit.
_RISE, _SHORT, _MOST_RISE = 0.02, 4, 0.2
#: From this chance on a message outside any conversation is a stranger's mailing; the second where
#: no rule sees a mark of one.
_STRANGER, _STRANGER_UNMARKED = 0.5, 0.75
#: Words.
_TOO_SHORT_TO_SELL = 12
#: Longest text of an undetermined language that is read all the same.
_FRAGMENT = 90
#: No stranger's mailing says this.
_TROUBLED = frozenset({"complains", "reports a problem", "puts the relationship in question"})
#: Whoever only promises or thanks asks for nothing.
_PLAIN = frozenset({Act.COMMITMENT, Act.DEADLINE, Act.CLOSING})
#: Where only the wording as a whole speaks for it.
_BY_WORDING = "sounds as if an answer is expected"

#: What a request may ask for that no mail answers: doing is enough, or nothing is to be done.
_SILENT = re.compile(
    r"\b(?:see|find|note|refer|keep|mark|save|join us|join me|enjoy|accept|delete|ignore|disregard|remember|don't forget|use|dial|click|visit|watch|follow us|stay|take a look at|have a look at|hold|block|read|feel free|bear|regard|treat|consider|go ahead|proceed|give (?:my|our|the \w+ a)|say (?:hi|hello)|greet|hug|revert|let's (?:leave|keep|call it)|shout|one day|some ?day)\b",
    re.IGNORECASE,
)
#: "If anything is unclear, give me a ring": a formula, whatever verb follows.
_FORMULA = re.compile(
    r"\b(?:if|should|in case|whenever|where)\b (?:of )?(?:\w+ ){0,5}(?:any\w*|something|some\w+ (?:is|are)|questions?|quer(?:y|ies)|doubts?|unclear|problems?|you (?:need|want|wish|like|prefer|have|would|require|should|still|run|get)|needed|required|forgot\w*|missed|wrong|in the meantime)\b",
    re.IGNORECASE,
)
_PROPOSES = re.compile(
    r"\b(?:how about|what about|does|would|shall we|can we|could we|let'?s|are you (?:free|available)|suggest|propose|work for you|suit you|any chance)\b",
    re.IGNORECASE,
)
#: Takes back what stands before it in the message, or in the mail before.
_WITHDRAWN = re.compile(
    r"\b(?:please |kindly |do not |you can )?(?:ignore|disregard|forget|mind|never ?mind) (?:about )?(?:my|this|that|our)\b|\A\W*(?:oh,? )?(?:forget it|never ?mind)\b|\b(?:just |already |i |we |have |now )found (?:it|them)\b|\A\W*found (?:it|them)\b|\bwrong (?:address|person|recipient)|\A\W*(?:sorry,? )?wrong [A-Z]\w+!|\bwas meant for\b|\b(?:can|could) drop the (?:request|question|idea|matter)\b|\bhas (?:already |just )?(?:sent|explained|answered|solved|done) (?:it|this|everything)\b.{0,20}\b(?:already|meantime|to me|to us)\b|\A\W*case closed\b|\bi (?:now )?see (?:that )?it(?:'s| is) (?:attached|there|already|here)\b",
    re.IGNORECASE,
)
#: "Please find attached the invoice."
_HANDS_OVER = re.compile(
    r"\W*(?:please |kindly |herewith |as (?:agreed|requested|discussed),? )?(?:(?:find|see) (?:the )?(?:attached|enclosed|below)|(?:attached|enclosed) (?:please )?find)\b[^?]{0,80}\Z"
)
_PUNCTUATION_ONLY = re.compile(r"\A[\s?!.]{0,20}\?[\s?!.]{0,20}\Z")


#: Where a mailing gives itself away.
_BELOW = frozenset({ZoneKind.FOOTER, ZoneKind.DISCLAIMER})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that is put to the reader and stands at the end."""

    sentence: SentenceTags
    #: By the rules, 0 to 1, and why.
    weight: float
    why: str
    #: What the model sees of it.
    features: list[str]
    #: Its message holds a promise of the author's.
    promised: bool = False


def judge_reply(
    context: Context,
    sentences: Sequence[SentenceTags],
    zones: Sequence[Zone],
    *,
    supported: bool,
    texts: Sequence[str] | None = None,
    model: ReplyModel | None = None,
) -> NeedsReply:
    """Yes when the message asks, requests, complains or proposes a time.

    Args:
        context: The message; earlier messages of its thread are proof of a conversation.
        sentences: Its new text.
        zones: All of it, for what its footer gives away.
        supported: Acts were read; False answers no, with the reason.
        texts: The sentences as `nlp.plain.make_plain` gives them, where the caller has them.
        model: Votes with the rules; the packaged one where None.

    Raises:
        ModelFileError: the packaged model is damaged or of another version.
    """
    texts = _texts(context, sentences) if texts is None else texts
    own = "\n".join(texts)[:20_000]
    answering = bool(context.previous)
    if context.automatic or is_machine(
        context.subject or "", own, context.from_ or "", answering=answering
    ):
        return _no("written by a machine")
    if not sentences and answering and (asked := _bare_question_mark(context.text, zones)):
        return NeedsReply(NeedsReplyLabel.YES, 0.8, "asks again", *asked)
    if not supported and not _is_fragment(own):
        return _no("its language is not read" if own.strip() else "says nothing")
    if not sentences:
        return _no("says nothing")
    if is_absence_note(own, len(sentences)) and not any(map(has_question_mark, texts)):
        return _no("is an absence note")
    model = packaged_reply_model() if model is None else model
    best = _decide(find_candidates(context, sentences, texts), model)
    if best is None:
        closing = all(s.has(Act.CLOSING) for s in sentences)
        return _no("closes the exchange" if closing else "asks for nothing")
    if best.label is NeedsReplyLabel.NO:
        return best
    if wants_no_answer(own):
        return _no("says that no answer is needed", 0.2)
    if not (answering or context.acquainted):
        rest = [context.text[zone.start : zone.end] for zone in zones if zone.kind in _BELOW]
        mark = strangers_mark(own, rest, context.from_ or "")
        chance = model.chance_of_stranger(features_of_message(own, mark, mass=is_mass_mail(own)))
        brief = len(own.split()) < _TOO_SHORT_TO_SELL
        enough = _STRANGER if mark else _STRANGER_UNMARKED
        enough = 1.0 if brief and mark < _STRANGER else enough
        if mark >= 1 or (chance >= enough and best.why not in _TROUBLED):
            return _no("reads like a mailing", min(0.49, max(0.05, 1 - max(mark, chance))))
    return best


def find_candidates(
    context: Context, sentences: Sequence[SentenceTags], texts: Sequence[str] | None = None
) -> list[Candidate]:
    """The sentences of the new text that may ask the reader, with what rules and model see.

    Left out are those put to somebody else, those taken back, and mere greetings and thanks.
    """
    texts = _texts(context, sentences) if texts is None else texts
    breaks = [
        number == 0 or "\n" in context.text[sentences[number - 1].end : sentence.start]
        for number, sentence in enumerate(sentences)
    ]
    whom = find_whom(context)
    called = spoken_to(sentences, texts, breaks)
    setting = read_setting(texts, context.previous)
    promised = any(sentence.has(Act.COMMITMENT) for sentence in sentences)
    found = []
    for number in range(_after_retraction(texts), len(sentences)):
        sentence = sentences[number]
        if not whom.is_asked(called[number]):
            continue
        weight, why = _weigh(sentence, number, setting)
        plain = bool(sentence.acts) and _PLAIN.issuperset(one.act for one in sentence.acts)
        if plain and weight < _CUT and "?" not in texts[number]:
            continue  # no model makes a promise or thanks ask
        if (
            weight < _CUT
            and not has_question_mark(texts[number])
            and not is_sentence(texts[number])
        ):
            continue  # nor the link of a footer
        features = features_of_sentence(number, sentence, setting, weight)
        found.append(Candidate(sentence, weight, why, features, promised))
    return found


def _decide(candidates: Sequence[Candidate], model: ReplyModel) -> NeedsReply | None:
    """The strongest of the sentences that wait; else the strongest no; None without any."""
    best: tuple[bool, float, Candidate] | None = None
    count = len(candidates)
    for candidate in candidates:
        chance = model.chance_of_waiting(candidate.features)
        waits = chance >= _needed(candidate, count)
        found = (waits, (candidate.weight + chance) / 2, candidate)
        if best is None or found[:2] > best[:2]:
            best = found
    if best is None:
        return None
    waits, strength, candidate = best
    sentence = candidate.sentence
    if not waits:
        why = "asks for nothing that is clear" if candidate.weight else "asks for nothing"
        return _no(why, min(0.49, max(0.05, strength)))
    return NeedsReply(
        NeedsReplyLabel.YES,
        round(min(1.0, max(_CUT, strength)), 3),
        candidate.why or _BY_WORDING,
        sentence.start,
        sentence.end,
    )


def _needed(candidate: Candidate, count: int) -> float:
    """The model's chance that a sentence must reach among so many."""
    weight = candidate.weight
    rise = min(_MOST_RISE, _RISE * max(0, count - _SHORT))
    if weight >= _ACT:
        return _KEEP_ACT + rise
    if candidate.promised:
        return _BESIDE_PROMISE if weight else _NEVER
    if weight >= _CUT:
        return _KEEP_SIGN[count > _FEW] + rise
    return _ADD_IDLE if weight == _IDLE else _ADD[count > _FEW] + rise


def _texts(context: Context, sentences: Sequence[SentenceTags]) -> list[str]:
    return [make_plain(context.text, s.start, s.end).text for s in sentences]


def _no(why: str, score: float = 0.05) -> NeedsReply:
    return NeedsReply(NeedsReplyLabel.NO, round(score, 3), why)


def _is_fragment(own: str) -> bool:
    """Like "Hafen 4471 ETA?": too short to tell its language; read for what it shows."""
    return 0 < len(own) <= _FRAGMENT and detect_language(own) == UNDETERMINED


def _bare_question_mark(text: str, zones: Sequence[Zone]) -> tuple[int, int] | None:
    """The place of a "?" that is the whole message."""
    for zone in zones:
        if zone.kind is ZoneKind.NEW and _PUNCTUATION_ONLY.match(text[zone.start : zone.end][:60]):
            at = text.index("?", zone.start)
            return at, at + 1
    return None


def _after_retraction(texts: Sequence[str]) -> int:
    """Number of the first sentence that stands: of "Ignore my mail. Could you …" the second."""
    taken_back = [
        number
        for number, text in enumerate(texts)
        if _WITHDRAWN.search(text) and not has_question_mark(text)
    ]
    return taken_back[-1] + 1 if taken_back else 0


def _weigh(sentence: SentenceTags, number: int, setting: Setting) -> tuple[float, str]:
    """How much a sentence waits for an answer, and why."""
    text = setting.texts[number]
    if sentence.escalation or sentence.intent_to_leave:
        return 0.85, "puts the relationship in question"
    marked = has_question_mark(text)
    if marked or (sentence.has(Act.QUESTION) and "?" not in text):
        return _weigh_question(sentence, number, setting)
    if "?" in text and sentence.has(Act.QUESTION):
        return 0.0, ""  # the question is quoted
    if sentence.retraction:
        return 0.0, ""
    if sentence.has(Act.COMPLAINT) and not setting.settled:
        return 0.85, "complains"
    if sentence.has(Act.REQUEST):
        return _weigh_request(sentence, text)
    if sentence.has(Act.RISK) and sentence.tone.score < -0.4:
        return 0.55, "warns of a risk"
    return _weak(sentence, text, setting)


def _weigh_question(sentence: SentenceTags, number: int, setting: Setting) -> tuple[float, str]:
    text, after = setting.texts[number], setting.after(number)
    if (
        setting.answered
        or is_idle(text)
        or is_self_answered(text, after)
        or is_echo(text, setting.said, after)
        or is_told(text, after, number=number, count=len(setting.texts))
    ):
        return _IDLE, ""
    if is_tagged_statement(text):
        return 0.4, "asks a question"
    return 0.85, "proposes a time" if sentence.has(Act.MEETING) else "asks a question"


def _weigh_request(sentence: SentenceTags, text: str) -> tuple[float, str]:
    if sentence.has(Act.MEETING) and _PROPOSES.search(text):
        return 0.8, "proposes a time"
    if sentence.due is None and (_SILENT.search(text) or _FORMULA.search(text)):
        return 0.4, "requests something"
    return 0.55 + 0.35 * sentence.score(Act.REQUEST), "requests something"


def _weak(sentence: SentenceTags, text: str, setting: Setting) -> tuple[float, str]:
    """What weaker signs than acts say of a sentence."""
    lower = text.lower()
    if _HANDS_OVER.match(lower) or is_settled(lower):
        return _IDLE, ""
    cues = list(counter_cues(lower)) if setting.answering else []
    if not (sentence.has(Act.OFFER) or sentence.has(Act.COMMITMENT) or sentence.has(Act.CLOSING)):
        if not _FORMULA.search(text):
            cues += ask_cues(lower)
        if not setting.settled:
            cues += trouble_cues(lower)
    best = max(cues, key=lambda cue: cue.weight, default=None)
    return (0.0, "") if best is None else (best.weight, best.why)
