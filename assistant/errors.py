"""What can go wrong in words a person can act on; each class is one situation.

The command line turns `exit_code` into the exit status and prints the sentence; nothing else is
caught there. Errors of connectors have their own family in `connectors.base`.
"""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar


class RapportError(Exception):
    """Base of every error meant for people: the sentence says what, to what, and what next."""

    #: 1: the request could not be met.
    exit_code: ClassVar[int] = 1


class NotFound(RapportError):
    """Nothing has the id that was asked for."""

    def __init__(self, what: str, given: str, *, hint: str) -> None:
        super().__init__(f"There is no {what} '{given}'. {hint}")


class AmbiguousId(RapportError):
    """The beginning of an id fits several things."""

    def __init__(self, what: str, given: str, count: int) -> None:
        super().__init__(
            f"'{given}' is the beginning of {count} {what} ids. Give more characters of it."
        )


class WrongUsage(RapportError):
    """An argument cannot be read; the sentence says which form is expected."""

    exit_code = 2


class BadConfiguration(RapportError):
    """A configuration file cannot be used.

    Attributes:
        path: The file.
        line: 1-based line, or None where the whole file is meant.
        message: What is wrong, without the place.
        key: The key that is wrong, or None where another thing is.
    """

    exit_code = 78

    def __init__(
        self, path: Path, message: str, *, line: int | None = None, key: str | None = None
    ) -> None:
        place = f"{path}, line {line}" if line else str(path)
        super().__init__(f"{place}: {message}")
        self.path = path
        self.line = line
        self.message = message
        self.key = key


class LearnedUnreadable(RapportError):
    """What was learned from a person's decisions cannot be read back."""

    exit_code = 78

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} cannot be read. `rapport learn` makes it again from your decisions; "
            "`rapport learn --forget` does without."
        )


class NoHome(RapportError):
    """The home folder holds no configuration."""

    exit_code = 78

    def __init__(self, home: Path) -> None:
        super().__init__(
            f"{home} holds no config.toml yet. Run `rapport --home {home} init --mail PATH "
            "--me 'Name <address>' --zone Z --country C` first, or try `rapport demo`."
        )


class HomeLocked(RapportError):
    """Another process is writing to this home."""

    exit_code = 5

    def __init__(self, home: Path) -> None:
        super().__init__(
            f"Another rapport process is working in {home}. Wait until it is done and run this "
            "again; nothing was changed."
        )


class StoreUnusable(RapportError):
    """The database cannot be opened or written."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"The database {path} cannot be used: {reason}. What was stored so far is kept where "
            "it is. Look at the disk, or restore a backup made by `rapport backup`."
        )


class StoreFull(RapportError):
    """The disk of the database has no room left; free some and go on."""

    exit_code = 75

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"There is no room left for the database {path}. What was stored so far is kept; free "
            "some space and run this again to go on."
        )


class StoreBusy(RapportError):
    """Another program holds the database for longer than a command waits."""

    exit_code = 75

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"Another program holds the database {path}. What was stored so far is kept; close it "
            "and run this again to go on."
        )


class StoreReadOnly(RapportError):
    """The database, or the folder it lies in, may not be written."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"The database {path} may not be written. Make the file and its folder writable for "
            "you and run this again; nothing stored was lost."
        )


class StoreTooNew(RapportError):
    """The database was written by a later version."""

    def __init__(self, path: Path, revision: str) -> None:
        super().__init__(
            f"The database {path} was written by a newer version of rapport (revision "
            f"{revision}). Install that version, or restore a backup made with this one."
        )


class AccountError(RapportError):
    """One account cannot be used as this machine stands; the others can."""


class ExtraMissing(AccountError):
    """A kind of account needs libraries that are not installed."""

    exit_code = 78

    def __init__(self, kind: str, extra: str) -> None:
        super().__init__(
            f"Accounts of kind '{kind}' need libraries that are not installed here. "
            f"`pip install 'rapport[{extra}]'` brings them."
        )
        self.extra = extra


class BadCertificate(AccountError):
    """A file of certificates to trust cannot be used."""

    exit_code = 78

    def __init__(self, path: Path, error: OSError) -> None:
        reason = error.strerror or "it holds no certificate in PEM form"
        super().__init__(
            f"The certificates in {path} cannot be used: {reason}. Correct 'certificate' in the "
            "configuration, or leave it out for those of the system."
        )
