"""Complaints and dangers for the relation.

find         both, with escalation and intent to leave; the entry
complaints waiting facts    complaints stated, of waiting, and told as facts of failure
risks        leaving, budget, competitors, law, lost trust
"""
