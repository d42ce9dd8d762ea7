"""In which order a text writes its numeric dates: "4/5/2021" is in April or in May."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Container, Iterator, Mapping, Sequence
from itertools import permutations

from extract import dates
from extract.dates import Candidate, read_day, weekday
from extract.rules import Rules

_NEAR = 10
"""Days from a date in words that a numeric one of the same article is likely to lie within."""
_CENTURY = 2000
_NUMERIC = re.compile(r"\d\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{4}")
"""What every numeric date with its year has by the shipped rules."""
_Told = tuple[int | None, int] | tuple[int, int, int | None]
"""A day in words: weekday and day of the month, or month, day and year; None if not told."""


def year(groups: Mapping[str, str]) -> int | None:
    """Return the year of a numeric date, two digits being of this century; None without one."""
    if "yy" in groups:
        return _CENTURY + int(groups["yy"])
    return int(groups["y1"]) if "y1" in groups else None


def order(groups: Mapping[str, str]) -> bool | None:
    """Say whether a numeric date can only have the day first (True) or the month first (False)."""
    if groups.get("s") in (None, ".") or int(groups["a"]) > 12:
        return True
    return False if int(groups["b"]) > 12 else None


def by_weekday(groups: Mapping[str, str], near: int) -> bool | None:
    """Say which order puts a numeric date on its weekday in a year; None without a weekday."""
    named, full = weekday(groups.get("wd", "")), {**groups, "y1": str(near)}
    fits = [first for first, day in _readings(full) if day.weekday() == named]
    return fits[0] if len(fits) == 1 else None


def day_first(text: str, rules: Rules) -> bool | None:
    """Say whether a text's numeric dates have the day first; None when it shows neither.

    A date that can be read one way alone shows it ("24/06/2021"), and so does a weekday beside a
    date that fits one reading alone ("Friday, 12/05/2023"). Else the dates in words do, where one
    reading alone lies close to any of them.
    """
    if rules.are_shipped and not _NUMERIC.search(text):
        return None
    candidates = dates.find(text, rules)
    numbers = [c for c in candidates if c.label == "numeric" and "y1" in c.groups]
    shown = {said for c in numbers for said in _shows(c)}
    years = {int(c.groups["y1"]) for c in numbers}
    yearless = [c.groups for c in candidates if c.label == "numeric" and "y1" not in c.groups]
    shown |= {said for g in yearless for y in years if (said := by_weekday(g, y)) is not None}
    if not shown:
        told = set(_told(candidates))
        shown = {said for c in numbers for said in _beside(c, told)}
    return shown.pop() if len(shown) == 1 else None


def _shows(candidate: Candidate) -> Iterator[bool]:
    groups = candidate.groups
    said = order(groups)
    if said is not None:
        if groups["s"] != ".":
            yield said
        return
    named = by_weekday(groups, int(groups["y1"]))
    if named is not None:
        yield named


def _readings(groups: Mapping[str, str]) -> Iterator[tuple[bool, dt.date]]:
    """Yield both readings of a numeric date, those that are days: the one with the day first."""
    pairs = permutations((int(groups["b"]), int(groups["a"])))
    for first, (month, day) in zip((True, False), pairs):
        try:
            yield first, dt.date(int(groups["y1"]), month, day)
        except ValueError:
            continue


def _beside(candidate: Candidate, told: Container[_Told]) -> Iterator[bool]:
    """Yield the order in which a numeric date lies close to a day in words, if one order does."""
    close = [first for first, day in _readings(candidate.groups) if _close(day, told)]
    if len(close) == 1 and candidate.groups["a"] != candidate.groups["b"]:
        yield close[0]


def _told(candidates: Sequence[Candidate]) -> Iterator[_Told]:
    """Yield the days that a text tells in words: "May 30", "Tuesday 7"."""
    for groups, label in ((c.groups, c.label) for c in candidates):
        if label == "weekday-day":
            yield weekday(groups["wd"]), int(groups["d1"])
        elif label in ("day", "range"):
            read = read_day(f"{groups['d1']} {groups.get('m1', groups.get('m2', ''))}")
            stated = groups.get("y1") or groups.get("y2")
            if read:
                yield *read, int(stated) if stated else None


def _close(day: dt.date, told: Container[_Told]) -> bool:
    """Whether a day lies near one told in words."""
    near = [day + dt.timedelta(n) for n in range(-_NEAR, _NEAR + 1)]
    return any(
        way in told
        for d in near
        for way in ((d.weekday(), d.day), (d.month, d.day, d.year), (d.month, d.day, None))
    )
