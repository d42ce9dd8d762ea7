"""An engine small enough to predict: what the command does around it is what is tested.

A line ``MEETING name in city`` is a meeting; an article that holds ``FAULT`` meets a bug, one
that holds ``ERROR`` an error of its own, one that holds ``STOP`` meets Ctrl-C.
"""

from __future__ import annotations

import re
import time
from typing import Any

import extract
from extract import batch, fields
from extract.article import Article, Block
from extract.errors import ExtractError, ModelError, PatternError
from extract.record import Evidence, Record

PAUSE = 0.0
"""Seconds that an article takes."""
_MEETING = re.compile(r"MEETING (.+?) in (\w+)")
_TEXTS = ("id", "source", "title", "published", "event", "round", "status", "date", "end_date")
_LISTS = ("sides", "co_chairs", "participants", "topics", "labels")
_VENUE = {key: {"type": ["string", "null"]} for key in ("city", "country", "place", "mode")}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {key: {"type": ["string", "null"]} for key in (*_TEXTS, "date_basis")}
    | {"venue": {"type": "object", "properties": _VENUE}}
    | {key: {"type": "array"} for key in _LISTS}
    | {"confidence": {"type": "number"}, "evidence": {"type": "array"}},
}


def record(**values: Any) -> Record:
    """Return a record that holds ``values`` and is otherwise as empty as can be."""
    evidence = values.pop("evidence", ())
    empty: dict[str, Any] = dict.fromkeys(SCHEMA["properties"])
    del empty["evidence"]
    empty |= {key: [] for key in _LISTS}
    empty |= {"id": "0", "source": "-", "event": "talks", "status": "held", "confidence": 0.5}
    empty["venue"] = {"city": None, "country": None, "place": None, "mode": "in-person"}
    return Record(empty | values, tuple(evidence))


def _record(article: Article, found: re.Match[str]) -> Record:
    pieces = (("event", found.span(1)), ("venue.city", found.span(2)))
    return record(
        source=article.source,
        published=article.published or article.filed,
        event=found[1],
        venue={"city": found[2], "country": None, "place": None, "mode": "in-person"},
        evidence=[
            Evidence(field, start, end, article.text[start:end], "fake.rule")
            for field, (start, end) in pieces
        ],
    )


class Fake:
    """What ``extract.load`` returns."""

    def stream(self, articles, *, jobs=1, timeout=None, dask=None):
        for article in articles:
            yield batch.outcome(self._records, article)

    def fingerprint(self):
        return {"model": "fake", "patterns": "fake"}

    def _records(self, article):
        time.sleep(PAUSE)
        if "STOP" in article.text:
            raise KeyboardInterrupt
        if "FAULT" in article.text:
            raise RuntimeError("the fault\nof two lines")
        if "ERROR" in article.text:
            raise ExtractError(f"{article.source}: too strange; try another")
        return [_record(article, m) for m in _MEETING.finditer(article.text)]

    def blocks(self, article):
        return [Block(0, len(article.text), "body", "fake.block")]

    def body(self, article):
        text = article.text
        if "FAULT" in text:
            raise RuntimeError("the fault")
        return text.replace("PAGE", "")


def load(model=None, patterns=None, codes=False):
    if model == "unknown":
        raise ModelError("unknown: no such model; leave out --model for the one shipped")
    if patterns == "broken":
        raise PatternError("broken/venue.jsonl:12: unknown key 'patern'; allowed: id, pattern")
    return Fake()


def install() -> None:
    """Put the fake in the engine's place, in a process of its own."""
    extract.load = load
    fields.schema = lambda: SCHEMA
