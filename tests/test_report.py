"""The report in a real browser: what it shows, finds, links, and lets a reader correct."""

from __future__ import annotations

import io
import json
import time
from html.parser import HTMLParser
from pathlib import Path

import pytest
from browser import browser, requests
from command import here as here  # noqa: PLC0414 - a fixture
from command import put as put_file
from command import run
from fake_engine import record
from hypothesis import given
from rendered import HOSTILE, hostile, reported, written

from extract import render, score
from extract.record import Evidence

ACTS = (
    "</script><script>document.title = 'acted'</script>",
    "<img src=x onerror=\"document.title='acted'\">",
    "\"' onmouseover=document.title='acted' x='",
    "<style>@import url(//evil.example/a.css)</style>",
    "<link rel=stylesheet href=//evil.example/b.css><img src=//evil.example/c.png>",
    "<!-- <script> ${1} {{script}} javascript:alert(1) <iframe src=//evil.example>",
    "\u202egnirts\x00\x1b[2J\U0001f600\ud800",
)
TEXT = (
    "MENU Home News\n\n\U0001f600 In Lima, Peru's minister Ana Quillca met Chile's Bo Ek on 4 April"
    " 2022 to discuss trade.\n\nSubscribe"
)


def evidence(text: str, **words: str) -> list[Evidence]:
    found = []
    for name, quote in words.items():
        field = name.replace("__", ".").replace("_0_", "[0].")
        start = text.index(quote)
        found.append(Evidence(field, start, start + len(quote), quote, f"rule.{name}"))
    return found


def person(name: str, side: str) -> dict:
    return {"name": name, "role": "minister", "side": side, "basis": "principal"}


MEETINGS = [
    record(
        id="a-1",
        source="news/a.txt",
        event="meeting",
        date="2022-04-04",
        venue={"city": "Lima", "country": "PE", "place": None, "mode": "in-person"},
        sides=["Peru", "Chile"],
        co_chairs=[person("Ana Quillca", "Peru"), person("Bo Ek", "Chile")],
        topics=[{"text": "trade", "labels": ["trade"]}],
        labels=["trade"],
        confidence=0.9,
        evidence=evidence(TEXT, event="met", date="4 April 2022", venue__city="Lima")
        + evidence(TEXT, co_chairs_0_name="Ana Quillca"),
    ),
    record(id="b-1", event="talks", round=2, date="2021-01-02", sides=["Peru", "Mali"],
           status="planned", labels=["health"], confidence=0.4),
    record(id="c-1", event="call", date=None, sides=["Mali", "Chile"], labels=["trade"]),
]  # fmt: skip


