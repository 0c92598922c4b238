"""The project's own labelled mail and the one command that trains the sentence classifier on it.

sentences/    invented mail, one sentence a line, labelled by the people who wrote it
read          those files → labelled sentences with their context
fitting       labelled sentences → model, and how it does on writers it has not seen
card          the model card
__main__      `python -m training`: reads, fits, chooses cuts by cross-validation, writes the model
"""
