"""Who headed the sides of a meeting, and for whom: chairs, heads of delegation, principals.

The cues are ``patterns/people.jsonl``; each reaches the people behind it, before it, or both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extract import sides
from extract.background import in_shadow, to_come
from extract.cues import row, side_said
from extract.marks import Mark, Sentence
from extract.people import Person
from extract.roles import Role
from extract.rules import Rules

if TYPE_CHECKING:
    from extract.meetings import Meeting


@dataclass(eq=False, slots=True)
class Head:
    """A person who headed a side: office, side with its words, and why we think so."""

    person: Person
    basis: str
    role: Role | None
    side: Mark | None


def settle(meetings: Sequence[Meeting]) -> None:
    """Give each meeting of an article its heads, in the order told.

    Chairs and heads of delegations come by their cue words; where one or none is named so, the
    principals too. A side is what the cue's words or the office name, else the one party left; it
    holds for a person's further meetings too.
    """
    mixed = len({meeting.ahead for meeting in meetings}) > 1
    headed: dict[Person, list[Meeting]] = {}
    for meeting in meetings:
        meeting.heads = _told(meeting, mixed=mixed)
        for head in meeting.heads:
            headed.setdefault(head.person, []).append(meeting)
    for meeting in meetings:
        sides.complete(meeting, headed)


def _told(meeting: Meeting, *, mixed: bool) -> list[Head]:
    """Return a meeting's heads; ``mixed``: the article tells of plans and of what was held."""
    found = list(_cued(meeting, mixed=mixed))
    if sum(head.basis == "chair" for head in found) > 1:
        found = [head for head in found if head.basis != "principal"]
    seen = [head.person for head in found]
    rest = meeting.principals if len(found) < 2 else []
    if found and not any(head.basis == "chair" for head in found[1:]):
        rest = [*rest, *_counterparts(meeting)]
    rest = [p for p in dict.fromkeys(rest) if p not in seen]
    return found + [Head(p, "principal", *_office(meeting, p)) for p in rest]


def _counterparts(meeting: Meeting) -> list[Person]:
    """Return those who are called a head's counterpart in the meeting's sentences."""
    start, end = span(meeting)
    offices = ((p, r) for p in meeting.people for r in p.roles)
    return [p for p, r in offices if start <= r.mark.start < end and r.of_counterpart]


def span(meeting: Meeting) -> tuple[int, int]:
    """Return the character range of the sentences that tell of a meeting."""
    return meeting.sentences[0].start, meeting.sentences[-1].end


def _cued(meeting: Meeting, *, mixed: bool) -> Iterator[Head]:
    seen: list[Person] = []
    rules = meeting.reading.tools.rules
    for sentence in _own(meeting) if mixed else meeting.sentences:
        if sentence.part == "title":
            continue
        for cue in sentence.of("people", "chair", "head", "principal"):
            shadows = ("past",) if meeting.ahead else ("past", "next")
            if in_shadow(sentence, cue, *shadows) or _only_names_side(sentence, cue, rules):
                continue
            if mixed and to_come(sentence, cue) != meeting.ahead:
                continue
            for person in row(sentence, cue, meeting.reading.people, rules):
                if person in seen:
                    continue
                seen.append(person)
                role, side = _office(meeting, person)
                said = side_said(sentence, cue, person, rules)
                basis = rules.said(_leading(sentence, cue, rules), "basis", "principal")
                yield Head(person, basis, role, said or side)


def _own(meeting: Meeting) -> list[Sentence]:
    """Return a meeting's sentences; a plan's are also those that tell who was to lead it."""
    if not meeting.ahead or any(s.of("people", "chair", "head") for s in meeting.sentences):
        return meeting.sentences
    behind = [s for s in meeting.reading.sentences if s.index > meeting.sentences[-1].index]
    led = (s for s in behind for c in s.of("people", "chair", "head") if to_come(s, c))
    return list(dict.fromkeys([*meeting.sentences, *led]))


def _leading(sentence: Sentence, cue: Mark, rules: Rules) -> Mark:
    """Return the cue for how a side was led: "chaired on the EU side by A, on the other by B"."""
    earlier = [m for m in sentence.of("people", "chair", "head") if m.start < cue.start]
    return earlier[-1] if earlier and rules.said(cue, "told", "") == "side" else cue


def _only_names_side(sentence: Sentence, cue: Mark, rules: Rules) -> bool:
    """Whether a side is named of who was only there: "A and, on the EU side, B attended"."""
    return rules.said(cue, "told", "") == "side" and bool(sentence.of("people", "participant"))


def _office(meeting: Meeting, person: Person) -> tuple[Role | None, Mark | None]:
    """Return the office to show and the words of its side, from another office if need be."""
    role = person.role_near(*span(meeting))
    return role, (role.side if role and role.side else person.side_mark)
