"""Who headed the sides of a meeting, and for whom: chairs, heads of delegation, principals.

The cues are ``patterns/people.jsonl``; each reaches the people behind it, before it, or both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from extract.background import in_shadow
from extract.marks import Mark, Sentence
from extract.parties import rank
from extract.people import Person
from extract.roles import Role

if TYPE_CHECKING:
    from extract.meetings import Meeting

_ROW_END = r"\b{people_end}\b|;"
_SIDE_WORD = re.compile(r"\b(?:side|delegations?|team|part)\b", re.IGNORECASE)
_NOT_OF_STATE = re.compile(
    r"\b(?:secretary[- ]general|commissioner|representative|coordinator|director|head|chair\w*"
    r"|adviser|envoy|administrator)\b",
    re.IGNORECASE,
)
_SIDE_REACH = 18
"""Characters between a party and its word "side" or "delegation"."""


@dataclass(frozen=True, slots=True)
class Head:
    """A person who headed a side: office, side with its words, and why we think so."""

    person: Person
    basis: str
    role: Role | None
    side: Mark | None


def heads(meeting: Meeting) -> list[Head]:
    """Return who headed the sides, in the order told.

    Chairs and heads of delegations come by their cue words; where one or none is named so, the
    principals too. A side is what the cue's words or the office name, else the one party left.
    """
    found = list(_cued(meeting))
    if len(found) < 2:
        seen = [head.person for head in found]
        rest = [p for p in meeting.principals if p not in seen]
        found += [Head(p, "principal", *_office(meeting, p)) for p in rest]
    return _completed(meeting, found)


def span(meeting: Meeting) -> tuple[int, int]:
    """Return the character range of the sentences that tell of a meeting."""
    return meeting.sentences[0].start, meeting.sentences[-1].end


def row(meeting: Meeting, sentence: Sentence, cue: Mark) -> list[Person]:
    """Return the people that a cue reaches: those behind it, before it, or on both sides."""
    reach = _extra(meeting, cue, "reach", "after")
    people = meeting.reading.people
    names = sentence.of("entity", "PERSON")
    others = [m for m in sentence.of("people") if m is not cue]
    found: list[Person] = []
    if reach in ("before", "both"):
        floor = max((m.end for m in others if m.end <= cue.start), default=sentence.start)
        found += people.within(m for m in names if floor <= m.start and m.end <= cue.start)
    if reach == "after" or (reach == "both" and not found):
        stop = min((m.start for m in others if m.start >= cue.end), default=sentence.end)
        end = meeting.reading.tools.rules.regex(_ROW_END)
        match = end.search(sentence.text, cue.end - sentence.start, stop - sentence.start)
        stop = sentence.start + match.start() if match else stop
        found += people.within(m for m in names if cue.end <= m.start and m.end <= stop)
    return found


def _cued(meeting: Meeting) -> Iterator[Head]:
    seen: list[Person] = []
    for sentence in meeting.sentences:
        if sentence.part == "title":
            continue
        for cue in sentence.of("people", "chair", "head", "principal"):
            if in_shadow(sentence, cue):
                continue
            for person in row(meeting, sentence, cue):
                if person in seen:
                    continue
                seen.append(person)
                role, side = _office(meeting, person)
                said = _side_said(meeting, sentence, cue, person)
                basis = _extra(meeting, cue, "basis", "principal")
                yield Head(person, basis, role, said or side)


def _extra(meeting: Meeting, cue: Mark, key: str, default: str) -> str:
    """Return what a cue's rule says beside its pattern."""
    rule = meeting.reading.tools.rules.rule("people", cue.rule)
    return str(rule.extra.get(key, default)) if rule else default


def _office(meeting: Meeting, person: Person) -> tuple[Role | None, Mark | None]:
    """Return the office to show and the words of its side, from another office if need be."""
    role = person.role_near(*span(meeting))
    if role and role.side:
        return role, role.side
    return role, next((other.side for other in person.roles if other.side), None)


def _side_said(meeting: Meeting, sentence: Sentence, cue: Mark, person: Person) -> Mark | None:
    """Return the party in "the EU side was led by A", "B led the EU delegation"."""
    parties = sentence.of("name", "country", "demonym", "organisation")
    if _extra(meeting, cue, "reach", "after") == "before":
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


def _completed(meeting: Meeting, found: Sequence[Head]) -> list[Head]:
    """Give the one head without a side the party that is left, when it can be theirs."""
    without = [head for head in found if head.side is None]
    if len(without) != 1 or len(found) < 2:
        return list(found)
    side_of = meeting.reading.tools.gazetteer.side_of
    taken = {side_of(head.side.value) for head in found if head.side}
    named = parties(meeting).items()
    left = next((m for s, m in named if s not in taken and _fits(m, without[0])), None)
    return [replace(head, side=left) if head is without[0] else head for head in found]


def parties(meeting: Meeting) -> dict[str, Mark]:
    """Return the parties that a meeting's sentences name, the likeliest first."""
    reading, tools = meeting.reading, meeting.reading.tools
    lead = [s for s in reading.sentences if s.part == "title" or s.index <= reading.lead]
    sentences = dict.fromkeys([*lead, *meeting.sentences])
    return rank(sentences, meeting.anchor.sentence, tools.gazetteer, tools.rules)


def _fits(party: Mark, head: Head) -> bool:
    """Whether a party can be a head's: who holds an office of state stands for no organisation."""
    roles = " ".join(role.mark.text for role in head.person.roles)
    return party.label != "organisation" or bool(_NOT_OF_STATE.search(roles))
