"""Simple rules for German."""

from __future__ import annotations

from nlp.foreign.records import NEVER, Dates, Table
from nlp.lexicon import pattern, words
from nlp.times.records import Edge, Period, Unit

_MONTHS = {
    "januar": 1, "jänner": 1, "februar": 2, "märz": 3, "april": 4, "mai": 5, "juni": 6, "juli": 7,
    "august": 8, "september": 9, "oktober": 10, "november": 11, "dezember": 12,
    "jan": 1, "feb": 2, "apr": 4, "aug": 8, "sept": 9, "sep": 9, "okt": 10, "nov": 11, "dez": 12,
}  # fmt: skip
_WEEKDAYS = {
    "montag": 0, "dienstag": 1, "mittwoch": 2, "donnerstag": 3, "freitag": 4, "samstag": 5,
    "sonnabend": 5, "sonntag": 6,
}  # fmt: skip
_NUMBERS = {"einem": 1, "einer": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7,
            "zehn": 10}  # fmt: skip


DATES = Dates(
    cues={
        r"bis spätestens|spätestens bis|bis einschließlich|bis": "by",
        r"spätestens": "by",
        r"noch vor|vor": "before",
        r"ab": "from",
    },
    on=r"am|zum|den|dem|der|diesen|diesem|kommenden|kommendem|heute,",
    not_before=r"\b(?:seit|vom|von|letzten|letzter|letzte|vergangenen|vorigen|ab)(?: dem| den)?",
    days={
        "heute": 0, "heute noch": 0, "noch heute": 0, "heute vormittag": 0, "heute nachmittag": 0,
        "heute abend": 0, "morgen": 1, "morgen früh": 1, "morgen vormittag": 1,
        "morgen nachmittag": 1, "übermorgen": 2,
    },
    weekdays=_WEEKDAYS,
    months=_MONTHS,
    of=r" ?",
    of_year=r" ",
    next_before=r"nächsten|nächstem|nächster",
    next_after=r"nächster Woche",
    periods=(
        (r"(?:(?:bis )?Ende )(?:der|dieser) Woche|Wochenende", Period(Unit.WEEK, 0, Edge.END)),
        (r"Ende (?:der )?nächster Woche|Ende (?:der )?nächsten Woche|Ende kommender Woche",
         Period(Unit.WEEK, 1, Edge.END)),
        (r"(?:im Laufe )?(?:dieser|diese) Woche|noch (?:in )?diese[r]? Woche", Period(Unit.WEEK, 0)),
        (r"(?:Anfang |im Laufe |in )?(?:der )?(?:nächste|nächster|nächsten|kommende|kommender|kommenden) Woche",
         Period(Unit.WEEK, 1)),
        (r"(?:Ende (?:des|dieses) Monats|Monatsende|Ende diesen Monats)", Period(Unit.MONTH, 0, Edge.END)),
        (r"(?:nächsten Monat|nächstem Monat|kommenden Monat)", Period(Unit.MONTH, 1)),
        (r"(?:Jahresende|Ende des Jahres)", Period(Unit.YEAR, 0, Edge.END)),
        *((rf"Ende {name}", Period(Unit.MONTH, 0, Edge.END, number)) for name, number in _MONTHS.items()
          if len(name) > 3),
    ),
    offset_before=r"innerhalb von|innerhalb|binnen|in den nächsten|in",
    offset_after=r"",
    numbers=_NUMBERS,
    units=((r"Werktage?n?|Arbeitstage?n?", Unit.BUSINESS_DAY), (r"Tage?n?", Unit.DAY), (r"Wochen?", Unit.WEEK), (r"Stunden?", Unit.HOUR)),
    clock=r"(?:um |gegen |bis )?(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))?(?: ?Uhr|h)",
    close=r"Feierabend|Dienstschluss|Geschäftsschluss|Büroschluss|Tagesende|Ende des Tages",
    vague=r"so (?:schnell|bald) wie möglich|schnellstmöglich|baldmöglichst|umgehend|zeitnah|asap|in Kürze"
          r"|demnächst|bald|kurzfristig|sofort|gleich|möglichst (?:bald|schnell)|unverzüglich",
)  # fmt: skip

