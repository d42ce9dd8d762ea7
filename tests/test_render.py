"""Writers: what a record looks like in each format."""

from __future__ import annotations

import csv
import importlib
import io
import json
import unicodedata
from itertools import pairwise

import pytest
from fake_engine import SCHEMA, record
from hypothesis import given
from hypothesis import strategies as st
from rendered import FULL, HOSTILE, TEXTS, hostile, written

from extract import fields, render
from extract.record import Evidence
from extract.render._plain import visible


@pytest.fixture(autouse=True)
def _schema(monkeypatch):
    monkeypatch.setattr(fields, "schema", lambda: SCHEMA, raising=False)


def row(*records, name="csv", style=render.PLAIN) -> dict[str, str]:
    text = io.StringIO(written(name, *records, style=style), newline="")
    return next(csv.DictReader(text, delimiter="\t" if name == "tsv" else ","))


@pytest.mark.parametrize("name", list(render.FORMATS))
def test_each_format_is_found_by_its_suffix_and_writes_nothing_like_a_record_for_none(name):
    assert render.by_suffix(f"a.b/x.{name.upper()}") == name
    assert "news" not in written(name)


def test_other_suffixes_name_a_format_or_none():
    assert render.by_suffix("x.ndjson") == "jsonl"
    assert render.by_suffix("x.txt") == "table"
    assert not any(map(render.by_suffix, ("x", "x.py", "json", ".csv", "x.json_", "x.explain")))
    assert all(render.by_suffix(f"x{suffix}") for suffix in render.suffixes())
    assert {render.by_suffix(f"x{suffix}") for suffix in render.suffixes()} == set(render.FORMATS)


@pytest.mark.parametrize("name", render.GROWING)
def test_what_grows_is_its_head_and_its_lines(name):
    module = importlib.import_module(f"extract.render.{render.FORMATS[name]}")
    for style in (render.Style(formulas=True), render.PLAIN):
        records = FULL, record(event="=1"), record()
        lines = "".join(module.line(item, style) for item in records)
        assert written(name, *records, style=style) == module.head() + lines


def test_json_lines_hold_the_records_in_their_own_order():
    text = written("jsonl", FULL, record())
    assert [json.loads(line) for line in text.splitlines()] == [
        FULL.to_dict(),
        record().to_dict(),
    ]
    assert list(json.loads(text.splitlines()[0])) == list(SCHEMA["properties"])
    assert text.endswith("}\n")


def test_json_is_one_array():
    assert json.loads(written("json", FULL, record())) == [FULL.to_dict(), record().to_dict()]
    assert written("json") == "[]\n"
    assert not any(line != line.rstrip() for line in written("json", FULL).split("\n"))


@given(TEXTS)
def test_any_text_survives_json_and_stays_on_its_line(text):
    item = record(event=text)
    assert json.loads(written("json", item)) == [item.to_dict()]
    (line,) = written("jsonl", item).splitlines()
    assert json.loads(line) == item.to_dict()


def test_letters_are_not_escaped_in_json():
    assert '"Győr – „Gipfel“"' in written("jsonl", record(event="Győr – „Gipfel“"))


def test_csv_flattens_what_is_nested():
    assert row(FULL) == {
        "id": "a1",
        "source": "news/a.txt",
        "title": "EU and Azerbaijan meet",
        "published": "2018-11-03",
        "event": "Security Dialogue",
        "round": "1",
        "status": "planned",
        "date": "2018-11-02",
        "end_date": "2018-11-03",
        "date_basis": "explicit",
        "venue.city": "Baku",
        "venue.country": "AZ",
        "venue.place": "Foreign Ministry",
        "venue.mode": "hybrid",
        "sides": "EU; Azerbaijan",
        "co_chairs": "Jean-Christophe Belliard (Deputy Secretary-General for Political Affairs of "
        "the External Action Service, EU); Araz Azimov (Azerbaijan)",
        "participants": "Hikmat Hajiyev (spokesman)",
        "topics": "energy security of Europe; violent\r\nextremism",
        "labels": "energy; security",
        "confidence": "0.75",
    }


