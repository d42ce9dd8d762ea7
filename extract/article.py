"""An article, and the ways to read one."""

from __future__ import annotations

import codecs
import os
import re
import stat
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extract.errors import InputError

SUFFIXES = (".txt",)
"""Suffixes, in lower case, of the files read from a folder; others only when named."""

STDIN = "-"
"""The path, and the source, that stand for standard input."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BINARY_STARTS = (b"%PDF-", b"PK\x03\x04", b"\x1f\x8b", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")
"""First bytes of common files that may hold no NUL byte and still are no text."""

_HALF_CHARACTER = re.compile("[\ud800-\udfff]")
"""A lone surrogate, which encodings such as utf-7 let through and no output can hold."""

_TEXT_IS_ELSEWHERE = "give the text of the article, or name its encoding with --encoding"


@dataclass(frozen=True, slots=True)
class Article:
    """One article as read, before anything is stripped.

    ``text`` is the decoded text without a byte-order mark, line ends as they are; ``source`` is
    the path as given, a folder joined with the path below it, or ``-``. ``published`` is the
    date an option gave (``YYYY-MM-DD``), None when the text itself must tell.
    """

    text: str
    source: str
    published: str | None = None


@dataclass(frozen=True, slots=True)
class Input:
    """One thing to read: ``path`` to open (``-`` for standard input), ``source`` to show.

    ``source`` is printable text whatever the file system allows in a name: bytes of a name that
    are no text appear escaped.
    """

    path: str
    source: str


def inputs(paths: Sequence[str]) -> Iterator[Input | InputError]:
    """Yield what ``paths`` name: files, the articles of folders, ``-`` for standard input.

    A folder gives the files below it that have one of :data:`SUFFIXES`, sorted by path; hidden
    files and folders are skipped, and so are links to folders (which may lead in a circle).
    What cannot be listed is yielded as an error in its place, and the rest goes on.
    """
    for path in paths:
        if path != STDIN and os.path.isdir(path):
            yield from _folder(path)
        else:
            yield Input(path, _printable(path))


def exists(path: str) -> bool:
    """Tell whether ``path`` names something, standard input and a dangling link included."""
    return path == STDIN or os.path.lexists(path)


def missing(path: str) -> InputError:
    """Return the error for a path that names nothing."""
    return InputError(f"{_printable(path) or repr('')}: {_reason(FileNotFoundError())}")


def known_encoding(name: str) -> bool:
    """Tell whether ``name`` is a text encoding that this Python can decode."""
    try:
        b" ".decode(name)
    except UnicodeDecodeError:  # a blank alone is no UTF-16, but the encoding is known
        return True
    except (LookupError, ValueError):
        return False
    return True


def read(entry: Input, *, encoding: str | None = None, published: str | None = None) -> Article:
    """Read one input as text: by its byte-order mark, else UTF-8, or as ``encoding`` says.

    Raises :class:`InputError` for what cannot be opened, is empty, is binary, or is no text in
    that encoding; a byte offset in its message counts from 0, a byte-order mark included.
    """
    try:
        data = _stdin() if entry.path == STDIN else _bytes(entry)
    except OSError as error:
        raise InputError(f"{_shown(entry)}: {_reason(error)}") from None
    text = _decode(data, encoding, _shown(entry)).removeprefix("\ufeff")
    if not text or text.isspace():
        raise InputError(f"{_shown(entry)}: is empty; give the text of an article")
    return Article(text, entry.source, published)


def _printable(path: str) -> str:
    return path.encode("utf-8", "backslashreplace").decode("utf-8")


def _shown(entry: Input) -> str:
    return "standard input" if entry.path == STDIN else entry.source or "''"


def _folder(folder: str) -> Iterator[Input | InputError]:
    base = folder.rstrip("/" + os.sep)
    empty = True
    for below in _below(folder):
        empty = False
        if isinstance(below, InputError):
            yield below
        else:
            yield Input(os.path.join(folder, below), _printable(f"{base}/{below}"))
    if empty:
        looked_for = " or ".join(SUFFIXES)
        yield InputError(
            f"{_printable(folder)}: no {looked_for} file in this folder or below it; "
            "name files with another suffix one by one"
        )


def _below(folder: str) -> Iterator[str | InputError]:
    """Yield the paths, with ``/``, of the articles below ``folder``, without its own."""
    waiting = [("", True)]
    while waiting:
        below, is_folder = waiting.pop()
        if not is_folder:
            yield below
            continue
        try:
            names = _names(os.path.join(folder, below))
        except OSError as error:
            path = _printable(f"{folder.rstrip('/' + os.sep)}/{below}".rstrip("/"))
            yield InputError(f"{path}: {_reason(error)}")
            continue
        prefix = f"{below}/" if below else ""
        waiting += [(prefix + name, deeper) for name, deeper in reversed(names)]


def _names(folder: str) -> list[tuple[str, bool]]:
    """Return the names in one folder that matter, sorted, and for each whether it is a folder."""
    names = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                names.append((entry.name, True))
            elif entry.name.lower().endswith(SUFFIXES) and _is_file_or_dangling(entry):
                names.append((entry.name, False))
    # A folder sorts as what lies below it does, so that whole paths come in order.
    return sorted(names, key=lambda name: name[0] + "/" * name[1])


def _is_file_or_dangling(entry: os.DirEntry[str]) -> bool:
    """Leave out folders behind links, pipes and devices; keep a dead link, to be reported."""
    try:
        return entry.is_file() or not os.path.exists(entry.path)
    except OSError:
        return True  # a link that leads to itself: reported when it is read


def _bytes(entry: Input) -> bytes:
    if "\0" in entry.path:
        raise FileNotFoundError
    mode = os.stat(entry.path).st_mode
    if stat.S_ISCHR(mode) or stat.S_ISBLK(mode) or stat.S_ISSOCK(mode):
        raise InputError(f"{_shown(entry)}: is a device; give a file, or - for standard input")
    with open(entry.path, "rb") as file:
        return file.read()


def _stdin() -> bytes:
    if sys.stdin is None:  # closed by whoever started the command
        raise InputError("standard input: is closed; give the path of a file")
    return sys.stdin.buffer.read()


def _reason(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "no such file or folder; check the path"
    if isinstance(error, PermissionError):
        return "permission denied; make it readable or give another file"
    reason = error.strerror or type(error).__name__
    return f"cannot be read ({reason}); check the path"


def _decode(data: bytes, encoding: str | None, shown: str) -> str:
    marked = next((name for bom, name in _BOMS if data.startswith(bom)), None)
    name = encoding or marked or "utf-8"
    if data.startswith(_BINARY_STARTS) or (name == "utf-8" and b"\0" in data):
        raise InputError(f"{shown}: looks like a binary file; {_TEXT_IS_ELSEWHERE}")
    try:
        text = data.decode(name)
    except UnicodeDecodeError as error:
        raise InputError(f"{shown}: {_undecodable(data, name, error)}") from None
    except UnicodeError as error:  # codecs such as punycode say no more
        raise InputError(f"{shown}: not {name} ({error}); try another --encoding") from None
    if "\0" in text:
        raise InputError(f"{shown}: looks like a binary file; {_TEXT_IS_ELSEWHERE}")
    if _HALF_CHARACTER.search(text):
        raise InputError(f"{shown}: half a character, decoded as {name}; try another --encoding")
    return text


def _undecodable(data: bytes, name: str, error: UnicodeDecodeError) -> str:
    shown = name.upper() if name.startswith("utf-") else name
    marked = data.startswith(tuple(bom for bom, _ in _BOMS))
    if error.end == len(data) and (marked or (name == "utf-8" and not _is_ascii(data, error))):
        return f"not {shown} (ends within a character); check that the file is complete"
    byte = f"byte 0x{data[error.start]:02x} at offset {error.start}"
    other = None if marked else _guess(data, name)
    return f"not {shown} ({byte}); try {f'--encoding {other}' if other else 'another --encoding'}"


def _is_ascii(data: bytes, error: UnicodeDecodeError) -> bool:
    """Tell whether nothing before the error is UTF-8 proper: then the whole may be cp1252."""
    return data[: error.start].isascii()


def _guess(data: bytes, name: str) -> str | None:
    """Return an encoding worth a try: one that takes these bytes at all."""
    for other in ("utf-8", "cp1252"):
        try:
            data.decode(other)
        except UnicodeDecodeError:
            continue
        if other != name:
            return other
    return None
