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


def faults_of_promise(
    promise: dict[str, Any], story: dict[str, Any], as_of: datetime, quotes: set[str]
) -> list[str]:
    """Name everything wrong with one expected promise."""
    messages = {m["id"]: m for m in story["messages"]}
    ends = {m["uid"]: instant(m["end"]) for m in story["meetings"]}
    said = messages.get(promise["said_in"])
    if said is None:
        return [f"unknown message {promise['said_in']}"]
    faults = []
    state, proof, due = promise["state"], promise["discharged_by"], promise["due"]
    if said["text"].count(promise["quote"]) != 1:
        faults.append(f"quote not found once: {promise['quote']!r}")
    if instant(said["sent_at"]) > as_of:
        faults.append("said after the moment")
    if state not in STATES:
        faults.append(f"unknown state {state}")
    if (proof is not None) != (state in DISCHARGED):
        faults.append(f"{state} with discharged_by {proof}")
    if proof is not None:
        when = ends.get(proof) or instant(messages[proof]["sent_at"])
        if when > as_of:
            faults.append("discharged after the moment")
    if promise["debtor"] not in {"us", "them"}:
        faults.append(f"unknown debtor {promise['debtor']}")
    ours = promise["person"].split("@")[1] in story["our_domains"]
    if ours != (promise["debtor"] == "us"):
        faults.append("person and debtor on different sides")
    if promise["client"] not in {c["slug"] for c in story["clients"]}:
        faults.append(f"unknown client {promise['client']}")
    if due is not None:
        if not instant(due["from"]) < instant(due["to"]):
            faults.append("empty due range")
        if state == "open" and instant(due["to"]) <= as_of:
            faults.append("open after its due range")
        if state == "slipped" and instant(due["to"]) > as_of:
            faults.append("slipped before the end of its due range")
    elif state in {"slipped", "kept_late"}:
        faults.append(f"{state} without a due range")
    if promise["succeeds"] is not None and promise["succeeds"] not in quotes:
        faults.append("succeeds an unlisted promise")
    return faults


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
    for meeting in story["meetings"]:
        if not instant(meeting["start"]) < instant(meeting["end"]):
            faults.append(f"{meeting['uid']} ends before it starts")
    for moment in story["expect"]:
        as_of = instant(moment["as_of"])
        quotes = {p["quote"] for p in moment["promises"]}
        for promise in moment["promises"]:
            found = faults_of_promise(promise, story, as_of, quotes)
            faults += [f"{moment['as_of']}: {fault}" for fault in found]
    return faults


def main() -> int:
    """Print faults and counts; return 1 when there is a fault."""
    here = Path(__file__).parent
    states: Counter[str] = Counter()
    bad = messages = moments = 0
    paths = sorted(here.glob("*.json"))
    for path in paths:
        for fault in faults_of_story(path):
            bad += 1
            print(f"{path.name}: {fault}")
        story = json.loads(path.read_text(encoding="utf-8"))
        messages += len(story["messages"])
        moments += len(story["expect"])
        states.update(p["state"] for moment in story["expect"] for p in moment["promises"])
    print(f"{len(paths)} stories, {messages} messages, {moments} moments, {states.total()} states")
    print(", ".join(f"{state} {n}" for state, n in sorted(states.items())))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
