"""What changed in a folder since a position: what is missing here, whose flags changed, what is gone.

The cheapest way that the host offers is taken, and checked by counting: what is known, less what is
gone, plus what is new must be what the folder holds. Where it is not (a first sync was killed, no
QRESYNC, a host that forgot), the UIDs are listed and compared.

======================  ===================================  ==================================
host offers             asked                                asked where the count is off
======================  ===================================  ==================================
QRESYNC                 changed flags and vanished UIDs      all UIDs
CONDSTORE               changed flags                        all UIDs
neither                 all flags                            –
======================  ===================================  ==================================
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from connectors.imap import commands
from connectors.imap.cursor import Position, letters
from connectors.imap.settings import Extension

if TYPE_CHECKING:
    from connectors.imap.commands import Selected
    from connectors.imap.session import Session


@dataclass(frozen=True, slots=True)
class Changes:
    """What is to be told of a folder.

    Attributes:
        missing: UIDs to be read, newest first.
        flags: Known messages whose flags changed.
        gone: Known UIDs that are no more, ascending.
        named: The host itself named all that is gone.
    """

    missing: tuple[int, ...] = ()
    flags: Mapping[int, frozenset[str]] | None = None
    gone: tuple[int, ...] = ()
    named: bool = False

    @property
    def flagged(self) -> Mapping[int, frozenset[str]]:
        """Known messages whose flags changed; empty where none did."""
        return self.flags or {}


def find_changes(session: Session, selected: Selected, position: Position) -> Changes:
    """What changed in the open folder.

    Raises:
        Refused, Senseless, TransientError: as `Session.command`.
    """
    if not selected.exists:
        vanished = _vanished(session, selected, position)
        return Changes(gone=tuple(sorted(position.told)), named=vanished)
    if not position.told:
        return Changes(missing=_newest_first(commands.list_uids(session)))
    if not _has_feed(selected, position):
        return _compare_all(session, selected, position)
    if selected.modseq == position.modseq and selected.exists == len(position.told):
        return Changes()
    return _read_feed(session, selected, position)


def _has_feed(selected: Selected, position: Position) -> bool:
    # A number that went down belongs to a folder that was made anew from a copy.
    return (
        position.modseq is not None
        and selected.modseq is not None
        and position.modseq <= selected.modseq
    )


def _vanished(session: Session, selected: Selected, position: Position) -> bool:
    """Whether the host names everything that was known as gone."""
    if not (position.told and session.uses(Extension.QRESYNC) and _has_feed(selected, position)):
        return False
    _, gone = commands.fetch_flags_since(session, position.modseq or 1, 0, vanished=True)
    return all(uid in gone for uid in position.told)


def _compare_all(session: Session, selected: Selected, position: Position) -> Changes:
    flags = commands.fetch_flags(session, selected.exists)
    uids = set(flags)
    if len(uids) < selected.exists:
        uids |= set(commands.list_uids(session))
    return Changes(
        missing=_newest_first(uids - position.told.keys()),
        flags=_changed(flags, position),
        gone=_gone(uids, selected, position),
    )


def _read_feed(session: Session, selected: Selected, position: Position) -> Changes:
    names_gone = session.uses(Extension.QRESYNC)
    # RFC 7162, 3.1.4.1: mod-sequences begin with 1.
    since = max(position.modseq or 1, 1)
    flags, vanished = commands.fetch_flags_since(
        session, since, selected.exists, vanished=names_gone
    )
    changed = _changed(flags, position)
    gone = tuple(sorted(uid for uid in position.told if uid in vanished))
    missing = flags.keys() - position.told.keys()
    if len(position.told) - len(gone) + len(missing) == selected.exists:
        return Changes(_newest_first(missing), _without(changed, gone), gone, named=True)
    uids = set(commands.list_uids(session))
    gone = _gone(uids, selected, position)
    return Changes(_newest_first(uids - position.told.keys()), _without(changed, gone), gone)


def _gone(uids: set[int], selected: Selected, position: Position) -> tuple[int, ...]:
    """What is known and not listed, if the list is whole.

    One that is shorter than the folder was broken off somewhere, or something was deleted since it
    was opened: the next sync will say which.
    """
    if len(uids) < selected.exists:
        return ()
    return tuple(sorted(position.told.keys() - uids))


def _without(
    flags: Mapping[int, frozenset[str]], gone: tuple[int, ...]
) -> dict[int, frozenset[str]]:
    left = set(gone)
    return {uid: now for uid, now in flags.items() if uid not in left}


def _changed(flags: Mapping[int, frozenset[str]], position: Position) -> dict[int, frozenset[str]]:
    return {
        uid: now
        for uid, now in flags.items()
        if uid in position.told and letters(now) != position.told[uid].flags
    }


def _newest_first(uids: object) -> tuple[int, ...]:
    return tuple(sorted(uids, reverse=True))  # type: ignore[call-overload]
