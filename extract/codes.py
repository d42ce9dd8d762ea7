"""What topic labels are in published vocabularies: IPTC Media Topics and EuroVoc."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from extract.tables import check_keys, read_jsonl, table

Code = Mapping[str, str | None]

KEYS = ("iptc", "iptc_name", "iptc_match", "eurovoc", "eurovoc_name", "eurovoc_match")
"""Of each vocabulary the concept's id, its name there, and how well it fits a label; or null."""
_SAID = ("exact", "close", "broad", "narrow", "related")
MATCHES = frozenset({None, *_SAID})
"""How well a concept may fit a label; None where there is none."""
_NEEDED = frozenset({"label", *KEYS})


class Codes:
    """The table of codes, ``topic_codes.jsonl``."""

    def __init__(self, directories: Sequence[Path]) -> None:
        """Read the table of the last folder that has one; raises PatternError on bad data."""
        self._rows: dict[str, Code] = {}
        read_jsonl(table("topic_codes.jsonl", directories), self._add)

    def _add(self, row: dict[str, Any]) -> None:
        check_keys(row, _NEEDED, _NEEDED)
        if not isinstance(row["label"], str) or row["label"] in self._rows:
            raise ValueError(f"label {row['label']!r} is no string, or stands twice")
        if not all(isinstance(row[key], str | None) for key in KEYS):
            raise ValueError("a code must be a string or null")
        if unknown := {row["iptc_match"], row["eurovoc_match"]} - MATCHES:
            raise ValueError(f"unknown match {unknown.pop()!r}; there are: {', '.join(_SAID)}")
        self._rows[row["label"]] = {key: row[key] for key in KEYS}

    def of(self, labels: Iterable[str]) -> list[dict[str, str | None]]:
        """Return each label with its codes, all null for one that the table does not know."""
        unknown = dict.fromkeys(KEYS)
        return [{"label": label, **self._rows.get(label, unknown)} for label in labels]
