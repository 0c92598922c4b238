"""What a relationship owner should see today, kind by kind, each with its evidence.

    frame       what every kind needs: clocks, names, fingerprints, how a gap is put together
    replies     reply_owed, reply_awaited, complaint_unacknowledged, from waits
    headers     the same where only headers were read: what is said, never late
    promised    promise_due, promise_overdue, promise_theirs_overdue, from the ledger
    rhythm      gone_quiet, cadence_missed, from touchpoints
    met         met_no_recap, invitation_unanswered, from meetings
    found       all of them together: what was dismissed, what is older, in which order

`recap_unconfirmed` is a reserved name: nothing opens it.
"""

from assistant.insight.gaps.found import FoundGaps, find_gaps

__all__ = ["FoundGaps", "find_gaps"]
