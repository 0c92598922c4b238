"""Thanks, greetings, sign-offs and acknowledgements.

closings     whether a sentence does nothing else; the entry
greetings phrases    the words, of many lands
"""
