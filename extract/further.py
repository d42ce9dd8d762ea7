"""What an anchor opens: the article's first meeting, a further one, or a plan beside them.

A further meeting brings somebody new, another name or number, or says that it was another
occasion; "they agreed that the next round will be held in May" alone is an outlook and opens none.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from extract import dates
from extract.anchors import Anchor
from extract.background import in_shadow, long_ago, to_come
from extract.cues import row
from extract.events import Event
from extract.gate import MEETS
from extract.marks import Mark, overlaps
from extract.parties import KINDS

if TYPE_CHECKING:
    from extract.meetings import Meeting
    from extract.people import Person
    from extract.reading import Reading

_SEPARATE = r"\b(?:{separate}|on [A-Z][a-z]+ \d{1,2})\b"
_APART = r"\b{apart}\b"
_INDEFINITE = re.compile(r"\b(?:an?|another)\s+(?:[\w-]+\s+)?$")
_THE = re.compile(r"\b(?:the|this|these|both)\s+$", re.IGNORECASE)
_BETWEEN = re.compile(r"\s{1,9}(?:between|of)\s")
_DELEGATION = re.compile(r"\b(?:delegations?|sides?|parties)\s+(?:\w+\s+)?$", re.IGNORECASE)
_WHO = re.compile(r"\bwho\s+(?:\w+\s+){0,4}$")
"""A clause that tells who somebody is: "Ann Li, who took part in the Jeddah talks"."""
OPENING = 4
"""Paragraphs in which news of a meeting is told; what comes later alone is a mention."""
_FIRST = 2
_FRESH = dt.timedelta(days=5)
"""Age up to which a meeting told behind the first paragraphs can be the news."""
_NEAR = 3
"""Sentences behind an anchor that still introduce its meeting."""
_TELLS = 5
"""Sentences behind a meeting's name that tell who took part."""
_AGAIN = 200
"""Characters of a sentence in which it says that another meeting begins."""


@dataclass(eq=False, slots=True)
class Told:
    """What an article has told so far: its meetings, who they are of, and their event phrases.

    ``people`` are those named, ``sides`` what they and those without a name stand for.
    """

    meetings: list[Meeting] = field(default_factory=list)
    people: set[Person] = field(default_factory=set)
    sides: set[str | None] = field(default_factory=set)
    events: dict[Mark, Event] = field(default_factory=dict)

    def add(self, meetings: Iterable[Meeting]) -> None:
        """Take further meetings, which have one sentence each."""
        for meeting in meetings:
            self.meetings.append(meeting)
            self.people.update(meeting.people)
            self.sides.update(meeting.anchor.sides, (p.side for p in meeting.principals))
            event = meeting.anchor.event
            if event:
                self.events.setdefault(event.mark, event)


def opens_first(reading: Reading, anchor: Anchor) -> bool:
    """Say whether an anchor opens an article's first meeting."""
    told = anchor.cue.label != "event" or _told_by_name(reading, anchor)
    return told and may_open(reading, anchor)


def may_open(reading: Reading, anchor: Anchor) -> bool:
    """Say whether an anchor can open an article's first meeting, whatever else the text tells.

    Behind the first paragraphs, under a headline of something else, it has to tell who met, or the
    number of the meeting.
    """
    paragraph = anchor.sentence.paragraph - reading.first_paragraph
    if paragraph >= OPENING or anchor.cue.label == "visit" or _of_a_career(anchor):
        return False
    if paragraph < _FIRST:
        return True
    if not _is_sure(anchor) and headline_speaks(reading) is False:
        return False
    return not long_ago(anchor, reading.tools.rules, reading.published, _FRESH)


def _is_sure(anchor: Anchor) -> bool:
    """Whether an anchor tells who met, or which of a row of meetings it was."""
    counted = anchor.event is not None and anchor.event.round is not None
    return anchor.cue.label in MEETS or counted or len(anchor.people) + len(anchor.sides) > 1


