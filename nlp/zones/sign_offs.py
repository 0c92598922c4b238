"""Sign-offs and greetings in many languages, and what phones write below a mail.

Words only; where they may stand is for `nlp.zones.signatures` to say.
"""

from __future__ import annotations

import re

from nlp.lexicon import phrases

_MOBILE = re.compile(
    r"[ \t]{0,4}[<(\[*]{0,2}(?:sent (?:from|with|via|by) (?:my|mail for|outlook|samsung|typeapp|sparrow|acompli|"
    r"yahoo|proton|gmail|nine|blackberry|windows|iphone|ipad|mailbox|spark|airmail|hey|the|a)\b"
    r"|sent using |get outlook for |get bluemail for|(?:von meinem|gesendet (?:von|mit|mittels)) (?:meinem|meiner|mein|outlook|iphone|ipad|mail|der|"
    r"samsung|windows|blackberry|proton|gmx|web\.de|einem)\b|envoyé (?:de|depuis|à partir d[e']|avec) ?(?:mon|ma|outlook|"
    r"l'|yahoo|un|mail|proton)|télécharger outlook pour|obtenir outlook pour|enviado (?:desde|do|de|a partir do) (?:mi|meu|el|outlook|"
    r"mail|yahoo|un)\b|obtener outlook para|obter o outlook para|inviato (?:da|dal) (?:mio|iphone|ipad|outlook|"
    r"libero|yahoo|smartphone)|scarica outlook per|verzonden (?:vanaf|met|vanuit) |verstuurd vanaf |outlook voor |"
    r"wysłane? z |skickat från |sendt fra |lähetetty |отправлено (?:с|из) |iphoneから送信|発送从我的|从我的iphone|发自我的|發自我的|傳自我的|"
    r"나의 iphone에서"
    r"|via (?:mobile|phone|iphone|ipad|blackberry|handy)[ \t.]{0,3}\Z|von unterwegs (?:gesendet|geschickt)|mobil gesendet"
    r"|(?:please )?(?:excuse|pardon|forgive) (?:the |any |my )?(?:typos|brevity|terse)"
    r"|typed on (?:my|a) )",
    re.IGNORECASE,
)

