"""From the files of a home to one `Config`; the only place that knows which key means what."""

from __future__ import annotations

import difflib
import re
from datetime import date
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from assistant.config.accounts import below, read_accounts
from assistant.config.free_mail import is_free_mail, is_public_suffix
from assistant.config.hours import DAYS, BadHours, parse_day
from assistant.config.keys import (
    CLIENT_KEYS,
    DELIVERY_KEYS,
    GOAL_KEYS,
    OWNER_KEYS,
    PERSON_KEYS,
    SCHEDULE_KEYS,
    TOP_KEYS,
    Key,
)
from assistant.config.reading import Section, read_toml
from assistant.config.records import (
    ClientConfig,
    Config,
    DeliveryConfig,
    OwnerConfig,
    PersonConfig,
    ScheduleConfig,
)
from assistant.config.report import read_report
from assistant.errors import BadConfiguration, NoHome
from assistant.insight.closed_days import explain_country
from assistant.insight.festivals import CONFIGURABLE
from assistant.insight.records import DayHours, Goals, Leave

if TYPE_CHECKING:
    from collections.abc import Mapping

CONFIG_FILE = "config.toml"
CLIENTS_FOLDER = "clients"

ROLES = ("sponsor", "decision maker", "champion", "day-to-day", "user")
TIERS = ("strategic", "standard")
CADENCES = ("daily", "weekly", "monthly", "quarterly")
CADENCE_KINDS = ("any", "meeting", "mail")
SENSITIVITIES = ("loose", "medium", "strict")

_DOMAIN = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)+")
#: What to write where a domain of everybody's stands.
_INSTEAD = {
    "domains": 'Name the people instead: addresses = ["name@…"].',
    "internal_domains": "Name your own addresses under [owner], and leave the domain out.",
}
_ADDRESS = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+")
_SLUG = re.compile(r"[a-z0-9][a-z0-9._-]*")


def load_config(home: Path) -> Config:
    """Everything configured in `home`.

    Raises:
        NoHome: there is no `config.toml`.
        BadConfiguration: a file cannot be read or holds something that cannot be meant.
    """
    path = home / CONFIG_FILE
    if not path.exists():
        raise NoHome(home)
    values, text = read_toml(path)
    top = Section(path, text, values)
    top.check_keys(TOP_KEYS)
    templates = top.string("templates")
    return Config(
        home=home,
        owner=_owner(top.section("owner")),
        internal_domains=frozenset(_domains(top, "internal_domains")),
        ignore=frozenset(_ignored(top)),
        accounts=read_accounts(top, home),
        clients=load_clients(home / CLIENTS_FOLDER),
        goals=_goals(top.section("goals")),
        delivery=_delivery(top.section("delivery")),
        report=read_report(top.section("report")),
        schedule=_schedule(top.section("schedule")),
        templates=below(home, templates) if templates else None,
    )


def load_clients(folder: Path) -> tuple[ClientConfig, ...]:
    """The client files of a folder, by slug; none where there is no folder.

    Raises:
        BadConfiguration: also when two files claim one domain, address or person.
    """
    clients = [_client(path) for path in list_client_files(folder)]
    _refuse_shared(folder, clients)
    return tuple(clients)


def list_client_files(folder: Path) -> list[Path]:
    """The client files, by name; a folder that cannot be listed is not an empty one."""
    try:
        paths = sorted(folder.iterdir())
    except FileNotFoundError:
        return []
    except OSError as error:
        raise BadConfiguration(folder, f"cannot be listed ({error.strerror}).") from error
    return [path for path in paths if path.suffix == ".toml" and not path.name.startswith(".")]


def _owner(section: Section) -> OwnerConfig:
    section.check_keys(OWNER_KEYS)
    addresses = _addresses(section)
    if not addresses:
        section.fail("addresses", '[owner] needs addresses = ["you@your.firm"].')
    return OwnerConfig(
        name=section.required("name", example='"Your Name"'),
        addresses=addresses,
        zone=_zone(section) or "UTC",
        country=_country(section),
        subdivision=section.string("subdivision"),
        hours=_hours(section),
        closed=section.days("closed"),
        open=section.days("open"),
        leave=tuple(_leave(item) for item in section.sections("leave")),
    )


def _leave(section: Section) -> Leave:
    section.check_keys(("from", "to", "cover"))
    from_on = section.day("from")
    to_on = section.day("to") or from_on
    if from_on is None or to_on is None or to_on < from_on:
        section.fail("from", "leave needs a first and a last day: {from = 2026-12-24, to = …}.")
        raise AssertionError
    cover = section.string("cover")
    return Leave(from_on, to_on, _canonical(cover.lower()) if cover else None)


