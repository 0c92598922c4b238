"""What every place for passwords can do, and what may be kept in one."""

from __future__ import annotations

from typing import Protocol

from assistant.vault.errors import UnfitName, UnfitSecret

#: Longer names are a mistake; a name is an account's, or that and "/smtp".
MAX_NAME = 200
#: In bytes of UTF-8. Passwords are short; what a sign-in on a web page leaves behind may be some
#: ten thousand bytes.
MAX_SECRET = 64 * 1024


class Vault(Protocol):
    """Passwords by name. A name is an account's, or `NAME/smtp` for what sends in its stead."""

    #: In words for people: "the keyring of this login (…)", "the sealed file …, opened by …".
    where: str

    def get(self, name: str) -> str | None:
        """What is kept under the name; None where nothing is.

        Raises:
            VaultError: it cannot be told; the sentence says what to do.
        """

    def put(self, name: str, secret: str) -> None:
        """Keep a secret under the name, in place of what was there.

        Raises:
            UnfitSecret, UnfitName: it cannot be kept.
            VaultError: as `get`; what was kept is as it was.
        """

    def delete(self, name: str) -> bool:
        """Forget what is kept under the name; False where nothing was.

        Raises:
            VaultError: as `get`.
        """


def check_name(name: str) -> None:
    """Refuse a name that could not be told from another, or shown.

    Raises:
        UnfitName: empty, long, or with characters that cannot be printed.
    """
    # "@/" is what stands between name and home in a keyring, see `keyring.py`.
    if not name or len(name) > MAX_NAME or not name.isprintable() or "@/" in name:
        raise UnfitName(name)


def check_secret(name: str, secret: str) -> None:
    """Refuse what is no password.

    Raises:
        UnfitSecret: empty, long, or no text.
    """
    if not secret:
        raise UnfitSecret(name, "it is empty")
    # Looked at before encoding: the error of an encoder would carry the secret along.
    if any("\ud800" <= character <= "\udfff" for character in secret):
        raise UnfitSecret(name, "it holds characters that are no text")
    if len(secret.encode()) > MAX_SECRET:
        raise UnfitSecret(name, f"it is longer than {MAX_SECRET:,} bytes")
