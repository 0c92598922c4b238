"""The language stage as a whole: `Context` in, `MessageTags` out, streaming and in order.

The order of the stages is all that lives here: sanitise, cut to length, zones, language, sentences,
cheap test, parse (of what passed, many messages together), acts, due, tone, needs-reply.
"""

from __future__ import annotations

import multiprocessing
from collections import deque
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from typing import TYPE_CHECKING

from nlp.model.classifier import packaged_classifier
from nlp.needs_reply.model import packaged_reply_model
from nlp.parse import ParserModel, SpacyParser
from nlp.reading import finish, prepare

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from nlp.model.classifier import Classifier
    from nlp.tags import Context, MessageTags

#: Changes whenever the same text could be tagged differently; stored tags of another version are
#: made again.
VERSION = "rules-5"

#: Messages parsed together. The same with any number of jobs, so that the answers are the same.
CHUNK = 64


class Tagger:
    """Reads messages. One instance loads the model once, when the first sentence needs it."""

    #: Names rules and model together.
    version: str = VERSION

    def __init__(
        self, *, model: ParserModel | None = None, classifier: Classifier | None = None
    ) -> None:
        """Args:
        model: Parses sentences; the spaCy model where None. Only with `jobs=1`.
        classifier: Votes with the rules; the rules decide alone where None.
        """
        self._model: ParserModel = SpacyParser() if model is None else model
        self._classifier = classifier
        if classifier is not None:
            self.version = f"{VERSION}.{classifier.version}.{packaged_reply_model().version}"

    def tag(self, context: Context) -> MessageTags:
        """Everything the rules find in one message."""
        return self._tag_chunk([context])[0]

    def tag_many(self, contexts: Iterable[Context], *, jobs: int = 1) -> Iterator[MessageTags]:
        """One answer per context, in order; reads ahead no further than a few chunks.

        Args:
            contexts: May be endless.
            jobs: Processes; 1 works in this one.

        Raises:
            ModelMissingError: the language model is not installed.
        """
        chunks = _chunks(contexts)
        if jobs <= 1:
            for chunk in chunks:
                yield from self._tag_chunk(chunk)
            return
        yield from _tag_in_processes(chunks, jobs, self._classifier)

    def _tag_chunk(self, contexts: list[Context]) -> list[MessageTags]:
        drafts = [prepare(context) for context in contexts]
        wanted = [plain for draft in drafts for plain in draft.to_parse()]
        parses = iter(self._model.parse([plain.text for plain in wanted])) if wanted else iter(())
        return [
            finish(draft, list(islice(parses, len(draft.to_parse()))), self._classifier)
            for draft in drafts
        ]


def shipped_tagger() -> Tagger:
    """The language stage as it is installed: rules and packaged model, nothing learned locally.

    Raises:
        ModelFileError: the packaged model is damaged or of another version.
    """
    return Tagger(classifier=packaged_classifier())


def _chunks(contexts: Iterable[Context]) -> Iterator[list[Context]]:
    source = iter(contexts)
    while chunk := list(islice(source, CHUNK)):
        yield chunk


class _Worker:
    """What a worker process keeps: one tagger, hence one model."""

    tagger: Tagger


def _start_worker(classifier: Classifier | None) -> None:
    _Worker.tagger = Tagger(classifier=classifier)


def _tag_in_worker(contexts: list[Context]) -> list[MessageTags]:
    return _Worker.tagger._tag_chunk(contexts)


def _tag_in_processes(
    chunks: Iterator[list[Context]], jobs: int, classifier: Classifier | None
) -> Iterator[MessageTags]:
    # spawn: the caller may hold threads, sockets or a database, which a forked child must not share.
    spawn = multiprocessing.get_context("spawn")
    waiting: deque[Future[list[MessageTags]]] = deque()
    with ProcessPoolExecutor(
        jobs, mp_context=spawn, initializer=_start_worker, initargs=(classifier,)
    ) as pool:
        for chunk in chunks:
            waiting.append(pool.submit(_tag_in_worker, chunk))
            if len(waiting) > 2 * jobs:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