def _goals(section: Section) -> Goals:
    section.check_keys(GOAL_KEYS)
    values = _numbers(section, GOAL_KEYS, Goals())
    return Goals(**{**values, "horizon_days": int(values["horizon_days"])})  # type: ignore[arg-type]


def _delivery(section: Section) -> DeliveryConfig:
    section.check_keys(DELIVERY_KEYS)
    numbers = _numbers(section, DELIVERY_KEYS, DeliveryConfig())
    return DeliveryConfig(
        hold_s=int(numbers["hold_s"]),
        hourly=int(numbers["hourly"]),
        enabled=section.boolean("enabled", default=True),
    )


def _schedule(section: Section) -> ScheduleConfig:
    section.check_keys(SCHEDULE_KEYS)
    numbers = _numbers(section, SCHEDULE_KEYS, ScheduleConfig())
    return ScheduleConfig(run_every_min=int(numbers["run_every_min"]))


def _numbers(section: Section, keys: Mapping[str, Key], defaults: object) -> dict[str, float]:
    """Every key that has bounds, within them; `defaults` is the record that they fill."""
    return {
        name: section.number(name, getattr(defaults, name), least=key.bounds[0], most=key.bounds[1])
        for name, key in keys.items()
        if key.bounds is not None
    }


def _client(path: Path) -> ClientConfig:
    slug = path.stem.lower()
    if not _SLUG.fullmatch(slug):
        raise BadConfiguration(
            path, "a client's file is named by letters, digits, '-', '_' and '.', as acme.toml."
        )
    values, text = read_toml(path)
    section = Section(path, text, values)
    section.check_keys(CLIENT_KEYS)
    client = ClientConfig(
        slug=slug,
        name=section.string("name") or slug,
        domains=_domains(section, "domains"),
        addresses=_addresses(section),
        country=_country(section),
        subdivision=section.string("subdivision"),
        zone=_zone(section),
        weekend=_weekend(section),
        closed=section.days("closed"),
        open=section.days("open"),
        tier=section.choice("tier", TIERS, "standard") or "standard",
        cadence=section.choice("cadence", CADENCES, None),
        cadence_kind=section.choice("cadence_kind", CADENCE_KINDS, "any") or "any",
        sensitivity=section.choice("sensitivity", SENSITIVITIES, "medium") or "medium",
        start=section.day("start"),
        renewal=section.day("renewal"),
        hours=_hours(section),
        greetings=_greetings(section) if section.has("greetings") else True,
        people=tuple(_person(item) for item in section.sections("people")),
    )
    if not (client.domains or client.addresses or client.people):
        section.fail("domains", 'the file names nobody: write domains = ["their.domain"].')
    return client


def _person(section: Section) -> PersonConfig:
    section.check_keys(PERSON_KEYS)
    addresses = _addresses(section)
    if not addresses:
        section.fail("addresses", 'a person needs addresses = ["name@their.domain"].')
    language = section.string("language")
    return PersonConfig(
        name=section.required("name", example='"Their Name"'),
        addresses=addresses,
        role=section.choice("role", ROLES, None),
        language=language.lower() if language else None,
        country=_country(section),
        zone=_zone(section),
        greetings=_greetings(section) if section.has("greetings") else None,
    )


def _greetings(section: Section) -> tuple[str, ...] | bool:
    """`greetings = false`, or the festivals that may be called by name, as the rules call them."""
    if section.is_boolean("greetings"):
        return section.boolean("greetings", default=True)
    keys = []
    for name in section.strings("greetings"):
        key = CONFIGURABLE.get(name.casefold())
        if key is None:
            near = difflib.get_close_matches(name.casefold(), CONFIGURABLE, n=1)
            hint = f"Did you mean '{near[0]}'?" if near else f"Known: {', '.join(CONFIGURABLE)}."
            section.fail("greetings", f"'{name}' is no festival that is known. {hint}")
            continue
        keys.append(key)
    return tuple(dict.fromkeys(keys))


def _hours(section: Section) -> tuple[DayHours, ...] | None:
    if not section.has("hours"):
        return None
    table = section.section("hours")
    table.check_keys(DAYS)
    week = []
    for day in DAYS:
        try:
            week.append(parse_day(list(table.strings(day))))
        except BadHours as error:
            table.fail(day, f"{error}.")
    if not any(week):
        section.fail("hours", 'hours name no working time; write mon = ["09:00-17:00"] and so on.')
    return tuple(week)


def _weekend(section: Section) -> tuple[int, ...] | None:
    if not section.has("weekend"):
        return None
    days = section.strings("weekend")
    unknown = [day for day in days if day.lower() not in DAYS]
    if unknown:
        section.fail("weekend", f"'{unknown[0]}' is no weekday; use {', '.join(DAYS)}.")
    return tuple(sorted(DAYS.index(day.lower()) for day in days))


