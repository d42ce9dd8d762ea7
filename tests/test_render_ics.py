"""iCalendar: read by icalendar's own parser, and by a reader of RFC 5545 written out here."""

from __future__ import annotations

import re
import sys
from datetime import date, datetime, timezone
from itertools import pairwise

import pytest
from command import here, put, run  # noqa: F401 - a fixture
from fake_engine import record
from hypothesis import given
from hypothesis import strategies as st
from rendered import FULL, HOSTILE, hostile, written

from extract import render
from extract.errors import ExtractError
from extract.render._plain import one_line

icalendar = pytest.importorskip("icalendar", reason="icalendar is not installed")
WHEN = {"date": "2024-02-28"}


def lines(text: str) -> list[str]:
    """Unfold the content lines, after checks of their ends and lengths."""
    assert text.endswith("\r\n")
    assert not re.search(r"(?<!\r)\n|\r(?!\n)", text)
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    return text.replace("\r\n ", "")[:-2].split("\r\n")


def unescaped(value: str) -> str:
    return re.sub(r"\\(.)", lambda match: "\n" if match[1] in "nN" else match[1], value)


def event(*records, style=render.PLAIN):
    calendar = icalendar.Calendar.from_ical(written("ics", *records, style=style))
    (found,) = calendar.walk("VEVENT")
    return found


def test_a_record_is_an_event_of_all_day():
    found = event(FULL)
    assert found["DTSTART"].dt == date(2018, 11, 2)
    assert found["DTEND"].dt == date(2018, 11, 4)
    assert found["DTSTAMP"].dt == datetime(2018, 11, 3, tzinfo=timezone.utc)
    assert {key: str(found[key]) for key in ("UID", "SUMMARY", "LOCATION", "STATUS")} == {
        "UID": "a1@meeting-extract",
        "SUMMARY": "Security Dialogue, 1st round",
        "LOCATION": "Foreign Ministry, Baku, AZ (hybrid)",
        "STATUS": "CONFIRMED",
    }
    assert [str(label) for label in found["CATEGORIES"].cats] == ["energy", "security"]
    assert str(found["DESCRIPTION"]).split("\n") == [
        "Status: planned",
        "Sides: EU, Azerbaijan",
        "Chairs: Jean-Christophe Belliard, Deputy Secretary-General for Political Affairs of the "
        "External Action Service (EU); Araz Azimov (Azerbaijan)",
        "With: Hikmat Hajiyev, spokesman",
        "Topics: energy security of Europe; violent extremism",
        "Source: news/a.txt",
    ]


def test_the_people_attend_and_no_mail_can_reach_them():
    found = event(FULL)["ATTENDEE"]
    assert [(a.params["CN"], a.params["ROLE"]) for a in found] == [
        ("Jean-Christophe Belliard", "CHAIR"),
        ("Araz Azimov", "CHAIR"),
        ("Hikmat Hajiyev", "REQ-PARTICIPANT"),
    ]
    assert len(set(found)) == 3
    assert all(re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", str(address)) for address in found)
    assert not re.search("mailto|ORGANIZER|METHOD", written("ics", FULL))


@pytest.mark.parametrize(
    ("status", "shown"),
    [
        ("held", "CONFIRMED"),
        ("planned", "CONFIRMED"),
        ("postponed", "CANCELLED"),
        ("cancelled", "CANCELLED"),
    ],
)
def test_what_does_not_take_place_is_cancelled(status, shown):
    found = event(record(status=status, **WHEN))
    assert found["STATUS"] == shown
    assert f"Status: {status}" in found["DESCRIPTION"]


@pytest.mark.parametrize(
    ("first", "last", "end", "note"),
    [
        ("2024-02-28", None, date(2024, 2, 29), ""),
        ("2024-02-28", "2024-02-29", date(2024, 3, 1), ""),
        ("2024-02-28", "2024-03", date(2024, 2, 29), "since 2024-03 is no whole day of a known"),
        ("2024-02-28", "2024-02-27", date(2024, 2, 29), "since 2024-02-27 is before it"),
    ],
)
def test_the_end_is_the_day_behind_the_last(first, last, end, note):
    said: list[str] = []
    item = record(source="a.txt", date=first, end_date=last)
    assert event(item, style=render.Style(note=said.append))["DTEND"].dt == end
    assert [note in line for line in said] == [True] * bool(note)


def test_the_stamp_is_the_first_day_where_no_publication_is_known():
    assert event(record(**WHEN))["DTSTAMP"].dt == datetime(2024, 2, 28, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (None, "its date is not known"),
        ("2022-04", "2022-04 is no whole day of a known year"),
        ("2022", "2022 is no whole day of a known year"),
        ("XXXX-06-12", "XXXX-06-12 is no whole day of a known year"),
        ("2022-02-30", "2022-02-30 is no whole day of a known year"),
    ],
)
def test_a_record_without_a_whole_day_is_left_out_and_named(told, why):
    said: list[str] = []
    text = written("ics", record(source="a.txt", date=told), style=render.Style(note=said.append))
    assert "VEVENT" not in text
    assert said == [f"a.txt: talks: not in the calendar, since {why}"]


