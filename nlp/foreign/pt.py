"""Simple rules for Portuguese, of Portugal and of Brazil."""

from __future__ import annotations

from nlp.foreign.records import NEVER, Dates, Table
from nlp.lexicon import pattern, words
from nlp.times.records import Edge, Period, Unit

_MONTHS = {
    "janeiro": 1, "fevereiro": 2, "março": 3, "abril": 4, "maio": 5, "junho": 6, "julho": 7, "agosto": 8,
    "setembro": 9, "outubro": 10, "novembro": 11, "dezembro": 12,
}  # fmt: skip
_DAYS = ("segunda", "terça", "quarta", "quinta", "sexta")
_WEEKDAYS = (
    {name: number for number, name in enumerate(_DAYS)}
    | {f"{name}-feira": number for number, name in enumerate(_DAYS)}
    | {f"{name} feira": number for number, name in enumerate(_DAYS)}
    | {"sábado": 5, "sabado": 5, "domingo": 6}
)
_NUMBERS = {"um": 1, "uma": 1, "dois": 2, "duas": 2, "três": 3, "quatro": 4, "cinco": 5, "seis": 6,
            "sete": 7, "dez": 10, "quinze": 15}  # fmt: skip


DATES = Dates(
    cues={
        r"antes d[eoa]": "before",
        r"até(?: ao| à| o| a| ao dia| o dia| dia)?|o mais tardar(?: n[oa]| até)?|no máximo até|para(?: o| a)?": "by",
        r"a partir d[eoa]|desde(?: o| a)?": "from",
    },
    on=r"n[oa](?: dia)?|n?est[ae]|em|[oa]|dia",
    not_before=r"\b(?:d[eo]|desde|passad[oa]|última|último|ontem|há)(?: o| dia)?",
    days={
        "hoje": 0, "ainda hoje": 0, "hoje ainda": 0, "esta manhã": 0, "esta tarde": 0, "hoje à tarde": 0,
        "amanhã": 1, "amanhã de manhã": 1, "amanhã à tarde": 1, "amanhã cedo": 1,
        "depois de amanhã": 2,
    },
    weekdays=_WEEKDAYS,
    months=_MONTHS,
    of=r" de ",
    of_year=r" de ",
    next_before=r"próxim[oa]",
    next_after=r"próxim[oa]|que vem|da (?:próxima semana|semana que vem)",
    periods=(
        (r"(?:n?o )?(?:final|fim) da semana|(?:final|fim) desta semana", Period(Unit.WEEK, 0, Edge.END)),
        (r"(?:n?o )?(?:final|fim) da (?:próxima semana|semana que vem)", Period(Unit.WEEK, 1, Edge.END)),
        (r"(?:ainda |ao longo d)?(?:n?esta semana|nessa semana)", Period(Unit.WEEK, 0)),
        (r"(?:n?a )?(?:próxima semana|semana que vem)", Period(Unit.WEEK, 1)),
        (r"(?:n?o )?(?:final|fim) d(?:o|este) mês", Period(Unit.MONTH, 0, Edge.END)),
        (r"(?:n?o )?(?:próximo mês|mês que vem)", Period(Unit.MONTH, 1)),
        (r"(?:n?o )?(?:final|fim) do ano", Period(Unit.YEAR, 0, Edge.END)),
        *((rf"(?:n?o )?(?:final|fim) de {name}", Period(Unit.MONTH, 0, Edge.END, number)) for name, number in _MONTHS.items()),
    ),
    offset_before=r"dentro de|no prazo de|em até|nos próximos|nas próximas|daqui a|em",
    offset_after=r"",
    numbers=_NUMBERS,
    units=((r"dias? (?:úteis|útil)", Unit.BUSINESS_DAY), (r"dias?", Unit.DAY), (r"semanas?", Unit.WEEK), (r"horas?", Unit.HOUR)),
    clock=r"(?:às|as|pelas) (?P<hour>\d{1,2})(?:[:h](?P<minute>\d\d)|h| horas)?",
    close=r"(?:n?o )?(?:final|fim) do (?:dia|expediente)",
    vague=r"o mais (?:breve|rápido|cedo|rapidamente) possível|o quanto antes|quanto antes|assim que possível|logo que possível"
          r"|em breve|com urgência|com brevidade|brevemente|imediatamente|urgentemente",
)  # fmt: skip

