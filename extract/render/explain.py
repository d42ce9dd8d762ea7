"""The explanation: each value with its words, their offsets and the rule, and then the article.

In the article the words behind values stand in brackets, followed by their fields in braces (the
numbers are those of the records, where there are several); a terminal has them in colour, and what
was stripped from the page in grey.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from types import MappingProxyType
from typing import Any, TextIO

from rich.console import Console
from rich.text import Text

from extract.record import Evidence, Record
from extract.render import PLAIN, Style
from extract.render._plain import one_line, visible
from extract.render.table import console, headed, put
from extract.reported import Part, Reported, parts, quoted

_BELOW = "    "
_STYLES = MappingProxyType({"title": "bold", "meta": "italic", "boilerplate": "dim"})
_LEGEND = (
    "The article. [Words] stand behind {values}, and ~ before what was stripped from the page."
)
_COLOURS = MappingProxyType({
    "date": "green", "end_date": "green", "published": "green", "venue": "cyan", "sides": "blue",
    "co_chairs": "magenta", "participants": "magenta", "topics": "yellow",
})  # fmt: skip
"""Colours of the words behind fields; those of others are red."""


def write(articles: Iterable[Reported], stream: TextIO, style: Style = PLAIN) -> None:
    """Write each record as its values, under each ``"words" start-end rule``; then the article.

    Offsets count characters of the article's text, the end not included.
    """
    out = console(stream)
    for number, reported in enumerate(articles):
        if number:
            out.print()
        several = len(reported.records) > 1
        for record in headed(reported.records, out, numbered=several):
            _explain(record, out)
        out.print()
        _show(reported, out)


def _show(reported: Reported, out: Console) -> None:
    """Print an article's text with the words behind its values marked, and what was stripped."""
    put(out, Text(_LEGEND, style="dim"))
    text, at, before = Text(), 0, ""
    begun, ended = _brackets(reported)
    for part in parts(reported):
        text.append("~ " * (part.kind == "boilerplate" != before), "dim")
        text.append("[" * begun[at], "bold").append(_lines(part.text), _style(part, reported))
        at, before = at + len(part.text), part.kind
        for fields in ended.get(at, ()):
            text.append("]", "bold").append(f"{{{fields}}}", "dim")
    for line in _apart(text.split("\n")):
        put(out, line)


def _brackets(reported: Reported) -> tuple[Counter[int], dict[int, list[str]]]:
    """Return how many quotes begin at a position, and of what fields those are that end at one."""
    told: dict[tuple[int, int], list[tuple[int, str]]] = {}
    for (number, _), evidence in quoted(reported):
        told.setdefault((evidence.start, evidence.end), []).append((number, evidence.field))
    ended: dict[int, list[str]] = {}
    for (_, end), pieces in sorted(told.items(), reverse=True):  # the inner ones first
        ended.setdefault(end, []).append(_fields(pieces, len(reported.records)))
    return Counter(start for start, _ in told), ended


def _fields(pieces: Iterable[tuple[int, str]], records: int) -> str:
    """Return the fields of some evidence, with the records' numbers where it is not of all."""
    numbers: dict[str, list[str]] = {}
    for number, field in pieces:
        numbers.setdefault(one_line(field), []).append(str(number + 1))
    return ", ".join(
        field if len(of) == records else f"{'+'.join(of)} {field}" for field, of in numbers.items()
    )


def _lines(text: str) -> str:
    """Return a text with the line ends of a terminal, and its other controls spelt out."""
    return visible(re.sub(r"\r\n?", "\n", text).replace("\t", " "), keep="\n")


def _apart(lines: Iterable[Text]) -> Iterator[Text]:
    """Yield the lines of a text without those that are empty behind another."""
    empty = True
    for line in lines:
        if line.plain.strip() or not empty:
            yield line
        empty = not line.plain.strip()


def _style(part: Part, reported: Reported) -> str:
    if not part.behind:
        return _STYLES.get(part.kind, "")
    number, place = part.behind[-1]
    field = reported.records[number].evidence[place].field
    return f"bold {_COLOURS.get(re.split(r'[.[]', field)[0], 'red')}"


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
