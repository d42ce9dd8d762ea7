"""Many articles on a cluster: the workers of a Dask scheduler that runs already.

Dask does an article elsewhere whose worker is lost, and gives up one that loses worker after
worker (the scheduler's setting ``allowed-failures``).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache, partial
from typing import Any

from extract.article import Article, Unread
from extract.batch import AHEAD, Item, Outcome, Records, failed, in_order, outcome
from extract.errors import ExtractError

_LOCK = threading.Lock()
"""A worker process may have several threads, the model is for one."""
_MOST_THREADS = 64
"""Threads that there is always enough work for: a cluster may grow with what waits for it."""
_PATIENCE = 10
"""Seconds in which a scheduler must answer."""


class ClusterError(ExtractError):
    """The scheduler cannot be reached, or dask.distributed is not installed."""


def outcomes(
    address: str, load: Callable[..., Records], arguments: tuple[Any, ...], items: Iterable[Item]
) -> Iterator[Outcome]:
    """Yield the outcome of each article, in order, worked on by the workers of a scheduler.

    ``address`` is the scheduler's, such as ``tcp://head:8786``. Each worker process calls
    ``load(*arguments)`` once; what these name must be there on its machine too. Articles are read
    only so far ahead of the results, so that memory stays bounded.
    """
    distributed = _distributed()
    try:
        client = distributed.Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ClusterError(
            f"{address}: no Dask scheduler answers ({error}); give its address, such as"
            " tcp://head:8786"
        ) from None
    with client:
        threads = max(sum(client.nthreads().values()), _MOST_THREADS)
        work = partial(_work, load, arguments)

        def begun(item: Article | Unread) -> Callable[[], Outcome]:
            future = client.submit(work, item, pure=False)
            return partial(_ended, item, future, address)

        yield from in_order(begun, items, AHEAD * threads)


def _distributed() -> Any:
    try:
        import distributed
    except ImportError:
        raise ClusterError(
            "--dask needs dask.distributed; pip install 'meeting-extract[dask]'"
        ) from None
    return distributed


def _ended(item: Article | Unread, future: Any, address: str) -> Outcome:
    """Return an article with what became of it, once that is known."""
    from distributed import KilledWorker
    from distributed.client import FutureCancelledError

    try:
        found: Outcome = future.result()
        return found
    except KilledWorker:
        said = f"{item.source}: worker after worker ended with it, perhaps for want of memory"
        return failed(item, ExtractError(f"{said}; try it alone"))
    except FutureCancelledError:
        raise ClusterError(f"{address}: the Dask scheduler was lost; start it again") from None


def _work(load: Callable[..., Records], arguments: tuple[Any, ...], item: Item) -> Outcome:
    with _LOCK:
        return outcome(_loaded(load, *arguments), item)


@lru_cache(maxsize=1)
def _loaded(load: Callable[..., Records], *arguments: Any) -> Records:
    return load(*arguments)