def test_csv_has_its_header_without_a_record_and_empty_cells_for_null():
    assert written("csv").startswith("id,source,title,")
    assert written("csv").endswith(",labels,confidence\n")
    assert row(record())["venue.city"] == row(record())["date"] == row(record())["sides"] == ""


@given(
    st.fixed_dictionaries({"event": TEXTS, "title": st.none() | TEXTS, "sides": st.lists(TEXTS)}),
    st.lists(st.fixed_dictionaries({"name": TEXTS, "role": st.none() | TEXTS, "side": TEXTS})),
)
def test_csv_is_read_back_cell_by_cell(values, people):
    as_is = render.Style(formulas=True)
    got = row(record(**values, participants=people), FULL, style=as_is)
    assert got["event"] == values["event"]
    assert got["title"] == (values["title"] or "")
    assert got["sides"] == "; ".join(values["sides"])
    assert all(person["name"] in got["participants"] for person in people)


def test_csv_takes_a_field_it_has_never_heard_of(monkeypatch):
    schema = {"properties": SCHEMA["properties"] | {"tone": {}, "deep": {"properties": {"a": {}}}}}
    monkeypatch.setattr(fields, "schema", lambda: schema)
    got = row(record(tone=[{"kind": "warm"}], deep={"a": True}))
    assert (got["tone"], got["deep.a"]) == ('{"kind": "warm"}', "true")


@given(TEXTS, TEXTS)
def test_tsv_has_the_cells_of_csv(text, words):
    item = hostile(text, words)
    assert row(item, name="tsv") == row(item)
    assert written("tsv", item).startswith("id\tsource\ttitle\t")


@pytest.mark.parametrize("name", ["csv", "tsv"])
@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("\nx", "'\nx"),
        ("＝1", "'＝1"),
        ("＋1", "'＋1"),
        ("－1", "'－1"),
        ("＠1", "'＠1"),
        (" \xa0=1", "' \xa0=1"),
        ('"=1', "'\"=1"),
        ("\ufeff\u200b=1", "'\ufeff\u200b=1"),
        ("\x00=1", r"\x00=1"),
        ("'=1", "''=1"),
        ("'\tx", "''\tx"),
        ("-", "-"),
        ("a=1", "a=1"),
        ("'tis", "'tis"),
        ("– 1", "– 1"),
        ("1-2", "1-2"),
        ("", ""),
    ],
)
def test_no_cell_runs_as_a_formula(name, text, shown):
    assert row(record(event=text), name=name)["event"] == shown
    as_is = render.Style(formulas=True)
    assert row(record(event=text), name=name, style=as_is)["event"] == text


@pytest.mark.parametrize("name", ["csv", "tsv"])
@given(HOSTILE, HOSTILE)
def test_hostile_cells_are_inert_and_can_be_had_back(name, text, words):
    item = hostile(text, words)
    shown = row(item, name=name)
    given = row(item, name=name, style=render.Style(formulas=True))
    assert not [cell for cell in shown.values() if runs(cell) and not cell.startswith("'")]
    for key, cell in shown.items():
        plain = visible(given[key], keep="\t\r\n")
        assert cell in (plain, f"'{plain}")
        assert (cell != plain) is (plain != "-" and runs(plain.lstrip("'")))


def runs(cell: str) -> bool:
    """Tell whether a spreadsheet may run a cell, whatever unseen it begins with."""
    seen = "".join(c for c in cell if unicodedata.category(c)[0] not in "ZC").lstrip("\"'")
    return cell != "-" and (
        cell.startswith(("\t", "\r", "\n")) or seen[:1] in tuple("=+-@＝＋－＠")
    )


def test_a_joined_cell_is_one_cell_and_a_number_is_left():
    person = {"name": "=x", "role": "-y", "side": None}
    got = row(record(sides=["-1", "=2"], co_chairs=[person], round=-3, confidence=-0.5))
    assert (got["sides"], got["co_chairs"]) == ("'-1; =2", "'=x (-y)")
    assert (got["round"], got["confidence"]) == ("-3", "-0.5")


