"""A web page as text, with what trafilatura and htmldate say of its article.

The text is that of the whole page, each block of it (paragraph, heading, item) on lines of its own:
what a reader gets who selects all and copies. Where the body lies in it is decided later, by the
cleaner of plain text and trafilatura together (:mod:`extract.agreement`).
"""

from __future__ import annotations

import logging
import re
from typing import Any

from extract.article import Article, Origin
from extract.errors import InputError
from extract.inputs.decoding import bare, decode

_BEFORE = rb"\A\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--[^>]{0,500}-->\s*)*"
_PAGE = re.compile(_BEFORE + rb"<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_PART = re.compile(
    _BEFORE + rb"<(?:head|body|p|div|article|section|main|h[1-6]|ul|ol|br|figure|strong|em|b|i|a"
    rb"|span|table|img)\b",
    re.IGNORECASE,
)
_CHARSET = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE
)
_SEEN = 4096
"""Bytes in which a page declares its encoding."""
_DEEPEST = 255
"""Levels that libxml2 reads of a page."""
_LAST_DAY = "2099-12-31"
"""htmldate would take today, and give another answer tomorrow."""

_UNSEEN = {
    "button", "head", "iframe", "noframes", "noscript", "option", "script", "select", "style",
    "svg", "template", "textarea",
}  # fmt: skip
_INLINE = {
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font",
    "i", "img", "ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strike",
    "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
}  # fmt: skip
_CHANGE = re.compile(r"modif|updat|revis|change", re.IGNORECASE)
_PUBLICATION = re.compile(
    r"publish|publication|pubdate|entry-date|posted|dateCreated|uploadDate", re.I
)
_PARTS = re.compile(r"[<>,{}]")
_REACH = 200
_SPACE = re.compile(r"\s+")


def is_page(head: bytes) -> bool:
    """Tell whether the first bytes of a text are those of a whole web page."""
    return bool(_PAGE.match(bare(head)))


def looks_like_html(head: bytes) -> bool:
    """Tell whether the first bytes of a text are those of a web page, or of a part of one."""
    return is_page(head) or bool(_PART.match(bare(head)))


def article(
    data: bytes, source: str, shown: str, encoding: str | None = None, charset: str | None = None
) -> Article:
    """Return the article of a page; raises :class:`InputError` when it has no text or no reader.

    ``encoding`` wins over ``charset``, what a server said, and that over what the page declares.
    """
    declared = _CHARSET.search(data[:_SEEN])
    charset = charset or (declared[1].decode("ascii", "replace") if declared else None)
    html, notes = decode(data, encoding, shown, declared=charset)
    text, found, depth = _parsed(html, shown)
    if depth >= _DEEPEST:
        notes = (*notes, f"nested {_DEEPEST} deep and more; what lies deeper is not read")
    if not text:
        raise InputError(f"{shown}: a web page without text; give one that holds an article")
    if found is None:
        return Article(text, source, origin=Origin("html"), notes=notes)
    title = headline(found.title or "", found.sitename or "")
    origin = Origin("html", found.sitename or None, found.url or None, found.text or "")
    return Article(text, source, _marked_up(found.date, html), title or None, origin, notes)


def _marked_up(day: str | None, html: str) -> str | None:
    """Return the day if the markup says it, in figures as machines write them, of the publication.

    What htmldate has read in the page's words, or of other stories and clocks, is left to our own
    reading of the words.
    """
    if not day:
        return None
    year, month, number = day.split("-")
    figures = rf"{year}(?P<sign>[-/]?)0?{int(month)}(?P=sign)0?{int(number)}(?!\d)"
    around = (_item(html, *match.span()) for match in re.finditer(figures, html))
    return day if any(map(_says_published, around)) else None


def _says_published(item: str) -> bool:
    """Tell whether a tag or an entry of JSON gives the day of publication."""
    if _PUBLICATION.search(item):
        return True
    return item.lstrip().lower().startswith(("meta ", "link ")) and not _CHANGE.search(item)


def _item(html: str, start: int, end: int) -> str:
    """Return the tag, or the entry of JSON, around a stretch of a page."""
    before = _PARTS.split(html[max(0, start - _REACH) : start])[-1]
    return before + _PARTS.split(html[end : end + _REACH])[0]


def _parsed(html: str, shown: str) -> tuple[str, Any, int]:
    """Return the text of a page, what trafilatura found in it (None: no article), and its depth."""
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
        if tree is None:
            return "", None, 0
        text, depth = _text(tree)
        found = trafilatura.bare_extraction(
            tree, favor_precision=True, include_comments=False, with_metadata=True,
            date_extraction_params=dates,
        )  # fmt: skip
    except Exception as error:  # whatever a page does to the libraries, it is the page's fault
        what = f"{type(error).__name__}: {error}".rstrip(": ")
        raise InputError(f"{shown}: no web page that can be read ({what}); give its text") from None
    return text, found, depth


def _text(tree: Any) -> tuple[str, int]:
    """Return the text of a tree of any depth, each block on lines of its own, and the depth."""
    parts: list[str] = []
    deepest = 0
    waiting = [(tree, 1, False)]
    while waiting:
        element, depth, left = waiting.pop()
        deepest = max(deepest, depth)
        seen = isinstance(element.tag, str) and element.tag not in _UNSEEN
        space = _line_ends if element.tag == "pre" else _one_blank
        if seen and element.tag not in _INLINE:
            parts.append("\n")
        if seen and not left:
            parts.append(("* " if element.tag == "li" else "") + space(element.text or ""))
            waiting.append((element, depth, True))
            waiting += [(child, depth + 1, False) for child in reversed(element)]
        else:
            parts.append(_one_blank(element.tail or ""))
    lines = (line.strip() for line in "".join(parts).split("\n"))
    return "\n\n".join(line for line in lines if line), deepest


def _one_blank(text: str) -> str:
    return _SPACE.sub(" ", text)


def _line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def headline(title: str, outlet: str) -> str:
    """Return a page's title without the outlet's name before or behind it."""
    title = " ".join(title.split())
    name = re.escape(outlet.strip())
    if not name:
        return title
    behind = re.compile(rf" [-–—|:·•«»]+ {name}$", re.IGNORECASE)
    before = re.compile(rf"^{name}\s*[-–—|:·•«»]+\s+", re.IGNORECASE)
    return before.sub("", behind.sub("", title)) or title
