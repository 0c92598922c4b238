"""Simple rules for Spanish."""

from __future__ import annotations

from nlp.foreign.records import NEVER, Dates, Table
from nlp.lexicon import pattern, words
from nlp.times.records import Edge, Period, Unit

_MONTHS = {
    "enero": 1, "febrero": 2, "marzo": 3, "abril": 4, "mayo": 5, "junio": 6, "julio": 7, "agosto": 8,
    "septiembre": 9, "setiembre": 9, "octubre": 10, "noviembre": 11, "diciembre": 12,
}  # fmt: skip
_WEEKDAYS = {
    "lunes": 0, "martes": 1, "miércoles": 2, "miercoles": 2, "jueves": 3, "viernes": 4,
    "sábado": 5, "sabado": 5, "domingo": 6,
}  # fmt: skip
_NUMBERS = {"un": 1, "una": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7,
            "diez": 10, "quince": 15}  # fmt: skip


DATES = Dates(
    cues={
        r"antes de(?:l| el| la| este)?": "before",
        r"a más tardar(?: el)?|como (?:muy tarde|máximo|tarde)(?: el)?|para (?:el|este|la)|para|hasta(?: el| la)?": "by",
        r"a partir de(?:l)?|desde(?: el)?": "from",
    },
    on=r"el(?: día)?|este|esta|la|día",
    not_before=r"\b(?:del?|desde|pasado|último|ayer|hace)(?: el| día)?",
    days={
        "hoy": 0, "hoy mismo": 0, "esta mañana": 0, "esta tarde": 0, "esta noche": 0,
        "mañana": 1, "mañana por la mañana": 1, "mañana por la tarde": 1, "mañana mismo": 1,
        "mañana a primera hora": 1, "pasado mañana": 2,
    },
    weekdays=_WEEKDAYS,
    months=_MONTHS,
    of=r" de ",
    of_year=r" del? ",
    next_before=r"próximo|proximo",
    next_after=r"próximo|proximo|que viene|de la (?:próxima semana|semana que viene)",
    periods=(
        (r"(?:a )?(?:finales|final|fin) de (?:la |esta )?semana", Period(Unit.WEEK, 0, Edge.END)),
        (r"(?:a )?(?:finales|final|fin) de la (?:próxima semana|semana que viene)", Period(Unit.WEEK, 1, Edge.END)),
        (r"(?:a lo largo de |durante |en )?(?:esta semana|la semana en curso)", Period(Unit.WEEK, 0)),
        (r"(?:a lo largo de |durante |en |a principios de )?la (?:próxima semana|semana que viene|semana próxima)", Period(Unit.WEEK, 1)),
        (r"(?:a )?(?:finales|final|fin) de(?:l| este)? mes|fin de mes", Period(Unit.MONTH, 0, Edge.END)),
        (r"el (?:próximo mes|mes que viene|mes próximo)", Period(Unit.MONTH, 1)),
        (r"(?:a )?(?:finales|final|fin) de(?:l| este)? año|fin de año", Period(Unit.YEAR, 0, Edge.END)),
        *((rf"(?:a )?(?:finales|final|fin) de {name}", Period(Unit.MONTH, 0, Edge.END, number)) for name, number in _MONTHS.items()),
    ),
    offset_before=r"dentro de|en un plazo de|en el plazo de|en menos de|en los próximos|en",
    offset_after=r"",
    numbers=_NUMBERS,
    units=((r"días? (?:hábil(?:es)?|laborables?)", Unit.BUSINESS_DAY), (r"d[ií]as?", Unit.DAY), (r"semanas?", Unit.WEEK), (r"horas?", Unit.HOUR)),
    clock=r"(?:a |antes de )?las (?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))?(?: ?h(?:oras)?)?",
    close=r"(?:final|fin) del día|última hora(?: de hoy| del día)?",
    vague=r"lo antes posible|cuanto antes|en breve|pronto|a la (?:mayor )?brevedad(?: posible)?|próximamente"
          r"|de inmediato|inmediatamente|urgentemente|enseguida|ahora mismo",
)  # fmt: skip

