"""Simple rules for French."""

from __future__ import annotations

from nlp.foreign.records import NEVER, Dates, Table
from nlp.lexicon import pattern, words
from nlp.times.records import Edge, Period, Unit

_MONTHS = {
    "janvier": 1, "février": 2, "fevrier": 2, "mars": 3, "avril": 4, "mai": 5, "juin": 6,
    "juillet": 7, "août": 8, "aout": 8, "septembre": 9, "octobre": 10, "novembre": 11,
    "décembre": 12, "decembre": 12,
}  # fmt: skip
_WEEKDAYS = {
    "lundi": 0, "mardi": 1, "mercredi": 2, "jeudi": 3, "vendredi": 4, "samedi": 5, "dimanche": 6,
}  # fmt: skip
_NUMBERS = {"un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "huit": 8,
            "dix": 10, "quinze": 15}  # fmt: skip


DATES = Dates(
    cues={
        r"d'ici(?: au| à| le)?|au plus tard(?: le| d'ici)?|jusqu'(?:au|à)|pour(?: le| ce)?": "by",
        r"avant(?: le| la| ce)?": "before",
        r"à partir (?:du|de)|dès": "from",
    },
    on=r"le|ce|au|la|cette|en",
    not_before=r"\b(?:depuis|du|de|dernier|hier)(?: le)?",
    days={
        "aujourd'hui": 0, "aujourd’hui": 0, "ce matin": 0, "cet après-midi": 0, "ce soir": 0,
        "dans la journée": 0, "demain": 1, "demain matin": 1, "demain après-midi": 1,
        "demain soir": 1, "après-demain": 2,
    },
    weekdays=_WEEKDAYS,
    months=_MONTHS,
    of=r" ",
    of_year=r" ",
    next_before=r"prochain",
    next_after=r"prochain|de la semaine prochaine",
    periods=(
        (r"(?:la )?fin de (?:la |cette )?semaine", Period(Unit.WEEK, 0, Edge.END)),
        (r"(?:la )?fin de (?:la )?semaine prochaine", Period(Unit.WEEK, 1, Edge.END)),
        (r"(?:dans le courant de |courant |dans )?(?:cette|la) semaine(?! (?:prochaine|dernière|passée))", Period(Unit.WEEK, 0)),
        (r"(?:dans le courant de |au cours de |courant |début )?(?:la )?semaine prochaine", Period(Unit.WEEK, 1)),
        (r"(?:la )?fin (?:du|de ce) mois", Period(Unit.MONTH, 0, Edge.END)),
        (r"le mois prochain", Period(Unit.MONTH, 1)),
        (r"(?:la )?fin (?:de l'|d')année", Period(Unit.YEAR, 0, Edge.END)),
        *((rf"(?:la )?fin {name}", Period(Unit.MONTH, 0, Edge.END, number)) for name, number in _MONTHS.items()),
    ),
    offset_before=r"dans les|sous|dans un délai de|en moins de|dans|d'ici",
    offset_after=r"",
    numbers=_NUMBERS,
    units=((r"jours? ouvrés?|jours? ouvrables?", Unit.BUSINESS_DAY), (r"jours?", Unit.DAY), (r"semaines?", Unit.WEEK), (r"heures?|h", Unit.HOUR)),
    clock=r"(?:à |avant |vers )?(?P<hour>\d{1,2}) ?(?:h|heures|:) ?(?P<minute>\d\d)?",
    close=r"la fin de (?:la )?journée|fin de (?:la )?journée",
    vague=r"dès que possible|au plus vite|le plus (?:vite|rapidement|tôt) possible|rapidement|dans les meilleurs délais"
          r"|prochainement|sous peu|au plus tôt|bientôt|tout de suite|immédiatement|en urgence|asap",
)  # fmt: skip

