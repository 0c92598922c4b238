"""Check the stories: quotes are substrings, times parse and carry an offset, states are legal.

For whoever edits a story. It reads the JSON files beside it and nothing of the program.
"""

import json
import sys
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

STATES = {"open", "kept", "kept_late", "renegotiated", "cancelled", "slipped"}
DISCHARGED = {"kept", "kept_late"}


def instant(text: str) -> datetime:
    """Parse an ISO time; refuse one without an offset."""
    value = datetime.fromisoformat(text)
    if value.tzinfo is None:
        raise ValueError(f"no offset: {text}")
    return value


def faults_of_state(promise: dict[str, Any], as_of: datetime) -> list[str]:
    """Name what is wrong with the state, seen from the moment and the due range."""
    state, due = promise["state"], promise["due"]
    checks = [(state not in STATES, f"unknown state {state}")]
    if due is None:
        checks.append((state in {"slipped", "kept_late"}, f"{state} without a due range"))
    else:
        start, end = instant(due["from"]), instant(due["to"])
        checks += [
            (start >= end, "empty due range"),
            (state == "open" and end <= as_of, "open after its due range"),
            (state == "slipped" and end > as_of, "slipped before the end of its due range"),
        ]
    return [fault for wrong, fault in checks if wrong]


def faults_of_people(promise: dict[str, Any], story: dict[str, Any]) -> list[str]:
    """Name what is wrong with debtor, person and client."""
    ours = promise["person"].split("@")[1] in story["our_domains"]
    slugs = {client["slug"] for client in story["clients"]}
    checks = [
        (promise["debtor"] not in {"us", "them"}, f"unknown debtor {promise['debtor']}"),
        (ours != (promise["debtor"] == "us"), "person and debtor on different sides"),
        (promise["client"] not in slugs, f"unknown client {promise['client']}"),
    ]
    return [fault for wrong, fault in checks if wrong]


def faults_of_evidence(
    promise: dict[str, Any], story: dict[str, Any], as_of: datetime, quotes: set[str]
) -> list[str]:
    """Name what is wrong with the quote, the discharge and the predecessor."""
    happened = {m["id"]: instant(m["sent_at"]) for m in story["messages"]}
    happened |= {m["uid"]: instant(m["end"]) for m in story["meetings"]}
    texts = {m["id"]: m["text"] for m in story["messages"]}
    proof, state = promise["discharged_by"], promise["state"]
    earlier = promise["succeeds"]
    checks = [
        (texts[promise["said_in"]].count(promise["quote"]) != 1, "quote not found once"),
        (happened[promise["said_in"]] > as_of, "said after the moment"),
        ((proof is not None) != (state in DISCHARGED), f"{state} with discharged_by {proof}"),
        (proof is not None and happened[proof] > as_of, "discharged after the moment"),
        (earlier is not None and earlier not in quotes, "succeeds an unlisted promise"),
    ]
    return [f"{fault}: {promise['quote']!r}" for wrong, fault in checks if wrong]


def faults_of_story(path: Path) -> list[str]:
    """Name everything wrong with one file."""
    story = json.loads(path.read_text(encoding="utf-8"))
    faults = [] if story["id"] == path.stem else ["id is not the file name"]
    seen: set[str] = set()
    last: datetime | None = None
    for message in story["messages"]:
        sent = instant(message["sent_at"])
        if last is not None and sent < last:
            faults.append(f"{message['id']} out of order")
        if message["in_reply_to"] is not None and message["in_reply_to"] not in seen:
            faults.append(f"{message['id']} answers nothing before it")
        if message["id"] in seen:
            faults.append(f"{message['id']} twice")
        seen.add(message["id"])
        last = sent
    faults += [
        f"{meeting['uid']} ends before it starts"
        for meeting in story["meetings"]
        if instant(meeting["start"]) >= instant(meeting["end"])
    ]
    for moment in story["expect"]:
        as_of = instant(moment["as_of"])
        quotes = {p["quote"] for p in moment["promises"]}
        for promise in moment["promises"]:
            found = faults_of_evidence(promise, story, as_of, quotes)
            found += faults_of_state(promise, as_of) + faults_of_people(promise, story)
            faults += [f"{moment['as_of']}: {fault}" for fault in found]
    return faults


def say(line: str) -> None:
    """Write one line to standard output."""
    sys.stdout.write(line + "\n")


def main() -> int:
    """Print faults and counts; return 1 when there is a fault."""
    here = Path(__file__).parent
    states: Counter[str] = Counter()
    bad = messages = moments = 0
    paths = sorted(here.glob("*.json"))
    for path in paths:
        for fault in faults_of_story(path):
            bad += 1
            say(f"{path.name}: {fault}")
        story = json.loads(path.read_text(encoding="utf-8"))
        messages += len(story["messages"])
        moments += len(story["expect"])
        states.update(p["state"] for moment in story["expect"] for p in moment["promises"])
    say(f"{len(paths)} stories, {messages} messages, {moments} moments, {states.total()} states")
    say(", ".join(f"{state} {n}" for state, n in sorted(states.items())))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
