"""Dangers for the relationship: others in view, the end, money withheld, the law, budgets, dates.

`nlp.grievances.find` adds the weights up and knows the wordings of leaving and of going over heads.
"""

from __future__ import annotations

from nlp.weighing import weighted

RISKS = weighted(
    # others
    (
        0.6,
        "alte anot b back chea comp diff loca new othe riva runn seco thir",
        r"""
        \b(?:
            (?:
                another|(?<!the )other|second|alternative|alternate|different|new|rival|cheaper
                |local|backup|back-up|competing|third
            )
            [ ](?:\w+ )?(?:
                vendors?|providers?|suppliers?|agenc(?:y|ies)|firms?|contractors?|consultants?
                |consultanc(?:y|ies)|carriers?|brokers?|institutes?|mills?|forwarders?|printers?
                |caterers?|lawyers?|solicitors?|law firms?|auditors?|banks?|insurers?|builders?
                |plumbers?|electricians?|hotels?|venues?|platforms?|makers?|manufacturers?
                |packers?|shops?|garages?|dentists?|trainers?|bidders?|tenderers?|offers?
                |quotes?|quotations?|bids?|source
            )
            \b(?! (?:of|code|text|file))
            |(?:competitors?|rivals?)\b|the other (?:guys|lot)\b|two others\b|in the running\b
            |plan b\b
        )
        """,
    ),
    # elsewhere
    (
        1.0,
        """
        anot arou bid bids else hous inho jump mark offe othe part prop quot rete rfp rfq tend
        """,
        r"""
        \b(?:
            (?:
                take|taking|taken|move|moving|moved|bring|place|placing|shift|shifting
                |go(?:ing)?|look(?:ing)?|buy(?:ing)?|book(?:ing)?|shop(?:ping)?|order(?:ing)?
                |source|sourcing|transfer\w*|find|get|spend|bank
            )
            \b[^.?!;]{0,40}\b(?:
                elsewhere|somewhere else|someone else|somebody else|anyone else|to others
                |out to (?:tender|bid|market)|to the market|in-?house|to another|from another
            )
            \b
            |(?:
                part(?:ing)? (?:ways|company)|jump(?:ing)? ship|shop(?:ping)? around
                |looking around
            )
            \b
            |(?:out|back|go|gone|going|put|up) (?:out )?(?:to|for)
                [ ](?:tender|the market|re-?tender|bids)\b
            |(?:
                re-?tender\w*|rfp|rfq|request for proposals?|call for tenders?|three quotes
                |two (?:other )?(?:quotes|offers)|comparative (?:offers|quotes)
            )
            \b
        )
        """,
    ),
    # alternatives
    (
        0.8,
        "alte bett chea favo lowe mark opti",
        r"""
        \b(?:
            (?:
                look(?:ing)? at|weigh\w*|review\w*|consider\w*|examin\w+|explor\w+|check\w*
                |compar\w+
            )
            [ ](?:\w+ ){0,3}(?:alternatives?|options elsewhere|(?:our|other) options|the market)\b
            |(?:cheaper|better|lower|more favou?rable)
                [ ](?:offer|quote|price|rate|proposal|deal|terms)
                    s? (?:from|elsewhere|by|on the table)\b
            |cheaper (?:elsewhere|provider|alternative|option)\b|competitive alternatives?\b
        )
        """,
    ),
    # ends
    (
        0.9,
        """
        acco agre arra book busi co coll cont coop deal enga fram gave give givi inst leas
        lice mand memb noti part poli proj rece rela rene reta serv subs tena
        """,
        r"""
        \b(?:
            (?:
                terminat(?:e|es|ed|ing|ion)|cancel(?:l?(?:ing|ed|ation|s))?|end(?:ing|s)?
                |discontinu\w+|exit(?:ing)?|walk(?:ing)? away from|pull(?:ing)? out of
                |back(?:ing)? out of|withdraw(?:ing|al)?(?: from)?|reconsider\w*|rethink\w*
                |re-?evaluat\w+|wind(?:ing)? down|close|closing|stop(?:ping)?|rescind\w*
                |revok\w+|step(?:ping)? (?:in|back|away)(?: from)?|determination of
                |question(?:ing)?|reviewing the future of|not (?:renew|extend|continue|sign)
            )
            (?: with| of| from)? (?:our|the|this|your|my|with our|with you|whole|entire)
                (?:
                    [ ]whole| entire
                )?
                [ ](?:\w+ ){0,2}(?:
                    contract|agreement|subscription|account|engagement|partnership|relationship
                    |services?|retainer|membership|renewal|licen[cs]es?|business|collaboration
                    |co-?operation|arrangement|deal|mandate|lease|tenancy|policy|framework
                    |instruction|booking|project
                )
                \b(?! (?:manager|number|team|summary|details))
            |(?:give|giving|gives|given|gave|serve|serving|received?)
                [ ](?:\w+ )?(?:\w+ )?(?:days'?|weeks'?|months'?|formal|written|due|our|my|you|the)?
                    [ ]?notice\b
            |notice of (?:termination|default|breach|cancellation|intention|intent|dispute)\b
            |(?:out|up|off|release[ds]?) of (?:the|our|this) (?:contract|agreement)\b
        )
        """,
    ),
    # not renew
    (
        0.9,
        """
        blac book busi buyi choo chos come comi cont deci defe disq else exte fina last lose
        opte orde plac reco rene send shut swit taki turn use usin vouc want watc whet work
        """,
        r"""
        (?:
            \b|(?=n't)
        )
        (?:
            (?:
                not|n't|no longer|never|without|against|stop|cannot see|can't see
            )
            (?!
                [ ](?:before|until|till|only|just)\b
            )
            (?: \w+){0,4} (?:
                renew(?:ing|al)?|extend(?:ing)?
                |continu(?:e|ing) (?:with|our|the|to work|working|this|using|like this|as we)
                |work(?:ing)? with you|us(?:e|ing) your|do(?:ing)? business
                |recommend(?:ing)? you|defend(?:ing)?|vouch\w*
                |be (?:taking|buying|placing|sending|ordering|coming back|booking)|come back
                |order(?:ing)?|book(?:ing)? (?:with you|again)
            )
            \b
            |(?:want|wants|wanted) (?:you|them|him|her|us) (?:off|out|gone|replaced)\b
            |whether (?:we|it|they) (?:should|can|want to|will)
                (?: \w+)? (?:remain|stay|continue|renew|extend|keep|carry on)\b
            |(?:switch|turn|shut) you off\b|move to (?:somebody|someone) else\b
            |(?:decided|chosen|opted|choose|decision)
                [ ](?:\w+ ){0,2}(?:
                    not to|against
                    |to (?:appoint|go with|leave|move|switch|end|stop|part|withdraw|cancel)
                )
                \b
            |(?:
                disqualif\w+|black-?list\w*|watch list
                |lose (?:new|future) (?:projects|business|orders|work)
            )
            \b
            |(?:last|final) (?:order|season|year|time)\b[^.?!]{0,20}\b(?:with|from|for|to)
                [ ](?:you|us)\b
        )
        """,
    ),
    # withhold
    (
        0.8,
        """
        acce acco bala bloc cred deli fee fees free fund hold inst invo lice mone orde pay
        payi paym proj rema rete ship stop supp
        """,
        r"""
        \b(?:
            (?:
                withh(?:old|olding|eld)|hold(?:ing)? back|held back|hold|freez(?:e|ing)|frozen
                |suspend(?:ed|ing)?|stop(?:ped|ping)?|block(?:ed|ing)?|paus(?:e|ed|ing)
                |refus(?:e|ing) to pay|retain(?:ing|ed)?
            )
            \b[^.?!;]{0,30}?\b(?:
                payments?|invoices?|balance|fees?|instal+ments?|orders?|shipments?
                |deliver(?:y|ies)|funds|money|retention|licen[cs]e|access|supply|supplies|credit
                |remaining
            )
            \b(?! number)
            |(?:payments?|orders?|deliveries|invoices?|shipments?|account|project|funds)
                \b[^.?!;]{0,25}\b(?:are|is|be|remains?|stays?|will be|has been|have been|put)
                    [ ](?:now )?
                        (?:frozen|on hold|suspended|stopped|blocked|withheld|to stop|halted)\b
            |(?:put|putting|placed|a)
                [ ](?:\w+ ){0,4}on hold\b(?! (?:music|for a (?:moment|minute|second)))
            |a (?:hold|freeze|block|stop) on\b
            |(?:won't|will not|not|cannot|can't|refuse to|doesn't want to|not going to)
                [ ](?:be )?pay(?:ing)?\b(?! (?:attention|by|in|with))
        )
        """,
    ),
    # charge you
    (
        0.6,
        """
        acco back bill char clai comp cost dama debi dedu dela disc door down expe fee fees
        fine head inde invo late ld lds offs pass pena reco regr send stan stat
        """,
        r"""
        \b(?:
            (?:on|at) your (?:own )?(?:costs?|expense|account|head|bill|door)\b
            |(?:
                charge|bill|invoice|debit|back-?charge|deduct|discount|discounted|deducted
                |offset|claim|recover|pass(?:ed)? on|send
            )
            \b[^.?!;]{0,40}\b(?:
                (?:to|from|against) (?:you(?:r)?|the supplier)\b|you for|the difference
                |back from you
            )
            |(?:
                charge-?backs?|liquidated damages|penalt(?:y|ies)|late[- ]delivery|damages
                |debit notes?|indemnif\w+|compensation|statutory interest|ld\b|lds\b
                |contractual (?:fine|fee)s?|surcharge for delay
            )
            \b[^.?!;]{0,60}\b(?:
                will|per|are|is|shall|to you|straight|apply|applies|clause|under|you|for|from
                |claim|come|due|land
            )
            \b
            |\d[\d,.]* (?:euros?|dollars?|pounds|%|percent)? ?(?:a|per) (?:minute|hour|day|week)
                [ ](?:of delay|late|penalty|standing|down)\b
            |regress\b|recourse\b
        )
        """,
    ),
    # charged to you
    (
        0.9,
        "bill char clai cost debi dedu disc expe invo offs pass reco",
        r"""
        \b(?:
            (?:
                charged?|billed?|invoiced?|debited|deduct(?:ed)?|discounted|offset
                |recover(?:ed)?|claim(?:ed)?|passed
            )
            (?: it| them| this| these| everything| the \w+)?(?: on| back)* (?:to|from|against)
                [ ](?:you\b|your (?:account|invoices?|next|final))
            |(?:on|at) your (?:own )?(?:costs?|expense)\b
        )
        """,
    ),
    # law
    (
        0.9,
        """
        acti advi advo agen atto auth barr bond brea bure ceas comm coun cour debt defa disp
        file fili insu laws lawy lega lien mini ombu poli pres prot regu rese smal soli sue
        suin trad trib
        """,
        r"""
        \b(?:
            legal[ ]
                (?:
                    action|steps|proceedings|remedies|recourse|options|advice|claim|route|means
                )
                \b
            |(?:taken|taking|take|seek\w*|sought|sends?|sending|involv\w+)
                [ ](?:legal )?(?:advice|counsel)\b
            |lawsuits?\b
            |(?:
                (?:
                    will|shall|going to|could|may|might|ready to|have to|threat\w+ to|right to
                )
                [ ]sue
                |suing
            )
            \b
            |fil(?:e|ed|ing) (?:a )?(?:suit|lawsuit|claim against|complaint (?:with|at|to))\b
            |class[- ]action\b
            |(?:my|our)
                [ ](?:\w+ )?(?:
                    lawyers?|attorneys?|solicitors?|barristers?|advocates?
                    |legal (?:team|department|people|counsel)
                )
                (?:
                    's| is| are| has| have| will| would
                )
                (?: \w+){0,3} (?:
                    touch|contact\w*|writ\w*|review\w*|advis\w*|involved|hear|look\w*|tak\w*
                    |cc'd|copied|all the|told|says|said|informed|prepar\w+|handl\w*|pursu\w*
                    |on (?:it|this)
                )
                \b
            |(?:
                by means of|via|through|over to|brief(?:ed)?|instruct(?:ed)?|calling
                |consult(?:ed|ing)?|involv(?:e|ed|ing)|engag(?:e|ed|ing)|cc'd
            )
            (?: (?:a|an|my|our|the))? (?:\w+ )?(?:lawyers?|attorneys?|solicitors?|barristers?)\b
            |(?:card company|bank|police|insurer|press) and (?:our|my)
                [ ](?:lawyers?|attorneys?|solicitors?)\b
            |over to (?:our )?counsel\b
            |(?:
                small claims|tribunal|go to court|see you in court|take (?:\w+ ){1,3}to court
                |trading standards|better business bureau|letter before action|cease and desist
                |debt collect\w+|collections? agency|dispute (?:panel|board)
            )
            \b
            |reserv(?:e|ing|es|ation of) (?:\w+ )?(?:all )?(?:of )?(?:\w+ )?rights\b
            |(?:
                material breach|in (?:material )?default
                |breach of (?:contract|our|the (?:contract|agreement|lease|terms))|lien on
                |bonding company
            )
            \b
            |(?:report(?:ed)?|refer(?:red)?|notif(?:y|ied)|taken?|bring|pass(?:ed)?|escalat\w+)
                [ ](?:\w+ ){1,4}?to (?:our |the |your |my )?
                    (?:
                        insurers?|regulator|authorit\w+|police|press|commissioner|ombudsman
                        |residents'|data protection|ministry
                    )
                    \b
        )
        """,
    ),
    # budget
    (
        0.8,
        """
        admi aust budg cut cutb cutt defu deve fund gran head hiri inso inve lay layo mone
        proj rece recr redu rest savi slas spen trim unfu
        """,
        r"""
        \b(?:
            budget(?:s|ary)?
                \b[^.?!;]{0,40}\b(?:
                    cuts?|freezes?|frozen|reduced|slashed|reductions?|constraints?|pressure
                    |halved|gone|withdrawn|pulled|tight\w*|review|shortfall|empty|not approved
                    |rejected|refused|survives?|under|exhausted|spent|no longer|zero|nothing
                    |disappear\w*
                )
                \b
            |(?:
                cut|cutting|cuts|reduc\w+|slash\w*|froze(?:n)?
                |freez(?:es?|ing) (?:our|the|all|its)|pull\w*|los(?:t|e|ing)|trim\w*|halv\w+
                |shav\w+
            )
            \b[^.?!;]{0,30}\b
                (?:budgets?|funding|spend(?:ing)?|grant|development line|head-?count)\b
            |(?:cut|reduc\w+|slash\w*|trim\w*)\b[^.?!;]{0,30}\bline by\b
            |cost[- ](?:cutting|saving)\b
            |(?:hiring|spending|recruitment|investment|project) (?:freeze|stop)\b
            |no (?:more )?(?:budget|funding|money)\b
            |(?:
                un-?funded|de-?funded|cut-?backs?|austerity|restructur\w+|redundanc\w+
                |lay-?offs?|insolven\w+|administration order|receivership
            )
            \b
            |(?:external|agency|supplier|vendor|marketing|consult\w+) spend\b
        )
        """,
    ),
    # superiors
    (
        0.8,
        """
        audi boar boss buye ceo cfo chai clie comm coo coun cove cto cust dean defe dire esca
        expl head hq inve just lead lend mana mayo md mini owne part pres proc prot purc sell
        shar son sons spea stee trus vouc vp wall
        """,
        r"""
        \b(?:
            (?:
                (?:my|our|the|your)[ ]
            )?
            (?:
                ceo|cfo|coo|cto|boss(?:es)?|director|directors|managing director|md
                |chair(?:man|woman)?|board|trustees|management|head office|headquarters|hq
                |owners?|shareholders|partners|investors|minister|ministry|council|committee
                |commission|purchasing|procurement|leadership|steering|senior management|vp
                |president|mayor|dean|sons?|general manager|customer|client|buyer|lenders
                |auditors|audit
            )
            \b[^.?!;]{0,40}\b(?:
                ask(?:s|ed|ing)?|want(?:s|ed)? (?:to know|you|me to|answers|us to)|wonder\w*
                |question\w*|told me|said|say|demand\w*|insist\w*|threaten\w*|won't|will not
                |cannot|can't|refus\w+|lost|losing|unhappy
                |not (?:happy|amused|pleased|convinced|inclined)|withdraw\w*|walk(?:s|ed)?
                |pull(?:s|ed)?|consider\w*|run(?:s|ning)? out|decid\w+|opened|review\w*
                |cancel\w*|expect\w*|convening|will (?:go|leave|take|complain|want)
            )
            \b[^.?!;]{0,60}\b(?:
                why|whether|alternativ\w*|else|other|second|cost|model|plan b|continu\w+|keep
                |renew\w*|renewing|cancel\w*|withdraw|contract|you|supplier|vendor|options?
                |replace\w*|three|quotes|explanation|answer|justify|money|budget|again
                |complain\w*|outcome|audit|walks?
            )
            \b
            |(?:escalat(?:e|ed|ing)) (?:this|it|the|further|internally|to|your|matters?)\b
            |(?:won't|will not|can't|cannot|unable to|hard to|not going to|not)
                [ ](?:be able to )?
                    (?:
                        defend|justify|explain|vouch|speak up|protect|cover for|sell
                    )
                    \b[^.?!;]{0,30}\b(?:
                        you|this|it|vendor|board|upstairs|decision|internally|them|management
                    )
                    \b
            |speak up for\b|the writing is on the wall\b
        )
        """,
    ),
    # lost trust
    (
        1.0,
        """
        anot brea brok chan cont dama dang deal dela dent erod erro fail fina furt gone happ
        jeop lose losi loss lost more next non nonc occu pati prob repe risk seri shak stak
        wron
        """,
        r"""
        \b(?:
            los(?:t|e|es|ing|s of)
                [ ](?:\w+ ){0,2}(?:
                    trust|confidence|faith|patience|business|credibility
                    |the (?:deal|client|account|contract|customer|bid|season|slot|order)
                    |customers?|clients|revenue|money every|our slot|the slot|our place
                    |our licen[cs]e
                )
                \b
            |(?:trust|confidence|faith)
                [ ](?:\w+ ){0,3}(?:lost|eroded|gone|damaged|broken|shaken|dented)\b
            |damag(?:e|es|ed|ing) (?:our|the|your|to our)
                [ ](?:relationship|reputation|brand|credibility|name)\b
            |(?:put|puts|putting|is|are|be|was)
                [ ](?:\w+ ){0,4}
                    (?:
                        at (?:serious |great |considerable )?risk|in jeopardy|in danger|at stake
                    )
                    \b
            |jeopardi[sz]\w*|risk(?:s|ing)? (?:of )?losing\b|deal[- ]?breaker\b|last chance\b
            |final (?:warning|notice|chance|reminder)\b|patience is\b|running out of patience\b
            |seriously compromis\w+|non-?compliance\b|failure to comply\b
            |(?:one more|another|a repeat|a further)
                [ ](?:\w+ )?(?:of (?:this|these)|mistake|failure|delay|incident|slip)\b
            |if (?:this|that|it) (?:happens|repeats|goes wrong|occurs|continues)
                (?: (?:again|once more|a \w+ time))?\b
            |if (?:the )?(?:breakdowns?|delays?|problems?|failures?|errors?)
                [ ](?:continue|persist|repeat|happen)\w*\b
            |next time (?:it|we|i|you)\b
        )
        """,
    ),
    # missed
    (
        0.8,
        """
        achi behi buye clie cust dang date dela feas go goes guar halt he hit hold idle keep
        kept late make meet miss open poss post prod real reco requ risk she shif ship shut
        slip slot squa stan stop tena they won wors wort
        """,
        r"""
        \b(?:
            miss(?:ed|ing|es)?
                [ ](?:
                    the|our|your|this|another|yet another|every|all|a|that|several|critical|key
                    |its|their
                )
                [ ](?:\w+ ){0,2}(?:
                    deadlines?|milestones?|target date|delivery date|go-?live|launch(?: date)?
                    |sla|slot|window|season|vessel|sailing|ferry|fair|opening|filing date
                    |cut-?off
                )
                \b
            |(?:will|going to|likely to|may|might|could) (?:slip|miss|not (?:make|meet|hit))
                [ ](?:the|our|your|this)\b
            |deadline (?:was|has been|is) (?:missed|at risk|in danger|slipp\w+)\b
            |behind schedule\b
            |(?:isn't|is not|no longer|not)
                [ ](?:
                    realistic|feasible|achievable|tenable|possible in time|to keep|to be kept
                    |holdable
                )
                \b
            |(?:delay|slip|shift|postponement)
                \b[^.?!;]{0,30}\b
                    (?:would|will|puts?|means?|costs?|surely|at the latest|bad position)\b
            |(?:line|production|site|plant|project|work|machine)
                [ ](?:
                    goes down|stops|stands still|will stop|will stand|comes to a halt|shuts|idle
                )
                \b
            |(?:
                worth (?:exactly )?(?:zero|nothing)|won't give us another|no other (?:date|slot)
                |back to square one|at the latest by then
            )
            \b
            |(?:cannot|can't|can not)
                [ ](?:guarantee|go live|go to|open|be requalified|recommend|ship|start production)
                    \b
            |(?:a|any|the|real|serious|great|high|certain|some|also a) risk (?:that|of|to|here)
                \b
            |worst case\b
            |(?:buyer|customer|client|they|he|she)
                [ ](?:at the \w+ )?
                    (?:walks|may withdraw|will withdraw|pulls out|will walk|would walk)\b
        )
        """,
    ),
    # or else
    (
        0.6,
        """
        abse answ appr conf defa don else fail no none not noth othe paym sign unle vali
        """,
        r"""
        \b(?:
            failing (?:this|that|which|payment)|absent (?:payment|an?)|otherwise|or else
            |in default of|if not|unless|if i don't|if we don't
            |if (?:there's|there is) no(?:thing)?|if (?:no|nothing|none)
            |without (?:an? )?(?:approved|signed|valid|payment|answer|confirmation)
            |should i hear nothing|if i hear nothing
        )
        \b
        """,
    ),
)

