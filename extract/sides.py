"""For whom those stood who headed a meeting, where neither cue nor office says it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from extract.gathering import MANY, is_many, told_sides
from extract.marks import Mark
from extract.parties import KINDS, rank

if TYPE_CHECKING:
    from extract.heads import Head
    from extract.meetings import Meeting
    from extract.people import Person

_NOT_OF_STATE = re.compile(
    r"\b(?:secretary[- ]general|commissioner|representative|coordinator|director|head|chair\w*"
    r"|adviser|envoy|administrator)\b",
    re.IGNORECASE,
)
_HOSTS = re.compile(r"\b(?:received?|receives|hosted|hosts|welcomed|welcomes)$", re.IGNORECASE)
_VISIT_TO = re.compile(r"\b(?:visit|trip)\s+to\s+(?:the\s+)?(?:[A-Z]\w+\s+of\s+)?$")
_NO_VISIT = re.compile(
    r"\b(?:back|return\w*|announc\w+|postpon\w+|cancel\w*|put off|spoke|said|plan\w*|before"
    r"|ahead)\b"
)
"""Words before a visit that somebody is not on."""
_PAIR = re.compile(r"\s?[-–]\s?|\)?\s{1,9}and\s{1,9}(?:of\s{1,9})?(?:the\s{1,9})?")
_BOTH = 2
_OFTEN = 2
"""Mentions from which a country is what an article speaks of."""


def complete(meeting: Meeting, headed: Mapping[Person, Sequence[Meeting]]) -> None:
    """Give heads without a side the one that is left for them.

    One such head has the party left over, or the country that the article speaks from; of two,
    the first speaks from there and the other for the party left. Nobody stands for the side of
    those they met in another meeting; ``headed`` are the article's meetings that each person
    headed.
    """
    for head in meeting.heads:
        head.side = head.side or head.person.side_mark
    _of_groups(meeting)
    _of_company(meeting)
    _of_a_visit(meeting)
    without = [head for head in meeting.heads if head.side is None]
    if len(told_sides(meeting)) >= MANY and is_many(meeting):
        _of_the_host(meeting, without)
        return
    if not 0 < len(without) <= _BOTH or (len(without) == _BOTH < len(meeting.heads)):
        return
    side_of = meeting.reading.tools.gazetteer.side_of
    left = _left(meeting, without)
    for head in without:
        others = (m for m in headed[head.person] if m is not meeting)
        met = {side_of(h.side.value) for m in others for h in m.heads if h.side}
        met |= _unnamed_guests(meeting, head)
        side = next((s for s, m in left.items() if s not in met and _fits(m, head)), None)
        if side is not None:
            _stand(head, left.pop(side), side)


def _of_the_host(meeting: Meeting, without: Sequence[Head]) -> None:
    """Let one whose office names no country stand for the host's, where many met."""
    side_of = meeting.reading.tools.gazetteer.side_of
    taken = {head.person.side for head in meeting.heads} | {p.side for p in meeting.others}
    host = meeting.reading.home or _place(meeting)
    state = [head for head in without if host and _of_state(head)]
    if host and len(state) == 1 and side_of(host.value) not in taken:
        _stand(state[0], host, side_of(host.value))


def _place(meeting: Meeting) -> Mark | None:
    """Return the city or country in which a meeting's sentence says that it was held."""
    sentence = meeting.anchor.sentence
    places = sentence.of("name", "city", "capital", "country")
    return next((m for m in places if sentence.before(m).endswith((" in ", " at "))), None)


def _unnamed_guests(meeting: Meeting, head: Head) -> set[str]:
    """Return the sides of unnamed officials across the verb: "A hosted the leaders of Mali"."""
    anchor = meeting.anchor
    sides = anchor.sides.items()
    if head.person in anchor.subjects:
        return {side for side, mark in sides if mark.start >= anchor.cue.end}
    return {side for side, mark in sides if mark.end <= anchor.cue.start}


def _left(meeting: Meeting, without: Sequence[Head]) -> dict[str, Mark]:
    """Return the parties that the heads without a side may stand for, the likeliest first."""
    side_of = meeting.reading.tools.gazetteer.side_of
    home = meeting.reading.home or _hosts_country(meeting)
    taken = {side_of(head.side.value) for head in meeting.heads if head.side}
    named = parties(meeting)
    if len(without) == _BOTH and not taken and (pair := _in_order(meeting, list(named)[:2])):
        return pair
    left = {s: m for s, m in named.items() if s not in taken}
    if len(without) == 1 and not any(_fits(m, without[0]) for m in left.values()):
        left = _most_named(meeting, taken)
    if home and side_of(home.value) not in taken and _speaks_from(meeting, home, left):
        return {side_of(home.value): home, **left}
    return left if len(without) == 1 else {}


def _of_groups(meeting: Meeting) -> None:
    """Let ministers stand for the two organisations that met, of which their countries are members.

    "The CARICOM-SICA summit was co-chaired by the Prime Minister of Saint Lucia and ...".
    """
    led = [head.side for head in meeting.heads if head.side and head.side.label == "country"]
    if len(led) != _BOTH or len(meeting.heads) != _BOTH:
        return
    for sentence in (meeting.anchor.sentence, *meeting.sentences[:1]):
        for one, other in pairwise(sentence.of("name", "organisation")):
            if _PAIR.fullmatch(sentence.between(one, other)) and one.value != other.value:
                meeting.heads[0].side, meeting.heads[1].side = one, other
                return


