"""Simple rules in German, French, Spanish, Portuguese and Japanese."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from nlp.due.reading import Speaker
from nlp.foreign.engine import read_sentence
from nlp.foreign.tables import LANGUAGES
from nlp.plain import make_plain
from nlp.tags import Act, Context, Debtor, Depth, NeedsReplyLabel
from tests.nlp.foreign_table import ROWS, ZONES

if TYPE_CHECKING:
    from nlp.tagger import Tagger
    from nlp.tags import Due, MessageTags, SentenceTags

Row = tuple[str, frozenset[str], str, str]


def rows() -> list[Row]:
    found = []
    for language, block in ROWS.items():
        for line in block.strip().split("\n"):
            wanted, sentence = line.split(": ", maxsplit=1)
            acts, _, day = wanted.partition(" ")
            found.append((language, frozenset(acts.replace("-", "").split("+")), day, sentence))
    return found


def read(language: str, sentence: str) -> SentenceTags:
    zone = ZONES[language]
    speaker = Speaker(said_at=datetime(2026, 3, 3, 10, tzinfo=ZoneInfo(zone)), zone=zone)
    plain = make_plain(sentence, 0, len(sentence), english=False)
    return read_sentence(plain, (0, len(sentence)), language, speaker=speaker)


def last_day(due: Due | None) -> str:
    if due is None:
        return ""
    if due.to_at is None or due.zone is None:
        return "?"
    return f"{(due.to_at - timedelta(seconds=1)).astimezone(ZoneInfo(due.zone)):%m-%d}"


@pytest.mark.parametrize(("language", "acts", "day", "sentence"), rows())
def test_a_plain_sentence_is_read(
    language: str, acts: frozenset[str], day: str, sentence: str
) -> None:
    tags = read(language, sentence)
    found = {one.act.value for one in tags.acts} - {"deadline"}
    assert (frozenset(found), last_day(tags.due)) == (acts - {""}, day)


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_each_language_has_its_forty_sentences(language: str) -> None:
    assert len(ROWS[language].strip().split("\n")) >= 40


def test_who_owes_and_what_stand_with_a_promise() -> None:
    tags = read("de", "Ich schicke Ihnen das unterschriebene Angebot bis Freitag.")
    assert (tags.debtor, tags.content) == (Debtor.AUTHOR, "unterschriebene Angebot")


@pytest.mark.parametrize(
    ("language", "sentence", "what"),
    [
        ("de", "Anbei das unterschriebene Angebot.", "unterschriebene Angebot"),
        ("fr", "Ci-joint le contrat signé.", "contrat signé"),
        ("es", "Adjunto el contrato firmado.", "contrato firmado"),
        ("pt", "Segue em anexo o contrato assinado.", "contrato assinado"),
        ("ja", "契約書をお送りいたしました。", "契約書"),
        ("de", "Ist erledigt.", None),
        ("fr", "C'est fait !", None),
    ],
)
def test_what_was_done_is_told(language: str, sentence: str, what: str | None) -> None:
    tags = read(language, sentence)
    assert (tags.discharge, tags.discharge_content) == (True, what)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("de", "Der Vertrag ist noch nicht verschickt."),
        ("fr", "Je n'ai pas envoyé le contrat."),
        ("es", "No hemos enviado el contrato."),
        ("pt", "Ainda não enviei o contrato."),
        ("ja", "契約書はまだお送りしておりません。"),
    ],
)
def test_what_was_not_done_is_no_discharge(language: str, sentence: str) -> None:
    assert not read(language, sentence).discharge


MAILS = {
    "de": "Guten Tag Frau Vogt,\n\nkönnten Sie uns bitte die Zahlen für März schicken?\n\nViele Grüße\nRaj Mehta",
    "fr": "Bonjour Madame,\n\nPourriez-vous nous envoyer les chiffres de mars ?\n\nCordialement,\nRaj Mehta",
    "es": "Buenos días, Lena:\n\n¿Podría enviarnos las cifras de marzo?\n\nUn saludo,\nRaj Mehta",
    "pt": "Bom dia, Lena,\n\nPoderia enviar-nos os números de março?\n\nAtenciosamente,\nRaj Mehta",
    "ja": "Vogt様\n\nいつもお世話になっております。\n3月の数字を送っていただけますか。\n\nよろしくお願いいたします。\nMehta",
}
THANKS = {
    "de": "Hallo Raj,\n\nvielen Dank für die schnelle Antwort!\n\nViele Grüße\nLena",
    "fr": "Bonjour Raj,\n\nMerci beaucoup pour votre réponse.\n\nBonne journée,\nLena",
    "es": "Hola Raj,\n\nmuchas gracias por la información.\n\nUn saludo,\nLena",
    "pt": "Olá Raj,\n\nMuito obrigada pela resposta.\n\nAbraço,\nLena",
    "ja": "Mehta様\n\nお世話になっております。\nご返信ありがとうございます。",
}


def tag(tagger: Tagger, text: str, **more: object) -> MessageTags:
    sent_at = datetime(2026, 3, 3, 9, tzinfo=UTC)
    return tagger.tag(Context(id="f", text=text, sent_at=sent_at, **more))  # type: ignore[arg-type]


@pytest.mark.parametrize(("language", "text"), MAILS.items())
def test_a_mail_that_asks_waits_for_an_answer(tagger: Tagger, language: str, text: str) -> None:
    tags = tag(tagger, text)
    assert (tags.language, tags.depth, tags.supported) == (language, Depth.SIMPLE, True)
    assert tags.needs_reply.label is NeedsReplyLabel.YES
    asked = text[tags.needs_reply.start : tags.needs_reply.end]
    assert asked.endswith(("?", "？", "。"))


@pytest.mark.parametrize(("language", "text"), THANKS.items())
def test_a_mail_that_thanks_waits_for_nothing(tagger: Tagger, language: str, text: str) -> None:
    tags = tag(tagger, text)
    assert (tags.language, tags.needs_reply.label) == (language, NeedsReplyLabel.NO)
    assert tags.closing


@pytest.mark.parametrize("text", MAILS.values())
def test_a_machine_waits_for_nothing(tagger: Tagger, text: str) -> None:
    assert tag(tagger, text, automatic=True).needs_reply.label is NeedsReplyLabel.NO


@pytest.mark.parametrize(
    "text",
    [
        "Können Sie die Liste löschen? Eine Rückmeldung ist nicht nötig, danke.",
        "Pouvez-vous effacer la liste ? Inutile de me répondre, merci.",
        "¿Puede borrar la lista? No hace falta que me responda, gracias.",
        "Pode apagar a lista? Não é necessário responder, obrigado.",
        "リストを削除していただけますか。ご返信は不要です。",
    ],
)
def test_who_says_that_no_answer_is_needed_waits_for_none(tagger: Tagger, text: str) -> None:
    found = tag(tagger, text).needs_reply
    assert (found.label, found.why) == (NeedsReplyLabel.NO, "says that no answer is needed")


def test_a_no_reply_address_waits_for_nothing(tagger: Tagger) -> None:
    found = tag(tagger, MAILS["de"], from_="Shop <no-reply@shop.example>").needs_reply
    assert found.label is NeedsReplyLabel.NO


def test_a_mailing_of_a_stranger_waits_for_nothing(tagger: Tagger) -> None:
    text = (
        "Guten Tag,\n\nkennen Sie schon unsere neuen Angebote? Schauen Sie doch mal vorbei!\n\n"
        "-- \nWenn Sie diesen Newsletter abbestellen möchten, klicken Sie hier."
    )
    assert tag(tagger, text).needs_reply.label is NeedsReplyLabel.NO


def test_a_language_without_a_table_is_unread(tagger: Tagger) -> None:
    tags = tag(tagger, "Voisitteko lähettää tarjouksen perjantaihin mennessä? Kiitos etukäteen.")
    assert (tags.language, tags.depth, tags.supported) == ("fi", Depth.NONE, False)
    assert all(not sentence.acts for sentence in tags.sentences)


def test_english_is_read_in_full(tagger: Tagger) -> None:
    tags = tag(tagger, "I will send the report by Friday.")
    assert tags.depth is Depth.FULL
    assert tags.sentences[0].has(Act.COMMITMENT)


@pytest.mark.parametrize(
    ("language", "piece"),
    [("de", "ich werde "), ("de", "in 3 "), ("fr", "je vous le la "), ("es", "te lo se "),
     ("pt", "o lhe a "), ("ja", "お送り"), ("es", "é ")],
)  # fmt: skip
def test_endless_sentences_cost_little(language: str, piece: str) -> None:
    sentence = (piece * 600)[:599].strip() + "x"
    begun = perf_counter()
    read(language, sentence)
    assert perf_counter() - begun < 0.5