#: What makes a danger of something that is half of one; nothing alone.
ADDED = weighted(
    # turning to them
    (
        0.2,
        """
        appo appr ask aske aski boug broc buy buyi came chos comp cons cont deci demo enga
        eval expl gave give givi go goin gone hire hiri homo invi look mand meet met move movi
        offe orde pitc qual quot repl sele shop sign spea spok swit take taki talk tend tria
        trie try tryi went
        """,
        r"""
        \b(?:
            look(?:ing|ed)?|talk(?:ing|ed)?|speak(?:ing)?|spoken|met|meeting|evaluat\w+
            |consider\w*|explor\w+|switch(?:ing|ed)?|mov(?:e|ed|ing)|go(?:ing|ne)?|went
            |chos(?:e|en)|select\w*|sign(?:ed|ing)|decided|invit\w+|replac\w+|appoint\w*
            |ask(?:ed|ing)?|buy(?:ing)?|bought|take|taking|give|giving|gave|given|mandate
            |order(?:ing|ed)?|tr(?:y|ied|ying|ial\w*)|approach\w*|contact\w*|homologat\w+
            |qualif\w+|compar\w+|quot\w+|demonstration|demo|brochures?|pitch\w*|came in|offer\w*
            |tender\w*|hire[ds]?|hiring|engag\w+|shop(?:ping)? around
        )
        \b
        """,
    ),
    # law word
    (
        0.3,
        """
        arbi atto bail barr cour disp heal inde inju insu lawy liab liti ombu pros regu soli
        trad watc
        """,
        r"""
        \b(?:
            lawyers?|attorneys?|solicitors?|barristers?|litigation|arbitration|in court
            |ombudsman|regulator|health authority|watchdog|injunction|bailiffs?|indemnif\w+
            |liab(?:le|ility) for|insurer will|our insurers?|trading on|prosecut\w+|dispute
        )
        \b
        """,
    ),
    # consequence
    (
        0.1,
        "alte choi d forc goin have left ll must obli opti shal will woul",
        r"""
        \b(?:
            (?:
                i|we|they|he|she|it
            )
            (?:'ll| will| shall|'d| would| have to| must|'m going to| am going to)
            |(?:will|shall|would)
                [ ](?:have to|be forced|be obliged|need to|attract|lead to|lapse|expire)
            |forced to|obliged to|no (?:other )?(?:choice|option|alternative)|left with
        )
        \b
        """,
    ),
    # harm
    (
        0.1,
        """
        anot bloc canc char clai clos comp cour dama dela disq else esca expi expo fine forf
        hold laps lawy leav lose lost mone name pena poli publ refu reje repl repo retu shut
        soli stop stri susp term void walk with
        """,
        r"""
        \b(?:
            cancel\w*|terminat\w+|withh\w+|suspend\w*|withdraw\w*|walk\w*|stop\w*|leave|lose
            |lost|lapse[sd]?|expire[sd]?|void|forfeit\w*|penalt\w+|fine[sd]?|charg(?:e|ed|es)
            |claim\w*|return(?:ing)? (?:the|it|them|everything)|reject\w*|refus\w+|replace\w*
            |escalat\w+|complain\w*|report(?:ed)? (?:you|it|this)|publish\w*|refund|money back
            |name you|expos\w+|strike|hold the|shut|close[sd]?|disqualif\w+|damage\w*|delay\w*
            |block\w*|elsewhere|another|lawyer\w*|solicitor\w*|police|court
        )
        \b
        """,
    ),
)
#: What makes a danger less likely.
CALM = weighted(
    (
        -0.5,
        "",
        r"""
        \b(?:
            (?:
                none of|no (?:risk|threat|penalt\w+)|nobody's talking|not a show-?stopper
                |welcome to|entitled to|free of charge|how (?:does|do)|what (?:is|are) the
            )
            \b
            |(?:showstopper|procedure|glossary|definition|article|section \d)\b
        )
        """,
    ),
    (
        -0.4,
        "",
        r"""
        \?\s*\Z|\A(?:thank|thanks|dear)\b|\b(?:sorry|happy to|gladly|don't worry)\b
        """,
    ),
    (
        -0.4,
        "",
        r"""
        \b(?:was|were|has been|had been|is)
            [ ](?:already )?(?:withdrawn|settled|resolved|closed|fixed)\b
        """,
    ),
)
