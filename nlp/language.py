"""Which language a message is written in, for short business mail.

Three steps, the first sure one wins: the script (kana is Japanese, Hangul Korean …), a vote of
function words (robust against names, products and English terms in German mail), and a
statistical classifier restricted to likely languages for what is long enough and left over. Short
mail of ASCII words that the English rules know is English; the rest is "und".
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from nlp.lexicon import words

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

#: Languages whose acts are read.
SUPPORTED = frozenset({"en"})
#: The code for "cannot be told".
UNDETERMINED = "und"

#: More text does not change the answer.
_READ = 4_000
#: The classifier guesses wildly on fewer letters.
_CLASSIFY_LETTERS = 24
_CLASSIFY_SURE = 0.9

_NOISE = re.compile(r"https?://\S{1,2000}|www\.\S{1,2000}|\S{1,100}@\S{1,200}|[<>\[\]{}|=_*#]+")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")

#: Words that make up half of any text in the language and are rare in the others.
_FUNCTION_WORDS: dict[str, frozenset[str]] = {
    "en": words(
        """the and of to is are was were be been have has had will would can could should may might
        must shall this that these those with from for not but your you we our they their them he
        she his her its it i i'm i'll i'd i've we'll we're we've you'll you're it's that's don't
        doesn't didn't can't won't isn't let's what when where which who why how if or so as at by
        on any all some please thanks thank hi hello dear regards me my us there here about into
        just also more than then now after before until next last week today tomorrow yes ok okay
        best let know get got need send see look forward been do does did sorry"""
    ),
    "de": words(
        """der die das und ist sind war waren nicht ein eine einen einem einer eines mit für auf den
        dem des von zu zum zur im bei wir sie ich ihr ihre ihren ihrem ihnen uns unser unsere haben
        hat wird werden können könnten würde würden auch noch schon bitte danke vielen dank sehr
        wie wenn dass als aber oder nach vor über gerne gern liebe lieber hallo grüße gruß
        freundlichen anbei morgen heute guten tag mir mich dir dich kann muss soll bis aus ja nein
        doch nur mal wurde habe melde termin rückmeldung angebot freue geehrte geehrter beste"""
    ),
    "fr": words(
        """le la les des du et est sont une un pour avec dans sur pas vous nous je il elle que qui ce
        cette ces votre vos notre nos mon ma mes son sa ses au aux par plus ne être avoir avons
        avez merci bonjour cordialement bien je j'ai c'est d'un d'une l'équipe n'est qu'il s'il
        veuillez pourriez vous serait suis sera demain aujourd'hui pièce jointe comme mais ou où
        donc très bonne journée oui non salut faire peux peut"""
    ),
    "es": words(
        """el la los las de del y es son una un para con en por que no se su sus nos nuestro nuestra
        usted ustedes le les lo al como más pero este esta estos estas gracias hola saludos buenos
        buenas días tardes favor puede podría estamos estoy está están hay muy mañana hoy adjunto
        quedo también fue sido ha han he desde hasta si sí cuando donde cómo qué cuál enviar"""
    ),
    "pt": words(
        """o a os as do da dos das e é são uma um para com em por que não se seu sua seus suas nos
        nosso nossa você vocês lhe ao aos à como mais mas este esta isso obrigado obrigada olá bom
        dia boa tarde favor pode poderia estamos estou está estão há muito amanhã hoje segue anexo
        também foi já até pelo pela no na nas ou quando onde qual então abraço atenciosamente"""
    ),
    "it": words(
        """il lo la i gli le di del della dei delle e è sono una un uno per con in che non si suo sua
        nostro nostra vostro voi noi al alla ai alle come più ma questo questa grazie ciao buongiorno
        saluti cordiali può potrebbe siamo sto sta stanno molto domani oggi allegato anche stato
        dal dalla nel nella o quando dove quale quindi fatto prego gentile distinti sarebbe"""
    ),
    "nl": words(
        """de het een en is zijn was niet met voor op van te bij wij we ik jij u uw ons onze hebben
        heeft wordt worden kunnen kunt zou ook nog graag bedankt dank hoe als dat maar of naar over
        beste hallo groet groeten vriendelijke morgen vandaag mij dit deze er aan om dan geen wel
        even kan moet zal bijlage alvast zullen"""
    ),
    "pl": words(
        """i w na z do nie się jest są to że o jak ale czy dla od po za przez oraz być będzie mam
        mamy może proszę dziękuję dzień dobry pozdrawiam witam jutro dzisiaj nas nam państwa pana
        pani załączeniu tym tego tej jako jeśli już tylko także bardzo mogę możemy"""
    ),
    "sv": words(
        """och att det som en ett är på för med av till den inte om har de vi ni jag du kan ska skulle
        hej tack mvh vänliga hälsningar från eller men så när också mycket imorgon idag bifogat"""
    ),
    "da": words(
        """og at det som en et er på for med af til den ikke om har de vi i jeg du kan skal ville hej
        tak venlig hilsen fra eller men så når også meget morgen dag vedhæftet jer os"""
    ),
    "no": words(
        """og at det som en et er på for med av til den ikke om har de vi dere jeg du kan skal ville
        hei takk vennlig hilsen fra eller men så når også mye morgen dag vedlagt oss"""
    ),
    "fi": words(
        """ja on ei se että hän oli ovat olen olemme mutta kun jos niin myös voi hei kiitos
        terveisin ystävällisin huomenna tänään liitteenä tämä sekä tai vielä"""
    ),
    "cs": words(
        """a je se na v že to s z do o jsem jsme není bude jak ale pro dobrý den děkuji s pozdravem
        prosím zítra dnes příloze také mám máme můžete"""
    ),
    "tr": words(
        """ve bir bu için ile da de ne çok daha var yok merhaba teşekkürler teşekkür ederim saygılar
        iyi lütfen yarın bugün ekte olarak gibi ama veya değil"""
    ),
    "hu": words(
        """a az és hogy nem van egy is de ha meg már csak köszönöm üdvözlettel szia kérem holnap ma
        mellékelten vagy mint még"""
    ),
}

#: English words of mail that the rules know beside the function words: what short answers are
#: made of.
_ENGLISH = _FUNCTION_WORDS["en"] | words(
    """a an sure great perfect done good fine sounds works received noted understood agreed agree
    approved confirmed confirm confirming yep yeah yup no nope not cool awesome excellent nice
    wonderful brilliant lovely absolutely definitely certainly course attached attachment enclosed
    fyi asap eod cob tbd eta call calls called meeting meetings mail email emails file files report
    reports invoice invoices contract contracts proposal proposals quote quotes order orders draft
    drafts update updates updated review reviewed question questions answer issue issues problem
    problems team time times date monday tuesday wednesday thursday friday saturday sunday january
    february march april june july august september october november december morning afternoon
    evening noon soon later shortly again back still already yet ready working work on it ping
    resend forward forwarding forwarded share shared sending sent deliver delivered delivery ship
    shipped shipping ignore found talk speak chat discuss follow following up check checking
    checked will come coming join joining here's there's what's who's where's happy glad appreciate
    appreciated appreciation help helpful welcome cheers congrats congratulations bye evening
    weekend day hope hopefully well much lot many very really too quick quickly short note thx tx
    pls plz ok kk np w/ re fw budget price prices pricing payment paid pay numbers number data list
    link document documents doc docs deck slides slide notes minutes agenda invite invitation
    calendar schedule scheduled reschedule postpone cancel cancelled canceled cancelling moved move
    free available availability busy office home phone number cell desk manager boss client customer
    new old first second one two three four five six seven eight nine ten yesterday tonight days
    weeks month months year years hour hours minute business possible possibly maybe probably
    think thought believe guess want wanted like love make made take took give given gave keep kept
    use used using right wrong correct incorrect missing late early delay delayed overdue urgent
    important reminder remind gentle kind kindly friendly warm wishes sincerely yours truly
    everyone everybody all folks guys anyone anything something nothing nobody someone both each
    same other another every fix fixed fixing bug error broken fail failed issue works worked below above news status latest mind details detail info information details
        regarding concerning instead without within between during against asking asked ask
        told tell said say says come came went gone going put set run ran start started finish finished"""
)

_SCRIPTS: tuple[tuple[str, str, re.Pattern[str]], ...] = tuple(
    (language, name, re.compile(pattern))
    for language, name, pattern in (
        ("ja", "kana", r"[\u3040-\u30ff]"),
        ("ko", "hangul", r"[\uac00-\ud7af\u1100-\u11ff]"),
        ("zh", "han", r"[\u3400-\u9fff]"),
        ("ru", "cyrillic", r"[\u0400-\u04ff]"),
        ("el", "greek", r"[\u0370-\u03ff]"),
        ("ar", "arabic", r"[\u0600-\u06ff]"),
        ("he", "hebrew", r"[\u0590-\u05ff]"),
        ("th", "thai", r"[\u0e00-\u0e7f]"),
        ("hi", "devanagari", r"[\u0900-\u097f]"),
        ("ka", "georgian", r"[\u10a0-\u10ff]"),
        ("ta", "tamil", r"[\u0b80-\u0bff]"),
    )
)
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
#: A kanji says as much as two or three Latin letters.
_DENSE = {"ja": 2.5, "zh": 2.5, "ko": 2.0}

_CLASSIFIED = sorted({*_FUNCTION_WORDS, "ro", "hr", "sk", "sl", "et", "lv", "lt", "vi", "id"})


#: Answers of so few words are told by single words.
_SHORT = 8
#: What a word of one language weighs in a short answer, a "merci" (which people drop into any
#: language), and a word that English knows.
_TELLS, _THANKS, _KNOWN = 1.0, 0.5, 0.6
_THANKS_OF = {
    "danke": "de", "dank": "de", "hallo": "de", "merci": "fr", "bonjour": "fr", "salut": "fr", "gracias": "es",
    "hola": "es", "obrigado": "pt", "obrigada": "pt", "olá": "pt", "grazie": "it",
    "ciao": "it", "bedankt": "nl",
}  # fmt: skip
#: Written alike in many languages.
_NEUTRAL = words("ok okay super perfect problem fyi info no in me update list status team meeting")
#: Words of short answers that no other of these languages has.
_TELLING = {
    "de": words(
        """passt geht klar erledigt wann rechnung kommt kein keine siehe unten bitte ja nein gerne gern
        leider mache mach schicke melde grüße gruesse alles ist nicht ich wir termin angebot später
        heute montag dienstag mittwoch donnerstag freitag verstanden einverstanden anbei viele vielen
        machen geklärt natürlich bestätigt freut zur besten herzlichen genau stimmt wird nachgereicht"""
    ),
    "fr": words(
        """d'accord parfait demain oui je m'en m'occupe occupe ça marche noté reçu c'est plaisir
        entendu volontiers bonne journée lundi mardi mercredi jeudi vendredi pour avec très bien pas
        voilà ci-joint joint fait j'ai suis accord convient validé envoyé quand problème"""
    ),
    "es": words(
        """vale perfecto cuándo acuerdo encargo hasta mañana sí recibido información lunes jueves
        viernes miércoles adjunto hecho bueno buenos días muchas enviado confirmado sin
        voy estoy listo encantado"""
    ),
    "pt": words(
        """sim sem recebido disso trato bem combinado amanhã conhecimento podes ficheiro perfeito
        deixar não então muito feito segunda sexta quinta anexo envio tudo certo você"""
    ),
    "it": words(
        "perfetto bene d'accordo domani sì ricevuto va fatto allegato lunedì venerdì subito"
    ),
    "nl": words("akkoord goed tot prima ik doe graag ontvangen begrepen maandag vrijdag dinsdag"),
}

