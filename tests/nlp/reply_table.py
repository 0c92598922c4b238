"""Invented messages and whether their author waits for an answer."""

from __future__ import annotations

#: (message, yes or no)
TABLE = (
    ("Hi Ann,\n\nCould you send me the signed contract?\n\nBest,\nTom", "yes"),
    ("Hi Ann,\n\nWhat is the status of the order?", "yes"),
    ("Did you get my last mail?", "yes"),
    ("Please confirm receipt.", "yes"),
    ("Please let me know which option you prefer.", "yes"),
    ("We need your decision by Friday.", "yes"),
    ("How about Tuesday at 3?", "yes"),
    ("Does Thursday work for you?", "yes"),
    ("Can we move our call to next week?", "yes"),
    ("Any news on the visa?", "yes"),
    ("We still haven't received the replacement parts.", "yes"),
    ("This is the third time the export has failed. We are very disappointed.", "yes"),
    ("I would appreciate your comments on the draft.", "yes"),
    ("Thanks for the proposal. Could you add a fixed-price option?", "yes"),
    ("The invoice is wrong again.", "yes"),
    ("I'm escalating this to your management.", "yes"),
    ("We have decided to look at other vendors.", "yes"),
    ("I'd like to know how the pricing works.", "yes"),
    ("Would you be able to join us on Monday?", "yes"),
    ("I was wondering if you could introduce us to your CFO.", "yes"),
    ("Attached is the draft. Please review and send me your comments.", "yes"),
    ("We await your confirmation.", "yes"),
    ("When can we expect the delivery?", "yes"),
    ("Sure, will do. By the way, who handles the billing?", "yes"),
    ("Kindly share the bank details.", "yes"),
    ("Let me know if Tuesday works.", "yes"),
    ("Ben, can you take this one?", "yes"),
    ("Thanks, all good. One more thing: is the discount still valid?", "yes"),
    ("I'd like a copy of the agreement, please.", "yes"),
    ("Why was our account suspended?", "yes"),
    ("Please sign and return the attached form.", "yes"),
    ("Could somebody from your side call me today?", "yes"),
    ("Thanks, all good.", "no"),
    ("Thank you!", "no"),
    ("Great, see you on Tuesday.", "no"),
    ("Noted with thanks.", "no"),
    ("Sounds good.", "no"),
    ("Got it, thanks.", "no"),
    ("Will do.", "no"),
    ("I'll send the report by Friday.", "no"),
    ("Hi Ann,\n\nHere is the report.\n\nBest,\nTom", "no"),
    ("Attached is the signed contract.", "no"),
    ("The order shipped yesterday.", "no"),
    ("FYI, the office is closed on Monday.", "no"),
    ("Please find attached the invoice for March.", "no"),
    ("Let me know if you have any questions.", "no"),
    ("Feel free to call me any time.", "no"),
    ("Please ignore my last mail, I found it.", "no"),
    ("Never mind, it works now.", "no"),
    ("Happy new year to you and your team!", "no"),
    ("How was your weekend?", "no"),
    ("Have a great weekend!", "no"),
    ("Congratulations on the launch!", "no"),
    ("We will get back to you next week.", "no"),
    ("I look forward to working with you.", "no"),
    ("The call has been moved to 4pm. No need to reply.", "no"),
    ("It was a pleasure meeting you yesterday.", "no"),
    ("Thanks for the update, that helps a lot.", "no"),
    ("As discussed, the fee is 4,000 euros.", "no"),
    ("All done, the fix is live.", "no"),
    (
        (
            "Ready to grow your business?\n\nSave 20% on every plan. Sign up today!\n\n"
            "Unsubscribe | Manage preferences"
        ),
        "no",
    ),
    (
        (
            "Dear valued customer,\n\nHave you tried our new app? Download it now.\n\n"
            "You are receiving this because you signed up. Unsubscribe here."
        ),
        "no",
    ),
    (
        (
            "This is an automated notification. Please do not reply to this e-mail.\n\n"
            "Your ticket has been received."
        ),
        "no",
    ),
    (
        (
            "I am out of the office until 3 May with limited access to email. "
            "Please contact Mia Berg in urgent cases."
        ),
        "no",
    ),
    ("", "no"),
)
