"""How mail begins and ends in many lands: salutations, and the words above a name.

English mail is full of them: "Servus Mark,", "Saludos, Ana", "Le meas, Fergal". A name alone
("Dana,") is no salutation here: those who label mail disagree on it, and it says nothing.
"""

from __future__ import annotations

from nlp.lexicon import pattern

#: Begins with a capital letter of any Latin alphabet.
NAME = r"(?-i:[A-ZÀ-ÖØ-ÞĀ-ſ][\w.'’\-]{0,20})"
#: What may stand between the last word and the end: marks, a smiley, a kiss.
END = r"\W{0,12}(?:(?:[dpo]\b|x{1,3}\b)\W{0,4})?\Z"

_HELLO = r"""
    (?:hi+ ?there|hi+y?a*|hello(?: there)?|hey+(?: there)?|heya|howdy|howya|how ?do|wotcha|ey up
    |dears?|dearest|yo|oi|greetings|salutations
    |(?:respected|esteemed|estimated|honou?rable|gentle|attention|attn)(?=:? (?:(?-i:[A-Z])|all\b|sir|madam|colleague|partner|friend|customer))
    |good (?:morning|afternoon|evening|day|night)|(?:top of the )?morning|afternoon|evening
    |(?:a )?(?:very )?good (?:morning|afternoon|evening|day) to (?:you|all|everyone)
    |g'?day|to whom it may concern|to the attention of|welcome back|ahoy|aloha
    # German, Dutch, Scandinavian, Finnish
    |hallo|moin(?: moin)?|servus|gr[uü](?:ß|ss) (?:gott|dich|euch|sie)|griaß (?:eich|di|enk)|grüezi
    |gut(?:en|e) (?:tag|morgen|abend)|sehr geehrter?|liebe[rs]?|werte[rs]?|hoi|dag|beste|geachte
    |goede(?:morgen|middag|navond|ndag)|hej(?:san)?|hei|heisann|halla|god (?:morgon|morgen|dag|kväll)
    |kære|kära|kjære|käre|terve|moi|hyvä|tere
    # French, Italian, Spanish, Portuguese, Romanian
    |bonjour|bonsoir|salut|chers?|chères?|madame|monsieur|messieurs|mesdames|coucou
    |buon ?giorno|buona ?sera|ciao|car[oaie]|carissim[oaie]|gentil[ei]|gentilissim[oaie]|egregi[oa]
    |spettabile|salve|dottor(?:e|essa)|hola|buen(?:os|as)?(?: (?:d[ií]as?|tardes|noches))?
    |estimad[oa]s?|querid[oa]s?|apreciad[oa]s?|ol[aá]|bom dia|boa (?:tarde|noite)|prezad[oa]s?
    |bun[aă] (?:ziua|diminea[tț]a|seara)|salutare|stimat[eăă]\w*
    # Slavic, Hungarian, Turkish, Greek
    |cze[sś][cć]|dzie[nń] dobry|witam|szanown[yiea]\w*|dobr[yý] (?:den|de[nň])|ahoj|v[aá]žen[yýaá]
    |zdravo|dobar dan|pozdrav|privet|zdravstvuyte|szia(?:sztok)?|kedves|tisztelt|jó napot
    |merhaba(?:lar)?|selam|günayd[iı]n|say[iı]n|iyi (?:günler|sabahlar)|kalimera|kalispera|yia sou|geia
    # Near and Far East, Africa, Pacific, Celtic
    |shalom|sal+[aá]a?m(?:u)?(?: alaikum| aleikum| alaykum)?|as-?sal+a?mu? ?al[aei]\w+|peace be upon you
    |namaste|namaskar(?:am)?|vanakkam|sat sri akal|konnichiwa|ohayo\w*|annyeong\w*|ni ?hao|sawasdee
    |selamat (?:pagi|siang|sore|malam)|xin chào|chào|mabuhay|magandang \w+|kia ora|tena koe|talofa
    |bula|sawubona|sanibonani|molo|jambo|habari|mambo|dumela|dia (?:dhuit|duit|daoibh)|bore da|shwmae)
    """