#: What says English and nothing else.
_ONLY_ENGLISH = (
    _ENGLISH
    - _NEUTRAL
    - frozenset().union(*(known for language, known in _FUNCTION_WORDS.items() if language != "en"))
)


def detect_language(text: str) -> str:
    """ISO 639-1 code of the language of a message's own words, "und" where it cannot be told.

    Args:
        text: New text only: a quoted English mail under a German answer says nothing.
    """
    sample = _NOISE.sub(" ", text[:_READ])
    script = _by_script(sample)
    if script is not None:
        return script
    written = _WORD.findall(sample.replace("’", "'"))
    found = [word.lower() for word in written]
    if not found:
        return UNDETERMINED
    told = _by_telling_words(found) if len(found) <= _SHORT else None
    if told is not None:
        return told
    voted = _by_function_words(found)
    if voted is not None:
        return voted
    if _is_known_english(written):
        return "en"
    letters = sum(map(len, found))
    if letters >= _CLASSIFY_LETTERS:
        return _classify(found)
    return UNDETERMINED


def _by_script(sample: str) -> str | None:
    latin = len(_LATIN.findall(sample))
    counts = {language: len(pattern.findall(sample)) for language, _, pattern in _SCRIPTS}
    best, count = max(counts.items(), key=lambda item: item[1] * _DENSE.get(item[0], 1.0))
    if count == 0 or count * _DENSE.get(best, 1.0) < latin * 0.8:
        return None
    if best == "zh" and counts["ja"] >= 2:
        return "ja"
    return best


