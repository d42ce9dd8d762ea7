"""Dates in running text: a closed grammar finds them, a publication date resolves them.

The grammar is ``patterns/date.jsonl``; a candidate with a month's name is read by dateparser,
which never sees free text. A weekday in news is the latest such day up to the publication date,
that day included, and the next one when the sentence looks ahead.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from extract.rules import Rules

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_OFFSETS = {"yesterday": -1, "last night": -1, "last evening": -1, "tomorrow": 1}
_LEAP_YEAR = 2000


@dataclass(frozen=True, slots=True)
class Candidate:
    """Words that name a date: half-open offsets into the text searched, and the rule's groups."""

    start: int
    end: int
    text: str
    label: str
    rule: str
    groups: Mapping[str, str]

    @property
    def names_day(self) -> bool:
        """Whether a day is meant, not a month or a year."""
        return self.label not in ("month", "year")


@dataclass(frozen=True, slots=True)
class When:
    """A date as EDTF (level 0, or ``XXXX-06-12``), the last day of several, and the basis."""

    date: str
    end_date: str | None
    basis: str


def find(text: str, rules: Rules) -> list[Candidate]:
    """Return the date candidates of a text in order, the longest where several overlap."""
    found = [
        Candidate(
            m.start(), m.end(), m[0], rule.label, rule.id,
            {key: value for key, value in m.groupdict().items() if value},
        )
        for rule in rules["date"]
        if rule.regex
        for m in rule.regex.finditer(text)
    ]  # fmt: skip
    taken = bytearray(len(text))
    kept: list[Candidate] = []
    for candidate in sorted(found, key=lambda c: (c.start - c.end, c.start)):
        if not any(taken[candidate.start : candidate.end]):
            taken[candidate.start : candidate.end] = b"\1" * (candidate.end - candidate.start)
            kept.append(candidate)
    return sorted(kept, key=lambda c: c.start)


def resolve(
    candidate: Candidate,
    published: dt.date | None = None,
    *,
    ahead: bool = False,
    year: int | None = None,
    day_first: bool | None = None,
) -> When | None:
    """Work out what a candidate means, or None when the text does not say.

    ``ahead``: the sentence speaks of the future. ``year`` stands in for a missing one when there
    is no publication date. ``day_first`` is the order of numeric dates (see :func:`day_first`);
    unless it is known, "4/5/2021" stays open.
    """
    groups = candidate.groups
    if candidate.label in ("day", "range"):
        return _named(candidate, published, ahead, year)
    if candidate.label == "iso":
        return _valid(int(groups["y1"]), int(groups["m1"]), int(groups["d1"]))
    if candidate.label == "numeric":
        return _numeric(groups, published, ahead, year, day_first)
    if candidate.label == "month":
        month = read_day(f"1 {groups['m1']}")
        return When(f"{groups['y1']}-{month[0]:02}", None, "explicit") if month else None
    if candidate.label == "year":
        return When(groups["y1"], None, "explicit")
    return _relative(candidate, published, ahead)


@lru_cache(maxsize=4096)
def read_day(text: str) -> tuple[int, int] | None:
    """Return ``(month, day)`` of a day and a month's name; None when there is no such day."""
    import dateparser  # imported late: it costs as much as a third of spaCy

    read = dateparser.parse(
        f"{text} {_LEAP_YEAR}", languages=["en"], settings={"REQUIRE_PARTS": ["day", "month"]}
    )
    return (read.month, read.day) if read else None


def _named(
    candidate: Candidate, published: dt.date | None, ahead: bool, year: int | None
) -> When | None:
    groups = candidate.groups
    first_month = groups.get("m1", groups.get("m2", ""))
    first = read_day(f"{groups['d1']} {first_month}")
    last = None
    if "d2" in groups:
        last = read_day(f"{groups['d2']} {groups.get('m2', first_month)}")
        if last is None or (first and last <= first and not (first[0] == 12 and last[0] == 1)):
            return None
    if first is None:
        return None
    stated = groups.get("y1") or groups.get("y2")
    wraps = last is not None and last < first
    if stated:
        return _span(int(stated) - wraps, first, int(stated), last, "explicit")
    if published:
        near = _nearest_year(first, published, ahead)
        return _span(near, first, near + wraps, last, "resolved") if near else None
    if year:
        return _span(year, first, year + wraps, last, "resolved")
    return When(
        f"XXXX-{first[0]:02}-{first[1]:02}",
        f"XXXX-{last[0]:02}-{last[1]:02}" if last else None,
        "explicit",
    )


def _span(
    year: int, first: tuple[int, int], end_year: int, last: tuple[int, int] | None, basis: str
) -> When | None:
    start = _valid(year, *first, basis)
    end = _valid(end_year, *last, basis) if last else None
    if start is None or (last and end is None):
        return None
    return When(start.date, end.date if end else None, basis)


def _valid(year: int, month: int, day: int, basis: str = "explicit") -> When | None:
    try:
        return When(dt.date(year, month, day).isoformat(), None, basis)
    except ValueError:
        return None


