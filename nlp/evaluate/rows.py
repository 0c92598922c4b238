"""Labelled sentences for measuring: read, halved, given their context, joined with their tags.

One JSON object a line, in document order: `{id, document, paragraph, text, labels, due, tone}`; due
and tone may be missing, then they are not measured. Other keys are kept: any of them can name
slices. Not for labelled messages (`nlp.evaluate.replies`), and measures nothing itself.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, TypeVar

from nlp.tagger import shipped_tagger
from nlp.tags import Act, Context, ToneLabel

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from nlp.tagger import Tagger
    from nlp.tags import MessageTags

Anything = TypeVar("Anything")


class GoldError(ValueError):
    """A labelled file, or a file of tags, that cannot be used; the sentence says which and why."""


@dataclass(frozen=True, slots=True)
class GoldSentence:
    """One labelled sentence."""

    id: str
    #: Sentences of one document stay together when documents are drawn again.
    document: str
    #: The earlier sentences of the same paragraph are the context.
    paragraph: str
    text: str
    acts: frozenset[Act]
    #: Time words of a deadline, "" where there are none; None where the file does not say.
    due: str | None = None
    tone: ToneLabel | None = None
    #: The line as it stood, for slices by any of its keys.
    row: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a system says of one sentence."""

    acts: frozenset[Act] = frozenset()
    due: str = ""
    #: None from a system that does not judge tone.
    tone: ToneLabel | None = None
    #: The language, where the system says that it does not read it; else "".
    unread: str = ""


def read_rows(path: Path) -> list[dict[str, object]]:
    """The lines of a labelled file, as they stand.

    Raises:
        GoldError: the file cannot be read, or a line is no JSON object.
    """
    found: list[dict[str, object]] = []
    try:
        content = path.read_bytes()
    except OSError as error:
        raise GoldError(f"{path}: {error.strerror}") from error
    with BytesIO(content) as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except ValueError as error:
                raise GoldError(f"{path.name}, line {number}: is not JSON") from error
            if not isinstance(row, dict):
                raise GoldError(f"{path.name}, line {number}: is not a JSON object")
            found.append(row)
    return found


def sentences_of(rows: Iterable[dict[str, object]], *, name: str) -> list[GoldSentence]:
    """Rows as labelled sentences; `name` is the file's, for errors.

    Raises:
        GoldError: a row lacks its text or labels, names an act or a tone that does not exist, or
            lacks the due words or the tone that others have.
    """
    found = [_sentence(row, f"{name}, row {number}") for number, row in enumerate(rows, 1)]
    for key, given in (
        ("due", [one.due is not None for one in found]),
        ("tone", [one.tone is not None for one in found]),
    ):
        if any(given) and not all(given):
            raise GoldError(
                f"{name}, row {given.index(False) + 1}: {key!r} is missing, and other rows have it"
            )
    return found


def _sentence(row: dict[str, object], where: str) -> GoldSentence:
    text, labels = row.get("text"), row.get("labels")
    if not isinstance(text, str) or not isinstance(labels, list):
        raise GoldError(f"{where}: 'text' must be a string and 'labels' a list")
    tone, due = row.get("tone"), row.get("due")
    try:
        return GoldSentence(
            id=str(row.get("id", "")),
            document=str(row.get("document", row.get("id", ""))),
            paragraph=str(row.get("paragraph", row.get("id", ""))),
            text=text,
            acts=frozenset(Act(label) for label in labels),
            due=None if due is None else str(due),
            tone=None if tone is None else ToneLabel(str(tone)),
            row=row,
        )
    except ValueError as error:
        raise GoldError(f"{where}: {error}") from error


def half_of(items: Sequence[Anything], documents: Sequence[str], half: str) -> list[Anything]:
    """The items of every other document, `even` (the 1st, 3rd …) or `odd`.

    Args:
        items: Sentences, or whatever belongs to `documents`, one each.
        documents: Of each item; their order is that in which they first appear.
        half: "even", "odd", or "" for all.
    """
    if not half:
        return list(items)
    order: dict[str, int] = {}
    for document in documents:
        order.setdefault(document, len(order))
    wanted = {"even": 0, "odd": 1}[half]
    return [
        item
        for item, document in zip(items, documents, strict=True)
        if order[document] % 2 == wanted
    ]


def contexts_of(sentences: Iterable[GoldSentence]) -> Iterator[Context]:
    """Each sentence with the earlier ones of its paragraph as context."""
    paragraph: tuple[str, str] | None = None
    earlier: list[str] = []
    for sentence in sentences:
        here = (sentence.document, sentence.paragraph)
        if here != paragraph:
            paragraph, earlier = here, []
        yield Context(id=sentence.id, text=sentence.text, previous=tuple(earlier), presplit=True)
        earlier.append(sentence.text)


def records_of(sentences: Iterable[GoldSentence]) -> Iterator[dict[str, object]]:
    """The same as lines for `rapport tag --presplit`."""
    for context in contexts_of(sentences):
        yield {"id": context.id, "text": context.text, "previous": list(context.previous)}


def tag_rows(
    sentences: Iterable[GoldSentence], tagger: Tagger | None = None, *, jobs: int = 1
) -> list[Answer]:
    """What the language stage says of each sentence; the shipped one where `tagger` is None."""
    tagged = (tagger or shipped_tagger()).tag_many(contexts_of(sentences), jobs=jobs)
    return [_answer(tags) for tags in tagged]


def _answer(tags: MessageTags) -> Answer:
    if not tags.sentences:
        return Answer(tone=ToneLabel.NEU)
    sentence = tags.sentences[0]
    return Answer(
        acts=frozenset(scored.act for scored in sentence.acts),
        due=sentence.due.text if sentence.due else "",
        tone=sentence.tone.label,
        unread="" if tags.supported else tags.language,
    )


def read_tags(path: Path, ids: Sequence[str]) -> list[dict[str, object]]:
    """The lines that `rapport tag` printed for these ids, in the order of `ids`.

    Raises:
        GoldError: an id has no line, or two.
    """
    found: dict[str, dict[str, object]] = {}
    for row in read_rows(path):
        key = str(row.get("id"))
        if key in found:
            raise GoldError(f"{path.name}: id {key!r} stands twice")
        found[key] = row
    missing = [key for key in ids if key not in found]
    if missing:
        raise GoldError(
            f"{path.name}: {len(missing)} sentences have no tags, such as {missing[0]!r}"
        )
    return [found[key] for key in ids]


def answer_of_record(record: Mapping[str, object]) -> Answer:
    """What a line of `rapport tag --presplit` says of its sentence.

    Raises:
        GoldError: the line was not printed by `rapport tag`.
    """
    sentences = record.get("sentences")
    stranger = GoldError(f"the line of {record.get('id')!r} was not printed by `rapport tag`")
    if not isinstance(sentences, list):
        raise stranger
    unread = "" if record.get("understood", True) else str(record.get("language", ""))
    if not sentences:
        return Answer(tone=ToneLabel.NEU, unread=unread)
    if len(sentences) > 1:
        raise GoldError(
            f"the line of {record.get('id')!r} holds {len(sentences)} sentences; "
            "tag with --presplit"
        )
    first = sentences[0]
    try:
        return Answer(
            acts=frozenset(Act(act["kind"]) for act in first["acts"]),
            due=first["due"]["text"] if first["due"] else "",
            tone=ToneLabel(first["tone"]["label"]),
            unread=unread,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise stranger from error
