"""Acts by simple rules in languages other than English: a table per language, one engine.

What a person would see at a glance and nothing more: open requests, questions, promises in the
first person, offers, appointments, open complaints, closings, and plain dates. No parser, no tone
but that of a complaint, no classifier. What no row of a table fits is left untagged: here a missed
promise costs less than an invented one.

`records` says what a table holds, `tables` finds the one of a language, `de`, `fr`, `es`, `pt` and
`ja` are the tables, `dates` reads time words by them, `engine` makes the tags and `replies` says
whether the author waits for an answer.
"""
