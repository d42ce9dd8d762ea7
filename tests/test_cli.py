"""The command as a user meets it: results, and the process around it."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from command import MEETING, OTHER, STORY, environment, events, here, process, put, run
from fake_engine import SCHEMA

import extract
from extract import render

__all__ = ["here"]  # a fixture, used by its name below
pytestmark = pytest.mark.usefixtures("here")


# What comes out


def test_a_file_gives_its_records_as_json_lines_in_a_pipe():
    result = run(put("a.txt", OTHER))
    assert events(result) == ["talks", "phone call"]
    assert (result.exit_code, result.stderr) == (0, "")


def test_a_folder_and_a_file_come_in_the_order_given():
    put("n/b.txt", OTHER)
    put("n/a/z.txt")
    result = run(put("c.md"), "n")
    assert [json.loads(line)["source"] for line in result.stdout.splitlines()] == [
        "c.md",
        "n/a/z.txt",
        "n/b.txt",
        "n/b.txt",
    ]


@pytest.mark.parametrize("args", [[], ["-"]])
def test_standard_input_is_read(args):
    result = run(*args, stdin=MEETING)
    (record,) = map(json.loads, result.stdout.splitlines())
    assert record["source"] == "-"
    piece = record["evidence"][0]
    assert MEETING[piece["start"] : piece["end"]] == piece["text"] == "Security Dialogue"


def test_each_format_can_be_asked_for():
    put("a.txt", OTHER)
    assert len(json.loads(run("-f", "json", "a.txt").stdout)) == 2
    assert len(list(csv.DictReader(io.StringIO(run("-f", "csv", "a.txt").stdout)))) == 2
    assert run("-f", "table", "a.txt").stdout.startswith("talks\n  venue    Wien\n  source ")
    assert '"Wien" 17-21, fake.rule' in run("--explain", "a.txt").stdout


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("o.json", "["),
        ("o.jsonl", '{"id"'),
        ("o.ndjson", '{"id"'),
        ("o.CSV", "id,source"),
        ("o.txt", "Security Dialogue\n"),
        ("o.tsv", "id\tsource"),
        ("o.md", "## Security Dialogue\n"),
        ("o.jsonld", '{"@context"'),
        ("o", '{"id"'),
    ],
)
def test_the_suffix_of_the_output_decides_the_format(name, start):
    assert run(put("a.txt"), "-o", name).stdout == ""
    assert Path(name).read_text(encoding="utf-8").startswith(start)
    assert run("a.txt", "-o", name, "-f", "csv").exit_code == 0
    assert Path(name).read_text(encoding="utf-8").startswith("id,source")


def test_a_suffix_of_no_format_is_wrong_usage_unless_a_format_is_named():
    result = run(put("a.txt"), "-o", "o.xml")
    assert (result.exit_code, os.listdir()) == (2, ["a.txt"])
    known = ", ".join(render.suffixes())
    assert result.stderr == (
        f"extract: o.xml: no format has the suffix .xml; use {known}, or choose one with -f\n"
    )
    assert run("a.txt", "-o", "o.xml", "-f", "csv").exit_code == 0
    assert run("--schema", "-o", "s.xml").exit_code == 0


@pytest.mark.parametrize("name", ["csv", "tsv"])
def test_formulas_are_written_as_they_are_on_demand_alone(name):
    put("a.txt", "MEETING =1+1 in Rom\n")
    assert "'=1+1" in run("a.txt", "-f", name).stdout
    assert "'=1+1" not in run("a.txt", "-f", name, "--formulas").stdout
    assert "=1+1" in run("a.txt", "-f", name, "--formulas").stdout


@pytest.mark.parametrize("view", [["-f", "json"], ["--explain"], []])
def test_formulas_are_refused_where_no_spreadsheet_is_written(view):
    result = run(put("a.txt"), "--formulas", *view)
    assert result.exit_code == 2
    assert result.stderr == ("extract: --formulas is for spreadsheets; choose -f csv or -f tsv\n")


def test_a_minus_as_output_is_standard_output_also_of_a_pipe():
    assert events(run("-o", "-", stdin=MEETING)) == ["Security Dialogue"]


def test_no_record_replaces_an_article_of_a_folder():
    put("n/a.txt")
    result = run("n", "-o", "n/a.txt")
    assert (result.exit_code, Path("n/a.txt").read_bytes()) == (2, MEETING.encode())
    assert "is also the input" in result.stderr


def test_a_minus_as_output_is_standard_output():
    assert events(run(put("a.txt"), "-o", "-")) == ["Security Dialogue"]


def test_an_article_without_a_meeting_gives_nothing_and_says_so_to_people():
    put("a.txt", STORY)
    assert (run("a.txt").stdout, run("a.txt").stderr) == ("", "")
    assert run("-f", "json", "a.txt").stdout == "[]\n"
    assert run("-f", "csv", "a.txt").stdout.count("\n") == 1
    for view in (["-f", "table"], ["--explain"]):
        result = run(*view, "a.txt")
        assert (result.stdout, result.exit_code) == ("", 0)
        assert result.stderr == "extract: a.txt: no meeting found\n"
        assert run(*view, "-q", "a.txt").stderr == ""


def test_the_publication_date_of_the_option_reaches_the_record():
    result = run(put("a.txt"), "--published", "2022-04-04", "-v")
    assert json.loads(result.stdout)["published"] == "2022-04-04"
    assert result.stderr == (
        "extract: a.txt: 1 record, published 2022-04-04 from an option or what came beside it\n"
    )


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("2022-04-04.txt", "2022-04-04"),
        ("talks_20220404.txt", "2022-04-04"),
        ("2022/04/04/talks.txt", "2022-04-04"),
        ("2021-12-31/2022.04.04-talks.txt", "2022-04-04"),
        ("2022-04-31.txt", None),
        ("120220404.txt", None),
        ("talks.txt", None),
    ],
)
def test_the_day_in_a_file_s_name_stands_in_on_request(name, day):
    path = put(name)
    assert json.loads(run(path).stdout)["published"] is None
    assert json.loads(run(path, "--published-from", "filename").stdout)["published"] == day
    option = ("--published-from", "filename", "--published", "2022-01-01")
    assert json.loads(run(path, *option).stdout)["published"] == "2022-01-01"


def test_the_day_a_file_was_changed_stands_in_on_request():
    path = put("a.txt")
    os.utime(path, (0, 1_649_116_800 - 1))  # a second before 2022-04-05 in UTC
    result = run(path, "--published-from", "mtime", "-v")
    assert json.loads(result.stdout)["published"] == "2022-04-04"
    assert result.stderr == "extract: a.txt: 1 record, published 2022-04-04 from its file\n"


def test_standard_input_has_no_day_of_its_own():
    result = run("-", "--published-from", "mtime", stdin=MEETING)
    assert json.loads(result.stdout)["published"] is None


def test_verbose_says_what_each_input_gave():
    put("n/a.txt", OTHER)
    put("n/b.txt", STORY)
    assert run("n", "-v").stderr == (
        "extract: n/a.txt: 2 records, no publication date\nextract: n/b.txt: no meeting found\n"
    )


def test_other_encodings_are_read_when_named():
    put("a.txt", "MEETING réunion in Rom".encode("cp1252"))
    assert events(run("a.txt", "--encoding", "cp1252")) == ["réunion"]


def test_an_encoding_that_was_guessed_is_said():
    put("a.txt", "MEETING réunion in Rom".encode("cp1252"))
    result = run("a.txt")
    assert (events(result), result.exit_code) == (["réunion"], 0)
    assert result.stderr == (
        "extract: a.txt: not UTF-8; read as cp1252, a guess (--encoding names another)\n"
    )
    assert run("a.txt", "-q").stderr == ""


@pytest.mark.parametrize(
    "text",
    [
        "Le ministre des affaires étrangères a reçu hier son homologue à Paris pour parler de la "
        "coopération entre les deux pays et de la situation dans la région du lac.",
        "Министр иностранных дел встретился вчера со своим коллегой в Астане и обсудил торговлю "
        "и безопасность в регионе, а также открытие новых пунктов на границе двух стран. Стороны "
        "условились провести следующую встречу осенью будущего года.",
        "外務大臣は昨日、東京で相手国の外務大臣と会談し、貿易と地域の安全保障について意見を交換した。"
        * 9,
    ],
)
def test_an_article_without_english_is_named(text):
    result = run(put("a.txt", text))
    assert (result.stdout, result.exit_code) == ("", 0)
    assert result.stderr == "extract: a.txt: no English text; only English is read\n"
    assert run("a.txt", "-q").stderr == ""


@pytest.mark.parametrize(
    "text", ["PERU, CHILE HOLD TALKS IN ARICA", "Ana Lima, Bo Ekdal, " * 7, "1 2 3 " * 50]
)
def test_english_or_nothing_to_tell_by_is_not_named(text):
    assert run(put("a.txt", text)).stderr == ""


def test_files_of_many_articles_are_read_by_the_keys_named():
    rows = [{"no": 1, "story": OTHER, "day": "2024-05-17"}, {"no": 2, "story": STORY}]
    put("n/a.jsonl", "\n".join(map(json.dumps, rows)))
    result = run("n", "--glob", "*.jsonl", "--text-key", "story", "--id-key", "no",
                 "--date-key", "day", "-f", "json")  # fmt: skip
    found = [(record["source"], record["published"]) for record in json.loads(result.stdout)]
    assert found == [("n/a.jsonl#1", "2024-05-17")] * 2
    assert result.stderr == ""


def test_output_is_utf8_with_plain_line_ends_whatever_the_locale():
    put("a.txt", "MEETING Győr in Wien")
    child = process("a.txt", env=environment(PYTHONIOENCODING="ascii", LC_ALL="C"))
    assert '"Győr"'.encode() in child.communicate()[0]


def test_the_schema_is_written():
    assert json.loads(run("--schema").stdout) == SCHEMA
    assert run("--schema", "-o", "s.json").stdout == ""
    assert json.loads(Path("s.json").read_text(encoding="utf-8")) == SCHEMA


# Bodies


def test_bodies_go_to_standard_output_parted_by_a_form_feed():
    put("a.txt", "PAGEone\r\ntwo")
    put("b.txt", STORY)
    assert run("--body", "a.txt", "b.txt").stdout_bytes == b"one\r\ntwo\n\fA story.\n"


def test_bodies_go_to_a_folder_one_file_each():
    put("n/a.txt", "PAGEone\r\ntwo\r\n")
    put("b.TXT", STORY)
    result = run("--body", "n", "b.TXT", "-", "-o", "out", "-v", stdin="three")
    assert result.exit_code == 0
    found = {file.name: file.read_bytes() for file in Path("out").iterdir()}
    assert found == {
        "a.txt": b"one\r\ntwo\r\n",
        "b.txt": b"A story.\n",
        "stdin.txt": b"three\n",
    }
    assert "extract: n/a.txt: 10 of 14 characters\n" in result.stderr


def test_the_text_is_written_as_it_was_read():
    text = "PAGEone\u00ad\r\ntwo\u200b\n"
    put("a.txt", "\ufeff" + text)
    assert run("--text", "a.txt").stdout_bytes == text.encode()
    assert run("--text", "a.txt", "-o", "out").exit_code == 0
    assert Path("out/a.txt").read_bytes() == text.encode()


def test_a_text_gets_the_name_of_its_id_and_stays_in_its_folder():
    ids = [
        "a",
        "../../b",
        "/c/d",
        "https://x.example/e?f=1",
        ".g",
        "",
        "h\n" * 99,
        "COM1\0",
        "é.html",
    ]
    lines = [json.dumps({"id": name, "text": STORY}) for name in ids]
    put("x.jsonl", "\n".join(lines))
    assert run("--text", "x.jsonl", "-o", "out").exit_code == 0
    found = sorted(os.listdir("out"))
    assert len(found) == len(ids)
    assert {"a.txt", "_.._b.txt", "_c_d.txt", "https_x.example_e_f=1.txt", "g.txt", "é.txt"} <= set(
        found
    )
    assert sorted(os.listdir(".")) == ["out", "x.jsonl"]


def test_of_texts_with_one_name_the_later_are_named_by_their_source():
    for name in ("x/a.txt", "x/a.html.txt", "y/a.txt"):
        put(name, STORY)
    result = run("--body", "x", "y", "y", "-o", "out")
    assert sorted(os.listdir("out")) == ["a.html.txt", "a.txt", "y_a.txt.txt"]
    assert result.exit_code == 3
    assert result.stderr == "extract: y/a.txt: would become out/y_a.txt.txt, as y/a.txt did\n"


def test_texts_go_to_one_file_where_a_file_is_named():
    put("a.txt", STORY)
    put("b.txt", "B.")
    assert run("--text", "a.txt", "b.txt", "-o", "all.txt").exit_code == 0
    assert Path("all.txt").read_bytes() == b"A story.\n\fB.\n"
    assert "is also the input" in run("--text", "a.txt", "-o", "a.txt").stderr


def test_a_body_never_replaces_its_article():
    put("n/a.txt")
    result = run("--body", "n", "-o", "n")
    assert (result.exit_code, Path("n/a.txt").read_bytes()) == (3, MEETING.encode())
    assert result.stderr == "extract: n/a.txt: n/a.txt is an input; write to another folder\n"


def test_a_body_folder_that_is_a_file_or_nowhere_is_refused():
    put("a.txt")
    put("out", "kept")
    assert "is a file; with --body, -o takes a folder" in run("--body", "a.txt", "-o", "out").stderr
    result = run("--body", "a.txt", "-o", "no/where")
    assert result.exit_code == 2
    assert "there is no folder" in result.stderr


def test_a_body_that_fails_is_named_and_the_others_are_written():
    put("a.txt", "FAULT")
    put("b.txt", STORY)
    result = run("--body", "a.txt", "b.txt", "-o", "out")
    assert (result.exit_code, os.listdir("out")) == (3, ["b.txt"])
    assert result.stderr.startswith("extract: internal error in a.txt: RuntimeError: the fault;")


# The process around it


def test_a_closed_pipe_ends_quietly():
    put("a.txt", OTHER * 20_000)
    child = process("a.txt")
    assert child.stdout.readline().startswith(b'{"id"')
    child.stdout.close()
    assert (child.stderr.read(), child.wait(20)) == (b"", 0)
    child.stderr.close()


def test_a_pipe_that_was_closed_before_the_last_words_ends_quietly():
    reading, writing = os.pipe()
    os.close(reading)
    child = process(put("a.txt"), stdout=writing)
    os.close(writing)
    assert (child.communicate()[1], child.returncode) == (b"", 0)


def test_ctrl_c_ends_with_130_and_no_word():
    slow = (
        "import signal, time; signal.signal(signal.SIGINT, signal.default_int_handler);"  # as in &
        "fake_engine.Fake.stream = lambda *_, **__: [print(1, flush=True), time.sleep(9)]"
    )
    child = process(put("a.txt"), setup=slow)
    assert child.stdout.readline() == b"1\n"
    child.send_signal(signal.SIGINT)
    assert (child.communicate(timeout=20)[1], child.returncode) == (b"", 130)


def test_on_a_terminal_it_asks_for_input_and_draws_a_table():
    ours, theirs = pty.openpty()
    child = process(stdin=theirs)
    out, said = child.communicate(timeout=20)
    assert (out, child.returncode) == (b"", 2)
    assert said.decode().startswith("Usage: ")
    assert said.decode().endswith("extract: nothing to read; give a PATH, or pipe an article in\n")
    child = process(put("a.txt"), stdout=theirs, env=environment(NO_COLOR="1"))
    assert (child.wait(20), child.stderr.read()) == (0, b"")
    child.stderr.close()
    shown = re.sub(r"\x1b\[[0-2]m", "", os.read(ours, 10_000).decode())  # bold is no colour
    assert shown == "Security Dialogue\r\n  venue    Baku\r\n  source   a.txt\r\n"
    os.close(ours)
    os.close(theirs)


@pytest.mark.parametrize("closed", [0, 1])
def test_closed_standard_streams_are_no_traceback(closed):
    child = process(preexec_fn=lambda: os.close(closed)) if closed == 0 else process(
        put("a.txt"), preexec_fn=lambda: os.close(1)
    )  # fmt: skip
    said = child.communicate(timeout=20)[1].decode()
    assert "Traceback" not in said
    assert child.returncode == 2


@pytest.mark.parametrize("option", ["--help", "--version", "--schema"])
def test_what_needs_no_engine_does_not_import_spacy(option):
    code = (
        "import sys\nfrom cli import main\n"
        f"try: main([{option!r}])\n"
        "except SystemExit as end: assert not end.code\n"
        "assert 'spacy' not in sys.modules\nassert 'rich' not in sys.modules"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment(), capture_output=True, check=False
    )
    assert (done.stderr, done.returncode) == (b"", 0)
    assert done.stdout


def test_it_runs_as_a_module():
    done = subprocess.run(
        [sys.executable, "-m", "extract", "--version"],
        env=environment(), capture_output=True, check=True,
    )  # fmt: skip
    assert done.stdout.decode() == f"extract, version {extract.__version__}\n"


def test_help_shows_examples_and_exit_codes():
    shown = run("--help").stdout
    assert "  extract news/ -o meetings.csv\n" in shown
    assert "130 interrupted" in shown
    assert max(map(len, shown.split("\n"))) <= 80


@pytest.mark.parametrize(
    "view",
    [
        ["-f", "csv"],
        ["-f", "md"],
        ["-f", "table"],
        ["--explain"],
        ["-o", "o.csv"],
    ],
)
def test_codes_are_refused_where_no_json_is_written(view):
    result = run(put("a.txt"), "--codes", *view)
    assert result.exit_code == 2
    assert result.stderr == (
        "extract: --codes adds to JSON; choose -f json, -f jsonl or -f jsonld\n"
    )


@pytest.mark.parametrize("view", ["--schema", "--body", "--text"])
@pytest.mark.parametrize("option", [["--codes"], ["--formulas"], ["--resume"], ["--log", "l"]])
def test_options_of_records_are_refused_where_none_are_written(option, view):
    result = run(put("a.txt"), *option, view)
    said = f"extract: {option[0]} is for records; leave it out here\n"
    assert (result.exit_code, result.stderr) == (2, said)


@pytest.mark.parametrize("name", ["json", "jsonl", "jsonld"])
def test_codes_are_taken_where_json_is_written(name):
    assert run(put("a.txt"), "--codes", "-f", name).exit_code == 0
