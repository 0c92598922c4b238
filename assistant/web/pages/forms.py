"""What the forms of a draft carry, read into records: what was shown, and what is wished.

Fields arrive as text from a browser; nothing here trusts them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, TypeVar

from fastapi import Form

from assistant.drafting.records import Length, Tone
from assistant.errors import WrongUsage
from assistant.review.review import Changes
from assistant.web.pages.card import Typed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from assistant.review.rows import StoredDraft

Text = Annotated[str, Form()]
Many = Annotated[list[str] | None, Form()]
Maybe = Annotated[str | None, Form()]

Kind = TypeVar("Kind", Tone, Length)


@dataclass(frozen=True, slots=True)
class ShownForm:
    """Which version of a draft a form was made for.

    Attributes:
        before: What was shown, by field: `to`, `cc`, `subject`, `body`; empty where the form does
            not say.
    """

    revision: int
    sha256: str
    before: Mapping[str, str]


def read_shown(
    revision: Annotated[int, Form()] = 0,
    sha256: Text = "",
    shown_to: Maybe = None,
    shown_cc: Maybe = None,
    shown_subject: Maybe = None,
    shown_body: Maybe = None,
) -> ShownForm:
    """What every deciding form carries."""
    given = {"to": shown_to, "cc": shown_cc, "subject": shown_subject, "body": shown_body}
    # A field that is empty does not arrive: where one came, the others were there too.
    told = any(text is not None for text in given.values())
    before = {name: plain(text or "") for name, text in given.items()} if told else {}
    return ShownForm(revision, sha256, before)


@dataclass(frozen=True, slots=True)
class Wishes:
    """The fields of "Word it anew".

    Attributes:
        tone, length: `''` leaves them as they are.
        omit: Every fact that is ticked, those left out before among them.
        add: Words for the open places, in their order.
        more: Further paragraphs.
        to, cc: The whole line; None where the form has none.
    """

    tone: str = ""
    length: str = ""
    omit: tuple[str, ...] = ()
    add: tuple[str, ...] = ()
    more: str = ""
    to: str | None = None
    cc: str | None = None
    discard_edit: bool = False

    def typed(self) -> Typed:
        """The fields as they were filled in."""
        return Typed(
            to=self.to,
            cc=self.cc,
            add=self.add,
            more=self.more,
            tone=self.tone or None,
            length=self.length or None,
            omit=self.omit,
        )

    def changes(self, stored: StoredDraft) -> Changes:
        """What is asked for, compared with the draft as it is.

        Raises:
            WrongUsage: nothing is asked for, or a field cannot be read.
        """
        wording, content = stored.draft.wording, stored.content
        changes = Changes(
            tone=_choose(Tone, self.tone, wording.tone),
            length=_choose(Length, self.length, wording.length),
            omit=tuple(name for name in self.omit if name not in wording.omit),
            add=(*self._fill(), *filter(None, map(str.strip, self.more.split("\n\n")))),
            to=_read_addresses(self.to, [box.address for box in content.to]),
            cc=_read_addresses(self.cc, [box.address for box in content.cc]),
            discard_edit=self.discard_edit,
        )
        if changes == Changes(discard_edit=self.discard_edit):
            raise WrongUsage("Nothing was asked for: the fields say what the draft says already.")
        return changes

    def _fill(self) -> tuple[str, ...]:
        """The owner's words for open places; they are filled in their order."""
        filled = tuple(one for one in self.add if one)
        if not all(self.add[: len(filled)]):
            raise WrongUsage(
                "The places are filled in their order: fill in the one before as well, leave its "
                "question out, or edit the text."
            )
        return filled


def read_wishes(  # noqa: PLR0913, PLR0917 - the fields of one form
    tone: Text = "",
    length: Text = "",
    omit: Many = None,
    add: Many = None,
    more: Text = "",
    to: Maybe = None,
    cc: Maybe = None,
    discard_edit: Text = "",
    lines: Text = "",
) -> Wishes:
    """The fields of "Word it anew"; `lines` says that it holds To and Cc, which may be empty."""
    return Wishes(
        tone=tone,
        length=length,
        omit=tuple(omit or ()),
        add=tuple(plain(one).strip() for one in add or ()),
        more=plain(more),
        to=(to or "") if lines else to,
        cc=(cc or "") if lines else cc,
        discard_edit=bool(discard_edit),
    )


def plain(text: str) -> str:
    """Line ends as drafts have them; browsers send two characters for one."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _choose(kind: type[Kind], given: str, now: Kind) -> Kind | None:
    try:
        return None if not given or kind(given) is now else kind(given)
    except ValueError as error:
        raise WrongUsage(f"There is no {kind.__name__.lower()} called “{given}”.") from error


def _read_addresses(given: str | None, now: list[str]) -> tuple[str, ...] | None:
    """Addresses of a line; None where it says what is there already."""
    if given is None:
        return None
    found = [one.strip().lower() for one in given.replace(";", ",").split(",") if one.strip()]
    for one in found:
        local, at, domain = one.rpartition("@")
        if not (local and at and domain) or any(sign in one for sign in ' <>"'):
            raise WrongUsage(f"“{one}” is no address; write name@firm.example, without a name.")
    return None if found == now else tuple(found)
