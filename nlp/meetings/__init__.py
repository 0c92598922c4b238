"""Meetings: proposed, moved, confirmed or cancelled.

find     the entry
times    sentences that arrange one in words of time alone
"""