def headline_speaks(reading: Reading) -> bool | None:
    """Say whether the headline speaks of a meeting; None where there is none."""
    title = [s for s in reading.sentences if s.part == "title"]
    words = reading.tools.rules.regex(r"\b{headline_meeting}\b", re.IGNORECASE)
    texts = [s.text for s in title] + [reading.told_title or ""]
    told = any(map(words.search, texts)) or any(s.of("meeting", *MEETS) for s in title)
    return told if any(texts) else None


def opens_further(reading: Reading, told: Told, anchor: Anchor) -> bool:
    """Say whether an anchor opens one more meeting beside those told."""
    if anchor.cue.label == "event" or _told_already(told, anchor) or _of_someone(anchor):
        return False
    if anchor.cue.kind == "discussion" and not _said_apart(reading, anchor):
        return False
    last, fresh = told.meetings[-1], not told.people.issuperset(anchor.people)
    fresh = fresh or not told.sides.issuperset(anchor.sides)
    if _beside_a_plan(last, anchor):
        return True
    if fresh and anchor.cue.kind == "discussion":
        return len(anchor.people) > 1
    if fresh and anchor.cue.label in MEETS and _may_open(reading, anchor):
        return bool(anchor.subjects) or not meets_other_head(last, anchor)
    return anchor.event is not None and _another_event(reading, told, anchor, anchor.event)


def opens_plan(reading: Reading, told: Told, anchor: Anchor) -> bool:
    """Say whether a plan is news beside a meeting held: its day is told, and who will meet."""
    event, sentence = anchor.event, anchor.sentence
    if event and any(_same(event, other) for other in told.events.values()):
        return False
    if in_shadow(sentence, anchor.cue, "past", "off") or not _dated(reading, anchor):
        return False
    if anchor.objects and anchor.cue.label in MEETS:
        return True
    named = event and (event.specific or event.round or _BETWEEN.match(sentence.after(event.mark)))
    if event is None or not (named or _indefinite(anchor, event)):
        return False
    behind = reading.sentences[sentence.index : sentence.index + _NEAR]
    return any(to_come(s, cue) for s in behind for cue in s.of("people", "chair", "head"))


def attends(anchor: Anchor) -> bool:
    """Say whether an anchor's verb only tells who else took part."""
    return overlaps(anchor.cue, anchor.sentence.of("people", "participant"))


def meets_other_head(meeting: Meeting, anchor: Anchor) -> bool:
    """Say whether a delegation meets a person: the other head of the meeting just told."""
    lead = anchor.sentence.before(anchor.cue)
    close = anchor.sentence.index - meeting.anchor.sentence.index <= _NEAR
    apart = meeting.reading.tools.rules.regex(_APART, re.IGNORECASE)
    return close and bool(_DELEGATION.search(lead)) and not apart.search(lead)


def _may_open(reading: Reading, anchor: Anchor) -> bool:
    """Whether a verb can tell of a further meeting; a guest welcomed is still the same one."""
    return bool(reading.tools.rules.said(anchor.cue, "further", True))


def _of_someone(anchor: Anchor) -> bool:
    """Whether a clause only tells who somebody is: "Ann Li, who met the envoy last week"."""
    return bool(_WHO.search(anchor.sentence.before(anchor.cue)))


def _of_a_career(anchor: Anchor) -> bool:
    lead = anchor.sentence.before(anchor.cue)
    return anchor.cue.label == "held-after" and bool(_WHO.search(lead))


def _told_by_name(reading: Reading, anchor: Anchor) -> bool:
    """Whether a meeting only named is the news: its parties are told, or who led or attended it."""
    side_of = reading.tools.gazetteer.side_of
    if len({side_of(m.value) for m in anchor.sentence.of("name", *KINDS)}) > 1:
        return True
    near = reading.sentences[anchor.sentence.index + 1 : anchor.sentence.index + 1 + _TELLS]
    return any(s.of("people") for s in near)


