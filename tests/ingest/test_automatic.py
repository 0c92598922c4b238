"""Machines and people, told apart by fields and subjects."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.ingest.automatic import (
    Marks,
    automatic_reason,
    hard_reason,
    is_machine_address,
    is_out_of_office,
)
from tests.ingest.builders import read_mail

HUMAN = Marks(sender="carla@client.example", subject="Plan")
DOMAINS = frozenset({"ours.example", "client.example"})


@pytest.mark.parametrize(
    "marks",
    [
        replace(HUMAN, auto_submitted="auto-replied"),
        replace(HUMAN, auto_submitted="auto-generated"),
        replace(HUMAN, return_path_null=True),
        replace(HUMAN, report_type="delivery-status"),
        replace(HUMAN, report_type="disposition-notification"),
        replace(HUMAN, calendar_method="request"),
        replace(HUMAN, calendar_method="reply"),
        replace(HUMAN, calendar_method="cancel"),
        replace(HUMAN, sender="no-reply@client.example"),
        replace(HUMAN, sender="mailer-daemon@client.example"),
        replace(HUMAN, sender="bounces+ann=ours.example@client.example"),
        replace(HUMAN, subject="Automatic reply: Plan"),
        replace(HUMAN, subject="[EXTERNAL] Automatic reply: Plan"),
        replace(HUMAN, subject="Out of Office: Plan"),
        replace(HUMAN, subject="Out of office until 14 November"),
        replace(HUMAN, subject="Abwesenheitsnotiz: Plan"),
        replace(HUMAN, subject="Automatische Antwort: Plan"),
        replace(HUMAN, subject="Réponse automatique : Plan"),
        replace(HUMAN, subject="Respuesta automática: Plan"),
        replace(HUMAN, subject="Resposta automática: Plan"),
        replace(HUMAN, subject="Risposta automatica: Plan"),
        replace(HUMAN, subject="Automatisch antwoord: Plan"),
        replace(HUMAN, subject="自动回复: Plan"),
        replace(HUMAN, subject="Undeliverable: Plan"),
    ],
)
def test_these_are_automatic_whoever_sent_them(marks: Marks) -> None:
    assert hard_reason(marks) is not None
    assert automatic_reason(marks, known_sender=True, known_domains=DOMAINS, replies_to_ours=True)


@pytest.mark.parametrize(
    "subject",
    [
        "Plan",
        "Out of office policy",
        "Re: Out of office until 14 November",
        "Re: Automatic reply: Plan",
        "Autoreply settings",
        "Vacation plans for Q3",
        "Delivery failed last week",
        "Absence management software",
        "Urlaubsplanung",
        "Read: this before Friday",
    ],
)
def test_people_write_about_absences_too(subject: str) -> None:
    assert hard_reason(replace(HUMAN, subject=subject)) is None


AWAY_SUBJECTS = (
    "Abwesend: Angebot",
    "Abwesenheit: Re: Plan",
    "Automatische Abwesenheitsnotiz",
    "Abwesenheitsbenachrichtigung",
    "Ich bin im Urlaub",
    "Urlaub bis 14.11.",
    "Im Urlaub: Plan",
    "Nicht im Büro bis 14.11.",
    "Out of Office / Abwesend",
    "Automatische Antwort auf Ihre Nachricht",
    "Automatische Antwort - Plan",
    "Absence : Plan",
    "Absent(e) du bureau",
    "Absence du 10 au 14 novembre",
    "En congé jusqu'au 14 novembre",
    "Message d'absence",
    "Réponse automatique d'absence",
    "Je suis en congés",
    "Notification d'absence : Plan",
    "Réponse automatique: RE: Devis",
    "Fuera de la oficina: Plan",
    "Fuera de oficina Re: Plan",
    "Respuesta automatica: Plan",
    "Ausente hasta el 15 de noviembre",
    "Vacaciones hasta el 15/11",
    "Estoy fuera de la oficina",
    "Mensaje automático: fuera de la oficina",
    "Ausencia temporal",
    "Autorespuesta: Plan",
    "Fora do escritório: Plan",
    "Ausência temporária: Plan",
    "Resposta automatica: Plan",
    "De férias até 15/11",
    "Estou de férias",
    "Ausente do escritório",
    "Aviso de ausência",
    "不在のお知らせ: Plan",
    "不在通知",
    "自動返信: Plan",
    "【自動返信】不在のお知らせ",
    "自動応答: Plan",
    "休暇のお知らせ",
    "【不在】Plan",
    "外出中: Plan",
    "自動送信メール",
    "自动回复: Plan",
    "自動回覆: Plan",
    "Autoreply: Plan",
    "Automatic reply: Plan",
    "AutoAntwort: Plan",
)
THEIR_OWN = (
    "Urlaubsantrag",
    "Absence de réponse à notre devis",
    "Vacaciones de verano: propuesta de turnos",
    "Férias coletivas: planejamento",
    "休暇申請の件",
    "Ausencia de stock",
    "Ausência de resposta",
    "Abwesenheitsvertretung für Frau Vogt",
    "Absence de stock",
    "Urlaub im Team: Planung 2027",
    "外出先からのご連絡",
    "Fuera de la oficina puede haber lluvia",
    "不在の場合の連絡先について",
    "休業日のご案内",
)


@pytest.mark.parametrize("subject", AWAY_SUBJECTS)
def test_subjects_of_machines_are_known_in_the_languages_of_clients(subject: str) -> None:
    assert hard_reason(replace(HUMAN, subject=subject)) is not None


@pytest.mark.parametrize("subject", THEIR_OWN)
def test_people_write_about_absences_in_their_languages(subject: str) -> None:
    assert hard_reason(replace(HUMAN, subject=subject)) is None


def test_response_suppress_alone_is_only_a_hint() -> None:
    assert hard_reason(Marks.of(read_mail(x_auto_response_suppress="All"))) is None


def test_auto_submitted_no_is_a_human() -> None:
    assert hard_reason(Marks.of(read_mail(auto_submitted="no"))) is None


@pytest.mark.parametrize(
    ("address", "machine"),
    [
        ("noreply@x.example", True),
        ("no-reply+abc@x.example", True),
        ("do_not_reply@x.example", True),
        ("nicht-antworten@x.example", True),
        ("ne-pas-repondre@x.example", True),
        ("notifications@x.example", True),
        ("jira-notifications@x.example", True),
        ("postmaster@x.example", True),
        ("info@x.example", False),
        ("support@x.example", False),
        ("norep.lynn@x.example", False),
        ("robotham@x.example", False),
        ("daemonica@x.example", False),
    ],
)
def test_no_reply_addresses_are_machines(address: str, machine: bool) -> None:
    assert is_machine_address(address) is machine


LISTED = replace(HUMAN, list_id="team.client.example")
NEWS = replace(HUMAN, list_id="news.mailer.example", list_unsubscribe="<https://x.example>")


@pytest.mark.parametrize(
    ("marks", "known", "answers", "automatic"),
    [
        (LISTED, True, False, False),  # a known person on the client's own group
        (LISTED, False, False, True),  # a stranger there
        (LISTED, False, True, False),  # answers us
        (NEWS, True, False, True),  # a known person's newsletter through a mailing service
        (NEWS, True, True, False),
        (replace(HUMAN, precedence="bulk"), True, False, True),
        (replace(HUMAN, precedence="bulk"), False, True, False),
        (replace(HUMAN, precedence="normal"), False, False, False),
        (replace(HUMAN, list_post="team@ours.example", list_id="x"), True, False, False),
        (replace(HUMAN, list_unsubscribe="<mailto:x@y.example>"), False, False, True),
        (replace(LISTED, list_id="evilclient.example"), True, False, True),
        (HUMAN, False, False, False),
    ],
)
def test_lists_are_automatic_unless_the_firm_uses_them(
    marks: Marks, known: bool, answers: bool, automatic: bool
) -> None:
    reason = automatic_reason(
        marks, known_sender=known, known_domains=DOMAINS, replies_to_ours=answers
    )
    assert (reason is not None) is automatic


def test_marks_survive_the_store() -> None:
    message = read_mail(list_id="<team.client.example>", precedence="bulk")
    fields = {"list_id": "team.client.example", "precedence": "bulk", "failed": []}
    stored = Marks.from_stored("carla@client.example", "Plan", None, fields)
    assert stored == Marks.of(message)


@pytest.mark.parametrize(
    ("marks", "text", "away"),
    [
        (replace(HUMAN, subject="Out of Office: Plan"), "Hi", True),
        (replace(HUMAN, subject="Automatic reply: Plan"), "I am out of the office.", True),
        (replace(HUMAN, subject="Automatic reply: Plan"), "We received your request.", False),
        (replace(HUMAN, auto_submitted="auto-replied"), "Ich bin im Urlaub.", True),
        (replace(HUMAN, auto_submitted="auto-generated"), "I am on leave.", False),
        (replace(HUMAN, auto_submitted="auto-replied"), "Got it.\n> I am out of office", False),
        (replace(HUMAN, report_type="delivery-status"), "out of office", False),
        (HUMAN, "I am out of the office on Monday.", False),
    ],
)
def test_only_automatic_replies_that_say_so_are_absences(
    marks: Marks, text: str, away: bool
) -> None:
    assert is_out_of_office(marks, text) is away
