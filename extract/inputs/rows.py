"""Articles of a table: JSON lines, CSV and TSV, a row at a time."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from email.utils import parsedate_to_datetime
from typing import IO, Any, cast

from extract.article import Article
from extract.errors import InputError
from extract.inputs import html
from extract.inputs.bounded import LIMIT, too_long
from extract.inputs.decoding import by_mark, decode
from extract.inputs.paths import printable

_ISO = re.compile(r"\d{4}-\d\d-\d\d(?!\d)")
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")
_MOST_SKIPPED = 64
"""Times the limit that a line may be long for what follows it to be read."""
_NUMERIC = re.compile(r"\s*(\d{1,2})[./-](\d{1,2})[./-]\d{4}\b")


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys or columns that hold an article's text, id, publication date and title.

    None stands for the usual names; the first that a row has counts.
    """

    text: str | None = None
    id: str | None = None
    date: str | None = None
    title: str | None = None


_USUAL = Keys(
    "text body content article maintext article_text full_text fulltext raw_text html",
    "id _id uid uuid guid article_id url link",
    "published published_at published_date publication_date publish_date date_published"
    " date_publish datePublished pubDate pub_date date",
    "title headline",
)  # fmt: skip
"""Names that news data sets use, those that can only be meant first."""

Row = Mapping[str, Any]


def json_lines(
    stream: io.BufferedIOBase, shown: str, encoding: str | None
) -> Iterator[tuple[int, Row | InputError]]:
    """Yield the number and the object of each line that is not blank."""
    for number, line in enumerate(_lines(stream, shown, encoding), 1):
        if len(line) > LIMIT:
            yield number, too_long(f"{shown}:{number}")
        elif line.strip():
            yield number, _object(line, f"{shown}:{number}")


def _object(line: str, where: str) -> Row | InputError:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        said = getattr(error, "msg", "nested too deeply")
        return InputError(f"{where}: not JSON ({said}); give one object a line")
    if isinstance(value, dict):
        return value
    return InputError(f"{where}: no JSON object; give one object a line (jq -c '.[]' makes them)")


def csv_rows(
    stream: io.BufferedIOBase, shown: str, encoding: str | None
) -> Iterator[tuple[int, Row | InputError]]:
    """Yield the number and the cells by column of each row below the header.

    Cells are parted by the sign that the header has most of: comma, semicolon, tab or bar. A row
    that cannot be read ends the file.
    """
    csv.field_size_limit(LIMIT)  # the module's own setting: there is none per reader
    lines = _checked(_lines(stream, shown, encoding), shown)
    number = 0
    try:
        header = next(lines, "")
        sign = max(",;\t|", key=header.count)
        names = next(csv.reader([header], delimiter=sign), [])
        for number, cells in enumerate(csv.reader(lines, delimiter=sign, strict=True), 1):
            if cells:
                yield number, dict(zip((name.strip() for name in names), cells))
    except csv.Error as error:
        where = f"{shown}: row {number + 1}"
        yield number + 1, InputError(f"{where}: not CSV ({error}); the rows behind it are not read")
    except InputError as error:
        yield number + 1, error


def _checked(lines: Iterable[str], shown: str) -> Iterator[str]:
    for number, line in enumerate(lines, 1):
        if len(line) > LIMIT:
            raise InputError(f"{too_long(f'{shown}:{number}')}; the rows behind it are not read")
        yield line


def _lines(stream: io.BufferedIOBase, shown: str, encoding: str | None) -> Iterator[str]:
    r"""Yield lines with their ends; of a line over the limit its beginning, then what follows it.

    Bytes that are no text come as lone surrogates, to be judged where they stand.
    """
    head = stream.peek(4)[:4] if isinstance(stream, io.BufferedReader) else b""
    name = encoding or by_mark(head) or "utf-8"
    name = "utf-8-sig" if name == "utf-8" else name
    text = io.TextIOWrapper(cast(IO[bytes], stream), name, errors="surrogateescape", newline="")
    while line := text.readline(LIMIT + 1):
        yield line
        if len(line) > LIMIT:
            _skip_line(text, line, shown)


