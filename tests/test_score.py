"""Scores by the corrections that somebody made in the report."""

from __future__ import annotations

import io
import json
from itertools import permutations

import pytest
from command import here as here  # noqa: PLC0414 - a fixture
from command import put, run
from fake_engine import record

from extract import score
from extract.article import Article
from extract.record import Evidence

ARTICLE = Article("Ann Li met Bo Ek.", "a.txt")
ID = f"{ARTICLE.digest}-1"
MET = record(
    id=ID,
    event="talks",
    venue={"city": "Lima", "country": None, "place": None, "mode": "in-person"},
    sides=["Peru", "Chile"],
    co_chairs=[
        {"name": n, "role": r, "side": None} for n, r in (("Ann", "envoy"), ("Bo", "mayor"))
    ],
    topics=[{"text": "trade", "labels": ["trade"]}, {"text": "visas", "labels": []}],
)


def line(field, value, verdict, right=None, id_=ID, **more) -> str:
    told = more | {"id": id_, "source": "a.txt", "field": field, "value": value, "verdict": verdict}
    return json.dumps(told | ({} if right is None else {"right": right}))


def counted(*lines: str, records=(MET,)) -> dict[str, tuple[int, int, int]]:
    found, _ = score.count(score.read(lines, "gold"), [(ARTICLE, records)])
    return {name: (one.right, one.wrong, one.missed) for name, one in found.items()}


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (line("event", "talks", "right"), {"event": (1, 0, 0)}),
        (line("event", "TALKS ", "right"), {"event": (1, 0, 0)}),
        (line("event", "Talks’", "right"), {"event": (0, 1, 1)}),
        (line("sides[0]", "PERU", "right"), {"sides": (1, 0, 0)}),
        (line("event", "talks", "wrong"), {"event": (0, 1, 0)}),
        (line("event", "call", "wrong"), {"event": (0, 0, 0)}),
        (line("event", "call", "edited", "talks"), {"event": (1, 0, 0)}),
        (line("event", "talks", "edited", "call"), {"event": (0, 1, 1)}),
        (line("venue.place", None, "missing", "Town Hall"), {"venue.place": (0, 0, 1)}),
        (line("venue.city", None, "missing", "Lima"), {"venue.city": (1, 0, 0)}),
        (line("sides[1]", "Chile", "right"), {"sides": (1, 0, 0)}),
        (line("sides[0]", "Chile", "edited", "Bolivia"), {"sides": (0, 1, 1)}),
        (line("topics[7]", "visas", "right"), {"topics": (1, 0, 0)}),
        (line("co_chairs[0].role", "mayor", "right"), {"co_chairs.role": (1, 0, 0)}),
        (line("co_chairs[0].role", "mayor", "right", of="Ann"), {"co_chairs.role": (0, 1, 1)}),
        (line("co_chairs[1].role", "mayor", "wrong", of="Bo"), {"co_chairs.role": (0, 1, 0)}),
        (line("record", ID, "right"), {"record": (1, 0, 0)}),
        (line("record", ID, "wrong"), {"record": (0, 1, 0)}),
    ],
)
def test_a_correction_counts_for_its_field(told, expected):
    assert counted(told) == expected


def test_a_record_that_is_no_longer_given_misses_what_was_right_and_mends_what_was_wrong():
    lines = (line("event", "talks", "right"), line("record", ID, "wrong"))
    assert counted(*lines, records=()) == {"record": (0, 0, 0), "event": (0, 0, 1)}


def test_what_was_judged_of_other_articles_is_left_out_and_said():
    gold = score.read([line("event", "talks", "right", id_="other-1")], "gold")
    assert score.count(gold, [(ARTICLE, [MET])]) == ({}, {"other"})


def test_the_last_line_on_a_value_counts():
    lines = [line("event", "talks", verdict) for verdict in ("wrong", "right")]
    assert counted(*lines) == {"event": (1, 0, 0)}
    assert counted(*reversed(lines)) == {"event": (0, 1, 0)}
    assert counted(*(line("event", "talks", "edited", right) for right in ("a", "TALKS"))) == {
        "event": (1, 0, 0)
    }


def test_records_are_paired_by_what_they_share_where_their_places_have_changed():
    other = f"{ARTICLE.digest}-2"
    lines = (
        line("record", ID, "wrong"),
        line("event", "fair", "right"),
        line("record", other, "right", id_=other),
        line("event", "talks", "right", id_=other),
        line("sides[0]", "Peru", "right", id_=other),
    )
    expected = {"record": (1, 0, 0), "event": (1, 0, 1), "sides": (1, 0, 0)}
    assert counted(*lines) == expected  # what was the second record is the first now


def test_the_last_missing_value_of_what_has_one_alone_counts():
    lines = [line("venue.place", None, "missing", place) for place in ("Hall", "Palace")]
    assert counted(*lines) == {"venue.place": (0, 0, 1)}
    both = [line("sides", None, "missing", side) for side in ("Mali", "Oman")]
    assert counted(*both) == {"sides": (0, 0, 2)}