def _by_telling_words(found: list[str]) -> str | None:
    """The language of the short answers people give: "Passt.", "D'accord", "Vale, perfecto"."""
    scores = {
        language: sum(_TELLS for word in found if word in telling)
        + sum(_THANKS for word in found if _THANKS_OF.get(word) == language)
        for language, telling in _TELLING.items()
    }
    ranked = sorted(scores, key=lambda language: (-scores[language], language))
    best, second = ranked[0], ranked[1]
    english = sum(_KNOWN for word in found if word in _ONLY_ENGLISH)
    if scores[best] > max(scores[second], english):
        return best
    return "en" if english > scores[best] > 0 else None


def _by_function_words(found: list[str]) -> str | None:
    """The language most of whose function words occur, if it leads clearly."""
    kinds = set(found)
    scores = {
        language: sum(1 for word in found if word in function_words) + len(kinds & function_words)
        for language, function_words in _FUNCTION_WORDS.items()
    }
    ranked = sorted(scores, key=lambda language: (-scores[language], language))
    best, second = ranked[0], ranked[1]
    share = scores[best] / (len(found) + len(kinds))
    if scores[best] >= 2 and scores[second] == 0 and share >= 0.25:
        return best
    if scores[best] < 4 or share < 0.15:
        return None
    if scores[best] >= 1.25 * scores[second]:
        return best
    telling: dict[str, int] = {
        language: len((kinds & _FUNCTION_WORDS[language]) - _FUNCTION_WORDS[other])
        for language, other in ((best, second), (second, best))
    }
    if telling[best] != telling[second]:
        return max(telling, key=lambda language: (telling[language], language == best))
    return None


def _is_known_english(written: list[str]) -> bool:
    """Short mail of words that the English rules know; capitalised names may be among them."""
    known = sum(1 for word in written if word.lower() in _ENGLISH)
    unknown = [word for word in written if word.lower() not in _ENGLISH]
    if known == 0 or len(written) > 40:
        return False
    lower = [word for word in unknown if word.islower()]
    return all(word.isascii() for word in lower) and known >= 2 * len(lower)


@cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(_CLASSIFIED)
    return identifier


def _classify(found: list[str]) -> str:
    language, probability = _identifier().classify(" ".join(found))
    return str(language) if probability >= _CLASSIFY_SURE else UNDETERMINED
