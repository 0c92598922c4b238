"""What opens the sealed file, and where it comes from; it is never kept beside the file.

A key is 32 random bytes, from a variable, a file or a credential of systemd. A passphrase becomes
one by scrypt, from a variable or a person at a terminal. The first that is named is taken.
"""

from __future__ import annotations

import base64
import binascii
import os
import threading
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

from assistant.vault.errors import BadKey, LibraryMissing, make_key_line
from assistant.vault.files import Unreadable, read_private
from assistant.vault.form import KEY, Scrypt

KEY_VARIABLE = "RAPPORT_VAULT_KEY"
FILE_VARIABLE = "RAPPORT_VAULT_KEY_FILE"
PASSPHRASE_VARIABLE = "RAPPORT_VAULT_PASSPHRASE"  # noqa: S105 - the name of a variable
CREDENTIALS = "CREDENTIALS_DIRECTORY"
CREDENTIAL = "rapport-vault-key"

#: A file with a key is one short line.
MAX_KEY_FILE = 4096
#: By judgement: what guesses offline cost by scrypt makes up for this much, not for less.
MIN_PASSPHRASE = 8
MAX_PASSPHRASE = 1024
#: Of new files: OWASP's first choice, 128 MB and about half a second.
NEW_N, NEW_R, NEW_P = 2**17, 8, 1

_FORM = "must hold 32 random bytes, as base64 or hexadecimal digits."


class Key(Protocol):
    """Opens a sealed file.

    Attributes:
        described: For "opened by …".
    """

    described: str

    def new_scrypt(self) -> Scrypt | None:
        """How a new file says its key is made; None for a key that is kept as it is."""

    def prepare(self, *, new: bool) -> None:
        """Ask a person now, where one has to be asked, and not while others are kept waiting.

        Args:
            new: The file is yet to be made.
        """

    def derive(self, scrypt: Scrypt | None) -> bytes | None:
        """The 32 bytes for a file; None where it was sealed by something of another kind."""

    def forget(self) -> None:
        """It did not open the file; ask again where a person can be asked."""


class RandomKey:
    """32 random bytes that are kept elsewhere."""

    def __init__(self, described: str, octets: bytes) -> None:
        self.described = described
        self._octets = octets

    def __repr__(self) -> str:
        return f"RandomKey({self.described!r})"

    def new_scrypt(self) -> None:
        """Nothing has to be made."""

    def prepare(self, *, new: bool) -> None:
        """Nobody has to be asked."""

    def derive(self, scrypt: Scrypt | None) -> bytes | None:
        """The key itself."""
        return self._octets if scrypt is None else None

    def forget(self) -> None:
        """It stays what it is."""


class Passphrase:
    """Words of a person, from a variable or asked for at first need.

    Args:
        described: For "opened by …".
        ask: Gives the passphrase; its argument is whether the file is new.
    """

    def __init__(self, described: str, ask: Callable[[bool], str]) -> None:
        self.described = described
        self._ask = ask
        self._words: bytes | None = None
        self._made: dict[Scrypt, bytes] = {}
        self._turn = threading.Lock()

    def __repr__(self) -> str:
        return f"Passphrase({self.described!r})"

    def new_scrypt(self) -> Scrypt:
        """With a salt of its own."""
        return Scrypt(os.urandom(16), NEW_N, NEW_R, NEW_P)

    def prepare(self, *, new: bool) -> None:
        """Ask for it, once."""
        with self._turn:
            if self._words is None:
                self._words = _read_words(self._ask(new))

    def derive(self, scrypt: Scrypt | None) -> bytes | None:
        """By scrypt; made once for a salt, since it takes half a second on purpose."""
        if scrypt is None:
            return None
        self.prepare(new=False)
        with self._turn:
            if scrypt not in self._made and self._words is not None:
                self._made[scrypt] = _stretch(self._words, scrypt)
            return self._made.get(scrypt)

    def forget(self) -> None:
        """Ask again at the next need."""
        with self._turn:
            self._words = None
            self._made.clear()


def find_key(home: Path, environ: Mapping[str, str]) -> Key | None:
    """The first key or passphrase that is named; None where none is.

    Raises:
        BadKey: one is named and cannot be used; the next is not tried instead.
    """
    if environ.get(KEY_VARIABLE):
        octets = _decode_key(environ[KEY_VARIABLE].encode("utf-8", "replace"))
        if octets is None:
            raise BadKey(KEY_VARIABLE, _FORM)
        return RandomKey(f"the key in {KEY_VARIABLE}", octets)
    if environ.get(FILE_VARIABLE):
        return _read_key_file(home, Path(os.path.expanduser(environ[FILE_VARIABLE])))  # noqa: PTH111
    if environ.get(CREDENTIALS):
        key = _read_credential(Path(environ[CREDENTIALS]) / CREDENTIAL)
        if key is not None:
            return key
    if environ.get(PASSPHRASE_VARIABLE):
        words = environ[PASSPHRASE_VARIABLE]
        return Passphrase(f"the passphrase in {PASSPHRASE_VARIABLE}", lambda new: words)
    return None