_SIGN_OFF_WORDS = phrases(
    """
    best
    all the best
    best regards
    best wishes
    kind regards
    kindest regards
    warm regards
    warmest regards
    warmly
    with best regards
    with kind regards
    with warm regards
    with regards
    regards
    many regards
    sincerely
    sincerely yours
    yours sincerely
    yours faithfully
    yours truly
    very truly yours
    respectfully
    respectfully yours
    cordially
    cheers
    rgds
    brgds
    br
    kr
    thanks
    thanks again
    thanks a lot
    thanks so much
    thanks very much
    thanks in advance
    thanks and regards
    thanks & regards
    thanks and best regards
    thanks & best regards
    thank you
    thank you and best regards
    thank you and regards
    thank you very much
    thank you so much
    thank you in advance
    many thanks
    with thanks
    with many thanks
    thx
    tks
    take care
    talk soon
    speak soon
    best of luck
    have a great day
    have a nice day
    have a good day
    have a great weekend
    have a nice weekend
    have a good weekend
    yours
    love
    ciao
    bye
    greetings
    greets
    hth
    hope this helps
    see you
    peace
    tschüss
    a plus
    bises
    chau
    doei
    tot ziens
    mit freundlichen grüßen
    mit freundlichen gruessen
    mit freundlichem gruß
    mit freundlichem gruss
    mit freundlichen grüssen
    mit besten grüßen
    mit bestem gruß
    mit herzlichen grüßen
    freundliche grüße
    freundliche grüsse
    freundlicher gruß
    freundlichen gruß
    beste grüße
    beste grüsse
    besten gruß
    schöne grüße
    schönen gruß
    viele grüße
    viele grüsse
    liebe grüße
    herzliche grüße
    herzlichen gruß
    gruß
    gruss
    grüße
    lg
    mfg
    vg
    besten dank
    vielen dank
    vielen dank und beste grüße
    vielen dank und viele grüße
    danke und gruß
    hochachtungsvoll
    cordialement
    bien cordialement
    très cordialement
    bien à vous
    sincères salutations
    meilleures salutations
    salutations distinguées
    cordiales salutations
    amicalement
    bonne journée
    bonne soirée
    bonne réception
    merci d'avance
    saludos
    saludos cordiales
    un saludo
    un cordial saludo
    cordiales saludos
    atentamente
    cordialmente
    muchas gracias
    gracias y saludos
    atenciosamente
    atenciosas saudações
    cumprimentos
    melhores cumprimentos
    com os melhores cumprimentos
    abraços
    abraço
    um abraço
    att
    obrigado
    obrigada
    cordiali saluti
    distinti saluti
    cari saluti
    saluti
    un saluto
    grazie
    met vriendelijke groet
    met vriendelijke groeten
    vriendelijke groet
    vriendelijke groeten
    groeten
    groet
    mvg
    pozdrawiam
    z poważaniem
    z wyrazami szacunku
    med vänliga hälsningar
    med vänlig hälsning
    vänlig hälsning
    bästa hälsningar
    hälsning
    bedste hilsner
    de bedste hilsner
    mange hilsner
    beste hilsen
    s pozdravem
    hezký den
    saygılarımla
    saygılar
    iyi çalışmalar
    üdvözlettel
    z pozdrowieniami
    serdecznie pozdrawiam
    pozdrawiam serdecznie
    abs
    grato
    grata
    um grande abraço
    com os meus cumprimentos
    reciba un cordial saludo
    un caro saluto
    a presto
    buona giornata
    hartelijke groet
    hartelijke groeten
    groetjes
    met groet
    herzlichst
    bg
    vänliga hälsningar
    mvh
    hälsningar
    med venlig hilsen
    venlig hilsen
    med vennlig hilsen
    vennlig hilsen
    hilsen
    ystävällisin terveisin
    terveisin
    с уважением
    よろしくお願いいたします
    よろしくお願いします
    宜しくお願いいたします
    宜しくお願い致します
    何卒よろしくお願いいたします
    敬具
    此致
    此致敬礼
    祝好
    谢谢
    謝謝
    顺祝商祺
    감사합니다
    """
)
_SIGN_OFFS = frozenset(_SIGN_OFF_WORDS)
_SECOND_SENTENCE = re.compile(
    r"(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bDr)(?<!\bProf)(?<!\bSra)[.!?] +\w+ \w+"
)
#: Greetings with any adjective or place, and the long formulas of formal letters.
_FORMULA = re.compile(
    r"(?:mit )?(?:[^\W\d_]{3,15} ){1,2}(?:grüße[n]?|grüsse[n]?|gruesse[n]?|gruß|gruss)(?: (?:aus|nach|von|vom) [^.!?]{2,30})?"
    r"|(?:greetings|best|regards|saludos|saludo|saluti|cumprimentos|salutations|groeten) (?:from|desde|da|de|d'|uit) [^.!?]{2,30}"
    r"|(?:(?:je|nous) vous prie(?:ons)? d|prions d|veuillez (?:agréer|recevoir|croire)|recevez)[^.!?]{0,140}(?:salutations|sentiments|considération|dévouement)[^.!?]{0,40}"
    r"|(?:in der hoffnung|ich verbleibe|wir verbleiben|in erwartung)[^.!?]{0,80}grü(?:ß|ss)en"
    r"|(?:sin otro particular|sem mais|sem outro assunto)[^.!?]{0,90}(?:atentamente|salud\w{1,4}|cumprimentos|atenciosamente)",
    re.IGNORECASE,
)
_FORMULA_MOST = 200
#: What may stand around a sign-off.
SIGN_OFF_TRIM = " \t,.!*_-–—~;:、。，！-"

_GREETING = re.compile(
    r"(?:hi|hello|hey|dear|good (?:morning|afternoon|evening|day)|greetings|hallo|guten (?:tag|morgen)|"
    r"liebe[rs]?|sehr geehrte|moin|servus|bonjour|bonsoir|salut|cher|chère|hola|buen[oa]s|estimad|olá|ola|oi|"
    r"prezad|car[oai]|ciao|buongiorno|gentile|beste|geachte|dag|szanown|dzień dobry|cześć|hej|kære)\b",
    re.IGNORECASE,
)


def is_mobile_note(line: str) -> bool:
    """Whether a line is a phone's "Sent from my …"."""
    return len(line) <= 160 and _MOBILE.match(line) is not None


def is_sign_off(line: str, *, names_below: bool) -> bool:
    """Whether a line is a "Best regards," (with the name behind it, if none is below)."""
    if len(line) <= _FORMULA_MOST and _FORMULA.fullmatch(line.strip(SIGN_OFF_TRIM)):
        return True
    if len(line) > 80:
        return False
    text = line.strip(SIGN_OFF_TRIM).lower()
    if text in _SIGN_OFFS:
        return names_below or not text.startswith(("thank", "many thanks", "thx", "have a"))
    head, _, tail = text.partition(",")
    return head.strip() in _SIGN_OFFS and 0 < len(tail.split()) <= 3 and not names_below


def is_greeting(line: str) -> bool:
    """Whether a line is a "Dear Ann," and nothing more: "Hi. I am fine." says something."""
    return (
        len(line) < 60
        and _GREETING.match(line.strip()) is not None
        and _SECOND_SENTENCE.search(line) is None
    )
