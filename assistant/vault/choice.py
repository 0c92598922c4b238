"""Which place a home keeps its passwords in.

RAPPORT_VAULT decides where it is set. Else a home whose file is there, or whose key is named, uses
the file: what a terminal with a keyring wrote has to be found by a timer without one. Else the
keyring; else a file under a passphrase, where somebody can be asked for it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.vault.errors import KeyAbsent, LibraryMissing, NoKey, NoKeyring, UnknownPlace
from assistant.vault.keyring import KeyringVault, find_backend
from assistant.vault.keys import ask_passphrase, find_key, lies_inside
from assistant.vault.sealed import SEALED, SealedVault, read_sealed

if TYPE_CHECKING:
    from assistant.vault.port import Vault

VARIABLE = "RAPPORT_VAULT"
#: Where the sentence that asks for a key suggests to put it.
USUAL_KEY_FILE = "~/.rapport-vault-key"


def open_vault(
    home: Path, environ: Mapping[str, str], *, ask: Callable[[str], str] | None = None
) -> Vault:
    """The place for passwords of a home.

    Args:
        home: Its folder; need not be there yet.
        environ: Names the place and its key.
        ask: Shows its argument and returns what was typed, unseen; None where nobody can be asked.
            Called at the first need of a passphrase, not here.

    Raises:
        VaultError: there is none, or what is named cannot be used; the sentence says what to do.
    """
    wanted = environ.get(VARIABLE, "").strip().lower()
    if wanted not in {"", "keyring", "file"}:
        raise UnknownPlace
    path = home / SEALED
    if wanted == "keyring":
        return _open_keyring(home)
    key = find_key(home, environ)
    if key is None and not wanted and not os.path.lexists(path):
        vault = _try_keyring(home, can_ask=ask is not None)
        if vault is not None:
            return vault
    if key is None and ask is not None:
        key = ask_passphrase(ask, path)
    if key is None:
        sealed = read_sealed(path)
        if sealed is not None:
            raise KeyAbsent(path, passphrase=sealed.scrypt is not None)
        raise NoKey(_suggest(home))
    return SealedVault(path, key)


def _open_keyring(home: Path) -> KeyringVault:
    backend = find_backend()
    if backend is None:
        raise NoKeyring
    return KeyringVault(home, backend)


def _try_keyring(home: Path, *, can_ask: bool) -> KeyringVault | None:
    try:
        backend = find_backend()
    except LibraryMissing:
        # A file under a passphrase does without it.
        if can_ask:
            return None
        raise
    return None if backend is None else KeyringVault(home, backend)


def _suggest(home: Path) -> str:
    """Where to put a key: in the person's folder, unless that is the home of the program."""
    usual = Path(USUAL_KEY_FILE).expanduser()
    return str(home.absolute().parent / usual.name) if lies_inside(usual, home) else USUAL_KEY_FILE
