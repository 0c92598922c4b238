"""When something is due: which time words of a sentence say so, and what they mean.

find      the words that go with what is owed; the entry of choosing
aside events    times about something else, and events that name a time
resolve   words → [from, to) in UTC; the entry of resolving
reading zones   whose moment, zone and locale they are read in
days clock work offsets periods     kinds of time words
"""