def test_the_table_reads_well():
    assert written("table", FULL, record()) == (
        "Security Dialogue, 1st round\n"
        "  date     2018-11-02 – 2018-11-03\n"
        "  venue    Foreign Ministry, Baku, AZ (hybrid)\n"
        "  status   planned\n"
        "  sides    EU, Azerbaijan\n"
        "  chairs   Jean-Christophe Belliard, Deputy Secretary-General for Political\n"
        "           Affairs of the External Action Service (EU)\n"
        "           Araz Azimov (Azerbaijan)\n"
        "  with     Hikmat Hajiyev, spokesman\n"
        "  topics   energy security of Europe; violent extremism\n"
        "  source   news/a.txt\n"
        "\n"
        "talks\n"
        "  source   -\n"
    )


@pytest.mark.parametrize("mode", ["phone", "online"])
def test_the_table_says_how_they_met_when_no_place_is_known(mode):
    venue = {"city": None, "country": None, "place": None, "mode": mode}
    assert f"  venue    {mode}\n" in written("table", record(venue=venue))


def test_rounds_are_ordinals():
    got = [written("table", record(round=n)).split("\n")[0] for n in (2, 3, 11, 22, 113)]
    assert got == [f"talks, {n} round" for n in ("2nd", "3rd", "11th", "22nd", "113th")]


def test_the_explanation_gives_the_words_their_place_and_the_rule():
    text = written("explain", FULL)
    assert '  event: Security Dialogue\n      "Security Dialogue" 2-19, meeting.dialogue\n' in text
    assert '  sides: EU, Azerbaijan\n      "EU" 30-32, sides.name\n' in text
    assert '  co_chairs[0].name: Jean-Christophe Belliard\n      "Jean-' in text
    assert "  co_chairs[1].name: Araz Azimov\n  co_chairs[1]" in text
    assert "  topics[0]: energy security of Europe (energy)\n" in text
    assert '  further:\n      "x" 70-71, other\n' in text
    assert "  labels: energy, security\n  confidence: 0.75\n" in text
    assert max(map(len, text.split("\n"))) <= 80


@pytest.mark.parametrize("name", ["table", "explain"])
def test_markup_in_an_article_is_shown_as_it_stands(name):
    assert "[bold]:smile: [/x]" in written(name, record(event="[bold]:smile: [/x]"))


@pytest.mark.parametrize("name", ["table", "explain"])
def test_controls_in_an_article_are_spelt_out(name):
    text = written(name, record(event="a\x1b]0;x\x07\x9b2J\u202eb", source="n\tm"))
    assert r"a\x1b]0;x\x07\x9b2J\u202eb" in text


@pytest.mark.parametrize("name", ["explain", *render.FORMATS])
@given(text=HOSTILE, words=HOSTILE)
def test_no_text_reaches_a_terminal_as_a_command(name, text, words):
    pieces = [Evidence("event", 0, 1, words, text), Evidence(text, 0, 1, words, text)]
    shown = written(name, hostile(text, words, evidence=pieces))
    bad = {c for c in shown if unicodedata.category(c) in ("Cc", "Zl", "Zp")}
    # Cells of a table keep their line ends and tabs, lines of a calendar end in both.
    assert bad <= {"csv": set("\t\r\n"), "tsv": set("\t\r\n"), "ics": set("\r\n")}.get(name, {"\n"})
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@pytest.mark.parametrize("name", ["table", "explain"])
@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_no_line_ends_in_blanks(name, sides):
    lines = written(name, record(sides=sides), record()).split("\n")
    assert all(line == line.rstrip(" ") for line in lines)
    assert all(a or b for a, b in pairwise(lines))


def test_colour_is_for_terminals_and_not_for_those_who_refuse_it(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    def shown() -> str:
        stream = Terminal()
        render.writer("table")([FULL], stream)
        return stream.getvalue()

    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "250")
    assert "\x1b[33mplanned" in shown()
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[33m" not in shown()
    assert max(map(len, shown().split("\n"))) <= 120
    assert "\x1b" not in written("table", FULL)