def _nearest_year(day: tuple[int, int], published: dt.date, ahead: bool) -> int | None:
    """The year that puts the day before the publication date, or after it when looking ahead.

    A few days of slack: agencies date ahead across time zones, and announce late.
    """
    for year in (published.year, published.year + 1 if ahead else published.year - 1):
        when = _valid(year, *day)
        if when is None:
            continue
        distance = (dt.date.fromisoformat(when.date) - published).days
        if (ahead and -30 <= distance <= 335) or (not ahead and -364 <= distance <= 2):
            return year
    return None


def _numeric(
    groups: Mapping[str, str],
    published: dt.date | None,
    ahead: bool,
    year: int | None,
    first: bool | None,
) -> When | None:
    a, b = int(groups["a"]), int(groups["b"])
    order = _order(groups)
    if order is None:
        order = first
    if order is None and a != b:
        return _either(a, b, groups, published)
    day, month = (b, a) if order is False else (a, b)
    if "y1" in groups:
        return _valid(int(groups["y1"]), month, day)
    fitting = _nearest_year((month, day), published, ahead) if published else year
    if fitting:
        return _valid(fitting, month, day, "resolved")
    known = _valid(_LEAP_YEAR, month, day)
    return When(f"XXXX-{month:02}-{day:02}", None, "explicit") if known else None


def _order(groups: Mapping[str, str]) -> bool | None:
    """Whether a numeric date can only have the day first (True) or the month first (False)."""
    if groups.get("s") in (None, ".") or int(groups["a"]) > 12:
        return True
    return False if int(groups["b"]) > 12 else None


def day_first(text: str, candidates: Sequence[Candidate]) -> bool | None:
    """Say whether a text's numeric dates have the day first; None when it shows neither.

    A date that can be read one way alone shows it ("24/06/2021"), and so does a weekday beside a
    date that fits one reading alone ("Friday, 12/05/2023").
    """
    shown = {order for c in candidates if c.label == "numeric" for order in _shows(text, c)}
    return shown.pop() if len(shown) == 1 else None


def _shows(text: str, candidate: Candidate) -> Iterator[bool]:
    groups = candidate.groups
    order = _order(groups)
    if order is not None:
        if groups.get("s") != ".":
            yield order
        return
    lead = re.search(r"(\w+day),?\s*$", text[max(0, candidate.start - 14) : candidate.start])
    weekday = lead[1].lower() if lead else ""
    if weekday not in _WEEKDAYS or "y1" not in groups:
        return
    a, b, year = int(groups["a"]), int(groups["b"]), int(groups["y1"])
    readings = ((True, _valid(year, b, a)), (False, _valid(year, a, b)))
    named = _WEEKDAYS.index(weekday)
    fits = [
        first for first, w in readings if w and dt.date.fromisoformat(w.date).weekday() == named
    ]
    if len(fits) == 1:
        yield fits[0]


def _either(a: int, b: int, groups: Mapping[str, str], published: dt.date | None) -> When | None:
    """Day or month first cannot be told, unless one reading alone lies close to publication."""
    readings = [w for w in (_valid(int(groups["y1"]), *p) for p in ((a, b), (b, a))) if w]
    if published is None:
        return None
    near = [
        w for w in readings if -31 <= (dt.date.fromisoformat(w.date) - published).days <= 3
    ]  # fmt: skip
    return near[0] if len(near) == 1 else None


def _relative(candidate: Candidate, published: dt.date | None, ahead: bool) -> When | None:
    if published is None:
        return None
    groups = candidate.groups
    if "wd" in groups:
        weekday = _WEEKDAYS.index(groups["wd"].lower())
        back = (published.weekday() - weekday) % 7
        days = (7 - back) % 7 or 7 if ahead else -back
    elif candidate.label == "same":
        return None
    else:
        days = _OFFSETS.get(re.sub(r"\s+", " ", groups["rel"].lower()), 0)
    try:
        return When((published + dt.timedelta(days)).isoformat(), None, "resolved")
    except OverflowError:  # the day before year 1, or behind year 9999
        return None


_OTHERS = (r"\b{reporting}\b[^,.;]{0,40}(?:day,\s)?$", r"\b{other_date}\b[^,.;]{0,40}$")
_LEAD = 90
"""Characters before a date that say what it is the date of."""


def is_others(text: str, start: int, rules: Rules) -> bool:
    """Say whether the words before a date give it to something else than a meeting.

    "The ministry said on October 18", "the agreement signed on 4 May".
    """
    lead = text[max(0, start - _LEAD) : start]
    return any(rules.regex(cue, re.IGNORECASE).search(lead) for cue in _OTHERS)


def full_days(
    candidates: Sequence[Candidate], first: bool | None = None
) -> Iterator[tuple[Candidate, dt.date]]:
    """Yield the candidates that name one full day, with that day; ``first`` as day_first."""
    for candidate in candidates:
        if candidate.label in ("day", "iso", "numeric"):
            when = resolve(candidate, day_first=first)
            if when and len(when.date) == 10 and when.date[0] != "X":
                yield candidate, dt.date.fromisoformat(when.date)