#: Futures: "enviaré", "enviaremos". Verbs of being, having and seeing are left out.
_STEMS = (
    r"enviar|mandar|proceder|har|llamar|confirmar|revisar|preparar|entregar|remitir|contactar|avisar|dar|pasar|"
    r"compartir|comprobar|verificar|corregir|actualizar|firmar|pagar|abonar|organizar|reservar|responder|"
    r"contestar|informar|comunicar|terminar|finalizar|ocupar|encargar|adjuntar|presentar|propondr|pondr|"
    r"hablar|consultar|preguntar|buscar|solucionar|resolver|arreglar|tramitar|gestionar|facturar|devolver|"
    r"asistir|acudir|escribir|completar|realizar|efectuar|ingresar|reenviar|facilitar|traer|llevar|"
    r"empezar|comenzar|iniciar|coordinar|programar|instalar|reparar|sustituir|cambiar|modificar|redactar|validar|estudiar|mirar"
)
_CLITICS = r"(?:(?:le|les|te|os|lo|la|los|las|se|me|nos) ){0,2}"
_PRESENT = r"envío|mando|paso|llamo|confirmo|aviso|digo|escribo|reenvío|entrego|respondo|contesto|comento|preparo|reviso"
_PRESENT_WE = r"enviamos|mandamos|pasamos|llamamos|confirmamos|avisamos|decimos|escribimos|entregamos|respondemos|contestamos"

