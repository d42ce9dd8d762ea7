"""Worker processes: the same results for any number, and a fault costs one article."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import active_children

import fake_workers
import pytest
import spacy
from click.testing import CliRunner
from command import environment

import extract
from cli import main
from extract import workers
from extract.article import Article
from extract.errors import ExtractError, InputError
from extract.workers import outcomes

TEXT = "Foreign Minister Ana Quillca of Peru met Foreign Minister Pablo Huenul of Chile in Lima."
FATES = {
    "die": "its worker process ended (code -9)",
    "leave": "its worker process ended (code 7)",
    "hang": "took over 1 s",
    "burst": "MemoryError",
}


def test_an_article_that_ends_or_holds_up_its_worker_is_the_only_one_lost():
    texts = ["x", "die", "x", "hang", "x", "x", "burst", "leave", "x", "die", "x"]
    articles = [Article(text, f"a{i}") for i, text in enumerate(texts)]
    found = list(outcomes(fake_workers.load, articles, 2, timeout=1))
    assert [item for item, _ in found] == articles
    for article, result in found:
        if article.text == "x":
            assert [record["source"] for record in result] == [article.source]
        else:
            assert isinstance(result, ExtractError)
            assert FATES[article.text] in str(result)
            assert article.source in str(result)


@pytest.mark.parametrize("jobs", [1, 3])
def test_many_articles_come_back_in_their_order_with_the_errors_among_them(jobs):
    items = [InputError(f"a{i}: gone") if i % 7 == 3 else Article("x", f"a{i}") for i in range(400)]
    found = list(outcomes(fake_workers.load, iter(items), jobs))
    assert [item for item, _ in found] == items
    assert all(result is item for item, result in found if isinstance(item, InputError))


def test_articles_are_read_only_so_far_ahead_as_there_are_workers():
    read = []

    def articles():
        for i in range(1000):
            read.append(i)
            yield Article("x", f"a{i}")

    stream = outcomes(fake_workers.load, articles(), 2)
    next(stream)
    assert len(read) < 100
    stream.close()


def test_a_worker_that_ends_while_it_is_idle_or_loads_costs_nothing():
    def articles():
        for i in range(100):
            if i % 30 == 1:
                time.sleep(0.2)  # so that a worker has nothing to do, or is new
                for child in active_children()[:1]:
                    child.kill()
                    child.join()
            yield Article("slow", f"a{i}")

    found = list(outcomes(fake_workers.load, articles(), 2))
    failed = [item.source for item, result in found if isinstance(result, ExtractError)]
    assert len(found) == 100
    assert len(failed) <= 3  # one at most for each that was at work


def test_a_worker_that_ends_while_it_sends_costs_its_article_alone():
    texts = ["x", "half", "x", "x", "half", "x"]
    articles = [Article(text, f"a{i}") for i, text in enumerate(texts)]
    found = list(outcomes(fake_workers.half, articles, 2))
    assert [isinstance(result, ExtractError) for _, result in found] == [
        text == "half" for text in texts
    ]


def test_a_stream_that_is_held_until_python_exits_does_not_hold_it_up():
    code = (
        "import fake_workers\nfrom extract.article import Article\n"
        "from extract.workers import outcomes\n"
        "if __name__ == '__main__':\n"
        "    held = outcomes(fake_workers.load, [Article('slow', 'a')] * 99, 2)\n"
        "    print(next(held)[0].source)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], env=environment(), capture_output=True, timeout=30, check=True
    )
    assert (ended.stdout, ended.stderr) == (b"a\n", b"")


def test_a_worker_gives_way_to_a_fresh_one_in_time(monkeypatch):
    monkeypatch.setattr(workers, "_LIFE", 3)
    found = outcomes(fake_workers.load_pid, [Article("x", "a")] * 8, 1)
    pids = [result[0]["source"] for _, result in found]
    assert [pids.count(pid) for pid in dict.fromkeys(pids)] == [3, 3, 2]


def test_large_articles_are_not_read_far_ahead(monkeypatch):
    monkeypatch.setattr(workers, "AHEAD_SIZE", 1000)
    read = []

    def articles():
        for i in range(100):
            read.append(i)
            yield Article("x" * 700, f"a{i}")

    stream = outcomes(fake_workers.load, articles(), 2)
    next(stream)
    assert len(read) < 8
    stream.close()


@pytest.mark.model
def test_threads_may_share_an_extractor(extractor):
    texts = [TEXT.replace("Lima", f"Lima on {day} May 2022") for day in range(1, 9)] * 4
    wanted = [extractor.records(text) for text in texts]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(extractor.records, texts)) == wanted


def test_another_model_forgets_the_words_of_an_article_behind_it(tmp_path):
    nlp = spacy.blank("en")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "PERSON", "pattern": "Ana Quillca"}])
    nlp.to_disk(tmp_path)
    extractor = extract.load(model=tmp_path)
    extractor.records(TEXT)
    strings = extractor._reader.model._nlp.vocab.strings
    before = len(strings)
    extractor.records(TEXT.replace("Lima", "Xyzzyville near Plughton"))
    assert len(strings) == before


def test_workers_that_cannot_start_are_one_error():
    with pytest.raises(ExtractError, match="cannot start"):
        list(outcomes(fake_workers.broken, [Article("x", "a")], 2))


@pytest.fixture
def folder(tmp_path):
    for i in range(5):
        (tmp_path / f"{i}.txt").write_text(TEXT.replace("Lima", f"Lima on {i + 1} May 2022"))
    (tmp_path / "2.txt").write_bytes(b"")
    return tmp_path


@pytest.mark.model
def test_the_command_gives_the_same_bytes_for_any_number_of_workers(folder):
    runs = [CliRunner().invoke(main, [str(folder), "-f", "jsonl", "-j", n]) for n in "120"]
    assert [run.exit_code for run in runs] == [3, 3, 3]
    assert len(runs[0].stdout.splitlines()) == 4
    assert {run.stdout for run in runs} == {runs[0].stdout}
    (told,) = {run.stderr for run in runs}
    assert told == f"extract: {folder}/2.txt: is empty; give the text of an article\n"


@pytest.mark.model
def test_ctrl_c_ends_the_workers_too(folder):
    rows = folder / "rows.jsonl"
    rows.write_text((json.dumps({"text": TEXT}) + "\n") * 2000)
    heard = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"  # as in &
    command = [sys.executable, "-c", f"{heard}; import cli; cli.main()", str(rows), "-j", "2"]
    run = subprocess.Popen(
        [*command, "-f", "jsonl"], env=environment(), stdout=-1, stderr=-1, start_new_session=True
    )
    assert run.stdout
    assert run.stdout.readline()
    os.killpg(run.pid, signal.SIGINT)  # as a terminal does: to the workers too
    assert (run.communicate(timeout=30)[1], run.returncode) == (b"", 130)
    until = time.monotonic() + 10
    while is_there(run.pid) and time.monotonic() < until:
        time.sleep(0.01)
    assert not is_there(run.pid)


def is_there(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.model
def test_an_article_that_takes_too_long_is_named(folder):
    run = CliRunner().invoke(main, [str(folder), "-f", "jsonl", "--timeout", "0.001"])
    assert run.exit_code == 3
    assert run.stdout == ""
    assert f"extract: {folder}/0.txt: took over 0.001 s; try a longer --timeout\n" in run.stderr


def test_the_number_of_workers_is_none_or_more(folder):
    run = CliRunner().invoke(main, [str(folder), "-j", "-1"])
    assert run.exit_code == 2
    with pytest.raises(ValueError, match="jobs is 0"):
        extract.load().stream([], jobs=0)


@pytest.mark.model
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_no_more_articles_are_read_than_the_limit(folder, jobs):
    run = CliRunner().invoke(main, [str(folder), "-f", "jsonl", "--limit", "2", "-j", jobs])
    assert (run.exit_code, len(run.stdout.splitlines()), run.stderr) == (0, 2, "")


@pytest.mark.model
def test_a_run_that_finds_nothing_can_be_told_by_its_exit_code(folder, tmp_path):
    (tmp_path / "dull.txt").write_text("The committee of the choir bought a piano on 4 May 2022.")
    dull = [str(tmp_path / "dull.txt"), "-f", "jsonl"]
    assert CliRunner().invoke(main, dull).exit_code == 0
    assert CliRunner().invoke(main, [*dull, "--fail-if-none"]).exit_code == 1
    found = [str(folder / "0.txt"), "-f", "jsonl", "--fail-if-none"]
    assert CliRunner().invoke(main, found).exit_code == 0
    failed = [*dull, str(folder / "2.txt"), "--fail-if-none"]
    assert CliRunner().invoke(main, failed).exit_code == 3
