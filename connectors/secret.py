"""A password from where its owner keeps it: a variable of the environment, or a command.

It is read when it is needed, never stored, never logged, and stands in no error.
"""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence

from connectors.base import AuthError

#: A keyring may ask its owner first.
TIMEOUT_S = 30.0
#: More than this is no password.
MAX_BYTES = 4096


def read_secret(
    *,
    env: str | None,
    command: Sequence[str],
    environ: Mapping[str, str],
    timeout_s: float = TIMEOUT_S,
) -> str:
    """The secret of the variable, else the first line that the command prints.

    Args:
        env: Name of the variable, or None: the command is asked.
        command: Program and arguments; runs without a shell.
        environ: The environment.
        timeout_s: How long the command may take.

    Raises:
        AuthError: there is none to be had; the sentence says where it was looked for.
    """
    if env is not None:
        found = environ.get(env, "")
        if not found:
            raise AuthError(f"The variable {env} holds no password. Set it and try again.")
        return found
    return _ask(command, timeout_s)


def _ask(command: Sequence[str], timeout_s: float) -> str:
    name = command[0]
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=timeout_s,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        # `from None`: the error carries what was printed so far.
        raise AuthError(f"'{name}' gave no password within {timeout_s:g} s.") from error.__cause__
    except OSError as error:
        raise AuthError(
            f"'{name}', which gives the password, did not run: {error.strerror}."
        ) from (error)
    if done.returncode != 0:
        raise AuthError(f"'{name}' gave no password: it ended with status {done.returncode}.")
    lines = done.stdout[:MAX_BYTES].decode("utf-8", "replace").splitlines()
    if not lines or not lines[0]:
        raise AuthError(f"'{name}' printed no password.")
    return lines[0]