TABLE = Table(
    language="es",
    request=pattern(
        r"""\b(?:puede|puedes|pueden|podéis|podría|podrías|podrían|podríais)(?: usted| ustedes)? (?:por favor,? )?(?:(?:me|nos|le|lo|la) )?[a-záéíóúñ]+[aeiáéí]r(?:me|nos|lo|la|le|los|las|melo|noslo)*\b[^?]*\?
        |\b(?:me|nos|lo|la|los|las) (?:puede|puedes|pueden|podéis|podría|podrías|podrían) [a-záéíóúñ]+[aeiáéí]r(?:lo|la|le|los|las)?\b
        |\bpor favor\b(?! ?[.!]?\Z)|\b(?:le|les|te|os) (?:ruego|rogamos|pido|pedimos|solicito|solicitamos|agradecería|agradecerí?amos|agradeceré|agradeceremos|agradezco que|agradezco si|agradecemos que)\b|\b(?:ruego|rogamos|solicito|solicitamos|se ruega|se solicita)\b|\bagradecer[ií](?:a|ía|íamos|é)\b.{0,20}\b(?:si|que|me|nos)\b
        |\b(?:me|nos) (?:gustaría|encantaría) que\b|\b(?:necesito|necesitamos) (?:que|.{2,80}\b(?:antes|para (?:el|mañana|hoy|este)|hoy|urgente|cuanto antes|lo antes posible|a más tardar))
        |\b(?:me dirijo|nos dirigimos|le escribo|les escribo|le escribimos)\b.{0,40}\bpara (?:solicitar|pedir|rogar)(?:le|les)?\b|\bnecesitar[ií]a(?:mos)? .{2,80}\b(?:antes|para (?:el|mañana|hoy|este)|hoy|cuanto antes|lo antes posible)|\b(?:quisiera|quisiéramos|querría|querríamos|desearía|me gustaría|nos gustaría) (?:pedir|solicitar|encargar|recibir|comprar|reservar|contratar)\b|\bno (?:he|hemos) (?:tenido|recibido|obtenido) (?:ninguna )?(?:respuesta|contestación)\b|\b(?:quedo|quedamos|espero|esperamos) .{2,50}\b(?:antes del?|para el)\b
        |\bser[ií]a(?:n)? (?:usted )?(?:tan amable|posible (?:que (?:me|nos|usted|envi|mand)|[a-záéíóú]+[aei]r\b))|\bsea tan amable|\btenga la amabilidad|\bhaga(?:n)? el favor
        |(?:\A|, |: |; |y )(?:envíe(?:me|nos|n)?|envíeme|envíenos|envíame|envíanos|mánde(?:me|nos)|mándame|mándanos|confírme(?:me|nos)|confírmame|confírmanos|dígame|díganos|dime|dinos|avíse(?:me|nos)|avísame|avísanos|indíque(?:me|nos)|indícame|hágame|háganos|revise|revisa|llámeme|llámenos|llámame|páse(?:me|nos)|pásame|pásanos|adjunte|remítanos|facilíte(?:me|nos)|comuníque(?:me|nos)|complete|firme|devuélva(?:me|nos|lo)|infórme(?:me|nos)|mantén(?:me|nos)|manténga(?:me|nos))\b
        |\bno (?:olvide|olvides|olviden) \w+r\b"""
    ),
    no_request=pattern(
        r"""\bpor favor,? (?:no responda|acepte (?:mis|nuestras)|disculpe|perdone)|\bruego (?:me |nos )?(?:disculp|perdon|acept)|\brogamos (?:nos )?(?:disculp|perdon|acept)|\bagradezco (?:mucho )?(?:su|tu|el|la|que (?:haya|me haya))|\bpuede(?:s)? (?:contar|imaginar)\b"""
    ),
    question=pattern(
        r"""\b(?:quería|queríamos|quisiera|quisiéramos|me gustaría|nos gustaría|necesito|desearía) (?:saber|preguntar(?:le|te|les)?|conocer|consultar(?:le|te|les)?)\b|\bme pregunt(?:o|aba) si\b|\bqué (?:hay|sabes|sabe) (?:de|sobre)\b|\A¿"""
    ),
    no_question=pattern(
        r"""\A(?:hola|buenos días|buenas tardes|buenas)?[,.]? ?¿?(?:qué tal(?: (?:está|estás|todo|va todo|le va|te va))?|cómo (?:está|estás|están|va todo|te va|le va)|todo bien)\b.{0,20}\?\Z"""
    ),
    commitment=pattern(
        rf"""\b{_CLITICS}(?:{_STEMS})(?:é|emos)\b|\b{_CLITICS}(?:voy|vamos) a (?!(?:ver|tener|ser|estar|poder|necesitar|intentar|tratar|querer|pensar|quedar|hablar)\b)[a-záéíóúñ]+[aeií]r(?:le|les|te|os|lo|la|los|las|se|me|nos|selo|sela)*\b
        |\b(?:me (?:encargo|ocupo)|nos (?:encargamos|ocupamos))\b|\b(?:me comprometo|nos comprometemos) a\b|\b(?:quedo|quedamos) en (?:enviar|mandar|llamar|confirmar|avisar|pasar)
        |\b(?:usted |ustedes )?(?:recibirá|recibirás|recibirán|tendrá|tendrás|tendrán) (?:el|la|los|las|un|una|su|sus|tu|tus|noticias|mi|nuestra|nuestro|respuesta)\b|\b(?:le|les|te|os) (?:mantendré|mantendremos|mantengo|mantenemos) (?:al tanto|informad[oa]s?|al corriente)"""
    ),
    no_commitment=pattern(
        rf"""\b(?:no|nunca|tampoco|jamás) (?:(?:le|les|te|os|lo|la|los|las|se|me|nos) ){{0,2}}(?:voy|vamos|{_STEMS}|{_PRESENT}|{_PRESENT_WE})|\b(?:quizás?|tal vez|probablemente|a lo mejor|seguramente)\b
        |\bsi (?:lo |usted |tú )?(?:desea|deseas|quiere|quieres|prefiere|prefieres|le parece|te parece|le interesa|te interesa|necesita|necesitas)\b|\b(?:siempre|normalmente|cada (?:día|semana|mes)|todos los|todas las|habitualmente)\b|\b(?:de vacaciones|ausente|fuera de la oficina)\b"""
    ),
    timed_commitment=pattern(
        rf"""\b(?:le|les|te|os|lo|la|los|las|se lo|se la|te lo|te la|te los) (?:{_PRESENT}|{_PRESENT_WE})\b|\b(?:se (?:enviará|entregará|realizará|abonará|resolverá|corregirá)|será(?:n)? (?:enviad|entregad|abonad|corregid|resuelt)[oa]s?)\b|\blo (?:hago|hacemos|miro|reviso|preparo|termino|consulto)\b"""
    ),
    acceptance=pattern(
        r"""\A(?:(?:sí|si|vale|ok|de acuerdo|claro|por supuesto|perfecto|sin problema|entendido|muy bien|gracias),? ?){0,3}(?:me encargo(?: yo)?(?: de ello)?|nos encargamos(?: de ello)?|me ocupo(?: de ello| yo)?|nos ocupamos|lo haré|así lo haré|lo haremos|así lo haremos|lo hago|ya me pongo|dalo por hecho|cuenta con ello|cuente con ello)(?: (?:hoy|hoy mismo|mañana|ahora mismo|enseguida|cuanto antes))?[.! ]{0,3}\Z"""
    ),
    offer=pattern(
        r"""\bno (?:dude|dudes|duden|dudéis) en\b|\b(?:a (?:su|tu|vuestra) (?:entera |completa |total )?disposición)\b|\b(?:para|ante) cualquier (?:duda|consulta|cosa|aclaración|pregunta|cuestión)\b|\bcualquier (?:duda|consulta|cosa|pregunta)\b
        |\bsi (?:tiene|tienes|tienen|tenéis|tuviera|tuvieran|tuvieras) (?:alguna |cualquier |más |otras? )?(?:duda|dudas|pregunta|preguntas|consulta|consultas|inconveniente)|\bsi (?:necesita|necesitas|necesitan|quiere|quieres|quieren|lo desea|lo deseas|desea|deseas|lo prefiere|lo prefieres)\b
        |¿(?:quiere|quieres|quieren|desea|deseas) que (?:le|te|les|os|lo|la)?|\b(?:le|les|te|os) (?:puedo|podemos|podría|podríamos)\b|\b(?:puedo|podemos) (?:enviar|mandar|ayudar|ofrecer)(?:le|les|te|os|lo|la)"""
    ),
    meeting_noun=pattern(
        r"""\b(?:reunión|reuniones|reunirnos|reunirme|llamada|videollamada|videoconferencia|cita|quedar|vernos|hablar por teléfono|hablar|llamar(?:le|te|nos)|encuentro|visita|almuerzo|taller)\b"""
    ),
    meeting_verb=pattern(
        r"""\b(?:(?:le|te|les|os) (?:viene|va|vendría|iría|parece) bien|disponib(?:le|les|ilidad)|propongo|proponemos|propondría|podemos (?:hablar|vernos|reunirnos|quedar|tener)|podríamos|aplazar|aplazad[oa]|posponer|pospuest[oa]|cancelar|cancelad[oa]|adelantar|cambiar|confirmo|confirmar|confirmamos|convoc|agendar|agendamos|programar|tendría(?:s|n)? (?:tiempo|un hueco|disponibilidad)|tiene(?:s|n)? (?:tiempo|un hueco|disponibilidad)|qué (?:tal|le parece|te parece)|a qué hora|tendrá lugar|se celebrará)\b"""
    ),
    complaint=pattern(
        r"""\b(?:queja|quejas|quejarme|quejarnos|reclamación|reclamar|reclamo|insatisfech[oa]s?|descontent[oa]s?|decepcionad[oa]s?|decepcionante|inaceptables?|inadmisibles?|indignad[oa]s?|indignante|pésim[oa]|vergonzos[oa]|defectuos[oa]s?|molest[oa]s? (?:con|por)|hart[oa]s? de)\b
        |\b(?:sigo|seguimos|continúo|continuamos) sin\b|\b(?:todavía|aún) no (?:he|hemos|ha|han) (?:recibido|llegado|contestado|respondido|tenido|solucionado|resuelto)\b|\bpor (?:segunda|tercera|cuarta|enésima) vez\b|\botra vez (?:el|la|lo) mism|\bvolvi(?:ó|eron) a (?:fallar|romperse|caerse|averiarse|estropearse)|\bno puede seguir así\b|\bno es (?:aceptable|normal|serio|de recibo)\b|\bllev(?:o|amos) (?:.{1,20} )?(?:días|semanas|meses) (?:esperando|sin)\b"""
    ),
    no_complaint=pattern(
        r"""\b(?:ninguna|sin|no hay|no tengo|no tenemos) (?:queja|quejas|reclamación)\b|\bno (?:me|nos) (?:ha|han) decepcionad|\b(?:aún|todavía) no he recibido su (?:confirmación|visto bueno)\b(?!)"""
    ),
    escalation=pattern(
        r"""\b(?:(?:su|sus|tu) (?:dirección|superiores?|jefe|jefa|gerencia)|(?:mi|nuestr[oa]s?|mis) abogad[oa]s?|asesoría jurídica|acciones legales|medidas legales|demanda|tribunales|indemnización|daños y perjuicios)\b"""
    ),
    leaving=pattern(
        r"""\b(?:(?:cancelar|rescindir|resolver|no renovar|dar por terminado|dar de baja) (?:el|nuestro|mi) (?:contrato|servicio|suscripción)|no (?:renovaremos|renovaré|vamos a renovar)|cambiar de proveedor|(?:con|a) otr[oa] (?:proveedor|empresa|compañía)|otro proveedor|irnos a la competencia)\b"""
    ),
    closing=pattern(
        r"""(?:(?:hola|buen(?:os|as)? (?:días|tardes|noches|día)|estimad[oa]s?|querid[oa]s?|buenas|muy (?:señor|señora|señores)(?: mí[oa]s?| nuestr[oa]s?)?|apreciad[oa]s?)\b(?:[^?,.!:;]|(?<=Dr)\.|(?<=Sr)\.|(?<=Sra)\.|(?<=Dra)\.|(?<=Prof)\.|(?<=M)\.|(?<=Exmo)\.){0,45}[,.!:]{0,2}
        |(?:(?:ok|vale|de acuerdo|perfecto|genial|muy bien|recibido|entendido|sí),? ?)?(?:muchas |muchísimas |mil )?gracias\b[^?,;]{0,90}(?:, [^?,;]{0,30})?|(?:le|les|te|os) (?:agradezco|agradecemos)\b[^?,;]{0,90}(?:, [^?,;]{0,30})?|agradezco\b[^?]{0,80}
        |(?:perfecto|de acuerdo|vale|ok|genial|estupendo|muy bien|recibido|entendido|conforme|claro|excelente|todo (?:bien|correcto|claro)|tomo nota|tomamos nota|me parece (?:bien|perfecto)|nos parece bien|sin problema|de nada|con mucho gusto|por supuesto)(?:,? (?:gracias|muchas gracias|hasta (?:mañana|luego|pronto|el \w+)))?[.! ]{0,3}
        |(?:que (?:tenga|tengas|tengan|pase|pases|pasen)|buen fin de semana|buena semana|feliz|felices|hasta (?:mañana|luego|pronto|el lunes|la próxima)|nos vemos|quedo (?:a la espera|pendiente|atent[oa])|quedamos (?:a la espera|pendientes|atentos)|espero (?:que (?:esté|estés|estén)|sus noticias|tus noticias|su respuesta)|encantad[oa] de|un placer|enhorabuena|felicidades)\b[^?]{0,80}
        |(?:un (?:cordial )?(?:saludo|abrazo)|(?:cordiales |muchos |atentos )?saludos|atentamente|cordialmente|le saluda)\b[^?]{0,60})"""
    ),
    discharge=pattern(
        r"""\b(?:adjunt[oa]s?|(?:se|le|les|te|os) adjunt(?:o|a|an|amos)|adjuntamos|en (?:el )?(?:archivo )?adjunto|aquí (?:tiene|tienes|va|está))(?: encontrará| podrá ver| remito| envío)?,? ?(?P<what>[^.!?;]{3,80})?
        |\b(?:ya )?(?:(?:le|les|te|os|lo|la|los|las|se lo|se la) )?(?:he|hemos) (?:enviado|mandado|hecho|firmado|pagado|abonado|entregado|revisado|corregido|actualizado|terminado|subido|realizado|remitido|devuelto|completado|solucionado|resuelto)\b
        |\bya est[áa](?:n)? (?:hech|enviad|list|resuelt|firmad|pagad|corregid|entregad)[oa]s?\b|\A¡?hecho[.!]"""
    ),
    no_discharge=pattern(r"""\b(?:no|si|cuando|en cuanto|una vez que|nunca|sin)\b|\?"""),
    dates=DATES,
    about=NEVER,
    subordinate=words("cuando si porque como en cuanto una"),
    empty=words(
        """el la los las un una unos unas de del a al y o e que en con por para su sus tu tus mi mis nuestro
        nuestra vuestro me te se le les lo nos os puede puedes podría podrías pueden podrían por favor hola
        gracias voy vamos si ya también más muy ruego rogamos agradecería necesito necesitamos este esta
        antes usted ustedes ¿puede ¿puedes ¿podría ¿podrías ¿me ¿nos como tarde máximo vale ok sí claro perfecto acuerdo"""
    ),
)
