"""Words of feeling in business mail, with weights from -1 to +1.

Words of plain trouble ("delay", "error", "missing") weigh little: one of them is news, two or three
in a sentence, or one beside blame, are bad news told as bad. `nlp.tone.judge` adds them up.
"""

from __future__ import annotations

from nlp.weighing import weighted

#: In this order: a word is counted once, by the first row that has it.
FEELINGS = weighted(
    # outrage
    (
        -0.9,
        """
        absu abys appa atro awfu cata deva disa disg drea fias furi gutt hear horr inco inex
        infu insu into livi mort nigh outr path ridi scan shab sham terr unac unpr wors
        """,
        r"""
        \b(?:
            furious|appall\w+|outrageous|disgrace\w*|unacceptable|inexcusable|horrible
            |horrendous|terrible|terribly (?!sorry|busy)|awful|dreadful|atrocious|abysmal
            |disgust\w*|nightmare|disaster|disastrous|catastroph\w+|fiasco|shambles|pathetic
            |incompeten\w+|unprofessional|worst(?! case)|ridiculous|absurd|livid|infuriat\w+
            |mortified|gutted|heart-?br\w+|devastat\w+|intolerable|scandal\w*|shameful|shabby
            |insult(?:ed|ing)?(?! you)
        )
        \b
        """,
    ),
    # disappointed
    (
        -0.8,
        """
        alar ange angr anno asha betr bitt blow conc cry cryi defe desp disa dism diss emba
        exha fed feel fool frus hate hear help humi hurt let mess mise pain rese rude sad sadd
        sadl scre shoc sick slee slep temp tire trag unha unre upse usel wast wort
        """,
        r"""
        \b(?:
            disappoint\w*|frustrat\w*|dissatisf\w+|angry|anger|annoy\w*|upset|fed up
            |sick (?:of|about)|tired of (?:this|the|these|wait|hear|chas|hav|being)
            |let (?:us|me) down|useless|worthless|waste of|wasted|rude|embarrass\w*
            |shock(?:ed|ing)?|dismay\w*|deeply concerned|very concerned|extremely concerned
            |seriously concerned|unreliable|mess(?:ed)? up|a mess|sad(?:ly|dened)?|heartbreaking
            |tragic|painful|misery|miserable|unhappy with|hate (?:it|this|to (?:say|write|do))
            |resent\w*|bitter(?:ly)?|ashamed|humiliat\w+|betrayed|helpless|desperate(?:ly)?
            |exhausted|taken for a fool
            |feel (?:sick|awful|terrible|stupid|cheated|let down|ignored|used|ill)|haven't slept
            |lost sleep|sleepless|(?:made me|want to|wanted to|near to|close to) (?:cry|scream)
            |crying|in temper|hurts(?= is| that| me| us| to| most)|what hurts
            |a (?:heavy |hard |bitter |real |severe )?blow(?: to)?|alarming|alarmed
            |no defen[cs]e
        )
        \b
        """,
    ),
    # worry
    (
        -0.6,
        """
        argh care comp conc cond cris crus dete died diff faul grr grrr harm hope horr igno
        inad inju jeop lose losi lost lous negl news over pity poor prob regr sham slop stru
        subp subs suff thre ugh ughh unsa want wish worr yike
        """,
        r"""
        \b(?:
            (?:
                i'm|i am|we're|we are|really|getting|very|more|quite|somewhat|deeply|seriously
                |increasingly
            )
            [ ]worried
            |what worries|worries me|worrying|worrisome|concern(?:ed|ing) (?:about|that|by|over)
            |(?:serious|major|grave|real|great|growing) concerns?
            |(?:i|we) (?:must|have to) complain|poor(?! (?:you|thing|man|woman|lad|girl))|poorly
            |lousy|subpar|substandard|inadequate|unsatisf\w+|threaten(?:ed|ing)|jeopardi[sz]\w*
            |deteriorat\w*|suffer(?:ed|ing|s)? (?:from|because|for|badly|under)|suffering
            |struggl(?:ing|ed)|lost (?:trust|confidence|faith|patience)
            |losing (?:trust|confidence|faith|patience|business|money)|lose (?:trust|confidence)
            |overcharged|harmed|crisis|(?:was|been|passed|has|died|death|dead)\b(?<=died)|died
            |ignor(?:ed|ing) (?:me|us|my|our|by|again|every|all)|neglect\w*
            |(?:our|my|your) (?:own )?fault|fault of|careless|sloppy|horrified|yikes|grr+|ugh+
            |argh+|who cares|difficult (?:times|situation|position)|serious condition
            |(?:real|big|huge|major) problem|(?:getting|being|got|feel) crushed
            |(?:major|serious|bad) injur\w+|lose business
            |(?:bad|rough|terrible|awful|sad|unwelcome|worrying) news|a (?:great )?pity|a shame
            |shame that|not what (?:you|we|i|you and i) would have (?:wished|wanted|hoped)
            |i regret (?:very much|deeply|that|to)|regret very much
        )
        \b
        """,
    ),
    # bad
    (
        -0.4,
        """
        afra agai bad badl blee brea burd chao coll conf dela diff expl fran hone ifs impo
        late long lose losi lost need over prob real refu regr ruin scar seri setb seve shou
        stan stra stre unfa unpa
        """,
        r"""
        \b(?:
            bad(?:ly)?|(?:again|again )delayed|delay(?:ed|s)? (?:again|by another)
            |serious (?:problem|issue|trouble|delay)s?|severe\w*|very difficult|regrettabl\w+
            |unfair\w*|confus(?:ed|ing)|chaos|chaotic|overdue|late again|breach of|problematic
            |setback|burden\w*|impossible|refus(?:es|ed|ing)|afraid (?!not|so|i)|i'm afraid
            |scared|stress(?:ed|ful)|overwhelm\w*|losing|not real|ruin(?:s|ed)|collapsed?
            |bleeding|unpaid|stranded|too late|no longer know
            |(?:lost|lose|losing)
                [ ](?:two|three|four|five|six|\d+|nearly|almost|a (?:day|week|customer)|our|my)
            |(?:honestly|frankly) (?:don't|not|i)|no ifs|standing (?:about|around|idle|there)
            |whatever you need to do|explain to (?:my|our|the)
            |should have (?:told|known|been told|checked|called|warned|said|noticed)
        )
        \b
        """,
    ),
    # problem
    (
        -0.3,
        """
        answ blam brok canc comp cras crit crus dama deat decl defe dela diff drop erro fail
        faul hate imme inco inju issu late laws lost miss mist nobo noth outa prob regr reje
        repl resp risk run rund slow sorr stil stuc term trou unab unfo unha unus urge weak
        work worr wron
        """,
        r"""
        \b(?:
            unfortunate(?:ly)?|regret|wrong|incorrect|mistakes?|errors?|missed|delay(?:ed|s)?
            |late|lost|trouble|difficult(?:y|ies)?|risk|problems?|issues?|complicat\w+|slow
            |cancell?ed|unable|reject(?:ed|ion)|weak|drop(?:ped)? (?:by|in)|declin(?:e|ing) in
            |still (?:not|no|waiting|have not|haven't|hasn't)|no (?:response|reply|answer)
            |sorry to (?:hear|say|inform|tell)|fail(?:ed|s|ing|ure|ures)?|broken|defect\w*
            |faulty|unusable|not working|crash\w*|outage|damag(?:ed|ing)|stuck|complain\w*|death
            |injur\w+|worr(?:y|ied|ies)|unhappy|hate|blame|terminat\w+ (?:the|our|this)|lawsuit
            |critical(?:ly)? (?:issue|problem|behind|late|low)|crushed|run[- ]?down
            |urgent(?:ly)?|immediately|nobody|nothing
        )
        \b
        """,
    ),
    # demand
    (
        -0.95,
        """
        answ dema ends expe get insi must need only phys requ righ same send stop stra want
        """,
        r"""
        \b(?:
            i (?:want|expect|demand|require|insist on|must have|need)
                [ ][^.?!;]{0,60}\b(?:
                    in writing|explanation|money back|refund|answer from|not (?:the|a|an|from)
                    |both|the names?|full list|half of|no later|straight|a person|human
                    |someone who|somebody who|senior
                )
                \b
            |get me (?:somebody|someone|a human|your|the)|answer me|tell me straight
            |don't send (?:me|us)|do not send (?:me|us)
            |stop (?:the|your|sending|asking|calling|hiding|blaming|telling)
            |(?:this|it) (?:stops|ends) (?:now|today|here)
            |not the same (?:lad|guy|man|person|one|answer)
            |with the right (?:part|person|one|size)
            |(?:physically|and not only) (?:and not|in the system)
            |!{2,}(?=(?=\W*\Z))(?<=urgently!!)
        )
        \b
        """,
    ),
    # delighted
    (
        0.9,
        """
        amaz appl beyo blow brav cand chap chuf clas comm coul cred deli ecst exce exqu eyes
        fan fant five fres full gods gorg hand hats hear hono hoor incr insp life made magi
        magn marv mile move none notc outs over phen prai prou rate salu spec sple stok stun
        supe tear ten terr than thri touc true woo wooh wort
        """,
        r"""
        \b(?:
            delighted|thrilled|ecstatic|overjoyed
            |(?<!still )(?<!items )(?<!remain )(?<!remains )(?<!are )outstanding(?!
                [ ](?:
                    items?|invoices?|balance|questions?|amounts?|issues?|points?|payments?
                    |matters?|orders?|claims?|fees?|debts?|sums?|actions?|balances|tickets?
                    |tasks|premium|work
                )
                |:
            )
            |superb|fantastic|amazing|marvel+ous|terrific|phenomenal|exceptional(?:ly)?
            |spectacular|could(?:n't| not) be (?:happier|more pleased)|above and beyond
            |blown away|bowled over|over the moon|chuffed|stoked|hooray|hoorah|woo-?hoo|proud of
            |(?:very|really|so|truly|immensely) proud|incredible|gorgeous|splendid|magnificent
            |stunning|exquisite|breath of fresh air|second to none|world[- ]class
            |first[- ](?:rate|class)(?! (?:mail|ticket|post|seat|fare|stamp))|top[- ]notch
            |hats off|chapeau|bravo|full marks|ten out of ten|five stars?
            |worth every (?:penny|cent)|(?:went|going|goes|go) the extra mile|life-?saver
            |godsend|hands down
            |made (?:my|our|his|her|their|everyone's)
                [ ](?:day|week|month|year|christmas|weekend|morning)
            |(?:can't|cannot|can never|couldn't) (?:thank|praise) you (?:\w+ )?enough
            |can't thank|couldn't have (?:done|managed)|credit (?:where|goes|to)|hold a candle
            |fan club|true professional|magician|(?:honou?red|moved|touched) (?:by|to|and|that)
            |heart-?warming|inspiring|i (?:salute|applaud|commend)|to commend
            |(?:in|with|had|nearly|near) (?:tears|wet eyes) (?!of (?:anger|frustration))
        )
        \b
        """,
    ),
    # best ever
    (
        0.9,
        """
        best calm clea easi fast fine frie kind love most nice quic rich shar smoo warm
        """,
        r"""
        \b(?:
            (?:
                best|finest|clean(?:est)?|clearest|smoothest|fastest|quickest|kindest|nicest
                |sharpest|richest|easiest|friendliest|calmest|warmest|loveliest
                |most (?!of|recent|important|urgent|likely)\w+
            )
            (?: [\w'-]+){0,5}? (?:i|we|you|they)(?:'ve| have|'d| had)?
                [ ](?:ever |yet |personally )?
                    (?:
                        seen|had|known|worked|dealt|met|read|tasted|bought|gotten|got|been
                        |encountered|come|received|used|heard|attended|eaten|stayed
                    )
            |(?:the|our|my)
                [ ]best (?:\w+ ){0,3}(?:
                    in (?:years|ages|my|\w+ years|a long time|the (?:house|business|industry))
                    |of the year|all year|so far|ever|by far|that ever
                )
            |(?:the|you're the|you are the|simply the|just the) best(?=\W*\Z)
            |best i(?:'ve| have)
            |the best \w+(?: \w+)? (?:i(?:'ve| have)|we(?:'ve| have)|that|who|in)
        )
        \b
        """,
    ),
    # never so
    (
        0.8,
        """
        book choo do else empl forg hear hesi hire neve no once pick rare reco seld shot trus
        what work
        """,
        r"""
        \b(?:
            (?:
                never|not once|rarely|seldom|no (?:other|one|supplier|firm)
            )
            (?: \w+){0,5} (?:such an?|so|this|as|like)
                [ ](?:\w+ )?(?:
                    well|good|great|smooth\w*|clear\w*|fast|quick\w*|honest|kind|beautiful\w*
                    |calm|professional\w*|thorough\w*|easy|careful|patient|friendly|pleasant
                    |helpful|generous
                )
            |never seen (?:people|anyone|a team|somebody|someone) work
            |what a (?:
                team|job|result|success|show|gem|joy|difference|lovely|wonderful|great|beautiful
                |superb|day that was|night that was
            )
            |i(?:'d| would) (?:hire|employ|book|choose|pick|recommend|trust|do it|work with)
                (?: \w+){0,3}[ ]
                    (?:again|tomorrow|any ?time|with my|in a heartbeat|without hesitation)
            |like a shot|in a heartbeat|without hesitation
            |(?:i|we)(?:'ll| will| shall)? (?:not|never) forget (?:it|this|that|how|what|you)
            |that (?:we|i) (?:have not|will not|won't|never) forg[eo]t\w*
            |won't hear of anyone else|nobody else on my|(?:like|want) nobody else
        )
        \b
        """,
    ),
    # great work
    (
        0.8,
        """
        abso ador ahea amaz ange beau beca best bett beyo big bigg bles bril crac deal deep
        deli dese done drea dug earl exce exci extr fabu fant fort game gem genu give good
        grea happ hat havi hear hero hit hope huge impr incr joy kudo laug lege love lovi luck
        magi marv mean nice owe prof prou qual rate rave ravi real resp reve slep smil so soli
        soun spec spee star stel ster supe terr than thou top tota trea trem triu true trus
        unre very wait want warm winn wish wiza wond work
        """,
        r"""
        \b(?:
            excellent (?!question|point|idea, )|wonderful|impress(?:ed|ive)
            |(?:extremely|totally|absolutely|really|very|so|super|more than|genuinely)
                [ ](?:pleased|happy|impressed|glad|excited|grateful to|thankful to)
            |really (?:enjoyed|like[ds]?|love[ds]?|appreciate (?:all|the|how|your hard))
            |(?:
                great|excellent|fantastic|amazing|wonderful|brilliant|marvelous|super|terrific
                |fabulous|good|nice|beautiful|impressive|cracking|stellar|sterling|top|lovely
                |incredible|tremendous|solid|sound|first-rate|quality
            )
            [ ](?:
                job|work|effort|team(?:work)?|result|results|progress|performance|success
                |achievement|presentation|experience|service|support|player|partner
                |collaboration|piece of work|stuff from|crew|bunch|people
            )
            |well done|kudos|exceeded (?:all |our |my |every |any )
            |beyond (?:what|all|our|my|any) (?:\w+ )?(?:expect\w+|contract|hope|could)
            |far beyond|lov(?:ed|es|ing) (?:it|the|your|how|working|what|this|every)
            |(?<!would )(?<!'d )(?<!to )love (?:it\b|the|your|how|working|what)
            |ador(?:e|ed|es|ing)
            |a (?:real |true |great |pure |sheer |absolute )?
                (?:
                    pleasure (?:working|to work|doing|dealing|to deal|having)|joy|delight
                    |dream (?:to|team)|treat|triumph|blessing|gem|star|legend|hero|wizard|angel
                    |revelation
                )
                \b
            |exciting|excited|can't wait
            |you(?:'re| are)
                [ ](?:the best|a (?:star|legend|magician|hero|gem|treasure|wizard|beauty))
            |you (?:beauty|legend|star|absolute)
            |(?:big|huge|special|thousand|heartfelt|profound|deepest|warmest)
                [ ](?:thank|congrat|success|thanks|kiss|hug|praise|compliment)\w*
            |biggest compliment|(?:greatest|deepest|my) respect|i take my hat|dug us out
            |because of you|we owe (?:you|it to you)
            |deserves? (?:
                a raise|my|our|the highest|special|praise|respect|credit|recognition|a medal
                |better than
            )
            |clear winner|unreal(?=\W*\Z)|game[- ]changer|a hit with|raved? about|raving
            |(?:made|left) (?:me|us|the \w+|everyone|them|him|her)
                [ ](?:smile|laugh|speechless|proud|happy)
            |has smiled|fortunate to have|lucky to have
            |(?:trust|give) (?:her|him|you|them|your \w+) with (?:my|our)
            |everything (?:we|i|you)(?:'d| had|'ve)? (?:dreamt|dreamed|hoped|wished|wanted)
            |thank you,? thank you|thanks?(?: you)? from the (?:bottom|whole)
            |and i mean (?:that|it)|slept properly
            |(?:three|two|four|\d+) (?:weeks|days|months) early|ahead of (?:schedule|time|plan)
            |works? (?:a treat|like a dream)
            |(?:smoother|faster|better|quicker|easier|kinder|calmer|gentler)
                [ ]than (?:ever|i|we|any|most|some|all|hoped|expected|feared)
            |a whole lot better|so much better
        )
        \b
        """,
    ),
    # pleased
    (
        0.6,
        """
        aboa awes bad beau bril char cloc comp cong crac deli doin enjo exce faul favo flaw
        fun glad grea happ hard havi hear hit hono impe impr inva joy love luck made marv much
        neat news outs pati perf plea prai priv rema save seam seei smoo spot succ such sure
        surp taug than turn warm well whoe
        """,
        r"""
        \b(?:
            congrat\w+|pleased (?:with|by|about|that|you)|happy (?:with|about|that)
            |glad (?:that|you|they|we|it|the|i|about)
            |enjoy(?:ed|ing) (?:the|working|our|your|meeting|it|this|his|her|every)|fun|awesome
            |brilliant(?:ly)?|excellent|perfectly|beautiful(?:ly)?|flawless(?:ly)?
            |seamless(?:ly)?|smooth(?:ly)?|remarkable|invaluable|made (?:my|our) day
            |success(?:ful)?(?:ly)? (?:launch|project|year|event|meeting|partnership|\w+ed)
            |looking very much forward|very much looking forward|best of luck|done very well
            |did (?:very|really) well|going (?:very|really) well
            |works (?:great|beautifully|perfectly|like a charm)|working (?:great|beautifully)
            |marvelous|neat|sure like|favou?rite|privilege
            |good (?:having|seeing|to hear from|news)
            |great (?:news|meeting|to (?:see|hear|meet)|having|conversation|call|time|visit)
            |nice surprise|outstanding accomplishment|(?:big|major|great) improvement
            |much (?:better|improved|faster)|not bad|impeccabl\w+|faultless\w*
            |saved (?:us|me|the day|my|our)|hard work|well organi[sz]ed|yeah!|welcome aboard
            |lovely|delicious|charming|delightful(?:ly)?|honou?red|cracking|like clockwork
            |like a charm|a (?:big |huge |great |real )?(?:hit|success)\b|spot on
            |thanks to (?:you|your team|your people)|warm(?:ly)? (?:welcomed|received)
            |compliments? (?:to|from|on)|praise[ds]?|tears of joy|honest joy|great pride
            |such (?:honesty|kindness|care|patience|an? (?:honest|kind|lovely|good|great))
            |whoever (?:built|made|wrote|did) (?:that|it|this)|keep doing (?:what|whatever)
            |you turned|taught us|patience with
        )
        \b
        """,
    ),
    # good
    (
        0.3,
        """
        appr earl enjo enth fast gene gent glad grat grea happ help hone impr kind like loya
        make pati plea posi prom prou quic reli reso smil sple succ tale tear than thor usef
        valu wond wow
        """,
        r"""
        \b(?:
            helpful|valuable|useful|improved|improvement|success|thorough|prompt
            |quick turn-?around|fast turn-?around|glad|pleased|happy|great|positive|enthusiastic
            |appreciate (?:your|all|the|you)
                [ ](?:hard|effort|support|quick|work|dedication|help|telling)
            |resourceful|talented|enjoyable|wow
            |like (?:the|your|how|his|her) (?:idea|style|approach|design|new|way)|makes me want
            |(?<!would be )(?<!'d be )(?<!be )grateful (?:for|to)|thankful for|smil(?:e|ed|es)
            |kind(?:ness)?|generous|gentle(?:r)?|honest|splendidly|proud|early|loyal|tears
            |wonderfully|reliable|patient
        )
        \b
        """,
    ),
)
