"""JSON lines: one record a line, in exactly the form of the schema."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TextIO

from extract.record import Record

_LINE_BREAKS = str.maketrans({"\x85": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"})
"""Legal inside a JSON string, but readers that split lines as Unicode does would break there."""


def write(records: Iterable[Record], stream: TextIO) -> None:
    """Write each record as one line of JSON."""
    for record in records:
        line = json.dumps(record.to_dict(), ensure_ascii=False, allow_nan=False)
        stream.write(line.translate(_LINE_BREAKS) + "\n")
