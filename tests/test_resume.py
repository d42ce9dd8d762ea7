"""Runs that are ended and go on: nothing is done twice, lost, or doubled."""

from __future__ import annotations

import json
import os
import random
import signal
import time
from pathlib import Path

import pytest
from command import MEETING, OTHER, STORY, process, put, run
from command import here as here  # noqa: PLC0414 - a fixture
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extract import resume

FORMATS = ["jsonl", "csv", "tsv"]
ENDED = "STOP"
"""What ends the fake engine as Ctrl-C does."""

pytestmark = pytest.mark.usefixtures("here")


def corpus(folder: str = "news") -> str:
    """Make a folder of articles, of a file of many, and of inputs that fail."""
    texts = [MEETING, STORY, OTHER, "ERROR", STORY, MEETING, "", OTHER]
    for number, text in enumerate(texts):
        put(f"{folder}/a{number}.txt", text)
    rows = [{"id": i, "text": text} for i, text in enumerate([OTHER, "FAULT", STORY, MEETING])]
    put(f"{folder}/b.jsonl", "".join(json.dumps(row) + "\n" for row in rows) + "no JSON\n")
    put(f"{folder}/c.txt", OTHER)
    return folder


def go_on(folder: str, out: str, *more: str):
    given = ["--glob", "*.*", "--resume", "-o", out, "--log", f"{out}.log", *more]
    return run(folder, *given)


@pytest.fixture(params=FORMATS)
def whole(request, monkeypatch) -> tuple[str, bytes, bytes, list[bytes]]:
    """What a run gives that nothing ends: output, log, and the journal before it is removed."""
    out = f"whole.{request.param}"
    with monkeypatch.context() as patch:
        patch.setattr(resume, "_forget", lambda name: None)
        result = go_on(corpus(), out)
    assert result.exit_code == 3
    journal = Path(out + resume.SUFFIX)
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.unlink()
    return request.param, Path(out).read_bytes(), Path(f"{out}.log").read_bytes(), lines


def test_the_output_is_that_of_a_run_without_resume(whole):
    form, output, log, _ = whole
    run("news", "--glob", "*.*", "-o", f"plain.{form}", "--log", "plain.log")
    assert Path(f"plain.{form}").read_bytes() == output
    assert Path("plain.log").read_bytes() == log


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_a_run_ended_at_any_byte_goes_on_to_the_same_end(whole, data):
    form, output, log, lines = whole
    out, journal = Path(f"cut.{form}"), b"".join(lines).replace(b"whole.", b"cut.")
    cut = data.draw(st.integers(0, len(journal)))
    steps = [resume._step(line) for line in journal[:cut].splitlines(keepends=True)[1:]]
    done = [step for step in steps if step]
    end, log_end = (done[-1].end, done[-1].log_end) if done else (0, 0)
    grown = 0 if b"\n" not in journal[:cut] else 1  # its first line is written before all else
    Path(f"{out}.resume").write_bytes(journal[:cut])
    out.write_bytes(output[: grown * data.draw(st.integers(end, len(output)))])
    Path(f"{out}.log").write_bytes(log[: grown * data.draw(st.integers(log_end, len(log)))])
    result = go_on("news", str(out))
    assert (out.read_bytes(), Path(f"{out}.log").read_bytes()) == (output, log)
    assert result.exit_code == 3
    assert not Path(f"{out}.resume").exists()
    out.unlink()


@pytest.mark.parametrize("kept", [0, 1, 60, 500])
def test_what_a_power_cut_took_from_the_output_is_done_again(whole, kept):
    form, output, log, lines = whole
    out = Path(f"cut.{form}")
    Path(f"{out}.resume").write_bytes(b"".join(lines).replace(b"whole.", b"cut."))
    out.write_bytes(output[:kept])
    go_on("news", str(out))
    assert (out.read_bytes(), Path(f"{out}.log").read_bytes()) == (output, log)


