"""The publication date: the article's own, from its byline, timestamp or dateline."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence

from extract import dates
from extract.article import Article, Block
from extract.errors import InputError
from extract.marks import Mark
from extract.rules import Rules

_DATELINE = re.compile(r"^[^.]{0,80}?(?:\(\w[^)]{0,30}\)\s*)?(?:--|[:–—-])\s")
_CLOCK = re.compile(
    r"\s{2,}|\d°|today's|\bupdated|\bmodified|\bchanged?\b|©|copyright", re.IGNORECASE
)
_TITLE_DATE = re.compile(r",\s*$")
_ABOVE = 3
"""Lines above the headline that may carry the article's date."""


def publication(
    article: Article, text: str, blocks: Sequence[Block], rules: Rules, day_first: bool | None
) -> tuple[dt.date | None, Mark | None]:
    """Return the publication date and its words; no words when an option gave it.

    What came beside the text wins over it; that of a web page has for its words those that say
    the same. In the text a line of metadata comes first, then the first
    paragraph's dateline, then a line between headline and body or close above the headline, then
    the end of the headline itself. A page's clock and the date of a change are passed over.
    ``text`` is the article's without dirt, ``day_first`` the order of its numeric dates.
    """
    given = _given(article)
    if given and not article.origin:
        return given, None
    for start, end, rule in _places(text, blocks):
        for candidate, day in dates.full_days(dates.find(text[start:end], rules), day_first):
            lead = text[start : start + candidate.start]
            if rule == "published.title" and not _TITLE_DATE.search(lead):
                continue
            if given and day != given:
                continue
            at, to = start + candidate.start, start + candidate.end
            return day, Mark(at, to, candidate.text, "date", "published", rule)
    return given, None


def _given(article: Article) -> dt.date | None:
    try:
        return dt.date.fromisoformat(article.published) if article.published else None
    except ValueError:
        raise InputError(
            f"{article.source}: published {article.published!r} is no date; give YYYY-MM-DD"
        ) from None


def _places(text: str, blocks: Sequence[Block]) -> Iterator[tuple[int, int, str]]:
    """Yield the stretches of text that may hold the date, the surest first."""
    for block in blocks:
        if block.kind == "meta":
            yield block.start, block.end, "published.meta"
    body = next((i for i, b in enumerate(blocks) if b.kind == "body"), len(blocks))
    if body < len(blocks):
        first = blocks[body]
        if match := _DATELINE.match(text[first.start : min(first.end, first.start + 150)]):
            yield first.start, first.start + match.end(), "published.dateline"
    title = next((i for i, b in enumerate(blocks[:body]) if b.kind == "title"), 0)
    for block in [*blocks[title + 1 : body], *reversed(blocks[max(0, title - _ABOVE) : title])]:
        line = text[block.start : block.end]
        if block.rule == "clean.outside" and not _CLOCK.search(line.split("   ")[0]):
            yield block.start, block.end, "published.line"
    if title < body and blocks[title].kind == "title":
        yield blocks[title].start, blocks[title].end, "published.title"
