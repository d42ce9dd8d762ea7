"""Many articles: one that meets a fault costs itself, never those after it.

Worker processes are those of pebble: one that dies, hangs or is ended by the system is replaced,
and the article it worked on is the only one lost.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import TimeoutError as TookTooLong
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from extract.article import Article
from extract.errors import ExtractError
from extract.record import Record

Result = list[Record] | ExtractError
"""What one article gave."""
Item = Article | ExtractError
"""An article, or the error that stands in its place."""
Records = Callable[[Article], list[Record]]
_AHEAD = 32
"""Articles under way for each worker; those before the slowest wait in memory."""
_LIFE = 5000
"""Articles after which a worker gives way to a fresh one, so that nothing can pile up in it."""


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
    load: Callable[[], Records],
    articles: Iterable[Item],
    jobs: int,
    timeout: float | None = None,
) -> Iterator[tuple[Item, Result]]:
    """Yield each article with its result, in order, worked on by ``jobs`` processes.

    Each process calls ``load`` once. Articles are read only so far ahead of the results, so that
    memory stays bounded. ``timeout`` is the seconds that one article may take.
    """
    pool = ProcessPool(
        jobs, max_tasks=_LIFE, initializer=_start, initargs=(load,), context=get_context("spawn")
    )
    waiting: deque[tuple[Item, ProcessFuture[Result] | None]] = deque()
    try:
        for item in articles:
            wanted = isinstance(item, Article)
            future = pool.schedule(_work, (item,), timeout=timeout) if wanted else None
            waiting.append((item, future))
            if len(waiting) > _AHEAD * jobs:
                yield _outcome(*waiting.popleft(), timeout)
        while waiting:
            yield _outcome(*waiting.popleft(), timeout)
    except BrokenProcessPool:
        raise ExtractError(
            "no worker process could start (a script that calls stream(jobs=...) without"
            " 'if __name__ == \"__main__\":', or too little memory); try jobs=1"
        ) from None
    finally:
        pool.stop()  # type: ignore[no-untyped-call]
        pool.join()


def _outcome(
    item: Item, future: ProcessFuture[Result] | None, timeout: float | None
) -> tuple[Item, Result]:
    """Return an article with what became of it, once that is known."""
    if isinstance(item, ExtractError):
        return item, item
    try:
        assert future is not None
        return item, future.result()
    except TookTooLong:
        return item, ExtractError(f"{item.source}: took over {timeout:g} s; try a longer --timeout")
    except ProcessExpired as error:
        return item, ExtractError(
            f"{item.source}: its worker process ended (code {error.exitcode}), perhaps for want of"
            " memory; try the article alone, or fewer --jobs"
        )


_records: list[Records] = []
"""Of a worker process: what its ``load`` gave."""


def _start(load: Callable[[], Records]) -> None:
    _records[:] = [load()]


def _work(article: Article) -> Result:
    return result(_records[0], article)
