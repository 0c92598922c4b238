"""Train the sentence classifier: `python -m training` reads, fits, prints figures, writes the model
and its card.

Minutes on one core, and the same bytes on every run. The figures are those of the model card.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import nlp
from nlp.model.classifier import write_classifier
from training.card import write_card
from training.fitting import prepare, train
from training.read import read_sentences

MODEL = Path(nlp.__file__).with_name("model") / "sentences.json.gz"


def main() -> None:
    """Train and write."""
    sentences = read_sentences()
    print(f"{len(sentences):,} sentences of {len({s.document for s in sentences}):,} messages")
    model, outcomes = train(prepare(sentences))
    print("On writers that neither rules nor model had seen (precision / recall = F1):")
    for one in outcomes:
        print(
            f"{one.question:11} n {one.wanted:4}   rules {_three(one.rules)}   "
            f"with the model {_three(one.both)}   adds from {one.cut:.2f}"
        )
    version = hashlib.sha256(write_classifier(model)).hexdigest()[:8]
    packed = write_classifier(replace(model, version=version))
    MODEL.parent.mkdir(exist_ok=True)
    MODEL.write_bytes(packed)
    card = write_card(replace(model, version=version), outcomes, sentences, size=len(packed))
    MODEL.with_name("CARD.md").write_text(card, encoding="utf-8")
    print(
        f"{MODEL.name}: {len(model.weights):,} features, {len(packed):,} bytes, version {version}"
    )


def _three(figures: tuple[float, float, float]) -> str:
    return "{:.3f} / {:.3f} = {:.3f}".format(*figures)


if __name__ == "__main__":
    main()
