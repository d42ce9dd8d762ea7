"""What the paths of a command line name: files, the articles of folders, standard input."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from extract.errors import InputError

REPORT_MARK = b'<meta name="generator" content="extract">'
"""What stands at the beginning of each report."""
_PAGES = (".html", ".htm")
SUFFIXES = (".txt", *_PAGES)
"""Suffixes, in lower case, of the files read from a folder, with ``.gz`` behind them or not."""

STDIN = "-"
"""The path, and the source, that stand for standard input."""

_NO_NAME = re.compile(r"[^\w.,;=@()+-]+")
_LONGEST_NAME = 200
"""Bytes of a file's name, which with its suffix may have 255."""

Wanted = Callable[[str], bool]
"""Tells whether a file of a folder is meant, by its path below the folder."""


@dataclass(frozen=True, slots=True)
class Input:
    """One thing to read: ``path`` to open (``-`` for standard input), ``source`` to show.

    ``source`` is printable text whatever the file system allows in a name: bytes of a name that
    are no text appear escaped.
    """

    path: str
    source: str

    @property
    def shown(self) -> str:
        """The name for messages."""
        return "standard input" if self.path == STDIN else self.source or "''"


def inputs(paths: Sequence[str], glob: str | None = None) -> Iterator[Input | InputError]:
    """Yield what ``paths`` name: files, the articles of folders, ``-`` for standard input.

    A folder gives the files below it that have one of :data:`SUFFIXES`, or those that match
    ``glob``, sorted by path; hidden files and folders are skipped, and so are links to folders
    (which may lead in a circle), and reports of ours. A glob with a ``/`` is matched against the
    end of the path, any other against the name. What cannot be listed is yielded as an error in
    its place, and the rest goes on.
    """
    for path in paths:
        if path != STDIN and os.path.isdir(path):
            yield from _folder(path, glob)
        else:
            yield Input(path, printable(path))


def is_article(name: str) -> bool:
    """Tell whether a file holds one article, by the suffix of its name."""
    return name.lower().removesuffix(".gz").endswith(SUFFIXES)


def file_stem(source: str) -> str:
    """Return a name for a file of an article's text: its id or, where it has none, its path's.

    It is one part of a path, whatever the source holds, and not hidden.
    """
    path, _, name = source.partition("#")
    name = "stdin" if source == STDIN else name or os.path.basename(path)
    lowered = name.lower().removesuffix(".gz")
    suffix = next((s for s in (*SUFFIXES, ".xhtml") if lowered.endswith(s)), "")
    stem = name[: len(lowered) - len(suffix)] or name
    return file_name(stem)


def file_name(name: str) -> str:
    """Return ``name``, or what can stand for it, as one part of a path that is not hidden."""
    plain = _NO_NAME.sub("_", name).lstrip(".").encode()[:_LONGEST_NAME]
    return plain.decode("utf-8", "ignore") or "_"


def exists(path: str) -> bool:
    """Tell whether ``path`` names something, standard input and a dangling link included."""
    return path == STDIN or os.path.lexists(path)


def missing(path: str) -> InputError:
    """Return the error for a path that names nothing."""
    return InputError(f"{printable(path) or repr('')}: {reason(FileNotFoundError())}")


def reason(error: OSError) -> str:
    """Say why something cannot be read, and what to try."""
    if isinstance(error, FileNotFoundError):
        return "no such file or folder; check the path"
    if isinstance(error, PermissionError):
        return "permission denied; make it readable or give another file"
    said = error.strerror or str(error) or type(error).__name__
    return f"cannot be read ({said}); check the path"


def printable(name: str) -> str:
    """Return a name as text, bytes that are none escaped."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def _folder(folder: str, glob: str | None) -> Iterator[Input | InputError]:
    base = folder.rstrip("/" + os.sep)
    empty = True
    wanted = is_article if glob is None else lambda below: PurePosixPath(below).match(glob)
    for below in _below(folder, wanted):
        if isinstance(below, InputError):
            empty = False
            yield below
        elif not _is_report(path := os.path.join(folder, below)):
            empty = False
            yield Input(path, printable(f"{base}/{below}"))
    if empty:
        looked_for = printable(glob) if glob else f"{', '.join(SUFFIXES)} (or .gz of these)"
        yield InputError(
            f"{printable(folder)}: no {looked_for} file in this folder or below it; "
            "name other files one by one, or with --glob",
            printable(folder),
        )


def _is_report(path: str) -> bool:
    """Tell whether a file is a report that a run has left among the articles."""
    if not path.lower().endswith(_PAGES):
        return False
    try:
        with open(path, "rb") as file:
            return REPORT_MARK in file.read(2000)
    except OSError:
        return False  # said when it is read


def _below(folder: str, wanted: Wanted) -> Iterator[str | InputError]:
    """Yield the paths, with ``/``, of the articles below ``folder``, without its own."""
    waiting = [("", True)]
    while waiting:
        below, is_folder = waiting.pop()
        if not is_folder:
            yield below
            continue
        try:
            names = _names(os.path.join(folder, below), below, wanted)
        except OSError as error:
            path = printable(f"{folder.rstrip('/' + os.sep)}/{below}".rstrip("/"))
            yield InputError(f"{path}: {reason(error)}", path)
            continue
        waiting += reversed(names)


def _names(folder: str, below: str, wanted: Wanted) -> list[tuple[str, bool]]:
    """Return what matters in one folder, sorted: paths below the first, and which are folders."""
    names = []
    prefix = f"{below}/" if below else ""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                names.append((prefix + entry.name, True))
            elif wanted(prefix + entry.name) and _is_file_or_dangling(entry):
                names.append((prefix + entry.name, False))
    # A folder sorts as what lies below it does, so that whole paths come in order.
    return sorted(names, key=lambda name: name[0] + "/" * name[1])


def _is_file_or_dangling(entry: os.DirEntry[str]) -> bool:
    """Leave out folders behind links, pipes and devices; keep a dead link, to be reported."""
    try:
        return entry.is_file() or not os.path.exists(entry.path)
    except OSError:
        return True  # a link that leads to itself: reported when it is read
