"""The ledger of promises: who owes what to whom by when, and what became of it.

    sayings    one message → the promises it makes          content    what a phrase is about
    signs      one message → what it says was done          people     whose name that is
    ledger     both, in order of time, per client → promises with their states

States and the words are those of the definitions ("Commitments"). Nothing here decides whether a
sentence promises: the language stage did; nor how late is too late: that is the gaps' business.
"""

from assistant.insight.promises.ledger import build_ledger

__all__ = ["build_ledger"]