def _skip_line(text: io.TextIOWrapper, line: str, shown: str) -> None:
    for _ in range(_MOST_SKIPPED):
        if not line or line.endswith(("\n", "\r")):
            return
        line = text.readline(LIMIT)
    length = LIMIT * _MOST_SKIPPED >> 20
    raise InputError(f"{shown}: a line of over {length} MB; what follows it is not read")


def articles(
    rows: Iterable[tuple[int, Row | InputError]], source: str, shown: str, keys: Keys
) -> Iterator[Article | InputError]:
    """Yield the article of each row, or why it has none."""
    for number, row in rows:
        try:
            if isinstance(row, InputError):
                raise row
            yield _article(row, number, source, shown, keys)
        except InputError as error:
            yield error


def _article(row: Row, number: int, source: str, shown: str, keys: Keys) -> Article:
    name = _value(row, keys.id, _USUAL.id)
    name = str(number) if name in (None, "") or isinstance(name, (list, dict)) else str(name)
    place = f"#{printable(' '.join(name.split()))}"
    text = _value(row, keys.text, _USUAL.text)
    if text is None:
        wanted = keys.text or "text"
        known = ", ".join(printable(str(key)) for key in list(row)[:20])
        raise InputError(
            f"{shown}{place}: no {wanted!r} (its keys: {known}); name one with --text-key"
        )
    if not isinstance(text, str):
        raise InputError(f"{shown}{place}: its text is no string; give the text of an article")
    found = _read(text, source + place, shown + place)
    day, note = _day(_value(row, keys.date, _USUAL.date))
    title = _value(row, keys.title, _USUAL.title)
    title = " ".join(title.split()) if isinstance(title, str) else None
    return replace(
        found,
        published=day or found.published,
        title=title or found.title,
        notes=(*found.notes, *note),
    )


def _value(row: Row, key: str | None, usual: str | None) -> Any:
    names = [key] if key else (usual or "").split()
    return next((row[name] for name in names if row.get(name) is not None), None)


def _read(text: str, source: str, shown: str) -> Article:
    """Read one cell as if it were a file of its own."""
    try:
        notes: tuple[str, ...] = ()
        data = text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # half a character, escaped in the JSON
        text, number = _HALF_CHARACTER.subn("\ufffd", text)
        notes = (f"{number} half characters, read as \ufffd",)
        data = text.encode()
    if html.looks_like_html(data[:1000]):
        found = html.article(data, source, shown, "utf-8")
    else:
        decoded = decode(data, None, shown)
        found = Article(decoded.text, source, notes=decoded.notes)
    return replace(found, notes=(*notes, *found.notes))


def _day(value: Any) -> tuple[str | None, tuple[str, ...]]:
    """Return the day that a date key gives, ``YYYY-MM-DD``, or a note that it gives none."""
    if value is None or value == "":
        return None, ()
    words = str(value).strip()
    try:
        day = _iso(words) or _mail(words) or _worded(words)
    except (ValueError, OverflowError):
        day = None
    return (day, ()) if day else (None, (f"no day can be read in its date {words[:60]!r}",))


def _iso(words: str) -> str | None:
    found = _ISO.match(words)
    return date.fromisoformat(found[0]).isoformat() if found else None


def _mail(words: str) -> str | None:
    """Read the dates of feeds, ``Tue, 05 Apr 2022 12:51:00 +0400``."""
    try:
        return parsedate_to_datetime(words).date().isoformat()
    except (TypeError, ValueError, IndexError):
        return None


def _worded(words: str) -> str | None:
    """Read a whole date in other words; ``05/04/2022`` could be two days and is none."""
    import dateparser

    numbers = _NUMERIC.match(words)
    if len(words) > 60 or (
        numbers and int(numbers[1]) <= 12 and int(numbers[2]) <= 12 and numbers[1] != numbers[2]
    ):
        return None
    settings = {"PARSERS": ["absolute-time"], "REQUIRE_PARTS": ["day", "month", "year"]}
    found = dateparser.parse(words, languages=["en"], settings=settings)
    return found.date().isoformat() if found else None
