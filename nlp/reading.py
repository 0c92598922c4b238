"""One message from text to tags, in two halves with the parser between them.

`prepare` does everything that needs no parser and says which sentences to parse; `finish` puts the
parses through the rules. The tagger joins many messages' sentences into one run of the parser.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nlp.courtesy.closings import is_formula
from nlp.due.resolve import speaker_of
from nlp.foreign import engine as simple_rules
from nlp.foreign import replies as simple_replies
from nlp.foreign.tables import LANGUAGES as SIMPLE_LANGUAGES
from nlp.gate import needs_parse
from nlp.joined import take_apart
from nlp.judgement import read_sentence
from nlp.language import SUPPORTED, UNDETERMINED, detect_language
from nlp.needs_reply.judge import judge_reply
from nlp.plain import Plain, make_plain, sanitise
from nlp.sentences import split_sentences
from nlp.tags import Act, Context, Depth, MessageTags, SentenceTags, Zone, ZoneKind
from nlp.zones.find import find_zones

if TYPE_CHECKING:
    from nlp.model.classifier import Classifier
    from nlp.parse import Parse

#: SAFETY.md: longer text is cut at a paragraph before any rule sees it.
MAX_TEXT = 100_000


#: "Marta," or a bare name at the end, which says nothing of its own.
_NAMES_ONLY = re.compile(r"(?:[A-Z][\w.'\-]{0,20}(?:,? (?:and |& )?)?){1,4}[,.!\s]{0,3}\Z")


@dataclass(frozen=True, slots=True)
class Draft:
    """A message half read."""

    context: Context
    read_until: int
    language: str
    zones: tuple[Zone, ...]
    sentences: tuple[Plain, ...]
    #: Offsets of the sentences in the text.
    spans: tuple[tuple[int, int], ...]
    #: Numbers of the sentences that need the parser.
    parsed: tuple[int, ...]

    def to_parse(self) -> list[Plain]:
        """The sentences that need the parser, in order."""
        return [self.sentences[number] for number in self.parsed]


def prepare(context: Context) -> Draft:
    """Zones, language and sentences of a message."""
    text = sanitise(context.text)
    until = _cut(text)
    text = text[:until]
    zones: tuple[Zone, ...]
    if context.presplit:
        zones = (Zone(ZoneKind.NEW, 0, until),) if until else ()
        spans = [(0, until)] if until else []
    else:
        zones = find_zones(
            text, subject=context.subject, sender=context.from_, previous=context.previous
        )
        new = [zone for zone in zones if zone.kind is ZoneKind.NEW]
        spans = [span for zone in new for span in split_sentences(text, zone.start, zone.end)]
    written = "\n".join(text[start:end] for start, end in spans)
    language = detect_language(written)
    if language == UNDETERMINED and all(map(str.isascii, filter(str.isalpha, written))):
        # Too little to tell by: the thread, or the paragraph of a single sentence, knows better.
        language = _language_of_thread(context, text, zones)
    formula = context.presplit and is_formula(text)
    if context.presplit and language not in SUPPORTED and (formula or text.isascii()):
        # "Viele Grüße, Ann" stands below English mail too: only what is around it tells.
        told = [*context.previous[-10:], *([] if formula else [text])]
        paragraph = detect_language("\n".join(told))
        language = "en" if paragraph in {*SUPPORTED, UNDETERMINED} else language
    plains = tuple(_plain(text, span, english=language in SUPPORTED) for span in spans)
    parsed: tuple[int, ...] = ()
    if language in SUPPORTED:
        parsed = tuple(number for number, plain in enumerate(plains) if needs_parse(plain.text))
    return Draft(context, until, language, zones, plains, tuple(spans), parsed)


def _language_of_thread(context: Context, text: str, zones: tuple[Zone, ...]) -> str:
    """The language of what a message answers: of the mail before it, else of what it quotes."""
    earlier = context.previous[-10:]
    quoted = "\n".join(text[zone.start : zone.end] for zone in zones if zone.kind is ZoneKind.QUOTE)
    tried = ("\n".join(earlier), *reversed(earlier), quoted)
    found = (detect_language(one) for one in tried if one)
    return next((language for language in found if language != UNDETERMINED), UNDETERMINED)


def finish(draft: Draft, parses: list[Parse], classifier: Classifier | None = None) -> MessageTags:
    """The tags of a prepared message, given the parses of `draft.to_parse()`.

    Args:
        draft: From `prepare`.
        parses: In the order of `draft.to_parse()`.
        classifier: Votes with the rules; the rules decide alone where None.
    """
    by_number = dict(zip(draft.parsed, parses, strict=True))
    depth = _depth_of(draft.language)
    sentences: tuple[SentenceTags, ...]
    speaker = speaker_of(draft.context)
    if depth is Depth.FULL:
        sentences = tuple(
            read_sentence(
                plain,
                span,
                by_number.get(number),
                speaker=speaker,
                before=_before(draft, number),
                classifier=classifier,
            )
            for number, (plain, span) in enumerate(zip(draft.sentences, draft.spans, strict=True))
        )
    elif depth is Depth.SIMPLE:
        sentences = tuple(
            simple_rules.read_sentence(plain, span, draft.language, speaker=speaker)
            for plain, span in zip(draft.sentences, draft.spans, strict=True)
        )
    else:
        sentences = tuple(SentenceTags(start, end) for start, end in draft.spans)
    told = sentences
    if depth is Depth.FULL and not draft.context.presplit:
        told = tuple(
            part
            for plain, one in zip(draft.sentences, sentences, strict=True)
            for part in take_apart(one, plain, speaker)
        )
    closing = any(s.has(Act.CLOSING) for s in sentences) and all(
        s.has(Act.CLOSING) or _NAMES_ONLY.match(draft.sentences[number].text)
        for number, s in enumerate(sentences)
    )
    return MessageTags(
        id=draft.context.id,
        language=draft.language,
        supported=depth is not Depth.NONE,
        zones=draft.zones,
        sentences=told,
        needs_reply=simple_replies.judge_reply(draft.context, sentences, draft.zones)
        if depth is Depth.SIMPLE
        else judge_reply(
            draft.context,
            sentences,
            draft.zones,
            supported=depth is not Depth.NONE,
            texts=[plain.text for plain in draft.sentences],
        ),
        closing=closing,
        read_until=draft.read_until,
        cut_characters=len(draft.context.text) - draft.read_until,
        depth=depth,
    )


def _before(draft: Draft, number: int) -> str | None:
    """The sentence before one: of the message, or of the paragraph of a single sentence."""
    if number:
        return draft.sentences[number - 1].text
    alone = draft.context.presplit and draft.context.previous
    return sanitise(draft.context.previous[-1]) if alone else None


def _depth_of(language: str) -> Depth:
    if language in SUPPORTED:
        return Depth.FULL
    return Depth.SIMPLE if language in SIMPLE_LANGUAGES else Depth.NONE


def _plain(text: str, span: tuple[int, int], *, english: bool) -> Plain:
    start, end = span
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return make_plain(text, start, end, english=english)


def _cut(text: str) -> int:
    if len(text) <= MAX_TEXT:
        return len(text)
    paragraph = text.rfind("\n\n", MAX_TEXT // 2, MAX_TEXT)
    line = text.rfind("\n", MAX_TEXT // 2, MAX_TEXT)
    space = text.rfind(" ", MAX_TEXT // 2, MAX_TEXT)
    return next((cut for cut in (paragraph, line, space) if cut > 0), MAX_TEXT)
