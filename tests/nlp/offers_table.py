"""What is offered, and sentences with the words of an offer that put a duty on somebody."""

from __future__ import annotations

OFFERS = (
    # the reader's wish, then what we could do
    "If a visit suits you better, we can come to Ghent.",
    "Should your auditor prefer paper, we'd gladly print the set.",
    "If you fancy, my brother could bring the trailer round.",
    "Whenever you need a second pair of hands, I'm around.",
    "If it'd be easier, I'm at the depot every morning.",
    "If she'd rather speak to a woman, one of us is always there.",
    # the other way round
    "I could walk your team through it if that would be of any use.",
    "We can also deliver on Saturdays, should you prefer.",
    "Happy to jump on a call if useful.",
    "They can stay at ours if you like.",
    "A sample can be sent if required.",
    # call if anything is wrong
    "Ring me if anything looks odd.",
    "Any trouble, just shout.",
    "For further questions, just call the hotline.",
    "Text me when you get stuck.",
    "Questions are always welcome.",
    # I am there
    "You know where to find me.",
    "My door is always open.",
    "I'm only a phone call away.",
    "You're welcome to use our meeting rooms.",
    "The offer still stands.",
    "Send it over and I'd be happy to look.",
    "Alternatively, we could lend you a pump.",
)
NO_OFFERS = (
    "If you need it by Friday, sign the order today.",
    "If you cannot pay we will have to cancel.",
    "I'd be grateful if you could sign it.",
    "The phone is on the table.",
    "We would be happy if you sent the drawings.",
    "Any trouble with the pump was gone after the update.",
    "If they want a refund, we need the receipt.",
    "The questions were about the roof.",
)
