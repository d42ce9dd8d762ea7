"""Words that report a meeting: an event phrase with its verb, or a verb between people.

An anchor only says that a meeting is spoken of; whether it is the news or background is for
:mod:`extract.background`, whether it is a meeting of its own for :mod:`extract.meetings`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extract.events import Event, EventFinder
from extract.marks import Mark, Sentence
from extract.people import People, Person
from extract.rules import Rules

MEETS = ("meet", "met-by", "meet-noun")
"""Labels of ``meeting.jsonl`` whose verb or noun stands between people."""

_PARTED = re.compile(r"[\s,.'’()-]+")
_CAPITALISED = re.compile(r"[A-Z]\w*")
_COUNTERPART = re.compile(
    r"\s+(?:(?:his|her|the|a)\s+)?(?:\w+\s+)?(?:counterpart|guest|colleague|visitor)\b"
)
_FOR = re.compile(
    r"(?:\b(?:for|to|at|over)\s+(?:an?\s+)?|^\s+(?:(?:an?|the|their|its|his|her)\s+)?)$"
)
_WITH = re.compile(r"(?:\s+[\w’'-]+){0,8}?\s+(?:with|between|for|in honou?r of)\b")
CLAUSE = re.compile(
    r"[;:]|,?\s(?:which|who|where|while|whereas|after|because|since|but|as)\s|\s[–—]\s"
)
"""Where a clause ends."""
_RESUMED = re.compile(r",\s+(?:has|have|had|was|were|is|are|will)\s+(?:been\s+|be\s+)?$")
"""A main clause going on behind a relative one: "The talks, which ..., have been"."""
_OBJECT = 25
"""Characters between a verb and its object."""
_REACH = 170
"""Characters between an event phrase and the verb behind it."""
_REACH_BACK = 85
"""Characters between a verb and the event phrase behind it."""
_ROW_GAP = 140
"""Characters between two people of one row, an office included."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """Words that report a meeting: the cue, and the event phrase where there is one.

    ``subjects`` and ``objects`` are the people before and behind the verb.
    """

    sentence: Sentence
    cue: Mark
    event: Event | None
    subjects: tuple[Person, ...] = ()
    objects: tuple[Person, ...] = ()

    @property
    def position(self) -> int:
        """Where the anchor begins in the article's text."""
        return min(self.cue.start, self.event.start if self.event else self.cue.start)

    @property
    def people(self) -> list[Person]:
        """The people on both sides of the verb, each once."""
        return [*self.subjects, *(p for p in self.objects if p not in self.subjects)]


class AnchorFinder:
    """Finds the anchors of a sentence by the marks of ``meeting.jsonl`` and ``status.jsonl``."""

    def __init__(self, rules: Rules, events: EventFinder) -> None:
        """Take the rules for their word lists, and the finder of event phrases."""
        self._events = events
        self._near = {r.id for r in rules["meeting"] if r.extra.get("object") == "near"}
        lists = ("object_start", "office_head", "office_word")
        entries = (entry for name in lists for entry in rules.words[name])
        self._titles = frozenset(part for entry in entries for part in _PARTED.split(entry))
        self._implied = rules.regex(r"\b{implied_subject}s?\b", re.IGNORECASE)
        self._clause_start = rules.regex(r"\b{clause_start}\b|;")
        self._row_end = rules.regex(r"\b{row_end}\b")

    def find(self, sentence: Sentence, people: People) -> Iterator[Anchor]:
        """Yield the anchors of one sentence, at most one for each cue."""
        events = self._events.find(sentence)
        yield from _announced(sentence, events)
        for cue in sentence.of("meeting"):
            anchor = None
            if cue.label in MEETS:
                anchor = self._between_people(sentence, cue, events, people)
            if anchor is None and (event := _held(sentence, cue, events)):
                anchor = Anchor(sentence, cue, event, *self._parties(sentence, cue, event, people))
            if anchor:
                yield anchor

    def _between_people(
        self, sentence: Sentence, cue: Mark, events: Sequence[Event], people: People
    ) -> Anchor | None:
        """Return an anchor for "A met B", "a meeting between A and B"."""
        subjects = self._subjects(sentence, cue, people)
        objects = self._row(sentence, cue.end, people)
        if cue.rule in self._near and not self._begins(sentence, cue):
            objects = ()
        event = next((e for e in events if _names_kind(sentence, cue, e)), None)
        if cue.label == "meet-noun":
            return Anchor(sentence, cue, event, (), objects) if objects and event else None
        if not objects and _COUNTERPART.match(sentence.after(cue)):
            objects = tuple(p for p in people.all[:1] if p not in subjects)
        if not objects and len(subjects) < 2:
            return None
        if not subjects and not self._implied.search(sentence.before(cue)):
            return None
        return Anchor(sentence, cue, event, subjects, objects)

    def _begins(self, sentence: Sentence, cue: Mark) -> bool:
        """Whether a person, with title and office, is what the verb has for its object.

        "Received the Foreign Minister of Peru, Ann Li", not "received a letter from Ann Li", nor
        "called on Ann Li to resign".
        """
        name = next((m for m in sentence.of("entity", "PERSON") if m.start >= cue.end), None)
        if name is None or sentence.after(name).startswith(" to "):
            return False
        parts = [part for part in _PARTED.split(sentence.between(cue, name)) if part]
        return all(part in self._titles or _CAPITALISED.fullmatch(part) for part in parts)

    def _parties(
        self, sentence: Sentence, cue: Mark, event: Event, people: People
    ) -> tuple[tuple[Person, ...], tuple[Person, ...]]:
        """Return the people of "A held talks with B": before the verb, and behind "with"."""
        if cue.label not in ("held-after", "meet"):
            return (), ()
        subjects = self._subjects(sentence, cue, people)
        if not _WITH.match(sentence.after(event.mark)):
            return subjects, ()
        return subjects, self._row(sentence, event.mark.end, people)

    def _subjects(self, sentence: Sentence, cue: Mark, people: People) -> tuple[Person, ...]:
        """Return the people of the clause that a verb ends."""
        cuts = [m.end() for m in self._clause_start.finditer(sentence.before(cue))]
        start = sentence.start + (cuts[-1] if cuts else 0)
        names = sentence.of("entity", "PERSON")
        return tuple(people.within(m for m in names if start <= m.start < cue.start))

    def _row(self, sentence: Sentence, start: int, people: People) -> tuple[Person, ...]:
        """Return the people named behind a position, up to a word that ends their row."""
        cut = self._row_end.search(sentence.text, start - sentence.start)
        stop = sentence.start + cut.start() if cut else sentence.end
        names = [m for m in sentence.of("entity", "PERSON") if start <= m.start and m.end <= stop]
        for i in range(1, len(names)):
            if names[i].start - names[i - 1].end > _ROW_GAP:
                names = names[:i]
                break
        return tuple(people.within(names))


