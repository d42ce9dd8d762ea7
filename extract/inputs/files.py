"""The articles of one input, whatever form of file it is.

Each thing that can fail costs itself: its error stands in its place, and the rest goes on. Files
of many articles are read one article at a time.
"""

from __future__ import annotations

import contextlib
import gzip
import io
import os
import re
import stat
import sys
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timezone
from functools import partial
from typing import BinaryIO, cast

from extract.article import Article, Unread
from extract.errors import InputError
from extract.inputs import archives, bounded, html, rows, tables
from extract.inputs.archives import Member
from extract.inputs.decoding import bare, decode
from extract.inputs.paths import STDIN, Input, printable, reason
from extract.inputs.rows import Keys

_FORMS = {
    ".txt": "text", ".html": "html", ".htm": "html", ".xhtml": "html", ".jsonl": "jsonl",
    ".ndjson": "jsonl", ".csv": "csv", ".tsv": "csv", ".zip": "zip", ".warc": "warc",
    ".wet": "warc",
}  # fmt: skip
"""What a file holds, by the suffix of its name; others are looked into."""
_SEEN = 4096
"""Bytes that are looked into."""
_GZIP = b"\x1f\x8b"
_JSON = re.compile(rb"\A\s*(?:\{\s*\"|\[\s*[\[{\"])")
_DAY = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<s>[-_./]?)(?P<m>\d\d)(?P=s)(?P<d>\d\d)(?!\d)")
_ROW = re.compile(rb"\A\s*\{[ \t]*\"[^\"\n]{1,100}\"[ \t]*:")


@dataclass(frozen=True, slots=True)
class How:
    """How inputs are read: their encoding, a publication date for all, the keys of tables.

    ``published_from`` says which of a file's days stands in for a date that an article lacks: that
    in its ``filename``, or its ``mtime`` in UTC. ``watch`` is given each file as it is opened, and
    what it returns is read.
    """

    encoding: str | None = None
    published: str | None = None
    keys: Keys = field(default_factory=Keys)
    published_from: str | None = None
    watch: Callable[[BinaryIO], BinaryIO] | None = None


def articles(entry: Input, how: How | None = None) -> Iterator[Article | InputError]:
    """Yield the articles that one input holds, and an error in the place of each that cannot be.

    Raises nothing that a file can cause.
    """
    for found in unread(entry, how):
        if isinstance(found, Unread):
            try:
                yield found.read()
            except InputError as error:
                yield error
        else:
            yield found


def unread(entry: Input, how: How | None = None) -> Iterator[Unread | InputError]:
    """Yield the same, read no further than to tell one article from the next."""
    for found in _parts(entry, how or How()):
        if isinstance(found, InputError):
            found.source = entry.source + (found.source or entry.shown)[len(entry.shown) :]
        yield found


def _parts(entry: Input, how: How) -> Iterator[Unread | InputError]:
    try:
        with _opened(entry, how) as stream:
            for found in _found(stream, entry, how):
                yield found if isinstance(found, InputError) else _checking(found, entry, how)
    except InputError as error:
        yield error
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        yield InputError(f"{entry.shown}: cannot be unpacked ({error}); check that it is complete")
    except OSError as error:
        yield InputError(f"{entry.shown}: {reason(error)}")
    except UnicodeError as error:  # of a table: articles are decoded one by one
        yield InputError(f"{entry.shown}: cannot be decoded on ({error}); try another --encoding")


def _checking(found: Unread, entry: Input, how: How) -> Unread:
    """Return an article that is checked, and given its date, when it is read."""
    filed = None if how.published else _filed(found.source, entry, how.published_from)
    shown = entry.shown + found.source[len(entry.source) :]
    return replace(found, read=partial(_checked, found.read, shown, how.published, filed))


def _checked(
    read: Callable[[], Article], shown: str, published: str | None, filed: str | None
) -> Article:
    found = read()
    if not found.text or found.text.isspace():
        raise InputError(f"{shown}: is empty; give the text of an article")
    if len(found.text) > bounded.LONGEST:
        length = f"{bounded.LONGEST // 10**6} million characters"
        raise InputError(f"{shown}: over {length}; split it into articles")
    return replace(found, filed=filed, published=published or found.published)


def _filed(source: str, entry: Input, by: str | None) -> str | None:
    """Return the day of the file that holds an article, or the last one in its name."""
    if by == "mtime" and entry.path != STDIN:
        return datetime.fromtimestamp(os.stat(entry.path).st_mtime, timezone.utc).date().isoformat()
    told = _DAY.finditer(source) if by == "filename" else ()
    days = [day for match in told if (day := _day(match))]
    return days[-1] if days else None


def _day(match: re.Match[str]) -> str | None:
    try:
        return date(*(int(match[part]) for part in ("y", "m", "d"))).isoformat()
    except ValueError:
        return None


