"""Calendar mail told by its headers, where its parts were not read.

Invitations, their answers and cancellations are sent by calendars; as a person's words they would
be touchpoints and open waits. Not for whole mail: its calendar part says what it is.
"""

from __future__ import annotations

import re

from assistant.ingest.headers import parse_parameters

_METHODS = frozenset({"request", "reply", "cancel", "counter", "refresh", "add", "declinecounter"})

# What Outlook, Google Calendar and Apple put in front of an event's title. Left out is what people
# write too: "Updated: …", "Maybe: …", "Termin: …".
_REPLY = (
    "accepted|declined|tentative|tentatively accepted|new time proposed|zugesagt|abgelehnt|"
    "mit vorbehalt|accepté|refusé|provisoire|aceptado|aceptada|rechazado|rechazada|aceito|aceita|"
    "recusado|recusada|accettato|rifiutato|provvisorio|geaccepteerd|geweigerd|zaakceptowano|"
    "odrzucono|承諾|辞退|已接受|已拒绝"
)
_CANCEL = (
    "canceled|cancelled|canceled event|cancelled event|abgesagt|abgesagter termin|annulé|"
    "cancelado|cancelada|annullato|geannuleerd|odwołano|キャンセル|已取消"
)
_REQUEST = (
    "invitation|updated invitation|updated invitation with note|einladung|aktualisierte einladung|"
    "invitation modifiée|invitación|invitación actualizada|convite|convite atualizado|invito|"
    "uitnodiging|zaproszenie|招待|邀请"
)
_PREFIXES = tuple(
    (method, re.compile(rf"\s*(?:{words})\s*[:：]", re.IGNORECASE))
    for method, words in (("reply", _REPLY), ("cancel", _CANCEL), ("request", _REQUEST))
)


def find_calendar_method(*, subject: str, content_type: str, content_class: str) -> str | None:
    """What a calendar sent a mail for: ``request``, ``reply``, ``cancel`` …; None: a person did.

    Args:
        subject: With its prefixes. Behind "Re:" a person writes about an invitation.
        content_type: The field of the whole message; a calendar object alone names its method.
        content_class: Outlook's field: ``urn:content-classes:calendarmessage``.
    """
    if content_type.lstrip().lower().startswith("text/calendar"):
        method = parse_parameters(content_type)[1].get("method", "").lower()
        return method if method in _METHODS else "request"
    for method, prefix in _PREFIXES:
        if prefix.match(subject):
            return method
    return "request" if "calendarmessage" in content_class.lower() else None
