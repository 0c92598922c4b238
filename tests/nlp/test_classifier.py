"""The model's file, its vote with the rules, and what it is shown."""

from __future__ import annotations

import gzip
import json

import pytest

from nlp.acts import find_by_rules
from nlp.judgement import QUESTIONS, rule_features
from nlp.model.classifier import (
    Classifier,
    Judgement,
    ModelFileError,
    packaged_classifier,
    read_classifier,
    write_classifier,
)
from nlp.model.features import tokens_of
from nlp.view import View

SMALL = Classifier(
    version="v1",
    questions=("request", "neg"),
    cuts=(0.6, 0.7),
    weights={"bias": (-1.0, -2.0), "w:please": (3.0, 0.0), "w:again": (-0.5, 4.0)},
)


def test_a_model_comes_back_as_it_was_written() -> None:
    packed = write_classifier(SMALL)
    assert read_classifier(packed) == SMALL
    assert write_classifier(SMALL) == packed


@pytest.mark.parametrize(
    "packed",
    [b"", b"no gzip", gzip.compress(b"[1", mtime=0), gzip.compress(b"{}", mtime=0)],
    ids=["empty", "no gzip", "no JSON", "nothing in it"],
)
def test_a_damaged_file_is_told(packed: bytes) -> None:
    with pytest.raises(ModelFileError, match="damaged; install again"):
        read_classifier(packed)


def test_a_model_for_other_features_is_refused() -> None:
    told = json.loads(gzip.decompress(write_classifier(SMALL))) | {"features": 0}
    with pytest.raises(ModelFileError, match="Train it again: python -m training"):
        read_classifier(gzip.compress(json.dumps(told).encode()))


def test_chances_are_sums_of_weights() -> None:
    said = SMALL.judge(["bias", "w:please", "w:unheard"])
    assert said["request"].chance == pytest.approx(0.8808, abs=1e-4)
    assert said["neg"].chance == pytest.approx(0.1192, abs=1e-4)


@pytest.mark.parametrize(
    ("total", "taught", "rule", "there"),
    [
        (1.0, 0.0, False, True),
        (0.0, 0.0, False, False),
        (0.0, 1.0, False, True),
        (-9.0, 0.0, True, True),
        (-9.0, -1.3, True, True),
        (-9.0, -1.5, True, False),
        (3.0, -1.5, True, True),
    ],
)
def test_a_rule_stands_unless_a_person_taught_otherwise(
    total: float, taught: float, rule: bool, there: bool
) -> None:
    assert Judgement(total, taught, 0.6).decide(rule=rule) is there


def test_the_loudest_reasons_come_first() -> None:
    features = ["bias", "w:please", "w:again"]
    assert SMALL.reasons(features, "request") == ["w:please"]
    assert SMALL.reasons(features, "neg", most=1) == ["w:again"]


def test_the_packaged_model_answers_every_question() -> None:
    model = packaged_classifier()
    assert model.questions == tuple(map(str, QUESTIONS))
    assert len(model.version) == 8


def test_numbers_links_and_days_are_their_kinds() -> None:
    assert tokens_of("i'll send 3 files to a@b.example by friday, won't i?") == [
        "i", "'ll", "send", "<number>", "files", "to", "<link>", "by", "<day>", "wo", "n't", "i",
        "?",
    ]  # fmt: skip


def test_features_are_readable_and_each_stands_once() -> None:
    view = View("Please send it, please.", None, "Is it ready?")
    features = rule_features(view, find_by_rules(view))
    assert len(features) == len(set(features))
    assert {"bias", "w:< please", "w:please send it", "b:after question"} <= set(features)
