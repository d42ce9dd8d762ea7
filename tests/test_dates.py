"""Dates: what a text's words resolve to under a fixed publication date, and what they must not."""

from __future__ import annotations

import datetime as dt
import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from extract import dates, numeric, resolution, rules
from extract.resolution import Clues

CASES = [
    json.loads(line)
    for line in (Path(__file__).parent / "cases" / "dates.jsonl").read_text("utf-8").splitlines()
]
RULES = rules.load()
LONG = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
]  # fmt: skip
SHORT = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec"]
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

SPANISH = [
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre",
    "octubre", "noviembre", "diciembre",
]  # fmt: skip

FORMS = {
    "day month year": lambda d: f"{d.day} {LONG[d.month - 1]} {d.year}",
    "day short month year": lambda d: f"{d.day} {SHORT[d.month - 1]} {d.year}",
    "padded day": lambda d: f"{d.day:02} {LONG[d.month - 1]}, {d.year}",
    "capitals": lambda d: f"{d.day} {LONG[d.month - 1].upper()} {d.year}",
    "ordinal": lambda d: f"the {ordinal(d.day)} of {LONG[d.month - 1]} {d.year}",
    "month day, year": lambda d: f"{LONG[d.month - 1]} {d.day}, {d.year}",
    "short month. day": lambda d: f"{SHORT[d.month - 1]}. {d.day}, {d.year}",
    "month ordinal": lambda d: f"{LONG[d.month - 1]} {ordinal(d.day)} {d.year}",
    "weekday": lambda d: f"{WEEKDAYS[d.weekday()]}, {d.day} {LONG[d.month - 1]} {d.year}",
    "short weekday": lambda d: (
        f"{WEEKDAYS[d.weekday()][:3]}. {SHORT[d.month - 1]} {d.day}, {d.year}"
    ),
    "hyphens": lambda d: f"{d.day:02}-{SHORT[d.month - 1]}-{d.year}",
    "slashes": lambda d: f"{d.day:02}/{LONG[d.month - 1]}/{d.year}",
    "day of": lambda d: f"the {ordinal(d.day)} day of {LONG[d.month - 1]}, {d.year}",
    "Spanish": lambda d: f"{d.day} de {SPANISH[d.month - 1]} de {d.year}",
    "iso": lambda d: d.isoformat(),
    "iso with slashes": lambda d: d.strftime("%Y/%m/%d"),
    "spaced dots": lambda d: f"{d.day}. {d.month}. {d.year}",
    "dotted": lambda d: f"{d.day}.{d.month}.{d.year}",
    "padded dotted": lambda d: f"{d.day:02}.{d.month:02}.{d.year}",
}
"""Each supported way to write a full day."""

DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31))
WORDS = [
    *LONG, *SHORT, *WEEKDAYS, "on", "the", "of", "to", "and", "-", "–", "/", ".", ",", "0", "00",
    "5", "31", "32", "2021", "1999", "29", "4th", "yesterday", "Today", "last night", "12.05",
]  # fmt: skip
TEXTS = st.one_of(
    st.text(),
    st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join),
    st.lists(st.sampled_from(WORDS), max_size=12).map("".join),
)


def ordinal(day: int) -> str:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(day % 10 if day not in (11, 12, 13) else 0, "th")
    return f"{day}{ending}"


def resolved(
    text: str, published: dt.date | None, *, ahead: bool = False, year: int | None = None
) -> list[list[str | None]]:
    """The meanings of a text's date words, those that stay open left out."""
    found = dates.find(text, RULES)
    clues = Clues(published, year, day_first=numeric.day_first(text, RULES))
    meanings = [resolution.resolve(one, clues, ahead=ahead) for one in found]
    return [[when.date, when.end_date, when.basis] for when in meanings if when]


def day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


@pytest.mark.parametrize(
    "case", CASES, ids=[f"dates.jsonl:{number}" for number in range(1, len(CASES) + 1)]
)
def test_the_words_of_a_case_mean_what_it_says(case: dict[str, Any]):
    want = [case["want"]] if case["want"] else []
    assert resolved(case["text"], day(case["published"]), ahead=case["ahead"]) == want


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=40)
@given(date=DAYS, published=st.none() | DAYS, ahead=st.booleans())
def test_a_written_day_resolves_to_itself(form, date, published, ahead):
    text = f"The ministers met on {FORMS[form](date)} in Oslo."
    assert resolved(text, published, ahead=ahead) == [[date.isoformat(), None, "explicit"]]


