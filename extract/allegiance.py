"""For whom each person of an article stands: the country or organisation, with its words.

What is said in one sentence holds in all: who led "the Omani side" in the first paragraph is an
Omani in the fifth.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from operator import attrgetter

from extract.cues import row, side_beside, side_said
from extract.gazetteer import Gazetteer
from extract.marks import Mark, Sentence
from extract.people import People, Person
from extract.rules import Rules

_PARTIES = ("country", "organisation", "body")
_CUES = ("chair", "head", "principal")
_BODY = re.compile(
    r"\bof the (League|Union|Alliance|Organi[sz]ation|Community|Bank|Fund|Council|Association"
    r"|Forum)$"
)
_OF = re.compile(r"\s{0,9}(?:\(|,?\s{1,9}(?:of|from)\s{1,9}(?:the\s{1,9})?)$")
_COUNTRYS = re.compile(r"\bthe country['’]s(?:\s{1,9}\w+){1,8},?\s{1,9}$")
_HEADING = re.compile(r"\s{0,9}(?:\(|:|\s[–—-]\s)\s{0,9}(?:[A-Z]\w{0,4}\.?\s{1,9}){0,3}$")
"""What stands between a party and its people: "Benin (Ann Li), Ghana (Bo Ek)"."""
_CLOSED = re.compile(r"(?:,[^()]{1,80})?\)")
_ENTRY = re.compile(r"\s{0,9}(?:[,;.(]|$|and\b)")
_ITEM = re.compile(r"(?:[:;]|[:;,]\s+and)\s+(?:for\s+)?(?:the\s+)?$")
_FOR = re.compile(r"\bfor\s+(?:the\s+)?$", re.IGNORECASE)
_COMMA = re.compile(r",\s+(?:(?:the|its|his|her)\s+)?(?:[A-Z]\w{0,3}\.?\s+)?$")
_POSSESSOR = re.compile(r"['’]s?\s+$")


def settle(
    sentences: Sequence[Sentence], people: People, gazetteer: Gazetteer, rules: Rules
) -> None:
    """Give each person the side that a cue, an office or the words beside the name tell."""
    for sentence in sentences:
        for cue in sentence.of("people", *_CUES):
            for person in row(sentence, cue, people, rules):
                person.leads = True
                _stand(person, side_said(sentence, cue, person, rules), gazetteer)
    for person in people.all:
        told = sorted((r.side for r in person.roles if r.side), key=_is_body)
        _stand(person, next(iter(told), None), gazetteer)
        _stand(person, _body_of(person, sentences), gazetteer)
    for sentence in sentences:
        names = sentence.of("entity", "PERSON")
        for name in names:
            for person in people.within([name]):
                _stand(person, _beside(sentence, name, names), gazetteer)
                _stand(person, _before(sentence, name, person), gazetteer)


def _stand(person: Person, mark: Mark | None, gazetteer: Gazetteer) -> None:
    if mark and person.side_mark is None:
        person.side_mark, person.side = mark, gazetteer.side_of(mark.value)


def _body_of(person: Person, sentences: Sequence[Sentence]) -> Mark | None:
    """Return the organisation that "Deputy Secretary General of the League" means: one named so."""
    for role in person.roles:
        if match := _BODY.search(role.mark.text):
            bodies = (m for s in sentences for m in s.of("name", "organisation"))
            named = [m for m in bodies if match[1] in m.text.split() and " " in m.text]
            if named and len({m.value for m in named}) == 1:
                return named[0]
    return None


def _beside(sentence: Sentence, name: Mark, names: Sequence[Mark]) -> Mark | None:
    """Return the party of "Peru's Ann Li", "Ann Li of Peru", "Ann Li (Peru)"."""
    for party in sentence.of("name", *_PARTIES):
        if party.start >= name.end and _OF.fullmatch(sentence.between(name, party)):
            return party
        if party.end <= name.start and _POSSESSOR.fullmatch(sentence.between(party, name)):
            return party
    if match := _COUNTRYS.search(sentence.before(name)):
        named = [
            m for m in sentence.of("name", "country") if m.end - sentence.start <= match.start()
        ]
        return named[-1] if named else None
    return side_beside(sentence, name, names)


def _before(sentence: Sentence, name: Mark, person: Person) -> Mark | None:
    """Return the party that heads an item: "Benin (Ann Li)", "for Mali, the minister, Bo Ek"."""
    offices = [role.mark for role in person.roles if role.mark.end <= name.start]
    first = min(
        (m for m in offices if sentence.start <= m.start), default=name, key=attrgetter("start")
    )
    near = [m for m in sentence.of("name", *_PARTIES) if m.end <= first.start]
    if not near:
        return None
    gap, lead = sentence.between(near[-1], first), sentence.before(near[-1])
    behind, office = sentence.after(name), first is not name
    if "(" in gap:
        heads = _HEADING.fullmatch(gap) and _CLOSED.match(behind)
    elif _HEADING.fullmatch(gap):
        heads = _ENTRY.match(behind) if not lead or _ITEM.search(lead) else None
    else:
        listed = _ITEM.search(lead) or (_FOR.search(lead) if office else None)
        heads = _ENTRY.match(behind) if listed and _COMMA.fullmatch(gap) else None
    return near[-1] if heads else None


def _is_body(mark: Mark) -> bool:
    return mark.label == "body"
