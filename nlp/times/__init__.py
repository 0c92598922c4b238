"""Time words in a sentence: "by Friday noon", "within two working days".

find       all of them; the entry
records    what was found
grammar    the pattern
atoms atom_days atom_clock atom_spans cues numbers    its parts, read
"""