@given(date=DAYS, first=st.booleans(), separator=st.sampled_from("/-"))
def test_a_numeric_day_resolves_to_itself_where_the_order_is_known(date, first, separator):
    numbers = (date.day, date.month) if first else (date.month, date.day)
    text = separator.join(f"{number:02}" for number in (*numbers, date.year))
    (found,) = dates.find(f"Held on {text}.", RULES)
    assume(date.day <= 12)
    when = resolution.resolve(found, Clues(day_first=first))
    assert when
    assert when.date == date.isoformat()


@given(date=DAYS, length=st.integers(1, 20))
def test_a_written_range_resolves_to_its_ends(date, length):
    last = date + dt.timedelta(length)
    assume(last.year <= 2099)
    want = [[date.isoformat(), last.isoformat(), "explicit"]]
    month, last_month = LONG[date.month - 1], LONG[last.month - 1]
    if date.month == last.month:
        days = f"{date.day}-{last.day}"
        assert resolved(f"on {days} {month} {date.year}", None) == want
        assert resolved(f"on {month} {days}, {date.year}", None) == want
    else:
        text = f"from {date.day} {month} to {last.day} {last_month} {last.year}"
        assert resolved(text, None) == want
        text = f"from {month} {date.day} to {last_month} {last.day}, {last.year}"
        assert resolved(text, None) == want


@given(published=DAYS, back=st.integers(0, 320))
def test_a_day_without_its_year_is_the_last_such_day(published, back):
    date = published - dt.timedelta(back)
    assume((date.month, date.day) != (2, 29))
    text = f"They met on {date.day} {LONG[date.month - 1]}."
    assert resolved(text, published) == [[date.isoformat(), None, "resolved"]]


@given(published=DAYS, on=st.integers(0, 330))
def test_an_announced_day_without_its_year_is_the_next_such_day(published, on):
    date = published + dt.timedelta(on)
    assume((date.month, date.day) != (2, 29))
    text = f"They will meet on {date.day} {LONG[date.month - 1]}."
    assert resolved(text, published, ahead=True) == [[date.isoformat(), None, "resolved"]]


@given(published=DAYS, back=st.integers(0, 6))
def test_a_weekday_is_the_latest_up_to_publication(published, back):
    date = published - dt.timedelta(back)
    text = f"They met on {WEEKDAYS[date.weekday()]}."
    assert resolved(text, published) == [[date.isoformat(), None, "resolved"]]
    assert resolved(text, None) == []


@given(published=DAYS, on=st.integers(1, 7))
def test_an_announced_weekday_is_the_next_after_publication(published, on):
    date = published + dt.timedelta(on)
    text = f"They will meet on {WEEKDAYS[date.weekday()]}."
    assert resolved(text, published, ahead=True) == [[date.isoformat(), None, "resolved"]]


@given(date=DAYS)
def test_a_stated_year_that_the_text_gives_elsewhere_completes_a_day(date):
    text = f"They met on {date.day} {LONG[date.month - 1]}."
    assume((date.month, date.day) != (2, 29))
    assert resolved(text, None, year=date.year) == [[date.isoformat(), None, "resolved"]]
    assert resolved(text, None) == [[f"XXXX-{date:%m-%d}", None, "explicit"]]


@given(text=TEXTS, published=st.none() | DAYS, ahead=st.booleans())
def test_what_is_found_stands_in_the_text_and_has_a_date_or_none(text, published, ahead):
    found = dates.find(text, RULES)
    for one, other in pairwise(found):
        assert one.end <= other.start
    for candidate in found:
        assert text[candidate.start : candidate.end] == candidate.text
        when = resolution.resolve(candidate, Clues(published), ahead=ahead)
        for date in (when.date, when.end_date) if when else ():
            assert date is None or re.fullmatch(
                r"\d{4}(-\d\d(-\d\d)?)?|XXXX-\d\d-\d\d", date, re.ASCII
            )


