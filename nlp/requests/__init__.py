"""Requests, questions and offers: what a sentence wants of its reader.

find           every kind, weighed against each other; the entry
wording        phrases indexed by stem, for the chapters below
phrases        set phrases that ask whatever the parse says
commands modal needs wishes duties favours reminders    requests by their form
questions informing inquiries proposals                 questions, and what only looks like one
offers offered offer_wordings                           what hangs on the reader's wish
"""