def _told_already(told: Told, anchor: Anchor) -> bool:
    """Whether an anchor names an event phrase that has opened a meeting, or nobody new to it."""
    if anchor.sentence is told.meetings[0].anchor.sentence and not anchor.people:
        return True
    return anchor.event is not None and anchor.event.mark in told.events


def _same(event: Event, other: Event) -> bool:
    return event.mark.text == other.mark.text and event.round == other.round


def _another_event(reading: Reading, told: Told, anchor: Anchor, event: Event) -> bool:
    """Whether an event is none of those told: by number, by its heads, or said to be apart."""
    fresh = not told.people.issuperset(anchor.people)
    if _of_other_number(told, anchor) or (fresh and anchor.cue.kind == "status"):
        return True
    if event.specific and event.round and _led_by_others(reading, told, anchor):
        return True
    heads = {other.head for other in told.events.values()}
    other = event.specific and event.head not in heads
    if fresh and other and anchor.sentence.of("people", "chair"):
        return True
    again = not event.specific and _THE.search(_lead(anchor, event))
    again_told = bool(again) and (event.head in heads or attends(anchor))
    if not (fresh or other or _indefinite(anchor, event)):
        return False
    if anchor.cue.label == "held-after" and again_told:
        return False  # "B also took part in the consultations"
    return _said_apart(reading, anchor)


def _said_apart(reading: Reading, anchor: Anchor) -> bool:
    """Whether a sentence's opening says that it tells of another occasion."""
    separate = reading.tools.rules.regex(_SEPARATE, re.IGNORECASE)
    return bool(separate.search(anchor.sentence.text[:_AGAIN]))


def _led_by_others(reading: Reading, told: Told, anchor: Anchor) -> bool:
    """Whether an event's sentence or the next tells of chairs of whom none was told before."""
    at = anchor.sentence.index
    chairs = [
        person
        for sentence in reading.sentences[at : at + 2]
        for cue in sentence.of("people", "chair")
        for person in row(sentence, cue, reading.people, reading.tools.rules)
    ]
    return bool(chairs and told.people) and told.people.isdisjoint(chairs)


def _beside_a_plan(meeting: Meeting, anchor: Anchor) -> bool:
    """Whether two people met over what was put off: "they spoke by phone of the delay"."""
    met = anchor.cue.label in MEETS and anchor.subjects and anchor.objects
    return bool(met and meeting.anchor.cue.kind == "status")


def _of_other_number(told: Told, anchor: Anchor) -> bool:
    """Whether a named and numbered event is another than those told: "the 24th ASEAN-China ..."."""
    numbered = [m.anchor for m in told.meetings if m.anchor.event and m.anchor.event.round]
    if not anchor.event or not anchor.event.round or not anchor.event.specific or not numbered:
        return False
    rounds = {a.event.round for a in numbered if a.event}
    series = {_series(a) for a in numbered}
    return anchor.event.round not in rounds and _series(anchor) not in series


def _series(anchor: Anchor) -> str:
    """Return the name of a numbered event with the parties before it, without the number."""
    event = anchor.event
    if event is None or event.round_mark is None:
        return ""
    start = anchor.sentence.start
    return anchor.sentence.text[event.round_mark.end - start : event.mark.end - start].strip()


def _lead(anchor: Anchor, event: Event) -> str:
    return anchor.sentence.text[: event.start - anchor.sentence.start]


def _indefinite(anchor: Anchor, event: Event) -> bool:
    """Whether a phrase brings an event in as new: "a session of ...", "another meeting"."""
    return bool(_INDEFINITE.search(_lead(anchor, event)))


def _dated(reading: Reading, anchor: Anchor) -> bool:
    """Whether the day of a meeting to come is told."""
    found = dates.find(anchor.sentence.text, reading.tools.rules)
    return any(candidate.names_day for candidate in found)