#: Futures: the stem of "j'enverrai", "nous enverrons". Verbs of being, having and seeing are left out.
_STEMS = (
    r"enverr|renverr|transmettr|remettr|mettr|fer|reviendr|tiendr|viendr|rappeller|appeller|confirmer|vérifier|"
    r"préparer|livrer|adresser|contacter|recontacter|donner|prendr|partager|finaliser|signer|régler|paier|payer|corriger|"
    r"traiter|communiquer|fournir|répondr|organiser|planifier|réserver|regarder|relancer|informer|demander|"
    r"occuper|charger|finir|terminer|retourner|expédier|présenter|proposer|passer|participer|assister|"
    r"déposer|publier|réparer|remplacer|rembourser|commander|chercher|étudier|effectuer|procéder|apporter|"
    r"commencer|débuter|modifier|compléter|rédiger|valider|avertir|préviendr|souscrir|dir|établir|fixer|installer|joindr"
)
_CLITICS = r"(?:(?:vous|te|t'|lui|leur|le|la|les|l'|me|m'|m'en|nous|nous en|y|en) ?){0,3}"
_VOUS_VERBS = (
    r"envoie|transmets|adresse|rappelle|recontacte|confirme|réponds|fais (?:parvenir|suivre)|tiens|donne|"
    r"appelle|livre|communique|prépare|renvoie|retourne|remets|passe"
)
_NOUS_VERBS = (
    r"envoyons|transmettons|adressons|rappelons|recontactons|répondons|faisons|tenons|donnons|"
    r"appelons|livrons|communiquons|préparons|renvoyons|retournons|procédons"
)

