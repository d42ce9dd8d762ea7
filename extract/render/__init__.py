"""Ways to write records: each format is a module with ``write(records, stream)``.

To add a format, add the module and its line in :data:`FORMATS`.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Iterable
from types import MappingProxyType
from typing import TextIO, cast

from extract.record import Record

Writer = Callable[[Iterable[Record], TextIO], None]
"""Write records as they come to a stream that leaves line ends alone."""

FORMATS = MappingProxyType({"table": "table", "json": "json_", "jsonl": "jsonl", "csv": "csv_"})
"""Name of each format a user can ask for -> its module here."""

_SUFFIXES = MappingProxyType({".ndjson": "jsonl", ".txt": "table"})
"""Suffixes that stand for a format beside its own name."""


def writer(name: str) -> Writer:
    """Return the writer of a format; ``explain`` is one too, with a switch of its own.

    A format is imported only when it is asked for. Raises ``KeyError`` for an unknown name.
    """
    module = "explain" if name == "explain" else FORMATS[name]
    return cast(Writer, importlib.import_module(f"{__name__}.{module}").write)


def by_suffix(path: str) -> str | None:
    """Return the format that the suffix of ``path`` stands for, None when it names none."""
    suffix = os.path.splitext(path)[1].lower()
    name = _SUFFIXES.get(suffix, suffix[1:])
    return name if name in FORMATS else None