def _of_company(meeting: Meeting) -> None:
    """Give those who met another person together the one side that is told of them."""
    side_of, anchor = meeting.reading.tools.gazetteer.side_of, meeting.anchor
    if not (anchor.subjects and anchor.objects):
        return
    for people in (anchor.subjects, anchor.objects):
        group = [head for head in meeting.heads if head.person in people]
        told = {side_of(head.side.value): head.side for head in group if head.side}
        for head in group if len(told) == 1 else ():
            head.side = head.side or next(iter(told.values()))


def _of_a_visit(meeting: Meeting) -> None:
    """Let a visitor meet somebody of the country visited: "Ann Li concludes a visit to Peru"."""
    visited = _visit(meeting)
    if visited is None:
        return
    visitor, country = visited
    side_of = meeting.reading.tools.gazetteer.side_of
    host, heads = side_of(country.value), meeting.heads
    cities = meeting.anchor.sentence.of("name", "city", "capital")
    if any(side_of(city.value) != host for city in cities):
        return  # they met elsewhere
    hosts = [h for h in heads if h.side is None and h.person is not visitor]
    if len(heads) == _BOTH and len(hosts) == 1 and any(h.person is visitor for h in heads):
        _stand(hosts[0], country, host)
        guest = next((h for h in heads if h.side is None), None)
        home = next(iter(_most_named(meeting, {host}).items()), None)
        if guest and home:
            _stand(guest, home[1], home[0])


def _visit(meeting: Meeting) -> tuple[Person, Mark] | None:
    """Return who, by the lead, is on a visit to a country, and the country's words."""
    reading = meeting.reading
    lead = (s for s in reading.sentences if s.part == "body" and s.index <= reading.lead + 1)
    for sentence, country in ((s, c) for s in lead for c in s.of("name", "country")):
        before = sentence.before(country)
        if _VISIT_TO.search(before) and not _NO_VISIT.search(before):
            names = (m for m in reading.people.mentions(sentence) if m.end < country.start)
            for person in reading.people.within(names):
                return person, country
    return None


def _stand(head: Head, mark: Mark, side: str) -> None:
    head.side = head.person.side_mark = mark
    head.person.side = side


def _hosts_country(meeting: Meeting) -> Mark | None:
    """Return the capital where somebody received another: the host's country."""
    anchor = meeting.anchor
    if not (anchor.subjects and anchor.objects) or not _HOSTS.search(anchor.cue.text):
        return None
    capitals = anchor.sentence.of("name", "capital")
    return next((m for m in capitals if anchor.sentence.before(m).endswith(" in ")), None)


def _speaks_from(meeting: Meeting, home: Mark, left: Mapping[str, Mark]) -> bool:
    """Whether the article's own country can be a side: its letterhead says so, or its words."""
    side = meeting.reading.tools.gazetteer.side_of(home.value)
    cities = meeting.anchor.sentence.of("name", "city", "capital")
    here = any(meeting.reading.tools.gazetteer.side_of(m.value) == side for m in cities)
    return home.rule == "home.letterhead" or side in left or here


def _in_order(meeting: Meeting, likeliest: Collection[str]) -> dict[str, Mark]:
    """Return the two likeliest parties in the order of the anchor's sentence; none if not both."""
    side_of = meeting.reading.tools.gazetteer.side_of
    named: dict[str, Mark] = {}
    for mark in meeting.anchor.sentence.of("name", *KINDS):
        if side_of(mark.value) in likeliest:
            named.setdefault(side_of(mark.value), mark)
    return named if len(named) == 2 else {}


def _most_named(meeting: Meeting, taken: Collection[str]) -> dict[str, Mark]:
    """Return the country that an article speaks of most besides those taken, if there is one."""
    side_of = meeting.reading.tools.gazetteer.side_of
    named: dict[str, list[Mark]] = {}
    for sentence in meeting.reading.sentences:
        for mark in sentence.of("name", "country", "demonym"):
            if side_of(mark.value) not in taken:
                named.setdefault(side_of(mark.value), []).append(mark)
    order = sorted(named, key=lambda side: -len(named[side]))
    counts = [len(named[side]) for side in order[:2]]
    if not counts or counts[0] < _OFTEN or (len(counts) > 1 and 2 * counts[0] < 3 * counts[1]):
        return {}
    return {order[0]: named[order[0]][0]}


def parties(meeting: Meeting) -> dict[str, Mark]:
    """Return the parties that a meeting's sentences name, the likeliest first."""
    reading, tools = meeting.reading, meeting.reading.tools
    lead = [s for s in reading.sentences if s.part == "title" or s.index <= reading.lead]
    sentences = dict.fromkeys([*lead, *meeting.sentences])
    return rank(sentences, meeting.anchor.sentence, tools.gazetteer, tools.rules)


def _fits(party: Mark, head: Head) -> bool:
    """Whether a party can be a head's: who holds an office of state stands for no organisation."""
    return party.label not in ("organisation", "body") or not _of_state(head)


def _of_state(head: Head) -> bool:
    """Whether a head holds an office of state: "Minister of Health", not "Director General"."""
    return not _NOT_OF_STATE.search(" ".join(role.mark.text for role in head.person.roles))
