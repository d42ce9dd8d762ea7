"""The explanation: each value with the words it came from, their offsets, and the rule."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, TextIO

from rich.console import Console
from rich.text import Text

from extract.record import Evidence, Record
from extract.render import PLAIN, Style
from extract.render._plain import one_line
from extract.render.table import console, headed, put

_BELOW = "    "


def write(records: Iterable[Record], stream: TextIO, style: Style = PLAIN) -> None:
    """Write each record as its values, and under each ``"words" start-end rule``.

    Offsets count characters of the article's text, the end not included.
    """
    out = console(stream)
    for record in headed(records, out):
        _explain(record, out)


def _explain(record: Record, out: Console) -> None:
    waiting = list(record.evidence)
    values = record.to_dict()
    del values["evidence"]
    for key, value in values.items():
        for path, shown in leaves(key, value):
            pieces = [piece for piece in waiting if _is_behind(piece, path)]
            waiting = [piece for piece in waiting if piece not in pieces]
            put(out, Text(one_line(shown)), f"{path}: ")
            _put_words(out, pieces)
    for piece in waiting:  # of a path this view does not know
        put(out, Text(), f"{one_line(piece.field)}: ")
        _put_words(out, [piece])


def _put_words(out: Console, pieces: list[Evidence]) -> None:
    for piece in pieces:
        words = f'"{one_line(piece.text)}" {piece.start}-{piece.end}, {one_line(piece.rule)}'
        put(out, Text(words, style="cyan"), _BELOW)


def _is_behind(piece: Evidence, path: str) -> bool:
    """Words behind one entry of a list stand behind the list, where it is shown as one."""
    return re.fullmatch(re.escape(path) + r"(\[\d+\])?", piece.field) is not None


def leaves(path: str, value: Any) -> Iterator[tuple[str, str]]:
    """Yield the path and text of each value that is not null: ``co_chairs[0].name``.

    A list of strings is one value, and so is a topic with its labels.
    """
    if value is None or value == []:
        return
    if isinstance(value, dict) and "text" not in value:
        for key, part in value.items():
            yield from leaves(f"{path}.{key}", part)
    elif isinstance(value, list) and not isinstance(value[0], str):
        for place, part in enumerate(value):
            yield from leaves(f"{path}[{place}]", part)
    elif isinstance(value, list):
        yield path, ", ".join(value)
    else:
        yield path, _topic(value) if isinstance(value, dict) else str(value)


def _topic(topic: dict[str, Any]) -> str:
    labels = ", ".join(topic.get("labels", ()))
    return f"{topic['text']} ({labels})" if labels else str(topic["text"])
