"""`learn`: let a person's decisions about promises correct how sentences are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from assistant.cli.common import example, json_option, now, opened
from assistant.cli.printing import print_json, say, say_wrapped, talk
from assistant.errors import WrongUsage

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from assistant.lessons import Memory, Place
    from nlp.model.learning import Lesson

#: Lessons shown; the JSON has them all.
_SHOWN = 10


@example("rapport learn --dry-run", "rapport learn")
@click.command()
@json_option
@click.option("--dry-run", is_flag=True, help="Say what would be learned; change nothing.")
@click.option("--forget", is_flag=True, help="Read mail as on the first day again.")
@click.pass_obj
def learn(home: Path | None, as_json: bool, dry_run: bool, forget: bool) -> None:
    """Learn from your decisions about promises; nothing leaves this machine.

    A promise you called done or gave another date is one; what you called no promise is none.
    Sentences worded like them are read like them from the next run on, where that proves right on
    decisions it was not learned from. Your own decisions always win.
    """
    if dry_run and forget:
        raise WrongUsage("--dry-run changes nothing and --forget does; give one of them.")
    from assistant.contract import answer

    with opened(home) as app:
        if forget:
            existed = app.forget_learned()
            if as_json:
                print_json(answer(forgotten=existed))
            else:
                say(
                    "Forgotten. The next run reads your mail as on the first day."
                    if existed
                    else "Nothing was learned here."
                )
            return
        memory, lessons = app.learn(now(), keep=not dry_run)
    if as_json:
        print_json(answer(**_json(memory, lessons), kept=memory.learned.helps and not dry_run))
        return
    _tell(memory, lessons, kept=not dry_run)


def _tell(memory: Memory, lessons: Sequence[tuple[Place, Lesson]], *, kept: bool) -> None:
    from nlp.model.learning import FEWEST

    if len(lessons) < FEWEST:
        say_wrapped(
            f"You have decided about {len(lessons)} promises; from {FEWEST} on there is something "
            "to learn. Decide on the page, or by `rapport promises done|not|date ID`."
        )
        return
    learned = memory.learned
    yes = sum(lesson.answer for _, lesson in lessons)
    say_wrapped(
        f"{len(lessons)} decisions: {yes} sentences promise, {len(lessons) - yes} do not. The "
        f"shipped model reads {learned.right_before} of them right; with what the others teach, "
        f"{learned.right_after}."
    )
    say()
    for _, lesson in lessons[:_SHOWN]:
        say_wrapped(f"{'promise   ' if lesson.answer else 'no promise'}  “{lesson.text}”")
    if len(lessons) > _SHOWN:
        say(f"… and {len(lessons) - _SHOWN} more; --json lists them.")
    say()
    if not learned.helps:
        say_wrapped("Nothing is learned: it would not read your mail better.")
    elif kept:
        say("Learned. The next `rapport run` reads your mail again; this takes a while.")
        talk("Back to the shipped model: rapport learn --forget")
    else:
        say("Nothing was changed. `rapport learn` takes it over.")


def _json(memory: Memory, lessons: Sequence[tuple[Place, Lesson]]) -> dict[str, object]:
    learned = memory.learned
    return {
        "lessons": [
            {"promise": place.promise, "quote": lesson.text, "is_promise": lesson.answer}
            for place, lesson in lessons
        ],
        "right_before": learned.right_before,
        "right_after": learned.right_after,
        "corrections": sum(len(added) for added in learned.corrections.values()),
    }
