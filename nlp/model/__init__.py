"""The trained half of the sentence stage, and what comes with it.

classifier    the model: features → chances
features      what it sees of a sentence
fit           labelled features → weights
learning      what a person's decisions teach it
*.json.gz     the shipped models; CARD.md says what they are
"""
