"""Reports of mail servers that no mail server wrote: they silence nobody."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.security.world import ALICE, NOW, OWNER, Home, make_mail

REPORT = f"""\
--b
Content-Type: text/plain

Delivery failed for good.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.evil.example

Final-Recipient: rfc822; {ALICE}
Action: failed
Status: 5.1.1

--b--
"""


def put_report(home: Home, *, at: datetime) -> None:
    raw = make_mail(
        sender="Mail System <mailer-daemon@evil.example>",
        subject="Undelivered mail",
        body=REPORT,
        message_id="report@evil.example",
        at=at,
    )
    kind = b"multipart/report; report-type=delivery-status; boundary=b"
    home.put(raw.replace(b'text/plain; charset="utf-8"', kind, 1))


def test_a_report_about_somebody_we_did_not_write_to_ends_nobody(home: Home) -> None:
    home.mail()
    put_report(home, at=NOW - timedelta(hours=20))
    home.run()
    [draft] = home.drafts()
    assert draft["to"] == [ALICE]


@pytest.mark.parametrize(("days", "kept"), [(12, 1), (2, 0)])
def test_a_report_ends_whom_we_wrote_to_shortly_before(home: Home, days: int, kept: int) -> None:
    reported = NOW - timedelta(hours=20)
    home.mail(
        sender=f"Nina Kessler <{OWNER}>",
        to=ALICE,
        subject="Contract",
        body="Dear Alice,\n\nCould you sign the contract by tomorrow?\n\nNina\n",
        at=reported - timedelta(days=days),
    )
    put_report(home, at=reported)
    home.run()
    gaps = home.rapport("gaps", "--json", "--as-of", NOW.isoformat()).json["gaps"]
    assert len([gap for gap in gaps if gap["kind"] == "reply_awaited"]) == kept


def test_a_field_of_a_common_mail_ends_nobody(home: Home) -> None:
    home.mail()
    home.mail(
        sender="Mallory <mallory@evil.example>",
        subject="Automatic reply",
        headers=f"Auto-Submitted: auto-replied\nX-Failed-Recipients: {ALICE}",
        body=f"Alice Thorne ({ALICE}) has left the company.\n",
        at=NOW - timedelta(hours=3),
    )
    home.run()
    assert [draft["to"] for draft in home.drafts()] == [[ALICE]]
