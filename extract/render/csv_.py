"""CSV: one row a record, nested values flattened, under a header that is always there."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TextIO

from extract import fields
from extract.record import Record

_LEFT_OUT = {"codes", "evidence"}


@dataclass(frozen=True, slots=True)
class _Lines:
    """Hand rows on with a plain line end.

    The csv module quotes a lone carriage return only when the line end it writes holds one.
    """

    stream: TextIO

    def write(self, row: str) -> None:
        r"""Write one row that ends in ``\r\n``."""
        self.stream.write(row[:-2] + "\n")


def write(records: Iterable[Record], stream: TextIO) -> None:
    """Write the header, then each record as one row; null is an empty cell."""
    names = list(columns(fields.schema()))
    rows = csv.writer(_Lines(stream), lineterminator="\r\n")
    rows.writerow(names)
    for record in records:
        rows.writerow([_cell(_at(record, name)) for name in names])


def columns(schema: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    """Yield the columns that a record's JSON Schema asks for, such as ``venue.city``."""
    for name, part in schema["properties"].items():
        if "properties" in part:
            yield from columns(part, f"{prefix}{name}.")
        elif prefix or name not in _LEFT_OUT:
            yield prefix + name


def _at(values: Mapping[str, Any], column: str) -> Any:
    value: Any = values
    for key in column.split("."):
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, (list, tuple)):
        return "; ".join(_cell(item) for item in value)
    if isinstance(value, Mapping):
        return _person(value) if "name" in value else _other(value)
    return value if isinstance(value, str) else json.dumps(value)


def _person(person: Mapping[str, Any]) -> str:
    about = ", ".join(person[key] for key in ("role", "side") if person.get(key))
    return f"{person['name']} ({about})" if about else str(person["name"])


def _other(value: Mapping[str, Any]) -> str:
    """Write a topic as its text, anything else in braces as JSON."""
    if "text" in value:
        return str(value["text"])
    return json.dumps(dict(value), ensure_ascii=False)
