"""Who is who, found from messages and meetings."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from assistant.ingest.people import Directory, choose_name, discover_clients, make_slug, tidy_name
from assistant.ingest.records import (
    ConfiguredClient,
    ConfiguredPerson,
    DiscoveredClient,
    LightMeeting,
    LightMessage,
    Mailbox,
    WhoConfig,
)
from assistant.insight.records import Direction
from tests.ingest.builders import CLIENT, COLLEAGUE, OWNER, WHO, make_light, utc

WROTE = make_light("q", OWNER, (CLIENT,), at="2026-11-02 10:00")
ANSWER = make_light("a", CLIENT, (OWNER,), references=("q",), name="Carla Client")


def found(
    *messages: LightMessage, meetings: tuple[LightMeeting, ...] = (), config: WhoConfig = WHO
) -> dict[str, DiscoveredClient]:
    return dict(discover_clients(messages, meetings, config))


def test_who_wrote_back_is_a_client() -> None:
    client = found(WROTE, ANSWER)["client.example"]
    assert (client.prospect, client.domains) == (False, ("client.example",))
    assert client.why == "we wrote, and they wrote back on 2026-11-09"
    assert [(each.address, each.name) for each in client.people] == [(CLIENT, "Carla Client")]


def test_any_human_of_the_domain_may_write_back() -> None:
    other = make_light("a", "dan@mail.client.example", (OWNER,), references=("q",))
    assert not found(WROTE, other)["client.example"].prospect


def test_a_colleague_of_ours_counts_as_our_side() -> None:
    wrote = make_light("q", COLLEAGUE, (CLIENT,), at="2026-11-02 10:00")
    assert not found(wrote, ANSWER)["client.example"].prospect


@pytest.mark.parametrize(
    "messages",
    [
        (WROTE,),  # nobody answered
        (replace(ANSWER, references=()),),  # they wrote, we never did
        (WROTE, replace(ANSWER, human=False)),  # a machine answered
        (WROTE, make_light("z", "dan@client.example", (OWNER,))),  # another, about another thing
        (make_light("q", OWNER, (CLIENT,), at="2026-11-20 10:00"), ANSWER),  # before we wrote
    ],
)
def test_before_that_it_is_a_prospect(messages: tuple[LightMessage, ...]) -> None:
    assert found(*messages)["client.example"].prospect


def test_whom_we_wrote_to_may_begin_a_new_thread() -> None:
    assert not found(WROTE, replace(ANSWER, references=()))["client.example"].prospect


def test_newsletters_and_machines_are_nobody() -> None:
    assert found(make_light("n", "news@shop.example", (OWNER,), listed=True)) == {}
    assert found(make_light("n", "no-reply@shop.example", (OWNER,))) == {}


def test_a_list_mail_that_answers_ours_is_a_human() -> None:
    assert not found(WROTE, replace(ANSWER, listed=True))["client.example"].prospect


def test_free_mail_addresses_stand_alone() -> None:
    clients = found(
        make_light("1", "jane@gmail.com", (OWNER,), name="Jane Doe"),
        make_light("2", "joe@gmail.com", (OWNER,)),
    )
    assert set(clients) == {"jane-at-gmail.com", "joe-at-gmail.com"}
    assert clients["jane-at-gmail.com"].addresses == ("jane@gmail.com",)
    assert clients["jane-at-gmail.com"].name == "Jane Doe"


MEETING = LightMeeting(
    "u1", utc("2026-11-05 10:00"), (Mailbox(OWNER), Mailbox(CLIENT, "Carla")), held=True
)


def test_a_held_meeting_makes_a_client() -> None:
    client = found(meetings=(MEETING,))["client.example"]
    assert (client.prospect, client.why) == (False, "a meeting was held on 2026-11-05")


def test_a_meeting_to_come_does_not() -> None:
    assert found(meetings=(replace(MEETING, held=False),)) == {}


CONFIGURED = replace(
    WHO,
    clients=(
        ConfiguredClient(
            "acme",
            "Acme",
            domains=("client.example", "acme.example"),
            addresses=("carla.private@gmail.com",),
            people=(ConfiguredPerson("Carla C.", (CLIENT, "carla.private@gmail.com")),),
        ),
    ),
)


def test_what_is_configured_wins() -> None:
    clients = found(WROTE, ANSWER, config=CONFIGURED)
    assert set(clients) == {"acme"}
    acme = clients["acme"]
    assert (acme.configured, acme.prospect, acme.why) == (True, False, "configured")
    assert (acme.people[0].name, acme.people[0].aliases) == (
        "Carla C.",
        ("carla.private@gmail.com",),
    )


def test_ignored_domains_and_addresses_are_nobody() -> None:
    config = replace(WHO, ignore=("client.example",))
    assert found(WROTE, ANSWER, config=config) == {}
    assert found(WROTE, ANSWER, config=replace(WHO, ignore=(CLIENT,))) == {}


def test_one_name_at_one_client_is_one_person() -> None:
    other = make_light("b", "c.client@client.example", (OWNER,), name="Carla Client")
    (person,) = found(WROTE, ANSWER, other)["client.example"].people
    assert (person.address, person.aliases) == (CLIENT, ("c.client@client.example",))


def test_two_mailboxes_of_one_name_are_not_one_person() -> None:
    both = [
        make_light(local, f"{local}@client.example", (OWNER,), name="Client Support")
        for local in ("help", "support")
    ]
    people = found(*both)["client.example"].people
    assert [each.address for each in people] == ["help@client.example", "support@client.example"]


def test_the_order_of_messages_does_not_matter() -> None:
    rng = random.Random(7)
    messages = [
        make_light(
            f"m{n}",
            rng.choice([OWNER, CLIENT, "dan@client.example", "eve@new.example", "x@gmail.com"]),
            (rng.choice([OWNER, CLIENT, "eve@new.example", "x@gmail.com"]),),
            at=f"2026-11-{rng.randrange(1, 28):02} 10:00",
            references=(f"m{rng.randrange(40)}",),
            name=rng.choice(["", "Some Name", "Other Name"]),
            offset=rng.choice([60, 120, None]),
        )
        for n in range(40)
    ]
    first = found(*messages)
    for _ in range(5):
        rng.shuffle(messages)
        assert found(*messages) == first


def test_the_directory_answers_for_addresses() -> None:
    config = replace(CONFIGURED, ignore=("spam.example",))
    directory = Directory(config, found(WROTE, ANSWER, config=config))
    assert directory.client_of("new@eu.client.example") == "acme"
    assert directory.client_of("evilclient.example") is None
    assert directory.client_of("x@evilclient.example") is None
    assert directory.client_of(COLLEAGUE) is None
    assert directory.canonical("carla.private@gmail.com") == CLIENT
    assert directory.is_ours("x@berlin.ours.example")
    assert directory.is_known_sender(CLIENT)
    assert directory.known_domains() == {"ours.example", "client.example", "acme.example"}


@pytest.mark.parametrize(
    ("sender", "direction"),
    [
        (OWNER, Direction.OUT),
        (COLLEAGUE, Direction.OUT),
        (CLIENT, Direction.IN),
        ("no-reply@client.example", Direction.OTHER),
        ("stranger@elsewhere.example", Direction.OTHER),
        ("", Direction.OTHER),
    ],
)
def test_the_sender_decides_the_direction(sender: str, direction: Direction) -> None:
    assert Directory(CONFIGURED, found(config=CONFIGURED)).direction(sender) is direction


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Jane Doe", "Jane Doe"),
        ("Doe, Jane", "Jane Doe"),
        ("Doe, Jane (Sales)", "Jane Doe"),
        ("van der Berg, Jan", "Jan van der Berg"),
        ("Jane Doe, PhD", "Jane Doe"),
        ("Jane Doe via Docs", "Jane Doe"),
        ("Jane Doe | Client Ltd", "Jane Doe"),
        ("jane@x.example", ""),
        ("Client Team, Berlin Office, Sales", "Client Team, Berlin Office, Sales"),
    ],
)
def test_names_are_tidied_as_one_says_them(written: str, name: str) -> None:
    assert tidy_name(written) == name


def test_what_somebody_writes_himself_is_his_name() -> None:
    assert choose_name({(0, "Carla"): 9, (1, "Carla Client"): 1}) == "Carla Client"
    assert choose_name({}) == ""


def test_slugs_are_stable_and_never_taken_twice() -> None:
    assert make_slug("client.example") == "client.example"
    assert make_slug("jane.doe@gmail.com") == "jane.doe-at-gmail.com"
    assert make_slug("a+b@gmail.com") != make_slug("a-b@gmail.com")
    assert make_slug("acme", frozenset({"acme"})) != "acme"