@pytest.mark.parametrize("text", ["from 30 June to 12 May 2021", "on 23-21 June 2021"])
def test_a_range_that_runs_backwards_stays_open(text):
    assert resolved(text, None) == []


@given(published=DAYS, back=st.integers(0, 6), length=st.integers(1, 4))
def test_weekdays_are_the_latest_that_have_ended(published, back, length):
    last = published - dt.timedelta(back)
    first = last - dt.timedelta(length)
    text = f"They met from {WEEKDAYS[first.weekday()]} to {WEEKDAYS[last.weekday()]}."
    assert resolved(text, published) == [[first.isoformat(), last.isoformat(), "resolved"]]


@given(published=DAYS, weekday=st.sampled_from(WEEKDAYS))
def test_next_and_last_count_weeks(published, weekday):
    ((coming, *_),) = resolved(f"They meet next {weekday}.", published, ahead=True)
    ((gone, *_),) = resolved(f"They met last {weekday}.", published)
    monday = published - dt.timedelta(published.weekday())
    assert 7 <= (dt.date.fromisoformat(coming) - monday).days < 14
    assert 1 <= (published - dt.date.fromisoformat(gone)).days <= 7


@given(published=DAYS, back=st.integers(0, 27))
def test_a_day_of_the_month_alone_is_the_latest_such_day(published, back):
    date = published - dt.timedelta(back)
    text = f"They met on the {ordinal(date.day)} in Oslo."
    assert resolved(text, published) == [[date.isoformat(), None, "resolved"]]


@given(date=DAYS, first=st.booleans())
def test_a_weekday_or_a_day_in_words_shows_the_order_of_numbers(date, first):
    assume(date.day <= 12)
    numbers = (date.day, date.month) if first else (date.month, date.day)
    text = "/".join(f"{number:02}" for number in (*numbers, date.year))
    assume(date.day != date.month)
    beside = f"{text} - The ministers met on {date.day} {LONG[date.month - 1]}."
    assert numeric.day_first(beside, RULES) is first


def test_a_weekday_is_held_against_the_year_of_its_own_date():
    text = "They met on Friday, 12/05/2023, and meet again on 3/4/2025."  # 5 December 2025: Friday
    assert [when[0] for when in resolved(text, None)] == ["2023-05-12", "2025-04-03"]


@given(published=st.sampled_from([dt.date.min, dt.date.max]), text=TEXTS, ahead=st.booleans())
def test_the_first_and_the_last_day_of_all_raise_nothing(published, text, ahead):
    for candidate in dates.find(text, RULES):
        resolution.resolve(candidate, Clues(published), ahead=ahead)


# What users of dateparser complain of: scrapinghub/dateparser#508, #573, #1196, #1249 (weekdays),
# #582, #787 (false dates in running text), #262 (ranges), #426 (time without a language).
@pytest.mark.parametrize(
    ("text", "published", "want"),
    [
        ("They met on Wednesday.", "2022-05-11", ["2022-05-11", None, "resolved"]),
        ("They met on Friday.", "2022-05-11", ["2022-05-06", None, "resolved"]),
        (
            "They held talks on 18-19 October.",
            "2022-10-20",
            ["2022-10-18", "2022-10-19", "resolved"],
        ),
        ("They met in 2019 October, 18 of them.", "2022-10-20", None),
        ("The second of three ministers may march on.", "2022-10-20", None),
        ("The UN resolution 1325 was read by 10 men in a room of 4 by 5.", "2022-10-20", None),
        ("A 24/7 service of 9.30 and 5/4 of it.", "2022-10-20", None),
    ],
)
def test_where_dateparser_fails_its_users(text, published, want):
    days = [when for when in resolved(text, day(published)) if when and len(when[0] or "") == 10]
    assert days == ([want] if want else [])


def test_dateparser_never_reads_a_text_without_a_date(monkeypatch):
    import dateparser

    monkeypatch.setattr(dateparser, "parse", lambda *_, **__: pytest.fail("dateparser was asked"))
    assert resolved(
        "The ministers met on Monday in a hall of 300 seats in Oslo.", day("2022-05-11")
    )
