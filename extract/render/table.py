"""The table: for people, one block a record, readable at 80 columns, plain in a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, TextIO

from rich.console import Console
from rich.text import Text

from extract.record import Record
from extract.render._plain import one_line

_LABEL = 9
"""Columns of the labels, with the blanks behind them."""
_ENDINGS = MappingProxyType({1: "st", 2: "nd", 3: "rd"})
_PLAIN_WIDTH = 80
_MOST_WIDTH = 100
"""Wider lines are hard to read, even where the terminal has room."""


def write(records: Iterable[Record], stream: TextIO) -> None:
    """Write each record as a block of labelled lines, a blank line between two."""
    out = console(stream)
    for record in headed(records, out):
        for label, value in _lines(record):
            put(out, value, label.ljust(_LABEL))


def headed(records: Iterable[Record], out: Console) -> Iterator[Record]:
    """Yield each record behind its heading, a blank line between two."""
    for number, record in enumerate(records):
        if number:
            out.print()
        put(out, Text(heading(record), style="bold"))
        yield record


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Leave a closed pipe to the command, which ends quietly."""
        raise BrokenPipeError


def console(stream: TextIO) -> Console:
    """Return a console on ``stream``: as wide as the terminal, 80 columns elsewhere."""
    width = None if stream.isatty() else _PLAIN_WIDTH
    out = _Console(
        file=stream, width=width, highlight=False, markup=False, emoji=False, force_jupyter=False
    )
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


def heading(record: Record) -> str:
    """Return the meeting's name with its round: ``Security Dialogue, 6th round``."""
    name = one_line(record["event"] or "meeting")
    number = record["round"]
    return name if number is None else f"{name}, {ordinal(number)} round"


def ordinal(number: int) -> str:
    """Return 1 as ``1st``, 12 as ``12th``, 23 as ``23rd``."""
    teen = number % 100 in (11, 12, 13)
    return f"{number}{'th' if teen else _ENDINGS.get(number % 10, 'th')}"


def _lines(values: Record) -> Iterator[tuple[str, Text]]:
    if values["date"]:
        days = [day for day in (values["date"], values["end_date"]) if day]
        yield "date", Text(" – ".join(days))
    if where := _venue(values["venue"]):
        yield "venue", Text(where)
    if values["status"] != "held":
        yield "status", Text(values["status"], style="yellow")
    if values["sides"]:
        yield "sides", Text(", ".join(one_line(side) for side in values["sides"]))
    for label, key in (("chairs", "co_chairs"), ("with", "participants")):
        for person in values[key]:
            yield label, Text(_person(person))
            label = ""  # noqa: PLW2901 - the label stands before the first alone
    if values["topics"]:
        yield "topics", Text("; ".join(one_line(topic["text"]) for topic in values["topics"]))
    yield "source", Text(one_line(values["source"]), style="dim")


def _venue(venue: Mapping[str, Any]) -> str:
    parts = [one_line(venue[key]) for key in ("place", "city", "country") if venue.get(key)]
    where = ", ".join(parts)
    mode = venue.get("mode") or "in-person"
    if mode == "in-person":
        return where
    return f"{where} ({mode})" if where else str(mode)


def _person(person: Mapping[str, Any]) -> str:
    name, role, side = (one_line(person.get(key) or "") for key in ("name", "role", "side"))
    named = f"{name}, {role}" if role else name
    return f"{named} ({side})" if side else named
