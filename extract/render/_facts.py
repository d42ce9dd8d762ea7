"""What a record tells people: its heading, and its facts in a few words, safe to show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from extract.record import Record
from extract.render._plain import one_line

_ENDINGS = MappingProxyType({1: "st", 2: "nd", 3: "rd"})

Fact = tuple[str, list[str]]
"""A label, and what stands behind it: at least one text of one line."""


def heading(record: Record) -> str:
    """Return the meeting's name with its round: ``Security Dialogue, 6th round``."""
    name = one_line(record["event"] or "") or "meeting"
    number = record["round"]
    return name if number is None else f"{name}, {ordinal(number)} round"


def ordinal(number: int) -> str:
    """Return 1 as ``1st``, 12 as ``12th``, 23 as ``23rd``."""
    teen = number % 100 in (11, 12, 13)
    return f"{number}{'th' if teen else _ENDINGS.get(number % 10, 'th')}"


def facts(record: Record) -> Iterator[Fact]:
    """Yield what is known of a meeting, in the order in which people read it.

    The labels are ``date``, ``venue``, ``status`` (unless held), ``sides``, ``chairs`` and
    ``with`` (a text for each person), ``topics`` and ``source``; one without a fact is left out.
    """
    status = record["status"]
    told = (
        ("date", [_joined(" – ", (record["date"], record["end_date"]))]),
        ("venue", [venue(record["venue"])]),
        ("status", [one_line(status) if status != "held" else ""]),
        ("sides", [_joined(", ", record["sides"])]),
        ("chairs", map(_person, record["co_chairs"])),
        ("with", map(_person, record["participants"])),
        ("topics", [_joined("; ", (topic["text"] for topic in record["topics"]))]),
        ("source", [one_line(record["source"])]),
    )
    for label, texts in told:
        if known := [text for text in texts if text]:
            yield label, known


def venue(told: Mapping[str, Any]) -> str:
    """Return place, city and country, and how people met unless in person: ``Baku, AZ (hybrid)``.

    Empty where nothing is known.
    """
    where = _joined(", ", (told.get(key) for key in ("place", "city", "country")))
    mode = one_line(told.get("mode") or "in-person")
    if mode == "in-person":
        return where
    return f"{where} ({mode})" if where else mode


def _person(person: Mapping[str, Any]) -> str:
    named = _joined(", ", (person["name"], person.get("role")))
    side = one_line(person.get("side") or "")
    return f"{named} ({side})" if side else named


def _joined(between: str, texts: Iterable[str | None]) -> str:
    """Join the texts that say something, each on one line."""
    return between.join(filter(None, (one_line(text or "") for text in texts)))
