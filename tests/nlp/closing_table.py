"""Sentences that only greet, thank, wish, acknowledge or sign off, and some that do more."""

from __future__ import annotations

CLOSINGS = (
    # salutations of many lands
    "Dear Ms Okafor,",
    "Servus Lena,",
    "Griaß eich,",
    "Estimado Sr. Paz:",
    "Cześć Ola,",
    "Kia ora Tui,",
    "Respected Sir,",
    "Dear valued customers,",
    "Hello night shift,",
    "Good morning Ines, good morning Paul,",
    "Hei Aino!",
    # the words above a name, with and without it
    "Regards, Tomas",
    "Best, Ann",
    "Ta, Bev",
    "With respect, Stelios",
    "Beste Grüße, Lorenz",
    "Un saludo, Nerea",
    "Bien à vous, Solène",
    "Med vänlig hälsning, Per",
    "Saygılarımla, Deniz",
    "Le meas, Niamh",
    "BR Kasia",
    "Cordially,",
    "Many greetings from a rainy Leeds, Tim",
    "Kind regards, the dispatch team",
    "xo Mia",
    # thanks and acknowledgement
    "Thanking you in anticipation,",
    "Well noted with thanks.",
    "Apologies for the silence.",
    "Good catch!",
    "You're a star, Joe.",
    "Sorry again, Jun",
    "Lovely, thanks a million.",
    # wishes and small talk
    "Have a calm shift, Radka!",
    "Mind yourself,",
    "Compliments of the season.",
    "Safe travels, and say hello to Ben.",
    "Assuring you of our best attention at all times.",
    "How are you keeping, Moira?",
)
MORE_THAN_CLOSINGS = (
    "Best price we can do is 40 a unit.",
    "Love letters were found in the second crate.",
    "Morning deliveries go to gate 3.",
    "Respected brands use it.",
    "We apologise for the late delivery.",
    "Cheers went up when the line started.",
    "Gentle heat is enough for this resin.",
    "Regards the invoice, it was paid in May.",
    "The best greeting card won.",
)
