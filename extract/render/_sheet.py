"""Rows for spreadsheets: nested values flattened, cells that would act made inert."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TextIO

from extract import fields
from extract.record import Record
from extract.render import PLAIN, Style
from extract.render._plain import visible

_LEFT_OUT = {"codes", "evidence"}
_SIGNS = frozenset("=+-@＝＋－＠")
_BREAKS = ("\t", "\r", "\n")
"""Signs and breaks that may begin a formula: those that OWASP names under "CSV injection"."""
_QUOTES = frozenset("\"'")
_STDIN = "-"
"""The source of standard input: a sign alone is no formula."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form of table for spreadsheets; ``separator`` is the sign between two cells."""

    separator: str

    def head(self) -> str:
        """Return the header: the columns' names."""
        return self._row(columns(fields.schema()))

    def line(self, record: Record, style: Style = PLAIN) -> str:
        """Return a record as one row with its line end; null is an empty cell."""
        values = (_at(record, name) for name in columns(fields.schema()))
        return self._row(_cell(value, style) for value in values)

    def write(self, records: Iterable[Record], stream: TextIO, style: Style = PLAIN) -> None:
        """Write the header, then each record as one row."""
        stream.write(self.head())
        for record in records:
            stream.write(self.line(record, style))

    def _row(self, cells: Iterable[str]) -> str:
        # The csv module quotes a lone carriage return only when its line end holds one.
        out = io.StringIO(newline="")
        csv.writer(out, delimiter=self.separator, lineterminator="\r\n").writerow(cells)
        return out.getvalue()[:-2] + "\n"


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


def _cell(value: Any, style: Style) -> str:
    text = _flat(value)
    if style.formulas:
        return text
    text = visible(text, keep="".join(_BREAKS))
    is_number = isinstance(value, int | float)
    return f"'{text}" if _runs(text) and not is_number else text


def _runs(text: str) -> bool:
    """Tell whether a spreadsheet may take a cell for a formula, or what it begins with be dropped.

    Apostrophes are looked behind too, so that taking one away from a cell that ``_runs`` always
    gives back what the article said.
    """
    if text == _STDIN:
        return False
    seen = (c for c in text if c not in _QUOTES and unicodedata.category(c)[0] not in "ZC")
    return text.lstrip("'").startswith(_BREAKS) or next(seen, "") in _SIGNS


def _flat(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, (list, tuple)):
        return "; ".join(_flat(item) for item in value)
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
