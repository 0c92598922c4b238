"""Promises: what a sentence lays on its writer's side.

find      all of them, the surest first; the entry
scope     which clauses can promise at all
future present people things    promises by their form
when      the times that make a plain present a promise
wording   the words of the chapters
"""
