"""The sentences about whole sources: what happened, to which account, what to do."""

from __future__ import annotations

import errno
import os

from connectors.base import ConnectorError, PermanentError, TransientError
from connectors.local.files import reason_of, shown

#: Errors of a disk or network drive that may be gone at the next try.
_PASSING = frozenset(
    {errno.EIO, errno.ESTALE, errno.ETIMEDOUT, errno.EAGAIN, errno.EBUSY, errno.EMFILE}
    | {errno.ENFILE, errno.EHOSTDOWN, errno.EHOSTUNREACH, errno.ENETDOWN, errno.ENETUNREACH}
)


def source_error(
    account: str, path: str | os.PathLike[str], error: OSError, known: int = 0
) -> ConnectorError:
    """The error to raise when a source of `account` cannot be opened or listed.

    The `known` items of an earlier sync stay, and the sentence says so.
    """
    stays = f" The {known:,} items known from it stay stored." if known else ""
    where = f"{shown(path)} of account '{account}'"
    if isinstance(error, FileNotFoundError):
        return PermanentError(
            f"{where} does not exist.{stays} Correct the path in config.toml, or bring the file "
            "or drive back, and sync again."
        )
    if isinstance(error, PermissionError):
        return PermanentError(
            f"{where} may not be read by this user.{stays} Change its permissions and sync again."
        )
    sentence = f"{where} cannot be read now: {reason_of(error)}.{stays}"
    if error.errno in _PASSING:
        return TransientError(f"{sentence} It is tried again at the next sync.")
    return PermanentError(f"{sentence} Correct the path in config.toml and sync again.")


def empty_alarm(
    account: str, collection: str, path: str | os.PathLike[str], known: int, items: str
) -> PermanentError:
    """The error of a source that knew items and now holds none; nothing is deleted for it.

    It is an error and not a problem of a page, so that no round counts as finished by it. `known`
    is 0 when the position was lost too; `items` is a plural, such as ``messages``.
    """
    count = f"0 of {known:,} {items}" if known else f"no {items}"
    return PermanentError(
        f"'{collection}' of account '{account}' ({shown(path)}) now holds {count}; nothing stored "
        "was deleted. If a drive is not mounted or the mailbox has moved, bring it back and sync "
        "again; if it was emptied on purpose, run `rapport sync --accept-empty`."
    )


def truncated(account: str, path: str | os.PathLike[str], known: int) -> PermanentError:
    """The error of an mbox that is shorter than it was and breaks off in the middle."""
    return PermanentError(
        f"{shown(path)} of account '{account}' was cut off: it is shorter than at the last sync and "
        f"breaks off in the middle. The {known:,} messages known from it stay stored. Copy or "
        "export it again and sync; if it is meant to be so, run `rapport sync --accept-empty`."
    )
