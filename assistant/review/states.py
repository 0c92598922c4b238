"""The states of a draft and the one table of what may follow what.

::

                    edit, respond
                   ┌──────────┐
 finding ─ propose ► PROPOSED ─┴─ accept ─► APPROVED ─ claim ─► DELIVERING ─ receive ─► DELIVERED
                   │    ▲  ▲ wake, undo        │                 │   │   │                │
            ignore │    │  └── SNOOZED         │ undo,    retry ─┘   │   └─ fail ► FAILED │ discard
                   ▼    └──────────────────────┘ withdraw            ▼                    ▼
               REJECTED     supersede ► SUPERSEDED                UNKNOWN             REJECTED

Nothing else changes a state: `find_next` is asked by every writer, and every move is one
compare-and-swap with one `draft_event` and one `audit` row.
"""

from __future__ import annotations

from enum import StrEnum


class DraftState(StrEnum):
    """Where a draft stands."""

    PROPOSED = "proposed"  #: waits for a person
    APPROVED = "approved"  #: a person approved this content; the hold runs or delivery is due
    DELIVERING = "delivering"  #: written down before the mailbox was called
    DELIVERED = "delivered"  #: the mailbox gave a receipt, or it was found there
    UNKNOWN = "unknown"  #: it may have been taken; looked up, never repeated by itself
    FAILED = "failed"  #: refused for good, or three tries came to nothing
    REJECTED = "rejected"  #: a person does not want it, or deleted it in the mailbox
    SNOOZED = "snoozed"  #: set aside by a person until a moment
    SUPERSEDED = "superseded"  #: its gap closed or a newer draft took its place


class Verb(StrEnum):
    """What happens to a draft."""

    PROPOSE = "propose"  #: the machine wrote it
    ACCEPT = "accept"  #: a person approved exactly this content
    EDIT = "edit"  #: a person changed subject or body
    RESPOND = "respond"  #: a person asked for another wording, facts or recipients
    IGNORE = "ignore"  #: a person does not want it
    SNOOZE = "snooze"  #: a person wants to see it later
    UNDO = "undo"  #: a person took back an approval, a rejection or a snooze
    WAKE = "wake"  #: the snooze ended
    WITHDRAW = "withdraw"  #: the machine took an approval back: something changed since
    FLAG = "flag"  #: the machine marked an open draft: something changed since
    SUPERSEDE = "supersede"  #: the gap closed, or newer evidence made another draft
    REVIVE = "revive"  #: the same gap with the same evidence is open again
    CLAIM = "claim"  #: about to call the mailbox
    RECEIVE = "receive"  #: the mailbox has it
    RETRY = "retry"  #: provably nothing left
    FAIL = "fail"  #: refused for good
    LOSE = "lose"  #: no answer: it may have been taken
    REOPEN = "reopen"  #: a person starts again after a failure
    DISCARD = "discard"  #: the owner deleted it in the mailbox


_S, _V = DraftState, Verb

#: (state, verb) → state. What is not listed does not happen.
TRANSITIONS: dict[tuple[DraftState, Verb], DraftState] = {
    (_S.PROPOSED, _V.ACCEPT): _S.APPROVED,
    (_S.PROPOSED, _V.EDIT): _S.PROPOSED,
    (_S.PROPOSED, _V.RESPOND): _S.PROPOSED,
    (_S.PROPOSED, _V.IGNORE): _S.REJECTED,
    (_S.PROPOSED, _V.SNOOZE): _S.SNOOZED,
    (_S.PROPOSED, _V.FLAG): _S.PROPOSED,
    (_S.PROPOSED, _V.SUPERSEDE): _S.SUPERSEDED,
    (_S.SNOOZED, _V.WAKE): _S.PROPOSED,
    (_S.SNOOZED, _V.UNDO): _S.PROPOSED,
    (_S.SNOOZED, _V.IGNORE): _S.REJECTED,
    (_S.SNOOZED, _V.SNOOZE): _S.SNOOZED,
    (_S.SNOOZED, _V.FLAG): _S.PROPOSED,
    (_S.SNOOZED, _V.SUPERSEDE): _S.SUPERSEDED,
    (_S.APPROVED, _V.UNDO): _S.PROPOSED,
    (_S.APPROVED, _V.WITHDRAW): _S.PROPOSED,
    (_S.APPROVED, _V.CLAIM): _S.DELIVERING,
    (_S.DELIVERING, _V.RECEIVE): _S.DELIVERED,
    (_S.DELIVERING, _V.RETRY): _S.APPROVED,
    (_S.DELIVERING, _V.FAIL): _S.FAILED,
    (_S.DELIVERING, _V.LOSE): _S.UNKNOWN,
    (_S.UNKNOWN, _V.RECEIVE): _S.DELIVERED,
    (_S.UNKNOWN, _V.REOPEN): _S.PROPOSED,
    (_S.UNKNOWN, _V.IGNORE): _S.REJECTED,
    (_S.FAILED, _V.REOPEN): _S.PROPOSED,
    (_S.FAILED, _V.IGNORE): _S.REJECTED,
    (_S.REJECTED, _V.UNDO): _S.PROPOSED,
    (_S.SUPERSEDED, _V.REVIVE): _S.PROPOSED,
    (_S.DELIVERED, _V.DISCARD): _S.REJECTED,
}

#: States in which a draft still waits for a person or for its delivery.
OPEN_STATES = frozenset({_S.PROPOSED, _S.SNOOZED, _S.APPROVED})
#: Those, and what is on its way, went wrong, or lies in the mailbox and may not be sent yet.
NOT_OVER = OPEN_STATES | {_S.DELIVERING, _S.UNKNOWN, _S.FAILED, _S.DELIVERED}


def find_next(state: DraftState, verb: Verb) -> DraftState | None:
    """The state after `verb`, or None where it may not happen in `state`."""
    return TRANSITIONS.get((state, verb))
