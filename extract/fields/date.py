"""``date``, ``end_date`` and ``date_basis``: when the meeting was, and how that is known."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from extract import dates
from extract.attachment import CLAUSE
from extract.background import beside_background
from extract.dates import When
from extract.fields import Field, Value, nullable
from extract.marks import Mark, Sentence
from extract.meetings import Meeting

_EDTF = r"^(?:\d{4}(?:-\d\d(?:-\d\d)?)?|XXXX-\d\d-\d\d)$"
FIELDS = (
    Field(
        "date",
        nullable("string", pattern=_EDTF),
        "first day, EDTF: `2022-04-04`, `2022-04`, `2022`, or `XXXX-06-12` with no year known",
    ),
    Field(
        "end_date",
        nullable("string", pattern=_EDTF),
        "last day of a meeting of several days",
    ),
    Field(
        "date_basis",
        {"enum": ["explicit", "resolved", "published", None]},
        "`explicit`, `resolved` (worked out) or `published` (no date words: same-day news)",
    ),
)
NEEDS = ("status", "published")

_DATELINE = 60
_OPENING = 60
"""Characters between an anchor and the bare month or year that dates it."""
_VAGUE = r"\b{vague_date}\b"
_PRECISION = {"range": 0, "day": 0, "iso": 0, "numeric": 0, "relative": 1, "weekday": 1, "same": 2,
              "month": 3, "year": 4}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Dated:
    when: When
    mark: Mark
    label: str


def find(meeting: Meeting, found: Mapping[str, Any]) -> Iterator[Value]:
    """Yield the dates; nothing is resolved without a publication date to count from."""
    dated = _dated(meeting, found)
    if dated:
        when = dated.when
        counted = meeting.reading.published_mark if when.basis == "resolved" else None
        marks = [dated.mark, counted] if counted else [dated.mark]
        yield Value("date", when.date, tuple(m.evidence("date") for m in marks))
        end = (dated.mark.evidence("end_date"),) if when.end_date else ()
        yield Value("end_date", when.end_date, end)
        yield Value("date_basis", when.basis)
        return
    published = meeting.reading.published
    same_day = published and meeting.first and found["status"] == "held" and not _undatable(meeting)
    mark = meeting.reading.published_mark
    if same_day and published:
        yield Value("date", published.isoformat(), (mark.evidence("date"),) if mark else ())
        yield Value("end_date", None)
        yield Value("date_basis", "published")
        return
    yield from (Value("date", None), Value("end_date", None), Value("date_basis", None))


def _undatable(meeting: Meeting) -> bool:
    """Whether the anchor's sentence has date words that could not be resolved."""
    sentence, rules = meeting.anchor.sentence, meeting.reading.tools.rules
    if rules.regex(_VAGUE, re.IGNORECASE).search(sentence.text):
        return True
    candidates = dates.find(sentence.text, rules)
    return any(not dates.is_others(sentence.text, c.start, rules) for c in candidates)


def _dated(meeting: Meeting, found: Mapping[str, Any]) -> _Dated | None:
    """The best date of the anchor's sentence, else of the sentences around it."""
    ahead = meeting.ahead or found["status"] != "held"
    for group in _groups(meeting):
        options = [d for s in group for d in _options(meeting, s, ahead)]
        if options:
            anchor = meeting.anchor.position
            best = min(options, key=lambda d: (_PRECISION[d.label], abs(d.mark.start - anchor)))
            return best
    return None


def _groups(meeting: Meeting) -> Iterator[Sequence[Sentence]]:
    anchor = meeting.anchor.sentence
    yield [anchor]
    if not meeting.first:
        yield [s for s in meeting.sentences if s.paragraph == anchor.paragraph]
    own = [s for s in meeting.sentences if s is not anchor and s.part == "body"]
    if meeting.first:
        yield [s for s in own if s.index < anchor.index]
        yield [s for s in own if s.index == anchor.index + 1]
        yield [s for s in meeting.sentences if s.part == "title"]
        yield [s for s in own if anchor.index + 1 < s.index <= anchor.index + 3]
    else:
        lead = [s for s in meeting.reading.sentences if s.part == "body"][:3]
        yield lead


def _options(meeting: Meeting, sentence: Sentence, ahead: bool) -> Iterator[_Dated]:
    reading = meeting.reading
    year = _year(meeting)
    for candidate in dates.find(sentence.text, reading.tools.rules):
        mark = sentence.mark(
            candidate.start, candidate.end, "date", candidate.label, candidate.rule
        )
        if dates.is_others(sentence.text, candidate.start, reading.tools.rules):
            continue
        if not (candidate.names_day or _close(meeting, mark)):
            continue
        if _dateline(sentence, candidate.start) or beside_background(sentence, mark, ahead=ahead):
            continue
        when = dates.resolve(
            candidate, reading.published, ahead=ahead, year=year, day_first=reading.day_first
        )
        if when:
            yield _Dated(when, mark, candidate.label)


def _close(meeting: Meeting, mark: Mark) -> bool:
    """Whether a bare month or year stands beside the anchor; elsewhere it dates the topics."""
    sentence, cue = meeting.anchor.sentence, meeting.anchor.cue
    if not sentence.holds(mark):
        return False
    if mark.start < cue.start:
        return mark.start - sentence.start < _OPENING
    return mark.start - cue.end < _OPENING and not CLAUSE.search(sentence.between(cue, mark))


def _dateline(sentence: Sentence, start: int) -> bool:
    """Whether a date stands in the dateline: "NEW YORK, 22nd September, 2023 (WAM) --"."""
    if start > _DATELINE:
        return False
    lead = sentence.text[:start]
    behind = sentence.text[start : start + 60]
    return bool(
        re.match(r"^[\w\s/'’-]{2,40},\s*$", lead)
        and re.match(r"^[\w\s.,]{3,30}(?:\([^)]{2,30}\)\s*)?(?:--|[—–-]|:)\s", behind)
    )


def _year(meeting: Meeting) -> int | None:
    """The one year that the article's dates near the lead name, for dates without a year."""
    if meeting.reading.published:
        return None
    years = {
        int(c.groups[key])
        for s in meeting.reading.sentences[:6]
        for c in dates.find(s.text, meeting.reading.tools.rules)
        if c.label in ("day", "range", "iso")
        for key in ("y1", "y2")
        if key in c.groups
    }
    return years.pop() if len(years) == 1 else None
