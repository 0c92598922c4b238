"""Sentences of new text: paragraph and line first, punctuation second."""

from __future__ import annotations

import pytest

from nlp.sentences import MAX_SENTENCE, split_sentences

TABLE: tuple[tuple[str, list[str]], ...] = (
    ("One. Two.", ["One.", "Two."]),
    ("Hi Ann,\nThanks for the mail.", ["Hi Ann,", "Thanks for the mail."]),
    (
        "We will send the revised statement of work as soon as\nlegal has signed it. Then we start.",
        [
            "We will send the revised statement of work as soon as\nlegal has signed it.",
            "Then we start.",
        ],
    ),
    ("Points:\n- renew\n- cancel the order", ["Points:", "renew", "cancel the order"]),
    ("1. Sign it.\n2. Send it back.", ["Sign it.", "Send it back."]),
    ("Dr. Berg and Mr. Ito agreed.", ["Dr. Berg and Mr. Ito agreed."]),
    ("It costs 4.50 euros. Fine?", ["It costs 4.50 euros.", "Fine?"]),
    ("We use e.g. SAP. Good.", ["We use e.g. SAP.", "Good."]),
    ("Call at 5 p.m. today. Thanks", ["Call at 5 p.m. today.", "Thanks"]),
    ("Really?! Yes!", ["Really?!", "Yes!"]),
    ("First paragraph\n\nSecond paragraph", ["First paragraph", "Second paragraph"]),
    ("Best regards\nTom", ["Best regards", "Tom"]),
    ("See www.north.example/a.b for more.", ["See www.north.example/a.b for more."]),
    ("ok. will do it. thanks", ["ok.", "will do it.", "thanks"]),
    ("Das passt am 3. April. Bis dann.", ["Das passt am 3. April.", "Bis dann."]),
    ("Der 2. Entwurf ist da. Bitte prüfen.", ["Der 2. Entwurf ist da.", "Bitte prüfen."]),
    ("Am 12. 3. 2026 um 10 Uhr. Gut?", ["Am 12. 3. 2026 um 10 Uhr.", "Gut?"]),
    ("Siehe Nr. 4711 bzw. Anlage 2. Danke", ["Siehe Nr. 4711 bzw. Anlage 2.", "Danke"]),
    ("Das kostet inkl. MwSt. und Fracht mehr.", ["Das kostet inkl. MwSt. und Fracht mehr."]),
    ("Die Holm GmbH & Co. KG zahlt. Danke.", ["Die Holm GmbH & Co. KG zahlt.", "Danke."]),
    ("d. h. wir zahlen. Gut.", ["d. h. wir zahlen.", "Gut."]),
    ("Bonjour M. Martin, merci. À demain.", ["Bonjour M. Martin, merci.", "À demain."]),
    ("Mme. Besnard est là. Merci.", ["Mme. Besnard est là.", "Merci."]),
    ("Gracias, Sra. López. ¿Puede enviarlo?", ["Gracias, Sra. López.", "¿Puede enviarlo?"]),
    ("A Dra. Lis vem. Obrigado.", ["A Dra. Lis vem.", "Obrigado."]),
    ("We need 12. Then we stop.", ["We need 12.", "Then we stop."]),
    ("He works at Smith Co. Then he left.", ["He works at Smith Co.", "Then he left."]),
    ("送っていただけますか？お願いします。", ["送っていただけますか？", "お願いします。"]),
    ("ありがとう。送ります。", ["ありがとう。", "送ります。"]),
    ("----\n\n***", []),
    ("", []),
)


@pytest.mark.parametrize(("text", "sentences"), TABLE)
def test_text_is_cut_into_sentences(text: str, sentences: list[str]) -> None:
    spans = split_sentences(text, 0, len(text))
    assert [text[start:end] for start, end in spans] == sentences


def test_endless_text_is_cut_at_white_space() -> None:
    text = "word " * 1_000
    spans = split_sentences(text, 0, len(text))
    assert all(end - start <= MAX_SENTENCE for start, end in spans)
    assert "".join(text[start:end] for start, end in spans).count("word") == 1_000
