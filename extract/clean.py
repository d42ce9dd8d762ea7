"""Tell an article's title, body and date lines from what a web page leaves around them.

The text is cut into units, mostly lines (:mod:`extract.clean_units`). The cues of
``patterns/boilerplate.jsonl`` say what a unit is by its wording; general features (length, closing
punctuation, share of function words, repetition) say whether it is prose. The body is the run of
units with the greatest sum of values, prose counting for it and page furniture against it.

A cue sees the first 300 characters of a unit; of units of more than 45 words only a rule with
``"where": "any"`` speaks, inside a body none of "outside". All work is linear in the
length of the text.

Labels of the rules:

======== ===========================================================================
drop     the unit is page furniture
page     so is it: the head or foot of a printed page, across which the body goes on
skip     so is it, and with it the short lines that follow ("Read also")
stop     so is it and all that follows, unless long new prose comes after ("Related news")
end      so is it and all that follows, once there is a body ("Leave a comment")
credit   a picture's credit; the short line before it is the caption
meta     the article's own date or author, wherever it stands
date     a line of a date only: the article's own, or the page's clock
byline   the author's line, with or without a date, where no related story can be meant
prefix   a leading part that is cut off and is "meta"
======== ===========================================================================
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from extract.article import Block
from extract.clean_units import BULLET, Unit, find_units
from extract.rules import Rules

_HEADINGS = ("skip", "stop", "end")
"""Labels of the lines that head a list of something else."""
_COSTS = {"date": -25.0, "byline": -25.0, "meta": -25.0, "stop": -60.0, "end": -150.0}
"""What lines that seldom stand inside a body take off its sum, in words of prose."""
_FIRST = 15.0
"""What the place behind a date or byline adds to a paragraph, in words of prose."""
_MUCH = 60.0
"""Sum of a run that is a body beyond doubt."""
_LEAD = 4
"""Units from a date or byline to the first paragraph."""
_LONG, _SOME = 70, 20
"""Words of a paragraph that is no teaser, alone or with more behind it."""
_TOLD = 8
"""Paragraphs that a headline sums up."""
_TEASER = 45
"""Words of the longest teaser."""
_NEAR = 6
"""Units up to the next teaser of a list."""


def blocks(text: str, rules: Rules) -> list[Block]:
    """Cut ``text`` into blocks, in order; each non-blank line belongs to at least one.

    There is at most one title. A line is cut where a date stands before the title on it. Raises
    nothing, whatever the text.
    """
    units = find_units(text, rules)
    first, last = _body_range(units)
    letterhead = rules.regex(r"^(?:the )?{letterhead} ", re.IGNORECASE)
    title = _title(units, first, letterhead)
    kinds = _outside(units, first, last, title) | _inside(units, first, last, title)
    return [Block(u.start, u.end, *kinds[i]) for i, u in enumerate(units)]


def body(text: str, blocks: Sequence[Block]) -> str:
    """Return the body's paragraphs verbatim, a blank line between them, bullets on lines of theirs.

    A body that is not empty ends in a newline.
    """
    parts = [text[b.start : b.end] for b in blocks if b.kind == "body"]
    if not parts:
        return ""
    joined = [parts[0]]
    for before, part in pairwise(parts):
        joined += ["\n" if BULLET.match(before) and BULLET.match(part) else "\n\n", part]
    return "".join(joined) + "\n"


def _value(unit: Unit, hushed: bool) -> float:
    """Return what a unit adds to a body; short prose after a "stop" heading is a teaser.

    Words about the site cost little: in the midst of a body they may be its own.
    """
    if unit.listed:
        return 0.5
    if unit.label or unit.repeated or unit.foreign or unit.menu:
        return _COSTS.get(unit.label, -4.0)
    if (hushed and (unit.prose or unit.ended)) or (unit.site and unit.prose):
        return -1.0
    if unit.prose:
        return float(min(unit.words, 40))
    if unit.ended and (unit.stops > 0 or unit.words >= 8):
        return max(unit.words / 2, min(unit.words, 5.0))
    return -1.0 if unit.bullet and unit.stops > 0 else -4.0


def _values(units: Sequence[Unit]) -> Iterator[float]:
    """Yield the value of each unit among its neighbours.

    A lone paragraph among short lines is rather a teaser, above all beside another such; a long
    run of short lines is a menu.
    """
    hushed, body_words, run = False, 0, 0
    for i, unit in enumerate(units):
        if unit.label in ("stop", "end"):
            hushed = body_words >= 40
        elif hushed and _resumes(units, i):
            hushed = False
        own = _value(unit, hushed)
        value = _among(units, i, own)
        body_words += unit.words * (value > 0)
        if own > 0:
            run = 0
            yield value
        else:
            yield value - min(run, 6)
            run += 1


def _lead(units: Sequence[Unit]) -> int:
    """Return the place of the first prose close behind a date or byline, -1 when there is none."""
    dated = -_LEAD
    for i, unit in enumerate(units):
        dated = i if _dated(unit) else dated
        if unit.prose and not unit.label and i - dated < _LEAD:
            return i
    return -1


def _among(units: Sequence[Unit], i: int, value: float) -> float:
    """Return a unit's value in view of its neighbours."""
    if value <= 0 or not units[i].prose or _accompanied(units, i):
        return value
    return -1.0 if _teaser(units, i) else value / 2


