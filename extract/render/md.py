"""Markdown: a heading and a list for each record, to be pasted into notes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TextIO

from extract.record import Record
from extract.render import PLAIN, Style
from extract.render._facts import facts, heading

_PEOPLE = ("chairs", "with")
_ACTS = re.compile(
    r"""[]\\`*_[<>&#|~$^:@={}%]  # emphasis, code, links, HTML, headings, tables, notes, formulas
    | (?<=www)\.                 # "www.a.b" and, but for the colon, "http://a.b" become links
    | ^[-+]                      # a list in the list
    """,
    re.IGNORECASE | re.VERBOSE,
)
_NUMBER = re.compile(r"^(\d+)([.)])")
"""The beginning of a numbered list."""


def write(records: Iterable[Record], stream: TextIO, style: Style = PLAIN) -> None:
    """Write each record as a heading with a list of its facts, a blank line between two."""
    before = ""
    for record in records:
        lines = [f"## {escaped(heading(record))}", "", *_items(record)]
        stream.write(before + "\n".join(lines) + "\n")
        before = "\n"


def escaped(text: str) -> str:
    """Return ``text``, which has one line, so that nothing in it acts as Markdown or HTML."""
    return _NUMBER.sub(r"\1\\\2", _ACTS.sub(r"\\\g<0>", text))


def _items(record: Record) -> Iterator[str]:
    for label, texts in facts(record):
        if label in _PEOPLE:
            yield f"- {label}:"
            yield from (f"  - {escaped(text)}" for text in texts)
        else:
            yield f"- {label}: {escaped(' '.join(texts))}"
