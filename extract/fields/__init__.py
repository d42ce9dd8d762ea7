"""The fields of a record: one module each, found by looking into this package.

A field module declares ``FIELDS`` (key, JSON Schema, meaning), ``NEEDS`` (keys that other
modules must have filled before) and ``find(meeting, found) -> Iterator[Value]``. Columns, the
JSON Schema and the README's table are made from what the modules declare.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING, Any, Protocol

from extract.record import KEYS, Evidence

if TYPE_CHECKING:
    from extract.meetings import Meeting


@dataclass(frozen=True, slots=True)
class Field:
    """A key of the record: its JSON Schema, its meaning in a few words, whether it may lack."""

    key: str
    schema: Mapping[str, Any]
    meaning: str
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Value:
    """A value found for one key, with the words behind it."""

    key: str
    value: Any
    evidence: tuple[Evidence, ...] = ()


class FieldModule(Protocol):
    """What a module of this package offers."""

    FIELDS: Sequence[Field]
    NEEDS: Sequence[str]

    def find(self, meeting: Meeting, found: Mapping[str, Any]) -> Iterator[Value]:
        """Yield the values of this module's keys for one meeting."""


@lru_cache(maxsize=1)
def modules() -> tuple[FieldModule, ...]:
    """Return the field modules, each behind those it needs."""
    names = sorted(m.name for m in pkgutil.iter_modules(__path__))
    loaded: list[Any] = [importlib.import_module(f"{__name__}.{name}") for name in names]
    owner = {field.key: i for i, module in enumerate(loaded) for field in module.FIELDS}
    graph = {i: {owner[key] for key in module.NEEDS} for i, module in enumerate(loaded)}
    return tuple(loaded[i] for i in TopologicalSorter(graph).static_order())


def fields() -> list[Field]:
    """Return all declared fields in the order of a record's keys."""
    declared = {field.key: field for module in modules() for field in module.FIELDS}
    order = [key for key in KEYS if key in declared]
    return [declared[key] for key in order + sorted(set(declared) - set(order))]


def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of one record."""
    properties = {field.key: dict(field.schema, description=field.meaning) for field in fields()}
    optional = {field.key for field in fields() if field.optional}
    properties["evidence"] = {
        "type": "array",
        "description": "the words behind each value: half-open character offsets into the text",
        "items": {
            "type": "object",
            "properties": {
                "field": {"type": "string"},
                "start": {"type": "integer", "minimum": 0},
                "end": {"type": "integer", "minimum": 0},
                "text": {"type": "string"},
                "rule": {"type": "string"},
            },
            "required": ["field", "start", "end", "text", "rule"],
            "additionalProperties": False,
        },
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Meeting record",
        "type": "object",
        "properties": properties,
        "required": [key for key in properties if key not in optional],
        "additionalProperties": False,
    }


def nullable(kind: str, **more: Any) -> dict[str, Any]:
    """Return the schema of a value that may be null."""
    return {"type": [kind, "null"], **more}