def _resumes(units: Sequence[Unit], i: int) -> bool:
    """Tell whether the article goes on at a unit after a list of related stories.

    A teaser is short and alone; what goes on is long, or more prose or a list of points follows.
    """
    unit, after = units[i], units[i + 1 : i + 3]
    more = any(u.prose and not u.label for u in after[:1])
    points = any(u.bullet and u.ended and u.stops > 0 for u in after)
    long = unit.words >= _LONG or (unit.words >= _SOME and (more or points))
    return unit.prose and not unit.label and long


def _teaser(units: Sequence[Unit], i: int) -> bool:
    """Tell whether a paragraph is short, alone, and not the only such close by."""
    near = range(max(0, i - _NEAR), min(len(units), i + _NEAR + 1))
    return _lone(units, i) and any(_lone(units, j) for j in near if j != i)


def _lone(units: Sequence[Unit], i: int) -> bool:
    unit = units[i]
    lone = unit.prose and not unit.label and unit.words <= _TEASER
    return lone and not _accompanied(units, i)


def _accompanied(units: Sequence[Unit], i: int) -> bool:
    """Tell whether prose or a point stands beside a unit, heads and feet of pages aside."""
    before, after = reversed(units[max(0, i - 2) : i]), units[i + 1 : i + 3]
    near = [next((u for u in side if u.label != "page"), None) for side in (before, after)]
    return any(u and (u.prose or u.ended or u.bullet) and not u.label for u in near)


def _body_range(units: Sequence[Unit]) -> tuple[int, int]:
    """Return the first and last unit of the run with the greatest sum; last < first when none.

    Before there is much of a body, the first prose behind a date or byline counts more.
    """
    best, found, total, start = 0.0, (0, -1), 0.0, 0
    lead = _lead(units)
    for i, value in enumerate(_values(units)):
        if total <= 0:
            total, start = 0.0, i
        total += value + _FIRST * (i == lead and value > 0 and best < _MUCH)
        if total > best:
            best, found = total, (start, i)
        if units[i].label == "end" and best >= 80:
            break
    return found if found[1] >= 0 else _longest(units)


def _longest(units: Sequence[Unit]) -> tuple[int, int]:
    """Return the place of the longest unit no rule speaks against: a text without any prose."""
    words = [0 if u.label or u.menu or u.foreign else u.words for u in units]
    top = max(words, default=0)
    return (words.index(top), words.index(top)) if top else (0, -1)


def _title(units: Sequence[Unit], first: int, letterhead: re.Pattern[str]) -> int:
    """Return the place of the headline, -1 when there is none.

    A headline shares words with the body's first paragraphs, is a line of some length, and stands
    right above a date or byline or near the body; the name of who issued the text is seldom one.
    """
    told = set(" ".join(u.key for u in units[first : first + _TOLD]).split())
    best, place = 0.3, -1
    for i, unit in enumerate(units[:first]):
        if unit.label or unit.menu or unit.foreign or unit.bullet or not 2 <= unit.words <= 40:
            continue
        words = [w for w in unit.key.split() if len(w) > 3]
        score = sum(w in told for w in words) / (len(words) + 2)
        score += 0.04 * min(unit.words, 10) + 0.1 / (first - i)
        score += 0.15 * any(map(_dated, units[i + 1 : i + 4]))
        score += 0.6 * (i > 0 and units[i - 1].label == "prefix")
        score -= 0.4 * unit.text.endswith(".") + 0.3 * unit.repeated + 0.15 * (unit.words < 4)
        score -= 0.4 * bool(letterhead.match(unit.text))
        if score > best:
            best, place = score, i
    return place if place >= 0 else _line_above(units, first)