def _zone(section: Section) -> str | None:
    zone = section.string("zone")
    if zone is not None and zone not in available_timezones():
        near = nearest_zones(zone)
        hint = f" Did you mean {' or '.join(near)}?" if near else " Use a name as Europe/Berlin."
        section.fail("zone", f"no time zone is called '{zone}'.{hint}")
    return zone


def nearest_zones(text: str) -> list[str]:
    """Up to three IANA names that look like `text` or end in it."""
    zones = sorted(available_timezones())
    city = text.replace(" ", "_").lower()
    same_city = [zone for zone in zones if zone.lower().rpartition("/")[2] == city]
    return (same_city or difflib.get_close_matches(text, zones, n=3, cutoff=0.6))[:3]


def _country(section: Section) -> str | None:
    country = section.string("country")
    if country is None:
        return None
    code = country.upper()
    if not re.fullmatch(r"[A-Z]{2}", code):
        section.fail("country", f"'{country}' is no two-letter country code such as DE or US.")
    if code not in _country_codes():
        section.fail("country", explain_country(code) or f"no country has the code '{code}'.")
    return code


@lru_cache(maxsize=1)
def _country_codes() -> frozenset[str]:
    """The codes of ISO 3166 as the zone data lists them, and Kosovo's.

    The holiday data has the same; to import it costs a tenth of a second in every command.
    """
    table = resources.files("tzdata").joinpath("zoneinfo", "iso3166.tab")
    lines = table.read_text(encoding="utf-8").splitlines()
    return frozenset(line[:2] for line in lines if line[:1] not in {"#", ""}) | {"XK"}


def _addresses(section: Section) -> tuple[str, ...]:
    addresses = tuple(_canonical(address.lower()) for address in section.strings("addresses"))
    for address in addresses:
        if not _ADDRESS.fullmatch(address):
            section.fail("addresses", f"'{address}' is no mail address.")
    return addresses


def _domains(section: Section, key: str) -> tuple[str, ...]:
    domains = tuple(_canonical(text.lower().lstrip("@")) for text in section.strings(key))
    for domain in domains:
        if not _DOMAIN.fullmatch(domain):
            section.fail(key, f"'{domain}' is no domain such as acme.example.")
        if is_free_mail(domain):
            section.fail(key, f"anybody can have an address at {domain}. {_INSTEAD[key]}")
        if is_public_suffix(domain):
            section.fail(key, f"{domain} is nobody's: firms register their domains below it.")
    return domains


def _ignored(top: Section) -> list[str]:
    entries = [read_ignored(text) for text in top.strings("ignore")]
    for text, entry in zip(top.strings("ignore"), entries, strict=True):
        if entry is None:
            top.fail("ignore", f"'{text}' is neither a domain such as acme.example nor an address.")
    return [entry for entry in entries if entry is not None]


def read_ignored(text: str) -> str | None:
    """An entry of `ignore` as it is compared: a domain, ``@domain`` or an address; None: neither."""
    entry = _canonical(text.strip().lower())
    known = _DOMAIN.fullmatch(entry.removeprefix("@")) or _ADDRESS.fullmatch(entry)
    return entry if known else None


def _canonical(text: str) -> str:
    """An address or a domain as mail is read: the domain in A-labels, without a dot at its end.

    What cannot be one is left as it is, for the check that names it.
    """
    local, at, domain = text.rpartition("@")
    domain = domain.strip().strip(".")
    if not domain.isascii():
        import idna

        try:
            domain = idna.encode(domain, uts46=True).decode("ascii")
        except (idna.IDNAError, UnicodeError):
            return text
    return f"{local}{at}{domain}"


def _refuse_shared(folder: Path, clients: list[ClientConfig]) -> None:
    owner_of: dict[str, str] = {}
    for client in clients:
        people = (address for person in client.people for address in person.addresses)
        for key in dict.fromkeys((*client.domains, *client.addresses, *people)):
            if key in owner_of and owner_of[key] != client.slug:
                raise BadConfiguration(
                    folder / f"{client.slug}.toml",
                    f"'{key}' also stands in {owner_of[key]}.toml; it can belong to one client.",
                )
            owner_of[key] = client.slug


def check_dates(config: Config, *, today: date) -> list[str]:
    """Sentences about settings that are valid and probably not meant; may be empty."""
    notes = [
        f"clients/{client.slug}.toml: the renewal {client.renewal} is in the past."
        for client in config.clients
        if client.renewal is not None and client.renewal < today
    ]
    notes.extend(
        f"Account '{account.name}' reads no mail and no calendar."
        for account in config.accounts
        if not account.reads_mail and not account.reads_calendar
    )
    return notes
