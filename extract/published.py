"""The publication date: the article's own, from its timestamp, byline or dateline.

The cues of ``patterns/published.jsonl`` say by the words before a date whose it is: ``own`` the
article's, ``not`` that of a change, of the page or of something else on it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from extract import dates, resolution
from extract.article import Article, Block
from extract.dateline import Dateline
from extract.errors import InputError
from extract.marks import Mark
from extract.rules import Rules

_LEAD = 80
"""Characters before a date that say whose it is."""
_REST = 400
"""Characters behind a date that say whether it stands alone."""
_ABOVE = 4
"""Lines above the headline that may carry the article's date."""
_BELOW = 3
"""Lines below the body that may."""
_LINE_WORDS = 14
"""Words of a line that is there for the date; longer ones tell of something."""
_ALONE = 5
"""Words beside the date in a line above or below the article: place or weekday and time."""
_LEADING = 2
"""Paragraphs of the lead; a year told there speaks against a date of another time."""
_SAME = 7
"""Days from a full date of the article to a dateline without its year that is of the same week."""
_CLOCKS = ("date.count", "date.line", "date.stamp", "date.bare-year")
"""Rules of lines that hold a date only: above the headline they may be the page's clock."""
_FRESH, _CLOSE = (-45, 75), (-30, 20)
"""Days from the publication to the days that an article tells of."""


_Day = tuple[int | None, int, int]
"""Year, None if it is not told, month and day."""
_BAR = re.compile(r"\s{2,}|\s?[|•·»]\s?")


@dataclass(frozen=True, slots=True)
class _Place:
    """A stretch of text that may hold the date.

    Above the headline it may be the page's clock, unless it stands ``beside`` it and no year speaks
    against it; there and below the body it stands ``alone``.
    """

    start: int
    end: int
    rule: str
    alone: bool = False
    beside: bool = True

    def sure(self, lead: Callable[[], Sequence[_Day]]) -> bool:
        """Say whether the place is enough, given the days that the lead tells of."""
        if self.rule not in ("published.above", "published.title"):
            return True
        return self.beside and not any(year for year, _, _ in lead())


def publication(
    article: Article,
    text: str,
    blocks: Sequence[Block],
    line: Dateline | None,
    rules: Rules,
    day_first: bool | None,
) -> tuple[dt.date | None, Mark | None]:
    """Return the publication date and its words; no words when an option gave it.

    What came beside the text wins over it; that of a web page has for its words those that say
    the same. In the text a line that says "published" comes first, then other lines of metadata,
    the dateline, lines between headline and body, the headline's end, and lines close above or
    below; where none has a date, the day of the last change or the file's. ``text`` is the
    article's without dirt, ``line`` its dateline, ``day_first`` the order of its numeric dates.
    """
    given = _day_of(article.published, article.source)
    if given and not article.origin:
        return given, None
    told = [text[b.start : b.end] for b in blocks if b.kind == "body"]

    @cache
    def lead() -> list[_Day]:
        return _days(told[:_LEADING], rules, day_first)

    @cache
    def days() -> list[_Day]:
        return [*lead(), *_days(told[_LEADING:], rules, day_first)]

    places = list(_places(text, blocks, line))
    for place in places:
        for day, mark in _found(text, place, rules, day_first):
            if given in (None, day) and (place.sure(lead) or _fits(day, days())):
                return day, mark
    if given is None and line and (found := _by_dateline(line, days)):
        return found
    if given is None and (found := _by_change(text, places, rules, day_first, days)):
        return found
    return given or _day_of(article.filed, article.source), None


def _by_change(
    text: str,
    places: Sequence[_Place],
    rules: Rules,
    day_first: bool | None,
    days: Callable[[], Sequence[_Day]],
) -> tuple[dt.date, Mark] | None:
    """Return the day on which the page was changed, where the article tells of days close by."""
    found = (f for place in places for f in _found(text, place, rules, day_first, changed=True))
    return next((f for f in found if _fits(f[0], days())), None)


def _by_dateline(line: Dateline, days: Callable[[], Sequence[_Day]]) -> tuple[dt.date, Mark] | None:
    """Return a dateline's date, in the year that the article tells of a day just before it."""
    when = resolution.resolve(line.date) if line.date else None
    if line.date is None or when is None or len(when.date) != len("XXXX-01-01"):
        return None
    month, number = int(when.date[5:7]), int(when.date[8:])
    for told in (dt.date(year, *day) for year, *day in days() if year):
        same = next(_dated(told.year, told.year, month, number), None)
        if same and 0 <= (same - told).days <= _SAME:
            return same, line.marked(line.date, "published", "published.dateline")
    return None


