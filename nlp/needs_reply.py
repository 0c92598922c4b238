"""Whether the author of a message waits for an answer."""

from __future__ import annotations

from nlp.tags import Act, Context, NeedsReply, NeedsReplyLabel, SentenceTags


def judge_reply(
    context: Context, sentences: tuple[SentenceTags, ...], *, supported: bool
) -> NeedsReply:
    """Yes when the message asks, requests, complains or proposes a time."""
    for sentence in sentences:
        if sentence.has(Act.REQUEST) or sentence.has(Act.QUESTION):
            return NeedsReply(NeedsReplyLabel.YES, 0.8, "asks", sentence.start, sentence.end)
    return NeedsReply(NeedsReplyLabel.NO, 0.1, "nothing is asked")
