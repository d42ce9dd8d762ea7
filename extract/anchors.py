"""Words that report a meeting: an event phrase with its verb, or a verb between people.

An anchor only says that a meeting is spoken of; whether it is the news or background is for
:mod:`extract.background`, whether it is a meeting of its own for :mod:`extract.meetings`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter

from extract import subject
from extract.attachment import governs, held, names_kind, nearest, stands_again
from extract.events import Event, EventFinder
from extract.gate import COUNTERPARTS, MEETS
from extract.gazetteer import Gazetteer
from extract.marks import Mark, Sentence, overlaps
from extract.people import People, Person
from extract.rules import Rules

_PARTED = re.compile(r"[\s,.'’()-]+")
_ENDINGS = ("", "s")
_NAME_OR_DATE = re.compile(r"[A-Z]\w*|\d[\d/:]*(?:st|nd|rd|th)?")
_COUNTERPART = re.compile(
    r"\s{1,9}(?:(?:his|her|the|a)\s{1,9})?(?:\w+\s{1,9})?"
    rf"(?:{'|'.join(COUNTERPARTS)})\b"
)
_WRITTEN = re.compile(r"\b(?:letter|statement|message|telegram|note|wrote|post(?:ed)?|tweet\w*)\b")
"""Where somebody told something without meeting."""
_PURPOSE = re.compile(
    r"(?:\s{1,9}\S{1,40}){0,4}\s{1,9}(?:for\s{1,9}(?!the\s{1,9}(?:title|final|first))|to\s{1,9}discuss)"
)
"""What states meet for: "Tonga and Japan met for policy talks", not in a final."""
_HIM = re.compile(
    r"\s{1,9}(?:him|her|them)(?=[.,;]|\s{1,9}(?:on|in|at|for|to|today|yesterday|this|earlier|later|here|during|and)\b)"
)
"""The one the article is about: "the President received him on Monday"."""
_FETCHED = re.compile(r"\b(?:airport|prison|jail|hospital|arrest\w*|court)\b")
_BODY = re.compile(r"\s+(?:(?:a|the)\s+(?:\w+\s+){0,2}(?:of|from)\s+)?(?:the\s+)?")
"""What leads from a verb to a body: "met with the EBRD", "received a mission of the FTI"."""
_ENDS = re.compile(r"\s{0,9}(?:[.,;(]|$|(?:on|in|at|to|during|today|yesterday|this|over|about)\b)")
"""What follows a body that is no attribute: not "met the EU deadline"."""
_WITH_WHOM = re.compile(r"\s{1,9}(?:\w+\s{1,9}){0,3}(?:with|between)\s")
_WITH_THEM = re.compile(r"(?:\s{1,9}[\w’'-]+){0,6}\s{1,9}with\s")
_PASSIVE = re.compile(r"\b(?:was|were|be|been|being)\s+$")
"""Who "was met by" somebody was only fetched."""
_LED_IN = re.compile(
    r"(?i:^|\b(?:at|during|in|of|within|on|was|is|be|were|for|when)\s+|,\s+)"
    r"(?i:(?:the|their|its)\s+)?(?:[\w’']+(?:\s?[-–]\s?|\s+)){0,6}$"
)
"""What leads to a meeting's name, its parties included: "at the third India-Peru ..."."""
_WITH = re.compile(r"(?:\s{1,9}[\w’'-]+){0,8}?\s{1,9}(?:with|between|for|in honou?r of)\b")
_AT = re.compile(r"\b(?:in|at|during)\s+(?:an?\s+|their\s+)?$")
"""What leads to an event at which something was done."""
_ROW_GAP = 140
"""Characters between two people of one row, an office included."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """Words that report a meeting: the cue, and the event phrase where there is one.

    ``subjects`` and ``objects`` are the people before and behind the verb, ``sides`` the parties
    of officials there whom nobody names.
    """

    sentence: Sentence
    cue: Mark
    event: Event | None
    subjects: tuple[Person, ...] = ()
    objects: tuple[Person, ...] = ()
    sides: Mapping[str, Mark] = field(default_factory=dict)

    @property
    def position(self) -> int:
        """Where the anchor begins in the article's text."""
        return min(self.cue.start, self.event.start if self.event else self.cue.start)

    @property
    def called_off(self) -> bool:
        """Whether it tells that a meeting was put off or called off."""
        return self.cue.label in ("cancelled", "postponed")

    @property
    def people(self) -> list[Person]:
        """The people on both sides of the verb, each once."""
        return [*self.subjects, *(p for p in self.objects if p not in self.subjects)]


