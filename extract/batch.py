"""Many articles: one that meets a fault costs itself, never those after it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import Protocol

from extract.article import Article
from extract.errors import ExtractError
from extract.record import Record

Result = list[Record] | ExtractError
"""What one article gave."""


class Streams(Protocol):
    """What an extractor offers: the results of articles, in their order."""

    def stream(self, articles: Iterable[Article | str], /) -> Iterator[tuple[Article, Result]]:
        """Yield each article with its records, or with what went wrong."""


def bug(error: Exception, where: str = "") -> ExtractError:
    """Return the error to show for a fault of ours, with the fault as its cause."""
    what = f"{type(error).__name__}: {error}".rstrip(": ")
    place = f" in {where}" if where else ""
    shown = ExtractError(f"internal error{place}: {what}; please report it (-vv says more)")
    shown.__cause__ = error
    return shown


def steady(extractor: Streams, articles: Iterable[Article]) -> Iterator[tuple[Article, Result]]:
    """Yield what each article gave, in order; a fault of ours becomes an error of its article."""
    source = iter(articles)
    waiting: deque[Article] = deque()

    def handed_on(again: list[Article]) -> Iterator[Article]:
        yield from again
        for item in source:
            waiting.append(item)
            yield item

    again: list[Article] = []
    while True:
        try:
            for item, result in extractor.stream(handed_on(again)):
                waiting.popleft()
                yield item, result
            return
        except Exception as error:
            if not waiting:
                raise
            item = waiting.popleft()
            yield item, bug(error, item.source)
            again = list(waiting)
