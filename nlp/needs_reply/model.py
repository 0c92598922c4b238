"""The trained part of the needs-reply decision: two small linear models in one packaged file.

One says of a sentence how likely its author waits, one says of a message outside any conversation
how likely it is a stranger's mailing. Both add the weights of readable features
(`nlp.needs_reply.features`) and turn the sum into a chance. They were trained on the project's own
invented messages (`python -m training.replies`); rules and model decide together, see
`nlp.needs_reply.judge`.
"""

from __future__ import annotations

import gzip
import json
import math
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from nlp.model.classifier import ModelFileError
from nlp.needs_reply.features import REPLY_FEATURES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: The packaged model.
REPLY_FILE = "model/replies.json.gz"


@dataclass(frozen=True, slots=True)
class ReplyModel:
    """Weights of features; a feature without one says nothing."""

    #: Names the training that made it; part of the pipeline's version.
    version: str
    waits: Mapping[str, float]
    stranger: Mapping[str, float]

    def chance_of_waiting(self, features: Iterable[str]) -> float:
        """How likely the author of a sentence with these features waits, 0 to 1."""
        return _chance(self.waits, features)

    def chance_of_stranger(self, features: Iterable[str]) -> float:
        """How likely a message with these features is a stranger's mailing, 0 to 1."""
        return _chance(self.stranger, features)


def read_reply_model(packed: bytes) -> ReplyModel:
    """A model from the bytes that `write_reply_model` made.

    Raises:
        ModelFileError: made for other features, or not readable.
    """
    try:
        told = json.loads(gzip.decompress(packed))
        if told["features"] != REPLY_FEATURES:
            raise ModelFileError(
                f"The needs-reply model was trained for features {told['features']}, this program "
                f"makes features {REPLY_FEATURES}. Train it again: python -m training.replies"
            )
        return ReplyModel(told["version"], told["waits"], told["stranger"])
    except (OSError, EOFError, KeyError, TypeError, json.JSONDecodeError) as error:
        raise ModelFileError("The needs-reply model's file is damaged; install again.") from error


def write_reply_model(model: ReplyModel) -> bytes:
    """The same bytes for the same model, on every machine."""
    told = {
        "features": REPLY_FEATURES,
        "version": model.version,
        "waits": {name: model.waits[name] for name in sorted(model.waits)},
        "stranger": {name: model.stranger[name] for name in sorted(model.stranger)},
    }
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode(), compresslevel=9, mtime=0)


@cache
def packaged_reply_model() -> ReplyModel:
    """The model that comes with the program; read once.

    Raises:
        ModelFileError: it is damaged or of another version.
    """
    return read_reply_model((resources.files("nlp") / REPLY_FILE).read_bytes())


def _chance(weights: Mapping[str, float], features: Iterable[str]) -> float:
    total = math.fsum(weights.get(feature, 0.0) for feature in features)
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))
