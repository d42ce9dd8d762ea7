"""JSON lines: one record a line, in exactly the form of the schema."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from extract.record import Record
from extract.render import PLAIN, Style
from extract.render._plain import dumped


def head() -> str:
    """Return what stands before the first record: nothing."""
    return ""


def line(record: Record, style: Style = PLAIN) -> str:
    """Return a record as one line of JSON."""
    return dumped(record.to_dict()) + "\n"


def write(records: Iterable[Record], stream: TextIO, style: Style = PLAIN) -> None:
    """Write each record as one line of JSON."""
    stream.write(head())
    for record in records:
        stream.write(line(record, style))