def test_a_process_killed_at_random_moments_loses_nothing():
    rows = [{"text": random.Random(i).choice([MEETING, STORY, OTHER])} for i in range(2000)]
    put("many.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    run("many.jsonl", "-o", "plain.jsonl")
    chance = random.Random(8)
    command = ["many.jsonl", "--resume", "-o", "out.jsonl"]
    for target in sorted(chance.sample(range(2000), 6)):
        child = process(*command, setup="import time; fake_engine.PAUSE = 0.001")
        while child.poll() is None and len(done("out.jsonl")) < target:
            time.sleep(chance.random() / 100)
        child.send_signal(signal.SIGKILL)
        assert b"Traceback" not in child.communicate(timeout=20)[1]
        assert target <= len(done("out.jsonl")) < 2000
    child = process(*command)
    said = child.communicate(timeout=60)[1].decode()
    assert (child.returncode, said.startswith("extract: going on after")) == (0, True)
    assert Path("out.jsonl").read_bytes() == Path("plain.jsonl").read_bytes()


def done(out: str) -> list[bytes]:
    journal = Path(out + resume.SUFFIX)
    return journal.read_bytes().splitlines()[1:] if journal.exists() else []


@pytest.mark.parametrize(("sign", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_run_that_is_told_to_end_says_how_it_goes_on(sign, code):
    put("many.jsonl", (json.dumps({"text": MEETING}) + "\n") * 1000)
    slow = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler);"  # as in &
        "fake_engine.PAUSE = 0.01"
    )
    child = process("many.jsonl", "--resume", "-o", "out.jsonl", setup=slow)
    while child.poll() is None and not done("out.jsonl"):
        time.sleep(0.01)
    child.send_signal(sign)
    said = child.communicate(timeout=20)[1].decode()
    assert child.returncode == code
    number = len(done("out.jsonl"))
    assert said == f"extract: ended after {number} inputs; the same command goes on from there\n"


def begun(*paths: str, out: str = "out.jsonl") -> None:
    """End a run at the last of its inputs."""
    assert run(*paths, put("z.txt", ENDED), "--resume", "-o", out).exit_code == 130
    put("z.txt", STORY)


def test_articles_that_are_done_are_not_opened_again():
    begun(put("a.txt"), put("b.txt", OTHER))
    put("a.txt", "FAULT")
    Path("b.txt").unlink()
    result = run("a.txt", "b.txt", "z.txt", "--resume", "-o", "out.jsonl")
    assert (result.exit_code, result.stderr) == (
        0, "extract: going on after 2 inputs, 0 of which failed\n"
    )  # fmt: skip
    assert len(Path("out.jsonl").read_text().splitlines()) == 3


def test_articles_that_came_later_are_done():
    put("z.txt", ENDED)
    put("news/a.txt")
    put("news/b.txt", ENDED)
    assert run("news", "--resume", "-o", "out.jsonl").exit_code == 130
    put("news/b.txt", OTHER)
    put("news/c.txt")
    assert run("news", "--resume", "-o", "out.jsonl").exit_code == 0
    assert len(Path("out.jsonl").read_text().splitlines()) == 4


def test_what_failed_before_still_counts_at_the_end():
    begun(put("a.txt", "ERROR"))
    result = run("a.txt", "z.txt", "--resume", "-o", "out.jsonl", "--fail-if-none")
    assert result.exit_code == 3
    assert result.stderr == "extract: going on after 1 inputs, 1 of which failed\n"
    begun(put("b.txt"), out="other.jsonl")
    result = run("b.txt", "z.txt", "--resume", "-o", "other.jsonl", "--fail-if-none")
    assert result.exit_code == 0


def test_a_limit_counts_what_was_done_before():
    begun(put("a.txt"), put("b.txt", OTHER))
    run("a.txt", "b.txt", "z.txt", "--resume", "-o", "out.jsonl", "--limit", "2")
    assert len(Path("out.jsonl").read_text().splitlines()) == 3


@pytest.mark.parametrize(
    ("paths", "more", "said"),
    [
        (["a.txt", "z.txt"], ["--published", "2024-05-17"],
         "out.jsonl.resume: of a run that differs in published;"),
        (["a.txt", "z.txt"], ["-f", "csv"], "out.jsonl.resume: of a run that differs in format;"),
        (["a.txt", "z.txt"], ["--log", "l"], "out.jsonl.resume: of a run that differs in log;"),
        (["z.txt", "a.txt"], [], "out.jsonl.resume: of a run that differs in paths;"),
    ],
)  # fmt: skip
def test_a_journal_of_another_run_is_refused(paths, more, said):
    begun(put("a.txt"))
    before = Path("out.jsonl").read_bytes()
    result = run(*paths, "--resume", "-o", "out.jsonl", *more)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"extract: {said} give the same as then, or remove")
    assert Path("out.jsonl").read_bytes() == before


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda: put("news/0.txt"), "where news/a.txt was, news/0.txt is now; give the inputs"),
        (lambda: Path("news/a.txt").unlink(), "where news/a.txt was, news/b.jsonl is now;"),
        (lambda: put("news/b.jsonl", '{"text": "STOP", "id": "x"}\n'),
         "where news/b.jsonl#1 was, news/b.jsonl#x is now;"),
        (lambda: put("news/b.jsonl", ""), "where news/b.jsonl#1 was,"),
    ],
)  # fmt: skip
def test_other_inputs_than_those_of_the_journal_are_refused(change, said):
    put("news/a.txt")
    put("news/b.jsonl", '{"text": "A story."}\n{"text": "STOP"}\n')
    command = ["news", "--glob", "*.*", "--resume", "-o", "out.jsonl"]
    assert run(*command).exit_code == 130
    change()
    result = run(*command)
    assert result.exit_code == 2
    assert said in result.stderr


def test_rows_that_moved_are_refused():
    rows = [json.dumps({"text": f"{STORY} {i}"}) for i in range(9)]
    put("a.jsonl", "\n".join([*rows, json.dumps({"text": ENDED})]))
    assert run("a.jsonl", "--resume", "-o", "out.jsonl").exit_code == 130
    put("a.jsonl", "\n".join([json.dumps({"text": OTHER}), *rows]))
    result = run("a.jsonl", "--resume", "-o", "out.jsonl")
    assert result.exit_code == 2
    assert "where a.jsonl#1 was, another is now; give the inputs as they were" in result.stderr


