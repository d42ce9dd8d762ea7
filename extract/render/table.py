"""The table: for people, one block a record, readable at 80 columns, plain in a file."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from types import MappingProxyType
from typing import TextIO

from rich.console import Console
from rich.text import Text

from extract.record import Record
from extract.render import PLAIN, Style
from extract.render._facts import facts, heading

_LABEL = 9
"""Columns of the labels, with the blanks behind them."""
_STYLES = MappingProxyType({"status": "yellow", "source": "dim"})
_PLAIN_WIDTH = 80
_MOST_WIDTH = 100
"""Wider lines are hard to read, even where the terminal has room."""


def write(records: Iterable[Record], stream: TextIO, style: Style = PLAIN) -> None:
    """Write each record as a block of labelled lines, a blank line between two."""
    out = console(stream)
    for record in headed(records, out):
        for label, texts in facts(record):
            _put_fact(out, label, texts)


def _put_fact(out: Console, label: str, texts: list[str]) -> None:
    """Print the texts of a fact under each other; the label stands before the first alone."""
    for number, text in enumerate(texts):
        shown = "" if number else label
        put(out, Text(text, style=_STYLES.get(label, "")), shown.ljust(_LABEL))


def headed(records: Iterable[Record], out: Console, *, numbered: bool = False) -> Iterator[Record]:
    """Yield each record behind its heading, with its number if wanted, a blank line between two."""
    for number, record in enumerate(records, 1):
        if number > 1:
            out.print()
        put(out, Text(f"{number}. " * numbered + heading(record), style="bold"))
        yield record


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Leave a closed pipe to the command, which ends quietly."""
        raise BrokenPipeError


def console(stream: TextIO) -> Console:
    """Return a console on ``stream``: as wide as the terminal, 80 columns elsewhere.

    With NO_COLOR it writes no codes at all.
    """
    width = None if stream.isatty() else _PLAIN_WIDTH
    out = _Console(
        file=stream, width=width, highlight=False, markup=False, emoji=False, force_jupyter=False,
        color_system=None if os.environ.get("NO_COLOR") else "auto",
    )  # fmt: skip
    out.width = min(out.width, _MOST_WIDTH)
    return out


def put(out: Console, value: Text, label: str = "") -> None:
    """Print ``value`` behind its label, which is indented; further lines under its first."""
    label = "  " + label if label else ""
    room = max(out.width - len(label), 20)
    for line in value.wrap(out, room, overflow="fold") or [Text()]:
        shown = Text.assemble((label, "dim"), line)
        shown.rstrip()
        out.print(shown, soft_wrap=True)
        label = " " * len(label)
