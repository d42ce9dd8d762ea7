"""A web page as text, with what trafilatura and htmldate say of its article.

The text is that of the whole page, each block of it (paragraph, heading, item) on lines of its own:
what a reader gets who selects all and copies. Where the body lies in it is decided later, by the
cleaner of plain text and trafilatura together (:mod:`extract.agreement`).
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from typing import Any

from extract.article import Article, Origin
from extract.errors import InputError
from extract.inputs.decoding import Decoded, by_mark, decode, known_encoding

_BEFORE = rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--[^>]{0,500}-->\s*)*"
_PAGE = re.compile(_BEFORE + rb"<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_PART = re.compile(_BEFORE + rb"<(?:head|body|p|div|article|main|h1)\b", re.IGNORECASE)
_CHARSET = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE
)
_SEEN = 4096
"""Bytes in which a page declares its encoding."""
_LATIN_1 = frozenset({"iso-8859-1", "iso8859-1", "latin-1", "latin1", "us-ascii", "ascii"})
"""Encodings that browsers take for cp1252."""
_LAST_DAY = "2099-12-31"
"""htmldate would take today, and give another answer tomorrow."""

_UNSEEN = {
    "button", "head", "iframe", "noscript", "option", "script", "select", "style", "svg",
    "template", "textarea",
}  # fmt: skip
_INLINE = {
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font",
    "i", "img", "ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strike",
    "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
}  # fmt: skip
_CHANGE = re.compile(r"modif|updat|revis|change", re.IGNORECASE)
_PARTS = re.compile(r"[<>,{}]")
_REACH = 200
_SPACE = re.compile(r"\s+")
_BREAKS = re.compile(r" *\n[ \n]*")


def is_page(head: bytes) -> bool:
    """Tell whether the first bytes of a text are those of a whole web page."""
    return bool(_PAGE.match(_plain(head)))


def looks_like_html(head: bytes) -> bool:
    """Tell whether the first bytes of a text are those of a web page, or of a part of one."""
    return is_page(head) or bool(_PART.match(_plain(head)))


def _plain(head: bytes) -> bytes:
    return head.removeprefix(b"\xef\xbb\xbf").replace(b"\0", b"")


def article(data: bytes, source: str, shown: str, encoding: str | None = None) -> Article:
    """Return the article of a page; raises :class:`InputError` when it has no text or no reader.

    ``encoding`` wins over what the page declares.
    """
    html, notes = _decoded(data, encoding, shown)
    text, found = _parsed(html, shown)
    if not text:
        raise InputError(f"{shown}: a web page without text; give one that holds an article")
    if found is None:
        return Article(text, source, origin=Origin("html"), notes=notes)
    title = headline(found.title or "", found.sitename or "")
    origin = Origin("html", found.sitename or None, found.url or None, found.text or "")
    return Article(text, source, _marked_up(found.date, html), title or None, origin, notes)


def _marked_up(day: str | None, html: str) -> str | None:
    """Return the day if the markup says it, in figures as machines write them, and not of a change.

    What htmldate has read in the page's words is left to our own reading of them, which knows a
    page's clock and the dates of other stories.
    """
    if not day:
        return None
    year, month, number = day.split("-")
    figures = rf"{year}(?P<sign>[-/]?)0?{int(month)}(?P=sign)0?{int(number)}(?!\d)"
    around = (_item(html, *match.span()) for match in re.finditer(figures, html))
    return day if any(not _CHANGE.search(item) for item in around) else None


def _item(html: str, start: int, end: int) -> str:
    """Return the tag, or the entry of JSON, around a stretch of a page."""
    before = _PARTS.split(html[max(0, start - _REACH) : start])[-1]
    return before + _PARTS.split(html[end : end + _REACH])[0]


def _decoded(data: bytes, encoding: str | None, shown: str) -> Decoded:
    """Decode by the encoding given, a byte-order mark, what the page declares, or as plain text."""
    declared = _CHARSET.search(data[:_SEEN])
    if encoding or by_mark(data) or not declared:
        return decode(data, encoding, shown)
    name = declared[1].decode("ascii", "replace").lower()
    name = "cp1252" if name in _LATIN_1 else name
    if not known_encoding(name):
        return decode(data, None, shown)
    try:
        return decode(data, name, shown)
    except InputError:
        found = decode(data, None, shown)
    return found._replace(notes=(*found.notes, f"declares {name}, which it is not"))


def _parsed(html: str, shown: str) -> tuple[str, Any]:
    """Return the text of a page and what trafilatura found in it, None when it found no article."""
    try:
        import trafilatura
    except ImportError:
        raise InputError(
            f"{shown}: a web page, which needs trafilatura to be read;"
            " pip install trafilatura lxml_html_clean, or give its text"
        ) from None
    for name in ("trafilatura", "htmldate"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    dates = {"original_date": True, "extensive_search": False, "max_date": _LAST_DAY}
    try:
        tree = trafilatura.load_html(html)
        text = "" if tree is None else _text(tree)
        found = trafilatura.bare_extraction(
            html, favor_precision=True, include_comments=False, with_metadata=True,
            date_extraction_params=dates,
        )  # fmt: skip
    except Exception as error:  # whatever a page does to the libraries, it is the page's fault
        what = f"{type(error).__name__}: {error}".rstrip(": ")
        raise InputError(f"{shown}: no web page that can be read ({what}); give its text") from None
    return text, found


def _text(tree: Any) -> str:
    return _BREAKS.sub("\n\n", "".join(_parts(tree))).strip()


def _parts(tree: Any) -> Iterator[str]:
    """Yield the text of a tree, of any depth, with line breaks around its blocks."""
    waiting = [(tree, False)]
    while waiting:
        element, left = waiting.pop()
        seen = isinstance(element.tag, str) and element.tag not in _UNSEEN
        if seen and element.tag not in _INLINE:
            yield "\n"
        if seen and not left:
            yield ("* " if element.tag == "li" else "") + _SPACE.sub(" ", element.text or "")
            waiting.append((element, True))
            waiting += [(child, False) for child in reversed(element)]
        else:
            yield _SPACE.sub(" ", element.tail or "")


def headline(title: str, outlet: str) -> str:
    """Return a page's title without the outlet's name before or behind it."""
    title = " ".join(title.split())
    name = re.escape(outlet.strip())
    if not name:
        return title
    behind = re.compile(rf"\s+[-–—|:·•«»]+\s+{name}$", re.IGNORECASE)
    before = re.compile(rf"^{name}\s*[-–—|:·•«»]+\s+", re.IGNORECASE)
    return before.sub("", behind.sub("", title)) or title
