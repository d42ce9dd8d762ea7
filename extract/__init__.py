"""Records of the meetings that news articles report.

>>> import extract
>>> extractor = extract.load()
>>> for record in extractor.records(text, published="2022-04-05"):
...     print(record["date"], record["event"])
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from extract.article import Article
from extract.errors import ExtractError
from extract.record import Evidence, Record

if TYPE_CHECKING:
    from extract.engine import Extractor

__all__ = ["Article", "Evidence", "ExtractError", "Record", "load"]
__version__ = "0.1.0"


def load(model: str | Path | None = None, patterns: str | Path | None = None) -> Extractor:
    """Load a model and rules and return an object with ``records``, ``stream`` and ``body``.

    ``model`` is the name or path of a spaCy pipeline (default: the shipped one), ``patterns`` a
    folder of pattern files read over the shipped ones. Raises :class:`ExtractError`.
    """
    from extract.engine import Extractor  # spaCy is imported here, not by ``import extract``

    return Extractor(model, patterns)
