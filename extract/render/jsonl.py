"""JSON lines: one record a line, in exactly the form of the schema."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TextIO

from extract.record import Record
from extract.render import PLAIN, Style

_LINE_BREAKS = str.maketrans({"\x85": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"})
"""Legal inside a JSON string, but readers that split lines as Unicode does would break there."""


def head() -> str:
    """Return what stands before the first record: nothing."""
    return ""


def line(record: Record, style: Style = PLAIN) -> str:
    """Return a record as one line of JSON."""
    text = json.dumps(record.to_dict(), ensure_ascii=False, allow_nan=False)
    return text.translate(_LINE_BREAKS) + "\n"


def write(records: Iterable[Record], stream: TextIO, style: Style = PLAIN) -> None:
    """Write each record as one line of JSON."""
    stream.write(head())
    for record in records:
        stream.write(line(record, style))
