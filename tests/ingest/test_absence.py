"""What out-of-office replies say, in the languages they come in."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.ingest.absence import find_departure, parse_absence

#: A Monday.
SENT = datetime(2026, 11, 9, 9, 0, tzinfo=UTC)


def days(text: str, *, subject: str = "Automatic reply: Plan", zone: str = "Europe/Berlin") -> str:
    found = parse_absence(subject, text, sent_at=SENT, zone=zone)
    if found is None:
        return "none"
    assert (subject if found.in_subject else text)[found.start : found.end] == found.quote
    return f"{found.from_on:%m-%d}..{found.to_on:%m-%d}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I am out of the office until 14 November.", "11-09..11-14"),
        ("I am out of the office until November 14th, 2026.", "11-09..11-14"),
        ("I'm away from 10 to 14 Nov with no access.", "11-10..11-14"),
        ("Out of office Nov 10-14.", "11-10..11-14"),
        ("Out of office from Nov 10 - Nov 14", "11-10..11-14"),
        ("Back on Monday 16 November.", "11-09..11-15"),
        ("I will be returning on November 16th, 2026", "11-09..11-15"),
        ("I return on the 16th of November", "11-09..11-15"),
        ("I will be back in the office on the 16th.", "11-09..11-15"),
        ("I'm out until Friday, back Monday", "11-09..11-15"),
        ("I am on vacation starting November 12, returning November 20.", "11-12..11-19"),
        ("Away between 10 and 14 November and will return on 17 November", "11-10..11-16"),
        ("out until Dec 24 and back on Jan 4", "11-09..01-03"),
        ("I am out of the office today.", "11-09..11-09"),
        ("On annual leave, back tomorrow", "11-09..11-09"),
        ("I'm away 2026-11-10 to 2026-11-14.", "11-10..11-14"),
        ("Ich bin bis einschließlich 14.11. nicht im Büro.", "11-09..11-14"),
        ("vom 10.11. bis 14.11.2026 bin ich im Urlaub", "11-10..11-14"),
        ("10.–14.11.2026 abwesend", "11-10..11-14"),
        ("Ab dem 16.11. bin ich wieder erreichbar", "11-09..11-15"),
        ("Ich bin ab 16. November wieder für Sie da", "11-09..11-15"),
        ("Ich bin wieder am Mo., 16.11. im Büro", "11-09..11-15"),
        ("Urlaub vom 28. Dezember bis 5. Januar", "12-28..01-05"),
        ("Je suis absent du 10 au 14 novembre inclus.", "11-10..11-14"),
        ("Je serai de retour le lundi 16 novembre", "11-09..11-15"),
        ("Absente jusqu'au 14 novembre.", "11-09..11-14"),
        ("Estaré fuera de la oficina hasta el 14 de noviembre de 2026", "11-09..11-14"),
        ("Regreso el 16 de noviembre", "11-09..11-15"),
        ("Estarei ausente de 10 a 14 de novembro, retorno em 16/11/2026", "11-10..11-15"),
        ("Sono in ferie fino al 14 novembre", "11-09..11-14"),
        ("Ik ben afwezig tot en met 14 november", "11-09..11-14"),
        ("Jestem nieobecny do 14 listopada", "11-09..11-14"),
        ("11月10日から11月14日まで休暇", "11-10..11-14"),
        ("We answer within 2 days.", "none"),
        ("I am out of the office.", "none"),
        ("I was away until 1 March 2024.", "none"),
        ("Away until 31 February.", "none"),
        ("I am away until 14 November.\n> I am away until 1 December", "11-09..11-14"),
    ],
)
def test_the_last_day_named_is_away_and_the_day_of_return_is_not(text: str, expected: str) -> None:
    assert days(text) == expected


LANDS = (
    (
        "de",
        "Vielen Dank für Ihre Nachricht. Ich bin erst am 16.11.2026 wieder im Büro.",
        "11-09..11-15",
    ),
    (
        "de",
        "Ich bin vom 10.11.2026 bis einschließlich 20.11.2026 nicht erreichbar.",
        "11-10..11-20",
    ),
    ("de", "Ich bin derzeit im Urlaub und ab Montag, 16.11., wieder für Sie da.", "11-09..11-15"),
    (
        "de",
        "Bis zum 14. November bin ich außer Haus. Ihre E-Mail wird nicht weitergeleitet.",
        "11-09..11-14",
    ),
    ("de", "Ich befinde mich bis 14.11.26 in Elternzeit.", "11-09..11-14"),
    ("de", "ich bin am 9. und 10. November nicht im Haus.", "11-09..11-10"),
    (
        "de",
        "Ich bin in der Zeit vom 10. - 14. November im Urlaub. In dringenden Fällen wenden Sie sich an Frau Holm.",
        "11-10..11-14",
    ),
    ("de", "Danke für Ihre Mail. Ich bin am Donnerstag wieder am Platz.", "11-09..11-11"),
    ("de", "Ich kehre am 17.11. zurück.", "11-09..11-16"),
    ("fr", "Je suis actuellement en congés et serai de retour le 16 novembre.", "11-09..11-15"),
    ("fr", "Je suis en congé du 10/11/2026 au 20/11/2026 inclus.", "11-10..11-20"),
    ("fr", "Absent jusqu'au vendredi 13 novembre, je répondrai à mon retour.", "11-09..11-13"),
    (
        "fr",
        "Je serai absente du bureau à partir du 12 novembre jusqu'au 18 novembre.",
        "11-12..11-18",
    ),
    ("fr", "De retour lundi 16 novembre.", "11-09..11-15"),
    ("fr", "Je serai à nouveau joignable à partir du 16 novembre 2026.", "11-09..11-15"),
    ("fr", "Je suis en déplacement les 9 et 10 novembre.", "11-09..11-10"),
    ("es", "Estoy de vacaciones hasta el 15 de noviembre.", "11-09..11-15"),
    ("es", "Estaré ausente del 10 al 20 de noviembre, ambos inclusive.", "11-10..11-20"),
    ("es", "Me reincorporo el lunes 16 de noviembre.", "11-09..11-15"),
    ("es", "Volveré a la oficina el próximo 16 de noviembre.", "11-09..11-15"),
    ("es", "Desde el 10/11/2026 hasta el 20/11/2026 estaré fuera de la oficina.", "11-10..11-20"),
    ("es", "Estaré fuera de la oficina entre el 10 y el 14 de noviembre.", "11-10..11-14"),
    ("pt", "Estou de férias até 15 de novembro.", "11-09..11-15"),
    ("pt", "Estarei ausente de 10/11/2026 a 20/11/2026.", "11-10..11-20"),
    ("pt", "Estarei de volta no dia 16 de novembro.", "11-09..11-15"),
    ("pt", "Regresso ao escritório a 16 de novembro.", "11-09..11-15"),
    ("pt", "Encontro-me ausente entre os dias 10 e 14 de novembro.", "11-10..11-14"),
    ("pt", "Retorno na segunda-feira, 16/11.", "11-09..11-15"),
    ("ja", "11月10日(火)から11月14日(土)まで不在にしております。", "11-10..11-14"),
    ("ja", "11月14日まで休暇をいただいております。", "11-09..11-14"),
    ("ja", "誠に勝手ながら、11月10日～11月14日は休暇のため不在です。", "11-10..11-14"),
    ("ja", "11月16日(月)より出社いたします。", "11-09..11-15"),
    ("ja", "次の出社は11月16日となります。", "11-09..11-15"),
    ("ja", "2026/11/10から2026/11/14まで不在です。", "11-10..11-14"),
    ("ja", "11/10~11/14は出張のため不在です。", "11-10..11-14"),
    ("ja", "11月16日以降に確認いたします。", "11-09..11-15"),
    ("ja", "本日は終日外出しております。", "11-09..11-09"),
)


@pytest.mark.parametrize(("language", "text", "expected"), LANDS)
def test_absences_are_read_in_the_languages_of_clients(
    language: str, text: str, expected: str
) -> None:
    assert days(text, zone="Asia/Tokyo" if language == "ja" else "Europe/Berlin") == expected


def test_numeric_dates_follow_the_zone_of_the_sender() -> None:
    text = "I am on leave 11/10/2026 through 11/12/2026"
    assert days(text, zone="America/Chicago") == "11-10..11-12"
    assert days("Away until 11/12", zone="Europe/Paris") == "11-09..12-11"


def test_the_day_is_counted_in_the_senders_zone() -> None:
    late = datetime(2026, 11, 9, 20, 0, tzinfo=UTC)
    found = parse_absence("", "Away today.", sent_at=late, zone="Asia/Tokyo")
    assert found is not None
    assert found.to_on == date(2026, 11, 10)


def test_the_subject_is_read_only_where_the_text_says_nothing() -> None:
    assert days("Hello.", subject="Out of office until 14 November") == "11-09..11-14"
    assert days("Hello.", subject="Automatic reply: Workshop 14 November") == "none"
    text = "I am away until 12 November."
    assert days(text, subject="Automatic reply: until 1 December?") == "11-09..11-12"


@settings(deadline=None)
@given(st.text(max_size=300), st.text(max_size=100))
def test_no_text_raises(text: str, subject: str) -> None:
    parse_absence(subject, text, sent_at=SENT, zone="Europe/Berlin")
    find_departure(text, sender_name=subject, sender_address="a@x.example")


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("I am no longer with Client Ltd. Please write to Dan.", True),
        ("I have left Client Ltd.", True),
        ("Carla Client is no longer with the company.", True),
        ("Please note that Carla no longer works at Client Ltd.", True),
        ("The person you are trying to reach has left the company.", True),
        ("Ich bin nicht mehr bei Client tätig.", True),
        ("Frau Client hat das Unternehmen verlassen.", True),
        ("Je ne travaille plus chez Client.", True),
        ("Ya no trabajo en Client.", True),
        ("Não trabalho mais na Client.", True),
        ("I have left the office for today.", False),
        ("I have left for the day.", False),
        ("My colleague Ben Miller has left the firm; I took over.", False),
        ("Our old address is no longer in use.", False),
        ("> I am no longer with Client Ltd.", False),
        ("I am out until Monday.", False),
    ],
)
def test_who_left_for_good_says_so_of_himself(text: str, gone: bool) -> None:
    text = "Thank you for your message, which was received.\n" + text
    found = find_departure(text, sender_name="Carla Client", sender_address="carla@client.example")
    assert (found is not None) is gone
