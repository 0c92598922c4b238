"""Whether a message waits for an answer, and the sentence that decided it.

judge      rules and model together; the entry
cues questions mailing whom setting    what speaks for and against it
features model                         the trained half
"""