def _announced(sentence: Sentence, events: Sequence[Event]) -> Iterator[Anchor]:
    """Yield what is called off, put off or announced: an event phrase that its status governs."""
    for label in ("cancelled", "postponed", "planned"):
        for cue in sentence.of("status", label):
            event = _near(cue, events)
            if event and _governs(sentence, cue, event):
                yield Anchor(sentence, cue, event)
                return


def _governs(sentence: Sentence, cue: Mark, event: Event) -> bool:
    """Whether no clause and no verb of holding stands between an event and its status."""
    left, right = sorted((cue, event.mark), key=lambda m: (m.start, m.end))
    if right.start < left.end:
        return True
    resumed = left is event.mark and _RESUMED.search(sentence.before(cue))
    if CLAUSE.search(sentence.between(left, right)) and not resumed:
        return False
    held = [m for m in sentence.of("meeting") if m.label.startswith("held-")]
    return not any(m.start < event.mark.start and event.start - m.end < _OBJECT for m in held) and (
        not any(left.end <= m.start and m.end <= right.start for m in held)
    )


def _held(sentence: Sentence, cue: Mark, events: Sequence[Event]) -> Event | None:
    """Return the event phrase that a verb of holding belongs to."""
    inside = [e for e in events if e.mark.start < cue.end and cue.start < e.mark.end]
    if inside and cue.label != "meet-noun":
        return inside[0]
    if cue.label == "held-before":
        return _before(cue, events) or _behind(cue, events)
    if cue.label == "held-after":
        return _behind(cue, events)
    if cue.label != "meet":
        return None
    return _before(cue, events) or next((e for e in events if _names_kind(sentence, cue, e)), None)


def _near(cue: Mark, events: Sequence[Event]) -> Event | None:
    first = next((e for e in events if 0 <= cue.start - e.mark.end <= _REACH), None)
    return first or _behind(cue, events)


def _before(cue: Mark, events: Sequence[Event]) -> Event | None:
    close = [e for e in events if 0 <= cue.start - e.mark.end <= _REACH]
    return close[-1] if close else None


def _behind(cue: Mark, events: Sequence[Event]) -> Event | None:
    reached = (e for e in events if e.mark.end > cue.end and e.start - cue.end <= _REACH_BACK)
    return next(reached, None)


def _names_kind(sentence: Sentence, cue: Mark, event: Event) -> bool:
    """Whether a phrase says what kind of meeting a verb was: its object, or behind "for"."""
    if event.mark.start < cue.end:
        return cue.start < event.mark.end
    between = sentence.text[cue.end - sentence.start : event.start - sentence.start]
    return len(between) < _REACH_BACK and bool(_FOR.search(between))
