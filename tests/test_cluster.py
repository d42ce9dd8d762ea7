"""Work on the workers of a Dask scheduler: the same outcomes, also where a worker is lost."""

from __future__ import annotations

import logging
import os
import signal

import fake_workers
import pytest

from extract import workers
from extract.article import Article
from extract.cluster import ClusterError, outcomes
from extract.errors import ExtractError, InputError

distributed = pytest.importorskip("distributed", reason="dask.distributed is not installed")

pytestmark = pytest.mark.filterwarnings("ignore")  # those of Dask are not ours


@pytest.fixture
def cluster(monkeypatch):
    """Two worker processes of one thread, which know the tests' modules."""
    monkeypatch.setenv("PYTHONPATH", os.path.dirname(__file__), prepend=os.pathsep)
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1",
        silence_logs=logging.CRITICAL,
    ) as cluster:  # fmt: skip
        yield cluster


def kill_one(cluster):
    worker = next(iter(cluster.workers.values()))
    os.kill(worker.process.pid, signal.SIGKILL)


def test_a_lost_workers_articles_are_done_elsewhere(cluster):
    items = [Article("slow" if i % 3 else "x", f"a{i}") for i in range(300)]
    items[40] = InputError("a40: gone", "a40")
    wanted = list(workers.outcomes(fake_workers.load, items, 2))
    found = []
    for number, outcome in enumerate(
        outcomes(cluster.scheduler_address, fake_workers.load, (), items)
    ):
        found.append(outcome)
        if number == 50:
            kill_one(cluster)
    assert found == wanted
    assert sum(isinstance(result, ExtractError) for _, result in found) == 1


def test_an_article_that_ends_every_worker_is_the_only_one_lost(cluster):
    items = [Article("die" if i == 5 else "x", f"a{i}") for i in range(10)]
    found = list(outcomes(cluster.scheduler_address, fake_workers.load, (), items))
    lost = [item.source for item, result in found if isinstance(result, ExtractError)]
    assert lost == ["a5"]
    assert "worker after worker ended with it" in str(found[5][1])


def test_a_scheduler_that_does_not_answer_is_one_error(monkeypatch):
    monkeypatch.setattr("extract.cluster._PATIENCE", 1)
    with pytest.raises(ClusterError, match=r"tcp://127\.0\.0\.1:9: no Dask scheduler answers"):
        list(outcomes("tcp://127.0.0.1:9", fake_workers.load, (), []))
    with pytest.raises(ClusterError, match="head: no Dask scheduler answers"):
        list(outcomes("no:such:head", fake_workers.load, (), []))
