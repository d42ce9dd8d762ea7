"""Ways to write records: each format is a module with ``write(records, stream, style)``.

To add a format, add the module and its line in :data:`FORMATS`. A module of :data:`GROWING` also
has ``head()``, its header, and ``line(record, style)``, the text of one record with its line end;
what it writes is the header and then the lines. Those of :data:`WITH_TEXT` take articles with
their records instead.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any, TextIO, cast

from extract.record import Record


def _unsaid(note: str) -> None:
    """Say nothing."""


@dataclass(frozen=True, slots=True)
class Style:
    """How records are written, where a user has a say in it.

    ``formulas`` leaves cells as they are that a spreadsheet would run as formulas. ``note`` is
    called with one line for each thing that a format cannot hold and leaves out.
    """

    formulas: bool = False
    note: Callable[[str], None] = _unsaid


PLAIN = Style()
"""The style of those who ask for nothing."""

Writer = Callable[[Iterable[Any], TextIO, Style], None]
"""Write records as they come to a stream that leaves line ends alone.

Those of :data:`WITH_TEXT` take a :class:`extract.reported.Reported` for each article.
"""

FORMATS = MappingProxyType({
    "table": "table",
    "json": "json_",
    "jsonl": "jsonl",
    "csv": "csv_",
    "tsv": "tsv",
    "md": "md",
    "ics": "ics",
    "jsonld": "jsonld",
    "html": "html",
})  # fmt: skip
"""Name of each format a user can ask for -> its module here."""

GROWING = ("jsonl", "csv", "tsv")
"""Formats to whose files records can be added at the end."""

WITH_TEXT = ("html", "explain")
"""Views that show the article itself."""

_SUFFIXES = MappingProxyType({".ndjson": "jsonl", ".txt": "table"})
"""Suffixes that stand for a format beside its own name."""


def writer(name: str) -> Writer:
    """Return the writer of a format; ``explain`` is one too, with a switch of its own.

    A format is imported only when it is asked for. Raises ``KeyError`` for an unknown name, and
    :class:`extract.errors.ExtractError` for one whose extra is not installed.
    """
    module = "explain" if name == "explain" else FORMATS[name]
    return cast(Writer, importlib.import_module(f"{__name__}.{module}").write)


def lines(name: str, style: Style) -> tuple[str, Callable[[Record], str]]:
    """Return what a file of a growing format begins with, and what makes a record a line of it."""
    module = importlib.import_module(f"{__name__}.{FORMATS[name]}")
    return module.head(), partial(module.line, style=style)


def by_suffix(path: str) -> str | None:
    """Return the format that the suffix of ``path`` stands for, None when it names none."""
    suffix = os.path.splitext(path)[1].lower()
    name = _SUFFIXES.get(suffix, suffix[1:])
    return name if name in FORMATS else None


def suffixes() -> list[str]:
    """Return the suffixes that stand for formats, such as ``.csv``."""
    return [*(f".{name}" for name in FORMATS if name != "table"), *_SUFFIXES]