def _day_of(day: str | None, source: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(day) if day else None
    except ValueError:
        raise InputError(f"{source}: published {day!r} is no date; give YYYY-MM-DD") from None


def _found(
    text: str, place: _Place, rules: Rules, day_first: bool | None, *, changed: bool = False
) -> Iterator[tuple[dt.date, Mark]]:
    """Yield the full days of a stretch that are not said to be something else's.

    Where ``changed``, those on which the page was changed.
    """
    stretch = text[place.start : place.end]
    behind = 0
    for candidate, day in resolution.full_days(dates.find(stretch, rules), day_first):
        lead = stretch[max(behind, candidate.start - _LEAD) : candidate.start]
        said = _says(lead, rules)
        behind = candidate.end
        if (
            said == "not"
            or (said == "changed") is not changed
            or (place.rule == "published.own" and not said)
        ):
            continue
        rest = stretch[candidate.end : candidate.end + _REST]
        if place.alone and not _alone(lead, rest):
            continue
        if place.rule == "published.below" and not _signs(lead, rest):
            continue
        if place.rule == "published.title" and not lead.rstrip().endswith(","):
            continue
        start, end = place.start + candidate.start, place.start + candidate.end
        yield day, Mark(start, end, candidate.text, "date", "published", place.rule)


def _alone(lead: str, rest: str) -> bool:
    """Whether a date stands by itself in its line or, in a line cut by bars, in its part of it."""
    words = f"{_BAR.split(lead)[-1]} {_BAR.split(rest)[0]}".split()
    return sum(word.isalpha() for word in words) <= _ALONE


def _signs(lead: str, rest: str) -> bool:
    """Whether a date ends an article as in "Bern, 4 May 2021"."""
    return not rest.strip(" .)") and (not lead.strip() or lead.rstrip().endswith(","))


def _is_bare(line: Dateline) -> bool:
    """Whether a dateline is a place and a date, without the time that a page's clock has."""
    return line.date is not None and line.start + line.date.end == line.end


def _says(lead: str, rules: Rules) -> str:
    """Return the label of the cue that stands last in the words before a date, "" if none does.

    A bar parts a date from a cue that is not of the page: "Posted by Desk | 4 May 2021".
    """
    found = [
        (match.end(), rule.label)
        for rule in rules["published"]
        if rule.regex
        for match in rule.regex.finditer(lead)
    ]
    end, label = max(found, default=(0, ""))
    return "" if label == "own" and _BAR.search(lead[end:].strip()) else label


def _days(texts: Sequence[str], rules: Rules, day_first: bool | None) -> list[_Day]:
    """Return year (or None), month and day of the days that some texts name."""
    clues = resolution.Clues(day_first=day_first)
    found = (candidate for text in texts for candidate in dates.find_in_figures(text, rules))
    whens = (resolution.resolve(candidate, clues) for candidate in found)
    days = [when.date for when in whens if when and len(when.date) == 10]
    return [(None if d[0] == "X" else int(d[:4]), int(d[5:7]), int(d[8:])) for d in days]


def _fits(day: dt.date, told: Sequence[_Day]) -> bool:
    """Whether an article of that day would tell of days close by; a page saved later would not.

    Where other years are told, days without one must lie closer.
    """
    years = any(year for year, _, _ in told)
    for year, month, number in told:
        first, last = _CLOSE if years and not year else _FRESH
        near = _dated(year, day.year, month, number)
        if any(first <= (one - day).days <= last for one in near):
            return True
    return False


def _dated(year: int | None, near: int, month: int, number: int) -> Iterator[dt.date]:
    for one in (year,) if year else (near - 1, near, near + 1):
        try:
            yield dt.date(one, month, number)
        except ValueError:
            continue


def _places(text: str, blocks: Sequence[Block], line: Dateline | None) -> Iterator[_Place]:
    """Yield the stretches of text that may hold the date, the surest first."""
    body = [i for i, b in enumerate(blocks) if b.kind == "body"]
    first, last = (body[0], body[-1]) if body else (len(blocks), len(blocks))
    title = next((i for i, b in enumerate(blocks[:first]) if b.kind == "title"), -1)
    others = [b for b in blocks if b.kind not in ("title", "body")]
    yield from (_Place(b.start, b.end, "published.own") for b in others)
    for i, block in enumerate(blocks):
        if block.kind == "meta" and not (i < title and block.rule in _CLOCKS):
            yield _Place(block.start, block.end, "published.meta")
    if line and (not line.above or _is_bare(line)):
        yield _Place(line.start, line.end, "published.dateline")
    short = [len(text[b.start : b.end].split()) <= _LINE_WORDS for b in blocks]
    for i in range(title + 1, first):
        if short[i]:
            yield _Place(blocks[i].start, blocks[i].end, "published.line")
    if title >= 0:
        yield _Place(blocks[title].start, blocks[title].end, "published.title")
    for i in range(title - 1, max(-1, title - 1 - _ABOVE), -1):
        if short[i]:
            beside = i == title - 1
            yield _Place(blocks[i].start, blocks[i].end, "published.above", True, beside)
    for block in blocks[last + 1 : last + 1 + _BELOW]:
        yield _Place(block.start, block.end, "published.below", alone=True)
