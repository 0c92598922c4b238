"""One draft: its card, and the forms that decide about it.

A form carries the revision and hash of what was shown. When the draft is another by then, the
answer is 409 and a page that says what changed, with what was typed kept and the forms of the
current version.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends
from starlette.responses import Response  # noqa: TC002 - FastAPI reads it

from assistant.desk import make_lexicon
from assistant.drafting.errors import TemplateRefused
from assistant.errors import AmbiguousId, NotFound, RapportError, WrongUsage
from assistant.review.errors import (
    AlreadyApproved,
    Blocked,
    DraftNotFound,
    EditedByHand,
    NotAllowed,
    StaleDraft,
    UnknownFact,
)
from assistant.review.review import Shown
from assistant.web.pages.card import (
    MORNING,
    Background,
    DraftCard,
    Stale,
    Trouble,
    Typed,
    build_card,
    compare_shown,
    keep_changed,
    make_choices,
)
from assistant.web.pages.drafting import UNDO_OFFERED, Undo, make_checks, make_undo, say_you
from assistant.web.pages.forms import Many, ShownForm, Text, Wishes, plain, read_shown, read_wishes
from assistant.web.pages.words import SHORTEST_ID, draft_href
from assistant.web.visit import Visit, posted, signed_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from assistant.desk import Desk
    from assistant.drafting.wording import Worded
    from assistant.review.rows import StoredDraft
    from assistant.web.live import Look

router = APIRouter(prefix="/drafts")

#: Longer texts are cut by nobody: they are refused.
MAX_BODY = 100_000
MAX_LINE = 2_000


def find_desk(visit: Visit, look: Look) -> Desk:
    """The desk of the home, with whose name is whose from memory."""
    return visit.app.desk.using(lambda: make_lexicon(look.history))


def find_undo(visit: Visit, desk: Desk) -> Undo | None:
    """The last decision, where it can still be taken back."""
    found = desk.last_decision(since=visit.now - UNDO_OFFERED)
    if found is None:
        return None
    event, stored = found
    return make_undo(
        event,
        stored,
        now=visit.now,
        say_time=_say_time(visit),
        zone=visit.app.config.owner.zone,
        sends=visit.app.config.sends(stored.account),
    )


@router.get("/{draft_id}")
def show_draft(visit: Annotated[Visit, Depends(signed_in)], draft_id: str) -> Response:
    """The card of a draft; a shortened id, as reports print it, leads to the address of the draft.

    Raises:
        NotFound: no draft, or not one alone, begins so.
    """
    look = visit.live.look()
    desk = find_desk(visit, look)
    try:
        stored = desk.find(draft_id)
    except (AmbiguousId, DraftNotFound) as error:
        raise _unknown(draft_id) from error
    if stored.id != draft_id:
        if len(draft_id) < SHORTEST_ID:
            raise _unknown(draft_id)
        return visit.go(draft_href(stored.id))
    return _show(visit, _make_card(visit, desk, look, stored))


@router.post("/{draft_id}/accept")
def accept_draft(
    visit: Annotated[Visit, Depends(posted)],
    draft_id: str,
    form: Annotated[ShownForm, Depends(read_shown)],
    confirm: Many = None,
    seen: Many = None,
) -> Response:
    """Approve what was shown; the next draft that waits follows.

    `seen` marks the checks that the page named beside its boxes.
    """
    confirmed = frozenset(confirm or ())
    looked_at = None if seen is None else frozenset(seen)
    return _decide(
        visit,
        draft_id,
        form,
        lambda desk, shown: desk.accept(shown, confirm=confirmed, seen=looked_at, now=visit.now),
        asked="accept",
        typed=Typed(confirm=confirmed),
    )


@router.post("/{draft_id}/edit")
def edit_draft(
    visit: Annotated[Visit, Depends(posted)],
    draft_id: str,
    form: Annotated[ShownForm, Depends(read_shown)],
    subject: Text = "",
    body: Text = "",
) -> Response:
    """Replace subject and text by the owner's."""
    subject, body = subject[: MAX_LINE + 1], plain(body)

    def work(desk: Desk, shown: Shown) -> StoredDraft:
        if len(body) > MAX_BODY or len(subject) > MAX_LINE:
            raise WrongUsage(f"The text is longer than {MAX_BODY:,} characters; shorten it.")
        return desk.edit(shown, subject=subject, body=body, now=visit.now)

    typed = Typed(subject=subject, body=body)
    return _decide(visit, draft_id, form, work, asked="edit", typed=typed, stays="Saved.")


@router.post("/{draft_id}/respond")
def respond_draft(
    visit: Annotated[Visit, Depends(posted)],
    draft_id: str,
    form: Annotated[ShownForm, Depends(read_shown)],
    wishes: Annotated[Wishes, Depends(read_wishes)],
) -> Response:
    """Word it anew: tone, length, facts, own sentences, recipients."""
    return _decide(
        visit,
        draft_id,
        form,
        lambda desk, shown: desk.respond(
            shown, wishes.changes(desk.find(shown.draft_id)), now=visit.now
        ),
        asked="respond",
        typed=wishes.typed(),
        stays="Worded anew.",
    )


