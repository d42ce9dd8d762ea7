"""Whom a cue of ``people.jsonl`` reaches, and the side said beside a person.

A cue reaches the people behind it, before it, or on both sides, up to the next cue or a word that
ends their row.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.marks import PARTIES, Mark, Sentence
from extract.people import People, Person
from extract.rules import Rules

_ROW_END = r"\b{people_end}\b"
_SIDED = re.compile(
    r"(?:['’]s?)?\s{1,9}(?:\w+\s{1,9}){0,2}(?:sides?|delegations?|team|part|one)\b"
    r"|\s{1,9}(?:was|is|were|will be|being|would be)\s{1,9}(?:represented|led|headed)\b",
    re.IGNORECASE,
)
_SIDE_OF = re.compile(
    r"\b(?:side|delegation|team|that|part|behalf)\s+of\s+(?:the\s+)?$", re.IGNORECASE
)
_FOR, _BY_WHOM = re.compile(r"\bfor\s+(?:the\s+)?$"), re.compile(r",\s+by\b")
_FROM = re.compile(
    r"(?<!\band )(?<!\band, )\b(?:(?:from|for|on|led|headed|heads|leads)\s+the"
    r"|(?:on behalf of|representing|for)(?:\s+the)?)\s+$"
)
_WHO = re.compile(r",\s+who\s+(?:\w+\s+)?$")
"""A clause that speaks of the last name alone."""
_BY = re.compile(r"\s{1,9}(?:\w+\s{1,9})?\w+\s{0,9}(?::|was\b|by\b)", re.IGNORECASE)
_ACROSS = re.compile(r"\b(?:briefed|greeted|hosted|meets?|met|received|welcomed)\b")
"""A verb that parts a side from a name: "the Omani delegation was received by A"."""
_BEFORE = 40
"""Characters before a party in which its side is named."""


def row(sentence: Sentence, cue: Mark, people: People, rules: Rules) -> list[Person]:
    """Return the people that a cue reaches, in the order told.

    Its rule's ``reach`` is ``after`` it, ``before`` it, ``both`` (before it, else after it) or
    ``around`` it (before it and after it).
    """
    reach = rules.said(cue, "reach", "after")
    names = people.mentions(sentence)
    others = [m for m in sentence.of("people") if m is not cue and not _inserted(cue, m, rules)]
    found: list[Person] = []
    if reach != "after":
        floor = max((m.end for m in others if m.end <= cue.start), default=sentence.start)
        before = [m for m in names if floor <= m.start and m.end <= cue.start]
        if before and cue.label == "head" and _WHO.search(sentence.between(before[-1], cue)):
            before = before[-1:]
        found += people.within(before)
    if reach in ("after", "around") or (reach == "both" and not found):
        stop = min((m.start for m in others if m.start >= cue.end), default=sentence.end)
        match = rules.regex(_ROW_END).search(
            sentence.text, cue.end - sentence.start, stop - sentence.start
        )
        stop = sentence.start + match.start() if match else stop
        found += people.within(m for m in names if cue.end <= m.start and m.end <= stop)
    return found


def _inserted(cue: Mark, other: Mark, rules: Rules) -> bool:
    """Whether a side is only inserted in a row: "A and, on the EU side, B attended"."""
    return cue.label in ("participant", "chair") and rules.said(other, "told", "") == "side"


def side_said(sentence: Sentence, cue: Mark, person: Person, rules: Rules) -> Mark | None:
    """Return the party in "the EU side was led by A", "B led the EU delegation"."""
    parties = sentence.of("name", *PARTIES)
    if rules.said(cue, "reach", "after") == "before":
        inside = next((m for m in parties if cue.start <= m.start < cue.end), None)
        if inside:
            return inside
    names = sentence.of("entity", "PERSON")
    mark = next((m for m in names if m in person.marks), None)
    return side_beside(sentence, mark, names) if mark else None


def side_beside(sentence: Sentence, name: Mark, names: Sequence[Mark]) -> Mark | None:
    """Return the party whose side or delegation stands beside a name and is said of nobody else.

    "The Omani side was led by A and the EU side by B" says it before each name, "A from the Omani
    side and B from the EU side" behind it.
    """
    floor = max((m.end for m in names if m.end <= name.start), default=sentence.start)
    limit = min((m.start for m in names if m.start >= name.end), default=sentence.end)
    near = (m for m in sentence.of("name", *PARTIES) if floor <= m.start < limit)
    sided = [m for m in near if _sided(sentence, m)]
    for party in sided:
        if name.end <= party.start < limit and _of_the_one_before(sentence, name, party):
            return party
    before = next((m for m in names if m.end == floor), None)
    for party in reversed(sided):
        if floor <= party.start < name.start:
            taken = before and _of_the_one_before(sentence, before, party)
            return None if taken or _ACROSS.search(sentence.between(party, name)) else party
    return None


def _sided(sentence: Sentence, party: Mark) -> bool:
    """Whether a party's side is meant: "the Omani side", "delegation of Oman", "for Oman, by"."""
    at = party.start - sentence.start
    lead, end = sentence.text[max(0, at - _BEFORE) : at], party.end - sentence.start
    named = _SIDE_OF.search(lead) or _SIDED.match(sentence.text, end)
    return bool(named or (_FOR.search(lead) and _BY_WHOM.match(sentence.text, end)))


def _of_the_one_before(sentence: Sentence, name: Mark, party: Mark) -> bool:
    """Whether a side is said of the name before it: "A, on the Omani side", not "and on the"."""
    between = sentence.between(name, party)
    joined = _FROM.search(between) and ";" not in between
    return bool(joined and not _BY.match(sentence.after(party)))
