"""What decisions teach: sentences like them are read like them, others as before."""

from __future__ import annotations

import pytest

from nlp.model.classifier import Classifier, packaged_classifier
from nlp.model.learning import FEWEST, Learned, Lesson, corrected, learn, show
from nlp.tagger import Tagger
from nlp.tags import Act, Context

#: A person whose weekly note to clients announces what is no promise to them.
_NO = [
    "We will be monitoring the pumps as usual this week.",
    "We will be monitoring the valves as usual next week.",
    "I will be monitoring the line as usual on Friday.",
    "We will be monitoring both sites as usual from Monday.",
    "We will be monitoring the night shift as usual.",
    "We will be monitoring the ovens as usual tomorrow.",
]
_YES = [
    "I will send the pump report on Friday.",
    "We will repair the valve next week.",
    "I'll call you tomorrow about the line.",
    "We will replace both seals by Monday.",
]


def _lessons() -> list[Lesson]:
    return [
        *(Lesson(text, None, "commitment", answer=False) for text in _NO),
        *(Lesson(text, None, "commitment", answer=True) for text in _YES),
    ]


@pytest.fixture(scope="module")
def learned() -> Learned:
    return learn(packaged_classifier(), _lessons())


def _promises(text: str, model: Classifier) -> bool:
    tags = Tagger(classifier=model).tag(Context(id="1", text=text))
    return any(sentence.has(Act.COMMITMENT) for sentence in tags.sentences)


def test_it_is_measured_on_lessons_it_was_not_learned_from(learned: Learned) -> None:
    assert learned.lessons == len(_NO) + len(_YES)
    assert learned.right_after >= learned.right_before
    assert learned.helps is (learned.right_after > learned.right_before)


def test_a_sentence_like_the_refused_ones_promises_nothing_any_more(learned: Learned) -> None:
    model = corrected(packaged_classifier(), learned)
    assert not _promises("We will be monitoring the dryers as usual on Tuesday.", model)


@pytest.mark.parametrize(
    "text", ["I'll send you the drawings tomorrow.", "We will get back to you by Thursday."]
)
def test_other_promises_are_read_as_before(text: str, learned: Learned) -> None:
    assert _promises(text, packaged_classifier())
    assert _promises(text, corrected(packaged_classifier(), learned))


def test_the_same_lessons_teach_the_same(learned: Learned) -> None:
    assert learn(packaged_classifier(), _lessons()) == learned


def test_few_decisions_teach_nothing() -> None:
    few = learn(packaged_classifier(), _lessons()[: FEWEST - 1])
    assert not few.corrections
    assert not few.helps


def test_no_lessons_are_no_error() -> None:
    assert learn(packaged_classifier(), []).lessons == 0


def test_what_was_learned_on_another_model_is_left_aside(learned: Learned) -> None:
    other = Classifier("other", ("commitment",), (0.5,), {"bias": (0.0,)})
    assert corrected(other, learned) is other


def test_a_corrected_model_has_a_version_of_its_own(learned: Learned) -> None:
    model = packaged_classifier()
    assert corrected(model, learned).version == f"{model.version}.{learned.version}"


def test_what_is_no_sentence_has_nothing_but_its_bias() -> None:
    (line,) = show([("----------", None)])
    assert line.ruling is None
    assert line.features == ("bias",)