class AnchorFinder:
    """Finds the anchors of a sentence by its marks of meetings, discussions and status."""

    def __init__(self, rules: Rules, events: EventFinder, gazetteer: Gazetteer) -> None:
        """Take the rules for their word lists, the finder of event phrases, and the parties."""
        self._gazetteer = gazetteer
        self._events = events
        self._near = {r.id for r in rules["meeting"] if r.extra.get("object") == "near"}
        self._enough = {r.id for r in rules["meeting"] if r.extra.get("object") == "enough"}
        self._without = {r.id for r in rules["meeting"] if r.extra.get("object") == "none"}
        lists = ("object_start", "office_head", "office_word", "facility", "weekday")
        entries = (entry for name in lists for entry in rules.words[name])
        self._titles = frozenset(part for entry in entries for part in _PARTED.split(entry))
        self._of_people = {r.id for r in rules["status"] if r.extra.get("subject") == "people"}
        self._implied = rules.regex(r"\b{implied_subject}s?\b", re.IGNORECASE)
        self._company = rules.regex(r"\b{companion}\b", re.IGNORECASE)
        self._clause_start = rules.regex(r"\b{clause_start}\b|;")
        self._row_end = rules.regex(r"\b{row_end}\b")

    def find(self, sentence: Sentence, people: People) -> Iterator[Anchor]:
        """Yield the anchors of one sentence, at most one for each cue."""
        asides = sentence.of("background", "aside")
        events = [e for e in self._events.find(sentence) if not overlaps(e.mark, asides)]
        yield from self._announced(sentence, events, people)
        yield from _named(sentence, events)
        for cue in sentence.of("meeting"):
            anchor = None
            if cue.label in MEETS:
                anchor = self._between_people(sentence, cue, events, people)
            spoken = (
                events if cue.rule not in self._near else [e for e in events if e.start > cue.start]
            )
            if anchor is None and (event := held(sentence, cue, spoken)):
                anchor = self._holding(sentence, cue, event, people)
            if anchor:
                yield anchor
        yield from self._discussed(sentence, events, people)

    def _announced(
        self, sentence: Sentence, events: Sequence[Event], people: People
    ) -> Iterator[Anchor]:
        """Yield what is called off, put off or announced: an event phrase that its status governs.

        Who stands between the two would meet: "the meeting of the minister with Ann Li is put off".
        """
        for label in ("cancelled", "postponed", "planned"):
            for cue in sentence.of("status", label):
                event = nearest(cue, events)
                if event is None or not governs(sentence, cue, event):
                    continue
                if cue.rule in self._of_people and event.mark.end <= cue.start:
                    continue  # "the committee will discuss the rents"
                verbs = [m for m in sentence.of("meeting", *MEETS) if overlaps(cue, [m])]
                if any(self._between_people(sentence, verb, events, people) for verb in verbs):
                    continue  # "Ann Li will host Bo Ek for talks": the verb tells more
                if not stands_again(sentence, cue, event):
                    start, stop = event.mark.end, cue.start
                    names = [m for m in people.mentions(sentence) if start <= m.start < stop]
                    sides = _unnamed(sentence, people, start, stop)
                    yield Anchor(sentence, cue, event, tuple(people.within(names)), (), sides)
                    return

    def _between_people(
        self, sentence: Sentence, cue: Mark, events: Sequence[Event], people: People
    ) -> Anchor | None:
        """Return an anchor for "A met B", "a meeting between A and B"."""
        if cue.text == "met" and _PASSIVE.search(sentence.before(cue)):
            return None
        start = self._clause(sentence, cue)
        before = _unnamed(sentence, people, start, cue.start)
        objects, behind = self._met(sentence, cue, people)
        if _PURPOSE.match(sentence.after(cue)):
            before = before or subject.states(sentence, start, cue, self._gazetteer)
        subjects = self._subjects(sentence, cue, people)
        if not (subjects or objects or behind):
            subjects = subject.pair(sentence, cue, people)
        if cue.rule in self._near and not self._begins(sentence, cue, people):
            if not (_COUNTERPART.match(sentence.after(cue)) or _HIM.match(sentence.after(cue))):
                return None
            objects, behind = (), {}
        offices = [role.mark for person in objects for role in person.roles]
        kinds = (e for e in events if names_kind(sentence, cue, e))
        event = next((e for e in kinds if not overlaps(e.mark, offices)), None)
        if cue.label == "meet-noun":
            met = (objects or len(behind) > 1) and event
            return Anchor(sentence, cue, event, (), objects, behind) if met else None
        behind = behind or _body_behind(sentence, cue)
        him = _COUNTERPART.match(sentence.after(cue)) or (
            subjects and _HIM.match(sentence.after(cue)) and not _FETCHED.search(sentence.text)
        )
        if not objects and him:
            objects = tuple(p for p in people.first() if p not in subjects)
        of_one = any(mark.label == "organisation" for mark in before.values())
        if not (objects or behind or of_one) and len(subjects) + len(before) < 2:
            return None
        lead = sentence.before(cue)
        alone = cue.rule in self._enough  # who paid a courtesy call need not be told
        told = any(m.start < cue.start for m in people.mentions(sentence))
        if not (subjects or before or alone or told or self._implied.search(lead)):
            return None
        return Anchor(sentence, cue, event, subjects, objects, {**before, **behind})

    def _met(
        self, sentence: Sentence, cue: Mark, people: People
    ) -> tuple[tuple[Person, ...], Mapping[str, Mark]]:
        """Return whom a verb has for its object, by name and without.

        "Gathered" has none, but "gathered with" has.
        """
        if cue.rule in self._without and not _WITH_THEM.match(sentence.after(cue)):
            return (), {}
        stop = self._row_stop(sentence, cue.end)
        return self._row(sentence, cue.end, people), _unnamed(sentence, people, cue.end, stop)

    def _discussed(
        self, sentence: Sentence, events: Sequence[Event], people: People
    ) -> Iterator[Anchor]:
        """Yield anchors for "A and B discussed" and "A told his counterpart".

        Two of different sides have to be told of, by name or by office, or be states. Where they
        only agreed, states need not have met, where they pledged, nobody: but "in talks" they did.
        """
        for cue in sentence.of("discussion"):
            start, stop = self._clause(sentence, cue), self._row_stop(sentence, cue.end)
            if cue.label == "discussed-by":
                who = self._row(sentence, cue.end, people)
                sides = _unnamed(sentence, people, cue.end, stop)
            elif cue.label == "tell":
                if not _COUNTERPART.match(sentence.after(cue)) or _WRITTEN.search(sentence.text):
                    continue
                who = self._subjects(sentence, cue, people) + self._row(sentence, cue.end, people)
                sides = _unnamed(sentence, people, cue.end, stop)
            else:
                met = cue.label == "discuss" or _at_an_event(sentence, cue, events)
                if cue.label == "pledge" and not met:
                    continue
                who = self._subjects(sentence, cue, people)
                sides = _unnamed(sentence, people, start, cue.start)
                if met:
                    who = who or subject.pair(sentence, cue, people)
                    sides = sides or subject.states(sentence, start, cue, self._gazetteer)
            apart = any(role.of_counterpart for person in who[1:] for role in person.roles)
            if apart or len({*sides, *(p.side for p in who if p.side)}) > 1:
                yield Anchor(sentence, cue, None, who, (), sides)

    def _begins(self, sentence: Sentence, cue: Mark, people: People) -> bool:
        """Whether a person, with title and office, is what the verb has for its object.

        "Received the Foreign Minister of Peru, Ann Li", not "received a letter from Ann Li", nor
        "called on Ann Li to resign".
        """
        named = [m for m in people.mentions(sentence) if m.start >= cue.end]
        named += [m for m, _ in people.unnamed(sentence) if m.start >= cue.end]
        name = min(named, key=attrgetter("start"), default=None)
        if name is None or sentence.after(name).startswith(" to "):
            return False
        offices = [r.mark for p in people.within([name]) for r in p.roles]
        begin = min(
            (m for m in offices if cue.end <= m.start < name.start),
            key=attrgetter("start"),
            default=name,
        )
        parts = [
            part for part in _PARTED.split(sentence.between(cue, begin)) if part not in _ENDINGS
        ]
        return all(part in self._titles or _NAME_OR_DATE.fullmatch(part) for part in parts)

    def _holding(self, sentence: Sentence, cue: Mark, event: Event, people: People) -> Anchor:
        """Return an anchor for "A held talks with B": who stands before the verb, behind "with"."""
        if cue.label not in ("held-after", "meet"):
            joined = cue.label == "held-before" and _WITH_WHOM.match(sentence.after(cue))
            objects = self._row(sentence, cue.end, people) if joined else ()
            return Anchor(sentence, cue, event, (), objects)
        subjects = self._subjects(sentence, cue, people)
        objects = ()
        sides = _unnamed(sentence, people, self._clause(sentence, cue), cue.start)
        if _WITH.match(sentence.after(max(event.mark, cue, key=lambda m: m.end))):
            objects = self._row(sentence, event.mark.end, people)
            stop = self._row_stop(sentence, event.mark.end)
            sides |= _unnamed(sentence, people, event.mark.end, stop)
        objects = tuple(p for p in objects if p not in subjects)
        return Anchor(sentence, cue, event, subjects, objects, sides)

    def _subjects(self, sentence: Sentence, cue: Mark, people: People) -> tuple[Person, ...]:
        """Return the people of the clause that a verb ends, without their company."""
        start = self._clause(sentence, cue)
        agents = [m.end for m in sentence.of("meeting", "met-by") if start <= m.start < cue.start]
        stop = min([cue.start, *agents])  # "was received by B and held talks": B is no subject
        names = [m for m in people.mentions(sentence) if start <= m.start < stop]
        first = names[0].start if names else start
        if self._company.search(sentence.text, start - sentence.start, first - sentence.start):
            names = names[1:] if sentence.text[: first - sentence.start].count(",") == 0 else []
        return tuple(people.within(self._apart(sentence, names)))

    def _apart(self, sentence: Sentence, names: Sequence[Mark]) -> Sequence[Mark]:
        """Leave out those who only came along: "A, together with B, called on C"."""
        for i in range(1, len(names)):
            if self._company.search(sentence.between(names[i - 1], names[i])):
                return names[:i]
        return names

    def _clause(self, sentence: Sentence, cue: Mark) -> int:
        """Return where the clause of a verb begins."""
        cuts = [m.end() for m in self._clause_start.finditer(sentence.before(cue))]
        return sentence.start + (cuts[-1] if cuts else 0)

    def _row_stop(self, sentence: Sentence, start: int) -> int:
        """Return where a word ends the row of those named behind a position."""
        cut = self._row_end.search(sentence.text, start - sentence.start)
        return sentence.start + cut.start() if cut else sentence.end

    def _row(self, sentence: Sentence, start: int, people: People) -> tuple[Person, ...]:
        """Return the people named behind a position, up to a word that ends their row."""
        stop = self._row_stop(sentence, start)
        names = [m for m in people.mentions(sentence) if start <= m.start and m.end <= stop]
        for i in range(1, len(names)):
            if names[i].start - names[i - 1].end > _ROW_GAP:
                names = names[:i]
                break
        return tuple(people.within(self._apart(sentence, names)))


