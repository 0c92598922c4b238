"""Wordings that people of many trades and languages use, and what the rules read in them.

c commitment, r request, q question, o offer; a row is (sentence, acts). Other acts are not looked at.
"""

from __future__ import annotations

PROMISES_IN_THE_PRESENT = (
    ("I send you the test certificates tomorrow.", "c"),
    ("The photos I send you in the evening.", "c"),
    ("As soon as customs release it, we deliver to your ramp.", "c"),
    ("I call the foundry again at four.", "c"),
    ("I'm refunding the second night to your card today.", "c"),
    ("We are filing the amended return for you on Monday.", "c"),
    ("I'm rebooking the crane for Wednesday.", "c"),
    ("Paying it tonight.", "c"),
    ("Chasing the lab again at noon.", "c"),
    ("Invoice to follow.", "c"),
    ("More on Monday.", "c"),
    ("Next update tomorrow.", "c"),
    # Practices, and what this very mail does.
    ("We always send the minutes on Fridays.", ""),
    ("I usually call the driver in the morning.", ""),
    ("Attached I send you the drawing.", ""),
    ("Herewith I return the signed copy.", ""),
    ("We produce in two shifts.", ""),
    ("I pay the rent every month.", ""),
    ("I am travelling to Oslo tomorrow.", ""),
    ("I am getting worried about Friday.", ""),
)

PROMISES_OF_THINGS = (
    ("The corrected drawing will be with you on Thursday.", "c"),
    ("The samples go out this afternoon.", "c"),
    ("The deposit goes out on Friday.", "c"),
    ("The replacement ships tomorrow.", "c"),
    ("A written offer will reach you by the 20th.", "c"),
    ("The report follows on Tuesday.", "c"),
    ("The keys will be at your desk by nine.", "c"),
    ("The dent will be repaired and painted by Friday.", "c"),
    ("A credit note is being raised today.", "c"),
    ("You get the proof tonight.", "c"),
    ("You can have the first chapter tomorrow.", "c"),
    ("Expect the revised figures by Monday.", "c"),
    ("There will be a spare key for you at reception.", "c"),
    ("The reimbursement will be made by transfer within ten days.", "c"),
    # What nobody promised.
    ("The shop opens at nine.", ""),
    ("If the parts go out tomorrow, nobody will notice.", ""),
    ("The train leaves on Friday.", ""),
    ("There will be a meeting on Monday.", ""),
    ("The road will be closed by the police.", ""),
)

PROMISES_OF_PEOPLE = (
    ("Our electrician will call you in the morning.", "c"),
    ("Mrs Haddad from our export desk will telephone you on Monday.", "c"),
    ("He'll show you the new line.", "c"),
    ("A technician will contact you within the hour.", "c"),
    ("Someone from our side is going to contact you.", "c"),
    ("Our lads are retesting it tonight.", "c"),
    ("Priya is sending it to the lab tomorrow.", "c"),
    ("Our surveyor will be there at eight.", "c"),
    ("The minister will visit the plant.", ""),
    ("They will vote next week.", ""),
)

THREATS = (
    ("Unless the balance is paid, we will suspend the service.", ""),
    ("If nothing moves, we shall instruct our lawyers.", ""),
    ("If this happens again, I'm calling the card company.", ""),
)

REQUESTS = (
    ("I should like the name of the inspector.", "r"),
    ("We'd need the signed form before the audit.", "r"),
    ("I want an answer from the mill.", "r"),
    ("I expect both keys back by noon.", "r"),
    ("We demand a full recount.", "r"),
    ("All I need from you is a short letter.", "r"),
    ("What we require is the batch number.", "r"),
    ("One request: no stickers on the lids.", "r"),
    ("I'd be grateful for the delivery note.", "r"),
    ("It would help us to have the prices by line.", "r"),
    ("A copy before then would be a lifesaver.", "r"),
    ("Would love your eyes on the second page.", "r"),
    ("We kindly request you to settle the open amount.", "r"),
    ("You'd better send me the logs before that.", "r"),
    ("You are kindly invited to confirm the dates.", "r"),
    ("The badges are to be returned by 30 June.", "r"),
    ("The documents must reach us before Thursday.", "r"),
    ("Guests are requested to leave the pool by ten.", "r"),
    ("Someone needs to collect the crates by Friday.", "r"),
    ("Customers should update before the end of the month.", "r"),
    ("Sign-off needed by 2pm.", "r"),
    ("Need three pallets for Monday.", "r"),
    ("Names and sizes to me by Thursday.", "r"),
    ("Two photos of the seal, please.", "r"),
    ("Don't let the driver unload alone.", "r"),
    ("The crates are full, so don't add anything.", "r"),
    ("Keep the door shut until then so nobody falls.", "r"),
    ("Only send the invoice, not the slip.", "r"),
    ("Resubmit it through the portal.", "r"),
    ("Ask Ines to wait until Monday, would you?", "r"),
    ("Could we take half an hour on Friday?", "r"),
    ("May I suggest the week of the 12th?", "r"),
    ("Could the start be moved to ten?", "r"),
    ("Could the clinic send the results?", "r"),
    ("Any chance of a later slot?", "r"),
    ("Want to grab a coffee on Tuesday?", "r"),
    ("Coffee on Tuesday?", "r"),
    ("May I come by on Wednesday?", "r"),
    ("Friday at ten, okay?", "r"),
    # What only looks like a command or a need.
    ("SLA review, second quarter", ""),
    ("Genset 2 passed.", ""),
    ("Daily report, Monday.", ""),
    ("build 977", ""),
    ("Tell Joe I said hi!", ""),
    ("Please accept our warmest greetings.", ""),
    ("The fee will be in the next payment run.", ""),
)

QUESTIONS = (
    ("Please advise if you can accept the later vessel.", "qr"),
    ("Kindly explain what became of the second pallet.", "qr"),
    ("Does it fit, or is it too wide?", "q"),
    ("What happens after the trial?", "q"),
    ("did anybody find my badge", "q"),
    ("is Tomas coming to the site on friday", "q"),
    # Titles, small talk and what is no question but in form.
    ("Q: Is there parking?", ""),
    ("Parking: who decides?", ""),
    ("How's the garden?", ""),
    ("How was your holiday?", ""),
    ("The result?", ""),
    ("Did you know?", ""),
    ("Ludmila?", ""),
    ("What exactly are we paying you for?", ""),
)

OFFERS = (
    ("If you'd rather see it first, I could drive over.", "o"),
    ("If your board wishes, we can present it in person.", "o"),
    ("Just say the word.", "o"),
    ("Holler if the door sticks.", "o"),
    ("For any questions, contact the front desk.", "o"),
    ("Should you need a printed copy, please tell us.", "o"),
    ("I would be glad to walk your team through it.", "o"),
    ("Would you like me to send the long version?", "o"),
    ("Any time you want to see the works, just call.", "o"),
)

TABLE = (
    *PROMISES_IN_THE_PRESENT,
    *PROMISES_OF_THINGS,
    *PROMISES_OF_PEOPLE,
    *THREATS,
    *REQUESTS,
    *QUESTIONS,
    *OFFERS,
)
