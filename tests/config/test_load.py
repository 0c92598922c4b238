"""Configuration: what is read, and which sentence a mistake gets."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assistant.config import load_config
from assistant.config.hours import BadHours, parse_week
from assistant.errors import BadConfiguration, NoHome

OWNER = """
[owner]
name = "Marta Nowak"
addresses = ["Marta@Firm.example"]
zone = "Europe/Warsaw"
country = "pl"
leave = [{from = 2026-12-24, to = 2026-12-31, cover = "Jan@firm.example"}]

[owner.hours]
mon = ["08:30-12:30", "13:15-17:30"]
"""


def home_with(folder: Path, config: str = OWNER, **clients: str) -> Path:
    (folder / "config.toml").write_text(config, encoding="utf-8")
    (folder / "clients").mkdir(exist_ok=True)
    for slug, text in clients.items():
        (folder / "clients" / f"{slug}.toml").write_text(text, encoding="utf-8")
    return folder


def test_the_owner_is_read_and_normalised(tmp_path: Path) -> None:
    owner = load_config(home_with(tmp_path)).owner
    assert owner.addresses == ("marta@firm.example",)
    assert owner.country == "PL"
    assert owner.leave[0].cover == "jan@firm.example"
    assert owner.hours is not None
    assert owner.hours[0] == ((30_600, 45_000), (47_700, 63_000))
    assert owner.hours[1] == ()


@pytest.mark.parametrize(
    ("line", "sensitivity"), [("", "medium"), ('sensitivity = "strict"', "strict")]
)
def test_a_client_is_as_sensitive_as_its_file_says(
    tmp_path: Path, line: str, sensitivity: str
) -> None:
    client = f'domains = ["acme.example"]\n{line}\n'
    (acme,) = load_config(home_with(tmp_path, acme=client)).clients
    assert acme.sensitivity == sensitivity


def test_a_client_file_is_read(tmp_path: Path) -> None:
    client = """
name = "Acme"
domains = ["acme.example"]
weekend = ["fri", "sat"]
tier = "strategic"
start = 2026-01-01
[[people]]
name = "Ann"
addresses = ["ann@acme.example"]
role = "sponsor"
"""
    (acme,) = load_config(home_with(tmp_path, acme=client)).clients
    assert (acme.slug, acme.weekend, acme.start) == ("acme", (4, 5), date(2026, 1, 1))
    assert acme.people[0].role == "sponsor"


def test_an_empty_folder_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(NoHome, match=r"rapport --home .* init"):
        load_config(tmp_path)


@pytest.mark.parametrize(
    ("config", "line", "says"),
    [
        (OWNER.replace("country", "contry"), 6, "Did you mean 'country'"),
        (OWNER + "\n[gaols]\n", 12, "Did you mean 'goals'"),
        (OWNER.replace("Europe/Warsaw", "Warsaw"), 5, "Europe/Warsaw"),
        (OWNER.replace('"pl"', '"Poland"'), 6, "two-letter country code"),
        (OWNER.replace('"pl"', '"uk"'), 6, "Did you mean 'GB'"),
        (OWNER.replace("12:30", "25:30"), 10, "does not exist"),
        (OWNER.replace("mon =", "mom ="), 10, "Did you mean 'mon'"),
        (OWNER.replace('name = "Marta Nowak"', "name = 3"), 3, "text in quotes"),
        (OWNER.replace("cover", "cower"), 7, "Did you mean 'cover'"),
        (OWNER + "\n[goals]\nreply_owed_wd = -1\n", 13, "between"),
        (OWNER + "\n[schedule]\nrun_every_min = -5\n", 13, "between"),
        (OWNER + "\n[schedule]\nrun_every = 5\n", 13, "Did you mean 'run_every_min'"),
        (OWNER + "\nbroken", 12, "not valid TOML"),
    ],
)
def test_a_mistake_is_named_with_its_line(
    tmp_path: Path, config: str, line: int, says: str
) -> None:
    with pytest.raises(BadConfiguration, match=says) as caught:
        load_config(home_with(tmp_path, config))
    assert caught.value.line == line


def test_two_clients_cannot_share_a_domain(tmp_path: Path) -> None:
    text = 'domains = ["acme.example"]'
    with pytest.raises(BadConfiguration, match=r"also stands in acme\.toml"):
        load_config(home_with(tmp_path, acme=text, other=text))


def test_the_second_of_two_people_is_the_one_named(tmp_path: Path) -> None:
    people = "\n".join(
        f'[[people]]\nname = "P{n}"\naddresses = ["p{n}@acme.example"]\n{key} = "user"'
        for n, key in enumerate(["role", "roll"])
    )
    with pytest.raises(BadConfiguration) as caught:
        load_config(home_with(tmp_path, acme=people))
    assert caught.value.line == 8


def test_hours_of_the_command_line() -> None:
    week = parse_week("mon-thu 08:30-12:30,13:15-17:30; fri 08:30-14:00")
    assert week[3] == ((30_600, 45_000), (47_700, 63_000))
    assert week[4] == ((30_600, 50_400),)
    assert week[5:] == ((), ())


@pytest.mark.parametrize("text", ["", "mon", "mon 9-17", "moon 09:00-17:00", "mon 17:00-09:00"])
def test_hours_that_cannot_be_read_are_refused(text: str) -> None:
    with pytest.raises(BadHours):
        parse_week(text)


@pytest.mark.parametrize(
    ("config", "says"),
    [
        ('domains = ["gmail.com"]', "anybody can have an address at gmail.com"),
        ('domains = ["hotmail.co.uk"]', "anybody can have an address at hotmail.co.uk"),
        ('domains = ["co.uk"]', "co.uk is nobody's"),
        ('domains = ["acme.example", "com.br"]', "com.br is nobody's"),
    ],
)
def test_a_domain_of_everybody_is_no_clients(tmp_path: Path, config: str, says: str) -> None:
    with pytest.raises(BadConfiguration, match=says) as caught:
        load_config(home_with(tmp_path, acme=config))
    assert caught.value.line == 1


@pytest.mark.parametrize("domain", ["acme.co.uk", "gov.example", "web.example", "me.test"])
def test_a_domain_of_a_firm_is_taken(tmp_path: Path, domain: str) -> None:
    (client,) = load_config(home_with(tmp_path, acme=f'domains = ["{domain}"]')).clients
    assert client.domains == (domain,)


@pytest.mark.parametrize("entry", ["..", "x", "a b.example", "acme..example", "<a@b.example>"])
def test_what_cannot_be_ignored_is_named(tmp_path: Path, entry: str) -> None:
    with pytest.raises(BadConfiguration, match="neither a domain"):
        load_config(home_with(tmp_path, f'ignore = ["{entry}"]\n{OWNER}'))


def test_internal_domains_are_no_free_mail(tmp_path: Path) -> None:
    with pytest.raises(BadConfiguration, match="your own addresses"):
        load_config(home_with(tmp_path, f'internal_domains = ["gmx.de"]\n{OWNER}'))
