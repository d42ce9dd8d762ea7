"""Where results go: standard output as it comes, or a file, whole or not at all."""

from __future__ import annotations

import contextlib
import io
import os
import secrets
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, TextIO

from extract.errors import ExtractError

STDOUT = "-"
"""The path that stands for standard output."""


class OutputError(ExtractError):
    """The place for the results cannot be written."""


@contextlib.contextmanager
def opened(path: str | None) -> Iterator[TextIO]:
    r"""Give a stream for results: standard output for None or ``-``, else the file ``path``.

    All of them write ``\n`` as it is, and UTF-8 (a terminal gets its own encoding). Raises
    :class:`OutputError` when the place is missing, not writable, or full.
    """
    place = standard_output() if path in (None, STDOUT) else whole(str(path))
    name = "standard output" if path in (None, STDOUT) else str(path)
    with failures_of(name), place as stream:
        yield stream


@contextlib.contextmanager
def standard_output() -> Iterator[TextIO]:
    """Give standard output, set up for data: each line leaves at once."""
    stream = sys.stdout
    if stream is None:  # closed by whoever started the command
        raise OutputError("standard output: is closed; name a file with -o")
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(
            encoding=stream.encoding if stream.isatty() else "utf-8",
            errors="backslashreplace",
            newline="\n",
            line_buffering=True,
        )
    yield stream
    stream.flush()


@contextlib.contextmanager
def whole(path: str) -> Iterator[TextIO]:
    """Give a stream that becomes the file ``path`` at the end, and nothing if an error comes.

    The text goes to a hidden file beside it, which then takes its place; a link is written
    through, a file that was there keeps its mode. A pipe or a device is written directly.
    """
    if os.path.exists(path) and not os.path.isfile(path):
        if os.path.isdir(path):
            raise OutputError(f"{path}: is a folder; name a file in it")
        with _created(path, "w") as stream:
            yield stream
        return
    target = Path(os.path.realpath(path))
    _check(path, target)
    part = target.with_name(f".extract-{secrets.token_hex(4)}.part")
    stream = _created(part, "x")  # before the try: only a file of our own is removed
    try:
        with stream:
            yield stream
        if target.exists():
            part.chmod(stat.S_IMODE(target.stat().st_mode))
        os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)


def _created(path: str | Path, mode: Literal["w", "x"]) -> TextIO:
    return open(path, mode, encoding="utf-8", errors="backslashreplace", newline="\n")


@contextlib.contextmanager
def followed(path: str | None) -> Iterator[TextIO | None]:
    """Give a stream whose lines stand in the file at once; None where there is no path."""
    if path is None:
        yield None
        return
    with failures_of(path), open(path, "w", encoding="utf-8", buffering=1, newline="\n") as stream:
        yield stream


def check_folder(folder: Path) -> None:
    """Refuse a folder that can neither be written nor be made."""
    if folder.exists() and not folder.is_dir():
        raise OutputError(f"{folder}: is a file; with --body, -o takes a folder")
    _check(str(folder), folder / "any" if folder.is_dir() else folder.absolute())


def make_folder(folder: Path) -> None:
    """Make ``folder`` unless it is there."""
    with failures_of(str(folder)):
        folder.mkdir(exist_ok=True)


def check_file(path: str) -> None:
    """Refuse a file that cannot be written."""
    _check(path, Path(os.path.realpath(path)))


def _check(path: str, target: Path) -> None:
    """Refuse a place that cannot be written, before any work is done."""
    if not target.parent.is_dir():
        raise OutputError(f"{path}: there is no folder {target.parent}; create it first")
    protected = target.exists() and not os.access(target, os.W_OK)
    if protected or not os.access(target.parent, os.W_OK | os.X_OK):
        raise OutputError(f"{path}: not writable; choose another place")


@contextlib.contextmanager
def failures_of(name: str) -> Iterator[None]:
    """Turn a failure to write into one line; a closed pipe is left to the command."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise OutputError(f"{name}: cannot be written ({reason}); choose another place") from None
