"""Measure the language stage on labelled files; prints figures, asserts nothing.

command    `python -m nlp.evaluate`
rows measure figures quotes replies baselines show    read, count, draw, compare, print
"""
