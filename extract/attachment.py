"""Which event phrase a verb of holding or a status belongs to, and the number told beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extract.events import Event
from extract.marks import Mark, Sentence, overlaps

_BARE, _AIM = re.compile(r"(?:held|convened|hosted)\b"), re.compile(r"\bto\s+[a-z]")
"""A participle alone, and an infinitive that parts it from an event phrase before."""
COUNTS = frozenset(("meeting", "session", "round", "edition", "sitting"))
"""Heads that count the meetings of a body, and say no more."""
CLAUSE = re.compile(
    r"[;:]|,?\s(?:which|who|where|while|whereas|after|because|since|but|as)\s|\s[–—]\s"
)
"""Where a clause ends."""
_FOR = re.compile(
    r"(?:\b(?:for|to|at|over)\s+(?:(?:an?|the|their|its)\s+)?|^\s+(?:(?:an?|the|their|its|his|her)\s+)?)$"
)
_WHICH = re.compile(r"\s{1,9}(?:which|that)\s{1,9}(?!was\b|were\b|is\b)")
_PART_OF = re.compile(
    r"\b(?:start|beginning|outset|opening|middle|end|close|conclusion)\s+of\s+(?:the|this|their)\s+$"
)
"""What stands between a passive and an event in which something else was held."""
_ITS = re.compile(r"\b(?:its|their)\s+$")
INTENDED = (" to ", " to be ", " to have ", " to have been ")
"""What was to happen before it was called off: "which was to have opened"."""
_RESUMED = re.compile(r",\s+(?:(?:has|have|had|was|were|is|are|will)\s+(?:been\s+|be\s+)?)?$")
"""A main clause going on behind a relative one: "The talks, which ..., have been"."""
_IT = re.compile(r"\b(?:it|this|they|these)\s+(?:has|have|had|was|were|is|are)\s+(?:\w+\s+){0,2}$")
"""A clause that speaks of the event again: "talks were set for May, but it has been"."""
_HAD = "had"
"""A verb of holding only with its object behind it: else it helps another verb."""
_OTHER_VERB = re.compile(
    r"^\s+(?!animated|detailed|expanded|extended|focused|heated|limited|prolonged|renewed)"
    r"(?:\w+ed|been|chosen|given|spoken|taken|written)\b"
    r"|(?<![\w-])(?:after|before|for|from|to|with|(?<!hours )(?<!days )(?<!series )of"
    r"|(?:in|on)(?!\s[A-Z]))(?![\w-])"
)
"""What stands between "had" and an event that is not its object, or where it helps a verb."""
_BODIES = frozenset(("council", "board", "committee", "commission", "group", "association"))
_OBJECT = 25
"""Characters between a verb and its object."""
_SUBJECT = 40
"""Characters between a subject and its verb."""
_REACH = 250
"""Characters between an event phrase and the verb behind it."""
_REACH_STATUS = 400
"""Those to the verb that calls it off, a relative clause included."""
_REACH_BACK = 120
"""Characters between a verb and the event phrase behind it."""


def stands_again(sentence: Sentence, cue: Mark, event: Event) -> bool:
    """Say whether a plan once put off now stands: "the talks, put off twice, will be held"."""
    inserted = event.mark.end <= cue.start and sentence.between(event.mark, cue).startswith(", ")
    later = (m for m in sentence.of("status", "planned") if m.start > cue.end)
    return cue.label != "planned" and inserted and any(later)


def governs(sentence: Sentence, cue: Mark, event: Event) -> bool:
    """Say whether no clause and no verb of holding stands between an event and its status."""
    left, right = sorted((cue, event.mark), key=lambda m: (m.start, m.end))
    if right.start < left.end:
        return True
    lead = sentence.before(cue)
    resumed = left is event.mark and (_RESUMED.search(lead) or _IT.search(lead))
    if CLAUSE.search(sentence.between(left, right)) and not resumed:
        return False
    verbs = sentence.of("meeting", "held-before", "held-after")
    apart = (
        m
        for m in verbs
        if not sentence.after(m).startswith(" been ")
        if (m.start < event.mark.start and event.start - m.end < _OBJECT)
        or (left.end <= m.start and m.end <= right.start)
    )
    return all(sentence.before(m).endswith(INTENDED) for m in apart)


def held(sentence: Sentence, cue: Mark, events: Sequence[Event]) -> Event | None:
    """Return the event phrase that a verb of holding belongs to."""
    inside = [e for e in events if overlaps(e.mark, [cue])]
    if inside and cue.label != "meet-noun":
        return inside[0]
    if cue.label == "held-before":
        return _before(sentence, cue, events) or _introduced(sentence, cue, events)
    if cue.label == "held-after":
        return _object(sentence, cue, events) or _which(sentence, cue, events)
    if cue.label != "meet":
        return None
    body = _before(sentence, cue, events)
    if body is None:
        return next((e for e in events if names_kind(sentence, cue, e)), None)
    return _with_count(sentence, cue, body, events)


def _object(sentence: Sentence, cue: Mark, events: Sequence[Event]) -> Event | None:
    """Return what was held, or the body that held it or convened."""
    had, told = cue.text.lower() == _HAD, _behind(cue, events)
    if had and told and _OTHER_VERB.search(_between(sentence, cue, told)):
        told = None  # "had cancelled it after talks"
    convened = None if had else _convened(sentence, cue, events)
    if convened and told and told.head in _BODIES and told.round is None:
        return convened  # "the round table held by the Business Council"
    return _of_a_body(sentence, cue, told, events) or convened


def _between(sentence: Sentence, cue: Mark, event: Event) -> str:
    """Return the words between a verb and the event phrase behind it, without its number."""
    return sentence.text[cue.end - sentence.start : event.start - sentence.start]


def _which(sentence: Sentence, cue: Mark, events: Sequence[Event]) -> Event | None:
    """Return the event of "the meeting which the minister had with Ann Li"."""
    at, start = cue.start - sentence.start, sentence.start
    related = (e for e in events if _WHICH.match(sentence.text, e.mark.end - start, at))
    return next(related, None)


def _with_count(
    sentence: Sentence, cue: Mark, body: Event, events: Sequence[Event]
) -> Event:  # fmt: skip
    """Return the body that "gathered for its 19th meeting", with that round."""
    behind = [e for e in events if e.start > cue.end and e.round and not e.specific]
    its = (e for e in behind if _ITS.search(sentence.text[: e.start - sentence.start]))
    counted = next(its, body)
    return replace(body, round=counted.round, round_mark=counted.round_mark)


def _convened(sentence: Sentence, cue: Mark, events: Sequence[Event]) -> Event | None:
    """Return the body of "the Joint Commission convened", close before its verb."""
    before = [e for e in events if 0 <= cue.start - e.mark.end <= _SUBJECT]
    if not before or CLAUSE.search(sentence.between(before[-1].mark, cue)):
        return None
    return before[-1]


def _of_a_body(
    sentence: Sentence, cue: Mark, held: Event | None, events: Sequence[Event]
) -> Event | None:
    """Return the body that held "its sixth session", with that round; else what was held."""
    if held is None or held.head not in COUNTS or held.specific:
        return held
    bodies = [e for e in events if e.specific and 0 <= cue.start - e.mark.end <= _REACH_BACK]
    if not bodies or CLAUSE.search(sentence.between(bodies[-1].mark, cue)):
        return held
    count = held if held.round else bodies[-1]
    return replace(bodies[-1], round=count.round, round_mark=count.round_mark)


def nearest(cue: Mark, events: Sequence[Event]) -> Event | None:
    """Return the event phrase that a status can belong to: before it, else behind it."""
    first = next((e for e in events if 0 <= cue.start - e.mark.end <= _REACH_STATUS), None)
    return first or _behind(cue, events)


def _before(sentence: Sentence, cue: Mark, events: Sequence[Event]) -> Event | None:
    """Return the event phrase close before a verb.

    None where a participle belongs to what stands between: "agreed on a working group and to return
    textiles held in Lima".
    """
    close = [e for e in events if 0 <= cue.start - e.mark.end <= _REACH]
    if close and _BARE.match(cue.text) and _AIM.search(sentence.between(close[-1].mark, cue)):
        return None
    return close[-1] if close else None


def _introduced(sentence: Sentence, cue: Mark, events: Sequence[Event]) -> Event | None:
    """Return the event of "there was held a meeting", none of a rite held at "the meeting"."""
    event = _behind(cue, events)
    named = event is not None and (event.specific or event.round)
    if event and not named and _PART_OF.search(sentence.text[: event.start - sentence.start]):
        return None
    return event


def _behind(cue: Mark, events: Sequence[Event]) -> Event | None:
    reached = (e for e in events if e.mark.end > cue.end and e.start - cue.end <= _REACH_BACK)
    return next(reached, None)


def names_kind(sentence: Sentence, cue: Mark, event: Event) -> bool:
    """Say whether a phrase tells what kind of meeting a verb was: its object, or behind "for"."""
    if event.mark.start < cue.end:
        return cue.start < event.mark.end
    between = _between(sentence, cue, event)
    return len(between) < _REACH_BACK and bool(_FOR.search(between))
