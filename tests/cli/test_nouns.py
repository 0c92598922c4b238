"""Every noun lists by its bare name and by `list`; filters, moments and typing errors."""

from __future__ import annotations

import pytest

from tests.cli.conftest import AS_OF, Rapport

LISTS = {
    "gaps": "gaps",
    "promises": "promises",
    "meetings": "meetings",
    "replies": "waits",
    "touchpoints": "touchpoints",
    "threads": "threads",
    "drafts": "drafts",
    "clients": "clients",
}
JUDGEMENTS = ("gaps", "promises", "meetings", "replies", "touchpoints")


@pytest.mark.parametrize("noun", LISTS)
def test_a_bare_noun_lists(look: Rapport, noun: str) -> None:
    bare, named = look(noun), look(noun, "list")
    assert bare.code == named.code == 0
    assert bare.out == named.out != ""


@pytest.mark.parametrize(("noun", "key"), LISTS.items())
def test_a_bare_noun_takes_json(look: Rapport, noun: str, key: str) -> None:
    assert look(noun, "--json").json[key] == look(noun, "list", "--json").json[key]


@pytest.mark.parametrize("noun", [*JUDGEMENTS, "threads", "clients", "drafts"])
def test_a_table_has_one_line_a_row(look: Rapport, noun: str) -> None:
    key, arguments = LISTS[noun], ("--waits",) if noun == "replies" else ()
    rows = len(look(noun, "--json").json[key])
    assert len(look(noun, *arguments).out.splitlines()) == rows + 1


@pytest.mark.parametrize("noun", JUDGEMENTS)
def test_a_judgement_is_made_as_of_a_moment(look: Rapport, noun: str) -> None:
    answer = look(noun, "--as-of", "2026-09-15", "--json").json
    assert answer["as_of"] == "2026-09-15T22:00:00Z", "a bare date is its end, in Warsaw"
    assert len(answer[LISTS[noun]]) < len(look(noun, "--as-of", AS_OF, "--json").json[LISTS[noun]])


@pytest.mark.parametrize(
    ("given", "moment"),
    [
        ("2026-11-18T16:00", "2026-11-18T15:00:00Z"),
        ("2026-11-18T16:00:30Z", "2026-11-18T16:00:30Z"),
        ("2026-11-18T16:00+09:00", "2026-11-18T07:00:00Z"),
        ("2026-11-18", "2026-11-18T23:00:00Z"),
        ("20261118", "2026-11-18T23:00:00Z"),
    ],
)
def test_a_moment_without_a_zone_is_the_owners(look: Rapport, given: str, moment: str) -> None:
    assert look("gaps", "--as-of", given, "--json").json["as_of"] == moment


@pytest.mark.parametrize("given", ["yesterday", "2026-13-01", "9999-12-31", ""])
def test_what_is_no_moment_is_wrong_usage(look: Rapport, given: str) -> None:
    answer = look("gaps", "--as-of", given)
    assert (answer.code, answer.out) == (2, "")
    assert "Write 2026-11-19" in answer.err


@pytest.mark.parametrize("noun", [*JUDGEMENTS, "drafts"])
def test_an_unknown_client_is_told_not_shown_as_nothing(look: Rapport, noun: str) -> None:
    answer = look(noun, "--client", "ostertall")
    assert (answer.code, answer.out) == (1, "")
    assert "There is no client 'ostertall'. Did you mean 'ostertal'?" in answer.err


@pytest.mark.parametrize("noun", JUDGEMENTS)
def test_a_client_filters(look: Rapport, noun: str) -> None:
    items = look(noun, "--client", "ostertal", "--json").json[LISTS[noun]]
    assert items
    assert {item["client"] for item in items} == {"ostertal"}


def test_a_prospects_gaps_are_found_by_its_name(look: Rapport) -> None:
    gaps = look("gaps", "--client", "oakmere-dental.example", "--json").json["gaps"]
    assert [gap["people"] for gap in gaps] == [["harriet.lowe@oakmere-dental.example"]]


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (("--kind", "reply_ownd"), "Did you mean reply_owed?"),
        (("--severity", "crit"), "Did you mean critical?"),
        (("--kind", "x"), "There is reply_owed, "),
    ],
)
def test_a_misspelt_filter_names_the_nearest(
    look: Rapport, arguments: tuple[str, str], hint: str
) -> None:
    answer = look("gaps", *arguments)
    assert (answer.code, answer.out) == (2, "")
    assert hint in answer.err


def test_nothing_found_says_what_was_looked_at(look: Rapport) -> None:
    answer = look("gaps", "--kind", "cadence_missed", "--as-of", "2026-09-01")
    assert answer.code == 0
    assert answer.out.startswith("No gap: ")
    assert "messages" in answer.out


def test_periods_choose_waits_by_their_beginning(look: Rapport) -> None:
    every = look("replies", "--json").json["waits"]
    october = look("replies", "--from", "2026-10-01", "--to", "2026-10-31", "--json").json["waits"]
    rest = look("replies", "--from", "2026-11-01", "--json").json["waits"]
    before = look("replies", "--to", "2026-09-30", "--json").json["waits"]
    assert 0 < len(october) < len(every)
    assert len(before) + len(october) + len(rest) == len(every)


def test_a_period_that_ends_before_it_begins_is_wrong_usage(look: Rapport) -> None:
    assert look("replies", "--from", "2026-11-01", "--to", "2026-10-01").code == 2


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (("gpas",), "Did you mean 'gaps'?"),
        (("drafts", "acept", "x"), "Did you mean 'accept'?"),
        (("promises", "undo"), "There is list, show, done, not, date."),
    ],
)
def test_a_misspelt_command_names_the_nearest(
    look: Rapport, arguments: tuple[str, ...], hint: str
) -> None:
    answer = look(*arguments)
    assert (answer.code, answer.out) == (2, "")
    assert hint in answer.err


def test_open_promises_of_ours_only(look: Rapport) -> None:
    answer = look("promises", "--ours", "--open", "--json").json["promises"]
    assert {(one["debtor"], one["state"]) for one in answer} <= {("us", "open"), ("us", "slipped")}


def test_prospects_are_listed_when_asked(look: Rapport) -> None:
    plain = {one["slug"] for one in look("clients", "--json").json["clients"]}
    every = {one["slug"] for one in look("clients", "--prospects", "--json").json["clients"]}
    assert plain < every
