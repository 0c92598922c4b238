"""The language stage: text in, tags out. spaCy lives only here.

tagger reading      messages → tags, many at once; one message from text to tags
tags                the records that go in and come out
plain zones sentences language    text made plain, cut into zones and sentences, its language
gate parse          which sentences are parsed, and the parser
view clauses verbs deeds lexicon weighing others    a sentence as the rules see it
acts                what the rules find, chapter by chapter:
requests commitments meetings grievances courtesy tone
model judgement     the trained half, and both together
times due joined content outcomes   when, what, and what became of it
needs_reply         whether a message waits for an answer
foreign             the plain cases of other languages
jsonl evaluate      lines of JSON in and out; figures on labelled files
"""
