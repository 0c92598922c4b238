"""Clients that a test read proposes, written down where their owner ticks them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.config.load import CLIENTS_FOLDER
from assistant.config.write import change_client
from assistant.errors import RapportError
from assistant.web.pages.words import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from assistant.app import App
    from assistant.ingest.firstlook import Proposal

MAX_NAME = 200


def say_proposal(proposal: Proposal) -> str:
    """`corbel.example · 12 to them, 9 from them`."""
    client = proposal.client
    where = ", ".join((*client.domains, *client.addresses))
    return f"{one_line(where)} · {proposal.written:,} to them, {proposal.received:,} from them"


def name_clients(
    app: App, proposals: Sequence[Proposal], names: Mapping[str, str]
) -> tuple[str, ...]:
    """Write the files of clients; a client that has one by now keeps it.

    Args:
        app: The home.
        proposals: What was proposed.
        names: Slug → the name to call it by; others are left alone. An empty name is the proposed.

    Returns:
        The names of those that were written.

    Raises:
        RapportError: what was written cannot be read back; it was taken away again.
    """
    folder = app.config.home / CLIENTS_FOLDER
    written, files = [], []
    try:
        for proposal in proposals:
            client = proposal.client
            path = folder / f"{client.slug}.toml"
            if client.slug not in names or path.exists():
                continue
            name = one_line(names[client.slug])[:MAX_NAME] or client.name
            values = {
                "name": name,
                "domains": list(client.domains),
                "addresses": list(client.addresses),
            }
            files.append(path)
            change_client(app.config.home, client.slug, {k: v for k, v in values.items() if v})
            written.append(name)
        app.reload()
    except (RapportError, OSError):
        for path in files:
            path.unlink(missing_ok=True)
        raise
    return tuple(written)