_ADDRESSED = rf"""
    (?:dear(?:est)?|my|valued|good|kind|there|all|every(?:one|body)|any(?:one|body)|folks|guys|gents
    |girls|lads|people|gentlemen|ladies|both|two|three|back|again|sir(?:s|/madam|/ma)?|madam|ma'?am
    |miss|sahib|saab|ji|san|sama|hanım|bey|chef|boss|mate|buddy|love|or|and|und|et|y|e|&|/|the|of|in|at
    |from|to|you|your|friends?|colleagues?|customers?|clients?|partners?|members?|neighbou?rs?
    |(?:\w{{2,12}} )?(?:team|crew|shift|desk|helpdesk|office|department|gang|squad|staff|committee)
    |mr|mrs|ms|mx|dr|prof(?:essor)?|engineer|ing|eng|herr|frau|damen|herren|señora?e?s?|sra?
    |good (?:morning|afternoon|evening|day)|bonjour|happy (?:new year|\w+day|start of (?:the )?week)
    |{NAME}|[\"'(][\w ]{{1,20}}[\"')]|[a-z]{{2,12}}(?=\W*\Z))
    """

_VOCATIVE = rf"""
    (?:all|team|folks|guys|gents|ladies|sirs?|madam|everyone|everybody|colleagues|friends?|counsel|both
    |gentlemen|lads|neighbou?rs|comrades|(?:mr|mrs|ms|dr|prof(?:essor)?|herr|frau)\b\.? {NAME}|sir or madam)
    (?: (?:and|or|&) (?:all|team|folks|guys|gents|gentlemen|ladies|everyone|madam|friends|colleagues))?
    ,? ?[,:!–-]\W{{0,2}}\Z
    """
#: Only a salutation: "Dear Ms Ito,", "Griaß eich,", "Team,".
GREETING = pattern(
    rf"""
    {_VOCATIVE}|{_HELLO}\b(?:[ ,/]+(?!please\b|pls\b|thanks\b|thank\b|help\b|any\b|yes\b|no\b)
    {_ADDRESSED}[.,]?){{0,7}}{END}
    """
)
_WARM = r"""
    (?:(?:very|most|my|our|all|the|a|with|and|&|in|many|lots of|loads of|much|thousand|best|every|good|fond(?:est)?|kind(?:est)?
    |warm(?:est)?|cordial(?:ly)?|friendly|sincere|hearty|heartfelt|sunny|rainy|wet|cheerful|festive
    |seasonal|respectful|deep(?:est)?|high(?:est)?|distinguished|profound|great(?:est)?|big|huge
    |christian|fraternal|renewed|thanks,?|thank you,?|again,?|once more,?) )
    """
