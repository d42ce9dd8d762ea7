"""Many articles: one that meets a fault costs itself, never those after it.

Worker processes are those of pebble: one that dies, hangs or is ended by the system is replaced,
and the article it worked on is the only one lost.
"""

from __future__ import annotations

import contextlib
import signal
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import TimeoutError as TookTooLong
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from functools import partial
from multiprocessing import get_context, resource_tracker

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from extract.article import Article, Unread
from extract.errors import ExtractError
from extract.language import is_english
from extract.record import Record
from extract.tidy import tidy

Result = list[Record] | ExtractError
"""What one article gave."""
Item = Article | Unread | ExtractError
"""An article, read or not, or the error that stands in its place."""
Outcome = tuple[Article | ExtractError, Result]
"""An article, its notes complete, with its result; an error in the place of both."""
Records = Callable[[Article], list[Record]]
AHEAD = 32
"""Articles under way for each worker; those before the slowest wait in memory."""
AHEAD_SIZE = 16_000_000
"""Bytes or characters of articles from which on no further one is read ahead."""
_LIFE = 5000
"""Articles after which a worker gives way to a fresh one, so that nothing can pile up in it."""
NO_ENGLISH = "no English text; only English is read"
"""The note of an article that is not read further."""


def bug(error: Exception, where: str = "") -> ExtractError:
    """Return the error to show for a fault of ours, with the fault as its cause."""
    what = f"{type(error).__name__}: {error}".rstrip(": ")
    place = f" in {where}" if where else ""
    said = f"internal error{place}: {what}; please report it (-vv says more)"
    shown = ExtractError(said, where or None)
    shown.__cause__ = error
    shown.trace = "".join(traceback.format_exception(error))
    return shown


def outcome(records: Records, item: Item) -> Outcome:
    """Work on one article, and read it before where need be; a fault of ours becomes its error."""
    article = read(item)
    if isinstance(article, ExtractError):
        return article, article
    try:
        found = records(article)
        if not found and not is_english(tidy(article.text).text):
            article = replace(article, notes=(*article.notes, NO_ENGLISH))
        return article, found
    except ExtractError as error:
        return failed(article, error)
    except Exception as error:
        return failed(article, bug(error, article.source))


def read(item: Item) -> Article | ExtractError:
    """Return the article that an item is or stands for, or why there is none."""
    if not isinstance(item, Unread):
        return item
    try:
        return item.read()
    except ExtractError as error:
        return failed(item, error)[1]
    except Exception as error:
        return failed(item, bug(error, item.source))[1]


def failed(
    item: Article | Unread, error: ExtractError
) -> tuple[Article | ExtractError, ExtractError]:
    """Return the outcome of an article that came to nothing."""
    error.source = item.source
    return item if isinstance(item, Article) else error, error


def parallel(
    load: Callable[[], Records],
    items: Iterable[Item],
    jobs: int,
    timeout: float | None = None,
) -> Iterator[Outcome]:
    """Yield the outcome of each article, in order, worked on by ``jobs`` processes.

    Each process calls ``load`` once. Articles are read only so far ahead of the results, so that
    memory stays bounded. ``timeout`` is the seconds that one article may take.
    """
    with _pool(load, jobs) as pool:

        def begun(item: Article | Unread) -> Callable[[], Outcome]:
            future = pool.schedule(_work, (item,), timeout=timeout)
            return lambda: _ended(item, future, timeout)

        yield from in_order(begun, items, AHEAD * jobs)


@contextlib.contextmanager
def _pool(load: Callable[[], Records], jobs: int) -> Iterator[ProcessPool]:
    pool = ProcessPool(
        jobs, max_tasks=_LIFE, initializer=_start, initargs=(load,), context=get_context("spawn")
    )
    try:
        with _deaf_to_ctrl_c():
            assert pool.active  # which starts its processes
        yield pool
    except BrokenProcessPool:
        raise ExtractError(
            "no worker process could start (a script that calls stream(jobs=...) without"
            " 'if __name__ == \"__main__\":', or too little memory); try jobs=1"
        ) from None
    finally:
        pool.stop()  # type: ignore[no-untyped-call]
        pool.join()


@contextlib.contextmanager
def _deaf_to_ctrl_c() -> Iterator[None]:
    """Let what is started meanwhile, threads and processes, leave Ctrl-C to this thread."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    resource_tracker.ensure_running()  # which would end the deafness, if it started meanwhile
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def in_order(
    begun: Callable[[Article | Unread], Callable[[], Outcome]],
    items: Iterable[Item],
    ahead: int,
) -> Iterator[Outcome]:
    """Begin work on items, up to ``ahead`` of them at a time, and yield their outcomes in order.

    ``begun`` begins work on an article and returns what waits for its outcome.
    """
    waiting: deque[tuple[Callable[[], Outcome], int]] = deque()
    size = 0
    for item in items:
        if isinstance(item, ExtractError):
            waiting.append((partial(_as_it_is, item), 0))
        else:
            waiting.append((begun(item), _size(item)))
            size += waiting[-1][1]
        while len(waiting) > ahead or (size > AHEAD_SIZE and len(waiting) > 1):
            ended, part = waiting.popleft()
            size -= part
            yield ended()
    while waiting:
        yield waiting.popleft()[0]()


def _as_it_is(error: ExtractError) -> Outcome:
    return error, error


def _size(item: Article | Unread) -> int:
    return item.size if isinstance(item, Unread) else len(item.text)


def _ended(
    item: Article | Unread, future: ProcessFuture[Outcome], timeout: float | None
) -> Outcome:
    """Return an article with what became of it, once that is known."""
    source = item.source
    try:
        return future.result()
    except TookTooLong:
        said = f"{source}: took over {timeout:g} s; try a longer --timeout"
    except ProcessExpired as error:
        said = (
            f"{source}: its worker process ended (code {error.exitcode}), perhaps for want of"
            " memory; try the article alone, or fewer --jobs"
        )
    except BrokenProcessPool:
        raise
    except Exception as error:  # as where a result cannot be sent
        return failed(item, bug(error, source))
    return failed(item, ExtractError(said))


_records: list[Records] = []
"""Of a worker process: what its ``load`` gave."""


def _start(load: Callable[[], Records]) -> None:
    _records[:] = [load()]


def _work(item: Item) -> Outcome:
    return outcome(_records[0], item)
