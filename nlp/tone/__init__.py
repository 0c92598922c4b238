"""Tone of a sentence, for business mail: politeness is neutral.

judge    label and score; the entry
words    the lexicon
"""
