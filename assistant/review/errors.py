"""Why a person's word about a draft could not be carried out, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.errors import NotFound, RapportError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from assistant.drafting.records import Block


class DraftNotFound(NotFound):
    """No draft has the id."""

    def __init__(self, given: str) -> None:
        super().__init__("draft", given, hint="`rapport drafts list` shows all ids.")


class StaleDraft(RapportError):
    """The draft is no longer what was shown; 409 on the web.

    Attributes:
        changes: One sentence per thing that happened since, oldest first.
    """

    def __init__(self, draft_id: str, changes: Sequence[str]) -> None:
        happened = " ".join(changes) or "Its content is not the one that was shown."
        super().__init__(
            f"Draft {draft_id} has changed since it was shown. {happened} Nothing was done; look "
            f"at it again with `rapport drafts show {draft_id}`."
        )
        self.changes = tuple(changes)


class AlreadyApproved(StaleDraft):
    """Somebody was first."""

    def __init__(self, draft_id: str, by: str, at: datetime) -> None:
        super().__init__(draft_id, [f"It was already approved by {by} at {at:%Y-%m-%d %H:%M} UTC."])
        self.by = by
        self.at = at


class NotAllowed(RapportError):
    """The verb makes no sense in the draft's state."""

    def __init__(self, draft_id: str, verb: str, state: str) -> None:
        super().__init__(f"Draft {draft_id} is {state}: it cannot {verb} now.")
        self.state = state


class Blocked(RapportError):
    """The draft cannot be approved as it stands.

    Attributes:
        blocks: What is in the way, at least one.
    """

    def __init__(self, draft_id: str, blocks: Sequence[Block]) -> None:
        reasons = " ".join(
            f"{block.message}"
            + (f" (if that is right: --confirm {block.code})" if block.confirmable else "")
            for block in blocks
        )
        super().__init__(f"Draft {draft_id} cannot be approved yet. {reasons}")
        self.blocks = tuple(blocks)


class UnknownFact(RapportError):
    """`--omit` names a fact the draft does not have."""

    def __init__(self, draft_id: str, name: str, known: Sequence[str]) -> None:
        listed = ", ".join(known) or "none"
        super().__init__(f"Draft {draft_id} has no fact '{name}'. It has: {listed}.")


class BrokenAudit(RapportError):
    """The audit chain does not fit together."""

    def __init__(self, seq: int, what: str) -> None:
        super().__init__(
            f"The audit log is broken at entry {seq}: {what}. Compare with a backup; do not "
            "deliver anything until it is explained."
        )
        self.seq = seq


class EditedByHand(RapportError):
    """Rewording would throw away what a person wrote."""

    def __init__(self, draft_id: str) -> None:
        super().__init__(
            f"The text of draft {draft_id} was edited by hand. Edit it again, or add "
            "--discard-edit to have it written anew."
        )
