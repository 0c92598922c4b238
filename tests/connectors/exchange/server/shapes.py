"""What of a folder or item a client wants to see, and putting it in the order the schemas demand.

The values come from tables of functions, a table for each kind of thing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from tests.connectors.exchange.server.soap import Refused, child, elements, name_of, t, text_of

#: A value of a thing by the name of its element; None: it has none.
Table = dict[str, Callable[[], etree._Element | None]]

#: In the order of `ItemType` in types.xsd, then of `MessageType`, `MeetingMessageType`,
#: `CalendarItemType`; what the double never shows is left out.
_ITEM = """MimeContent ItemId ParentFolderId ItemClass Subject Sensitivity Body Attachments
    DateTimeReceived Size Categories Importance InReplyTo IsSubmitted IsDraft IsFromMe IsResend
    IsUnmodified InternetMessageHeaders DateTimeSent DateTimeCreated ReminderIsSet
    ReminderMinutesBeforeStart DisplayCc DisplayTo HasAttachments ExtendedProperty Culture
    EffectiveRights LastModifiedName LastModifiedTime IsAssociated ConversationId UniqueBody Flag
    TextBody""".split()
_MESSAGE = """Sender ToRecipients CcRecipients BccRecipients IsReadReceiptRequested
    IsDeliveryReceiptRequested ConversationIndex ConversationTopic From InternetMessageId IsRead
    IsResponseRequested References ReplyTo ReceivedBy""".split()
#: A post has these alone of what a message has.
_POST = (
    "ConversationIndex ConversationTopic From InternetMessageId IsRead References Sender".split()
)
_MEETING = "AssociatedCalendarItemId ResponseType UID".split()
_CALENDAR = """UID RecurrenceId DateTimeStamp Start End OriginalStart IsAllDayEvent
    LegacyFreeBusyStatus Location IsMeeting IsCancelled IsRecurring MeetingRequestWasSent
    IsResponseRequested CalendarItemType MyResponseType Organizer RequiredAttendees
    OptionalAttendees Resources Duration TimeZone AppointmentSequenceNumber AppointmentState
    Recurrence FirstOccurrence LastOccurrence ModifiedOccurrences DeletedOccurrences StartTimeZone
    EndTimeZone IsOnlineMeeting StartWallClock EndWallClock StartTimeZoneId EndTimeZoneId
    IsOrganizer""".split()
_FOLDER = """FolderId ParentFolderId FolderClass DisplayName TotalCount ChildFolderCount
    ExtendedProperty EffectiveRights DistinguishedFolderId UnreadCount""".split()

ORDER = {
    "Message": _ITEM + _MESSAGE,
    "MeetingRequest": _ITEM + _MESSAGE + _MEETING,
    "MeetingResponse": _ITEM + _MESSAGE + _MEETING,
    "MeetingCancellation": _ITEM + _MESSAGE + _MEETING,
    "PostItem": _ITEM + _POST,
    "Item": _ITEM,
    "CalendarItem": _ITEM + _CALENDAR,
    "Folder": _FOLDER,
    "CalendarFolder": [name for name in _FOLDER if name != "UnreadCount"],
    "ContactsFolder": [name for name in _FOLDER if name != "UnreadCount"],
    "TasksFolder": _FOLDER,
}

#: What the shape Default shows of each, beside the id.
_DEFAULT = {
    "Folder": "DisplayName TotalCount ChildFolderCount UnreadCount".split(),
    "CalendarItem": """Subject ParentFolderId HasAttachments Start End LegacyFreeBusyStatus
        Location CalendarItemType IsMeeting Organizer UID ItemClass Sensitivity""".split(),
    "Message": """Subject Sensitivity Size DateTimeSent DateTimeCreated HasAttachments From
        ToRecipients IsRead InternetMessageId ItemClass Body""".split(),
}
#: What only comes when it is named, even with AllProperties.
_NAMED_ONLY = {"MimeContent", "TextBody", "UniqueBody", "InternetMessageHeaders"}


#: FindItem gives the beginning of a long text.
_LONGEST_IN_A_ROW = 255
_TEXTS = {"Subject", "InternetMessageId", "InReplyTo", "References", "DisplayTo", "DisplayCc"}

#: Not to be had from lists; GetItem has them.
NOT_IN_LISTS = (
    "MimeContent",
    "Body",
    "TextBody",
    "Attachments",
    "InternetMessageHeaders",
    "ToRecipients",
    "CcRecipients",
    "BccRecipients",
    "ReplyTo",
    "RequiredAttendees",
    "OptionalAttendees",
    "Resources",
    "Recurrence",
    "ModifiedOccurrences",
    "DeletedOccurrences",
    "FirstOccurrence",
    "LastOccurrence",
)


@dataclass
class Shape:
    """What a client wants to see.

    Attributes:
        names: Elements asked for one by one.
        extended: `ExtendedFieldURI` elements asked for.
        headers: Internet headers asked for by `IndexedFieldURI`.
        in_list: It is for a row of a list: what only GetItem has is left out.
        as_row: As FindItem shows it: of people only their names, of texts only their beginnings.
    """

    base: str = "IdOnly"
    mime: bool = False
    body_type: str = "Best"
    names: set[str] = field(default_factory=set)
    extended: list[etree._Element] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    in_list: bool = False
    as_row: bool = False

    @classmethod
    def of(cls, element: etree._Element | None) -> Shape:
        """The shape that an `ItemShape` or `FolderShape` describes."""
        if element is None:
            return cls()
        shape = cls(
            text_of(child(element, "BaseShape"), "IdOnly"),
            text_of(child(element, "IncludeMimeContent")) in {"true", "1"},
            text_of(child(element, "BodyType"), "Best"),
        )
        for path in elements(child(element, "AdditionalProperties")):
            if name_of(path) == "FieldURI":
                shape.names.add(str(path.get("FieldURI")).partition(":")[2])
            elif name_of(path) == "ExtendedFieldURI":
                shape.extended.append(path)
            else:
                shape.headers.append(str(path.get("FieldIndex")))
        if "MimeContent" in shape.names:
            shape.mime = True
        return shape

    def wanted(self, kind: str) -> list[str]:
        """The elements of a kind of thing to show, in their order."""
        order = ORDER[kind]
        wanted = {"ItemId", "FolderId"} | self.names
        if self.base == "Default":
            wanted |= set(_DEFAULT.get(kind, _DEFAULT["Folder" if "Folder" in kind else "Message"]))
        if self.base == "AllProperties":
            wanted |= set(order) - _NAMED_ONLY
        if self.mime:
            wanted.add("MimeContent")
        if self.in_list:
            wanted -= set(NOT_IN_LISTS)
        return [name for name in order if name in wanted]

    def forbid(self, *names: str) -> None:
        """Some things can be had from GetItem only.

        Raises:
            Refused: one of them is asked for.
        """
        named = [
            name for name in names if name in self.names or (name == "MimeContent" and self.mime)
        ]
        if named or self.headers:
            raise Refused(
                "ErrorInvalidPropertyRequest",
                f"The property can not be used with this type of request: {named or self.headers}",
            )


def render(
    kind: str, table: Table, shape: Shape, extended: list[etree._Element], *, name: str = ""
) -> etree._Element:
    """A thing as its shape shows it.

    Args:
        extended: Its `ExtendedProperty` elements, those asked for.
        name: Another name for the element than its kind.
    """
    shown = t(name or kind)
    wanted = shape.wanted(kind)
    for each in ORDER[kind]:
        if each == "ExtendedProperty":
            shown.extend(extended)
        elif each in wanted and each in table:
            value = table[each]()
            if value is not None:
                shown.append(_as_in_a_row(value) if shape.as_row else value)
        elif each == "InternetMessageHeaders" and shape.headers and "headers" in table:
            value = table["headers"]()
            if value is not None:
                shown.append(value)
    return shown


def _as_in_a_row(value: etree._Element) -> etree._Element:
    """A value as a row of a table of the store has it."""
    if name_of(value) in {"From", "Sender", "Organizer"}:
        for mailbox in value:
            for part in elements(mailbox):
                if name_of(part) != "Name":
                    mailbox.remove(part)
    elif value.text and name_of(value) in _TEXTS:
        value.text = value.text[:_LONGEST_IN_A_ROW]
    return value