class Tags(HTMLParser):
    """The elements of a page, and what stands in those of data."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.data: list[str] = []
        self._in_data = False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.names.append(tag)
        self._in_data = ("type", "application/json") in attrs

    def handle_data(self, data):
        if self._in_data:
            self.data.append(data)
            self._in_data = False


@given(HOSTILE, HOSTILE)
def test_what_articles_say_is_data_and_reads_back(text, words):
    told = hostile(text, words, evidence=[Evidence("event", 0, 1, "T", text)])
    empty, page = Tags(written("html")), Tags(written("html", told))
    assert page.names == [*empty.names[:-1], "script", "script", empty.names[-1]]
    assert json.loads(page.data[0]) == [{key: told[key] for key in told}]


def test_an_article_is_written_with_its_blocks_and_evidence():
    stream = io.StringIO()
    render.writer("html")([reported(TEXT, MEETINGS[0])], stream, render.PLAIN)
    told = json.loads(Tags(stream.getvalue()).data[1])
    assert "".join(words for words, _, _ in told["parts"]) == TEXT
    assert told["evidence"][0][0] == [
        "event",
        TEXT.index("met"),
        TEXT.index("met") + 3,
        "rule.event",
    ]


def test_a_report_among_the_articles_is_written_anew_and_not_read(here):
    put_file("a.txt")
    for _ in range(2):
        assert run(".", "-o", "report.html").exit_code == 0
    put_file("page.html", "<p>" + "MEETING talks in Wien. " * 40)
    done = run(".", "-o", "page.html")
    assert (done.exit_code, "is also the input" in done.stderr) == (2, True)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("report")


@pytest.fixture(scope="module")
def chrome(folder):
    with browser(folder) as driver:
        yield driver


@pytest.fixture
def page(chrome, folder):
    """The report of three meetings, opened; it must say nothing, and ask for nothing."""
    yield from opened(chrome, folder, [reported(TEXT, one) for one in MEETINGS])


@pytest.fixture
def acting(chrome, folder):
    """A report in which whatever can act stands in every field."""
    told = [
        reported(f"x{text}", hostile(text, text, evidence=[Evidence(text, 0, 3, "x", text)]))
        for text in ACTS
    ]
    yield from opened(chrome, folder, told)


def opened(chrome, folder, articles):
    file = folder / "report.html"
    with file.open("w", encoding="utf-8") as stream:
        render.writer("html")(articles, stream, render.PLAIN)
    chrome.get("about:blank")
    chrome.get_log("browser")
    requests(chrome)
    chrome.get(file.as_uri())
    wait(chrome, "return document.documentElement.dataset.ready")
    yield chrome
    assert chrome.get_log("browser") == []
    assert {url.partition(":")[0] for url in requests(chrome)} <= {"file", "data", "blob"}


def wait(chrome, script: str, *arguments):
    """Return what a script gives once that is something."""
    end = time.monotonic() + 10
    while time.monotonic() < end:
        if found := chrome.execute_script(script, *arguments):
            return found
        time.sleep(0.02)
    raise AssertionError(f"still nothing: {script}")


def css(chrome, selector: str):
    return chrome.find_elements("css selector", selector)


def listed(chrome) -> list[str]:
    return [row.get_attribute("data-id") for row in css(chrome, "#table tr[data-id]")]


def put(chrome, name: str, value: str) -> None:
    """Give a filter a value, as somebody would who types it or chooses it."""
    chrome.execute_script(
        "const e = document.getElementById(arguments[0]); e.value = arguments[1];"
        "e.dispatchEvent(new Event('input', {bubbles: true}))", name, value,
    )  # fmt: skip


def test_the_newest_meeting_comes_first_and_what_has_no_date_last(page):
    assert listed(page) == ["a-1", "b-1", "c-1"]
    assert css(page, "#count")[0].text == "3 meetings"


@pytest.mark.parametrize(
    ("column", "once", "twice"),
    [
        ("date", ["b-1", "a-1", "c-1"], ["a-1", "b-1", "c-1"]),
        ("event", ["c-1", "a-1", "b-1"], ["b-1", "a-1", "c-1"]),
        ("confidence", ["a-1", "c-1", "b-1"], ["b-1", "c-1", "a-1"]),
        ("status", ["a-1", "c-1", "b-1"], ["b-1", "a-1", "c-1"]),
    ],
)
def test_a_heading_sorts_and_sorts_the_other_way(page, column, once, twice):
    for expected in (once, twice):
        css(page, f"[data-sort={column}]")[0].click()
        assert listed(page) == expected
    heading = css(page, f"th.k-{column}")[0]
    assert heading.get_attribute("aria-sort") in ("ascending", "descending")


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("words", "QUILLCA lima", ["a-1"]),
        ("words", "nobody", []),
        ("from", "2022-01-01", ["a-1"]),
        ("to", "2021-12-31", ["b-1"]),
        ("side", "Mali", ["b-1", "c-1"]),
        ("person", "bo", ["a-1"]),
        ("label", "health", ["b-1"]),
        ("status", "planned", ["b-1"]),
        ("sure", "0.5", ["a-1", "c-1"]),
    ],
)
def test_a_filter_leaves_what_fits(page, name, value, expected):
    put(page, name, value)
    assert listed(page) == expected
    css(page, "button[type=reset]")[0].click()
    assert wait(page, "return document.querySelectorAll('tr[data-id]').length === 3")


def test_a_bar_and_a_cell_filter_by_what_they_count(page):
    bar = wait(page, "return document.querySelector('[data-at=\"2022-04\"]')")
    assert bar.get_attribute("aria-label") == "2022-04: 1 held"
    bar.click()
    assert listed(page) == ["a-1"]
    css(page, "button[type=reset]")[0].click()
    cell = wait(page, "return document.querySelector('#matrix [aria-label=\"Mali and Chile: 1\"]')")
    cell.click()
    assert listed(page) == ["c-1"]


def test_words_and_values_are_linked_both_ways(page):
    [mark] = css(page, "mark.f-date")
    assert mark.text == "4 April 2022"
    assert mark.get_attribute("title") == "date: rule.date"
    row = next(r for r in css(page, ".values > div") if r.text.startswith("date\n"))
    mark.click()
    assert "on" in row.get_attribute("class")
    assert css(page, "#rule")[0].text == "4 April 2022 — date: rule.date"
    [city] = css(page, "mark.f-venue")
    assert "on" not in city.get_attribute("class").split()
    chip = next(c for c in css(page, ".chip") if c.text == "Lima")
    chip.click()
    assert "on" in city.get_attribute("class").split()
    assert page.switch_to.active_element == city


def test_the_article_is_whole_and_its_words_are_marked(page):
    assert css(page, "#article")[0].get_property("textContent") == TEXT
    assert [mark.text for mark in css(page, "mark")] == [
        "Lima",
        "Ana Quillca",
        "met",
        "4 April 2022",
    ]


def test_keys_go_from_meeting_to_meeting(page):
    from selenium.webdriver.common.keys import Keys

    css(page, "tr[data-id] a")[0].send_keys(Keys.ARROW_DOWN)
    assert page.switch_to.active_element.text == "talks, 2nd round"
    page.switch_to.active_element.send_keys(Keys.ENTER)
    assert (
        wait(page, "return document.querySelector('#detail h2').textContent") == "talks, 2nd round"
    )
    assert css(page, "tr[aria-current]")[0].get_attribute("data-id") == "b-1"


def button(page, label: str):
    return next(b for b in css(page, "#detail button") if b.get_attribute("aria-label") == label)


def test_corrections_are_downloaded_and_can_be_scored(page, folder):
    judged = "date is right", "sides[0] is wrong", "co_chairs[1].side is right"
    for label in (*judged, "this is a meeting is right"):
        button(page, label).click()
    button(page, "venue.city should be …").click()
    field = css(page, ".judge input")[0]
    field.clear()
    field.send_keys("Callao")
    field.submit()
    put_missing(page, "venue.place", "Town Hall")
    button(page, "event is right").click()
    button(page, "event is right").click()  # taken back
    css(page, "#download")[0].click()
    file = folder / "corrections.jsonl"
    end = time.monotonic() + 10
    while not file.exists() and time.monotonic() < end:
        time.sleep(0.05)
    lines = file.read_text("utf-8").splitlines()
    told = [json.loads(line) for line in lines]
    assert {(one["field"], one["verdict"], one.get("right")) for one in told} == {
        ("date", "right", None),
        ("sides[0]", "wrong", None),
        ("record", "right", None),
        ("co_chairs[1].side", "right", None),
        ("venue.city", "edited", "Callao"),
        ("venue.place", "missing", "Town Hall"),
    }
    assert {(one["id"], one["source"]) for one in told} == {("a-1", "news/a.txt")}
    assert [one["of"] for one in told if "of" in one] == ["Bo Ek"]
    assert len(score.read(lines, "gold").keys()) == 6
    file.unlink()


def put_missing(page, field: str, value: str) -> None:
    page.execute_script("document.querySelector('.add select').value = arguments[0]", field)
    box = css(page, ".add input")[0]
    box.send_keys(value)
    box.submit()


def test_nothing_that_articles_say_acts(acting):
    for row in range(len(ACTS)):
        css(acting, "tr[data-id]")[row].click()
        time.sleep(0.05)
        for mark in css(acting, "mark")[:1]:
            mark.click()
        assert acting.title == "Meetings"
        # Compared there: half a surrogate pair cannot be sent here.
        same = (
            "return document.querySelector('#detail h2').textContent === JSON.parse(arguments[0])"
        )
        assert acting.execute_script(same, json.dumps(ACTS[row]))
    names = acting.execute_script(
        "return [...document.querySelectorAll('body *')].map((e) => e.localName)"
    )
    assert {"img", "iframe", "style", "link"}.isdisjoint(names)


def test_a_page_without_meetings_says_so(chrome, folder):
    for page in opened(chrome, folder, []):
        assert css(page, "#count")[0].text == "No meeting was found."


@pytest.mark.parametrize("width", [360, 800, 1300])
def test_the_page_is_no_wider_than_the_screen(page, width):
    size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 500}
    page.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    assert page.execute_script("return document.documentElement.scrollWidth") <= width
    page.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