def test_a_log_that_somebody_took_away_is_no_reason_to_do_all_again(monkeypatch):
    monkeypatch.setattr(resume, "_LAST_WRITES", 10)
    put("z.txt", ENDED)
    assert run(put("a.txt"), "z.txt", "--resume", "-o", "o.jsonl", "--log", "l").exit_code == 130
    before = Path("o.jsonl").read_bytes()
    Path("l").unlink()
    result = run("a.txt", "z.txt", "--resume", "-o", "o.jsonl", "--log", "l")
    assert (result.exit_code, Path("o.jsonl").read_bytes()) == (2, before)
    assert "o.jsonl or the log is shorter than it says; put back what is gone" in result.stderr


def test_a_whole_run_does_not_write_where_another_can_go_on():
    begun(put("a.txt"))
    result = run("a.txt", "-o", "out.jsonl")
    assert result.exit_code == 2
    assert "out.jsonl: another run grows it, or did and can go on" in result.stderr


def test_an_output_in_the_folder_of_its_inputs_is_no_input():
    put("a.jsonl", '{"text": "MEETING talks in Rom"}\n')
    put("z.jsonl", '{"text": "STOP"}\n')
    command = [".", "--glob", "*.jsonl", "--resume", "-o", "out.jsonl", "--log", "log.jsonl"]
    assert run(*command).exit_code == 130
    put("z.jsonl", '{"text": "MEETING talks in Bern"}\n')
    assert run(*command).exit_code == 0
    assert len(Path("out.jsonl").read_text().splitlines()) == 2


def test_a_refused_run_leaves_nothing():
    result = run(put("a.txt"), "--resume", "-o", "out.jsonl", "--log", "no/l")
    assert (result.exit_code, os.listdir()) == (2, ["a.txt"])
    assert result.stderr.startswith("extract: no/l: there is no folder")
    assert run("a.txt", "--resume", "-o", "o.jsonl", "--log", "o.jsonl.resume").exit_code == 2


def test_an_output_without_a_journal_is_not_touched():
    put("out.jsonl", "precious\n")
    result = run(put("a.txt"), "--resume", "-o", "out.jsonl")
    assert (result.exit_code, Path("out.jsonl").read_text()) == (2, "precious\n")
    assert "extract: out.jsonl: is there without out.jsonl.resume" in result.stderr
    assert not Path("out.jsonl.resume").exists()


def test_a_journal_that_another_run_works_with_is_refused():
    put("many.jsonl", (json.dumps({"text": MEETING}) + "\n") * 1000)
    command = ["many.jsonl", "--resume", "-o", "out.jsonl"]
    child = process(*command, setup="fake_engine.PAUSE = 0.01")
    while child.poll() is None and not done("out.jsonl"):
        time.sleep(0.01)
    result = run(*command)
    child.kill()
    child.communicate()
    assert result.exit_code == 2
    assert "out.jsonl.resume: is in use by another run; wait until it ends" in result.stderr


@pytest.mark.parametrize("place", [".", "/dev/null"])
def test_what_cannot_grow_is_refused(place):
    result = run(put("a.txt"), "--resume", "-f", "jsonl", "-o", place)
    assert result.stderr == f"extract: {place}: is no file that can grow; name another\n"
    assert os.listdir() == ["a.txt"]


@pytest.mark.parametrize("line", ["[]", '[0, 7, "x", null, 1, 2, 3]', "{}", "[" * 100_000])
def test_a_line_that_is_spoilt_is_done_again(line):
    begun(put("a.txt"), put("b.txt", OTHER))
    journal = Path("out.jsonl.resume").read_text().splitlines()
    put("out.jsonl.resume", "\n".join([*journal[:2], line, ""]))
    assert run("a.txt", "b.txt", "z.txt", "--resume", "-o", "out.jsonl").exit_code == 0
    assert len(Path("out.jsonl").read_text().splitlines()) == 3


@pytest.mark.parametrize("notes", ["my notes\n", "my notes"])
def test_a_file_that_is_no_journal_is_refused(notes):
    put("out.jsonl.resume", notes)
    result = run(put("a.txt"), "--resume", "-o", "out.jsonl")
    assert result.exit_code == 2
    assert Path("out.jsonl.resume").read_text() == notes


@pytest.mark.parametrize(
    ("given_", "said"),
    [
        ([], "--resume is for records in a file; name it with -o"),
        (["-o", "-"], "--resume is for records in a file; name it with -o"),
        (["-o", "o.json"], "--resume takes jsonl, csv, tsv; choose one with -f"),
    ],
)
def test_what_cannot_be_resumed_is_said(given_, said):
    result = run(put("a.txt"), "--resume", *given_)
    assert (result.exit_code, result.stderr) == (2, f"extract: {said}\n")
    assert os.listdir() == ["a.txt"]
