"""Articles of ours in which the topics are marked.

Files of them have their articles parted by lines of ``%%``. A first line ``# ...`` is the title, of
which nothing is learnt. ``[[free trade|trade, economy]]`` is a topic with its labels;
``[[free trade?]]``, a topic told elsewhere, teaches nothing.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from spacy.tokens import Doc, Span

from extract import rules
from extract.errors import ExtractError
from extract.training.press import rows

TOPIC = "TOPIC"
"""The label of the topic model's only kind of entity."""

_DATA = Path(__file__).with_name("data")
_PARTING = re.compile(r"^%%[ \t]*$", re.MULTILINE)
_MARK = re.compile(r"\[\[([^][|?\n]+)(?:\|([a-z, -]*)|\?)\]\]|\[\[|\]\]")


class Topic(NamedTuple):
    """A topic ``[start, end)`` of its text; ``kinds`` are its labels, None where nobody knows."""

    start: int
    end: int
    kinds: frozenset[str] | None


class Text(NamedTuple):
    """An article and its topics, in order; ``body`` is where its title ends."""

    text: str
    body: int
    topics: tuple[Topic, ...]


def written() -> list[Text]:
    """Return our articles, in the order of their files."""
    return [text for path in sorted(_DATA.glob("topics_*.txt")) for text in read_topics(path)]


def labels() -> list[str]:
    """Return the labels that a topic may have, in the order of their table."""
    return [row["label"] for row in rows(rules.shipped() / "topic_codes.jsonl")]


def read_topics(path: Path) -> list[Text]:
    """Read a file of marked articles; raises ExtractError that names the line of a wrong mark."""
    known, whole = frozenset(labels()), path.read_text(encoding="utf-8")
    edges = [0, *(m.end() for m in _PARTING.finditer(whole))]
    starts = [m.start() for m in _PARTING.finditer(whole)] + [len(whole)]
    parts = [(start, whole[start:end]) for start, end in zip(edges, starts, strict=True)]
    return [
        _unmarked(part, f"{path}:{whole.count(chr(10), 0, start) + 1}", known)
        for start, part in parts
        if part.strip()
    ]


def _unmarked(marked: str, where: str, known: frozenset[str]) -> Text:
    """Take the marks out of an article, which begins at ``where``."""
    marked = marked.strip()
    title = marked.startswith("# ")
    marked = marked.removeprefix("# ")
    text, topics, done = "", [], 0
    for mark in _MARK.finditer(marked):
        kinds = None if mark[2] is None else frozenset(re.findall(r"[a-z-]+", mark[2]))
        if not mark[1] or (kinds or known) - known:
            raise ExtractError(f"{where}: a wrong mark, {mark[0]}; write [[phrase|label, label]]")
        text += marked[done : mark.start()] + mark[1]
        topics.append(Topic(len(text) - len(mark[1]), len(text), kinds))
        done = mark.end()
    text += marked[done:]
    return Text(text, text.find("\n") if title else 0, tuple(topics))


def covering(doc: Doc, start: int, end: int) -> Span:
    """Return the tokens that a stretch of text touches, one at least."""
    span = doc.char_span(start, end, alignment_mode="expand")
    assert span is not None
    return span