@router.post("/{draft_id}/ignore")
def ignore_draft(
    visit: Annotated[Visit, Depends(posted)],
    draft_id: str,
    form: Annotated[ShownForm, Depends(read_shown)],
    reason: Text = "",
) -> Response:
    """Reject; a reason is needed and stays with the draft."""

    def work(desk: Desk, shown: Shown) -> StoredDraft:
        said = " ".join(reason.split())
        if not said:
            raise WrongUsage("Say why: the reason stays with the draft.")
        return desk.ignore(shown, reason=said[:MAX_LINE], now=visit.now)

    return _decide(visit, draft_id, form, work, asked="ignore", typed=Typed(reason=reason))


@router.post("/{draft_id}/snooze")
def snooze_draft(
    visit: Annotated[Visit, Depends(posted)],
    draft_id: str,
    form: Annotated[ShownForm, Depends(read_shown)],
    until: Text = "",
    on: Text = "",
) -> Response:
    """Set aside until a named moment (`until`) or the morning of a day (`on`)."""
    zone = visit.app.config.owner.zone

    def work(desk: Desk, shown: Shown) -> StoredDraft:
        moment = find_moment(until, on, now=visit.now, zone=zone)
        return desk.snooze(shown, until=moment, now=visit.now)

    return _decide(visit, draft_id, form, work, asked="snooze", typed=Typed(on=on))


@router.post("/{draft_id}/undo")
def undo_draft(visit: Annotated[Visit, Depends(posted)], draft_id: str) -> Response:
    """Take the last decision about a draft back."""
    return _go_back(visit, draft_id, lambda desk, found: desk.undo(found, now=visit.now), "undo")


@router.post("/{draft_id}/confirm")
def confirm_draft(visit: Annotated[Visit, Depends(posted)], draft_id: str) -> Response:
    """A delivery without an answer arrived: its owner found it."""
    return _go_back(
        visit,
        draft_id,
        lambda desk, found: desk.confirm(found, now=visit.now),
        "confirm",
        say="Noted: it arrived.",
    )


@router.post("/{draft_id}/reopen")
def reopen_draft(visit: Annotated[Visit, Depends(posted)], draft_id: str) -> Response:
    """Start again after a failed or unclear delivery."""
    return _go_back(
        visit, draft_id, lambda desk, found: desk.reopen(found, now=visit.now), "reopen"
    )


def find_moment(until: str, on: str, *, now: datetime, zone: str) -> datetime:
    """The moment a draft is set aside until.

    Raises:
        WrongUsage: nothing was chosen, it is no day, or it is over.
    """
    for choice in make_choices(now, zone):
        if choice.value == until:
            return choice.at
    try:
        day = date.fromisoformat(on)
    except ValueError as error:
        raise WrongUsage("Choose a day, as in 2026-11-30.") from error
    moment = datetime.combine(day, MORNING, ZoneInfo(zone))
    if moment <= now:
        raise WrongUsage(f"{MORNING:%H:%M} on {day:%d %B %Y} is over; choose a later day.")
    return moment


def find_whole(desk: Desk, draft_id: str) -> StoredDraft:
    """A draft by its whole id: a decision names all of it.

    Raises:
        NotFound: the owner has none of this id.
    """
    try:
        stored = desk.find(draft_id)
    except (AmbiguousId, DraftNotFound) as error:
        raise _unknown(draft_id) from error
    if stored.id != draft_id:
        raise _unknown(draft_id)
    return stored


def _unknown(draft_id: str) -> NotFound:
    """404 in words for the browser: those of the command line name a command."""
    return NotFound("draft", draft_id, hint="The page Drafts shows all that wait.")


def _decide(
    visit: Visit,
    draft_id: str,
    form: ShownForm,
    work: Callable[[Desk, Shown], StoredDraft],
    *,
    asked: str,
    typed: Typed,
    stays: str | None = None,
) -> Response:
    """Carry a decision out, or say on the draft's page why not.

    Args:
        stays: Said on the draft's own page afterwards; None leads on to the next draft.
    """
    look = visit.live.look()
    desk = find_desk(visit, look)
    find_whole(desk, draft_id)
    upcoming = desk.place(draft_id).upcoming
    try:
        work(desk, Shown(draft_id, form.revision, form.sha256))
    except StaleDraft as error:
        return _answer_stale(visit, desk, look, draft_id, form, error, asked=asked, typed=typed)
    except NotAllowed:
        return _refuse(visit, desk, look, draft_id, _not_now(asked), status=409, typed=typed)
    except Blocked as error:
        return _answer_blocked(visit, desk, look, draft_id, error, typed=typed)
    except (WrongUsage, EditedByHand, UnknownFact, TemplateRefused) as error:
        trouble = Trouble(_say_error(error), asked)
        return _refuse(visit, desk, look, draft_id, trouble, status=422, typed=typed)
    if asked == "ignore":
        visit.live.forget()
    if stays is not None:
        return visit.go(draft_href(draft_id), say=stays)
    if upcoming is not None:
        return visit.go(draft_href(upcoming))
    return visit.go("/queue")


