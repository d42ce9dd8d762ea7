"""What worker processes of the tests do with an article: as its text says."""

from __future__ import annotations

import os
import signal
import struct
import time
from collections.abc import Callable
from multiprocessing.connection import Connection

from extract.article import Article
from extract.record import Record


def obeys(article: Article) -> list[Record]:
    """Give no record, or die, hang, or run out of memory."""
    if article.text == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if article.text == "leave":
        os._exit(7)
    if article.text == "hang":
        time.sleep(600)
    if article.text == "slow":
        time.sleep(0.02)
    if article.text == "burst":
        raise MemoryError
    return [Record({"source": article.source}, ())]


def load() -> Callable[[Article], list[Record]]:
    """Return what works on an article."""
    return obeys


def broken() -> Callable[[Article], list[Record]]:
    """Fail to start."""
    raise ValueError("cannot start")


def half() -> Callable[[Article], list[Record]]:
    """Return the same, but let the process end while it sends what became of "half"."""
    send = Connection.send

    def sent(pipe: Connection, said: object) -> None:
        if isinstance(said, tuple) and said[0].text == "half":
            os.write(pipe.fileno(), struct.pack("!i", 1000) + b"not all")
            os.kill(os.getpid(), signal.SIGKILL)
        send(pipe, said)

    Connection.send = sent  # type: ignore[method-assign]
    return obeys


def pid(article: Article) -> list[Record]:
    """Give a record that names the process."""
    return [Record({"source": str(os.getpid())}, ())]


def load_pid() -> Callable[[Article], list[Record]]:
    """Return what names the process."""
    return pid
