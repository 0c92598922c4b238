"""The JSON contract: every key of every answer, with its type. Written before the commands were."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.cli.conftest import AS_OF, Rapport

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


def a_time(value: Any) -> bool:
    return isinstance(value, str) and TIME.fullmatch(value) is not None


def maybe(check: Any) -> Any:
    return lambda value: value is None or holds(value, check)


def holds(value: Any, check: Any) -> bool:
    if isinstance(check, type):
        return isinstance(value, check) and not (check is int and isinstance(value, bool))
    if isinstance(check, list):
        return isinstance(value, list) and all(holds(item, check[0]) for item in value)
    if isinstance(check, dict):
        return isinstance(value, dict) and all(
            key in value and holds(value[key], inner) for key, inner in check.items()
        )
    if isinstance(check, set):
        return value in check
    return bool(check(value))


def evidence(value: Any) -> bool:
    ids = holds(value, {"message_id": str}) or holds(
        value, {"ical_uid": str, "recurrence_id": maybe(str)}
    )
    return ids and holds(value, {"quote": maybe(str), "start": maybe(int), "end": maybe(int)})


def an_end(value: Any) -> bool:
    return holds(value, {"message_id": str}) or holds(
        value, {"ical_uid": str, "recurrence_id": maybe(str)}
    )


def a_discharge(value: Any) -> bool:
    return holds(value, {"message_id": str}) or holds(value, {"ical_uid": str})


GAP = {
    "id": str,
    "kind": {
        "reply_owed", "reply_awaited", "promise_due", "promise_overdue", "promise_theirs_overdue",
        "complaint_unacknowledged", "gone_quiet", "cadence_missed", "met_no_recap",
        "invitation_unanswered",
    },
    "level": {"client", "person", "message", "meeting", "period"},
    "severity": {"critical", "late", "due", "watch"},
    "client": maybe(str),
    "people": [str],
    "subject": str,
    "period": maybe({"from": str, "to": str}),
    "since": a_time,
    "elapsed_s": int,
    "ours_s": maybe(int),
    "theirs_s": maybe(int),
    "threshold_s": maybe(int),
    "threshold_clock": maybe({"ours", "theirs", "elapsed"}),
    "explained": bool,
    "headers_only": bool,
    "why": str,
    "next_step": str,
    "draft": maybe(str),
    "evidence": [evidence],
}  # fmt: skip

DUE = {"text": str, "from": maybe(a_time), "to": maybe(a_time), "zone": maybe(str),
       "ambiguous": bool}  # fmt: skip

PROMISE = {
    "id": str,
    "debtor": {"us", "them"},
    "person": str,
    "creditor": maybe(str),
    "client": maybe(str),
    "content": str,
    "quote": str,
    "message_id": str,
    "start": int,
    "end": int,
    "said_at": a_time,
    "due": maybe(DUE),
    "state": {"open", "kept", "kept_late", "renegotiated", "cancelled", "slipped"},
    "succeeds": maybe(str),
    "discharged_by": maybe(a_discharge),
}

MEETING = {
    "ical_uid": str,
    "recurrence_id": maybe(str),
    "client": maybe(str),
    "start": a_time,
    "end": a_time,
    "held": bool,
    "attendees": [str],
    "recap": maybe(str),
    "recap_unread": bool,
}

WAIT = {
    "side": {"us", "them"},
    "client": maybe(str),
    "person": str,
    "start": str,
    "end": maybe(an_end),
    "elapsed_s": int,
    "ours_s": int,
    "theirs_s": int,
    "off_hours": bool,
    "headers_only": bool,
}

CLOCK = {"median_s": maybe(int), "p90_s": maybe(int), "oldest_open_s": maybe(int)}

STATISTICS = {
    "n": int,
    "open": int,
    "within_goal": maybe(float),
    "elapsed": CLOCK,
    "ours": CLOCK,
    "theirs": CLOCK,
}

DRAFT = {
    "id": str,
    "kind": str,
    "state": str,
    "revision": int,
    "sha256": str,
    "client": maybe(str),
    "to": [str],
    "cc": [str],
    "subject": str,
    "body": str,
    "evidence": [dict],
    "blocked_by": [dict],
    "goes_out_at": maybe(a_time),
}

SOURCE = {
    "account": str, "kind": {"mail", "calendar"}, "collection": str, "items": int,
    "from": maybe(a_time), "to": maybe(a_time), "complete": bool, "last_success_at": maybe(a_time),
    "error": maybe(str), "theirs": maybe(int), "ours": maybe(int), "missing": maybe(int),
    "set_aside": maybe(int), "counted_at": maybe(a_time), "next_try_at": maybe(a_time),
    "standing": {
        "left out", "sign-in", "failed", "never read", "missing", "unfinished", "stale", "unlisted",
        "empty", "read",
    },
}  # fmt: skip
DAY = {"day": maybe(str), "theirs": int, "ours": int, "missing": int, "set_aside": int}

ANSWERS = [
    (("gaps", "--json", "--as-of", AS_OF), {"as_of": a_time, "gaps": [GAP]}),
    (("promises", "--json", "--as-of", AS_OF), {"promises": [PROMISE], "headers_only": int}),
    (("threads", "--json"), {"threads": [{"id": str, "subject": str, "message_ids": [str]}]}),
    (("meetings", "--json", "--as-of", AS_OF), {"meetings": [MEETING]}),
    (
        ("replies", "--json", "--as-of", AS_OF),
        {"waits": [WAIT], "statistics": {"all": STATISTICS, "clients": dict}},
    ),
    (("touchpoints", "--json", "--as-of", AS_OF), {"touchpoints": [dict]}),
    (("drafts", "list", "--json"), {"drafts": [DRAFT]}),
    (("clients", "list", "--json"), {"clients": [dict]}),
    (("report", "daily", "--json", "--as-of", AS_OF), {"gaps": [GAP], "sources": [SOURCE]}),
    (("doctor", "--json"), {"sources": [SOURCE | {"state": str, "days": [DAY]}], "notes": [str]}),
    (("config", "show", "--json"), {"config": dict}),
    (("config", "check", "--json"), {"valid": bool}),
]


@pytest.mark.parametrize(("args", "shape"), ANSWERS, ids=[" ".join(args) for args, _ in ANSWERS])
def test_an_answer_has_every_key(look: Rapport, args: tuple[str, ...], shape: Any) -> None:
    answer = look(*args).json
    assert answer["schema"] == 1
    for key, check in shape.items():
        values = answer[key] if isinstance(check, list) else [answer[key]]
        wanted = check[0] if isinstance(check, list) else check
        assert values, f"'{key}' is empty: nothing was tested"
        for value in values:
            assert holds(value, wanted), (key, value)


def test_every_statistic_has_every_key(look: Rapport) -> None:
    clients = look("replies", "--json", "--as-of", AS_OF).json["statistics"]["clients"]
    assert clients
    assert all(holds(one, STATISTICS) for one in clients.values())


def test_offsets_point_into_the_text_of_message_show(look: Rapport) -> None:
    promises = look("promises", "--json", "--as-of", AS_OF).json["promises"]
    for promise in promises[:10]:
        text = look("message", "show", promise["message_id"], "--json").json["text"]
        assert text[promise["start"] : promise["end"]] == promise["quote"]


def test_evidence_of_gaps_points_into_the_text(look: Rapport) -> None:
    gaps = look("gaps", "--json", "--as-of", AS_OF).json["gaps"]
    pieces = [one for gap in gaps for one in gap["evidence"] if one.get("quote")]
    assert pieces
    for one in pieces:
        if one.get("message_id"):
            text = look("message", "show", one["message_id"], "--json").json["text"]
            assert text[one["start"] : one["end"]] == one["quote"]


def test_a_draft_is_shown_like_it_is_listed(look: Rapport) -> None:
    listed = look("drafts", "list", "--json").json["drafts"][0]
    shown = look("drafts", "show", listed["id"], "--json").json
    assert shown == {"schema": 1, **listed}


def test_clients_are_slugs_of_files_or_found_and_null_for_prospects(look: Rapport) -> None:
    clients = {one["slug"] for one in look("clients", "list", "--json").json["clients"]}
    gaps = look("gaps", "--json", "--as-of", AS_OF).json["gaps"]
    assert {gap["client"] for gap in gaps} <= clients | {None}
