"""Invented mail with the zones that programs, lists and people put into it.

A row is (name, parts): the parts, each a (kind, text) pair, are joined by a line feed; blank text
joins the part before. The finder must give the same kinds over the same texts back.
"""

from __future__ import annotations

OLD = "Could you send the figures for March to my colleague?"
ANSWER = "I will send them on Friday."

_ATTRIBUTIONS = (
    ("english", "On Tue, Mar 3, 2026 at 4:12 PM Lena Vogt <lena@north.example> wrote:"),
    ("english apple", "On 3 Mar 2026, at 16:12, Lena Vogt <lena@north.example> wrote:"),
    ("english wrapped", "On Tue, Mar 3, 2026 at 4:12 PM Lena Vogt <\nlena@north.example> wrote:"),
    ("german", "Am 03.03.2026 um 16:12 schrieb Lena Vogt <lena@north.example>:"),
    ("german gmail", "Am Di., 3. März 2026 um 16:12 Uhr schrieb Lena Vogt <lena@north.example>:"),
    ("french", "Le mar. 3 mars 2026 à 16:12, Lena Vogt <lena@north.example> a écrit :"),
    ("spanish", "El mar, 3 mar 2026 a las 16:12, Lena Vogt (<lena@north.example>) escribió:"),
    ("portuguese", "Em ter., 3 de mar. de 2026 às 16:12, Lena Vogt <lena@north.example> escreveu:"),
    (
        "italian",
        "Il giorno mar 3 mar 2026 alle ore 16:12 Lena Vogt <lena@north.example> ha scritto:",
    ),
    ("dutch", "Op di 3 mrt. 2026 om 16:12 schreef Lena Vogt <lena@north.example>:"),
    ("polish", "wt., 3 mar 2026 o 16:12 Lena Vogt <lena@north.example> napisał(a):"),
    ("swedish", "Den tis 3 mars 2026 kl 16:12 skrev Lena Vogt <lena@north.example>:"),
    ("danish", "Den 03.03.2026 kl. 16.12 skrev Lena Vogt <lena@north.example>:"),
    ("finnish", "ti 3. maalisk. 2026 klo 16.12 Lena Vogt (lena@north.example) kirjoitti:"),
    ("russian", "вт, 3 мар. 2026 г. в 16:12, Lena Vogt <lena@north.example>:"),
    ("japanese", "2026年3月3日(火) 16:12 Lena Vogt <lena@north.example>:"),
    ("chinese", "Lena Vogt <lena@north.example> 于2026年3月3日周二 16:12写道："),
)

