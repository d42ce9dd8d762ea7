"""What date words mean: full dates by themselves, all others counted from the publication date.

dateparser reads the day and the month of a candidate, never free text; weekdays, ranges and
missing years are worked out here. A weekday in news is the latest such day up to the publication
date, that day included, and the next one when the sentence looks ahead.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import permutations

from extract import numeric
from extract.dates import LEAP_YEAR, Candidate, read_day, weekday

_OFFSETS = {"yesterday": -1, "last night": -1, "last evening": -1, "tomorrow": 1,
            "day before yesterday": -2, "day after tomorrow": 2}  # fmt: skip
_TODAY = ("today", "earlier today", "later today", "tonight", "this morning", "this afternoon",
          "this evening")  # fmt: skip
NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_YEAR = 366
_BACK, _AHEAD = (-31, 3), (-1, 120)
"""Days from publication within which a numeric date of unknown order is looked for."""
_SATURDAY = 5
_WEEKS = 62
"""Days in which the nearest "Tuesday 7" or "the 4th" is looked for."""
_SOON = 40
"""Days from publication in which a day without its year may still lie ahead."""


@dataclass(frozen=True, slots=True)
class When:
    """A date as EDTF (level 0, or ``XXXX-06-12``), the last day of several, and the basis."""

    date: str
    end_date: str | None
    basis: str

    @property
    def day(self) -> dt.date | None:
        """The first day, None where the date is a month, a year or has no year."""
        full = len(self.date) == 10 and self.date[0] != "X"
        return dt.date.fromisoformat(self.date) if full else None


@dataclass(frozen=True, slots=True)
class Clues:
    """What the article tells for dates that are not full.

    ``published`` is the publication date. ``year`` stands in for a missing year when there is none,
    ``years`` are those among which a weekday may choose. ``day_first`` is the order of numeric
    dates (:func:`extract.numeric.day_first`); unless it is known, "4/5/2021" stays open.
    ``dateline`` is the dateline's date where that has no year: what "today" means then.
    """

    published: dt.date | None = None
    year: int | None = None
    years: tuple[int, ...] = ()
    day_first: bool | None = None
    dateline: When | None = None


def resolve(
    candidate: Candidate, clues: Clues | None = None, *, ahead: bool = False
) -> When | None:
    """Work out what a candidate means, or None when the text does not say.

    ``ahead``: the sentence speaks of the future. Candidates labelled ``same`` count from another
    meeting's day, which this function does not know: None.
    """
    clues = clues or Clues()
    groups, label = candidate.groups, candidate.label
    if label in _ABSOLUTE:
        return _ABSOLUTE[label](groups, clues, ahead)
    if clues.published is None:
        today = clues.dateline if groups.get("rel", "").lower() in _TODAY else None
        return replace(today, basis="resolved") if today else None
    count = _COUNTED.get(label)
    try:
        return count(groups, clues.published, ahead) if count else None
    except (OverflowError, ValueError):  # the day before year 1, or behind year 9999
        return None


def full_days(
    candidates: Sequence[Candidate], first: bool | None = None
) -> Iterator[tuple[Candidate, dt.date]]:
    """Yield the candidates that name one full day, with that day; ``first`` as ``day_first``."""
    for candidate in candidates:
        if candidate.label in ("day", "iso", "numeric"):
            when = resolve(candidate, Clues(day_first=first))
            if when and when.day:
                yield candidate, when.day


def _iso(groups: Mapping[str, str], _clues: Clues, _ahead: bool) -> When | None:
    return _valid(int(groups["y1"]), int(groups["m1"]), int(groups["d1"]))


def _bare_year(groups: Mapping[str, str], _clues: Clues, _ahead: bool) -> When:
    return When(groups["y1"], None, "explicit")


def _named(groups: Mapping[str, str], clues: Clues, ahead: bool) -> When | None:
    first_month = groups.get("m1", groups.get("m2", ""))
    first = read_day(f"{groups['d1']} {first_month}")
    last = read_day(f"{groups['d2']} {groups.get('m2', first_month)}") if "d2" in groups else None
    if first is None or ("d2" in groups and last is None):
        return None
    wraps = last is not None and last < first
    if last == first or (wraps and last and (first[0] - last[0]) % 12 < 9):
        return None  # runs backwards: not even December to January
    stated = groups.get("y2") or groups.get("y1")
    if stated:
        begin = int(groups.get("y1", int(stated) - wraps))
        return _span(begin, first, int(stated), last, "explicit")
    near = _year(first, groups.get("wd"), clues, ahead)
    if near:
        return _span(near, first, near + wraps, last, "resolved")
    open_end = f"XXXX-{last[0]:02}-{last[1]:02}" if last else None
    return None if clues.published else When(_open(first), open_end, "explicit")


def _open(day: tuple[int, int]) -> str:
    return f"XXXX-{day[0]:02}-{day[1]:02}"


def _span(
    year: int, first: tuple[int, int], end_year: int, last: tuple[int, int] | None, basis: str
) -> When | None:
    start = _valid(year, *first, basis)
    end = _valid(end_year, *last, basis) if last else None
    if start is None or (last and (end is None or end.date <= start.date)):
        return None
    return When(start.date, end.date if end else None, basis)


def _valid(year: int, month: int, day: int, basis: str = "explicit") -> When | None:
    try:
        return When(dt.date(year, month, day).isoformat(), None, basis)
    except ValueError:
        return None


def _year(day: tuple[int, int], named: str | None, clues: Clues, ahead: bool) -> int | None:
    """Return the year of a day without one: nearest to publication, else the one that fits."""
    if clues.published:
        return _nearest_year(day, named, clues.published, ahead)
    if clues.year:
        return clues.year
    fitting = [year for year in clues.years if named and _falls_on(year, day, named)]
    return fitting[0] if len(fitting) == 1 else None


def _falls_on(year: int, day: tuple[int, int], named: str) -> bool:
    when = _valid(year, *day)
    return bool(when and when.day and when.day.weekday() == weekday(named))


def _nearest_year(
    day: tuple[int, int], named: str | None, published: dt.date, ahead: bool
) -> int | None:
    """The year that puts the day before the publication date, or after it when looking ahead.

    A month of slack when looking ahead, for what is announced late; otherwise a day that is eleven
    months ago is rather one soon to come, whatever the sentence. A weekday may name another year.
    """
    years = (published.year, published.year + 1, published.year - 1)
    near = [year for year in years if _near(_valid(year, *day), published, ahead)]
    fitting = [year for year in near if named and _falls_on(year, day, named)]
    return next(iter(fitting or near), None)


def _near(when: When | None, published: dt.date, ahead: bool) -> bool:
    if when is None or when.day is None:
        return False
    first, last = (-30, _YEAR - 31) if ahead else (_SOON - _YEAR, _SOON)
    return first <= (when.day - published).days < last


def _numeric(groups: Mapping[str, str], clues: Clues, ahead: bool) -> When | None:
    a, b = int(groups["a"]), int(groups["b"])
    order = numeric.order(groups)
    if order is None:
        order = clues.day_first
    if order is None and clues.published:
        order = numeric.by_weekday(groups, clues.published.year)
    if order is None and a != b:
        return _either(groups, clues.published, ahead)
    day, month = (b, a) if order is False else (a, b)
    year = numeric.year(groups)
    if year:
        return _valid(year, month, day)
    fitting = _year((month, day), None, clues, ahead)
    if fitting:
        return _valid(fitting, month, day, "resolved")
    known = _valid(LEAP_YEAR, month, day)
    return When(_open((month, day)), None, "explicit") if known else None


def _either(groups: Mapping[str, str], published: dt.date | None, ahead: bool) -> When | None:
    """Day or month first cannot be told, unless one reading alone lies close to publication."""
    year, first, last = numeric.year(groups), *(_AHEAD if ahead else _BACK)
    if published is None or year is None:
        return None
    pairs = permutations((int(groups["a"]), int(groups["b"])))
    readings = [w for month, day in pairs if (w := _valid(year, month, day, "resolved"))]
    near = [w for w in readings if w.day and first <= (w.day - published).days <= last]
    return near[0] if len(near) == 1 else None


def _month(groups: Mapping[str, str], clues: Clues, ahead: bool) -> When | None:
    """A month, that of a missing year being the latest begun, or the next when looking ahead."""
    read = read_day(f"1 {groups['m1']}")
    if read is None:
        return None
    if "y1" in groups:
        return When(f"{groups['y1']}-{read[0]:02}", None, "explicit")
    published = clues.published
    if published is None:
        return None
    shift = {"this": 0, "next": 1, "last": -1}.get(groups.get("which", ""))
    if shift is None:
        past = not ahead and read[0] > published.month
        to_come = ahead and read[0] < published.month
        shift = to_come - past
    return When(f"{published.year + shift:04}-{read[0]:02}", None, "resolved")


def _relative(groups: Mapping[str, str], published: dt.date, _ahead: bool) -> When:
    word = re.sub(r"\s+", " ", groups["rel"].lower())
    count = groups.get("count", "").lower()
    days = -(NUMBERS.get(count) or int(count)) if count else _OFFSETS.get(word, 0)
    return _resolved(published + dt.timedelta(days))


def _resolved(first: dt.date, last: dt.date | None = None) -> When:
    return When(first.isoformat(), last.isoformat() if last else None, "resolved")


def _weekday(groups: Mapping[str, str], published: dt.date, ahead: bool) -> When | None:
    """A weekday, or the first and last of several."""
    first, last = weekday(groups["wd"]), weekday(groups.get("wd2", groups["wd"]))
    if first is None or last is None:
        return None
    length = (last - first) % 7
    week = groups.get("week", "").split(" ")[0].lower()
    turn = groups.get("turn", "").split(" ")[0].lower()
    monday = published - dt.timedelta(published.weekday())
    if week:
        start = monday + dt.timedelta(first + 7 * ((week == "next") - (week == "last")))
    elif turn == "next":
        start = monday + dt.timedelta(7 + first)
    else:
        back = (published.weekday() - first - length) % 7 + length
        if turn in ("last", "past") and back == 0:
            back = 7
        on = (first - published.weekday()) % 7 or 7
        looks_on = turn not in ("last", "past") and (ahead or turn in ("coming", "the"))
        start = published + dt.timedelta(on if looks_on else -back)
    return _resolved(start, start + dt.timedelta(length) if length else None)


def _numbered(groups: Mapping[str, str], published: dt.date, ahead: bool) -> When | None:
    """The nearest "Tuesday 7" or "the 4th", up to the publication date or from it."""
    number, named = int(groups["d1"]), groups.get("wd")
    for distance in range(_WEEKS):
        day = published + dt.timedelta(distance if ahead else -distance)
        if day.day == number and (named is None or day.weekday() == weekday(named)):
            last = _day_after(day, int(groups["d2"])) if "d2" in groups else None
            return _resolved(day, last)
    return None


def _day_after(day: dt.date, number: int) -> dt.date | None:
    """The next day of the month with a number, at most a month on."""
    days = (day + dt.timedelta(n) for n in range(1, 31))
    return next((one for one in days if one.day == number), None)


def _period(groups: Mapping[str, str], published: dt.date, _ahead: bool) -> When | None:
    """A month or year; of a week that month or year in which all of it lies."""
    shift = {"last": -1, "next": 1}.get(groups["which"].lower(), 0)
    if groups["unit"] == "year":
        return When(f"{published.year + shift:04}", None, "resolved")
    if groups["unit"] == "month":
        months = published.year * 12 + published.month - 1 + shift
        return When(f"{months // 12:04}-{months % 12 + 1:02}", None, "resolved")
    monday = published + dt.timedelta(7 * shift - published.weekday())
    sunday = monday + dt.timedelta(6)
    if groups["unit"] == "weekend":
        weeks = published.weekday() < _SATURDAY and groups["which"].lower() == "the"
        monday, sunday = (
            day - dt.timedelta(7 * weeks) for day in (sunday - dt.timedelta(1), sunday)
        )
    first, last = monday.isoformat(), sunday.isoformat()
    shared = first[:7] if first[:7] == last[:7] else first[:4] if first[:4] == last[:4] else ""
    return When(shared, None, "resolved") if shared else None


_Absolute = Callable[[Mapping[str, str], Clues, bool], When | None]
_Relative = Callable[[Mapping[str, str], dt.date, bool], When | None]
_ABSOLUTE: Mapping[str, _Absolute] = {
    "day": _named, "range": _named, "iso": _iso, "numeric": _numeric, "month": _month,
    "year": _bare_year,
}  # fmt: skip
"""What reads the candidates that can stand without a publication date, by their label."""
_COUNTED: Mapping[str, _Relative] = {
    "weekday": _weekday, "weekdays": _weekday, "weekday-day": _numbered, "day-only": _numbered,
    "relative": _relative, "period": _period,
}  # fmt: skip
"""What counts the others from the publication date."""
