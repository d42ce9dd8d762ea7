"""What goes wrong is one line and an exit code, and never costs a file: no traceback, ever."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import fake_engine
import pytest
from click.testing import CliRunner
from command import MEETING, OTHER, events, here, process, put, run

import extract
from cli import main

__all__ = ["here"]  # a fixture, used by its name below
pytestmark = pytest.mark.usefixtures("here")


# Bad input


BAD = [
    ("empty.txt", b"", "empty.txt: is empty; give the text of an article"),
    ("bin.txt", b"\x7fELF\0", "bin.txt: looks like a binary file; give the text of the article, "
     "or name its encoding with --encoding"),
    ("dir/x.pdf", b"x", "dir: no .txt, .html, .htm (or .gz of these) file in this folder or below "
     "it; name other files one by one, or with --glob"),
    ("cut.gz", b"\x1f\x8b\x08", "cut.gz: cannot be unpacked (Compressed file ended before the "
     "end-of-stream marker was reached); check that it is complete"),
    ("x.zip", b"PK no", "x.zip: not a ZIP file that can be read (File is not a zip file)"),
    ("err.txt", b"ERROR", "err.txt: too strange; try another"),
    ("bug.txt", b"FAULT", r"internal error in bug.txt: RuntimeError: the fault\nof two lines; "
     "please report it (-vv says more)"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data", "message"), BAD)
def test_a_bad_input_is_one_line_and_the_others_are_processed(name, data, message):
    put(name, data)
    bad = name.split("/")[0]
    result = run(put("a.txt"), bad, put("b.txt", OTHER))
    assert events(result) == ["Security Dialogue", "talks", "phone call"]
    assert (result.exit_code, result.stderr) == (3, f"extract: {message}\n")
    alone = run(bad, "-q")
    assert (alone.exit_code, alone.stderr, alone.stdout) == (3, f"extract: {message}\n", "")


def test_a_missing_path_is_wrong_usage_unless_others_are_there():
    result = run("gone.txt")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "extract: gone.txt: no such file or folder; check the path\n"
    assert run("gone.txt", "gone").stderr.count("\n") == 2
    result = run("gone.txt", put("a.txt"))
    assert (result.exit_code, events(result)) == (3, ["Security Dialogue"])
    assert result.stderr == "extract: gone.txt: no such file or folder; check the path\n"


def test_an_empty_standard_input_is_named():
    result = run(stdin="")
    assert result.exit_code == 3
    assert result.stderr == "extract: standard input: is empty; give the text of an article\n"


def test_a_message_shows_control_characters_of_a_file_name():
    assert run("a\x1b[2J\n.txt").stderr.startswith(r"extract: a\x1b[2J\n.txt: no such file")


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--published", "2022-02-30", "a.txt"], "'2022-02-30' is no day; write YYYY-MM-DD"),
        (["--published", "20220404", "a.txt"], "write YYYY-MM-DD"),
        (["--published", "2022-4-4", "a.txt"], "write YYYY-MM-DD"),
        (["--encoding", "klingon", "a.txt"], "no text encoding 'klingon'; try utf-8"),
        (["--format", "xml", "a.txt"], "'xml' is not one of"),
        (["--model", "unknown", "a.txt"], "unknown: no such model; leave out --model"),
        (["--patterns", "broken", "a.txt"], "broken/venue.jsonl:12: unknown key 'patern'"),
        (["--nonsense"], "No such option"),
        (["-o"], "requires an argument"),
        (["-", "-"], "standard input (-) is named twice"),
        (["--body", "--explain", "a.txt"], "--body and --explain exclude each other"),
        (["--schema", "-f", "csv"], "--schema and --format exclude each other"),
        (["a.txt", "-o", "no/where.csv"], "no/where.csv: there is no folder"),
        (["a.txt", "-o", ""], "-o has no name"),
        (["a.txt", "-o", "folder"], "folder: is a folder; name a file in it"),
        (["a.txt", "-o", "a.txt"], "a.txt: is also the input a.txt; write to another place"),
        (["a.txt", "-o", "a.txt/b"], "a.txt/b: there is no folder"),
    ],
)
def test_wrong_usage_is_one_line_and_exit_code_2(args, words):
    put("a.txt")
    os.mkdir("folder")
    result = run(*args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("extract: ")
    assert result.stderr.count("\n") == 1
    assert words in result.stderr
    assert Path("a.txt").read_bytes() == MEETING.encode()


def test_a_model_that_cannot_be_read_is_wrong_usage(monkeypatch):
    def load(model, patterns, codes):
        raise PermissionError(13, "Permission denied", "mine/venue.jsonl")

    monkeypatch.setattr(extract, "load", load)
    result = run(put("a.txt"), "-o", "o.csv", "--patterns", "mine")
    assert result.exit_code == 2
    assert result.stderr == (
        "extract: mine/venue.jsonl: cannot be read (Permission denied); "
        "check --model and --patterns\n"
    )
    assert os.listdir() == ["a.txt"]


def test_very_verbose_shows_where_a_bug_is():
    result = CliRunner().invoke(main, [put("a.txt", "FAULT"), "-vv"])
    assert "Traceback" in result.stderr
    assert result.exit_code == 3


def test_a_bug_costs_one_article_even_when_the_engine_reads_ahead(monkeypatch):
    class Ahead(fake_engine.Fake):
        def stream(self, articles, **how):
            yield from super().stream(list(articles))

    monkeypatch.setattr(extract, "load", lambda *args: Ahead())
    files = [put("a.txt"), put("b.txt", "FAULT"), put("c.txt", OTHER), put("d.txt", "FAULT")]
    result = run(*files, put("e.txt"))
    assert events(result) == ["Security Dialogue", "talks", "phone call", "Security Dialogue"]
    assert [line.split()[4] for line in result.stderr.splitlines()] == ["b.txt:", "d.txt:"]
    assert result.exit_code == 3


# Whole or not at all


@pytest.mark.parametrize(
    ("data", "code"), [(b"FAULT", 3), (b"", 3), (b"STOP", 130), (b"MEETING a in b STOP", 130)]
)
def test_a_run_that_fails_leaves_the_old_output(data, code):
    put("o.csv", "old")
    put("n/b.txt", data)
    assert run("n", "-o", "o.csv").exit_code == code
    assert Path("o.csv").read_text() == "old"
    assert sorted(os.listdir()) == ["n", "o.csv"]


def test_an_interrupted_run_leaves_no_output_behind():
    put("n/a.txt")
    put("n/b.txt", "STOP")
    assert run("n", "-o", "o.csv").exit_code == 130
    assert os.listdir() == ["n"]


def test_a_run_with_some_failures_writes_the_rest():
    put("n/a.txt")
    put("n/b.txt", "")
    assert run("n", "-o", "o.jsonl").exit_code == 3
    assert Path("o.jsonl").read_text(encoding="utf-8").count("\n") == 1


def test_a_new_output_has_the_usual_mode_and_an_old_one_keeps_its_own():
    put("a.txt")
    old = os.umask(0o027)
    try:
        run("a.txt", "-o", "new.csv")
    finally:
        os.umask(old)
    assert stat.S_IMODE(os.stat("new.csv").st_mode) == 0o640
    os.chmod("new.csv", 0o600)
    run("a.txt", "-o", "new.csv")
    assert stat.S_IMODE(os.stat("new.csv").st_mode) == 0o600


def test_a_link_is_written_through_and_a_device_stays_one():
    put("a.txt")
    put("real/o.csv", "old")
    os.symlink("real/o.csv", "o.csv")
    assert run("a.txt", "-o", "o.csv").exit_code == 0
    assert os.path.islink("o.csv")
    assert Path("real/o.csv").read_text(encoding="utf-8").startswith("id,")
    assert run("a.txt", "-o", os.devnull).exit_code == 0
    assert stat.S_ISCHR(os.stat(os.devnull).st_mode)


def test_a_place_that_is_not_writable_is_refused_before_any_work(monkeypatch):
    monkeypatch.setattr(os, "access", lambda *args, **kwargs: False)
    monkeypatch.setattr(extract, "load", lambda *args: pytest.fail("work was begun"))
    result = run(put("a.txt"), "-o", "o.csv")
    assert (result.exit_code, os.listdir()) == (2, ["a.txt"])
    assert result.stderr == "extract: o.csv: not writable; choose another place\n"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a full device")
def test_a_full_disk_is_one_line():
    result = run(put("a.txt"), "-o", "/dev/full", "-f", "jsonl")
    assert result.exit_code == 2
    assert "/dev/full: cannot be written (No space left on device)" in result.stderr
    with open("/dev/full", "w") as full:
        child = process("a.txt", stdout=full)
        said = child.communicate()[1].decode()
    assert said.startswith("extract: standard output: cannot be written (No space")
    assert (child.returncode, said.count("\n")) == (2, 1)