_HEADERS = (
    ("outlook english", "From: Lena Vogt <lena@north.example>\nSent: Tuesday, March 3, 2026 4:12 PM\nTo: Raj Mehta\nSubject: Figures"),
    ("outlook rule", "________________________________\nFrom: Lena Vogt <lena@north.example>\nSent: Tuesday, March 3, 2026 4:12 PM\nTo: Raj Mehta\nSubject: Figures"),
    ("outlook bold", "*From:* Lena Vogt <lena@north.example>\n*Sent:* Tuesday, March 3, 2026 4:12 PM\n*To:* Raj Mehta\n*Subject:* Figures"),
    ("outlook german", "Von: Lena Vogt <lena@north.example>\nGesendet: Dienstag, 3. März 2026 16:12\nAn: Raj Mehta\nBetreff: Zahlen"),
    ("outlook french", "De : Lena Vogt <lena@north.example>\nEnvoyé : mardi 3 mars 2026 16:12\nÀ : Raj Mehta\nObjet : Chiffres"),
    ("outlook spanish", "De: Lena Vogt <lena@north.example>\nEnviado: martes, 3 de marzo de 2026 16:12\nPara: Raj Mehta\nAsunto: Cifras"),
    ("outlook portuguese", "De: Lena Vogt <lena@north.example>\nEnviada em: terça-feira, 3 de março de 2026 16:12\nPara: Raj Mehta\nAssunto: Números"),
    ("outlook italian", "Da: Lena Vogt <lena@north.example>\nInviato: martedì 3 marzo 2026 16:12\nA: Raj Mehta\nOggetto: Cifre"),
    ("outlook dutch", "Van: Lena Vogt <lena@north.example>\nVerzonden: dinsdag 3 maart 2026 16:12\nAan: Raj Mehta\nOnderwerp: Cijfers"),
    ("outlook polish", "Od: Lena Vogt <lena@north.example>\nWysłano: wtorek, 3 marca 2026 16:12\nDo: Raj Mehta\nTemat: Dane"),
    ("outlook japanese", "差出人: Lena Vogt <lena@north.example>\n送信日時: 2026年3月3日 16:12\n宛先: Raj Mehta\n件名: 数字"),
    ("outlook chinese", "发件人: Lena Vogt <lena@north.example>\n发送时间: 2026年3月3日 16:12\n收件人: Raj Mehta\n主题: 数字"),
    ("original message", "-----Original Message-----\nFrom: Lena Vogt <lena@north.example>\nSent: Tuesday, March 3, 2026 4:12 PM\nTo: Raj Mehta\nSubject: Figures"),
    ("original german", "-----Ursprüngliche Nachricht-----\nVon: Lena Vogt <lena@north.example>\nGesendet: Dienstag, 3. März 2026 16:12\nAn: Raj Mehta\nBetreff: Zahlen"),
    ("lotus", "Lena Vogt <lena@north.example>\n03/03/2026 04:12 PM\nTo: Raj Mehta/BLUE@BLUE\ncc:\nSubject: Figures"),
)  # fmt: skip

_FORWARDS = (
    ("gmail forward", "---------- Forwarded message ---------\nFrom: Lena Vogt <lena@north.example>\nDate: Tue, Mar 3, 2026 at 4:12 PM\nSubject: Figures\nTo: Raj Mehta <raj@blue.example>"),
    ("apple forward", "Begin forwarded message:\n\nFrom: Lena Vogt <lena@north.example>\nSubject: Figures\nDate: 3 March 2026 at 16:12:00 CET\nTo: Raj Mehta <raj@blue.example>"),
    ("thunderbird forward", "-------- Forwarded Message --------\nSubject: Figures\nDate: Tue, 3 Mar 2026 16:12:00 +0100\nFrom: Lena Vogt <lena@north.example>\nTo: Raj Mehta <raj@blue.example>"),
    ("german forward", "Anfang der weitergeleiteten Nachricht:\n\nVon: Lena Vogt <lena@north.example>\nBetreff: Zahlen\nDatum: 3. März 2026 um 16:12:00 MEZ\nAn: Raj Mehta <raj@blue.example>"),
    ("lotus forward", "----- Forwarded by Raj Mehta/BLUE on 03/03/2026 05:00 PM -----\n\nLena Vogt <lena@north.example>\n03/03/2026 04:12 PM\nTo: Raj Mehta/BLUE@BLUE\ncc:\nSubject: Figures"),
)  # fmt: skip

_SIGNATURES = (
    ("delimiter", "-- \nRaj Mehta\nBlue Ltd"),
    ("sign-off and name", "Best regards,\nRaj"),
    (
        "sign-off, name, title, phone",
        "Kind regards,\n\nRaj Mehta\nHead of Procurement\nBlue Ltd\nT +44 20 7946 0000",
    ),
    ("german sign-off", "Mit freundlichen Grüßen\nRaj Mehta"),
    ("thanks and name", "Thanks,\nRaj"),
    ("phone", "Sent from my iPhone"),
    ("outlook app", "Get Outlook for Android<https://app.example/x>"),
    (
        "contact block",
        "Raj Mehta\nHead of Procurement | Blue Ltd\nraj@blue.example\n+44 20 7946 0000",
    ),
    ("german phone", "Von meinem iPhone gesendet"),
    ("dash and name", "—\nRaj Mehta\nCEO, Blue Ltd"),
)

