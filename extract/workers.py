"""Worker processes: one that dies, hangs or is ended by the system costs its article alone.

Each has a pipe of its own and one article at a time, so that it is known what an ended one was at,
and nothing that it leaves half said holds up the others, as in pools whose workers share a pipe.
"""

from __future__ import annotations

import atexit
import contextlib
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection, wait

from extract.article import Article, Unread
from extract.batch import AHEAD, AHEAD_SIZE, Item, Outcome, Records, bug, failed, outcome, size
from extract.errors import ExtractError

_LIFE = 5000
"""Articles after which a worker gives way to a fresh one, so that nothing can pile up in it."""
_TRIES = 5
"""Workers in a row that may end before they are ready."""


def outcomes(
    load: Callable[[], Records], items: Iterable[Item], jobs: int, timeout: float | None = None
) -> Iterator[Outcome]:
    """Yield the outcome of each article, in order, worked on by ``jobs`` processes.

    Each process calls ``load`` once. ``timeout`` is the seconds that one article may take. Articles
    are read only so far ahead of the results, so that memory stays bounded. Raises ExtractError
    when no process can start.
    """
    with contextlib.closing(_Crew(load, jobs, timeout)) as crew:
        for number, item in enumerate(items):
            crew.add(number, item)
            crew.step(patient=False)
            yield from crew.ended()
            while crew.is_full():
                crew.step()
                yield from crew.ended()
        while crew.under_way():
            crew.step()
            yield from crew.ended()


class _Worker:
    """A process, our end of its pipe, and what it is at."""

    def __init__(self, load: Callable[[], Records]) -> None:
        context = get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs, load), daemon=True)
        self.process.start()
        theirs.close()
        self.ready = False
        self.done = 0
        self.at: tuple[int, Article | Unread] | None = None
        self.until = float("inf")

    def end(self) -> int | None:
        """End the process, whatever it does, and return its exit code."""
        self.process.kill()
        self.process.join()
        self.pipe.close()
        return self.process.exitcode


class _Crew:
    """Workers, the articles that wait for one, and the outcomes that wait for earlier ones."""

    def __init__(self, load: Callable[[], Records], jobs: int, timeout: float | None) -> None:
        self._load, self._timeout = load, timeout
        self._workers: list[_Worker] = []
        # Whoever holds the outcomes until Python exits would wait there for workers without end.
        atexit.register(self.close)
        for _ in range(jobs):
            with _deaf():
                self._workers.append(_Worker(load))
        self._queue: deque[tuple[int, Article | Unread]] = deque()
        self._found: dict[int, Outcome] = {}
        self._sizes: dict[int, int] = {}
        self._next = 0
        self._failures = 0

    def add(self, number: int, item: Item) -> None:
        """Take on an item."""
        self._sizes[number] = size(item)
        if isinstance(item, ExtractError):
            self._found[number] = item, item
        else:
            self._queue.append((number, item))

    def under_way(self) -> bool:
        """Say whether there are items that are not yet yielded."""
        return bool(self._sizes)

    def is_full(self) -> bool:
        """Say whether as much is under way as may be."""
        jobs = len(self._workers)
        return len(self._sizes) > AHEAD * jobs or sum(self._sizes.values()) > AHEAD_SIZE * jobs

    def ended(self) -> Iterator[Outcome]:
        """Yield the outcomes whose turn it is."""
        while self._next in self._found:
            del self._sizes[self._next]
            yield self._found.pop(self._next)
            self._next += 1

    def step(self, patient: bool = True) -> None:
        """Hear workers, end those that take too long, and hand out articles.

        ``patient`` waits until a worker is heard or late, unless an outcome can be yielded.
        """
        late = min(worker.until for worker in self._workers) - time.monotonic()
        seconds = max(late, 0) if patient and self._next not in self._found else 0
        ends: dict[Connection | int, _Worker] = {}
        for worker in self._workers:
            ends |= {worker.pipe: worker, worker.process.sentinel: worker}
        heard = wait(list(ends), None if seconds == float("inf") else seconds)
        for worker in {ends[end] for end in heard}:  # type: ignore[index]
            self._hear(worker)
        for worker in [w for w in self._workers if w.until <= time.monotonic()]:
            self._lose(worker, f"took over {self._timeout:g} s; try a longer --timeout")
        self._hand_out()

    def _hand_out(self) -> None:
        for worker in self._workers:
            if self._queue and worker.ready and not worker.at:
                # The pipe of one that has just ended takes no article; it is heard of next.
                with contextlib.suppress(OSError):
                    worker.pipe.send(self._queue[0][1])
                    worker.at = self._queue.popleft()
                    worker.until = time.monotonic() + (self._timeout or float("inf"))

    def _hear(self, worker: _Worker) -> None:
        try:
            said: Outcome | ExtractError | None = worker.pipe.recv()
        except (EOFError, OSError):
            self._lose(worker, None)
        except Exception as error:  # what cannot be read
            self._lose(worker, str(bug(error)))
        else:
            if isinstance(said, ExtractError):
                raise said
            if said is None:
                worker.ready, self._failures = True, 0
            else:
                self._take(worker, said)

    def _take(self, worker: _Worker, found: Outcome) -> None:
        assert worker.at is not None
        number = worker.at[0]
        self._found[number] = found
        self._sizes[number] = max(self._sizes[number], size(found[0]))
        worker.at, worker.until, worker.done = None, float("inf"), worker.done + 1
        if worker.done >= _LIFE:
            self._replace(worker)

    def _lose(self, worker: _Worker, why: str | None) -> None:
        """Put a fresh worker in the place of one, whose article, if it had one, has failed."""
        code = self._replace(worker)
        if worker.at:
            number, item = worker.at
            why = why or (
                f"its worker process ended (code {code}), perhaps for want of memory; try the"
                " article alone, or fewer --jobs"
            )
            self._found[number] = failed(item, ExtractError(f"{item.source}: {why}"))
        elif not worker.ready:
            self._failures += 1
            if self._failures >= _TRIES:
                raise ExtractError(
                    "no worker process can start (a script that calls stream(jobs=...) without"
                    " 'if __name__ == \"__main__\":', or too little memory); try jobs=1"
                )

    def _replace(self, worker: _Worker) -> int | None:
        code = worker.end()
        with _deaf():
            self._workers[self._workers.index(worker)] = _Worker(self._load)
        return code

    def close(self) -> None:
        """End all processes."""
        atexit.unregister(self.close)
        for worker in self._workers:
            worker.end()


@contextlib.contextmanager
def _deaf() -> Iterator[None]:
    """Hear Ctrl-C and SIGTERM when a worker has been started and noted down, the worker never."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    resource_tracker.ensure_running()  # which would end the deafness, if it started meanwhile
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(pipe: Connection, load: Callable[[], Records]) -> None:
    """Work on articles as they come, until the pipe ends; Ctrl-C and SIGTERM are the parent's."""
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, signal.SIG_IGN)
    with contextlib.suppress(EOFError, OSError):
        try:
            records = load()
        except Exception as error:
            pipe.send(error if isinstance(error, ExtractError) else bug(error, "a worker"))
            return
        pipe.send(None)
        while True:
            item: Article | Unread = pipe.recv()
            found = outcome(records, item)
            try:
                pipe.send(found)
            except (TypeError, ValueError, AttributeError, RecursionError) as error:
                pipe.send(failed(item, bug(error, item.source)))
