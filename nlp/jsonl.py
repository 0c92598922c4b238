"""The contract of `rapport tag`: one JSON object a line in, one a line out, in order, streaming.

Input keys: `id`, `text`, and optionally `sent_at`, `zone`, `locale`, `from`, `to`, `cc`, `owner`,
`subject`, `previous`, `automatic`, `acquainted`, `reader_zone`; others are ignored. Output keys are
exactly those of `write_record`. A line that cannot be read costs one sentence on stderr and nothing
else. Of a text in a language that is not read, `understood` is false and the sentences carry no
acts: *unread* is told, never shown as nothing there. `depth` says how much of a language is read.
"""

from __future__ import annotations

import json
from collections import deque
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from nlp.tagger import shipped_tagger
from nlp.tags import Context, Due, MessageTags

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from nlp.tagger import Tagger

SCHEMA = 1

#: Exit codes of STYLE.md.
DONE, DONE_IN_PART = 0, 3


class TextSink(Protocol):
    """What `run_jsonl` writes to."""

    def write(self, text: str, /) -> object:
        """Write the text."""


class BadRecordError(ValueError):
    """A line that is no record."""

    def __init__(self, *, what: str) -> None:
        """`what` completes "Line 7: …" and says what is wrong or wanted."""
        super().__init__(what)


#: Mail has no other years.
YEARS = range(1970, 2101)


def run_jsonl(
    stdin: Iterable[str | bytes],
    stdout: TextSink,
    stderr: TextSink,
    *,
    presplit: bool = False,
    jobs: int = 1,
    tagger: Tagger | None = None,
) -> int:
    """Tag every line of `stdin`.

    Args:
        stdin: Lines, as text or as UTF-8 bytes; blank lines are skipped.
        stdout: Gets the answers.
        stderr: Gets a sentence for every line that was bad or cut.
        presplit: Each line's text is one sentence of new text.
        jobs: Processes; the answers are the same for any number.
        tagger: A tagger to use; the shipped one where None.

    Returns:
        0, or 3 where a line was bad or a text was cut: each is named on stderr.
    """
    reader = _Reader(stdin, stderr, presplit=presplit)
    tagger = tagger or shipped_tagger()
    for tags in tagger.tag_many(reader, jobs=jobs):
        number, record_id = reader.waiting.popleft()
        if tags.cut_characters:
            reader.complain(
                number,
                f"the text is longer than the limit; its last {tags.cut_characters} characters "
                "were not read",
            )
        answer = write_record(tags, record_id, version=tagger.version)
        stdout.write(json.dumps(answer) + "\n")
    return DONE_IN_PART if reader.complaints else DONE


