"""Runs that can be resumed: the output grows in place, beside a journal of the inputs done.

The journal's first line says what run it is of, each further one which input is done and how far
output and log reached with it. Output is written before its line of the journal, so that what
stands behind the last line that fits is what an ended run left unfinished.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, NamedTuple

from extract import log
from extract.article import Unread
from extract.batch import Item, Outcome, records_of
from extract.errors import ExtractError, InputError
from extract.inputs import Input
from extract.output import check_file, failures_of

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

SUFFIX = ".resume"
"""Behind the output's name, the name of its journal."""
_LAST_WRITES = 1 << 20
"""Bytes that a power cut may take of what was written last; more was taken by somebody."""


class ResumeError(ExtractError):
    """A journal is of another run, or in use by one, or there is none beside an output."""


class Step(NamedTuple):
    """An input that is done: the number of the file it was in, and what came of it.

    ``check`` is the CRC-32 of its bytes, ``end`` and ``log_end`` are the bytes that output and log
    have with it.
    """

    entry: int
    source: str
    check: int
    end: int
    log_end: int
    records: int
    failed: bool


@dataclass
class Journal:
    """The inputs done, and the files that grow with them.

    ``done``, ``failed`` and ``found`` count the inputs of earlier runs, those of them that failed,
    and their records; ``entry`` is the number of the file that the last of them was in, ``source``
    its own.
    """

    file: IO[bytes]
    output: IO[bytes]
    log: IO[bytes] | None
    start: int
    done: int = 0
    failed: int = 0
    found: int = 0
    entry: int = -1
    source: str = ""
    _begun: deque[tuple[int, int]] = field(default_factory=deque)

    def left(
        self,
        entries: Iterable[Input | InputError],
        read: Callable[[Input | InputError], Iterator[Item]],
    ) -> Iterator[Item]:
        """Yield what is not done; files that are done to their end are not opened again.

        Raises ResumeError where the inputs are not those of the journal.
        """
        steps = self._steps()
        step = next(steps, None)
        for number, entry in enumerate(entries):
            ended = number == self.entry and entry.source == self.source  # it held one article
            items = read(entry) if number >= self.entry and not ended else None
            while step and step.entry == number:
                self._check(step, entry if items is None else next(items, None))
                step = next(steps, None)
            for item in items or ():
                self._begun.append((number, _check_of(item)))
                yield item
        if step:
            self._check(step, None)

    def _steps(self) -> Iterator[Step]:
        with open(self.file.name, "rb") as lines:
            lines.seek(self.start)
            yield from (Step(*json.loads(line)) for line in lines)

    def _check(self, step: Step, now: Input | Item | None) -> None:
        source = now.source or "" if now else "nothing"
        if isinstance(now, Input):  # not opened again
            same = source == step.source or step.source.startswith(f"{source}#")
        else:
            same = now is not None and (source, _check_of(now)) == (step.source, step.check)
        if not same:
            what = "another" if source == step.source else source
            raise ResumeError(
                f"{self.file.name}: where {step.source} was, {what} is now;"
                f" give the inputs as they were, or {_anew(self.output.name)}"
            )

    def add(self, outcome: Outcome, text: str) -> None:
        """Write what the next input gave, then that it is done."""
        end = _written(self.output, text)
        log_end = _written(self.log, log.line(outcome)) if self.log else 0
        number, check = self._begun.popleft()
        records, failed = len(records_of(outcome)), isinstance(outcome[1], ExtractError)
        step = Step(number, log.source(outcome), check, end, log_end, records, failed)
        _written(self.file, json.dumps(step) + "\n")


def _check_of(item: Item | Input) -> int:
    return item.check if isinstance(item, Unread) else 0


def refuse_begun(path: str) -> None:
    """Raise ResumeError where a run that can go on was writing to an output."""
    if os.path.exists(path + SUFFIX):
        raise ResumeError(
            f"{path}: another run grows it, or did and can go on with --resume;"
            f" name another file, or remove {path + SUFFIX}"
        )


@contextlib.contextmanager
def opened(
    path: str, log_path: str | None, run: Mapping[str, object], head: str
) -> Iterator[Journal]:
    """Begin a run, or go on with the one that the journal beside the output ``path`` tells of.

    ``run`` is what decides about the output, ``head`` its first line. The journal is removed at
    the end, and kept if an error comes. Raises ResumeError when it does not fit.
    """
    for written in filter(None, (path, log_path)):
        check_file(written)
        if os.path.exists(written) and not os.path.isfile(written):
            raise ResumeError(f"{written}: is no file that can grow; name another")
    with _journal(path) as file:
        start = _begun(file, path, run)
        with contextlib.ExitStack() as stack:
            output = stack.enter_context(_grown(path))
            grown = stack.enter_context(_grown(log_path)) if log_path else None
            journal = Journal(file, output, grown, start)
            _catch_up(journal, head)
            yield journal
            for written_file in filter(None, (output, grown)):
                os.fsync(written_file.fileno())
        if fcntl:  # as long as nobody else can have it
            _forget(file.name)
    if not fcntl:  # Windows removes no open file
        _forget(path + SUFFIX)