TABLE = Table(
    language="fr",
    request=pattern(
        r"""\b(?:pouvez|pourriez|pouvez|voulez|voudriez)[- ]vous\b(?! (?:que|venir demain\?))|\b(?:peux|pourrais)[- ]tu\b|\best-ce que (?:vous pouvez|vous pourriez|tu peux|tu pourrais)\b
        |\b(?:auriez|avez)-vous (?:l'amabilité|la gentillesse|l'obligeance)\b|\bserait-il possible (?:de|que|d')|\best-il possible (?:de (?:me|nous|m')|que vous)
        |\b(?:vous pouvez|tu peux|vous pourriez|tu pourrais) (?:me|m'|nous|l'|le|la|les)\b[^?]{2,120}\?
        |\bmerci de (?:bien vouloir |me |m'|nous |le |la |les |lui |ne |l'){0,3}(?!(?:votre|notre|ton|cette|ces|cet|ce)\b)[a-zéèê']+(?:er|ir|re|oir)\b
        |\bveuillez\b|\bje vous (?:prie|remercie|demande|invite|saurais gré) (?:de|d')(?: bien vouloir)? ?(?:me |m'|nous |le |la |les )?(?!(?:votre|notre|nombre)\b)[a-zéèê']+(?:er|ir|re|oir)\b|\bprière de\b|\b(?:nous |et )vous (?:prions|remercions|demandons|invitons) (?:de|d'|à)(?: bien vouloir)? ?(?:me |nous |le |la |les )?(?!(?:votre|notre|nombre)\b)[a-zéèê']+(?:er|ir|re|oir)\b
        |\b(?:souhaiterais|souhaiterions|voudrais|voudrions|aimerais|aimerions|souhaite|souhaitons) (?:que (?:vous|tu)|recevoir|obtenir)\b
        |\bn'oubliez pas (?:de|d')|\bn'oublie pas (?:de|d')|\b(?:j'ai|nous avons|j'aurais|nous aurions) besoin (?:de|d'|que)\b.{0,100}\b(?:avant|d'ici|pour (?:lundi|mardi|mercredi|jeudi|vendredi|demain|le)|rapidement|au plus vite|de votre part|dès que possible|que vous)\b
        |\bil (?:nous|me) fau(?:t|drait|dra)\b.{2,80}\b(?:avant|d'ici|pour (?:lundi|mardi|mercredi|jeudi|vendredi|demain|le)|rapidement|au plus vite|dès que possible)\b|\bpermets de vous relancer|\bpermettons de vous relancer|\bj'attends (?:toujours |encore )?(?:votre|ton|une|vos)\b|\b(?:souhaiterais|souhaiterions|voudrais|voudrions|aimerais|aimerions|souhaite|souhaitons) (?:vous )?(?:commander|réserver|passer commande)
        |\b(?:s'il vous plaît|s'il vous plait|s'il te plaît|s'il te plait|svp|stp)\b
        |(?:\A|, |: |et )(?:envoyez|dites|tenez|confirmez|rappelez|transmettez|envoie|dis|fais|faites|donnez|donne|indiquez|précisez|adressez|renvoyez|retournez|appelez|communiquez|prévenez|transmets|confirme|rappelle)[- ](?:moi|nous|le|la|les|lui|leur)\b
        |\A(?:vérifiez|signez|complétez|corrigez|validez|remplissez)\b"""
    ),
    no_request=pattern(
        r"""\bveuillez (?:agréer|recevoir (?:,|mes|nos|l'|madame|monsieur)|croire|accepter (?:mes|nos)|trouver|excuser|ignorer|ne pas tenir compte|noter que (?:nous|notre|je|mon)|m'excuser|nous excuser)
        |\b(?:prie|prions) (?:de |d')(?:bien vouloir )?(?:agréer|recevoir|croire|trouver|excuser|m'excuser|nous excuser|accepter)
        |\bmerci de (?:m'|me |nous |l'|ne pas |vous |le |la |les ){0,3}(?:avoir|être)\b|\bremercie (?:de|d')(?: m'| nous )?avoir\b|\bmerci de (?:ne pas répondre)
        |\b(?:pouvez-vous|peux-tu|vous pouvez) (?:imaginer|compter sur)"""
    ),
    question=pattern(
        r"""\b(?:je|nous) (?:voulais|voulions|voudrais|voudrions|aimerais|aimerions|souhaiterais|souhaiterions|souhaite|souhaitons) (?:vous demander |te demander )?(?:savoir|connaître|si|demander (?:si|quand))\b
        |\bje me demand(?:ais|e) (?:si|quand|comment)\b|\bqu'en est-il\b|\bavez-vous (?:des nouvelles|eu le temps)"""
    ),
    no_question=pattern(
        r"""\A(?:bonjour|salut|coucou)?,? ?(?:comment (?:allez-vous|vas-tu|ça va)|(?:comment )?ça va|vous allez bien|tu vas bien)\b.{0,25}\?\Z"""
    ),
    commitment=pattern(
        rf"""\b(?:je |j'){_CLITICS}(?:{_STEMS})ai\b|\bnous {_CLITICS}(?:{_STEMS})ons\b|\bon (?:vous |te ){_CLITICS}(?:{_STEMS})a\b
        |\bje vais {_CLITICS}(?!(?:bien|voir|essayer|réfléchir|pouvoir|devoir|avoir|être|tenter)\b)[a-zéèêçî']+(?:er|ir|re|oir)\b|\bnous allons {_CLITICS}(?!(?:voir|essayer|réfléchir|pouvoir|devoir|avoir|être|tenter)\b)[a-zéèêçî']+(?:er|ir|re|oir)\b
        |\bje reviens vers vous\b|\bje reviens vers toi\b|\bnous revenons vers vous\b|\bje (?:m'en (?:occupe|charge)|m'occupe d|me charge d)|\bnous nous (?:en )?(?:occupons|chargeons)\b
        |\b(?:je|nous) (?:vous|te) (?:tiens|tenons|tiendrai|tiendrons) (?:au courant|informée?s?)|\b(?:je fais|nous faisons) le nécessaire\b
        |\bvous (?:recevrez|aurez) (?:le|la|les|l'|un|une|votre|vos|notre|de mes|de nos|une réponse|ça|cela)\b|\bje m'engage à\b|\bnous nous engageons à\b"""
    ),
    no_commitment=pattern(
        r"""\b(?:ne|n'|n') ?(?:vous |te |lui |leur |le |la |les |me |nous )?[a-zéèêç']+ (?:pas|plus|jamais|rien)\b|\bne (?:pas|plus)\b|\b(?:peut-être|sans doute|éventuellement|probablement)\b
        |\bsi (?:vous|tu|cela vous|ça te|ça vous) (?:le )?(?:souhaite|veu|voule|désire|préfère|convien|intéresse|va)|\b(?:toujours|d'habitude|en général|chaque|tous les|toutes les|régulièrement)\b|\bne manquer(?:ai|ons) pas\b(?!)
        |\b(?:absent|absente|en congé|en congés|en vacances)\b"""
    ),
    timed_commitment=pattern(
        rf"""\bje (?:vous|te|lui|leur) (?:(?:le|la|les|l'|en) ?)?(?:{_VOUS_VERBS})\b|\bnous (?:vous|te|lui|leur) (?:(?:le|la|les|l'|en) ?)?(?:{_NOUS_VERBS})\b
        |\bje (?:l'envoie|le fais|la fais|les envoie|m'y mets|regarde|vérifie|prépare|rappelle|contacte)\b|\b(?:sera|seront) (?:livrée?s?|envoyée?s?|expédiée?s?|transmise?s?|remboursée?s?|corrigée?s?|traitée?s?)\b"""
    ),
    acceptance=pattern(
        r"""\A(?:(?:oui|ok|d'accord|bien sûr|entendu|pas de (?:problème|souci)|parfait|très bien|avec plaisir|merci|c'est noté),? ?){0,3}(?:je m'en (?:occupe|charge)|on s'en occupe|nous nous en (?:occupons|chargeons)|ce sera fait|je le fais|nous le faisons|je fais le nécessaire|nous faisons le nécessaire)(?: (?:tout de suite|aujourd'hui|demain|dès demain|ce matin|cet après-midi|dès que possible|au plus vite))?[.! ]{0,3}\Z"""
    ),
    offer=pattern(
        r"""\bn'hésite(?:z)? (?:pas|surtout pas)\b|\b(?:à (?:votre|ta) (?:entière |pleine )?disposition)\b|\b(?:reste|restons|suis|sommes) (?:bien sûr |naturellement )?(?:joignable|disponible pour (?:toute|tout|répondre))
        |\bsi (?:vous|tu) (?:avez|as|aviez|avais) (?:besoin|.{0,25}(?:question|doute|remarque|problème|souci))|\bsi (?:vous|tu) (?:le )?(?:souhaite|veux|voule|désire|préfère)|\bsi (?:besoin|nécessaire)\b|\ben cas de (?:besoin|question|difficulté)|\bpour (?:toute|tout autre|toutes) (?:question|questions|information|renseignement|précision)
        |\b(?:voulez-vous|souhaitez-vous|veux-tu|souhaites-tu) que (?:je|nous|j')|\b(?:je peux|nous pouvons|je pourrais|nous pourrions) (?:vous|te|aussi)\b|\bdois-je\b"""
    ),
    meeting_noun=pattern(
        r"""\b(?:réunion|rendez-vous|rdv|visio|visioconférence|entretien|call|appel|rencontre|point téléphonique|point|téléphone|téléphoner|se voir|se parler|nous voir|nous rencontrer|vous rencontrer|déjeuner|visite|entrevue|atelier)\b"""
    ),
    meeting_verb=pattern(
        r"""\b(?:(?:êtes|seriez|es|serais)-(?:vous|tu) (?:disponible|libre)|disponible|disponibilités?|créneau|propose(?:r|ons)?|convien(?:t|drait|ne)|reporter|reportée?|décaler|décalée?|annuler|annulée?|avancer la|avancer le|fixer|planifier|caler|organiser|aura lieu|se tiendra|irait|pourrions-nous|pouvons-nous|peut-on|pourrait-on|on peut|confirme(?:r)? (?:la|le|notre|votre|ma)|maintenir|maintenue?)\b"""
    ),
    complaint=pattern(
        r"""\b(?:mécontente?s?|mécontentement|insatisfaite?s?|insatisfaction|déçue?s?|décevante?s?|inacceptables?|inadmissibles?|scandaleu(?:x|se)|réclamation|me plaindre|nous plaindre|plainte|intolérable|agacée?s?|exaspérée?s?|honteux|lamentable|déplorable)\b
        |\btoujours (?:pas|aucune|rien)\b|\bsans (?:réponse|nouvelles) (?:de votre part|depuis)|\bpour la (?:deuxième|seconde|troisième|quatrième|énième) fois\b|\bn'est pas (?:normal|sérieux|acceptable|professionnel)|\bne peut plus (?:durer|continuer)|\b(?:encore|de nouveau|à nouveau) (?:tombée?s? )?en panne\b|\bune fois de plus\b|\bencore une fois (?:en retard|aucun|vous|la|le)|\b(?:attendons|attends) (?:toujours|encore|depuis)\b"""
    ),
    no_complaint=pattern(
        r"""\bpas (?:de|une) (?:réclamation|plainte)|\b(?:pas|jamais|sans être) déçu|\bce n'est toujours pas urgent|\b(?:pas|rien d') inacceptable"""
    ),
    escalation=pattern(
        r"""\b(?:(?:votre|vos|ta) (?:direction|hiérarchie|supérieurs?|responsable)|(?:mon|notre|nos) (?:avocats?|service juridique|conseil juridique)|mise en demeure|mettre en demeure|poursuites|tribunal|dommages et intérêts|dédommagement)\b"""
    ),
    leaving=pattern(
        r"""\b(?:résilier|résiliation|résilions|résilie|mettre fin (?:au|à notre) (?:contrat|collaboration)|changer de (?:fournisseur|prestataire)|ne (?:pas )?(?:renouveler|renouvellerons|renouvellerai|renouvelons)(?: pas)?|chez un (?:autre|concurrent)|autre (?:fournisseur|prestataire)|nous tourner vers)\b"""
    ),
    closing=pattern(
        r"""(?:(?:bonjour|bonsoir|salut|cher|chère|chers|coucou)\b(?:[^?,.!:;]|(?<=Dr)\.|(?<=Sr)\.|(?<=Sra)\.|(?<=Dra)\.|(?<=Prof)\.|(?<=M)\.|(?<=Exmo)\.){0,45}[,.!:]{0,2}|(?:madame|monsieur|mesdames|messieurs)\b[^?.!]{0,50}
        |(?:(?:ok|d'accord|parfait|super|très bien|c'est noté|bien reçu|entendu|oui),? ?)?(?:(?:un grand |encore )?merci|je vous remercie|je te remercie|nous vous remercions|mille mercis)\b[^?,;]{0,90}(?:, [^?,;]{0,30})?
        |(?:c'est (?:noté|parfait|bon pour (?:moi|nous)|entendu|très bien|bien noté)|parfait|d'accord|entendu|très bien|ok|bien reçu|reçu|super|excellent|pas de (?:problème|souci)|avec plaisir|je vous en prie|de rien|compris|ça marche|ça me va|cela me convient|volontiers|bien noté)(?:,? (?:merci(?: beaucoup)?|à (?:demain|lundi|bientôt)))?[.! ]{0,3}
        |(?:(?:très |passez une (?:très )?)?(?:bonne|bon|belle|bel|excellent|excellente) (?:journée|soirée|semaine|week-end|weekend|fin de|vacances|réception|après-midi|continuation|fêtes|année|lecture)|à (?:bientôt|demain|lundi|mardi|mercredi|jeudi|vendredi|très vite|plus tard|la semaine prochaine)|au plaisir|dans l'attente|en attendant|meilleurs vœux|joyeu|je vous souhaite|je te souhaite|nous vous souhaitons|bon courage|félicitations)\b[^?]{0,80}
        |(?:(?:bien |très )?cordialement|amicalement|bien à (?:vous|toi)|(?:sincères|meilleures|cordiales) salutations|salutations|veuillez (?:agréer|recevoir|croire)|(?:je vous prie|nous vous prions) d'agréer|recevez)\b[^?]{0,110})"""
    ),
    discharge=pattern(
        r"""\b(?:ci-joint(?:e|s|es)?|en pièce jointe|en pj|en annexe)(?:,| :)? ?(?P<what>[^.!?;]{3,80})?
        |\bvous trouverez (?:ci-joint|en pièce jointe|en annexe|ci-dessous)
        |\b(?:j'ai|nous avons|on a|je vous ai|je t'ai|je l'ai|je les ai|nous vous avons) (?:bien |déjà |tout juste |aussi )?(?:envoyée?s?|transmise?s?|réglée?s?|payée?s?|signée?s?|fait|corrigée?s?|livrée?s?|expédiée?s?|déposée?s?|mise?s? à jour|validée?s?|renvoyée?s?|retournée?s?|traitée?s?|finalisée?s?|terminée?s?)\b
        |\bc'est (?:fait|envoyé|réglé|corrigé|parti)\b|\b(?:a|ont) (?:bien |déjà )?été (?:envoyée?s?|transmise?s?|réglée?s?|payée?s?|signée?s?|corrigée?s?|livrée?s?|expédiée?s?|traitée?s?|validée?s?)\b|\A(?:voilà|voici) (?:le|la|les|l')"""
    ),
    no_discharge=pattern(
        r"""\b(?:pas|si|dès que|quand|lorsque|une fois que|sera|seront|jamais|aucun|aucune)\b|\?"""
    ),
    dates=DATES,
    about=NEVER,
    subordinate=words("dès lorsque quand si afin comme puisque"),
    empty=words(
        """le la les l' un une des du de d' à au aux en et ou je j' nous vous tu te me m' il elle on que qui
        merci bien vouloir pouvez-vous pourriez-vous peux-tu pourrais-tu s'il plaît svp plait pour par sur
        dans ce cette ces mon ma mes votre vos notre nos ton ta tes son sa ses ne pas veuillez prie est-ce
        vais allons bonjour si donc aussi y se serait-il possible nous vous-même d'ici avant moi envoyez-moi
        envoyez-nous dites-moi confirmez-moi très dès d'accord oui ok entendu parfait"""
    ),
)