def _body_behind(sentence: Sentence, cue: Mark) -> dict[str, Mark]:
    """Return the organisation that a verb has for its object: "sat down with the WHO"."""
    for mark in sentence.of("name", "organisation", "body"):
        if mark.start >= cue.end:
            led = _BODY.fullmatch(sentence.between(cue, mark))
            return {mark.value: mark} if led and _ENDS.match(sentence.after(mark)) else {}
    return {}


def _at_an_event(sentence: Sentence, cue: Mark, events: Sequence[Event]) -> bool:
    """Whether something was done at an event: "agreed on Monday to cut tariffs, during talks"."""
    behind = (e for e in events if e.start >= cue.end)
    return any(_AT.search(sentence.text[: e.start - sentence.start]) for e in behind)


def _unnamed(sentence: Sentence, people: People, start: int, stop: int) -> dict[str, Mark]:
    """Return the sides of the officials without a name between two positions."""
    inside = [sides for m, sides in people.unnamed(sentence) if start <= m.start and m.end <= stop]
    return {side: mark for sides in inside for side, mark in sides.items()}


def _named(sentence: Sentence, events: Sequence[Event]) -> Iterator[Anchor]:
    """Yield meetings spoken of by name and number with no verb of ours: "came at the third ..."."""
    for event in events:
        if (
            event.specific
            and event.round
            and _LED_IN.search(sentence.text[: event.start - sentence.start])
        ):
            yield Anchor(sentence, event.mark, event)
