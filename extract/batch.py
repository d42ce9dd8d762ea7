"""Many articles: one that meets a fault costs itself, never those after it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from itertools import islice
from multiprocessing import get_context

from extract.article import Article
from extract.errors import ExtractError
from extract.record import Record

Result = list[Record] | ExtractError
"""What one article gave."""
Item = Article | ExtractError
"""An article, or the error that stands in its place."""
Records = Callable[[Article], list[Record]]
_CHUNK = 16
"""Articles handed to a worker at once."""


def bug(error: Exception, where: str = "") -> ExtractError:
    """Return the error to show for a fault of ours, with the fault as its cause."""
    what = f"{type(error).__name__}: {error}".rstrip(": ")
    place = f" in {where}" if where else ""
    shown = ExtractError(f"internal error{place}: {what}; please report it (-vv says more)")
    shown.__cause__ = error
    return shown


def result(records: Records, article: Item) -> Result:
    """Return an article's records, or what went wrong; a fault of ours becomes its error."""
    if isinstance(article, ExtractError):
        return article
    try:
        return records(article)
    except ExtractError as error:
        return error
    except Exception as error:
        return bug(error, article.source)


def parallel(
    load: Callable[[], Records], articles: Iterable[Item], jobs: int
) -> Iterator[tuple[Item, Result]]:
    """Yield each article with its result, in order, worked on by ``jobs`` processes.

    Each process calls ``load`` once. Articles are read only some chunks ahead of the results, so
    memory stays bounded.
    """
    pool = ProcessPoolExecutor(
        jobs, mp_context=get_context("spawn"), initializer=_start, initargs=(load,)
    )
    try:
        yield from _in_order(pool, iter(articles), 2 * jobs)
    except BrokenProcessPool:
        raise ExtractError(
            "a worker process died or could not start (out of memory, or a script that calls"
            " stream(jobs=...) without 'if __name__ == \"__main__\":'); try jobs=1"
        ) from None
    finally:
        pool.shutdown(cancel_futures=True)


def _in_order(
    pool: ProcessPoolExecutor, articles: Iterator[Item], ahead: int
) -> Iterator[tuple[Item, Result]]:
    """Yield results in the order of the articles, at most ``ahead`` chunks under way."""
    waiting: deque[tuple[list[Item], Future[list[Result]]]] = deque()
    while True:
        while len(waiting) < ahead and (chunk := list(islice(articles, _CHUNK))):
            waiting.append((chunk, pool.submit(_work, chunk)))
        if not waiting:
            return
        chunk, future = waiting.popleft()
        yield from zip(chunk, future.result(), strict=True)


_records: list[Records] = []
"""Of a worker process: what its ``load`` gave."""


def _start(load: Callable[[], Records]) -> None:
    _records[:] = [load()]


def _work(articles: list[Item]) -> list[Result]:
    return list(map(partial(result, _records[0]), articles))