#: First person, present: German promises in the present tense.
_SENDS = (
    r"schicke|sende|maile|schreibe|liefere|leite|übersende|zeige|erkläre|gebe|lasse|melde|rufe|bringe|"
    r"reiche|überweise|stelle|bestätige|nenne|sage"
)
_DOES = (
    r"prüfe|kläre|erledige|überprüfe|bespreche|erstelle|überarbeite|korrigiere|aktualisiere|organisiere|"
    r"buche|reserviere|bereite|ergänze|bestelle|unterschreibe|verschicke|versende|besorge|ändere|"
    r"übernehme|frage|spreche|schaue|schau|sehe|mache|trage|lege|hole|starte|beauftrage|veranlasse|hake"
)
_WE_SEND = (
    r"schicken|senden|mailen|schreiben|liefern|leiten|übersenden|geben|lassen|melden|rufen|bringen|"
    r"reichen|überweisen|stellen|bestätigen|nennen|ersetzen|erstatten"
)
_WE_DO = (
    r"prüfen|klären|erledigen|überprüfen|besprechen|erstellen|überarbeiten|korrigieren|aktualisieren|"
    r"organisieren|buchen|reservieren|bereiten|ergänzen|bestellen|unterschreiben|verschicken|versenden|"
    r"besorgen|ändern|übernehmen|fragen|schauen|machen|beauftragen|veranlassen|beheben"
)
_YOU = r"(?:Ihnen|dir|euch|Sie|dich)"
_BE_IN_TOUCH = (
    r"(?:ich melde|melde ich) mich (?!gern)|(?:wir melden|melden wir) uns\b|"
    r"(?:ich kümmere|kümmere ich) mich\b|(?:wir kümmern|kümmern wir) uns\b|"
    rf"(?:ich gebe|gebe ich|wir geben|geben wir) {_YOU} (?:\w+ ){{0,4}}(?:Bescheid|Rückmeldung)|"
    r"(?:ich komme|komme ich|wir kommen|kommen wir) (?:\w+ ){0,4}auf (?:Sie|dich|euch) zu|"
    r"(?:ich halte|halte ich|wir halten|halten wir) (?:Sie|dich|euch) auf dem Laufenden"
)

