"""Records to write, and what a format makes of them."""

from __future__ import annotations

import io

import pytest
from fake_engine import record
from hypothesis import strategies as st

from extract import render
from extract.article import Article, Block
from extract.record import Evidence, Record
from extract.reported import Reported

FULL = record(
    id="a1",
    source="news/a.txt",
    title="EU and Azerbaijan meet",
    published="2018-11-03",
    event="Security Dialogue",
    round=1,
    status="planned",
    date="2018-11-02",
    end_date="2018-11-03",
    date_basis="explicit",
    venue={"city": "Baku", "country": "AZ", "place": "Foreign Ministry", "mode": "hybrid"},
    sides=["EU", "Azerbaijan"],
    co_chairs=[
        {
            "name": "Jean-Christophe Belliard",
            "role": "Deputy Secretary-General for Political Affairs of the External Action Service",
            "side": "EU",
            "basis": "head",
        },
        {"name": "Araz Azimov", "role": None, "side": "Azerbaijan", "basis": "principal"},
    ],
    participants=[{"name": "Hikmat Hajiyev", "role": "spokesman", "side": None}],
    topics=[
        {"text": "energy security of Europe", "labels": ["energy"]},
        {"text": "violent\r\nextremism", "labels": ["security"]},
    ],
    labels=["energy", "security"],
    confidence=0.75,
    evidence=[
        Evidence("event", 2, 19, "Security Dialogue", "meeting.dialogue"),
        Evidence("sides", 30, 32, "EU", "sides.name"),
        Evidence("co_chairs[0].name", 40, 64, "Jean-Christophe Belliard", "people.headed"),
        Evidence("further", 70, 71, "x", "other"),
    ],
)

TEXT = "The EU and Azerbaijan met in Baku. " * 3
"""The text of articles of which the records alone matter."""

TEXTS = st.text(min_size=1)
"""Any text at all, lone surrogates and control characters included."""

_PIECES = (
    *(
        "</script>",
        "<!--",
        "<b>",
        "&amp;",
        "&#60;",
        "javascript:",
        "https://a.b",
        "www.a.b",
        "a@b.cd",
    ),
    *("BEGIN:VEVENT", "END:VCALENDAR", "\\", "\\N", "\\n", ";", ",", ":", '"', "'", "^", "="),
    *("\r\n", "\n", "\x85", "\u2028", "\x1b[2J", "\ud800", "\0", "\t", " ", "+", "-", "---", "#"),
    *("![x](y)", "[x]: y", "`", "**", "_a_", "~~", "1.", "2)", ">", "|", "$", "{{x}}", ":smile:"),
)
HOSTILE = st.lists(TEXTS | st.sampled_from(_PIECES), min_size=1, max_size=6).map("".join)
"""Text made of what acts somewhere: in a page, a calendar, Markdown, a spreadsheet, a terminal."""


def hostile(text: str, words: str, **values) -> Record:
    """Return a record with two hostile texts in all places that articles and files fill."""
    person = {"name": text, "role": words, "side": text}
    return record(
        **{
            "id": text,
            "source": words,
            "title": text,
            "event": text,
            "venue": {"city": text, "country": words, "place": text, "mode": "hybrid"},
            "sides": [text, words],
            "co_chairs": [person],
            "participants": [{"name": words, "role": None, "side": None}, person],
            "topics": [{"text": words, "labels": [text]}],
            "labels": [text, words],
        }
        | values
    )


def written(name: str, *records: Record, style: render.Style = render.PLAIN) -> str:
    if name == "ics":
        pytest.importorskip("icalendar", reason="icalendar is not installed")
    stream = io.StringIO(newline="")
    told = (reported(TEXT, record) for record in records) if name in render.WITH_TEXT else records
    render.writer(name)(iter(told), stream, style)
    return stream.getvalue()


def reported(text: str, *records: Record) -> Reported:
    """Return an article of one block with its records."""
    return Reported(Article(text, "-"), [Block(0, len(text), "body", "fake.block")], records)
