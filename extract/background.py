"""What is only background: earlier rounds, the next session, anniversaries, years gone by.

The cues are ``patterns/background.jsonl``. A cue shades what stands close to it in its own
clause; a date well before the article's own shades what comes behind it.
"""

from __future__ import annotations

import datetime as dt
import re

from extract import dates, dating, resolution
from extract.anchors import Anchor
from extract.attachment import CLAUSE, INTENDED
from extract.marks import Mark, Sentence
from extract.resolution import Clues, When
from extract.rules import Rules

_QUOTED = re.compile(r"[“\"«][^“”\"«»]{1,600}[”\"»]")
_DONE = re.compile(r"(?:was|were|has been|have been|took place|held|convened|met)\b", re.IGNORECASE)
_SAME_DAY = re.compile(
    r"(?:Earlier (?:in the (?:day|morning|afternoon)|today|on)|(?:On )?[Tt]he same day"
    r"|In the morning)\b"
)
_SAYS_WHEN = re.compile(r"[\s(,]{1,3}(?:on\s)?")
"""What parts "last week" from the day in it: "held last week (29 November)"."""
_PAUSE = re.compile(r"[;,]")
_REACH = 70
"""Characters that a cue shades on either side."""
_OPENING = 3
"""Words before "last year," from which it is part of a longer phrase."""
_OLD = dt.timedelta(days=75)
"""Age from which a dated meeting is history, not news."""
_SOON = dt.timedelta(days=3)


def is_background(
    anchor: Anchor,
    rules: Rules,
    published: dt.date | None,
    *,
    looks_ahead: bool,
    lead: bool = False,
) -> bool:
    """Say whether an anchor speaks of a meeting that the article does not report.

    ``looks_ahead``: the article announces, so what is planned is its news; so it is where a plan
    is put off or called off. ``lead``: the anchor stands in the first two sentences.
    """
    sentence = anchor.sentence
    looks_ahead = looks_ahead or anchor.called_off
    if quoted(sentence, anchor.cue) or (not looks_ahead and _infinitive(sentence, anchor.cue)):
        return True
    shades = sentence.of("background")
    same_day = _SAME_DAY.match(sentence.text)  # "Earlier in the day she had met Ann Li"
    idle = [name for name, said in (("same-day", same_day), ("lead", lead)) if said]
    shades = [mark for mark in shades if rules.said(mark, "unless", "") not in idle]
    if any(_shades(sentence, mark, anchor.cue, looks_ahead) for mark in shades):
        return True
    if not looks_ahead and anchor.cue.kind == "event" and to_come(sentence, anchor.cue):
        return True
    if not looks_ahead and any(
        _one_clause(sentence, mark, anchor.cue) for mark in sentence.of("status", "planned")
    ):
        return True
    return long_ago(anchor, rules, published)


def in_shadow(sentence: Sentence, cue: Mark, *labels: str) -> bool:
    """Say whether a mark stands in the clause of an earlier or a next meeting.

    ``labels`` names the cues that count, by default ``past`` and ``next``.
    """
    marks = sentence.of("background", *(labels or ("past", "next")))
    return any(_one_clause(sentence, mark, cue) for mark in marks)


def to_come(sentence: Sentence, cue: Mark) -> bool:
    """Say whether something is told of the future: "will be chaired by", "was going to head"."""
    return any(mark.start < cue.end for mark in sentence.of("status", "planned"))


def beside_background(sentence: Sentence, mark: Mark, *, ahead: bool) -> bool:
    """Say whether a date or place belongs to an earlier or next meeting named beside it.

    ``ahead``: the article announces, so what comes next is its own.
    """
    for cue in sentence.of("background", *(("past",) if ahead else ("past", "next"))):
        left, right = sorted((cue, mark), key=lambda m: m.start)
        gap = sentence.between(left, right) if right.start >= left.end else ""
        if len(gap) < _REACH and not _PAUSE.search(gap):
            return True
    return False