_SIGNED = r"""
    (?:regards?|rgds|rgrds|brgds|(?:b\.?|k\.?|w\.?) ?r(?:gds|egards)?|br|kr|bw|wishes|greet(?:ing)?s?
    |greetz|salutations?|compliments|respects?|esteem|consideration|gratitude|appreciation|apologies
    |apology|sympathy|condolences|affection|warmth|thanks|hugs?|kiss(?:es)?|love|xo(?:xo)?|x{1,4}
    |best|cheers|ta(?: muchly| very much| ever so)?|yours(?: (?:truly|ever|aye|etc|always))?
    |much obliged|very truly(?: yours)?|toodle-?pip|(?:yours )?(?:very )?(?:sincerely|faithfully|respectfully|cordially|obediently)(?: yours)?
    |your (?:brother|sister|friend)|in haste|warmly|fondly|gratefully|thankfully|onwards?|peace|ciao|bye+
    # German, Dutch, Scandinavian, Finnish
    |(?:mit |viele |beste |liebe |herzliche |sch[oö]ne |freundliche[nr]? |vielen |lieben |sonnige )*
    (?:gr[uü](?:ß|ss)e?n?|dank)(?: (?:aus|an|nach) \w+)?|hochachtungsvoll|mfg|lg|vg|glg|danke(?: sch[oö]n)?
    |tsch[uü](?:ß|ss)|pfiat (?:di|eich|enk|euch)|ba ba|bis (?:bald|dann|morgen|\w+tag)|servus
    |(?:met )?(?:vriendelijke|hartelijke|beste|lieve|warme|zonnige)? ?groet(?:en|jes)?|mvg|dikke kus
    |bedankt|dank (?:je|u) ?(?:wel)?|tot (?:\w+dag|snel|straks|ziens|morgen|dan)|doei|groetz
    |(?:med )?(?:v[aä]nliga?|venlig|vennlig|b[aä]sta|beste|mange|mvh|med) ?(?:h[aä]lsning(?:ar)?|hilsen(?:er)?)
    |h[aä]lsning(?:ar)?|(?:beste |mange )?hilsen(?:er)?|hilsner|mvh|vh|tack(?: (?:så mycket|på förhand))?|mange tak(?:k)?
    |takk?(?: for det)?|hej ?d[aå]|ha det|vi ses|(?:yst[aä]v[aä]llisin )?terveisin|terveiset|kiitos|aitäh
    # French, Italian, Spanish, Portuguese, Romanian
    |(?:bien |tr[eè]s |plus )?cordialement|bien [aà] (?:vous|toi|vous tous)|(?:sinc[eè]res |meilleures |mes )*salutations
    |amiti[eé]s|amicalement|bises?|bisous|respectueusement|merci(?: (?:beaucoup|d'avance|bien))?|[aà] (?:bient[oô]t|demain|plus|lundi)
    |bonne (?:journ[eé]e|r[eé]ception|soir[eé]e|semaine|continuation|fin de journ[eé]e)|bon week-?end
    |(?:cordiali |distinti |tanti |cari |un caro |molti )*salut[io]|(?:un )?abbracc(?:io|i)|a presto|baci|grazie(?: mille)?|buona (?:giornata|serata)|buon (?:lavoro|weekend)|cordialmente|arrivederci
    |(?:un |muchos |cordiales |cordial |atentos )*saludos?(?: cordial(?:es)?)?|(?:muy )?atentamente|atte|att|(?:un )?(?:fuerte )?abrazos?(?: fuerte)?|besos?|gracias|muchas gracias|hasta (?:luego|pronto|mañana|el \w+)|adi[oó]s|quedo (?:atent[oa]|a (?:la|tu|su) \w+)
    |abra[cç]os?|beijos?|bjs|(?:muito )?obrigad[oa]|atenciosamente|(?:com os melhores |melhores )?cumprimentos|at[eé] (?:breve|logo|j[aá]|amanh[aã])|valeu|mul[tț]umesc|cu stim[aă]|toate cele bune|o zi bun[aă]
    # Slavic, Hungarian, Turkish, Greek
    |(?:serdecznie |mi[lł]e )?pozdraw(?:iam|ienia)(?: serdecznie)?|z (?:powa[zż]aniem|wyrazami szacunku)|dzi[eę]kuj[eę]|dzi[eę]ki|na razie
    |(?:s |se |srde[cč]n[eéyý] )?pozdrav(?:em|y|i)?|s [uú]ctou|d[eě]kuj[ui]|d[ií]ky|hezk[yý] (?:den|v[ií]kend)|m[eě]jte se|[uü]dv[oö]zlettel|[uü]dv|k[oö]sz(?:i|[oö]n[oö]m)?|lijep pozdrav|lp|hvala|spasibo|s uvazheniem
    |(?:en iyi |iyi )?(?:selamlar(?:[iı]mla)?|sayg[iı]lar(?:[iı]mla)?|sevgiler(?:imle)?|dileklerimle|[cç]al[iı][sş]malar)|te[sş]ekk[uü]r(?:ler| ederim)|kolay gelsin|efcharisto|filika|me ektimisi
    # Near and Far East, Africa, Pacific, Celtic
    |shukran|ma'?a? ?salama|salaams?|dhanyavaad|nandri|arigato\w*|yoroshiku\w*|gamsahamnida|xi[eè] ?xie|terima kasih|salam hormat|salamat|trân trọng|c[aả]m [oơ]n|ng[aā] mihi(?: nui)?|m[aā]uruuru|hei kon[eā]i? r[aā]|asante|siyabonga|nkosi|totsiens|baie dankie
    |(?:is mise,? )?le meas(?: m[oó]r)?|le gach (?:dea-?gh?u[ií]|dea ghu[ií])|sl[aá]n(?: go f[oó]ill| abhaile)?|sl[aá]inte|go raibh (?:m[ií]le )?maith agat|diolch(?: (?:o galon|yn fawr))?|hwyl(?: fawr)?|cofion(?: cynnes| gorau)?)
    """
_SIGNER = rf"""
    (?:{NAME}|\([\w .]{{1,30}}\)|and|&|the|of|for|to|from(?: (?:an?(?: \w+)?|the|all of us))?|in|at|by|de|van|von|der|da|team|all(?: of us)?
    |(?:\w{{2,12}} )?(?:team|desk|office|crew|department)|me dears?|my (?:dears?|friends?)|everyone|both|again|as ever|as always|then|mate|guys|lads|folks|now|for now|yours|x{{1,4}}|[a-z]{{2,10}}(?=\W*\Z))
    """
#: Above the name at the end, with or without it: "Beste Grüße, Leopold", "Ta, Bev".
SIGN_OFF = pattern(
    rf"""
    /?{_WARM}{{0,4}}{_SIGNED}(?:\b|(?<=\W))(?:[\s,.!/–—:\-]{{1,4}}{_SIGNER}[.,]?){{0,7}}{END}
    """
)