def _line_above(units: Sequence[Unit], first: int) -> int:
    """Return the place of the line above the body and its date lines, a title by its place."""
    place = first - 1
    while place >= 0 and units[place].label in ("date", "byline", "credit"):
        place -= 1
    unit = units[place] if place >= 0 else None
    good = unit and not (unit.label or unit.menu or unit.foreign or unit.bullet or unit.repeated)
    return place if unit and good and 2 <= unit.words <= 40 and not unit.ended else -1


def _dated(unit: Unit) -> bool:
    return unit.label in ("meta", "prefix", "date", "byline")


def _outside(
    units: Sequence[Unit], first: int, last: int, title: int
) -> dict[int, tuple[str, str]]:
    """Say what the units before and after the body are."""
    result: dict[int, tuple[str, str]] = {}
    dated = any(map(_dated, units[max(title, 0) : max(first, 0)]))
    headings = (i for i in range(last + 1, len(units)) if units[i].label in _HEADINGS)
    closing = next(headings, len(units))
    for i, unit in enumerate(units):
        clock = unit.label == "date" and ((i < title and dated) or i > min(last + 6, closing))
        own = _dated(unit) and not clock and not (unit.label == "byline" and i > closing)
        kind = "title" if i == title else "meta" if own else "boilerplate"
        rule = unit.rule.id if unit.rule else "clean.title" if i == title else "clean.outside"
        result[i] = kind, rule
    return result


def _inside(units: Sequence[Unit], first: int, last: int, title: int) -> dict[int, tuple[str, str]]:
    """Say what the units from the first to the last of the body are."""
    result: dict[int, tuple[str, str]] = {}
    skipping = ""
    told = {units[title].key} if title >= 0 else set()
    if first == last and not units[first].rule:
        return {first: ("body", "clean.single")}
    for i in range(first, last + 1):
        unit = units[i]
        if (skipping == "skip" and unit.prose) or (skipping and _resumes(units, i)):
            skipping = ""
        if unit.label in _HEADINGS:
            skipping = unit.label
        result[i] = _verdict(units, i, skipping, told)
        told.add(unit.key)
        if unit.label == "credit" and i > first and not unit.spaced and _caption(units[i - 1]):
            result[i - 1] = "boilerplate", "clean.caption"
    return result


def _caption(unit: Unit) -> bool:
    return unit.words <= 25 and not unit.bullet


def _verdict(units: Sequence[Unit], i: int, skipping: str, told: set[str]) -> tuple[str, str]:
    unit = units[i]
    if unit.listed and not skipping:
        return "body", "clean.item"
    if unit.rule and not _parts_prose(units, i):
        return ("meta" if _dated(unit) and not skipping else "boilerplate"), unit.rule.id
    reason = "clean.listed" if skipping else _against(units, i, told)
    if reason:
        return "boilerplate", reason
    if unit.sentence:
        return "body", "clean.prose"
    if unit.bullet or unit.ended:
        return "body", "clean.item"
    heads = unit.words <= 16 and any(u.prose or u.bullet for u in units[i + 1 : i + 3])
    return ("body", "clean.heading") if heads else ("boilerplate", "clean.short")


def _parts_prose(units: Sequence[Unit], i: int) -> bool:
    """Tell whether a section's name ("Economy"), furniture elsewhere, heads a part of the body."""
    rule = units[i].rule
    outside = rule is not None and rule.extra.get("where") == "outside"
    around = (*units[i - 1 : i], *units[i + 1 : i + 2])
    return (
        outside
        and units[i].spaced
        and len(around) == 2
        and all(u.sentence or u.listed for u in around)
    )


def _against(units: Sequence[Unit], i: int, told: set[str]) -> str:
    """Return what speaks against a unit between the first and the last of the body."""
    unit = units[i]
    if i + 1 < len(units) and units[i + 1].rule and units[i + 1].key.startswith(unit.key):
        return "clean.caption"  # the caption, then again with its credit
    if unit.foreign:
        return "clean.foreign"
    if unit.repeated and (unit.key in told or not unit.sentence):
        return "clean.repeated"
    if unit.echo:
        return "clean.echo"
    return "clean.menu" if unit.menu or not unit.words else ""
