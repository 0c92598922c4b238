"""Sentences that propose, arrange, confirm, move or cancel a meeting, and times that are none."""

from __future__ import annotations

MEETINGS = (
    # a time that suits somebody
    "Thursday at ten works for both of us.",
    "The 14th doesn't suit our chemist.",
    "Tuesday 15:00 is fine, I'll bring the samples.",
    "Would Friday at nine be possible?",
    "3rd fine.",
    # minutes of somebody's day
    "Could you give me twenty minutes tomorrow?",
    "Want to grab half an hour on Tuesday?",
    # proposals
    "Shall we say half ten on Monday?",
    "How about Wednesday the 8th at yours?",
    "I suggest that we sit together next Tuesday at 14:00.",
    "Could it be the 11th instead?",
    # events with their hour
    "The ceremony takes place on 12 May at 14:00.",
    "Next session: Tuesday, 9.30, same room.",
    "The design board meets on the 25th at 2pm.",
    "Daily call from tomorrow, 08:15, same link as in March.",
    # somebody comes, somebody rings
    "Our engineers would come on Monday and Tuesday.",
    "I'll ring you at four.",
    "Get somebody on the phone now, please.",
    # calendars
    "I have pencilled you in for the 22nd.",
    "Are we still on for lunch?",
    "What does your week look like?",
    "We had to cancel our Thursday session.",
    "The 19th, 10am, my office.",
)
NO_MEETINGS = (
    "The parts arrive on Thursday at ten.",
    "Delivery on the 14th is fine.",
    "Call volumes rose on Monday.",
    "The meeting-room screen is broken.",
    "Please send it before lunch.",
    "Morning Steve,",
    "The four calls are logged at 17:22 and 17:31.",
    "Thursday's session was long.",
    "It took twenty minutes.",
    "The workshop sheet is attached.",
    "Monday, 11 June 2001 14:00",
)