@contextlib.contextmanager
def _opened(entry: Input, how: How) -> Iterator[io.BufferedIOBase]:
    if entry.path == STDIN:
        if sys.stdin is None:  # closed by whoever started the command
            raise InputError("standard input: is closed; give the path of a file")
        yield cast(io.BufferedIOBase, sys.stdin.buffer)
        return
    if "\0" in entry.path:
        raise FileNotFoundError
    mode = os.stat(entry.path).st_mode
    if stat.S_ISCHR(mode) or stat.S_ISBLK(mode) or stat.S_ISSOCK(mode):
        raise InputError(f"{entry.shown}: is a device; give a file, or - for standard input")
    with open(entry.path, "rb") as stream:
        watched = how.watch(stream) if how.watch else None
        yield io.BufferedReader(cast(io.RawIOBase, watched)) if watched else stream


def _found(stream: io.BufferedIOBase, entry: Input, how: How) -> Iterator[Unread | InputError]:
    """Yield what a file holds, by its suffix or, where that says nothing, by its first bytes."""
    name = entry.path.lower().removesuffix(".gz")
    form = _FORMS.get(os.path.splitext(name)[1])
    if form != "zip":
        head, stream = _looked_into(stream)
        if head.startswith(_GZIP):
            head, stream = _looked_into(gzip.GzipFile(fileobj=stream))
        if form is None or (form == "text" and html.is_page(head)):
            form = _form(head, entry, how.keys)
    if form in ("jsonl", "csv"):
        read = tables.json_lines if form == "jsonl" else tables.csv_rows
        found = read(stream, entry.shown, how.encoding)
        yield from _some(rows.articles(found, entry.source, entry.shown, how.keys), entry.shown)
    elif form in ("zip", "warc"):
        unpack = archives.zip_members if form == "zip" else archives.warc_records
        for member in unpack(stream, entry.shown):
            yield member if isinstance(member, InputError) else _member(member, entry, how)
    else:
        data = bounded.read(stream, entry.shown)
        reading = partial(_one, data, form, entry.source, entry.shown, how.encoding)
        yield Unread(entry.source, len(data), zlib.crc32(data), reading)


def _some(found: Iterator[Unread | InputError], shown: str) -> Iterator[Unread | InputError]:
    """Yield what a table gives, and an error where that is nothing at all."""
    given = False
    for one in found:
        given = True
        yield one
    if not given:
        yield InputError(f"{shown}: holds no row; give an article a line, or a row below a header")


def _looked_into(stream: io.BufferedIOBase) -> tuple[bytes, io.BufferedIOBase]:
    """Return the first bytes of a stream, and a stream that still has them."""
    head = b""
    try:
        while len(head) < _SEEN and (part := stream.read1(_SEEN - len(head))):
            head += part
    except (EOFError, zlib.error, OSError):
        if not head:  # else it is met again behind what can be read
            raise
    return head, io.BufferedReader(bounded.Rewound(head, stream))


def _form(head: bytes, entry: Input, keys: Keys) -> str:
    if head.startswith(b"WARC/"):
        return "warc"
    if head.startswith(b"PK\x03\x04"):
        raise InputError(
            f"{entry.shown}: a ZIP or office file; give the text of the article, or the archive"
            " as a file whose name ends in .zip"
        )
    head = bare(head)
    if (_JSON.match(head) or entry.path.lower().endswith(".json")) and not _ROW.match(head):
        raise InputError(
            f"{entry.shown}: JSON, but not one object a line;"
            " jq -c '.[]' makes lines of a list, for a file that ends in .jsonl"
        )
    if _ROW.match(head):
        return "jsonl"
    if html.looks_like_html(head):
        return "html"
    names = [keys.text] if keys.text else rows.USUAL["text"]
    return "csv" if tables.looks_like_csv(head, names) else "text"


def _member(member: Member, entry: Input, how: How) -> Unread:
    place = f"#{printable(member.name)}"
    reading = partial(_unpacked, member, entry.source + place, entry.shown + place, how.encoding)
    return Unread(entry.source + place, len(member.data), zlib.crc32(member.data), reading)


def _unpacked(member: Member, source: str, shown: str, encoding: str | None) -> Article:
    """Read one article of an archive."""
    form = member.form or _FORMS.get(os.path.splitext(member.name.lower().removesuffix(".gz"))[1])
    try:
        data = member.data
        if data.startswith(_GZIP):
            data = bounded.read(gzip.GzipFile(fileobj=io.BytesIO(data)), shown)
        found = _one(data, form, source, shown, encoding, member.charset)
    except (EOFError, zlib.error, OSError) as error:
        raise InputError(f"{shown}: cannot be unpacked ({error}); unpack it first") from None
    if found.origin and not found.origin.url and member.url:
        found = replace(found, origin=replace(found.origin, url=member.url))
    return found


def _one(
    data: bytes,
    form: str | None,
    source: str,
    shown: str,
    encoding: str | None,
    charset: str | None = None,
) -> Article:
    """Read bytes that hold one article; ``charset`` is what a server said of them."""
    if form == "html":
        return html.article(data, source, shown, encoding, charset)
    text, notes = decode(data, encoding, shown, declared=charset)
    return Article(text, source, notes=notes)
