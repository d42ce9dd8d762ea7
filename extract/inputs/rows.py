"""The article that a row of a table holds, by its keys."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from email.utils import parsedate_to_datetime
from functools import partial
from typing import Any

from extract.article import Article, Unread
from extract.errors import InputError
from extract.inputs import html
from extract.inputs.decoding import HALF_CHARACTER, Decoded, check, decode
from extract.inputs.paths import printable
from extract.inputs.tables import Row, Rows

_ISO = re.compile(r"\d{4}-\d\d-\d\d(?!\d)")
_BETWEEN = "\n=|=|=\n"
"""Between cells that are decoded together: plain signs, and none that a cell holds."""
_NUMERIC = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d\d)(?!\d)")
_UNCLEAR = re.compile(r"\b\d{1,2}[ ./-]\d{1,2}[ ./-]\d{2,4}\b")
"""A day in figures alone, among other words."""
_NO_DAYS = frozenset({"0001-01-01", "1970-01-01"})
"""What programs write for no day."""
_CENTURY = 69
"""Two figures of a year from which it is one of the 1900s, as POSIX has it."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys or columns that hold an article's text, id, publication date and title.

    None stands for the usual names; the first that a row has counts. Case does not matter.
    """

    text: str | None = None
    id: str | None = None
    date: str | None = None
    title: str | None = None


USUAL: dict[str, tuple[str, ...]] = {
    "text": ("text", "body", "content", "article", "maintext", "article_text", "full_text",
             "fulltext", "raw_text", "html"),
    "id": ("id", "_id", "uid", "uuid", "guid", "article_id", "url", "link"),
    "date": ("published", "published_at", "published_date", "publication_date", "publish_date",
             "date_published", "date_publish", "datepublished", "pubdate", "pub_date", "date"),
    "title": ("title", "headline"),
}  # fmt: skip
"""Names that news data sets use for each key, those that can only be meant first."""


def articles(rows: Rows, source: str, shown: str, keys: Keys) -> Iterator[Unread | InputError]:
    """Yield the article of each row, or why it has none.

    A key that was named and that the first row lacks is noted there.
    """
    first = True
    for number, row in rows:
        try:
            if isinstance(row, InputError):
                raise row
            cells, notes = _decoded(row, f"{shown}#{number}")
            missing = tuple(_missing(cells, keys)) if first else ()
            first = False
            values = _values(cells, keys)
            place = f"#{_name(values['id']) or number}"
            text = _text(values["text"], cells, keys, shown + place)
            day, note = _day(values["date"])
            title = values["title"]
            title = " ".join(title.split()) if isinstance(title, str) else None
            told = Article(text, source + place, day, title, notes=(*missing, *notes, *note))
            data = text.encode("utf-8", "surrogatepass")
            reading = partial(_article, told, shown + place)
            yield Unread(told.source, len(data), zlib.crc32(data), reading)
        except InputError as error:
            error.source = error.source or f"{shown}#{number}"
            yield error


def _values(row: Row, keys: Keys) -> Row:
    folded = _folded(row)
    return {name: _value(folded, getattr(keys, name), usual) for name, usual in USUAL.items()}


def _name(value: Any) -> str:
    plain = value is None or isinstance(value, (list, dict))
    return "" if plain else printable(" ".join(str(value).split()))


def _text(text: Any, row: Row, keys: Keys, shown: str) -> str:
    if text is None:
        wanted = keys.text or "text"
        raise InputError(f"{shown}: no {wanted!r} {_of(row)}; name one with --text-key", shown)
    if not isinstance(text, str):
        raise InputError(f"{shown}: its text is no string; give the text of an article", shown)
    return text


def _article(told: Article, shown: str) -> Article:
    """Read what a row holds: what the row tells wins over what the text's own markup does."""
    found = _read(told.text, told.source, shown)
    return replace(
        found,
        published=told.published or found.published,
        title=told.title or found.title,
        notes=told.notes + found.notes,
    )