#: Futures: "enviarei", "enviaremos".
_STEMS = (
    r"enviar|mandar|far|ligar|telefonar|confirmar|verificar|preparar|entregar|remeter|contactar|contatar|avisar|dar|"
    r"passar|partilhar|compartilhar|corrigir|atualizar|assinar|pagar|organizar|reservar|responder|informar|"
    r"comunicar|terminar|finalizar|tratar|cuidar|anexar|apresentar|propor|falar|consultar|perguntar|"
    r"procurar|resolver|providenciar|encaminhar|faturar|devolver|participar|comparecer|escrever|completar|"
    r"realizar|efetuar|agendar|marcar|retornar|revisar|rever|concluir|alterar|emitir|repor|substituir|"
    r"reembolsar|começar|iniciar|entrar em conta(?:c)?to|analisar|estudar|ajustar"
)
_CLITICS = r"(?:(?:lhe|lhes|te|o|a|os|as|me|nos|vos) )?"
_PRESENT = (
    r"envio|mando|encaminho|ligo|confirmo|aviso|retorno|passo|respondo|entrego|telefono|dou retorno|entro em conta(?:c)?to|"
    r"partilho|compartilho|verifico|preparo|finalizo|termino|resolvo|falo|digo|trato|faço"
)
_PRESENT_WE = r"enviamos|mandamos|encaminhamos|ligamos|confirmamos|avisamos|retornamos|respondemos|entregamos|entramos em conta(?:c)?to"

