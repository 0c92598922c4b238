"""What can go wrong with the place of passwords; no sentence ever holds a password or a key."""

from __future__ import annotations

import shlex
from pathlib import Path

from assistant.errors import AccountError


class VaultError(AccountError):
    """Passwords cannot be kept or read."""


class LibraryMissing(VaultError):
    """The libraries that keep passwords are not installed."""

    exit_code = 78

    def __init__(self, library: str) -> None:
        super().__init__(
            f"Keeping passwords needs the library '{library}', which is not installed here. "
            "`pip install 'rapport[accounts]'` brings it."
        )


class UnknownPlace(VaultError):
    """RAPPORT_VAULT names no place."""

    exit_code = 78

    def __init__(self) -> None:
        # What it holds is not repeated: it may be a passphrase under the wrong name.
        super().__init__(
            "RAPPORT_VAULT is neither 'keyring' nor 'file'. Set it to one of them, or leave it "
            "out: then the keyring of this login is used where there is one."
        )


class NoKeyring(VaultError):
    """A keyring was asked for, and there is none that keeps secrets."""

    exit_code = 78

    def __init__(self) -> None:
        super().__init__(
            "RAPPORT_VAULT asks for the keyring of this login, and there is none that can be "
            "trusted with passwords. Unlock or install one (GNOME Keyring, KWallet, KeePassXC), or "
            "set RAPPORT_VAULT=file."
        )


class NoKey(VaultError):
    """There is no keyring, and no key for a sealed file that is yet to be made."""

    exit_code = 78

    def __init__(self, key_file: str) -> None:
        super().__init__(
            "Passwords cannot be kept: this login has no keyring, and no key for a sealed file is "
            "named. Make a key, outside the home, once:\n"
            f"  {make_key_line(key_file)}\n"
            f"and set RAPPORT_VAULT_KEY_FILE={key_file} wherever rapport runs. Keep a copy of the "
            "key in a safe place. docs/secrets.md has other ways."
        )


class KeyAbsent(VaultError):
    """A sealed file is there, and what opens it is not."""

    exit_code = 78

    def __init__(self, path: Path, *, passphrase: bool) -> None:
        what = (
            "its passphrase: set RAPPORT_VAULT_PASSPHRASE, or run this on a terminal"
            if passphrase
            else "its key: set RAPPORT_VAULT_KEY_FILE to the file that holds it, or RAPPORT_VAULT_KEY"
        )
        super().__init__(f"The passwords are sealed in {path}. Rapport needs {what}.")


class BadKey(VaultError):
    """A key is named and cannot be used.

    Args:
        source: Where it comes from, as the beginning of a sentence.
        reason: What is wrong, and what to do.
    """

    exit_code = 78

    def __init__(self, source: str, reason: str) -> None:
        super().__init__(f"{source} {reason}")


class WrongKey(VaultError):
    """What should open the sealed file does not."""

    exit_code = 78

    def __init__(self, path: Path, described: str) -> None:
        super().__init__(
            f"{path} is not opened by {described}; nothing was changed. Give what it was sealed "
            f"with. If that is lost, so are the passwords in it: remove {path.name} and run "
            "`rapport account auth NAME` for each account."
        )


class SealedFileUnusable(VaultError):
    """The sealed file is damaged, or not what it should be."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path} {reason}")


class EntryDamaged(VaultError):
    """One password of the sealed file was changed by something else."""

    def __init__(self, path: Path, name: str) -> None:
        super().__init__(
            f"The password of '{name}' in {path} is damaged, or was put there by something else. "
            f"`rapport account auth {name.removesuffix('/smtp')}` keeps it anew; the others are "
            "not touched."
        )


class SealedFileBusy(VaultError):
    """Another process holds the sealed file for longer than a command waits."""

    exit_code = 75

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"Another rapport process is writing to {path}. Run this again; nothing was changed."
        )


class KeyringRefused(VaultError):
    """The keyring did not do what it was asked for.

    Args:
        kind: The class of its error. Its words are left out: they may repeat the password.
    """

    def __init__(self, where: str, verb: str, kind: str) -> None:
        super().__init__(
            f"{where[0].upper()}{where[1:]} could not {verb} the password ({kind}). Unlock it and "
            "run this again, or set RAPPORT_VAULT=file to use a sealed file (docs/secrets.md)."
        )


class UnfitName(VaultError):
    """Nothing can be kept under such a name."""

    exit_code = 2

    def __init__(self, name: str) -> None:
        super().__init__(
            f"No password can be kept under {name[:40]!r}. Give the account a shorter name of "
            "plain characters."
        )


class UnfitSecret(VaultError):
    """What was given is no password."""

    exit_code = 2

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"That cannot be the password of '{name}': {reason}. Nothing was kept.")


def make_key_line(key_file: str) -> str:
    """The line for a shell that makes a key file, and leaves one alone that is there."""
    # What a shell would take apart is quoted; ~ is left to it.
    target = key_file if key_file.startswith("~/") else shlex.quote(key_file)
    script = f"umask 077; set -C; head -c 32 /dev/urandom | base64 > {target}"
    return f"sh -c {shlex.quote(script)}"
