"""``date``, ``end_date`` and ``date_basis``: when the meeting was, and how that is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from extract import timing
from extract.fields import Field, Value, nullable
from extract.marks import Mark
from extract.meetings import Meeting

if TYPE_CHECKING:
    from extract.reading import Reading

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


def find(meeting: Meeting, found: Mapping[str, Any]) -> Iterator[Value]:
    """Yield the dates; nothing is resolved without a publication date to count from."""
    ahead = meeting.ahead or found["status"] != "held"
    dated = timing.told(meeting, ahead=ahead)
    if dated:
        when = dated.when
        counted = meeting.reading.published_mark if when.basis == "resolved" else None
        marks = [dated.mark, counted] if counted else [dated.mark]
        yield Value("date", when.date, tuple(m.evidence("date") for m in marks))
        end_mark = dated.end_mark or dated.mark
        end = (end_mark.evidence("end_date"),) if when.end_date else ()
        yield Value("end_date", when.end_date, end)
        yield Value("date_basis", when.basis)
        return
    yield from _published(meeting) if not ahead else _open()


def _published(meeting: Meeting) -> Iterator[Value]:
    """Yield the publication date for news of the same day, which has no date words."""
    told, mark = _issued(meeting.reading)
    if told is None or timing.open_words(meeting):
        yield from _open()
        return
    yield Value("date", told, (mark.evidence("date"),) if mark else ())
    yield Value("end_date", None)
    yield Value("date_basis", "published")


def _issued(reading: Reading) -> tuple[str | None, Mark | None]:
    """The publication date, or a dateline's without its year, with the words of either."""
    line = reading.dateline
    if reading.published:
        return reading.published.isoformat(), reading.published_mark
    if line and line.date and reading.clues.dateline:
        return reading.clues.dateline.date, line.marked(line.date, "day", "date.dateline")
    return None, None


def _open() -> Iterator[Value]:
    yield from (Value(field.key, None) for field in FIELDS)
