"""Whether states, organisations or cities meet: courts, clubs and company boards meet too."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from extract.cues import row
from extract.marks import Mark, Sentence, overlaps
from extract.parties import STATES

if TYPE_CHECKING:
    from extract.meetings import Meeting

_OF_OFFICE = ("city", "capital", "body")
_VAGUE = ("meeting", "meetings", "session", "call", "calls", "conversation", "visit")
_NEAR = 3
"""Sentences behind the anchor in which the parties of a meeting are told."""
_WIDE = 8
"""Those for an event with a name or a number."""


def is_official(meeting: Meeting) -> bool:
    """Whether states, organisations or cities meet: two parties with an office or a named event.

    Courts, clubs and company boards meet too; with one party alone, two officials must meet.
    """
    stands = ((p.side, p.side_mark) for p in meeting.principals)
    sides = {side for side, mark in stands if mark and _is_public(meeting, mark)}
    sides |= set(meeting.anchor.sides)
    if len(sides) > 1 or _of_states(meeting):
        return True
    near = _within(meeting, _NEAR)
    parties = _parties(meeting, near)
    event = meeting.anchor.event
    if event and (event.specific or event.round) and len(parties) < 2:
        near = _within(meeting, _WIDE)
        parties = _parties(meeting, near)
    if len(parties) < 2:
        if event and event.specific and event.round and _bodies(meeting):
            return True
        cues = ((s, c) for s in near for c in s.of("people", "chair", "head"))
        rules, people = meeting.reading.tools.rules, meeting.reading.people
        led = [p for s, c in cues for p in row(s, c, people, rules)]
        officials = len({id(p) for p in [*meeting.principals, *led] if p.roles})
        return bool(parties) and officials + len(meeting.anchor.sides) >= 2
    here = _parties(meeting, [meeting.anchor.sentence])
    named = event is not None and (event.specific or (len(here) > 1 and event.head not in _VAGUE))
    return named or any(s.of("people") for s in near) or _holds_office(meeting)


def _holds_office(meeting: Meeting) -> bool:
    """Whether anybody told of has an office: where one person alone met, that one."""
    alone = len(meeting.principals) == 1
    return any(p.roles for p in (meeting.principals if alone else meeting.people))


def _is_public(meeting: Meeting, party: Mark) -> bool:
    """Whether a party is one of public life: two universities meet, two companies do business."""
    public = meeting.reading.tools.rules.regex(r"\b{body_public}\b", re.IGNORECASE)
    return party.label != "body" or bool(public.search(party.text))


def _of_states(meeting: Meeting) -> bool:
    """Whether ministers or donors meet, for an organisation or over a country, or two bodies."""
    sentence, event = meeting.anchor.sentence, meeting.anchor.event
    if any(mark.label == "organisation" for mark in meeting.anchor.sides.values()):
        return True
    led = any(s.of("people", "chair", "head") for s in _within(meeting, _NEAR))
    if led and len({m.value for m in sentence.of("name", "body")}) > 1:
        return True
    states = meeting.reading.tools.rules.regex(r"\b{meeting_of_states}\b", re.IGNORECASE)
    named = event is not None and states.search(event.mark.text)
    return bool(named and sentence.of("name", *STATES))


def _bodies(meeting: Meeting) -> bool:
    """Whether an organisation is named where its numbered meeting is."""
    return bool(meeting.anchor.sentence.of("name", "organisation"))


def _within(meeting: Meeting, reach: int) -> list[Sentence]:
    """Return the headline and a meeting's sentences up to some behind its anchor."""
    limit = meeting.anchor.sentence.index + reach
    return [s for s in meeting.sentences if s.part == "title" or s.index <= limit]


def _parties(meeting: Meeting, sentences: Sequence[Sentence]) -> set[str]:
    """Return the parties that sentences name; a city or body is one as part of an office."""
    side_of = meeting.reading.tools.gazetteer.side_of
    offices = [role.mark for person in meeting.people for role in person.roles]
    held = (
        m
        for s in sentences
        for m in s.of("name", *_OF_OFFICE)
        if overlaps(m, offices) and _is_public(meeting, m)
    )
    named = (m for s in sentences for m in s.of("name", *STATES))
    return {side_of(m.value) for m in (*named, *held)}
