"""Calendar items of Exchange as iCalendar: that they mean the same, and what a hostile one can do."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import icalendar
import pytest
import recurring_ical_events  # type: ignore[import-untyped]
from lxml import etree

from connectors.exchange.clocks import unknown_zone, zone_of
from connectors.exchange.events import NotAnEvent, compose, last_day_of, modified_of

TYPES = "http://schemas.microsoft.com/exchange/services/2006/types"
BERLIN = '<StartTimeZone Id="W. Europe Standard Time" Name="(UTC+01:00) Amsterdam, Berlin"/>'
WEEKLY = (
    "<Recurrence><WeeklyRecurrence><Interval>1</Interval><DaysOfWeek>Monday</DaysOfWeek>"
    "</WeeklyRecurrence>{}</Recurrence>"
)
FIVE = (
    "<NumberedRecurrence><StartDate>2026-03-16+01:00</StartDate>"
    "<NumberOfOccurrences>5</NumberOfOccurrences></NumberedRecurrence>"
)


def _item(
    inside: str = "", *, start: str = "2026-03-16T08:00:00Z", end: str = "2026-03-16T09:00:00Z"
) -> etree._Element:
    return etree.fromstring(
        f'<CalendarItem xmlns="{TYPES}"><ItemId Id="AAMk=" ChangeKey="DwA="/>'
        f"<Subject>Review</Subject><UID>e1@wirth.example</UID><Start>{start}</Start>"
        f"<End>{end}</End>{inside}</CalendarItem>"
    )


def _series(inside: str, span: str = FIVE, zone: str = BERLIN) -> etree._Element:
    return _item(WEEKLY.format(span) + zone + inside)


def _spread(raw: bytes) -> list[str]:
    found = recurring_ical_events.of(icalendar.Calendar.from_ical(raw)).between(
        datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 8, 1, tzinfo=UTC)
    )
    return sorted(
        f"{each['DTSTART'].dt:%m-%d %H:%M}" for each in found if each.get("STATUS") != "CANCELLED"
    )


def _events(raw: bytes) -> list[Any]:
    return list(icalendar.Calendar.from_ical(raw).walk("VEVENT"))


def _only(raw: bytes) -> Any:
    (event,) = _events(raw)
    return event


def _occurrence(start: str, original: str, key: str = "AAMkX=") -> str:
    end = start.replace(":00:00Z", ":30:00Z")
    return (
        f'<Occurrence><ItemId Id="{key}" ChangeKey="DwA="/><Start>{start}</Start><End>{end}</End>'
        f"<OriginalStart>{original}</OriginalStart></Occurrence>"
    )


def _modified(*occurrences: str) -> str:
    return f"<ModifiedOccurrences>{''.join(occurrences)}</ModifiedOccurrences>"


def _deleted(*starts: str) -> str:
    inside = "".join(
        f"<DeletedOccurrence><Start>{start}</Start></DeletedOccurrence>" for start in starts
    )
    return f"<DeletedOccurrences>{inside}</DeletedOccurrences>"


# ── series ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("inside", "wanted"),
    [
        # By the clock of Berlin, over the change of 29 March.
        ("", ["03-16 09:00", "03-23 09:00", "03-30 09:00", "04-06 09:00", "04-13 09:00"]),
        (
            _deleted("2026-03-23T08:00:00Z", "2026-04-06T07:00:00Z"),
            ["03-16 09:00", "03-30 09:00", "04-13 09:00"],
        ),
        (
            _modified(_occurrence("2026-03-31T12:00:00Z", "2026-03-30T07:00:00Z")),
            ["03-16 09:00", "03-23 09:00", "03-31 14:00", "04-06 09:00", "04-13 09:00"],
        ),
        (
            _modified(_occurrence("2026-03-23T10:00:00Z", "2026-03-23T08:00:00Z"))
            + _deleted("2026-03-16T08:00:00Z"),
            ["03-23 11:00", "03-30 09:00", "04-06 09:00", "04-13 09:00"],
        ),
    ],
)
def test_a_series_happens_by_its_clock_but_for_what_was_changed(
    inside: str, wanted: list[str]
) -> None:
    item = _series(inside)
    assert _spread(compose(item, [(each, None) for each in modified_of(item)])) == wanted


def test_an_occurrence_has_its_own_words_where_it_could_be_read_and_else_those_of_its_series() -> (
    None
):
    item = _series(_modified(_occurrence("2026-03-31T12:00:00Z", "2026-03-30T07:00:00Z")))
    (changed,) = modified_of(item)
    own = _item(
        "<Location>Raum 4</Location>", start="2026-03-31T12:00:00Z", end="2026-03-31T13:00:00Z"
    )
    own.find(f"{{{TYPES}}}Subject").text = "Review, moved"  # type: ignore[union-attr]
    told = _events(compose(item, [(changed, own)]))
    assert [str(each["SUMMARY"]) for each in told] == ["Review", "Review, moved"]
    assert told[1]["RECURRENCE-ID"].dt.isoformat() == "2026-03-30T09:00:00+02:00"
    told = _events(compose(item, [(changed, None)]))
    assert [str(each["SUMMARY"]) for each in told] == ["Review", "Review"]
    assert told[1]["DTEND"].dt.isoformat() == "2026-03-31T14:30:00+02:00"


def test_a_cancelled_occurrence_of_a_meeting_is_told_as_cancelled() -> None:
    item = _series(_modified(_occurrence("2026-03-30T07:00:00Z", "2026-03-30T07:00:00Z")))
    own = _item("<IsCancelled>true</IsCancelled>", start="2026-03-30T07:00:00Z")
    raw = compose(item, [(modified_of(item)[0], own)])
    assert b"STATUS:CANCELLED" in raw
    assert "03-30 09:00" not in _spread(raw)


@pytest.mark.parametrize(
    ("zone", "midnight"),
    [
        (BERLIN, "2026-03-15T23:00:00Z"),
        ('<StartTimeZone Id="Eastern Standard Time"/>', "2026-03-16T04:00:00Z"),
        ('<StartTimeZone Id="tzone://Microsoft/Utc"/>', "2026-03-16T00:00:00Z"),
        ('<StartTimeZone Id="Nowhere Time"/>', "2026-03-15T23:00:00Z"),
        ("", "2026-03-16T05:00:00Z"),
    ],
)
def test_an_all_day_event_has_the_day_of_its_own_zone(zone: str, midnight: str) -> None:
    # To the next midnight, whose offset is the same here.
    end = (
        midnight.replace("-15T", "-16T") if "-15T" in midnight else midnight.replace("-16T", "-17T")
    )
    event = _only(
        compose(_item("<IsAllDayEvent>true</IsAllDayEvent>" + zone, start=midnight, end=end))
    )
    assert event["DTSTART"].dt == date(2026, 3, 16)
    assert event["DTEND"].dt == date(2026, 3, 17)


def test_an_all_day_series_has_days_for_what_was_deleted_and_moved() -> None:
    inside = (
        "<IsAllDayEvent>true</IsAllDayEvent>"
        + WEEKLY.format(FIVE)
        + _modified(
            _occurrence("2026-03-31T22:00:00Z", "2026-03-29T22:00:00Z"),
        )
        + _deleted("2026-03-22T23:00:00Z", "2026-04-05T22:00:00Z")
        + BERLIN
    )
    item = _item(inside, start="2026-03-15T23:00:00Z", end="2026-03-16T23:00:00Z")
    raw = compose(item, [(each, None) for each in modified_of(item)])
    assert b"RECURRENCE-ID;VALUE=DATE:20260330" in raw
    assert _spread(raw) == ["03-16 00:00", "04-01 00:00", "04-13 00:00"]


@pytest.mark.parametrize(
    ("pattern", "rule"),
    [
        ("<DailyRecurrence><Interval>2</Interval></DailyRecurrence>", "FREQ=DAILY;INTERVAL=2"),
        (
            (
                "<WeeklyRecurrence><Interval>1</Interval><DaysOfWeek>Monday Friday</DaysOfWeek>"
                "<FirstDayOfWeek>Sunday</FirstDayOfWeek></WeeklyRecurrence>"
            ),
            "FREQ=WEEKLY;BYDAY=MO,FR;WKST=SU",
        ),
        (
            "<WeeklyRecurrence><Interval>1</Interval><DaysOfWeek>Weekday</DaysOfWeek></WeeklyRecurrence>",
            "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
        ),
        (
            (
                "<AbsoluteMonthlyRecurrence><Interval>1</Interval><DayOfMonth>15</DayOfMonth>"
                "</AbsoluteMonthlyRecurrence>"
            ),
            "FREQ=MONTHLY;BYMONTHDAY=15",
        ),
        (
            (
                "<AbsoluteMonthlyRecurrence><Interval>1</Interval><DayOfMonth>30</DayOfMonth>"
                "</AbsoluteMonthlyRecurrence>"
            ),
            "FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1",
        ),
        (
            (
                "<RelativeMonthlyRecurrence><Interval>3</Interval><DaysOfWeek>Tuesday</DaysOfWeek>"
                "<DayOfWeekIndex>Last</DayOfWeekIndex></RelativeMonthlyRecurrence>"
            ),
            "FREQ=MONTHLY;BYDAY=TU;BYSETPOS=-1;INTERVAL=3",
        ),
        (
            (
                "<RelativeMonthlyRecurrence><Interval>1</Interval><DaysOfWeek>WeekendDay</DaysOfWeek>"
                "<DayOfWeekIndex>First</DayOfWeekIndex></RelativeMonthlyRecurrence>"
            ),
            "FREQ=MONTHLY;BYDAY=SU,SA;BYSETPOS=1",
        ),
        (
            (
                "<AbsoluteYearlyRecurrence><DayOfMonth>3</DayOfMonth><Month>October</Month>"
                "</AbsoluteYearlyRecurrence>"
            ),
            "FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=3",
        ),
        (
            (
                "<RelativeYearlyRecurrence><DaysOfWeek>Thursday</DaysOfWeek>"
                "<DayOfWeekIndex>Fourth</DayOfWeekIndex><Month>November</Month>"
                "</RelativeYearlyRecurrence>"
            ),
            "FREQ=YEARLY;BYMONTH=11;BYDAY=TH;BYSETPOS=4",
        ),
    ],
)
def test_a_pattern_of_exchange_is_a_rule(pattern: str, rule: str) -> None:
    never = "<NoEndRecurrence><StartDate>2026-03-16</StartDate></NoEndRecurrence>"
    raw = compose(_item(f"<Recurrence>{pattern}{never}</Recurrence>{BERLIN}"))
    assert f"RRULE:{rule}\r\n".encode() in raw.replace(b"\r\n ", b"")


def test_the_last_day_of_a_rule_is_a_day_of_its_clock() -> None:
    span = (
        "<EndDateRecurrence><StartDate>2026-03-16Z</StartDate><EndDate>2026-04-13+02:00</EndDate>"
        "</EndDateRecurrence>"
    )
    assert b"UNTIL=20260413T215959Z" in compose(_series("", span))


@pytest.mark.parametrize(
    "recurrence",
    [
        "<DailyRegeneration><Interval>1</Interval></DailyRegeneration>",
        "<DailyRecurrence><Interval>0</Interval></DailyRecurrence>",
        "<WeeklyRecurrence><Interval>1</Interval><DaysOfWeek>MO\nX:</DaysOfWeek></WeeklyRecurrence>",
        "<AbsoluteYearlyRecurrence><DayOfMonth>3</DayOfMonth><Month>Oct</Month></AbsoluteYearlyRecurrence>",
        "",
    ],
)
def test_a_pattern_without_sense_is_no_event(recurrence: str) -> None:
    never = "<NoEndRecurrence><StartDate>2026-03-16</StartDate></NoEndRecurrence>"
    with pytest.raises(NotAnEvent):
        compose(_item(f"<Recurrence>{recurrence}{never}</Recurrence>"))


# ── people and words ─────────────────────────────────────────────────────────────────────────


def _person(name: str, address: str) -> str:
    return f"<Mailbox><Name>{name}</Name><EmailAddress>{address}</EmailAddress></Mailbox>"


def _attendee(address: str, answer: str) -> str:
    inside = _person("A. Body", address)
    return f"<Attendee>{inside}<ResponseType>{answer}</ResponseType></Attendee>"


def test_organiser_attendees_and_their_answers_are_told() -> None:
    inside = (
        "<MyResponseType>Tentative</MyResponseType>"
        f"<Organizer>{_person('Ines Duarte', 'ines@ferrol.example')}</Organizer><RequiredAttendees>"
        + _attendee("jonas@wirth.example", "Unknown")
        + _attendee("mara@wirth.example", "Accept")
        + _attendee("/O=WIRTH/OU=FIRST/CN=RECIPIENTS/CN=TOM", "Accept")
        + f"</RequiredAttendees><OptionalAttendees>{_attendee('tom@wirth.example', 'Decline')}"
        + f"</OptionalAttendees><Resources>{_attendee('raum4@wirth.example', 'NoResponseReceived')}"
        + "</Resources>"
    )
    event = _only(compose(_item(inside), mailbox="Jonas@Wirth.example"))
    told = {
        str(each).removeprefix("mailto:"): (each.params["PARTSTAT"], each.params["ROLE"])
        for each in event["ATTENDEE"]
    }
    assert str(event["ORGANIZER"]) == "mailto:ines@ferrol.example"
    assert told == {
        "jonas@wirth.example": ("TENTATIVE", "REQ-PARTICIPANT"),
        "mara@wirth.example": ("ACCEPTED", "REQ-PARTICIPANT"),
        "tom@wirth.example": ("DECLINED", "OPT-PARTICIPANT"),
        "raum4@wirth.example": ("NEEDS-ACTION", "NON-PARTICIPANT"),
    }


@pytest.mark.parametrize(
    ("inside", "line"),
    [
        ("<IsCancelled>true</IsCancelled>", b"STATUS:CANCELLED"),
        ("<LegacyFreeBusyStatus>Tentative</LegacyFreeBusyStatus>", b"STATUS:TENTATIVE"),
        ("<LegacyFreeBusyStatus>Free</LegacyFreeBusyStatus>", b"TRANSP:TRANSPARENT"),
        ("<LegacyFreeBusyStatus>OOF</LegacyFreeBusyStatus>", b"TRANSP:OPAQUE"),
        ("<Sensitivity>Private</Sensitivity>", b"CLASS:PRIVATE"),
        ("<Sensitivity>Personal</Sensitivity>", b"CLASS:PRIVATE"),
        ("<Sensitivity>Confidential</Sensitivity>", b"CLASS:CONFIDENTIAL"),
        ("<Location>Raum 4; hinten</Location>", b"LOCATION:Raum 4\\; hinten"),
        ("<Categories><String>Blau</String></Categories>", b"CATEGORIES:Blau"),
        ("<AppointmentSequenceNumber>3</AppointmentSequenceNumber>", b"SEQUENCE:3"),
        ('<TextBody BodyType="Text">Plan</TextBody>', b"DESCRIPTION:Plan"),
        ("<LastModifiedTime>2026-03-01T08:00:00Z</LastModifiedTime>", b"DTSTAMP:20260301T080000Z"),
    ],
)
def test_what_is_said_of_an_event_is_told(inside: str, line: bytes) -> None:
    assert line + b"\r\n" in compose(_item(inside))


def test_html_is_no_description() -> None:
    assert b"DESCRIPTION" not in compose(_item('<TextBody BodyType="HTML">&lt;p&gt;</TextBody>'))


@pytest.mark.parametrize("hostile", ["a\r\nEND:VEVENT\r\nBEGIN:VEVENT", "a\nATTENDEE:mailto:x@y"])
def test_no_text_becomes_a_line_of_its_own(hostile: str) -> None:
    inside = (
        f"<Location>{hostile}</Location><Categories><String>{hostile}</String></Categories>"
        f"<Organizer>{_person(hostile, 'x@ferrol.example' + hostile)}</Organizer>"
        f"<RequiredAttendees>{_attendee('x@ferrol.example' + hostile, hostile)}</RequiredAttendees>"
    )
    raw = compose(_item(inside)).replace(b"\r\n ", b"")
    names = [line.split(b":")[0].split(b";")[0] for line in raw.split(b"\r\n")]
    assert names.count(b"BEGIN") == 2
    assert names.count(b"ATTENDEE") == 1


@pytest.mark.parametrize("start", ["", "soon", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
def test_what_has_no_moment_is_no_event(start: str) -> None:
    with pytest.raises(NotAnEvent):
        compose(_item(start=start))


# ── zones and ends ───────────────────────────────────────────────────────────────────────────


def _own_zone(standard: str, daylight: str) -> str:
    def change(to: str, month: int, nth: int, offset: str) -> str:
        return (
            f'<RecurringDayTransition><To Kind="Period">{to}</To><TimeOffset>{offset}</TimeOffset>'
            f"<Month>{month}</Month><DayOfWeek>Sunday</DayOfWeek><Occurrence>{nth}</Occurrence>"
            "</RecurringDayTransition>"
        )

    return (
        '<StartTimeZone Id="Customized Time Zone"><Periods>'
        f'<Period Bias="{standard}" Name="Standard" Id="Std"/>'
        f'<Period Bias="{daylight}" Name="Daylight" Id="Dlt"/></Periods><TransitionsGroups>'
        f'<TransitionsGroup Id="0">{change("Dlt", 3, -1, "PT2H")}{change("Std", 10, -1, "PT3H")}'
        '</TransitionsGroup></TransitionsGroups><Transitions><Transition><To Kind="Group">0</To>'
        "</Transition></Transitions></StartTimeZone>"
    )


def _fixed_zone(bias: str) -> str:
    return (
        '<StartTimeZone Id="tzone://Microsoft/Custom"><Periods>'
        f'<Period Bias="{bias}" Name="Standard" Id="Std"/></Periods></StartTimeZone>'
    )


@pytest.mark.parametrize(
    ("zone", "name"),
    [
        (BERLIN, "Europe/Berlin"),
        ('<StartTimeZone Id="Asia/Tokyo"/>', "Asia/Tokyo"),
        (_own_zone("-PT1H", "-PT2H"), "Europe/Berlin"),
        (_fixed_zone("-PT5H30M"), "Asia/Kolkata"),
        (_own_zone("-PT3H", "-PT1H"), None),
        ('<StartTimeZone Id="tzone://Microsoft/Custom"/>', None),
        ('<StartTimeZone Id="../../etc/passwd"/>', None),
        ('<StartTimeZone Id="UTC"/>', None),
        ("", None),
    ],
)
def test_a_zone_is_known_by_its_name_or_by_its_rules(zone: str, name: str | None) -> None:
    found = zone_of(_item(zone))
    assert (found.key if found else None) == name


def test_only_a_zone_that_nobody_knows_is_unknown() -> None:
    assert unknown_zone(_item('<StartTimeZone Id="tzone://Microsoft/Custom"/>'))
    for known in (BERLIN, "", '<StartTimeZone Id="UTC"/>', _own_zone("-PT1H", "-PT2H")):
        assert unknown_zone(_item(known)) == ""


@pytest.mark.parametrize("bias", ["", "PT", "-PT99999H", "P1Y", "x", "PT1H\n2"])
def test_a_zone_without_sense_is_none(bias: str) -> None:
    assert zone_of(_item(_fixed_zone(bias))) is None
    assert zone_of(_item(_own_zone(bias, "-PT2H"))) is None


def test_the_last_day_of_an_item_is_known_as_far_as_it_has_one() -> None:
    last = (
        '<LastOccurrence><ItemId Id="AAMkL="/><Start>2026-04-13T07:00:00Z</Start>'
        "<End>2026-04-13T08:00:00Z</End><OriginalStart>2026-04-13T07:00:00Z</OriginalStart>"
        "</LastOccurrence>"
    )
    never = "<NoEndRecurrence><StartDate>2026-03-16</StartDate></NoEndRecurrence>"
    moved = _modified(_occurrence("2026-05-04T12:00:00Z", "2026-03-30T07:00:00Z"))
    assert last_day_of(_item()) == date(2026, 3, 16)
    assert last_day_of(_series(last)) == date(2026, 4, 13)
    assert last_day_of(_series(last + moved)) == date(2026, 5, 4)
    assert last_day_of(_series("")) == date.max
    assert last_day_of(_series(last, never)) == date.max
