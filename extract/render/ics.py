"""iCalendar (RFC 5545): one all-day event a record, for calendars; needs the extra ``ics``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta, timezone
from typing import Any, TextIO

from extract.errors import ExtractError
from extract.record import Record
from extract.render import PLAIN, Style
from extract.render._facts import facts, heading, venue
from extract.render._names import urn
from extract.render._plain import one_line

try:  # this module is itself imported for those alone who ask for the format
    from icalendar import Event
    from icalendar.prop import vCalAddress, vCategory, vText
except ImportError:
    raise ExtractError(
        "the format ics needs icalendar; pip install 'meeting-extract[ics]', or choose another"
    ) from None

_HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//meeting-extract//EN\r\n"
_TAIL = "END:VCALENDAR\r\n"
_STATUS = {"postponed": "CANCELLED", "cancelled": "CANCELLED"}
"""The others are confirmed. What was put off does not take place on its day: no event is left."""
_DAY = timedelta(days=1)


def write(records: Iterable[Record], stream: TextIO, style: Style = PLAIN) -> None:
    r"""Write a calendar with an event for each record whose day is known; lines end in ``\r\n``.

    A record without a whole day is left out, and noted.
    """
    stream.write(_HEAD)
    for record in records:
        if first := _day(record["date"]):
            stream.write(_event(record, first, style).to_ical().decode())
        else:
            style.note(f"{_name(record)}: not in the calendar, since {_why(record['date'])}")
    stream.write(_TAIL)


def _event(record: Record, first: date, style: Style) -> Event:
    event = Event()
    event["UID"] = _text(f"{record['id']}@meeting-extract")
    # When the report was made, for the time of writing would make every run differ.
    reported = _day(record["published"]) or first
    event.add("dtstamp", datetime.combine(reported, time(), timezone.utc))
    event.add("dtstart", first)
    event.add("dtend", _last(record, first, style) + _DAY)
    event["SUMMARY"] = _text(heading(record))
    if where := venue(record["venue"]):
        event["LOCATION"] = _text(where)
    event.add("status", _STATUS.get(record["status"], "CONFIRMED"))
    event.add("transp", "TRANSPARENT")  # the reader is not taken up by it
    if record["labels"]:
        event["CATEGORIES"] = _categories(record["labels"])
    event["DESCRIPTION"] = _Text("\n".join(_description(record)))
    event["ATTENDEE"] = list(_attendees(record))
    return event


def _last(record: Record, first: date, style: Style) -> date:
    """Return the last day, the first where no later one is known."""
    told = record["end_date"]
    last = _day(told)
    if told and (last is None or last < first):
        why = f"{told} is before it" if last else _why(told)
        style.note(f"{_name(record)}: its first day alone is in the calendar, since {why}")
    return max(first, last or first)


def _description(record: Record) -> Iterator[str]:
    known = dict(facts(record))
    shown = {"status": [one_line(record["status"])]} | known
    for label in ("status", "sides", "chairs", "with", "topics", "source"):
        if label in shown:
            yield f"{label.capitalize()}: {'; '.join(shown[label])}"


def _attendees(record: Record) -> Iterator[vCalAddress]:
    for key, part in (("co_chairs", "CHAIR"), ("participants", "REQ-PARTICIPANT")):
        for number, person in enumerate(record[key]):
            # An address is demanded, but none is known, and calendars write to those that look
            # like mail, ".invalid" ones too. A name of each person's own goes nowhere; with one
            # for all, some calendars would show one person.
            address = vCalAddress(urn(record["id"], key, number))
            # Parameters have no backslash escapes, but readers take them for some.
            address.params["CN"] = one_line(person["name"]).replace("\\", "/")
            address.params["ROLE"] = part
            yield address


def _categories(labels: Iterable[str]) -> vCategory:
    categories = vCategory([])
    categories.cats = [_text(label) for label in labels]
    return categories


class _Text(vText):
    r"""Text that reads as it was given: vText takes the ``\N`` of ``C:\News`` for a line end."""

    def to_ical(self) -> bytes:
        return re.sub(r"[\\;,]", r"\\\g<0>", self).replace("\n", r"\n").encode()


def _text(words: str) -> Any:
    return _Text(one_line(words))


def _day(told: str | None) -> date | None:
    """Return a whole day; None for all else, and for the last of all, which no day follows."""
    if not told or not re.fullmatch(r"\d{4}-\d\d-\d\d", told, re.ASCII):
        return None
    try:
        day = date.fromisoformat(told)
    except ValueError:
        return None
    return day if day < date.max else None


def _why(told: str | None) -> str:
    return f"{told} is no whole day of a known year" if told else "its date is not known"


def _name(record: Record) -> str:
    return f"{one_line(record['source'])}: {heading(record)}"