def ask_passphrase(ask: Callable[[str], str], path: Path) -> Passphrase:
    """A passphrase that is asked for at first need, a new one twice.

    Args:
        ask: Shows its argument and returns what was typed, unseen.
    """

    def put_question(new: bool) -> str:  # noqa: FBT001 - the one argument of a callback
        if not new:
            return ask(f"Passphrase of {path}: ")
        first = ask(f"New passphrase for {path}, {MIN_PASSPHRASE} characters or more: ")
        if ask("The same again: ") != first:
            raise BadKey("The two passphrases", "differ; nothing was kept.")
        return first

    return Passphrase("a passphrase that is asked for", put_question)


def _read_words(given: str) -> bytes:
    if not MIN_PASSPHRASE <= len(given) <= MAX_PASSPHRASE:
        reason = f"must have {MIN_PASSPHRASE} to {MAX_PASSPHRASE} characters."
        raise BadKey("The passphrase", reason)
    # An accented letter is one character on one keyboard and two on another.
    return unicodedata.normalize("NFC", given).encode("utf-8", "surrogatepass")


def _stretch(words: bytes, scrypt: Scrypt) -> bytes:
    try:
        from cryptography.hazmat.primitives.kdf.scrypt import Scrypt as Kdf
    except ImportError as error:
        raise LibraryMissing("cryptography") from error
    return Kdf(salt=scrypt.salt, length=KEY, n=scrypt.n, r=scrypt.r, p=scrypt.p).derive(words)


def _read_key_file(home: Path, path: Path) -> RandomKey:
    if lies_inside(path, home):
        reason = (
            f"names {path}, which lies in the home {home}: a copy of the home would carry the key "
            "along. Move it elsewhere."
        )
        raise BadKey(FILE_VARIABLE, reason)
    try:
        found = read_private(path, max_bytes=MAX_KEY_FILE, links=True)
    except Unreadable as error:
        raise BadKey(f"The key file {path}", error.reason) from None
    if found is None:
        reason = f"is not there. To make a new key: {make_key_line(str(path))}"
        raise BadKey(f"The key file {path}", reason)
    octets = _decode_key(found)
    if octets is None:
        raise BadKey(f"The key file {path}", _FORM)
    return RandomKey(f"the key file {path}", octets)


def _read_credential(path: Path) -> RandomKey | None:
    """What systemd lays ready for a service (systemd.exec(5), "Credentials")."""
    try:
        # Their folder is the service's alone. The files show a group that may read them, which is
        # how an access list that names the service's user looks from outside.
        found = read_private(path, max_bytes=MAX_KEY_FILE, links=True, private=False)
    except Unreadable as error:
        raise BadKey(f"The credential {CREDENTIAL}", error.reason) from None
    if found is None:
        return None
    octets = _decode_key(found)
    if octets is None:
        raise BadKey(f"The credential {CREDENTIAL}", _FORM)
    return RandomKey(f"the systemd credential {CREDENTIAL}", octets)


def _decode_key(text: bytes) -> bytes | None:
    """32 bytes from base64 (either alphabet, with or without padding) or hexadecimal digits."""
    digits = text.strip()
    if len(digits) == 2 * KEY:
        try:
            return binascii.unhexlify(digits)
        except binascii.Error:
            return None
    plain = digits.rstrip(b"=").translate(bytes.maketrans(b"-_", b"+/"))
    try:
        octets = base64.b64decode(plain + b"=" * (-len(plain) % 4), validate=True)
    except binascii.Error:
        return None
    return octets if len(octets) == KEY else None


def lies_inside(path: Path, home: Path) -> bool:
    """Whether a copy of the home would carry the path, by its name or by what it links to."""
    # Made absolute without following links, which `Path` has no way for.
    named, folder = Path(os.path.abspath(path)), Path(os.path.abspath(home))  # noqa: PTH100
    parents = {*named.parents, *path.resolve().parents}
    return folder in parents or any(_is_same(parent, home) for parent in parents)


def _is_same(one: Path, other: Path) -> bool:
    """Compared as folders and not as names: the same one may be reached by several."""
    try:
        return one.samefile(other)
    except OSError:
        # One of them is not there yet, or may not be looked at.
        return False
