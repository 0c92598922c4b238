"""`clients`: who counts as a client, and what is known about each. The file always wins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from assistant.cli.common import as_of_option, example, json_option, opened, parse_as_of
from assistant.cli.listing import Listing
from assistant.cli.printing import print_json, say, table, talk
from assistant.errors import NotFound, WrongUsage

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.app import App
    from assistant.assess.who import Who

#: Keys that hold a list; `set` splits their value at commas.
LISTS = ("domains", "addresses", "weekend", "closed", "open")
SETTABLE = (
    "name", "domains", "addresses", "country", "subdivision", "zone", "weekend", "closed", "open",
    "tier", "cadence", "cadence_kind", "sensitivity", "start", "renewal",
)  # fmt: skip
DATES = ("start", "renewal", "closed", "open")


@example("rapport clients --prospects", "rapport clients set acme country=DE tier=strategic")
@click.group(cls=Listing)
def clients() -> None:
    """Clients and prospects: what was configured, what was found, what is assumed."""


@example("rapport clients list --prospects")
@clients.command("list")
@json_option
@as_of_option
@click.option("--prospects", is_flag=True, help="Prospects too.")
@click.pass_obj
def clients_list(home: Path | None, as_json: bool, as_of: str | None, prospects: bool) -> None:
    """Every client with its country, zone and where they come from."""
    from assistant.contract import answer

    with opened(home) as app:
        who = app.who(parse_as_of(as_of, app))
    shown = [one for one in who.clients.values() if prospects or not one.prospect]
    if as_json:
        print_json(answer(clients=[_client_json(one) for one in shown]))
        return
    if not shown:
        say("No client was found yet. Run `rapport run`; `--prospects` lists who is no client yet.")
        return
    table(
        [
            (
                one.slug,
                one.name,
                "configured" if one.configured else "prospect" if one.prospect else "found",
                _assumed(one.country),
                _assumed(one.zone),
                str(len(one.people)),
            )
            for one in shown
        ],
        header=("slug", "name", "known by", "country", "zone", "people"),
    )
    if any(_is_assumed(value) for one in shown for value in (one.country, one.zone)):
        talk("? is assumed, from their mail; rapport clients set SLUG country=… zone=…")


def _is_assumed(value: Any) -> bool:
    return value is not None and value.source != "configuration"


def _assumed(value: Any) -> str:
    if value is None:
        return "-"
    return value.value if not _is_assumed(value) else f"? {value.value}"


def _client_json(client: Any) -> dict[str, Any]:
    return {
        "slug": client.slug,
        "name": client.name,
        "configured": client.configured,
        "prospect": client.prospect,
        "why": client.why,
        "domains": list(client.domains),
        "addresses": list(client.addresses),
        "people": [{"address": one.address, "name": one.name} for one in client.people],
        "country": _source_json(client.country),
        "zone": _source_json(client.zone),
    }


def _source_json(value: Any) -> dict[str, str] | None:
    return None if value is None else {"value": value.value, "source": value.source}


@example("rapport clients set acme country=DE tier=strategic domains=acme.example,acme.test")
@clients.command("set")
@click.argument("slug")
@click.argument("settings", nargs=-1, required=True, metavar="KEY=VALUE...")
@click.pass_obj
def clients_set(home: Path | None, slug: str, settings: tuple[str, ...]) -> None:
    """Set keys of a client's file; an empty value removes a key."""
    from assistant.config.write import change_client

    values = dict(_setting(one) for one in settings)
    with opened(home) as app:
        client = _find(app, slug)
        path = app.config.home / "clients" / f"{client.slug}.toml"
        if not path.exists():
            values = {
                "name": client.name,
                "domains": list(client.domains),
                "addresses": list(client.addresses),
                **values,
            }
        _write_checked(app, path, lambda: change_client(app.config.home, client.slug, values))
    say(f"Wrote {path}.")


def _setting(text: str) -> tuple[str, Any]:
    from datetime import date

    key, equals, value = text.partition("=")
    if not equals or key not in SETTABLE:
        raise WrongUsage(f"'{text}' is not KEY=VALUE with a key of {', '.join(SETTABLE)}.")
    if not value:
        return key, None
    items: list[Any] = [item.strip() for item in value.split(",") if item.strip()]
    if key in DATES:
        try:
            items = [date.fromisoformat(item) for item in items]
        except ValueError as error:
            raise WrongUsage(f"'{value}' is no date such as 2026-12-24.") from error
    return key, items if key in LISTS else items[0] if key in DATES else value.strip()


@example("rapport clients merge acme acme-labs.example")
@clients.command("merge")
@click.argument("slug")
@click.argument("others", nargs=-1, required=True, metavar="OTHER...")
@click.pass_obj
def clients_merge(home: Path | None, slug: str, others: tuple[str, ...]) -> None:
    """Make OTHER… part of the client SLUG: one organisation with several domains."""
    from assistant.config.write import change_client

    with opened(home) as app:
        client = _find(app, slug)
        parts = [_find(app, other) for other in others]
        if client.slug in {part.slug for part in parts}:
            raise WrongUsage("A client cannot be merged with itself.")
        every = (client, *parts)
        domains = sorted({domain for one in every for domain in one.domains})
        addresses = sorted({address for one in every for address in one.addresses})
        values = {"name": client.name, "domains": domains, "addresses": addresses}
        path = app.config.home / "clients" / f"{client.slug}.toml"

        kept = [part.slug for part in parts if part.configured]
        if kept:
            raise WrongUsage(
                f"{', '.join(kept)} has a client file of its own, which may hold people and dates. "
                f"Move what you want to keep into clients/{client.slug}.toml, delete "
                f"clients/{kept[0]}.toml, and merge again."
            )
        _write_checked(app, path, lambda: change_client(app.config.home, client.slug, values))
    say(f"{', '.join(part.name for part in parts)} now belongs to {client.name} ({path}).")


@example("rapport clients ignore newsletters.example")
@clients.command("ignore")
@click.argument("what", nargs=-1, required=True, metavar="SLUG|DOMAIN|ADDRESS...")
@click.pass_obj
def clients_ignore(home: Path | None, what: tuple[str, ...]) -> None:
    """Never treat these as a client or prospect."""
    from assistant.config.load import read_ignored
    from assistant.config.write import add_ignored

    with opened(home) as app:
        who = app.who(None)
        entries: list[str] = []
        for one in what:
            client = who.clients.get(one)
            if client is not None:
                entries.extend((*client.domains, *client.addresses))
            elif (entry := read_ignored(one)) is not None:
                entries.append(entry)
            else:
                raise NotFound("client, domain or address", one, hint="See `rapport clients list`.")
        path = add_ignored(app.config.home, entries)
    say(f"Ignored from now on: {', '.join(entries)} ({path}).")


def _find(app: App, slug: str) -> Any:
    who: Who = app.who(None)
    client = who.clients.get(slug)
    if client is None:
        raise NotFound("client", slug, hint="`rapport clients list --prospects` names them all.")
    return client


def _write_checked(app: App, path: Path, write: Any) -> None:
    """Write, read everything again, and take it back when it cannot be used."""
    from assistant.config.load import load_config
    from assistant.errors import BadConfiguration

    before = path.read_bytes() if path.exists() else None
    write()
    try:
        load_config(app.config.home)
    except BadConfiguration:
        if before is None:
            path.unlink()
        else:
            path.write_bytes(before)
        raise