def test_values_that_changed_places_are_right():
    lines = (
        line("sides[0]", "Peru", "edited", "Chile"),
        line("sides[1]", "Chile", "edited", "Peru"),
    )
    assert counted(*lines) == {"sides": (2, 0, 0)}


def at(start: int, **values):
    piece = Evidence("event", start, start + 3, "met", "fake.rule")
    return record(evidence=[piece], **values)


def test_records_are_paired_by_where_their_event_is_told():
    second = f"{ARTICLE.digest}-2"
    lines = (line("record", ID, "wrong", at=7), line("record", second, "right", id_=second, at=90))
    both = (at(7, id=ID), at(90, id=second))
    assert counted(*lines, records=both) == {"record": (1, 1, 0)}
    mended = (at(90, id=ID),)  # without the wrong one the second is the first
    assert counted(*lines, records=mended) == {"record": (1, 0, 0)}


def test_a_record_that_shares_nothing_is_another_one():
    lines = [line(name, "x", "right", at=7) for name in ("event", "date", "title")]
    assert counted(*lines, records=[at(50, id=ID)]) == dict.fromkeys(
        ("event", "date", "title"), (0, 0, 1)
    )


def test_a_mended_name_takes_its_office_with_it():
    lines = (
        line("co_chairs[0].name", "An", "edited", "Ann"),
        line("co_chairs[0].role", "envoy", "right", of="An"),
    )
    assert counted(*lines) == {"co_chairs.name": (1, 0, 0), "co_chairs.role": (1, 0, 0)}


def test_of_copies_the_one_that_was_judged_counts():
    copy = record(id=ID, event="call", source="b.txt")
    gold = score.read([line("event", "talks", "right")], "gold")
    for articles in permutations([(ARTICLE, [MET]), (Article(ARTICLE.text, "b.txt"), [copy])]):
        assert score.count(gold, articles)[0]["event"].right == 1


def test_fields_come_in_the_order_of_the_record():
    lines = [line(f, "x", "right") for f in ("topics[0]", "co_chairs[0].name", "date", "record")]
    assert list(counted(*lines)) == ["record", "date", "co_chairs.name", "topics"]


def test_the_table_has_shares_where_there_are_some():
    stream = io.StringIO()
    score.write({"event": score.Count(3, 1, 0), "round": score.Count()}, stream)
    words = [text.split() for text in stream.getvalue().splitlines()]
    assert words[1] == ["event", "3", "1", "0", "0.750", "1.000", "0.857"]
    assert words[2] == ["round", "0", "0", "0", "-", "-", "-"]
    assert words[3][0] == "all"


@pytest.mark.parametrize(
    "text",
    [
        "no JSON",
        "[]",
        "3",
        '{"id": "a-1"}',
        line("event", "x", "maybe"),
        line("event", 1, "edited"),
        line("evnt", "x", "right"),
        line("sides", ["Peru"], "right"),
        line("date", None, "right"),
        "[" * 100_000,
    ],
)
def test_what_is_no_correction_is_named_by_its_line(text):
    with pytest.raises(score.GoldError, match=r"gold:2: is no correction"):
        score.read([line("event", "x", "right"), text], "gold")


def test_the_command_scores_what_it_finds_now(here):
    put("a.txt", "MEETING talks in Wien")
    put("gold.jsonl", line("event", "talks", "right", id_="0") + "\n")
    done = run("--score", "gold.jsonl", "a.txt")
    assert done.exit_code == 0
    assert "which are left out: 1" in done.stderr
    assert done.stdout.startswith("field ")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--score", ""], "--score has no name"),
        (["--score", "empty.jsonl"], "empty.jsonl: holds no correction"),
        (["--score", "utf-16.jsonl"], "utf-16.jsonl: is not UTF-8"),
        (["--score", "a.txt", "-o", "./a.txt"], "a.txt: holds the corrections to score by"),
        (["--score", "a.txt", "--log", "a.txt"], "a.txt: holds the corrections to score by"),
        (["--score", "none.jsonl"], "none.jsonl: cannot be read (No such file or directory)"),
        (["--score", "a.txt"], "a.txt:1: is no correction"),
        (["--score", "a.txt", "-f", "json"], "--score and --format exclude each other"),
        (["--score", "a.txt", "--resume", "-o", "x.jsonl"], "--resume takes jsonl, csv, tsv"),
    ],
)
def test_a_score_that_cannot_be_is_refused(here, given, said):
    put("a.txt", "MEETING talks in Wien")
    put("empty.jsonl", "\n")
    put("utf-16.jsonl", "{}".encode("utf-16"))
    done = run(*given, "a.txt")
    assert done.exit_code == 2
    assert said in done.stderr