TABLE = Table(
    language="de",
    request=pattern(
        r"""(?<!Wie )\bbitte\b(?! ?[!.]?\Z)
        |\b(?:können|könnten|kannst|könntest|würden|würdest|könnt|könntet|würdet) (?:Sie|du|ihr)\b[^?]{3,200}[a-zäöüß]n(?:, [^?]{3,100})?\?
        |\bwären Sie so (?:nett|freundlich|gut|lieb)|\bbist du so (?:nett|lieb|gut)
        |\b(?:ich|wir) (?:brauche|brauchen|benötige|benötigen)\b.{0,80}\b(?:von (?:Ihnen|dir|euch)|bis|dringend|schnellstmöglich|umgehend|noch heute)\b
        |\b(?:lassen Sie|lass|lasst) (?:mich|uns)\b.{0,30}\bwissen\b
        |\b(?:geben Sie|gib|gebt) (?:mir|uns)\b.{0,40}\b(?:Bescheid|Rückmeldung)\b
        |\bes wäre (?:schön|gut|nett|toll|super|hilfreich|prima), wenn (?:Sie|du|ihr)\b
        |\b(?:dankbar|verbunden), wenn (?:Sie|du|ihr)\b
        |\b(?:erwarte|erwarten|erbitte|erbitten) (?:ich |wir )?(?:Ihre|eine|Deine|eure)\b
        |\b(?:wäre|ist) es (?:Ihnen |dir |euch )?möglich, .{3,160}(?:\bzu |\Bzu)\w|\b(?:wäre|ist) es (?:Ihnen |dir )?möglich, (?:dass|wenn) (?:Sie|du|ihr)\b|\bhake(?:n)? (?:ich |wir )?(?:hier |da )?(?:noch ?mal|noch einmal|kurz|mal)? ?nach\b
        |\büber (?:eine|Ihre|deine|eure) (?:kurze |baldige |zeitnahe |positive )?(?:Rückmeldung|Antwort|Nachricht) (?:würde|würden|freue|freuen|wäre|wären)\b|\b(?:würde|würden|möchte|möchten) (?:ich |wir )?(?:gerne? |Sie |bei Ihnen ){0,3}.{0,80}\b(?:bestellen|buchen|reservieren|beauftragen)\b
        |\b(?:bitte ich|bitten wir|ich bitte|wir bitten) (?:Sie|dich|euch|um)\b|\b(?:ich|wir) (?:muss|müssen) Sie (?:auffordern|bitten)
        |\b(?:fordere|fordern) (?:ich |wir )?Sie\b
        |(?:\A|, |: )(?:schicken|senden|prüfen|rufen|teilen|bestätigen|unterschreiben|überweisen|überarbeiten|ergänzen|leiten|reichen|erstellen|nennen|sagen|erklären|klären|informieren|buchen|liefern|korrigieren|aktualisieren|ändern|füllen|melden) Sie\b
        |(?:\A|, )(?:schick|sende|prüf|ruf|gib|bestätige|sag|leite|nenn|klär|überarbeite) (?:mir|uns|mich|ihm|ihr|das|die|den|es|doch|mal)\b"""
    ),
    no_request=pattern(
        r"""\bbitte (?:schön|sehr|entschuldig|um (?:Verständnis|Entschuldigung|Nachsicht))|\bentschuldigen Sie bitte|\bbitte verzeih
        |\bbitte(?:n)? (?:wir )?(?:um |für )?(?:die |mein |unser )?.{0,30}(?:zu entschuldigen|Verständnis|Entschuldigung)|\bwie bitte\b
        |\bfinden Sie (?:bitte )?(?:anbei|im Anhang)|\bbitte finden Sie\b
        |\bBitte (?:beachten|bedenken|berücksichtigen) Sie, dass (?:wir|unser|ich|diese)|\bBitte nicht auf diese\b|\b(?:gegenstandslos|hinfällig|als erledigt betrachten)\b"""
    ),
    question=pattern(
        r"""\b(?:ich )?(?:wollte|möchte|würde gerne?|wollten|möchten) (?:Sie |dich |mal |kurz |gerne? |nur |auch |wir ){0,3}(?:fragen|wissen|erfahren)\b,? ?(?:ob|wann|wie|was|wer|wo|welche|warum|wieso)
        |\bmich würde interessieren|\b(?:frage mich|fragen uns|ist mir nicht klar|ist uns nicht klar), (?:ob|wann|wie|was|wer|wo|welche|warum)
        |\b(?:wie sieht es|wie ist der Stand|gibt es (?:schon |bereits )?(?:etwas )?Neu(?:es|igkeiten))\b"""
    ),
    no_question=pattern(
        r"""\A(?:hallo|hi|guten (?:Tag|Morgen))?,? ?(?:und )?(?:wie geht'?s|wie geht es (?:Ihnen|dir|euch)|alles gut(?: bei (?:dir|Ihnen|euch))?|na)\b.{0,20}\?\Z"""
    ),
    commitment=pattern(
        rf"""\b(?:ich {_SENDS.replace("|", "|ich ")}) {_YOU}\b|\b(?:{_SENDS}) ich {_YOU}\b
        |\b(?:wir {_WE_SEND.replace("|", "|wir ")}) {_YOU}\b|\b(?:{_WE_SEND}) wir {_YOU}\b
        |\b{_BE_IN_TOUCH}
        |\b(?:ich werde|werde ich|wir werden|werden wir)\b.{{3,160}}[a-zäöüß]n\b
        |\b(?:ich|wir) (?:verspreche|versprechen|sage|sagen) (?:Ihnen|dir|euch|zu\b)
        |\b(?:Sie (?:erhalten|bekommen|hören)|du (?:bekommst|hörst)|ihr bekommt) (?:von (?:mir|uns) )?.{{0,80}}\b(?:bis|morgen|heute noch|nächste Woche|in Kürze|am (?:Montag|Dienstag|Mittwoch|Donnerstag|Freitag)|spätestens)\b
        |\b(?:mein Kollege|meine Kollegin|unser Team|unsere Technik|unsere Buchhaltung)\b.{{0,40}}\b(?:wird|meldet sich|schickt|sendet)\b"""
    ),
    no_commitment=pattern(
        r"""\b(?:nicht(?! später)|kein|keine|keinen|keinem|keiner|niemals|würde|würden|könnte|könnten|möchte|möchten|wollte|wollten|müsste|sollte|sollten|hätte|hätten)\b
        |\b(?:immer|jeden|jede|normalerweise|in der Regel|grundsätzlich|täglich|wöchentlich|üblicherweise)\b
        |\b(?:anbei|hiermit|beiliegend|im Anhang|beigefügt|in der Anlage)\b
        |\b(?:wenn|falls|sofern) (?:Sie|du|ihr|es Ihnen|es dir|das für Sie)\b|\bauf Wunsch\b|\bwir werden sehen\b
        |\bwerden? (?:ich |wir )?(?:gefragt|gebeten|informiert|benötigt)\b|\bin den Urlaub\b|\b(?:im Urlaub|abwesend|außer Haus) sein\b|\A(?:weil|da|dass|ob)\b
        |\b(?:mich|uns) freuen\b|\bwerde(?:n)? (?:ich |wir )?(?:es )?(?:brauchen|benötigen|müssen|wohl|vermutlich|wahrscheinlich|vielleicht)\b|\b(?:vielleicht|eventuell|vermutlich|hoffentlich|hoffe|hoffen|zuversichtlich|bin (?:mir )?sicher|sind (?:uns )?sicher)\b"""
    ),
    timed_commitment=pattern(
        rf"""\b(?:ich|wir) (?:{_SENDS}|{_DOES}|{_WE_SEND}|{_WE_DO})\b|\b(?:{_SENDS}|{_DOES}) ich\b|\b(?:{_WE_SEND}|{_WE_DO}) wir\b(?!.{{0,200}}\?)
        |\A(?:{_SENDS}|{_DOES})\b|\b(?:wird|werden) (?:\w+ ){{0,6}}(?:geliefert|zugeschickt|zugesandt|nachgereicht|erledigt|verschickt|versandt|behoben|umgesetzt)\b"""
    ),
    acceptance=pattern(
        r"""\A(?:(?:ja|ok(?:ay)?|gerne?|alles klar|klar|natürlich|selbstverständlich|passt|in Ordnung|super|danke),? ?(?:das )?){0,3}(?:mache ich|mach ich|machen wir|wird gemacht|wird erledigt|erledige ich|erledigen wir|übernehme ich|kümmere ich mich drum|ich kümmere mich(?: darum| drum)?|wir kümmern uns(?: darum| drum)?|geht klar)(?: gerne?)?(?:, danke)?[.!]?\Z"""
    ),
    offer=pattern(
        r"""\b(?:bei|für) (?:weitere[nr]? |eventuelle[nr]? |etwaige[nr]? |allen )?(?:Fragen|Rückfragen|Unklarheiten|Fragen und Anregungen)\b
        |\b(?:falls|wenn|sollten|solltest|haben) (?:Sie|du|ihr|es)? ?(?:noch |weitere |hierzu |dazu |irgendwelche |noch weitere ){0,3}(?:Fragen|Rückfragen|Unklarheiten)\b
        |\b(?:zur|zu Ihrer|zu deiner) (?:vollen )?(?:Verfügung|Seite)\b|\bzögern Sie nicht|\bmelden Sie sich (?:gerne?|jederzeit|einfach|bei Bedarf)|\bmeld(?:e)? dich (?:gerne?|jederzeit|einfach)
        |\b(?:soll|sollen) (?:ich|wir)\b[^?]{2,160}\?|\b(?:ich|wir) (?:kann|können|könnte|könnten) (?:Ihnen|dir|euch)\b
        |\b(?:kann|können|könnte|könnten) (?:ich|wir) (?:Ihnen|dir|euch) (?:gerne?|auch|sonst)\b
        |\b(?:auf Wunsch|bei Bedarf|bei Interesse|wenn (?:etwas|was) (?:ist|sein sollte)|wenn Sie (?:möchten|wollen|wünschen)|wenn du (?:magst|willst|möchtest)|falls (?:gewünscht|nötig|erforderlich))\b"""
    ),
    meeting_noun=pattern(
        r"""\b(?:Termin|Termine|Terminvorschlag|Besprechung|Meeting|Telefonat|Call|Treffen|Videokonferenz|Telko|Gespräch|Jour fixe|Ortstermin|Workshop|Besuch)\b|\b(?:telefonieren|zusammensetzen|(?:uns|mich) (?:\w+ ){0,4}treffen|Zeit (?:für|haben)|Zeit)\b"""
    ),
    meeting_verb=pattern(
        r"""\b(?:passt|passen|ginge|hätten Sie|haben Sie|hättest du|hast du|wie wäre|können wir|könnten wir|wollen wir|sollen wir|lassen Sie uns|lass uns|schlage(?:n)? .{0,60}vor|vorschlagen|verschieben|verschoben|verlegen|verlegt|absagen|abgesagt|absage|sage(?:n)? .{0,40} ab|vereinbaren|zusagen|findet .{0,60}statt|bleibt es|bestätige(?:n)? (?:hiermit |gerne? |Ihnen |Sie (?:bitte )?|uns )?(?:den|unseren|Ihren)|einladen|lade(?:n)? .{0,30} ein|ausmachen|ausfallen|entfällt|nachholen)\b"""
    ),
    complaint=pattern(
        r"""\b(?:Beschwerde|beschweren|unzufrieden|nicht zufrieden|enttäuscht|enttäuschend|ärgerlich|verärgert|frustriert|frustrierend|inakzeptabel|nicht akzeptabel|nicht hinnehmbar|unverschämt|Frechheit|Zumutung|mangelhaft|reklamieren|Reklamation|Katastrophe)\b
        |\b(?:immer noch|noch immer) (?:nicht|kein)|\bschon wieder\b|\bzum (?:zweiten|dritten|vierten|x-ten|wiederholten) Mal\b
        |\b(?:warte(?:n)? (?:ich |wir )?(?:immer noch|noch immer|nun |jetzt |schon |bereits )?(?:seit|vergeblich|immer noch))\b|\bso geht das nicht\b|\bgeht (?:so )?nicht (?:so )?weiter\b|\bkann (?:doch )?(?:so )?nicht sein\b"""
    ),
    no_complaint=pattern(
        r"""\b(?:bedauern|bedaure|bedauere|tut (?:mir|uns|es uns) (?:sehr )?leid|entschuldigen uns|entschuldige mich)\b|\bkeine? (?:Beschwerde|Reklamation|Grund)|\b(?:nicht|nie) enttäuscht\b|\bschon wieder (?:besser|zurück|da|gesund|im Büro)\b|\bwarten? (?:ich |wir )?gerne?\b"""
    ),
    escalation=pattern(
        r"""\b(?:(?:Ihre[rnm]?|deine[rnm]?) (?:Vorgesetzten?|Geschäftsführung|Geschäftsleitung|Chef)|Anwalt einschalten|unser(?:en|em)? (?:Anwalt|Rechtsanwalt|Rechtsabteilung)|rechtliche Schritte|eskalieren|Schadensersatz|Schadenersatz)\b"""
    ),
    leaving=pattern(
        r"""\b(?:(?:werden|werde|wollen|will|möchten|möchte|müssen|muss) .{0,60}(?:kündigen|Vertrag (?:beenden|auflösen)|(?:zu einem anderen|den) Anbieter (?:zu )?wechseln|vom Vertrag zurücktreten)|kündigen (?:wir|ich) (?:hiermit )?(?:den|unseren) Vertrag|Vertrag nicht (?:zu )?verlängern|andere[nr]? Anbieter (?:umsehen|suchen))\b"""
    ),
    closing=pattern(
        r"""(?:(?:sehr geehrte[rs]?|liebe[rs]?|hallo|hi|hey|guten (?:tag|morgen|abend)|moin(?: moin)?|servus|grüß gott|grüezi|werte[rs]?)\b(?:[^?,.!:;]|(?<=Dr)\.|(?<=Sr)\.|(?<=Sra)\.|(?<=Dra)\.|(?<=Prof)\.|(?<=M)\.|(?<=Exmo)\.){0,45}[,.!:]{0,2}
        |(?:(?:alles klar|ok(?:ay)?|super|prima|perfekt|gerne?|ja|gut),? ?)?(?:(?:ganz )?(?:vielen|herzlichen|besten|lieben|tausend|schönen) (?:lieben )?dank|dank(?:e)?(?: (?:schön|sehr|dir|ihnen|euch))?|(?:ich |wir )?(?:danke|danken|bedanke mich|bedanken uns)(?: (?:ihnen|dir|euch))?)\b[^?,;]{0,90}(?:, [^?,;]{0,30})?
        |(?:alles klar|verstanden|in ordnung|perfekt|super|prima|ok(?:ay)?|einverstanden|passt(?: so| für mich| für uns)?|bestens|sehr gut|wunderbar|klingt gut|zur kenntnis genommen|erhalten|kein problem|gerne?|gern geschehen|bitte(?: sehr| schön)?)(?:,? (?:danke|vielen dank|besten dank|dann (?:so|bis .{1,20})))?[.! ]{0,3}
        |(?:(?:ich |wir )?(?:freue mich|freuen uns|wünsche|wünschen)\b[^?,;]{0,90}(?:, [^?,;]{0,30})?|schöne[sn]? (?:wochenende|tag|abend|feierabend|feiertage|urlaub|woche|restwoche)\b[^?]{0,30}|einen schönen\b[^?]{0,40}|frohe\b[^?]{0,60}|alles gute\b[^?]{0,40}|gute besserung|gute reise|bis (?:dann|bald|morgen|später|nächste woche|montag|dienstag|mittwoch|donnerstag|freitag))[.! ]{0,3}
        |(?:mit )?(?:freundliche[nm]?|beste[nm]?|viele[nr]?|schöne[nr]?|herzliche[nr]?|liebe[nr]?) (?:grüße[n]?|gruß|gruss|grüsse[n]?|gruesse[n]?)\b[^?]{0,40})"""
    ),
    discharge=pattern(
        r"""\b(?:anbei|im Anhang|in der Anlage|beiliegend|angehängt|beigefügt)(?:,)? (?:(?:finden|erhalten|bekommen) (?:Sie|du|ihr)|findest du|schicke ich|sende ich|übersende ich|schicken wir|senden wir|ist|sind|nun|wie (?:besprochen|gewünscht|versprochen),?)? ?(?:Ihnen |dir |euch |nun |noch |auch )?(?P<what>[^.!?,;]{3,80})?
        |\bhiermit (?:schicke|sende|übersende|schicken|senden) (?:ich|wir)\b(?: Ihnen| dir| euch)? (?:[^.!?,;]{3,80})
        |\b(?:habe|haben) (?:ich |wir |Ihnen |dir |euch |soeben |gerade |bereits |schon |heute |gestern )*(?:[^.!?;]{3,80}) (?:geschickt|gesendet|verschickt|versendet|versandt|überwiesen|erledigt|bezahlt|hochgeladen|unterschrieben|weitergeleitet|eingereicht|geklärt|korrigiert|aktualisiert|gebucht|bestellt|geliefert|freigegeben|fertiggestellt|überarbeitet)\b
        |\b(?:ist|sind|wurde|wurden) (?:[^.!?;]{0,40} )?(?:raus|unterwegs|erledigt|fertig|verschickt|versandt|überwiesen|bezahlt|hochgeladen|freigegeben|behoben|korrigiert|aktualisiert)\b(?! ?worden sein)
        |\A(?:ist )?erledigt\b"""
    ),
    no_discharge=pattern(
        r"""\b(?:nicht|kein|keine|keinen|noch nichts|wenn|falls|sobald|sollte|sollten|wird|werden|würde|bis|bevor|ob)\b|\?"""
    ),
    dates=DATES,
    about=NEVER,
    subordinate=words("sobald wenn falls sofern da weil damit nachdem ob"),
    empty=words(
        """der die das den dem des ein eine einen einem einer eines ich wir sie du ihr ihnen dir euch mir uns
        mich dich sich bitte gerne gern noch auch dann mal kurz doch ja nun und oder aber es ihm ihn von zu
        an auf mit für im in am zum zur bis werde werden können könnten kannst könntest würden würdest
        danke hallo so nur schon wird dass ob wenn schicke schicken sende senden melde melden gebe geben
        lassen lass lasse wissen ihre ihren ihrem ihrer unsere unseren meine meinen deine deinen heute
        brauche brauchen benötige benötigen sofort gleich bald erledige prüfe kläre rufe zu ab kümmere
        kümmern darum drum erhalten bekommen leite nach vor bei wäre schön gut nett toll super hilfreich okay ok klar alles sobald wir's"""
    ),
)
