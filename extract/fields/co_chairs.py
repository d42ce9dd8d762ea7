"""``co_chairs``: who headed the sides: by a chair word, as head of a delegation, as principal."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from extract.background import in_shadow
from extract.fields import Field, Value, nullable
from extract.fields.sides import parties
from extract.marks import Mark, Sentence, plain
from extract.meetings import Meeting
from extract.people import Person

PERSON = {
    "name": {"type": "string"},
    "role": nullable("string"),
    "side": nullable("string"),
}
FIELDS = (
    Field(
        "co_chairs",
        {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {**PERSON, "basis": {"enum": ["chair", "head", "principal"]}},
                "required": ["name", "role", "side", "basis"],
                "additionalProperties": False,
            },
        },
        "who headed the sides: `name`, `role`, `side`, `basis` (`chair`, `head`, `principal`)",
    ),
)
NEEDS: tuple[str, ...] = ()

_ROW_END = re.compile(
    r"\b(?:accompanied|in the presence|attended|on the sidelines|who (?:said|told|also)|was also)\b"
    r"|;"
)
_NOT_OF_STATE = re.compile(
    r"\b(?:secretary[- ]general|commissioner|representative|coordinator|director|head|chair\w*"
    r"|adviser|envoy|administrator)\b",
    re.IGNORECASE,
)
_SIDE_WORD = re.compile(r"\b(?:side|delegations?|team|part)\b", re.IGNORECASE)
_MOST = 4
_SIDE_REACH = 18
"""Characters between a party and its word "side" or "delegation"."""


@dataclass(frozen=True, slots=True)
class Chair:
    """A person who headed a side, why we think so, and the words about the side."""

    person: Person
    basis: str
    cue: Mark
    side_mark: Mark | None = None


def find(meeting: Meeting, found: Mapping[str, Any]) -> Iterator[Value]:
    """Yield the chairs with evidence for names and roles."""
    chairs = list(_chairs(meeting))[:_MOST]
    sides = _sides(meeting, chairs)
    start, end = span(meeting)
    value, evidence = [], []
    for i, (chair, side) in enumerate(zip(chairs, sides)):
        role = chair.person.role_near(start, end)
        value.append(
            {
                "name": chair.person.name,
                "role": plain(role.text) if role else None,
                "side": side,
                "basis": chair.basis,
            }
        )
        evidence.append(chair.person.fullest.evidence(f"co_chairs[{i}].name"))
        if role:
            evidence.append(role.evidence(f"co_chairs[{i}].role"))
    yield Value("co_chairs", value, tuple(evidence))


def span(meeting: Meeting) -> tuple[int, int]:
    """Return the character range of the sentences that tell of a meeting."""
    return meeting.sentences[0].start, meeting.sentences[-1].end


def _chairs(meeting: Meeting) -> Iterator[Chair]:
    """Chairs and heads by their cue words; where one or none is named so, the principals too."""
    seen: list[Person] = []
    for sentence in meeting.sentences:
        if sentence.part == "title":
            continue
        for cue in sentence.of("people", "chair", "head", "principal"):
            if in_shadow(sentence, cue):
                continue
            for person in row(meeting, sentence, cue):
                if person not in seen:
                    seen.append(person)
                    side = _side_said(sentence, cue, person, _reach(meeting, cue))
                    yield Chair(person, _basis(meeting, cue), cue, side)
    if len(seen) < 2:
        for person in meeting.principals:
            if person not in seen:
                seen.append(person)
                yield Chair(person, "principal", meeting.anchor.cue)


def _basis(meeting: Meeting, cue: Mark) -> str:
    rule = meeting.reading.tools.rules.rule("people", cue.rule)
    return str(rule.extra.get("basis", "principal")) if rule else "principal"


def _reach(meeting: Meeting, cue: Mark) -> str:
    rule = meeting.reading.tools.rules.rule("people", cue.rule)
    return str(rule.extra.get("reach", "after")) if rule else "after"


def row(meeting: Meeting, sentence: Sentence, cue: Mark) -> list[Person]:
    """Return the people that a cue reaches: those behind it, before it, or on both sides."""
    reach = _reach(meeting, cue)
    people = meeting.reading.people
    names = sentence.of("entity", "PERSON")
    others = [m for m in sentence.of("people") if m is not cue]
    found: list[Person] = []
    if reach in ("before", "both"):
        floor = max((m.end for m in others if m.end <= cue.start), default=sentence.start)
        found += people.within(m for m in names if floor <= m.start and m.end <= cue.start)
    if reach in ("after", "both") and not (reach == "both" and found):
        stop = min((m.start for m in others if m.start >= cue.end), default=sentence.end)
        match = _ROW_END.search(sentence.text, cue.end - sentence.start, stop - sentence.start)
        stop = sentence.start + match.start() if match else stop
        found += people.within(m for m in names if cue.end <= m.start and m.end <= stop)
    return found


def _side_said(sentence: Sentence, cue: Mark, person: Person, reach: str) -> Mark | None:
    """Return the party in "the EU side was led by A", "B led the EU delegation"."""
    parties = sentence.of("name", "country", "demonym", "organisation")
    if reach == "before":
        return next((m for m in parties if cue.start <= m.start < cue.end), None)
    names = sentence.of("entity", "PERSON")
    mark = next((m for m in names if m in person.marks), None)
    if mark is None:
        return None
    start = max((m.end for m in names if m.end <= mark.start), default=sentence.start)
    for party in reversed(parties):
        if start <= party.start < mark.start:
            begin = max(0, party.start - sentence.start - _SIDE_REACH)
            text = sentence.text[begin : party.end - sentence.start + _SIDE_REACH]
            if _SIDE_WORD.search(text):
                return party
    return None


def _sides(meeting: Meeting, chairs: Sequence[Chair]) -> list[str | None]:
    """The side of each chair: as said, by the office, or the one party that is left."""
    gazetteer = meeting.reading.tools.gazetteer
    sides: list[str | None] = []
    for chair in chairs:
        if chair.side_mark:
            chair.person.side_mark = chair.person.side_mark or chair.side_mark
            sides.append(gazetteer.side_of(chair.side_mark.value))
        else:
            sides.append(chair.person.side)
    if sides.count(None) == 1:
        i = sides.index(None)
        named = parties(meeting)
        left = next((s for s, m in named.items() if s not in sides and _fits(m, chairs[i])), None)
        if left and len(named) > 1:
            sides[i] = left
            chairs[i].person.side_mark = chairs[i].person.side_mark or named[left]
    return sides


def _fits(party: Mark, chair: Chair) -> bool:
    """Whether a party can be a chair's: who holds an office of state stands for no organisation."""
    roles = " ".join(role.text for role in chair.person.roles)
    return party.label != "organisation" or bool(_NOT_OF_STATE.search(roles))
