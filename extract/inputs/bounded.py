"""Reading no more than an article can be, whatever a file promises or unpacks to."""

from __future__ import annotations

import io
from typing import Protocol

from extract.errors import InputError

LIMIT = 16 * 2**20
"""Most bytes of one article, unpacked; a page may hold its pictures."""
LONGEST = 4 * 10**6
"""Most characters of its text."""


class Readable(Protocol):
    """What gives bytes."""

    def read(self, size: int = -1, /) -> bytes:
        """Return at most ``size`` bytes, none at the end."""


def read(stream: Readable, shown: str) -> bytes:
    """Return all that ``stream`` holds; raises :class:`InputError` when that is over the limit."""
    parts, left = [], LIMIT + 1
    while left and (part := stream.read(left)):
        parts.append(part)
        left -= len(part)
    if not left:
        raise too_long(shown)
    return b"".join(parts)


def too_long(shown: str) -> InputError:
    """Return the error for an article over the limit."""
    return InputError(f"{shown}: over {LIMIT >> 20} MB; split it into articles")


class Rewound(io.RawIOBase):
    """A stream that gives its first bytes, which were read to look at them, once more.

    What it reads on it gives at once, so that damage further on does not cost it.
    """

    def __init__(self, head: bytes, stream: io.BufferedIOBase) -> None:
        self._head, self._stream = head, stream

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Fill ``buffer`` as far as there is something."""
        data = self._head[: len(buffer)] or self._stream.read1(len(buffer))
        self._head = self._head[len(data) :]
        buffer[: len(data)] = data
        return len(data)
