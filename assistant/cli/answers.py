"""What a person says of themselves, checked: addresses, zone, country, hours, domains.

The same checks for options of the command line and for answers on a terminal, so each raises
WrongUsage with a sentence that names neither.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones

from assistant.cli.common import is_address
from assistant.errors import WrongUsage

if TYPE_CHECKING:
    from assistant.insight.records import DayHours

#: What hours are where nothing is configured, as `assistant.config.records.OwnerConfig` says.
USUAL_HOURS = "09:00-17:00 on working days"


def check_person(text: str) -> tuple[str, str]:
    """(name, address) of ``Name <address>``; the name may be ``''``.

    Raises:
        WrongUsage: it names no address.
    """
    from email.utils import parseaddr

    name, address = parseaddr(text)
    if not is_address(address):
        raise WrongUsage(f"'{text}' names no address; write 'Your Name <you@firm.com>'.")
    return name, address.lower()


def check_addresses(text: str) -> tuple[str, ...]:
    """One or more bare addresses, separated by commas or blanks.

    Raises:
        WrongUsage: there is none, or a part is none.
    """
    parts = text.replace(",", " ").replace(";", " ").split()
    for part in parts:
        if not is_address(part.strip("<>")):
            raise WrongUsage(f"'{part}' is no address such as you@firm.com.")
    if not parts:
        raise WrongUsage("At least one address is needed: mail from it is yours.")
    return tuple(dict.fromkeys(part.strip("<>").lower() for part in parts))


def check_zone(text: str) -> str:
    """An IANA zone.

    Raises:
        WrongUsage: with the nearest ones.
    """
    from assistant.config.load import nearest_zones

    if text in available_timezones():
        return text
    near = nearest_zones(text) if text else []
    hint = f"Did you mean {' or '.join(near)}?" if near else "Use a name as Europe/Berlin."
    raise WrongUsage(f"no time zone is called '{text}'. {hint}")


def machine_zone() -> str:
    """The zone that this machine is set to; UTC where it says none."""
    parts = Path("/etc/localtime").resolve().parts
    for start in range(len(parts)):
        name = "/".join(parts[start:])
        if name in available_timezones():
            return name
    return "UTC"


def clock_in(zone: str, now: datetime) -> str:
    """What a clock in a zone shows: ``Thursday 16:00``."""
    return f"{now.astimezone(ZoneInfo(zone)):%A %H:%M}"


def check_country(text: str) -> str | None:
    """An ISO 3166 code whose public holidays are known; None for ``''``.

    Raises:
        WrongUsage: with the nearest known code.
    """
    if not text:
        return None
    if len(text) != 2 or not text.isascii() or not text.isalpha():
        raise WrongUsage(f"'{text}' is no two-letter code such as DE or US.")
    from assistant.insight.closed_days import explain_country

    sentence = explain_country(text)
    if sentence:
        raise WrongUsage(sentence)
    return text.upper()


def country_of(zone: str) -> str | None:
    """The country that a zone lies in, where it lies in one."""
    from assistant.ingest.places import infer_place

    country, _ = infer_place(
        country=None, zone=zone, invitation_zones=(), domains=(), dates=(), owner_country=None,
        owner_zone=zone,
    )  # fmt: skip
    return country.value if country is not None else None


def check_hours(text: str) -> tuple[DayHours, ...] | None:
    """Seven days of working hours, Monday first; None for ``''`` or the usual ones.

    Raises:
        WrongUsage: with the form that is expected.
    """
    from assistant.config.hours import BadHours, parse_week

    if text in ("", USUAL_HOURS):
        return None
    try:
        return parse_week(text)
    except BadHours as error:
        raise WrongUsage(f"{error}.") from error


def check_domain(text: str) -> str:
    """A domain, a leading ``@`` taken off.

    Raises:
        WrongUsage: it is none.
    """
    domain = text.lower().lstrip("@")
    if "." not in domain.strip(".") or "@" in domain or not is_address(f"a@{domain}"):
        raise WrongUsage(f"'{text}' is no domain such as firm.example.")
    return domain


def check_domains(text: str) -> tuple[str, ...]:
    """Domains, separated by commas or blanks; may be none.

    Raises:
        WrongUsage: a part is no domain.
    """
    return tuple(dict.fromkeys(check_domain(part) for part in text.replace(",", " ").split()))


def firm_domains(addresses: tuple[str, ...]) -> tuple[str, ...]:
    """The domains of a person's addresses that are a firm's: free mail says nothing of one."""
    from assistant.ingest.domains import domain_of, is_free_mail

    domains = dict.fromkeys(domain_of(address) for address in addresses)
    return tuple(domain for domain in domains if not is_free_mail(domain))
