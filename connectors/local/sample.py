"""A few messages from all over a mailbox of files, without reading all of it.

For a first look, before anything is synced: an archive may have 30 GB, and its beginning may be
fifteen years old. So a file is opened at places spread over it, and a folder's names are taken in the
same spread order; the folders take turns. Nothing is remembered, and what cannot be read is passed
over: the sync names it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from connectors.base import CollectionRole, ConnectorError, MailRecord
from connectors.local.detect import Source, SourceKind, find_sources
from connectors.local.eml import EmlFolder
from connectors.local.files import SetAside, open_regular, real_root
from connectors.local.folder import NotMail
from connectors.local.labels import label_paths
from connectors.local.maildir import MaildirFolder
from connectors.local.mbox import find_separator, scan_mbox
from connectors.local.mbox_record import read_record, why_left_out

#: Places at which a file is opened, and messages that are read at each before the next.
PLACES = 32
AT_A_PLACE = 16
#: Two places are at least so far apart: a small file is read from its beginning.
_APART = 256 * 1024
#: Names of a folder that are read at most.
MOST_NAMES = 1000
_NOT_READ = frozenset({CollectionRole.JUNK, CollectionRole.DRAFTS, CollectionRole.TRASH})
#: Multiples of it fill the interval from 0 to 1 evenly, however many are taken.
_GOLDEN = 0.6180339887498949


def sample_mail(paths: Sequence[Path | str]) -> Iterator[MailRecord]:
    """Messages of the mail at `paths`, one from each folder in turn; ends when the sample does.

    Spam, drafts and trash are passed over. Never raises: a path that is missing or holds something
    else gives nothing.
    """
    sources = (
        source
        for label, path in label_paths(paths)
        for source in find_sources("local", path, label)
        if source.failure is None and source.role not in _NOT_READ
    )
    waiting = [_sample(source) for source in sources]
    while waiting:
        going = []
        for stream in waiting:
            record = next(stream, None)
            if record is not None:
                yield record
                going.append(stream)
        waiting = going


def _sample(source: Source) -> Iterator[MailRecord]:
    try:
        if source.kind is SourceKind.MBOX:
            yield from _sample_mbox(source)
        else:
            yield from _sample_folder(_folder_of(source))
    except (OSError, SetAside, ConnectorError):
        return


def _sample_mbox(source: Source) -> Iterator[MailRecord]:
    seen: set[int] = set()
    with open_regular(str(source.path), real_root(source.path)) as stream:
        size = source.path.stat().st_size
        places = min(PLACES, size // _APART + 1)
        for share in spread(places):
            start = find_separator(stream, share * size // places)
            if start is None:
                continue
            for stored in islice(scan_mbox(stream, start), AT_A_PLACE):
                if stored.start in seen:
                    break
                seen.add(stored.start)
                if why_left_out(stored) is None:
                    yield read_record(source.path, source.name, stored, f"{stored.start}")


def _folder_of(source: Source) -> MaildirFolder | EmlFolder:
    if source.kind is SourceKind.MAILDIR:
        return MaildirFolder(source.path, "local", source.name)
    if source.kind is SourceKind.FILE:
        path = source.path.resolve()
        return EmlFolder(path.parent, "local", source.name, only=path.name)
    return EmlFolder(source.path, "local", source.name, source.excluded)


def _sample_folder(folder: MaildirFolder | EmlFolder) -> Iterator[MailRecord]:
    stamps = folder.look().stamps
    names = sorted(stamps)
    for number in islice(spread(len(names)), MOST_NAMES):
        name = names[number]
        try:
            record, _ = folder.read(name, stamps[name])
        except (OSError, SetAside, NotMail):
            continue
        yield record


def spread(count: int) -> Iterator[int]:
    """Every number from 0 to `count`, exclusive, in an order whose every beginning is spread out."""
    seen: set[int] = set()
    for step in range(2 * count):
        number = int((step * _GOLDEN) % 1 * count)
        if number not in seen:
            seen.add(number)
            yield number
    yield from (number for number in range(count) if number not in seen)
