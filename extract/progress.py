"""How far a run is: a bar on a terminal, elsewhere a line every so often for those who ask."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, BinaryIO

from extract.command import say
from extract.errors import InputError
from extract.inputs import Input
from extract.inputs.paths import STDIN
from extract.talk import Talk

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

_EVERY = 30.0
"""Seconds between two lines."""

Entries = Iterable[Input | InputError]


class Watch:
    """Watches a run, and says nothing.

    ``file`` watches a file as it is read, where that is of use.
    """

    file: Callable[[BinaryIO], BinaryIO] | None = None

    def entries(self, entries: Entries) -> Iterator[Input | InputError]:
        """Yield the entries; when one is asked for, those before have been read."""
        yield from entries

    def tick(self, talk: Talk) -> None:
        """Take note that one more input is done."""


class Lines(Watch):
    """Says a line every so often."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._begun = self._said = clock()

    def tick(self, talk: Talk) -> None:
        """Say how far the run is, if it is time."""
        now = self._clock()
        if now - self._said >= _EVERY:
            self._said = now
            say(_counts(talk, now - self._begun))


class Bar(Watch):
    """Draws a bar of the bytes read, the counts, and the time left."""

    def __init__(self, progress: Progress, task: TaskID) -> None:
        self._progress, self._task = progress, task
        if progress.tasks[0].total:  # else there is nothing to be watched
            self.file = lambda stream: progress.wrap_file(stream, task_id=task)

    def entries(self, entries: Entries) -> Iterator[Input | InputError]:
        """Yield the entries, the bar where those before end."""
        size = 0
        for entry in entries:
            self._progress.update(self._task, completed=size)
            yield entry
            size += _size(entry)

    def tick(self, talk: Talk) -> None:
        """Show the counts."""
        counts = _counts(talk, self._progress.tasks[0].elapsed or 0)
        self._progress.update(self._task, description=counts)


@contextlib.contextmanager
def watch(listed: Callable[[], Entries] | None, talk: Talk) -> Iterator[Watch]:
    """Give what watches a run on standard error: a bar on a terminal, elsewhere lines with ``-v``.

    ``listed`` lists the inputs, whose sizes the bar needs; None where no bar is wanted.
    """
    on_terminal = sys.stderr is not None and sys.stderr.isatty()
    if talk.quiet or (on_terminal and not listed):
        yield Watch()
    elif on_terminal and listed:
        with _bar(sum(map(_size, listed()))) as bar:
            yield bar
    else:
        yield Lines() if talk.verbose else Watch()


@contextlib.contextmanager
def _bar(size: int) -> Iterator[Bar]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn
    from rich.progress import TimeRemainingColumn as Left

    columns = BarColumn(20), TaskProgressColumn(), TextColumn("{task.description}"), Left()
    console = Console(stderr=True, highlight=False, emoji=False, soft_wrap=True)
    with Progress(*columns, console=console, transient=True, redirect_stdout=False) as progress:
        yield Bar(progress, progress.add_task("", total=size or None))


def _counts(talk: Talk, seconds: float) -> str:
    """Return the counts of a run in words; the rate is without the inputs done before it."""
    done = talk.done + talk.failed
    rate = (done - talk.before) / max(seconds, 0.001)
    return f"{done} inputs, {talk.found} meetings, {talk.failed} failed, {rate:.1f} a second"


def _size(entry: Input | InputError) -> int:
    """Return the bytes of an input, 0 where they cannot be told."""
    if isinstance(entry, Input) and entry.path != STDIN:
        with contextlib.suppress(OSError, ValueError):
            return os.path.getsize(entry.path)
    return 0
