"""JSON: one array of records, indented, written as the records come."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from extract.record import Record
from extract.render import PLAIN, Style
from extract.render._plain import dumped

_INDENT = "  "


def write(records: Iterable[Record], stream: TextIO, style: Style = PLAIN) -> None:
    """Write all records as one array; without a record, an empty one."""
    before = "[\n"
    for record in records:
        text = dumped(record.to_dict(), indent=_INDENT)
        # A line break in the dump is never part of a string: there it is escaped.
        stream.write(before + _INDENT + text.replace("\n", "\n" + _INDENT))
        before = ",\n"
    stream.write("[]\n" if before == "[\n" else "\n]\n")