def _folded(row: Row) -> Row:
    """Return a row with its keys in small letters; of two that are then one, the first."""
    return {str(key).casefold(): row[key] for key in reversed(list(row))}


def _value(folded: Row, key: str | None, usual: tuple[str, ...]) -> Any:
    names = [key.casefold()] if key else usual
    values = [folded[name] for name in names if folded.get(name) is not None]
    return next((value for value in values if value != ""), values[0] if values else None)


def _of(row: Row) -> str:
    return f"(its keys: {', '.join(printable(str(key)) for key in list(row)[:20])})"


def _missing(row: Row, keys: Keys) -> Iterator[str]:
    """Yield a note for each key that was named and is not there."""
    folded = _folded(row)
    for key in (keys.id, keys.date, keys.title):
        if key and key.casefold() not in folded:
            yield f"no {key!r} {_of(row)}"


def _decoded(row: Row, shown: str) -> tuple[Row, tuple[str, ...]]:
    """Decode the bytes that are no UTF-8, which stand as lone surrogates, for all cells at once."""
    cells = {key: value for key, value in row.items() if isinstance(value, str)}
    joined = _BETWEEN.join(cells.values())
    if not HALF_CHARACTER.search(joined):
        return row, ()
    try:
        found = decode(joined.encode("utf-8", "surrogateescape"), None, shown)
    except UnicodeEncodeError:  # half a character, escaped in the JSON
        text, number = HALF_CHARACTER.subn("\ufffd", joined)
        found = Decoded(text, (f"{number} half characters, read as \ufffd",))
    values = found.text.split(_BETWEEN)
    if len(values) != len(cells):
        raise InputError(f"{shown}: its bytes are no text; name their encoding with --encoding")
    return {**row, **dict(zip(cells, values))}, found.notes


def _read(text: str, source: str, shown: str) -> Article:
    """Read one cell as if it were a file of its own."""
    data = text.encode()
    if html.looks_like_html(data[:1000]):
        return html.article(data, source, shown, "utf-8")
    check(text, "utf-8", shown)
    return Article(text, source)


def _day(value: Any) -> tuple[str | None, tuple[str, ...]]:
    """Return the day that a date key gives, ``YYYY-MM-DD``, or a note that it gives none."""
    if value is None or value == "":
        return None, ()
    words = str(value).strip()
    readers = _iso, _numeric, _worded, _mail
    try:
        day = next((day for read in readers if (day := read(words))), None)
    except (ValueError, OverflowError):
        day = None
    if day and day.isoformat() not in _NO_DAYS:
        return day.isoformat(), ()
    return None, (f"no day can be read in its date {words[:60]!r}",)


def _iso(words: str) -> date | None:
    found = _ISO.match(words)
    return date.fromisoformat(found[0]) if found else None


def _numeric(words: str) -> date | None:
    """Read ``17.05.2024``, day first; with other signs only what can be one day alone."""
    found = _NUMERIC.match(words)
    if not found:
        return None
    first, sign, second, year = int(found[1]), found[2], int(found[3]), int(found[4])
    if year < 100:
        year += 1900 if year >= _CENTURY else 2000
    day_first = sign == "." or first > 12 or first == second
    if not day_first and second <= 12:
        raise ValueError("two days")
    return date(year, second, first) if day_first else date(year, first, second)


def _mail(words: str) -> date | None:
    """Read the dates of feeds, ``Tue, 05 Apr 2022 12:51:00 +0400``."""
    if _UNCLEAR.search(words):
        return None
    try:
        return parsedate_to_datetime(words).date()
    except (TypeError, ValueError, IndexError):
        return None


def _worded(words: str) -> date | None:
    """Read a whole date in other words."""
    import dateparser

    if len(words) > 60 or _UNCLEAR.search(words):
        return None
    settings = {"PARSERS": ["absolute-time"], "REQUIRE_PARTS": ["day", "month", "year"]}
    found = dateparser.parse(words, languages=["en"], settings=settings)
    return found.date() if found else None
