"""Invented ends of mail: what is said, and how it is signed.

A row is (name, sender, said, ending): `said` is new, `ending` a signature.
"""

from __future__ import annotations

RAJ = "Raj Mehta <raj@blue.example>"
LENA = "Vogt, Lena <lena.vogt@north.example>"
LUC = "Luc Besnard <l.besnard@lumiere.example>"
EVA = '"Eva Prieto" <eva@soto.example>'
RUI = "Rui Falcão <rui.falcao@tagus.example>"

SIGNED = (
    ("english", RAJ, "I send it on Friday.", "Best regards,\nRaj"),
    ("english, name on the line", RAJ, "I send it on Friday.", "Cheers, Raj"),
    ("english, dashes", RAJ, "I send it on Friday.", "-- Raj"),
    ("english, tight dash", RAJ, "I send it on Friday.", "-Raj"),
    ("english, initial", RAJ, "I send it on Friday.", "-R"),
    ("english, short form", "Steven Holt <s.holt@blue.example>", "I send it on Friday.", "-- Steve"),
    ("english, lower case", RAJ, "i send it on friday.", "thanks,\nraj"),
    ("english, thanks and details", RAJ, "I send it on Friday.", "Many thanks,\n\nRaj Mehta\nHead of Procurement\nBlue Ltd\n+44 20 7946 0000"),
    ("english, details alone", RAJ, "I send it on Friday.", "Raj Mehta\nHead of Procurement | Blue Ltd\nraj@blue.example"),
    ("english, one line of details", RAJ, "I send it on Friday.", "Raj Mehta | Blue Ltd | +44 20 7946 0000"),
    ("english, name in brackets", RAJ, "I send it on Friday.", "Raj Mehta (Blue Ltd)"),
    ("english, middle name", RAJ, "I send it on Friday.", "Raj K. Mehta\nBlue Ltd"),
    ("english, motto", RAJ, "I send it on Friday.", "Raj Mehta -- raj@blue.example\n\nWhoever measures knows more than whoever guesses."),
    ("english, phone note", RAJ, "I send it on Friday.", "Raj\nSent from my iPhone"),
    ("english, typos", RAJ, "I send it on Friday.", "Please excuse typos and brevity"),
    ("english, via mobile", RAJ, "I send it on Friday.", "Raj Mehta\nvia mobile"),
    ("german", LENA, "Die Zahlen kommen morgen.", "Mit freundlichen Grüßen\nLena Vogt"),
    ("german, details", LENA, "Die Zahlen kommen morgen.", "Mit freundlichen Grüßen\n\ni. A. Lena Vogt\nAbteilungsleiterin Einkauf\n\nNord GmbH\nHafenstraße 12\n20457 Hamburg\nTel.: +49 40 1234567"),
    ("german, short", LENA, "Die Zahlen kommen morgen.", "VG Lena"),
    ("german, short form", LENA, "Die Zahlen kommen morgen.", "MfG\nL. Vogt"),
    ("german, regards on the line", LENA, "Die Zahlen kommen morgen.", "Viele Grüße, Lena"),
    ("german, from where", LENA, "Die Zahlen kommen morgen.", "Viele Grüße aus Hamburg\nLena"),
    ("german, name first in the address", LENA, "Die Zahlen kommen morgen.", "Lena Vogt\nProjektleiterin\nNord GmbH"),
    ("german, phone note", LENA, "Die Zahlen kommen morgen.", "Gesendet mit der GMX Mail App"),
    ("french", LUC, "Le devis part demain.", "Cordialement,\nLuc Besnard"),
    ("french, details", LUC, "Le devis part demain.", "Bien cordialement,\n\nLuc Besnard\nResponsable commercial\nLumière SAS\nTél : +33 1 23 45 67 89"),
    ("french, day", LUC, "Le devis part demain.", "Bonne journée,\nLuc"),
    ("french, formal", LUC, "Le devis part demain.", "Veuillez agréer, Madame, l'expression de mes salutations distinguées.\n\nLuc Besnard"),
    ("french, phone note", LUC, "Le devis part demain.", "Envoyé de mon iPhone"),
    ("spanish", EVA, "El presupuesto sale mañana.", "Un saludo,\nEva"),
    ("spanish, details", EVA, "El presupuesto sale mañana.", "Saludos cordiales,\n\nEva Prieto\nDirectora de compras\nSoto S.L.\nTel. +34 91 123 45 67"),
    ("spanish, phone note", EVA, "El presupuesto sale mañana.", "Enviado desde mi iPhone"),
    ("portuguese", RUI, "A proposta segue amanhã.", "Atenciosamente,\nRui Falcão"),
    ("portuguese, details", RUI, "A proposta segue amanhã.", "Com os melhores cumprimentos,\n\nRui Falcão\nDiretor comercial\nTagus Lda.\n+351 21 123 4567"),
    ("portuguese, hug", RUI, "A proposta segue amanhã.", "Abraço,\nRui"),
    ("portuguese, phone note", RUI, "A proposta segue amanhã.", "Enviado do meu iPhone"),
    ("italian", "Ada Ricci <ada@ponte.example>", "Il preventivo parte domani.", "Cordiali saluti,\nAda Ricci"),
    ("dutch", "Joris Prins <j@dijk.example>", "De offerte komt morgen.", "Met vriendelijke groet,\n\nJoris Prins"),
    ("polish", "Ewa Lis <ewa@lis.example>", "Oferta będzie jutro.", "Pozdrawiam,\nEwa Lis"),
    ("swedish", "Ida Holm <ida@holm.example>", "Offerten kommer imorgon.", "Med vänlig hälsning\nIda Holm"),
    ("japanese", "森 晶 <mori@kumo.example>", "明日お送りいたします。", "よろしくお願いいたします。\n森"),
    ("japanese, details", "森 晶 <mori@kumo.example>", "明日お送りいたします。", "--\n株式会社くも 営業部\n森 晶\nTEL: 03-1234-5678"),
)  # fmt: skip

#: Ends that are said: nothing is signed.
UNSIGNED = (
    (RAJ, "I send it on Friday.\n\nRaj Mehta will call you about it."),
    (RAJ, "Please ask Ann.\n\nBest wishes for the new office go to all of you, we come next week."),
    (RAJ, "The contact is:\n\nTom Reed, +44 20 7946 0001, who knows about it."),
    (
        RAJ,
        "Two things are open.\n\nRegards the invoice: it is paid.\nRegards the order: it is not.",
    ),
    (LENA, "Die Zahlen kommen morgen.\n\nLena Vogt kommt auch mit, wenn Sie wollen."),
    (LENA, "Viele Grüße soll ich von Frau Holm ausrichten, sie ist wieder gesund."),
    (LUC, "Merci de saluer Monsieur Prieto de ma part quand vous le verrez demain."),
    (EVA, "Saludos de parte de Marta, que vuelve el lunes a la oficina."),
    (RUI, "Abraço também da Ana, que volta na segunda ao escritório."),
    (RAJ, "Code:\n\n---\nname: pump\nsize: 4\n---\n\nPlease check the size."),
    (RAJ, "Thanks!"),
    (RAJ, "ok"),
    (RAJ, "Invited are:\n\nAnn Reed\nRaj Mehta\nTom Holt\nIda Holm"),
    (RAJ, "Fine with me\n:-D"),
)