_DISCLAIMERS = (
    ("english", "This e-mail and any attachments are confidential and intended only for the named recipient. If you have received it in error, please notify the sender and delete it."),
    ("notice", "CONFIDENTIALITY NOTICE: This message may contain privileged information."),
    ("german", "Diese E-Mail enthält vertrauliche Informationen und ist nur für den Empfänger bestimmt. Falls Sie diese E-Mail irrtümlich erhalten haben, informieren Sie bitte den Absender."),
    ("printing", "Please consider the environment before printing this e-mail."),
)  # fmt: skip

_FOOTERS = (
    ("google group", "-- \nYou received this message because you are subscribed to the Google Groups \"fans\" group.\nTo unsubscribe from this group, send an email to fans+unsubscribe@groups.example."),
    ("mailman", "_______________________________________________\nfans mailing list\nfans@lists.example\nhttps://lists.example/fans"),
    ("newsletter", "You are receiving this e-mail because you signed up.\nUnsubscribe | Manage preferences"),
    ("virus", "This email has been checked for viruses by Example Antivirus."),
)  # fmt: skip

Parts = tuple[tuple[str, str], ...]


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.split("\n"))


TABLE: tuple[tuple[str, Parts], ...] = (
    *((f"{name}, marked", (("new", f"{ANSWER}\n"), ("header", head), ("quote", _quoted(OLD)))) for name, head in _ATTRIBUTIONS),
    *((f"{name}, unmarked", (("new", f"{ANSWER}\n"), ("header", f"{head}\n"), ("quote", OLD))) for name, head in _ATTRIBUTIONS),
    *((name, (("new", f"{ANSWER}\n"), ("header", f"{head}\n"), ("quote", OLD))) for name, head in _HEADERS),
    *((name, (("new", "See below.\n"), ("header", f"{head}\n"), ("forward", OLD))) for name, head in _FORWARDS),
    *((f"signature: {name}", (("new", f"{ANSWER}\n"), ("signature", text))) for name, text in _SIGNATURES),
    *((f"disclaimer: {name}", (("new", f"{ANSWER}\n"), ("disclaimer", text))) for name, text in _DISCLAIMERS),
    *((f"footer: {name}", (("new", f"{ANSWER}\n"), ("footer", text))) for name, text in _FOOTERS),
    ("inline answers stay new", (("header", "On 3 Mar 2026, at 16:12, Lena Vogt wrote:"), ("quote", "> Is the price final?\n"), ("new", "Yes, it is.\n"), ("quote", "> And the date?\n"), ("new", "Not yet."))),
    ("answer below the quote", (("header", "On 3 Mar 2026, at 16:12, Lena Vogt wrote:"), ("quote", "> Is the price final?\n"), ("new", "Yes, it is."))),
    ("short name above a quote", (("new", "Agreed.\n"), ("header", "Lena Vogt wrote:"), ("quote", "> Is the price final?"))),
    ("signature above a quote", (("new", "Agreed.\n"), ("signature", "Best,\nRaj\n"), ("header", "On 3 Mar 2026, at 16:12, Lena Vogt wrote:"), ("quote", "> Is the price final?"))),
    ("signature and disclaimer", (("new", "Agreed.\n"), ("signature", "Best,\nRaj\n"), ("disclaimer", _DISCLAIMERS[0][1]))),
)  # fmt: skip

#: Mail that has no quote and must stay as it is.
UNTOUCHED = (
    "On Monday we wrote to the supplier about the delay.",
    "Agenda\n\nDate: 3 May\nTime: 10:00\nPlace: Room 4",
    "Travel plan\n\nFrom: London\nTo: Paris\nDate: 3 May",
    "Please look at what Ann wrote in the report: the totals differ.",
    "The new price is > 400 euros.",
    "Options:\n- renew\n- cancel\n- wait",
    "Please enter your feedback below.\n\n------ Enter Feedback Below ------\n\nIt was fine.",
    "Thanks for the confidential figures, I keep them to myself.",
    "Let me know what you think of the original message.",
    "The steps are:\n\n1. Sign the form.\n2. Send it back.",
    "We will meet on 3 May 2026 at 10:00 and discuss the following:\n\nbudget and staff.",
    "Subject to approval, the offer stands until Friday.",
)
