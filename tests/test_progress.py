"""How far a run is, and what became of each input."""

from __future__ import annotations

import json
import os
import pty
import threading
from pathlib import Path

import pytest
from command import MEETING, OTHER, STORY, environment, process, put, run
from command import here as here  # noqa: PLC0414 - a fixture

from extract.progress import Lines
from extract.talk import Talk

pytestmark = pytest.mark.usefixtures("here")


def test_the_log_has_a_line_for_each_input_in_order():
    files = [put("a.txt", OTHER), put("b.txt", "ERROR"), put("c.txt", STORY), put("d.txt", "")]
    files += [put("e.txt", b"caf\xe9 " * 50), put("f.txt", "Это не по-английски. " * 30)]
    result = run(*files, "gone.txt", "--log", "log.jsonl")
    lines = [json.loads(line) for line in Path("log.jsonl").read_text().splitlines()]
    assert [(line["source"], line["outcome"], line["records"]) for line in lines] == [
        ("a.txt", "records", 2),
        ("b.txt", "failed", 0),
        ("c.txt", "no meeting", 0),
        ("d.txt", "failed", 0),
        ("e.txt", "no meeting", 0),
        ("f.txt", "no meeting", 0),
        ("gone.txt", "failed", 0),
    ]
    assert [line["why"] for line in lines if line["outcome"] == "failed"] == [
        "b.txt: too strange; try another",
        "d.txt: is empty; give the text of an article",
        "gone.txt: no such file or folder; check the path",
    ]
    assert [line["characters"] for line in lines] == [
        len(OTHER),
        5,
        len(STORY),
        None,
        250,
        630,
        None,
    ]
    assert "no English text; only English is read" in lines[5]["warnings"]
    assert any("read as" in note for note in lines[4]["warnings"])
    assert result.exit_code == 3


def test_the_log_does_not_take_the_place_of_an_input_or_of_the_output():
    result = run(put("a.txt"), "--log", "a.txt")
    assert (result.exit_code, Path("a.txt").read_bytes().decode()) == (2, MEETING)
    assert run("a.txt", "--log", "o.jsonl", "-o", "o.jsonl").exit_code == 2
    assert run("a.txt", "--log", "no/o.jsonl").exit_code == 2
    put("news/log.txt", STORY)
    result = run("news", "--log", "news/log.txt")
    assert (result.exit_code, Path("news/log.txt").read_text()) == (2, STORY)
    assert "news/log.txt: is also the input news/log.txt" in result.stderr


def test_lines_come_every_half_minute_with_the_rate(capsys):
    times = iter([0.0, 10.0, 29.0, 31.0, 40.0, 62.0])
    lines, talk = Lines(lambda: next(times)), Talk(quiet=False, verbose=1)
    talk.before = 101
    for talk.done in range(101, 106):
        talk.found, talk.failed = 7, 1
        lines.tick(talk)
    assert capsys.readouterr().err.splitlines() == [
        "extract: 104 inputs, 7 meetings, 1 failed, 0.1 a second",
        "extract: 106 inputs, 7 meetings, 1 failed, 0.1 a second",
    ]


def on_a_terminal(*args: str) -> str:
    """Return what a run writes to standard error, where that is a terminal."""
    ours, theirs = pty.openpty()
    shown: list[bytes] = []
    reader = threading.Thread(target=read_all, args=(ours, shown))
    reader.start()
    child = process(*args, stderr=theirs, env=environment(TERM="xterm", COLUMNS="100"))
    os.close(theirs)
    child.communicate(timeout=30)
    reader.join(30)
    return b"".join(shown).decode()


def read_all(terminal: int, shown: list[bytes]) -> None:
    try:
        while data := os.read(terminal, 10_000):
            shown.append(data)
    except OSError:  # the other end is closed
        os.close(terminal)


def test_a_terminal_shows_a_bar_with_the_counts_and_keeps_what_is_said_apart():
    put("news/a.jsonl", (json.dumps({"text": OTHER}) + "\n") * 50)
    put("news/b.jsonl", "no JSON\n")
    shown = on_a_terminal("news", "--glob", "*.jsonl", "-f", "jsonl")
    assert "100%" in shown
    assert "51 inputs, 100 meetings, 1 failed" in shown
    assert "\x1b[2Kextract: news/b.jsonl:1: not JSON " in shown


def test_a_bar_is_drawn_of_inputs_whose_size_is_not_known():
    assert "extract: empty.txt: is empty; give" in on_a_terminal(put("empty.txt", ""), "-f", "json")


@pytest.mark.parametrize("quiet", [["-q"], ["--schema"]])
def test_no_bar_is_drawn_for_those_who_want_none(quiet):
    assert on_a_terminal(put("a.txt"), *quiet) == ""
