"""The record: one meeting, its values, and for each value the words it came from.

The contract (keys, types, meanings) is the JSON Schema that :func:`extract.fields.schema`
assembles; this module holds the data classes alone and imports nothing of ours.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

KEYS = (
    "id", "source", "title", "published", "event", "round", "status", "date", "end_date",
    "date_basis", "venue", "sides", "co_chairs", "participants", "topics", "labels", "confidence",
)  # fmt: skip
"""Order of the keys in every output; a further field comes after these, ``evidence`` last."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words behind one value.

    ``field`` is a path into the record (``venue.city``, ``co_chairs[0].name``); ``start`` and
    ``end`` are half-open character offsets into the article's text; ``text`` is that slice,
    exactly; ``rule`` is the id of the pattern or step that decided.
    """

    field: str
    start: int
    end: int
    text: str
    rule: str

    def to_dict(self) -> dict[str, Any]:
        """Return the evidence as it stands in JSON."""
        return {
            "field": self.field,
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "rule": self.rule,
        }


@dataclass(frozen=True, slots=True)
class Record(Mapping[str, Any]):
    """One meeting that an article reports: a mapping of keys to values, and their evidence.

    Values are plain JSON data. ``record["date"]`` reads one value, :meth:`to_dict` gives all with
    their evidence.
    """

    data: Mapping[str, Any]
    evidence: tuple[Evidence, ...]

    def __getitem__(self, key: str) -> Any:
        return self.data[key]

    def __iter__(self) -> Iterator[str]:
        """Iterate over the keys in the order of :data:`KEYS`, further ones behind."""
        yield from (key for key in KEYS if key in self.data)
        yield from sorted(set(self.data) - set(KEYS))

    def __len__(self) -> int:
        return len(self.data)

    def to_dict(self) -> dict[str, Any]:
        """Return the record as plain JSON data, ``evidence`` last."""
        return dict(self) | {"evidence": [e.to_dict() for e in self.evidence]}