TABLE = Table(
    language="pt",
    request=pattern(
        r"""\b(?:pode|podes|podem|poderia|poderias|poderiam|podia|podias|podiam|consegue|consegues|conseguem)(?: você| vocês| o senhor| a senhora)?(?:-me|-nos)? (?:por favor,? |, por favor, )?(?:(?:me|nos|lhe) )?[a-záéíóúâêôãõç]+[aeio]r(?:-me|-nos|-lhe|-lo|-la)?\b[^?]*\?
        |\bpor (?:favor|gentileza|obséquio)\b(?! ?[.!]?\Z)|\bfavor (?:[a-z]+[aei]r)\b|\bqueira (?:por favor )?[a-z]+[aei]r\b|\bé favor\b
        |\b(?:peço|pedimos|solicito|solicitamos|pedia|pedíamos|peço-lhe|pedimos-lhe|solicita-se)(?:-lhe|-vos)?\b(?! (?:desculpa|desculpas|imensa|perdão))|\bgostaria que\b|\bgostaríamos que\b|\bagradec(?:ia|íamos|eria|eríamos|emos|o)(?:-lhe)? (?:que|se|o envio|a confirmação|desde já (?:o envio|a confirmação|que))\b
        |\b(?:preciso|precisamos|necessito|necessitamos) (?:que|.{2,80}\b(?:até|para (?:amanhã|hoje|segunda|terça|quarta|quinta|sexta)|hoje|urgente|com urgência|o quanto antes|antes d[eoa]))
        |\b(?:venho|vimos|entro em conta(?:c)?to|estou a entrar em conta(?:c)?to|escrevo(?:-lhe)?)\b.{0,25}\b(?:para )?(?:solicitar|pedir)\b|\bprecis(?:ava|ávamos|aria|aríamos) .{2,80}\b(?:até|antes d[eoa]|hoje|o quanto antes)\b|\b(?:queria|queríamos|gostaria de|gostaríamos de|gostava de) (?:encomendar|pedir|solicitar|comprar|reservar|receber)\b|\bnão (?:tive|tivemos|obtive|obtivemos|recebi|recebemos) (?:qualquer |nenhuma )?resposta\b|\b(?:fico|ficamos|aguardo|aguardamos)\b.{0,50}\b(?:confirmação|resposta|retorno)\b.{0,12}\baté\b
        |\b(?:seria|é) possível (?:que|[a-záéíóúâêôç]+[aeiou]r)\b|\b(?:me|nos) (?:envie|envia|mande|manda|passe|passa|avise|avisa|diga|confirme|confirma|informe|retorne|ligue|liga)\b
        |(?:\A|, |: |; |e )(?:envie|envia|mande|manda|confirme|confirma|avise|avisa|diga|diz|informe|verifique|revise|corrija|assine|preencha|devolva|ligue|encaminhe|mantenha)(?:-me|-nos|-lhe|-o|-a)?\b(?! -)
        |\bnão se esqueça de\b|\bnão te esqueças de\b"""
    ),
    no_request=pattern(
        r"""\bpor favor,? (?:não responda|aceite|desculp)|\b(?:peço|pedimos) (?:imensa )?(?:desculpa|desculpas|perdão|compreensão)|\bqueira (?:aceitar|receber|desculpar)|\b(?:pode|podes) (?:contar|imaginar|deixar)\b"""
    ),
    question=pattern(
        r"""\b(?:queria|queríamos|gostaria de|gostaríamos de|gostava de|preciso de) (?:saber|perguntar|confirmar se)\b|\balguma novidade\b|\bhá (?:alguma )?novidades\b"""
    ),
    no_question=pattern(
        r"""\A(?:olá|oi|bom dia|boa tarde)?[,.!]? ?(?:como (?:está|estás|vai|vão|estão)|tudo (?:bem|bom|certo)|está tudo bem)\b.{0,25}\?\Z"""
    ),
    commitment=pattern(
        rf"""\b{_CLITICS}(?:{_STEMS})(?:ei|emos)\b|\b(?:{_STEMS})-(?:lhe|lhes|te|vos|nos|me)-?(?:ei|emos)\b|\bentrar(?:ei|emos) em conta(?:c)?to\b|\bdar(?:ei|emos) retorno\b
        |\b(?:vou|vamos|iremos|irei) (?:lhe |te |já |então )?(?!(?:ver|ter|ser|estar|poder|precisar|tentar|pensar|conversar|marcar|falar|ficar|querer)\b)[a-záéíóúâêôãõç]+[aeio]r(?:-lhe|-lhes|-te|-vos)?\b
        |\b(?:eu (?:cuido|trato) disso|trato disso|tratamos disso|cuido disso|fico de (?:enviar|mandar|confirmar|ligar)|comprometo-me a|me comprometo a|nos comprometemos a|comprometemo-nos a)\b
        |\b(?:você |vocês |o senhor |a senhora )?(?:receberá|receberão|vai receber|vão receber|terá|terão) (?:o|a|os|as|um|uma|o seu|a sua|notícias|resposta)\b|\b(?:mantenho-o|mantenho-a|manterei|manteremos)\b.{{0,30}}\b(?:informad|a par)"""
    ),
    no_commitment=pattern(
        rf"""\b(?:não|nunca|nem|jamais) (?:(?:lhe|lhes|te|o|a|os|as|me|nos|vos) )?(?:vou|vamos|irei|iremos|{_STEMS}|{_PRESENT}|{_PRESENT_WE})|\b(?:talvez|provavelmente|possivelmente|se calhar)\b
        |\bse (?:você |o senhor |a senhora )?(?:quiser|quiserem|desejar|desejarem|preferir|precisar|precisarem)\b|\b(?:sempre|normalmente|cada (?:dia|semana|mês)|tod[oa]s [oa]s|habitualmente)\b|\b(?:de férias|ausente|fora do escritório)\b"""
    ),
    timed_commitment=pattern(
        rf"""\b(?:{_PRESENT}|{_PRESENT_WE})(?:-lhe|-lhes|-te|-vos|-o|-a)?\b|\b(?:será|serão) (?:enviad|entregue|pag|corrigid|resolvid|concluíd)[oa]?s?\b"""
    ),
    acceptance=pattern(
        r"""\A(?:(?:sim|ok|está bem|certo|claro|com certeza|perfeito|sem problemas?|combinado|entendido|obrigad[oa]),? ?){0,3}(?:pode deixar(?: comigo)?|deixa comigo|deixe comigo|eu (?:trato|cuido) disso|trato disso|cuido disso|farei isso|faremos isso|assim farei|já trato)(?: (?:hoje|hoje mesmo|ainda hoje|amanhã|já|agora mesmo))?[.! ]{0,3}\Z"""
    ),
    offer=pattern(
        r"""\bnão hesite(?:m|s)? em\b|\b[àa] (?:sua |vossa |tua )?(?:inteira |total )?disposição\b|\bqualquer (?:dúvida|coisa|questão|esclarecimento)\b
        |\b(?:se|caso) (?:tiver(?:em|es)?|tenha(?:m|s)?|houver|haja|surgir|surja) (?:alguma |qualquer |mais |outr[ao]s? )?(?:dúvida|dúvidas|questão|questões|pergunta|perguntas)|\b(?:se|caso) (?:precisar(?:em|es)?|precise|quiser(?:em|es)?|queira|desejar(?:em|es)?|deseje|necessitar|necessite|preferir)\b
        |\b(?:quer|querem|queres|deseja) que (?:eu |nós |lhe |te )|\b(?:posso|podemos|eu poderia|poderíamos) (?:lhe |te |já )?(?:enviar|mandar|ajudar|oferecer|encaminhar)(?:-lhe|-te|-vos)?\b"""
    ),
    meeting_noun=pattern(
        r"""\b(?:reunião|reuniões|reunir|reunirmos|chamada|videochamada|videoconferência|ligação|call|encontro|encontrarmo-nos|nos encontrarmos|conversar|conversarmos|falarmos|falar|visita|almoço|workshop)\b"""
    ),
    meeting_verb=pattern(
        r"""\b(?:disponíve(?:l|is)|disponibilidade|proponho|propomos|sugiro|sugerimos|podemos (?:falar|conversar|marcar|nos|reunir|fazer|ter)|poderíamos|adiar|adiada|cancelar|cancelada|antecipar|remarcar|remarcada|reagendar|confirmo|confirmar|confirmamos|agendar|agendada|marcar|vamos (?:marcar|conversar|falar|nos)|(?:tem|têm|teria|tens) (?:tempo|disponibilidade)|que tal|pode ser|a que horas|que horas|convém|dá(?:-lhe)? jeito|fica bom|fica bem|terá lugar|será realizada)\b"""
    ),
    complaint=pattern(
        r"""\b(?:reclamação|reclamar|queixa|queixar|insatisfeit[oa]s?|descontentes?|desapontad[oa]s?|decepcionad[oa]s?|dececionad[oa]s?|decepcionante|inaceitáve(?:l|is)|inadmissíve(?:l|is)|indignad[oa]s?|péssim[oa]|vergonhos[oa]|lamentável|defeituos[oa]s?|chatead[oa]s? com)\b
        |\b(?:continuo|continuamos|sigo|seguimos) sem\b|\bainda não (?:recebi|recebemos|chegou|chegaram|obtive|obtivemos|tive|tivemos|responderam|resolveram|foi resolvido)\b|\bpela (?:segunda|terceira|quarta|enésima) vez\b|\bmais uma vez (?:atrasad|não|sem|o mesmo)|\b(?:avariou|falhou|caiu|parou) (?:outra vez|de novo|novamente)\b|\bnão pode continuar assim\b|\bnão é (?:aceitável|normal|sério|profissional)\b|\b(?:esperamos|espero|aguardamos|aguardo) há\b|\bestou (?:à espera|esperando) há\b"""
    ),
    no_complaint=pattern(
        r"""\b(?:nenhuma|sem|não há|não tenho|não temos) (?:queixa|queixas|reclamação|reclamações)\b|\bnão (?:fiquei|ficámos|ficamos) (?:decepcionad|desapontad|dececionad)"""
    ),
    escalation=pattern(
        r"""\b(?:(?:sua|seu|vossa|seus) (?:direção|diretoria|superior(?:es)?|chefe|chefia|gerência)|(?:meu|nosso|nossos) advogados?|departamento jurídico|medidas (?:legais|judiciais)|ação judicial|processar|tribunal|tribunais|indemnização|indenização|procon)\b"""
    ),
    leaving=pattern(
        r"""\b(?:(?:cancelar|rescindir|encerrar|não renovar) (?:o|nosso|o nosso|meu|o meu) (?:contrato|serviço|assinatura|contrato)|não (?:vamos|vou|iremos) renovar|não renovaremos|(?:mudar|trocar) de fornecedor|outr[oa] (?:fornecedor|empresa)|ir para a concorrência)\b"""
    ),
    closing=pattern(
        r"""(?:(?:olá|oi|bom dia|boa (?:tarde|noite)|prezad[oa]s?|car[oa]s?|estimad[oa]s?|exm[oa]s?\.?|querid[oa]s?|boas)\b(?:[^?,.!:;]|(?<=Dr)\.|(?<=Sr)\.|(?<=Sra)\.|(?<=Dra)\.|(?<=Prof)\.|(?<=M)\.|(?<=Exmo)\.){0,45}[,.!:]{0,2}
        |(?:(?:ok|certo|perfeito|ótimo|combinado|sim|recebido|está bem),? ?)?(?:(?:muito |muitíssimo )?obrigad[oa]s?|(?:muito )?grat[oa]|agradeço|agradecemos|valeu)\b[^?,;]{0,90}(?:, [^?,;]{0,30})?
        |(?:perfeito|ok|certo|ótimo|óptimo|combinado|está (?:bem|ótimo|combinado)|recebido|entendido|de acordo|excelente|tudo (?:bem|certo)|tomei nota|anotado|sem problemas?|de nada|com (?:muito gosto|certeza|prazer)|claro|por mim (?:está )?tudo bem|ciente)(?:,? (?:obrigad[oa]|muito obrigad[oa]|até (?:amanhã|logo|breve|já)))?[.! ]{0,3}
        |(?:(?:tenha|tenham|tem|desejo|desejo-lhe|desejamos)\b.{0,20}\b(?:dia|semana|tarde|noite|fim de semana|feriado|férias|natal|ano)|bom (?:fim de semana|descanso|trabalho|feriado|final de semana)|boa semana|boas (?:férias|festas)|feliz|até (?:amanhã|logo|breve|já|segunda|à próxima|mais)|fico (?:no aguardo|a aguardar|à espera|aguardando)|ficamos (?:no aguardo|a aguardar|à espera)|aguardo (?:o )?(?:seu |teu |vosso )?(?:retorno|contacto|contato|resposta|notícias|a sua resposta)|aguardamos (?:o )?(?:seu |vosso )?(?:retorno|contacto|contato|resposta)|espero que (?:esteja|estejam|estejas)|parabéns|foi um prazer)\b[^?]{0,70}
        |(?:(?:com os )?(?:melhores |os meus )?cumprimentos|(?:um |grande )?abraços?|atenciosamente|cordialmente|att|atenciosas saudações|saudações)\b[^?]{0,50})"""
    ),
    discharge=pattern(
        r"""\b(?:em anexo|(?:segue|seguem)(?: em)? anex[oa]s?|segue|seguem|anexo|junto envio|envio em anexo|aqui (?:está|estão|vai|tem))(?:,)? ?(?P<what>[^.!?;]{3,80})?
        |\bjá (?:lhe |te |o |a )?(?:enviei|enviámos|enviamos|mandei|fiz|fizemos|assinei|assinámos|assinamos|paguei|pagámos|pagamos|entreguei|entregamos|corrigi|corrigimos|atualizei|atualizamos|terminei|terminamos|resolvi|resolvemos|encaminhei|encaminhamos|tratei|concluí|concluímos)\b
        |\bj[áa] (?:está|estão|foi|foram) (?:feit|enviad|pront|resolvid|assinad|pag|corrigid|entregue|concluíd|tratad)[oa]?s?\b|\A(?:feito|pronto)[.!]"""
    ),
    no_discharge=pattern(r"""\b(?:não|se|quando|assim que|logo que|caso|sem|segue-se)\b|\?"""),
    dates=DATES,
    about=NEVER,
    subordinate=words("quando se porque como assim logo caso"),
    empty=words(
        """o a os as um uma de do da dos das a ao à aos e ou que em no na nos nas com por para pelo pela seu sua
        seus suas meu minha nosso nossa vosso me te se lhe lhes nos pode podes poderia por favor gentileza olá
        obrigado obrigada vou vamos já também mais muito peço pedimos agradecia agradecemos preciso precisamos
        este esta até você vocês poderiam podem consegue favor então isso disso ok sim certo claro perfeito combinado"""
    ),
)
