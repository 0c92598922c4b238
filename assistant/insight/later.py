"""What was found at one moment, moved on to a later one at which nothing else had happened.

Between two moments without mail, meetings or decisions only clocks run: open waits grow longer, due
ranges end, undated promises age. Everything else of waits and promises is as it was, and need not
be read out of thousands of texts again. Gaps are always found anew.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from assistant.insight.records import PromiseState, Side

if TYPE_CHECKING:
    from assistant.insight.clocks import Clocks
    from assistant.insight.index import Index
    from assistant.insight.records import History, Promise, Wait


def move_waits(waits: tuple[Wait, ...], history: History, clocks: Clocks) -> tuple[Wait, ...]:
    """The waits at `history.as_of`, of an earlier moment since which only time passed."""
    return tuple(_move_wait(wait, history, clocks) if wait.open else wait for wait in waits)


def _move_wait(wait: Wait, history: History, clocks: Clocks) -> Wait:
    end = max(history.as_of, wait.start_at)
    return replace(
        wait,
        elapsed_s=(end - wait.start_at) // timedelta(seconds=1),
        ours_s=clocks.ours.worked_s(wait.start_at, end),
        theirs_s=clocks.theirs(wait).worked_s(wait.start_at, end),
    )


def move_promises(
    promises: tuple[Promise, ...], history: History, index: Index, clocks: Clocks
) -> tuple[Promise, ...]:
    """The ledger at `history.as_of`, of an earlier moment since which only time passed."""
    return tuple(
        _move_promise(promise, history, index, clocks)
        if promise.state is PromiseState.OPEN
        else promise
        for promise in promises
    )


def _move_promise(promise: Promise, history: History, index: Index, clocks: Clocks) -> Promise:
    due_at = promise.due.to_at if promise.due is not None else None
    if due_at is not None:
        return promise if due_at > history.as_of else replace(promise, state=PromiseState.SLIPPED)
    if promise.ageing:
        return promise
    clock = clocks.ours if promise.debtor is Side.US else clocks.of_client(_slug(promise, index))
    worked = clock.worked_s(promise.said_at, history.as_of)
    ageing = worked >= history.goals.undated_ageing_wd * clock.working_day_s
    return replace(promise, ageing=True) if ageing else promise


def correct_promises(
    promises: tuple[Promise, ...],
    corrected: frozenset[str],
    history: History,
    index: Index,
    clocks: Clocks,
) -> tuple[Promise, ...]:
    """The ledger at `history.as_of`, after a person's word about some of its promises.

    A word about one promise changes others of the same client (what closes it is free to close
    another), and none of other clients.

    Args:
        promises: Of an earlier moment since which only time passed and these words were said.
        corrected: Ids of promises.
    """
    from assistant.insight.promises.ledger import build_ledger, sort_promises

    slugs = {_slug(promise, index) for promise in promises if promise.id in corrected}
    known = {promise.id for promise in promises}
    if None in slugs or not corrected <= known:
        # One that a person had called none and called one again stands in no list.
        return build_ledger(history, index, clocks=clocks)
    others = tuple(promise for promise in promises if _slug(promise, index) not in slugs)
    anew = build_ledger(history, index, clocks=clocks, only={slug for slug in slugs if slug})
    return sort_promises([*move_promises(others, history, index, clocks), *anew])


def _slug(promise: Promise, index: Index) -> str | None:
    """The client or, where the record names none, the prospect in whose ledger a promise stands."""
    if promise.client is not None:
        return promise.client
    clients = index.by_id[promise.message_id].clients
    prospects = [slug for slug in clients if _is_prospect(slug, index)]
    return prospects[0] if prospects else None


def _is_prospect(slug: str, index: Index) -> bool:
    client = index.client(slug)
    return client is not None and client.prospect
