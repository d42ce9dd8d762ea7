"""The report in a real browser: what it shows, finds, links, and lets a reader correct."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import time
from html.parser import HTMLParser
from pathlib import Path

import pytest
from browser import browser, requests
from command import events, run
from command import here as here  # noqa: PLC0414 - a fixture
from command import put as written_file
from fake_engine import record
from hypothesis import given
from rendered import HOSTILE, hostile, reported, written

from extract import fields, render, score
from extract.article import Article, Block
from extract.record import Evidence
from extract.render import html
from extract.reported import Reported

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


def test_the_scripts_name_what_the_schema_names():
    text = (Path(html.__file__).parent / "report" / "base.js").read_text("utf-8")
    lists = dict(re.findall(r"const ([A-Z]+) = (\[[^;]*\]);", text))
    named = {name: json.loads(told) for name, told in lists.items() if name != "COLUMNS"}
    known = fields.schema()["properties"]
    assert named["STATUSES"] == known["status"]["enum"]
    assert named["MODES"] == [m for m in known["venue"]["properties"]["mode"]["enum"] if m]
    assert {name.partition(".")[0] for name in named["FIELDS"] + named["UNJUDGED"]} <= set(known)


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
    written_file("a.txt")
    for _ in range(2):
        assert run(".", "-o", "report.html").exit_code == 0
        assert Tags(Path("report.html").read_text("utf-8")).data[0].count('"id"') == 1
    assert events(run(".", "-f", "jsonl")) == ["Security Dialogue"]
    assert run("report.html", "-o", "report.html").exit_code == 2
    written_file("page.html", "<p>" + "MEETING talks in Wien. " * 40)
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
    return [row.get_attribute("data-key") for row in css(chrome, "#table tr[data-key]")]


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
        ("words", "2nd", ["b-1"]),
        ("words", "quíllca o’brien’s", []),
        ("words", "quíllca", ["a-1"]),
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
    assert wait(page, "return document.querySelectorAll('tr[data-key]').length === 3")


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

    css(page, "tr[data-key] a")[0].send_keys(Keys.ARROW_DOWN)
    assert page.switch_to.active_element.text == "talks, 2nd round"
    page.switch_to.active_element.send_keys(Keys.ENTER)
    assert (
        wait(page, "return document.querySelector('#detail h2').textContent") == "talks, 2nd round"
    )
    assert css(page, "tr[aria-current]")[0].get_attribute("data-key") == "b-1"


def button(page, label: str):
    names = [(b.get_attribute("aria-label") or "", b) for b in css(page, "#detail button")]
    return next(b for name, b in names if name.startswith(label))


def correct(page, field: str, value: str) -> None:
    button(page, f"edit: {field} ").click()
    box = css(page, ".judge form input")[0]
    box.clear()
    box.send_keys(value)
    css(page, ".judge form button")[0].click()


def test_corrections_are_downloaded_and_can_be_scored(page, folder):
    judged = "right: date ", "wrong: sides[0] ", "right: co_chairs[1].side ", "right: record "
    for label in judged:
        button(page, label).click()
    correct(page, "venue.city", "Callao")
    correct(page, "venue.country", "PE")  # as it was
    put_missing(page, "venue.place", "Town Hall")
    button(page, "right: event ").click()
    button(page, "right: event ").click()  # taken back
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
        ("venue.country", "right", None),
        ("venue.place", "missing", "Town Hall"),
    }
    assert {(one["id"], one["source"]) for one in told} == {("a-1", "news/a.txt")}
    assert [one["of"] for one in told if "of" in one] == ["Bo Ek"]
    assert {one["at"] for one in told} == {TEXT.index("met")}
    assert len(score.read(lines, "gold")["a-1"].lines) == 7
    take_up(file, page)


def take_up(file, page) -> None:
    """Load the corrections into the page opened anew."""
    page.refresh()
    wait(page, "return document.documentElement.dataset.ready")
    assert not css(page, "#download")[0].is_enabled()
    css(page, "#upload")[0].send_keys(str(file))
    assert wait(page, "return document.getElementById('download').textContent.includes('(7')")
    assert button(page, "right: date ").get_attribute("aria-pressed") == "true"
    file.unlink()


def put_missing(page, field: str, value: str) -> None:
    page.execute_script(
        "const e = document.querySelector('.add select'); e.value = arguments[0];"
        "e.dispatchEvent(new Event('change'))", field,
    )  # fmt: skip
    box = css(page, ".add input")[0]
    box.send_keys(value)
    box.submit()


def test_words_of_one_record_are_not_marked_in_another(chrome, folder):
    one, two = (
        record(id=f"d-{n}", evidence=evidence(TEXT, event=word))
        for n, word in enumerate(("met", "discuss"))
    )
    for page in opened(chrome, folder, [reported(TEXT, one, two)]):
        assert [mark.text for mark in css(page, "mark")] == ["met"]
        css(page, "tr[data-key]")[1].click()
        assert [mark.text for mark in css(page, "mark")] == ["discuss"]


def test_an_article_read_twice_has_two_rows_of_one_id(chrome, folder):
    copies = [record(id="e-1", source=source) for source in ("one.txt", "two.txt")]
    for page in opened(chrome, folder, [reported(TEXT, copy) for copy in copies]):
        assert listed(page) == ["e-1", "e-1~2"]
        css(page, "tr[data-key]")[1].click()
        assert "two.txt" in css(page, ".values")[0].text
        assert page.current_url.endswith("#e-1~2")


def test_of_many_rows_those_in_sight_are_made(chrome, folder):
    many = [record(id=f"f-{n:03}", date=f"20{n % 60 + 10}-01-01") for n in range(400)]
    for page in opened(chrome, folder, [reported(TEXT, *many)]):
        assert len(listed(page)) < 60
        assert css(page, "#table")[0].get_attribute("aria-rowcount") == "401"
        first = listed(page)[0]
        page.execute_script("document.getElementById('window').scrollTop = 1e6")
        assert wait(
            page, "return [...document.querySelectorAll('tr[aria-rowindex=\"401\"]')].length"
        )
        assert first not in listed(page)
        page.execute_script("dispatchEvent(new Event('beforeprint'))")
        assert len(listed(page)) == 400


@pytest.mark.parametrize("dates", [["2022-04"] * 3, ["2022"] * 3, ["2022-04-01", "2022-04-02"]])
def test_time_is_counted_in_the_unit_that_dates_have(chrome, folder, dates):
    told = [record(id=f"g-{n}", date=date) for n, date in enumerate(dates)]
    for page in opened(chrome, folder, [reported(TEXT, *told)]):
        bars = wait(page, "return [...document.querySelectorAll('#bars button')]")
        assert [bar.get_attribute("data-at") for bar in bars] == sorted(set(dates))
        assert "without" not in css(page, "#legend")[0].text


def test_topics_are_counted_by_time(page):
    cells = wait(page, "return [...document.querySelectorAll('#counts button')]")
    assert [cell.get_attribute("aria-label") for cell in cells] == [
        "trade, 2022-04: 1",
        "health, 2021-01: 1",
    ]


def test_what_was_stripped_is_grey_and_stays(chrome, folder):
    blocks = [Block(0, 4, "boilerplate", "menu"), Block(5, 9, "title", "title")]
    for page in opened(chrome, folder, [Reported(Article(TEXT, "-"), blocks, MEETINGS[:1])]):
        [grey] = css(page, "#article .boilerplate")
        assert grey.text == "MENU"
        assert colour(page, grey, "color") != colour(page, css(page, "#article")[0], "color")


def colour(page, element, name: str) -> str:
    return page.execute_script("return getComputedStyle(arguments[0])[arguments[1]]", element, name)


def test_dark_is_dark_and_paper_is_light(page):
    ground = "return getComputedStyle(document.body).backgroundColor"
    light = page.execute_script(ground)
    page.execute_script(
        "const e = document.getElementById('theme'); e.value = 'dark';"
        "e.dispatchEvent(new Event('change'))"
    )
    assert page.execute_script(ground) != light
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    assert page.execute_script(ground) == light
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


def test_what_was_typed_is_kept_and_what_is_not_saved_is_asked_for(page):
    leaves = (
        "const e = new Event('beforeunload', {cancelable: true});"
        "dispatchEvent(e); return e.defaultPrevented"
    )
    assert not page.execute_script(leaves)
    button(page, "edit: venue.city ").click()
    css(page, ".judge form input")[0].send_keys("x")
    assert page.execute_script(leaves)
    css(page, "tr[data-key]")[1].click()
    css(page, "tr[data-key]")[0].click()
    assert css(page, ".right-value")[0].text.startswith("→ ")
    assert page.execute_script(leaves)


def test_an_editor_that_was_only_opened_says_nothing(page):
    button(page, "edit: venue.city ").click()
    css(page, "tr[data-key]")[1].click()
    assert css(page, "#detail h2")[0].text == "talks, 2nd round"
    assert not css(page, "#download")[0].is_enabled()


def test_what_cannot_be_is_not_left_before_it_is_mended(page):
    correct(page, "date", "2022-4-5")
    css(page, "tr[data-key]")[1].click()
    assert css(page, "#detail h2")[0].text == "meeting"


def test_a_status_is_one_of_four(page):
    button(page, "edit: status ").click()
    names = [choice.text for choice in css(page, ".judge select option")]
    assert names == fields.schema()["properties"]["status"]["enum"]


def test_corrections_are_taken_up_where_their_values_stand(page, folder):
    told = [
        {"id": "a-1", "field": "sides[0]", "value": "Chile", "verdict": "right"},
        {"id": "a-1", "field": "sides[1]", "value": "Bolivia", "verdict": "wrong"},
        {"id": "a-1", "field": "date", "value": "2022-04-04", "verdict": "edited"},
        {"id": "a-1", "field": "event", "value": "meeting", "verdict": "toString"},
        {"id": "x-1", "field": "event", "value": "meeting", "verdict": "right"},
    ]
    file = folder / "gold.jsonl"
    file.write_text("".join(json.dumps(one) + "\n" for one in [*told, "no line"]))
    css(page, "#upload")[0].send_keys(str(file))
    assert wait(page, "return document.getElementById('lost').textContent").startswith("5 lines")
    assert button(page, "right: sides[1] ").get_attribute("aria-pressed") == "true"
    assert button(page, "wrong: sides[0] ").get_attribute("aria-pressed") == "false"


@pytest.mark.parametrize("value", ["last tuesday", "2022-13-01", "2022-4-5"])
def test_a_value_that_cannot_be_is_not_taken(page, value):
    correct(page, "date", value)
    assert not css(page, "#download")[0].is_enabled()
    assert css(page, ".judge form input")[0].get_property("validity")["patternMismatch"]


def test_the_keyboard_goes_to_the_meeting_and_back(page):
    from selenium.webdriver.common.keys import Keys

    css(page, "tr[data-key] a")[1].send_keys(Keys.ENTER)
    active = page.switch_to.active_element
    assert active.get_attribute("id") == "detail"
    active.send_keys(Keys.ESCAPE)
    assert page.switch_to.active_element.text == "talks, 2nd round"


def test_one_row_is_a_stop_of_the_tab_key(page):
    stops = [link for link in css(page, "#table a") if link.get_attribute("tabindex") == "0"]
    assert len(stops) == 1


@pytest.mark.parametrize("fragment", ["%E0%A4%A", "nobody", "%3Cimg%20src=x%3E"])
def test_an_address_of_no_meeting_is_borne(page, fragment):
    page.execute_script("location.hash = arguments[0]", fragment)
    assert css(page, "#detail h2")[0].text == "meeting"


def test_the_policy_forbids_what_is_not_the_pages_own():
    page = written("html")
    assert "default-src 'none'" in page
    for kind, opening in (("style", "<style>"), ("script", "<script>")):
        own = page.partition(opening)[2].partition(f"</{kind}>")[0]
        digest = base64.b64encode(hashlib.sha256(own.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in page


def test_nothing_that_articles_say_acts(acting):
    for row in range(len(ACTS)):
        css(acting, "tr[data-key]")[row].click()
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
    for field in ("venue.city", "status"):
        button(page, f"edit: {field} ").click()
    assert page.execute_script("return document.documentElement.scrollWidth") <= width
    page.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
