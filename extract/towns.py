"""Small places and the countries they lie in: looked up only where something was held in one.

Most names of ``towns.csv`` (GeoNames) are words, surnames or names of larger things too, so that
no text is searched for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache
from pathlib import Path

from extract.errors import PatternError
from extract.tables import table

_HEADER = "name,iso2"


class Towns:
    """The table of towns; the file is read at the first question."""

    def __init__(self, directories: Sequence[Path]) -> None:
        """Take the folders of patterns; the last one that has ``towns.csv`` counts."""
        self._path = table("towns.csv", directories)
        self._asked = lru_cache(maxsize=4096)(self._look_up)

    def countries(self, name: str) -> tuple[str, ...]:
        """Return the ISO alpha-2 codes of the countries with a town of that name, largest first.

        Raises PatternError when the table cannot be read.
        """
        return self._asked(name)

    def _look_up(self, name: str) -> tuple[str, ...]:
        if "\n" in name or "," in name:
            return ()
        start = self._rows.find(f"\n{name},")
        if start < 0:
            return ()
        line = self._rows[start + 1 : self._rows.find("\n", start + 1)]
        return tuple(line.rpartition(",")[2].split())

    @cached_property
    def _rows(self) -> str:
        try:
            table = self._path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise PatternError(f"{self._path.name}: cannot be read: {error}") from None
        if not table.startswith(_HEADER + "\n"):
            raise PatternError(f"{self._path.name}:1: the header must be {_HEADER}")
        return table if table.endswith("\n") else table + "\n"