def _go_back(
    visit: Visit,
    draft_id: str,
    work: Callable[[Desk, str], StoredDraft],
    asked: str,
    *,
    say: str = "It waits for you again.",
) -> Response:
    """Undo, reopen or confirm; the draft's page then, which says why not where it is so."""
    look = visit.live.look()
    desk = find_desk(visit, look)
    find_whole(desk, draft_id)
    try:
        work(desk, draft_id)
    except NotAllowed:
        return _refuse(visit, desk, look, draft_id, _not_now(asked), status=409, typed=Typed())
    visit.live.forget()
    return visit.go(draft_href(draft_id), say=say)


_TRIED = {
    "accept": "It cannot be accepted now.",
    "edit": "It cannot be edited now.",
    "respond": "It cannot be changed now.",
    "ignore": "It cannot be rejected now.",
    "snooze": "It cannot be set aside now.",
    "undo": "This cannot be taken back any more.",
    "reopen": "There is nothing to start again.",
    "confirm": "Nothing is unclear about it.",
}


def _not_now(asked: str) -> Trouble:
    return Trouble(f"{_TRIED[asked]} Nothing was done; below is how the draft stands.")


def _say_error(error: RapportError) -> str:
    if isinstance(error, EditedByHand):
        return (
            "You edited the text by hand. Edit it again, or tick “Throw my edits away” to have it "
            "written anew."
        )
    return str(error)


def _answer_stale(
    visit: Visit,
    desk: Desk,
    look: Look,
    draft_id: str,
    form: ShownForm,
    error: StaleDraft,
    *,
    asked: str,
    typed: Typed,
) -> Response:
    """409: what changed since it was shown, what was typed, and the forms of what is there now."""
    stored = desk.find(draft_id)
    differences = compare_shown(form.before, stored.content)
    own = visit.app.config.owner.addresses
    sentences = tuple(say_you(said, own) for said in error.changes)
    if isinstance(error, AlreadyApproved):
        who = "you" if error.by in own else error.by
        sentences = (f"It was already accepted by {who}, {_say_time(visit)(error.at)}.",)
    card = _make_card(visit, desk, look, stored)
    stale = Stale(sentences, differences, asked)
    card = replace(card, stale=stale, typed=keep_changed(typed, form.before))
    return _show(visit, card, status=409)


def _answer_blocked(
    visit: Visit, desk: Desk, look: Look, draft_id: str, error: Blocked, *, typed: Typed
) -> Response:
    """422: the same page with the checks marked that are in the way."""
    card = _make_card(visit, desk, look, desk.find(draft_id))
    refused = {check.text for check in make_checks(error.blocks)}
    checks = tuple(replace(check, refused=check.text in refused) for check in card.checks)
    trouble = Trouble("Not accepted yet: look at what is marked below first.")
    # A tick beside another warning of the same kind says nothing of this one.
    typed = replace(typed, confirm=typed.confirm - {block.code for block in error.blocks})
    return _show(visit, replace(card, checks=checks, trouble=trouble, typed=typed), status=422)


def _refuse(
    visit: Visit,
    desk: Desk,
    look: Look,
    draft_id: str,
    trouble: Trouble,
    *,
    status: int,
    typed: Typed,
) -> Response:
    """The draft's page with why nothing was done, and what was typed."""
    card = _make_card(visit, desk, look, desk.find(draft_id))
    return _show(visit, replace(card, trouble=trouble, typed=typed), status=status)


def _show(visit: Visit, card: DraftCard, *, status: int = 200) -> Response:
    return visit.page("draft.html", status=status, nav="queue", card=card)


def _make_card(visit: Visit, desk: Desk, look: Look, stored: StoredDraft) -> DraftCard:
    gaps = (*look.findings.gaps, *look.findings.dismissed)
    undo = find_undo(visit, desk)
    card = build_card(
        stored,
        Background(
            history=look.history,
            lexicon=make_lexicon(look.history),
            gaps=frozenset(gap.id for gap in gaps),
            blocks=desk.blocks(stored, now=visit.now),
            events=desk.events(stored.id),
            place=desk.place(stored.id),
            worded=_word(desk, stored),
            now=visit.now,
            say_time=_say_time(visit),
            zone=visit.app.config.owner.zone,
            own=visit.app.config.owner.addresses,
            sends=visit.app.config.sends(stored.account),
        ),
    )
    # The card of the draft itself offers the same.
    return replace(card, undo=undo if undo is not None and undo.draft_id != stored.id else None)


def _word(desk: Desk, stored: StoredDraft) -> Worded | None:
    try:
        return desk.word(stored)
    except TemplateRefused:
        return None


def _say_time(visit: Visit) -> Callable[[datetime], str]:
    say: Callable[[datetime], str] = visit.request.app.state.environment.filters["local"]
    return say
