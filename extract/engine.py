"""From article texts to records: the whole way, for one text or a stream of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any

from extract import (
    agenda,
    attendance,
    batch,
    clean,
    fields,
    heads,
    meetings,
    topics,
)
from extract.article import Article, Block
from extract.batch import Item, Outcome
from extract.errors import InputError
from extract.passages import cleaned
from extract.reader import Draft, Found, Reader
from extract.reading import Reading
from extract.record import Evidence, Record
from extract.tidy import tidy

_FIRST = "Peru's Foreign Minister Ana Li met Chile's Foreign Minister Bo Vial to discuss trade."
"""Read by each worker before it is ready, so that no article waits for what is loaded at need."""


class Extractor:
    """Loaded model and rules; :func:`extract.load` makes one. Threads may share it, in turns."""

    def __init__(
        self,
        model: str | Path | None = None,
        patterns: str | Path | None = None,
        codes: bool = False,
    ) -> None:
        """Load the model and the rules; raises ModelError or PatternError."""
        self._arguments = (model, str(patterns) if patterns else None, codes)
        self._reader = Reader(*self._arguments)
        self._lock = Lock()

    def records(
        self, text: str, *, published: str | None = None, source: str = "-"
    ) -> list[Record]:
        """Return the records of one article; none when it reports no meeting.

        ``published`` (``YYYY-MM-DD``) is for texts that carry no date; it wins over a date in the
        text.
        """
        return self._records(Article(text, source, published))

    def stream(
        self,
        texts: Iterable[Item | str],
        *,
        jobs: int = 1,
        timeout: float | None = None,
        dask: str | None = None,
    ) -> Iterator[Outcome]:
        """Yield ``(article, records or error)`` for each text, in the order given.

        An error among the texts, as :func:`extract.read` gives, comes as ``(error, error)``.
        The article is as given, its notes complete.

        ``jobs`` is the number of worker processes; 1 works in this process. The records are the
        same for any number. An article that fails gives its error, and the others go on; so does
        one that ends its worker process or takes longer than ``timeout`` seconds, which is for
        several jobs, or for one in a process of its own. ``dask`` is the address of a scheduler
        whose workers are used instead, each with the models and patterns at the same paths.
        """
        articles = (Article(t, "-") if isinstance(t, str) else t for t in texts)
        if jobs < 1:
            raise ValueError(f"jobs is {jobs}; give 1 or more")
        if dask is not None:
            from extract import cluster

            return cluster.outcomes(dask, _load, self._arguments, articles)
        if jobs == 1 and timeout is None:
            return (batch.outcome(self._records, article) for article in articles)
        from extract import workers

        return workers.outcomes(partial(_load, *self._arguments), articles, jobs, timeout)

    def fingerprint(self) -> dict[str, str]:
        """Return digests of the models and of the patterns, which decide about the records."""
        from extract import resume

        model, rules = self._reader.model, self._reader.tools.rules
        named = [model.path] if model.path else []
        return {
            "model": resume.digest(*named, topics.MODEL) + f" {model.version}",
            "patterns": resume.digest(*rules.directories),
        }

    def body(self, text: Article | str) -> str:
        """Return the article's body, verbatim, without what the page left around it."""
        article = text if isinstance(text, Article) else Article(text, "-")
        return clean.body(article.text, self.blocks(article))

    def blocks(self, article: Article) -> list[Block]:
        """Return what an article's text is made of, in order: its body, the page around it."""
        tidied, blocks, _ = cleaned(article, tidy(article.text), self._reader.tools.rules)
        return [Block(*tidied.raw(b.start, b.end), b.kind, b.rule) for b in blocks]

    def _records(self, article: Article) -> list[Record]:
        if not article.text.strip():
            raise InputError(f"{article.source}: is empty")
        with self._lock, self._reader.model.zone():
            return self._found(article)

    def _found(self, article: Article) -> list[Record]:
        """Read an article only as far as it goes on to report a meeting."""
        reader = self._reader
        draft = reader.draft(article)
        if draft is None:
            return []
        guessed = reader.guess(draft)
        if not self._may_open(draft, guessed, {}):
            return []
        found = reader.named(draft.cued)
        if not self._may_open(draft, reader.likely(draft, guessed, found), found):
            return []
        return _assemble(reader.read(draft, found))

    def _may_open(self, draft: Draft, *names: Found) -> bool:
        """Say whether a meeting may open in an article's opening, with some names or with others.

        A word that is taken for a name can also hide who met: "At Chequers, they met".
        """
        readings = (self._reader.glimpse(draft, found) for found in names)
        return any(meetings.might_open(reading) for reading in readings if reading)


def _load(
    model: str | Path | None, patterns: str | None, codes: bool
) -> Callable[[Article], list[Record]]:
    extractor = Extractor(model, patterns, codes)
    extractor.records(_FIRST)
    return extractor._records


def _assemble(reading: Reading) -> list[Record]:
    found = meetings.find(reading)
    heads.settle(found)
    attendance.settle(found)
    agenda.settle(found)
    return [_record(meeting) for meeting in found]


def _record(meeting: meetings.Meeting) -> Record:
    """Ask each field module in its order; later ones see what the earlier found."""
    found: dict[str, Any] = {}
    evidence: list[Evidence] = []
    for module in fields.modules():
        for value in module.find(meeting, found):
            found[value.key] = value.value
            evidence += [_quoted(e, meeting.reading) for e in value.evidence]
    order = {field.key: i for i, field in enumerate(fields.fields())}
    evidence.sort(key=lambda e: order[e.field.partition(".")[0].partition("[")[0]])
    return Record(found, tuple(evidence))


def _quoted(evidence: Evidence, reading: Reading) -> Evidence:
    """Quote the article itself: marks count characters of its text without dirt, on one line."""
    start, end = reading.tidy.raw(evidence.start, evidence.end)
    return replace(evidence, start=start, end=end, text=reading.article.text[start:end])