def told_apart(anchor: Anchor, sentence: Sentence, mark: Mark, *, ahead: bool) -> bool:
    """Say whether a date or place is an earlier or next meeting's, not that of ``anchor``.

    In the anchor's own clause only a cue between the two parts them: "met in Lima last week".
    """
    if sentence is anchor.sentence:
        left, right = sorted((mark, anchor.cue), key=lambda m: m.start)
        between = sentence.between(left, right)
        cues = sentence.of("background", *(("past",) if ahead else ("past", "next")))
        if len(between) < _REACH and not CLAUSE.search(between):
            return any(
                left.end <= cue.start
                and cue.end <= right.start
                and not (right is mark and _SAYS_WHEN.fullmatch(sentence.between(cue, mark)))
                for cue in cues
            )
    return beside_background(sentence, mark, ahead=ahead)


def _shades(sentence: Sentence, mark: Mark, cue: Mark, looks_ahead: bool) -> bool:
    if mark.label == "aside":
        return mark.start <= cue.start < mark.end
    if mark.label == "next" and (looks_ahead or _DONE.match(cue.text)):
        return False  # "the next round took place" is no plan
    return _one_clause(sentence, mark, cue) and not _introduces(sentence, mark, cue)


def _introduces(sentence: Sentence, mark: Mark, cue: Mark) -> bool:
    """Whether a phrase that ends with a cue only leads in: "After the pact of last year, A met"."""
    late = len(sentence.before(mark).split()) > _OPENING
    return mark.start < cue.start and late and sentence.after(mark).startswith(",")


def _one_clause(sentence: Sentence, one: Mark, other: Mark) -> bool:
    """Whether two marks lie close together with no clause boundary between them."""
    left, right = sorted((one, other), key=lambda m: (m.start, m.end))
    if right.start < left.end:
        return True
    between = sentence.between(left, right)
    return len(between) <= _REACH and not CLAUSE.search(between)


def _infinitive(sentence: Sentence, cue: Mark) -> bool:
    """Whether a verb only names an aim: "preparations to host", "was to have opened"."""
    return cue.kind in ("meeting", "discussion") and sentence.before(cue).endswith(INTENDED)


def quoted(sentence: Sentence, mark: Mark) -> bool:
    """Say whether a mark stands between quotation marks."""
    at = mark.start - sentence.start
    return any(m.start() < at < m.end() for m in _QUOTED.finditer(sentence.text))


def long_ago(
    anchor: Anchor, rules: Rules, published: dt.date | None, age: dt.timedelta = _OLD
) -> bool:
    """Say whether a day or year well before the article's own dates the anchor, or one to come."""
    sentence = anchor.sentence
    ahead = bool(sentence.of("status"))
    ages: list[tuple[int, bool]] = []
    for candidate in dates.find(sentence.text, rules):
        mark = sentence.mark(candidate.start, candidate.end, "date", "date", candidate.rule)
        behind = mark.start > anchor.cue.start
        close = _one_clause(sentence, mark, anchor.cue)
        if behind and not close:
            continue
        if dating.is_others(sentence.text, candidate, rules):
            continue
        when = resolution.resolve(candidate, Clues(published), ahead=ahead)
        if when:
            to_come = when.basis == "resolved" and not ahead
            off = _old(when, published, age) or (to_come and _later(when, published))
            ages.append((close + behind, off))
    nearest = max((near for near, _ in ages), default=0)
    return any(old for near, old in ages if near == nearest)


def _old(when: When, published: dt.date | None, age: dt.timedelta) -> bool:
    """Whether a date is history; without a publication date a bare year is taken so."""
    if published is None:
        return len(when.date) == len("2021")
    if when.day:
        return published - when.day > age
    return when.date[0] != "X" and when.date < published.isoformat()[: len(when.date)]


def _later(when: When, published: dt.date | None) -> bool:
    """Whether a day is to come."""
    return bool(published and when.day and when.day - published > _SOON)
