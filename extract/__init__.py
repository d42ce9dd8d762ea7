"""Records of the meetings that news articles report.

>>> import extract
>>> extractor = extract.load()
>>> for record in extractor.records(text, published="2022-04-05"):
...     print(record["date"], record["event"])
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from extract.article import Article
from extract.errors import ExtractError, InputError
from extract.record import Evidence, Record

if TYPE_CHECKING:
    from extract.engine import Extractor

__all__ = ["Article", "Evidence", "ExtractError", "InputError", "Record", "load", "read"]
__version__ = "0.1.0"


def load(
    model: str | Path | None = None,
    patterns: str | Path | None = None,
    codes: bool = False,
) -> Extractor:
    """Load a model and rules and return an object with ``records``, ``stream`` and ``body``.

    ``model`` is the name or path of a spaCy pipeline (default: the shipped one), ``patterns`` a
    folder of pattern files read over the shipped ones. With ``codes`` the records also have the
    codes of their labels. Raises :class:`ExtractError`.
    """
    from extract.engine import Extractor  # spaCy is imported here, not by ``import extract``

    return Extractor(model, patterns, codes)


def read(
    *paths: str | Path,
    glob: str | None = None,
    encoding: str | None = None,
    published: str | None = None,
    published_from: str | None = None,
    text_key: str | None = None,
    id_key: str | None = None,
    date_key: str | None = None,
    title_key: str | None = None,
) -> Iterator[Article | InputError]:
    """Yield the articles of files and folders, as the command reads them, one at a time.

    The arguments are those of the command's options. In the place of an article that cannot be
    read stands the error that says why.
    """
    from extract.inputs import How, Keys, articles, inputs
    from extract.inputs.decoding import known_encoding

    if encoding is not None and not known_encoding(encoding):
        raise ValueError(f"no text encoding {encoding!r}; try utf-8, cp1252 or utf-16")
    if published_from not in (None, "filename", "mtime"):
        raise ValueError(f"published_from is {published_from!r}; choose 'filename' or 'mtime'")
    keys = Keys(text_key, id_key, date_key, title_key)
    how = How(encoding, published, keys, published_from)
    for entry in inputs([str(path) for path in paths], glob):
        if isinstance(entry, InputError):
            yield entry
        else:
            yield from articles(entry, how)
