r"""Train the needs-reply model on invented messages: `python -m training.replies [--quick]`.

`messages/` holds one message a line, judged as a whole: `Y:` its author waits for an answer, `N:`
does not, `P:` does not and is a stranger's pitch or a mailing. In brackets before it stands the
message it answers; a line break is written `\\n`; `#` begins a note. In a `Y` nobody says which
sentence waits: it is the one that the model of the round before finds likeliest. The sentences of
`sentences/` (`training.read`) take part with less weight: what requests, asks or complains waits.

Prints how well the rules alone and both together do on messages left out in turn (not with
`--quick`), and writes `nlp/model/replies.json.gz`. The same data make the same file. The gold of tests/nlp is never read.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from nlp.model.fit import collect, fit
from nlp.needs_reply.features import features_of_message
from nlp.needs_reply.judge import Candidate, find_candidates, judge_reply
from nlp.needs_reply.mailing import is_mass_mail, strangers_mark
from nlp.needs_reply.model import REPLY_FILE, ReplyModel, write_reply_model
from nlp.tagger import Tagger, shipped_tagger
from nlp.tags import Act, Context, NeedsReplyLabel
from training.card import write_reply_card
from training.read import read_sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from nlp.tags import MessageTags
    from training.read import Sentence

FOLDER = Path(__file__).with_name("messages")
MODEL = Path(__file__).parents[1] / "nlp" / REPLY_FILE

#: Of the squared weights. Chosen by the figures on messages left out; flat between 0.5 and 2.
PENALTY = 1.0
#: How much a sentence of `sentences/` counts beside one of a message: they are many and by others.
SENTENCE_COUNTS = 0.3
#: How much a pitch counts beside another message: there are few.
PITCH_COUNTS = 2.0
#: Rounds of finding the waiting sentences of messages.
ROUNDS = 3
#: Messages are left out in so many parts.
FOLDS = 4
#: Weights nearer to 0 are left out of the file.
LEAST = 0.005

_LINE = re.compile(r"(?P<label>[YNP]): (?:\[(?P<previous>[^\]]+)\] )?(?P<text>\S.*)\Z")
_WAITING = frozenset({Act.REQUEST, Act.QUESTION, Act.COMPLAINT})
#: Neither waiting nor not: a meeting told or proposed, a danger hinted at.
_UNCLEAR = frozenset({Act.RISK, Act.MEETING})


class MessageError(ValueError):
    """A line of a message file that cannot be read; says which."""


@dataclass(frozen=True, slots=True)
class Message:
    """A judged message; `label` is Y, N or P."""

    label: str
    context: Context


@dataclass(frozen=True, slots=True)
class Example:
    """A judged message as rules and models see it."""

    label: str
    tags: MessageTags
    context: Context
    candidates: list[Candidate]
    #: Of the whole message; None in a conversation.
    whole: list[str] | None


def read_messages(folder: Path = FOLDER) -> list[Message]:
    """All messages, files in the order of their names.

    Raises:
        MessageError: a line is no message, no note and not blank.
    """
    found: list[Message] = []
    for path in sorted(folder.glob("*.txt")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if not line.strip() or line.startswith("#"):
                continue
            match = _LINE.match(line)
            if match is None:
                raise MessageError(f"{path.name}, line {number}: no message: {line[:60]!r}")
            previous = (match["previous"],) if match["previous"] else ()
            text = match["text"].replace("\\n", "\n")
            context = Context(id=f"{path.stem}-{number}", text=text, previous=previous)
            found.append(Message(match["label"], context))
    return found


def make_examples(messages: Sequence[Message], tagger: Tagger) -> list[Example]:
    """The messages with their tags and features."""
    tagged = tagger.tag_many(message.context for message in messages)
    return [
        Example(
            message.label,
            tags,
            message.context,
            find_candidates(message.context, tags.sentences),
            None if message.context.previous else _features_of_whole(message.context.text),
        )
        for message, tags in zip(messages, tagged, strict=True)
    ]


def sentence_examples(sentences: Sequence[Sentence]) -> list[tuple[list[str], bool]]:
    """Features of labelled sentences, and whether their author waits.

    Told trouble beside a complaint is left out: alone it might wait.
    """
    documents: dict[str, list[Sentence]] = defaultdict(list)
    for sentence in sentences:
        documents[sentence.document].append(sentence)
    contexts = [_document(name, parts) for name, parts in documents.items()]
    found: list[tuple[list[str], bool]] = []
    for context, parts, tags in zip(
        contexts, documents.values(), Tagger().tag_many(contexts), strict=True
    ):
        acts = {part.text: part.acts for part in parts}
        troubled = any({Act.COMPLAINT, Act.RISK} & part.acts for part in parts)
        for candidate in find_candidates(context, tags.sentences):
            text = context.text[candidate.sentence.start : candidate.sentence.end]
            said = acts.get(text)
            if said is None:
                continue  # cut into sentences otherwise than by hand
            waits = bool(_WAITING & said)
            if not waits and (_UNCLEAR & said or (troubled and not said)):
                continue
            found.append((candidate.features, waits))
    return found


def train(
    examples: Sequence[Example],
    sentences: Sequence[tuple[list[str], bool]],
    documents: Sequence[list[str]],
) -> ReplyModel:
    """Both models.

    Args:
        examples: Judged messages.
        sentences: Features of labelled sentences, and whether they wait.
        documents: Features of whole messages between people who know each other.
    """
    waits: Mapping[str, float] = {}
    for turn in range(ROUNDS):
        rows = [(features, answer, SENTENCE_COUNTS) for features, answer in sentences]
        for example in examples:
            rows += _sentences_of(example, waits if turn else None)
        waits = _fit(rows)
    pitches = [(features, False, 1.0) for features in documents]
    for example in examples:
        if example.whole is not None:
            pitch = example.label == "P"
            pitches.append((example.whole, pitch, PITCH_COUNTS if pitch else 1.0))
    model = ReplyModel(version="", waits=waits, stranger=_fit(pitches))
    return replace(model, version=hashlib.sha256(write_reply_model(model)).hexdigest()[:8])


def _sentences_of(
    example: Example, waits: Mapping[str, float] | None
) -> list[tuple[list[str], bool, float]]:
    """The sentences of a message that teach: all of a no, the waiting one of a yes."""
    rows = [candidate.features for candidate in example.candidates]
    if example.label == "P" or not rows:
        return []
    if example.label == "N":
        return [(features, False, 1.0) for features in rows]
    if len(rows) > 1 and waits is None:
        return []
    known = waits or {}
    best = max(rows, key=lambda features: sum(known.get(name, 0.0) for name in features))
    return [(best, True, 1.0)]


def _fit(rows: Sequence[tuple[list[str], bool, float]]) -> dict[str, float]:
    counts = Counter(name for features, _, _ in rows for name in features)
    names = sorted(name for name, count in counts.items() if count > 1)
    weights = fit(
        collect([features for features, _, _ in rows], names),
        [answer for _, answer, _ in rows],
        penalty=PENALTY,
        importance=[importance for _, _, importance in rows],
    )
    rounded = {name: round(float(w), 3) for name, w in zip(names, weights, strict=True)}
    return {name: weight for name, weight in rounded.items() if abs(weight) >= LEAST}


def _features_of_whole(text: str) -> list[str]:
    return features_of_message(text, strangers_mark(text, [], ""), mass=is_mass_mail(text))


def _document(name: str, parts: Sequence[Sentence]) -> Context:
    """A labelled mail again, one sentence a line and a blank line between paragraphs."""
    text, before = "", None
    for part in parts:
        text += "" if before is None else "\n" if part.paragraph == before else "\n\n"
        text, before = text + part.text, part.paragraph
    return Context(id=name, text=text, acquainted=True)


def _judged(example: Example, model: ReplyModel) -> bool:
    found = judge_reply(
        example.context,
        example.tags.sentences,
        example.tags.zones,
        supported=example.tags.supported,
        model=model,
    )
    return found.label is NeedsReplyLabel.YES


def _line(name: str, pairs: Iterable[tuple[bool, bool]]) -> str:
    counts = Counter(pairs)
    right, extra, missed = counts[True, True], counts[True, False], counts[False, True]
    precision = right / (right + extra) if right else 0.0
    recall = right / (right + missed) if right else 0.0
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return f"{name:22} P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}  n {counts.total()}"


def _measure(
    examples: Sequence[Example],
    rows: Sequence[tuple[list[str], bool]],
    wholes: Sequence[list[str]],
) -> list[str]:
    """How well messages are read by what was trained without them."""
    both: list[tuple[bool, bool]] = []
    for fold in range(FOLDS):
        model = train([e for n, e in enumerate(examples) if n % FOLDS != fold], rows, wholes)
        both += [(_judged(e, model), e.label == "Y") for e in examples[fold::FOLDS]]
    rules = [(any(c.weight >= 0.5 for c in e.candidates), e.label == "Y") for e in examples]
    return [_line("rules alone", rules), _line("rules and model", both)]


def main(arguments: Sequence[str] | None = None) -> None:
    """Train, print the figures on messages left out, write the file."""
    parser = argparse.ArgumentParser(prog="python -m training.replies", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="no figures and no card, only the file"
    )
    options = parser.parse_args(arguments)
    if not MODEL.exists():
        MODEL.write_bytes(write_reply_model(ReplyModel(version="", waits={}, stranger={})))
    examples = make_examples(read_messages(), shipped_tagger())
    sentences = read_sentences()
    rows = sentence_examples(sentences)
    documents: dict[str, list[str]] = defaultdict(list)
    for sentence in sentences:
        documents[sentence.document].append(sentence.text)
    wholes = [_features_of_whole(" ".join(texts)) for texts in documents.values()]
    lines = [] if options.quick else _measure(examples, rows, wholes)
    model = train(examples, rows, wholes)
    packed = write_reply_model(model)
    MODEL.write_bytes(packed)
    if lines:
        card = write_reply_card(
            version=model.version,
            size=len(packed),
            messages=len(examples),
            sentences=len(sentences),
            lines=lines,
        )
        MODEL.with_name("REPLIES.md").write_text(card, encoding="utf-8")
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.write(
        f"{MODEL.name}: {len(model.waits):,} and {len(model.stranger):,} features, "
        f"{len(packed):,} bytes, version {model.version}\n"
    )


if __name__ == "__main__":
    main()