@contextlib.contextmanager
def _journal(path: str) -> Iterator[IO[bytes]]:
    """Open a journal, made if it is not there, for this run alone."""
    name = path + SUFFIX
    with _grown(name) as file:
        try:
            if fcntl:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if not os.path.samestat(os.fstat(file.fileno()), os.stat(name)):
                    raise FileNotFoundError
        except (BlockingIOError, FileNotFoundError):
            raise ResumeError(f"{name}: is in use by another run; wait until it ends") from None
        yield file


def _grown(path: str) -> IO[bytes]:
    """Open a file to read and write it on, made if it is not there; a link is followed."""
    with failures_of(path):
        return open(path, "r+b", opener=lambda name, how: os.open(name, how | os.O_CREAT, 0o666))


def _begun(file: IO[bytes], path: str, run: Mapping[str, object]) -> int:
    """Write the first line, or compare it with the run; return where the steps begin."""
    wanted = json.dumps(run, sort_keys=True).encode() + b"\n"
    found = file.readline()
    if not found.endswith(b"\n") and wanted.startswith(found):  # new, or cut off at once
        if os.path.exists(path) and os.path.getsize(path):
            _forget(file.name)
            raise ResumeError(
                f"{path}: is there without {file.name}, so it is whole, or not of --resume;"
                " remove it to begin anew, or name another file"
            )
        file.seek(0)
        file.truncate()
        return _written(file, wanted.decode())
    try:
        before = dict(json.loads(found))
    except (ValueError, TypeError):
        raise ResumeError(f"{file.name}: is no journal; {_anew(path)}") from None
    other = [key for key in sorted({*run, *before}) if run.get(key) != before.get(key)]
    if other:
        raise ResumeError(
            f"{file.name}: of a run that differs in {', '.join(other)};"
            f" give the same as then, or {_anew(path)}"
        )
    return len(found)


def _forget(name: str) -> None:
    Path(name).unlink(missing_ok=True)


def _anew(path: str) -> str:
    return f"remove {path + SUFFIX} and {path} to begin anew"


def _catch_up(journal: Journal, head: str) -> None:
    """Count the steps that fit output and log, and cut off what stands behind them."""
    files = [file for file in (journal.output, journal.log) if file]
    sizes = [os.fstat(file.fileno()).st_size for file in files]
    ends, good, lost = [0, 0], journal.start, 0
    for line in journal.file:
        step = _step(line)
        if not step:
            break
        lost = max(end - size for end, size in zip(step[3:5], sizes))
        if lost > 0:
            continue
        good += len(line)
        ends = [step.end, step.log_end]
        journal.entry, journal.source = step.entry, step.source
        journal.done += 1
        journal.found += step.records
        journal.failed += step.failed
    if lost > _LAST_WRITES:
        raise ResumeError(
            f"{journal.file.name}: {journal.output.name} or the log is shorter than it says;"
            f" put back what is gone, or {_anew(journal.output.name)}"
        )
    for file, end in zip((journal.file, *files), (good, *ends)):
        file.truncate(end)
        file.seek(end)
    if not journal.done:
        _written(journal.output, head)


def _step(line: bytes) -> Step | None:
    """Return the step of a line, None where it was cut off or spoilt."""
    try:
        step = Step(*json.loads(line)) if line.endswith(b"\n") else None
    except (ValueError, TypeError, RecursionError):
        return None
    kinds = [int, str, int, int, int, int, bool]
    return step if step and list(map(type, step)) == kinds else None


def _written(file: IO[bytes], text: str) -> int:
    """Write text so that it outlives this process; return the bytes that the file has then."""
    with failures_of(file.name):
        file.write(text.encode("utf-8", "backslashreplace"))
        file.flush()
    return file.tell()


def digest(*folders: Path) -> str:
    """Return a digest of the files below some folders: their names and what they hold."""
    found = hashlib.sha256()
    for folder in folders:
        for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix != ".pyc"):
            found.update(f"{path.relative_to(folder)}\0{path.stat().st_size}\0".encode())
            found.update(path.read_bytes())
    return found.hexdigest()[:16]
