"""Many articles on a cluster: the workers of a Dask scheduler that runs already.

Dask does an article elsewhere whose worker is lost, and gives up one that loses worker after
worker (the scheduler's setting ``allowed-failures``).
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any

import extract
from extract.batch import AHEAD, AHEAD_SIZE, Item, Outcome, Records, failed, outcome, size
from extract.errors import ExtractError

_LEAST_THREADS = 64
"""Threads that there is always enough work for: a cluster may grow with what waits for it."""
_PATIENCE = 10
"""Seconds in which a scheduler must answer."""


class ClusterError(ExtractError):
    """The scheduler or its workers cannot be used, or dask.distributed is not installed."""


def outcomes(
    address: str, load: Callable[..., Records], arguments: tuple[Any, ...], items: Iterable[Item]
) -> Iterator[Outcome]:
    """Yield the outcome of each article, in order, worked on by the workers of a scheduler.

    ``address`` is the scheduler's, such as ``tcp://head:8786``. Each worker process calls
    ``load(*arguments)`` once; what these name must be there on its machine too. Articles are read
    only so far ahead of the results, so that memory stays bounded. Raises ClusterError.
    """
    with _client(address) as client:

        def submit(item: Item) -> Any:
            return client.submit(_work, load, arguments, item, pure=False)

        threads = max(sum(client.nthreads().values()), _LEAST_THREADS)
        waiting: deque[tuple[Item, Any]] = deque()
        ahead = 0
        for item in items:
            waiting.append((item, None if isinstance(item, ExtractError) else submit(item)))
            ahead += size(item)
            while len(waiting) > AHEAD * threads or ahead > AHEAD_SIZE * threads:
                ahead -= size(waiting[0][0])
                yield _ended(*waiting.popleft(), submit, address)
        while waiting:
            yield _ended(*waiting.popleft(), submit, address)


def _client(address: str) -> Any:
    """Connect to a scheduler, all of whose workers have this version of ours."""
    distributed = _distributed()
    try:
        client = distributed.Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ClusterError(
            f"{address}: no Dask scheduler answers ({error}); give its address, such as"
            " tcp://head:8786"
        ) from None
    try:
        found = set(client.run(eval, "__import__('extract').__version__").values())
    except ImportError as error:
        found = {str(error)}
    if found - {extract.__version__}:
        client.close()
        raise ClusterError(
            f"{address}: its workers have not extract {extract.__version__}, but"
            f" {', '.join(sorted(found))}; install the same version on each"
        )
    return client


def silence() -> None:
    """Keep Dask's loggers from what the command says itself, in a line and not in tracebacks."""
    _distributed()
    for name in logging.root.manager.loggerDict:
        if name.partition(".")[0] == "distributed":
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def _distributed() -> Any:
    try:
        import distributed
    except ImportError:
        raise ClusterError(
            "--dask needs dask.distributed; pip install 'meeting-extract[dask]'"
        ) from None
    return distributed


def _ended(item: Item, future: Any, submit: Callable[[Item], Any], address: str) -> Outcome:
    """Return an article with what became of it, once that is known."""
    from distributed import CancelledError, KilledWorker

    if isinstance(item, ExtractError):
        return item, item
    try:
        return _result(item, future, submit)
    except KilledWorker:
        said = f"{item.source}: worker after worker ended with it, perhaps for want of memory"
        return failed(item, ExtractError(f"{said}; try it alone"))
    except CancelledError:
        raise ClusterError(f"{address}: the Dask scheduler was lost; start it again") from None


def _result(item: Item, future: Any, submit: Callable[[Item], Any]) -> Outcome:
    """Wait for a result; what Dask gave up, perhaps for another's fault, gets a second try."""
    from distributed import KilledWorker

    found: Outcome
    try:
        found = future.result()
    except KilledWorker:
        found = submit(item).result()
    return found


def _work(load: Callable[..., Records], arguments: tuple[Any, ...], item: Item) -> Outcome:
    return outcome(_loaded(load, *arguments), item)


@lru_cache(maxsize=1)
def _loaded(load: Callable[..., Records], *arguments: Any) -> Records:
    return load(*arguments)