def read_record(line: str | bytes, *, presplit: bool = False) -> tuple[Context, str | int | None]:
    """The context of one line, and its id as given (None where it has none).

    Raises:
        BadRecordError: not JSON, not an object, or a key of the wrong kind.
    """
    try:
        record = json.loads(line)
    except UnicodeDecodeError as error:
        raise BadRecordError(what="is not UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise BadRecordError(what="is not JSON; each line must be one JSON object") from error
    if not isinstance(record, dict):
        raise BadRecordError(what="is not a JSON object")
    record_id = record.get("id")
    if record_id is not None and (
        isinstance(record_id, bool) or not isinstance(record_id, str | int)
    ):
        raise BadRecordError(what="'id' must be a string")
    text = record.get("text")
    if not isinstance(text, str):
        raise BadRecordError(what="'text' must be a string")
    zone = _zone(_optional(record, "zone"))
    return (
        Context(
            id="" if record_id is None else str(record_id),
            text=text,
            sent_at=_moment(_optional(record, "sent_at"), zone),
            zone=zone,
            locale=_optional(record, "locale"),
            from_=_optional(record, "from"),
            to=_strings(record, "to"),
            cc=_strings(record, "cc"),
            owner=_strings(record, "owner"),
            subject=_optional(record, "subject"),
            previous=_strings(record, "previous"),
            automatic=_flag(record, "automatic"),
            acquainted=_flag(record, "acquainted"),
            reader_zone=_zone(_optional(record, "reader_zone"), "reader_zone"),
            presplit=presplit,
        ),
        record_id,
    )


def write_record(
    tags: MessageTags, record_id: str | int | None, *, version: str
) -> dict[str, object]:
    """The answer to one record, ready for JSON; `version` is that of the language stage."""
    return {
        "schema": SCHEMA,
        "id": record_id,
        "version": version,
        "language": tags.language,
        "understood": tags.supported,
        "depth": tags.depth.value,
        "zones": [{"kind": z.kind.value, "start": z.start, "end": z.end} for z in tags.zones],
        "sentences": [
            {
                "start": s.start,
                "end": s.end,
                "acts": [{"kind": a.act.value, "score": round(a.score, 3)} for a in s.acts],
                "tone": {"label": s.tone.label.value, "score": round(s.tone.score, 3)},
                "due": None if s.due is None else _due(s.due),
                "debtor": None if s.debtor is None else s.debtor.value,
                "person": s.person,
                "content": s.content,
            }
            for s in tags.sentences
        ],
        "needs_reply": {
            "label": tags.needs_reply.label.value,
            "score": round(tags.needs_reply.score, 3),
            "why": tags.needs_reply.why,
        },
    }


class _Reader:
    """The contexts of the good lines; remembers what each answer belongs to."""

    def __init__(self, lines: Iterable[str | bytes], stderr: TextSink, *, presplit: bool) -> None:
        self._lines = lines
        self._stderr = stderr
        self._presplit = presplit
        #: Line number and id as given of every context handed out and not yet answered.
        self.waiting: deque[tuple[int, str | int | None]] = deque()
        self.complaints = 0

    def __iter__(self) -> Iterator[Context]:
        for number, line in enumerate(self._lines, start=1):
            if not line.strip():
                continue
            try:
                context, record_id = read_record(line, presplit=self._presplit)
            except BadRecordError as error:
                self.complain(number, f"{error}; the line was left out")
                continue
            self.waiting.append((number, record_id))
            yield context

    def complain(self, number: int, what: str) -> None:
        self.complaints += 1
        self._stderr.write(f"Line {number}: {what}.\n")


def _optional(record: dict[str, object], key: str) -> str | None:
    value = record.get(key)
    if value is None or isinstance(value, str):
        return value or None
    raise BadRecordError(what=f"'{key}' must be a string or null")


def _strings(record: dict[str, object], key: str) -> tuple[str, ...]:
    value = record.get(key)
    if value is None:
        return ()
    if isinstance(value, str):
        return (value,)
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    raise BadRecordError(what=f"'{key}' must be a list of strings")


def _flag(record: dict[str, object], key: str) -> bool:
    value = record.get(key)
    if value is None or isinstance(value, bool):
        return bool(value)
    raise BadRecordError(what=f"'{key}' must be true or false")


def _zone(name: str | None, key: str = "zone") -> str | None:
    if name is None:
        return None
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadRecordError(
            what=f"'{key}' {name!r} is no known time zone, such as Europe/Berlin"
        ) from error
    return name


def _moment(value: str | None, zone: str | None) -> datetime | None:
    """A time without an offset is in the speaker's zone, or UTC where that is unknown."""
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise BadRecordError(what=f"'sent_at' {value!r} is no ISO 8601 time") from error
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(zone) if zone else UTC)
    # Checked before it is converted: the ends of time have no other zone's wall clock.
    if moment.year not in YEARS:
        raise BadRecordError(what=f"'sent_at' {value!r} is out of range")
    return moment.astimezone(UTC)


def _due(due: Due) -> dict[str, object]:
    return {
        "text": due.text,
        "from": _stamp(due.from_at),
        "to": _stamp(due.to_at),
        "ambiguous": due.ambiguous,
    }


def _stamp(moment: datetime | None) -> str | None:
    if moment is None:
        return None
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
