"""Languages of short business mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from nlp.language import detect_language
from nlp.tags import Context, ZoneKind

if TYPE_CHECKING:
    from nlp.tagger import Tagger

TABLE = (
    ("en", "Hi Ann,\n\nI will send the report by Friday."),
    ("en", "OK"),
    ("en", "Sure, will do."),
    ("en", "Thanks Jürgen!"),
    ("en", "Noted."),
    ("en", "Got it, thanks Akiko-san"),
    ("en", "Dear Herr Schmidt, Müller GmbH will deliver the Abschlussbericht on Monday"),
    ("en", "Invoice 4711 attached."),
    ("en", "Budget approved - Giuseppe"),
    ("en", "José, María & Juan: agreed?"),
    ("en", "Meeting moved to room Zürich"),
    ("en", "Where is it???"),
    ("en", "Call me"),
    ("de", "Danke, passt."),
    ("de", "Anbei das Angebot."),
    ("de", "Können wir morgen telefonieren?"),
    ("de", "Sehr geehrte Frau Meier, vielen Dank für Ihre Nachricht. Wir melden uns."),
    ("de", "Hallo Tom, das Meeting mit dem Client ist morgen, bitte die Slides schicken."),
    ("fr", "Merci, c'est parfait"),
    ("fr", "Bonjour, pouvez-vous m'envoyer le devis ?"),
    ("es", "Gracias, quedo a la espera"),
    ("es", "¿Podemos hablar mañana sobre el contrato?"),
    ("pt", "Obrigado, segue em anexo o relatório"),
    ("pt", "Bom dia, podemos falar amanhã?"),
    ("it", "Buongiorno, in allegato il preventivo"),
    ("nl", "Goedemorgen, kunt u mij de offerte sturen?"),
    ("pl", "Dzień dobry, w załączeniu przesyłam ofertę"),
    ("ja", "ありがとうございます。"),
    ("ja", "資料をお送りします Rapport Project"),
    ("zh", "谢谢，收到"),
    ("ko", "감사합니다"),
    ("ru", "Спасибо, получил"),
    ("und", "12345"),
    ("und", "Zyxw Qqqr"),
    ("und", ""),
)


#: Greetings in another language than the body, and answers of a word or two.
SHORT = (
    ("en", "Hallo Tom,\n\nplease find the signed contract attached. Could you confirm by Friday?"),
    ("en", "Bonjour Luc,\n\nThank you for the draft. We will review it this week."),
    ("en", "Hola Eva,\n\nCan we move the call to Thursday?"),
    ("en", "Sehr geehrte Frau Vogt,\n\nI am writing to ask about the invoice from March."),
    ("en", "Hi Jürgen,\n\nthe Betriebsrat has approved the Dienstplan, so we can start on Monday."),
    ("en", "Guten Morgen Lena, I will call you at 10."),
    ("en", "Olá Rui,\n\nThe order will ship tomorrow."),
    (
        "de",
        "Hi Tom,\n\nanbei die Slides für das Kick-off Meeting. Feedback gerne bis morgen.\n\nBest,",
    ),
    ("de", "Dear Tom,\n\nkönnen wir den Call auf Donnerstag verschieben?"),
    ("de", "Hi,\n\nkurzes Update: der Vertrag ist da."),
    ("de", "Thanks! Schicke ich dir morgen."),
    ("de", "Danke!"),
    ("de", "Vielen Dank!"),
    ("de", "Passt."),
    ("de", "Bis morgen"),
    ("de", "Alles klar, danke dir"),
    ("de", "Geht klar."),
    ("de", "Mache ich."),
    ("de", "Ok, danke"),
    ("de", "Super, vielen Dank!"),
    ("de", "Kein Problem."),
    ("de", "Viele Gruesse"),
    ("de", "Ja, gerne."),
    ("de", "Nein, leider nicht."),
    ("de", "Wann?"),
    ("de", "Erledigt."),
    ("de", "Rechnung kommt morgen."),
    ("fr", "Merci !"),
    ("fr", "D'accord."),
    ("fr", "Ça marche, merci"),
    ("fr", "Parfait, à demain"),
    ("fr", "Bien reçu"),
    ("fr", "Ok merci"),
    ("fr", "C'est noté."),
    ("fr", "Oui, sans problème"),
    ("fr", "Quand ?"),
    ("fr", "Je m'en occupe."),
    ("fr", "Bonne journée"),
    ("fr", "Avec plaisir"),
    ("es", "¡Gracias!"),
    ("es", "Muchas gracias"),
    ("es", "De acuerdo"),
    ("es", "Vale, perfecto"),
    ("es", "Hasta mañana"),
    ("es", "Recibido, gracias"),
    ("es", "Sí, claro"),
    ("es", "¿Cuándo?"),
    ("es", "Me encargo."),
    ("es", "Perfecto."),
    ("es", "Sin problema"),
    ("pt", "Obrigado!"),
    ("pt", "Muito obrigada"),
    ("pt", "Combinado, até amanhã"),
    ("pt", "Perfeito, obrigado"),
    ("pt", "Pode deixar"),
    ("pt", "Sim, sem problema"),
    ("pt", "Recebido."),
    ("pt", "Trato disso."),
    ("pt", "Está bem"),
    ("ja", "了解です"),
    ("ja", "承知しました。"),
    ("ja", "ok です"),
    ("zh", "好的"),
    ("zh", "收到，谢谢"),
    ("zh", "請查收附件"),
    ("en", "Thanks!"),
    ("en", "Perfect"),
    ("und", "Super!"),
    ("en", "Noted, merci!"),
    ("es", "ok gracias"),
    ("en", "Merci Luc, will do."),
    ("en", "Danke Jens - I will send it tomorrow."),
    ("en", "See the Angebot attached"),
    ("en", "No problem"),
    ("en", "Yes please"),
    ("fr", "Hello Tom,\n\nTu peux m'envoyer le fichier stp ?"),
    ("fr", "Hi Tom, le meeting est décalé à jeudi, ok pour toi ?"),
    ("es", "Hello Tom,\n\n¿puedes enviarme el archivo?"),
    ("pt", "Hi Tom,\n\npodes enviar-me o ficheiro?"),
    ("de", "FYI - siehe unten"),
    ("de", "zur Info"),
    ("fr", "Pour info"),
    ("es", "Para tu información"),
    ("pt", "Para conhecimento"),
    ("und", "+1"),
)


@pytest.mark.parametrize(("language", "text"), TABLE + SHORT)
def test_language_is_told(language: str, text: str) -> None:
    assert detect_language(text) == language


@pytest.mark.parametrize(
    "text",
    [
        "Voisitteko lähettää tarjouksen perjantaihin mennessä?\n\nYstävällisin terveisin\nJuha",
        "Czy mogliby Państwo przesłać ofertę do piątku?\n\nPozdrawiam\nEwa",
        "금요일까지 견적서를 보내 주시겠습니까?",
    ],
)
def test_languages_without_rules_get_zones_and_no_acts(tagger: Tagger, text: str) -> None:
    tags = tagger.tag(Context(id="l", text=text))
    assert not tags.supported
    assert tags.zones[0].kind is ZoneKind.NEW
    assert tags.sentences
    assert all(not sentence.acts for sentence in tags.sentences)


def test_a_quoted_mail_says_nothing_about_the_answer(tagger: Tagger) -> None:
    text = (
        "Thanks, will do.\n\nAm 03.03.2026 um 16:12 schrieb Lena <lena@north.example>:\n"
        "> Können Sie mir bitte das Angebot schicken? Vielen Dank und viele Grüße"
    )
    assert tagger.tag(Context(id="l", text=text)).language == "en"


ENGLISH = "Could you send us the list of the rooms by Friday? Then we can tell the guests."
GERMAN = "Können Sie uns bitte bis morgen die Liste der Räume schicken?"


@pytest.mark.parametrize(
    ("body", "previous", "language"),
    [
        ("Fair.", (ENGLISH,), "en"),
        ("Fair.\n\n-- \nZoë Müller · Façade Ltd", (ENGLISH,), "en"),
        ("Fair –", (ENGLISH, "12345"), "en"),
        ("Fair.", (GERMAN,), "de"),
        (f"Fair.\n\nOn 3 March 2026, Zoë Müller wrote:\n> {ENGLISH}\n", (), "en"),
        ("Fair.", (), "und"),
        ("Zażółć", (ENGLISH,), "und"),
    ],
)
def test_a_short_text_takes_the_language_of_its_thread(
    tagger: Tagger, body: str, previous: tuple[str, ...], language: str
) -> None:
    tags = tagger.tag(
        Context(id="s", text=body, previous=previous, from_="Zoë Müller <z@f.example>")
    )
    assert tags.language == language
