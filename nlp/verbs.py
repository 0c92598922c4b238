"""Base forms of English verbs, for rules that ask "is this *send*?".

Small and wrong for rare words on purpose: rules only compare with verbs that stand in their own
lists, and a verb in no list needs no base form.
"""

from __future__ import annotations

from functools import lru_cache

from nlp.lexicon import words

_IRREGULAR = {
    form: base
    for base, forms in {
        "be": "am is are was were been being 's 're 'm",
        "have": "has had having 've 's",
        "do": "does did done doing",
        "go": "goes went gone going",
        "get": "gets got gotten getting",
        "send": "sent",
        "give": "gave given",
        "take": "took taken",
        "make": "made",
        "come": "came",
        "see": "saw seen",
        "know": "knew known",
        "think": "thought",
        "tell": "told",
        "say": "said",
        "speak": "spoke spoken",
        "write": "wrote written",
        "bring": "brought",
        "buy": "bought",
        "find": "found",
        "keep": "kept",
        "leave": "left",
        "let": "let letting",
        "lose": "lost losing",
        "meet": "met",
        "pay": "paid",
        "put": "put putting",
        "read": "read",
        "run": "ran running",
        "set": "set setting",
        "sell": "sold",
        "hear": "heard",
        "hold": "held",
        "build": "built",
        "begin": "began begun beginning",
        "break": "broke broken",
        "choose": "chose chosen",
        "draw": "drew drawn",
        "feel": "felt",
        "forget": "forgot forgotten forgetting",
        "grow": "grew grown",
        "mean": "meant",
        "show": "showed shown",
        "spend": "spent",
        "understand": "understood",
        "win": "won winning",
        "cut": "cut cutting",
        "wire": "wired wiring",
        "ship": "shipped shipping",
        "plan": "planned planning",
        "stop": "stopped stopping",
        "travel": "travelled travelling traveled traveling",
        "cancel": "cancelled canceled cancelling canceling",
        "refer": "referred referring",
        "submit": "submitted submitting",
        "commit": "committed committing",
        "drop": "dropped dropping",
        "ping": "pinged pinging",
        "step": "stepped stepping",
        "wrap": "wrapped wrapping",
        "will": "'ll wo",
        "would": "'d",
        "can": "ca",
        "try": "tries tried trying",
        "reply": "replies replied replying",
        "verify": "verified verifies",
        "clarify": "clarified clarifies",
        "copy": "copied copies",
        "notify": "notified notifies",
        "apply": "applied applies",
    }.items()
    for form in forms.split()
}

#: Verbs that end in a silent e: "arranging" is arrange, not "arrang".
_FINAL_E = words(
    """arrange advise acknowledge agree analyse approve assure believe complete close compile come
    contribute coordinate correlate create decide delete delegate deliver describe
    determine distribute draft escalate estimate evaluate exchange execute explore finalise
    finalize give handle have hope imagine improve include increase initiate inquire investigate
    invite invoice issue leave liaise like locate make manage merge migrate mobilise move negotiate
    note notice organise organize outline participate phone place postpone prepare price prioritise
    prioritize produce promise propose provide purchase raise receive recognise recognize reconcile
    reduce release remove rename replace require rescue reserve reschedule resolve restore resume
    retrieve reverse revise revolve save schedule serve settle share solve start-e state store
    suppose take terminate trace transcribe translate update upgrade use utilise utilize validate
    wire write liase circulate consolidate integrate generate facilitate communicate appreciate
    file lodge pause chase waive reimburse compensate relocate expedite settle double enable dispose
    queue value continue rescue trade rate name vote cite apologise apologize re-issue reissue reverse
    exercise practise practice announce replace retype rewrite interface source outsource bundle
    juggle tackle shuffle table tune cure bake shape trace route reroute mute invalidate
    amortise advertise realise realize produce introduce reproduce induce reduce deduce
    mitigate negotiate simulate duplicate allocate delegate dedicate renovate activate deactivate
    compare change charge damage engage guarantee isolate realise realize examine combine
    define examine ensure secure measure capture figure configure structure hire care dare"""
)


@lru_cache(maxsize=4096)
def base_form(word: str, tag: str) -> str:
    """The base form of a lower-case verb form with a Penn tag, "sends" → "send"."""
    if tag in {"VB", "VBP", "MD"} and word not in _IRREGULAR:
        return word
    if word in _IRREGULAR and not (tag in {"VB", "VBP"} and word in {"found", "left", "saw"}):
        return _IRREGULAR[word]
    if tag == "VBZ":
        return _without_s(word)
    if word.endswith("ing") and len(word) > 5:
        return _stem(word[:-3])
    if word.endswith("ied"):
        return word[:-3] + "y"
    if word.endswith("ed") and len(word) > 4:
        return _stem(word[:-2])
    return word


def _without_s(word: str) -> str:
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    return word.removesuffix("s")


def _stem(stem: str) -> str:
    if stem + "e" in _FINAL_E:
        return stem + "e"
    if len(stem) > 3 and stem[-1] == stem[-2] and stem[-1] in "bdgmnprt":
        return stem[:-1]
    return stem
