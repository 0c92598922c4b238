"""The labelled mail of `sentences/`, as records.

One message after another; a blank line ends a paragraph, every other line is a sentence:

    = freight-demurrage | freight forwarding | terse, native US | customer to forwarder
    Z: Hi Margit,

    RK-: The terminal charges us every day, so please send the bill of lading {by tomorrow noon}.

Codes before the colon: C commitment, R request, Q question, O offer, M meeting, K complaint, X risk,
Z closing, `.` none; `+` or `-` for a positive or negative tone; braces around the due words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from nlp.tags import Act, ToneLabel

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path(__file__).with_name("sentences")

#: Who wrote a message, by the first letters of its id: the wording of one person is tried on a
#: model that never saw that person.
WRITERS = {
    "ag": "A", "sw": "A", "co": "A",
    "mf": "B", "fr": "B", "pr": "B",
    "fi": "C", "la": "C", "en": "C",
    "pu": "D", "ev": "D", "da": "D",
    "cp": "E", "pm": "E", "ps": "E",
    "pl": "F",
    "us": "G",
    "se": "H",
}  # fmt: skip

CODES = {
    "C": Act.COMMITMENT,
    "R": Act.REQUEST,
    "Q": Act.QUESTION,
    "O": Act.OFFER,
    "M": Act.MEETING,
    "K": Act.COMPLAINT,
    "X": Act.RISK,
    "Z": Act.CLOSING,
}
TONES = {"": ToneLabel.NEU, "+": ToneLabel.POS, "-": ToneLabel.NEG}

_LINE = re.compile(r"(?P<codes>[CRQOMKXZ]+|\.)(?P<tone>[+-]?): (?P<text>\S.*)\Z")
_DUE = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One labelled sentence of an invented mail."""

    #: Of the message: "freight-demurrage".
    document: str
    #: Counts from 0 within the message.
    paragraph: int
    text: str
    acts: frozenset[Act]
    #: As it stands in `text`; "" where none.
    due: str
    tone: ToneLabel
    #: Industry, register and who writes to whom, for slices.
    setting: tuple[str, str, str]

    @property
    def writer(self) -> str:
        """A letter for whoever wrote the message."""
        return WRITERS[self.document.partition("-")[0]]


class TrainingError(ValueError):
    """A line that cannot be read; says which."""


def read_sentences(folder: Path = FOLDER) -> list[Sentence]:
    """All sentences, files in the order of their names.

    Raises:
        TrainingError: a line is no header, no sentence and not blank, or two messages share an id.
    """
    found: list[Sentence] = []
    seen: dict[str, str] = {}
    for path in sorted(folder.glob("*.txt")):
        for sentence in _read_file(path):
            if seen.setdefault(sentence.document, path.name) != path.name:
                raise TrainingError(f"{path.name}: message {sentence.document} stands twice")
            found.append(sentence)
    return found


def _read_file(path: Path) -> Iterator[Sentence]:
    document, setting, paragraph = "", ("", "", ""), 0
    ids: set[str] = set()
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("= "):
            parts = [part.strip() for part in line[2:].split("|")]
            writer = parts[0].partition("-")[0]
            if len(parts) != 4 or parts[0] in ids or writer not in WRITERS:
                raise TrainingError(
                    f"{path.name}:{number}: not `= id | … | … | …` with an id of its own that "
                    f"begins with one of {', '.join(WRITERS)}"
                )
            document, setting, paragraph = parts[0], (parts[1], parts[2], parts[3]), 0
            ids.add(document)
        elif not line.strip():
            paragraph += 1
        else:
            match = _LINE.match(line)
            if match is None or not document:
                raise TrainingError(f"{path.name}:{number}: cannot read {line!r}")
            yield _sentence(match, document, paragraph, setting)


def _sentence(
    match: re.Match[str], document: str, paragraph: int, setting: tuple[str, str, str]
) -> Sentence:
    marked = match["text"].strip()
    due = _DUE.search(marked)
    acts = {CODES[code] for code in match["codes"] if code != "."}
    return Sentence(
        document=document,
        paragraph=paragraph,
        text=_DUE.sub(r"\1", marked),
        acts=frozenset(acts | {Act.DEADLINE} if due else acts),
        due=due[1] if due else "",
        tone=TONES[match["tone"]],
        setting=setting,
    )