def test_what_is_left_out_is_said_on_standard_error_unless_quiet(here):  # noqa: F811
    done = run(put("a.txt"), "-o", "o.ics")
    assert done.stderr == (
        "extract: a.txt: Security Dialogue: not in the calendar, since its date is not known\n"
    )
    assert run("a.txt", "-o", "o.ics", "-q").stderr == ""
    assert (here / "o.ics").read_bytes() == written("ics").encode()


def test_without_the_library_one_line_says_what_to_install(here, monkeypatch):  # noqa: F811
    monkeypatch.setitem(sys.modules, "icalendar", None)
    monkeypatch.delitem(sys.modules, "extract.render.ics", raising=False)
    done = run(put("a.txt"), "-o", "o.ics")
    assert (done.exit_code, (here / "o.ics").exists()) == (2, False)
    assert "pip install 'meeting-extract[ics]'" in done.stderr
    assert done.stderr.count("\n") == 1
    with pytest.raises(ExtractError, match="needs icalendar"):
        render.writer("ics")


@given(HOSTILE, HOSTILE)
def test_no_text_adds_a_line_and_each_is_had_back(text, words):
    item = hostile(text, words, **WHEN)
    found = lines(written("ics", item, record(**WHEN)))
    names = [re.split("[:;]", line)[0] for line in found]
    assert [names.count(name) for name in ("VERSION", "PRODID", "UID", "SUMMARY")] == [1, 1, 2, 2]
    assert [line for line in found if names[found.index(line)] in ("BEGIN", "END")] == [
        "BEGIN:VCALENDAR",
        *("BEGIN:VEVENT", "END:VEVENT") * 2,
        "END:VCALENDAR",
    ]
    values = dict(line.split(":", 1) for line in reversed(found) if line[0] in "SUCL")
    values = {key: unescaped(value) for key, value in values.items()}
    assert values["SUMMARY"] == (one_line(text) or "meeting")
    assert values["UID"] == one_line(f"{text}@meeting-extract")
    (labels,) = (line.partition(":")[2] for line in found if line.startswith("CATEGORIES"))
    parts = re.findall(r"((?:\\.|[^\\,])*)(?:,|$)", labels)
    assert [unescaped(part) for part in parts[:2]] == [one_line(text), one_line(words)]
    described = next(line for line in found if line.startswith("DESCRIPTION"))
    told = [line for line in unescaped(described).split("\n") if line.startswith("Source: ")]
    assert told == [f"Source: {one_line(words)}"] * bool(one_line(words))


@given(st.lists(HOSTILE, min_size=1, max_size=3))
def test_a_name_stays_in_its_parameter(names):
    people = [{"name": name, "role": None, "side": None} for name in names]
    text = written("ics", record(co_chairs=people, **WHEN))
    whole = re.compile(r'ATTENDEE;CN=("[^"]*"|[^";:,]*);ROLE=CHAIR:urn:uuid:[0-9a-f-]{36}')
    assert len([line for line in lines(text) if whole.fullmatch(line)]) == len(names)
    (found,) = icalendar.Calendar.from_ical(text).walk("VEVENT")
    seen = found["ATTENDEE"] if isinstance(found["ATTENDEE"], list) else [found["ATTENDEE"]]
    assert [dict(a.params).keys() for a in seen] == [{"CN", "ROLE"}] * len(names)
    assert all(str(address).startswith("urn:uuid:") for address in seen)
    given = [one_line(name).replace('"', "'").replace("\\", "/") for name in names]
    assert [str(a.params["CN"]).replace('"', "'") for a in seen] == given


def test_a_long_text_is_folded_between_letters():
    text = written("ics", record(event="Ä€𝄞" * 60, **WHEN))
    assert f"SUMMARY:{'Ä€𝄞' * 60}" in lines(text)
    assert all(len(a.encode()) > 60 for a, b in pairwise(text.split("\r\n")) if b[:1] == " ")
