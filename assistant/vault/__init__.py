"""Where the passwords of accounts are kept: the keyring of the login, else a sealed file.

    open_vault ─┬─ keyring.py   the operating system keeps them, and asks who is there
                └─ sealed.py    an encrypted file in the home (form.py), its key elsewhere (keys.py)

Never in plain text, and never on a guess: where neither can be used, the error says what to do.
Not for passwords that the configuration takes from a variable or a command; those are read where
they are, each time.
"""

from __future__ import annotations

from assistant.vault.choice import open_vault
from assistant.vault.port import Vault

__all__ = ["Vault", "open_vault"]
