"""When a meeting was: the date words of its sentences that are its own.

The sentence that reports the meeting is asked first, then those around it. Days come before
months and years, which count only beside the meeting itself.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

from extract import dates, resolution
from extract.attachment import CLAUSE
from extract.background import quoted, told_apart
from extract.dates import Candidate
from extract.dating import RECENT, is_others, of_arrival
from extract.marks import Mark, Sentence
from extract.meetings import Meeting
from extract.resolution import NUMBERS, When

_OPENING = 60
"""Characters between an anchor and the bare month or year that dates it."""
_LAST = ("last", "final", "closing")
_LOOKED_AT, _DEPTH = 12, 3
"""Date words that are looked at for the day that others count from."""
_NTH = {"second": 1, "third": 2, "fourth": 3}
_LASTING = (
    r"\b(?P<n>{day_count})[- ]days?\s(?:[\w-]+\s){0,3}?(?!visit|tour|trip){event_head}\b",
    r"\b(?:over|for|lasting|lasts|lasted|last|after)\s(?P<n>{day_count})\sdays\b",
)
_ENDS = r"\b{ends}\b[^.;]{0,50}$"
_BEGINS = r"\b{begins}\b[^.;]{0,50}$"
_AGAIN = (
    r"\b(?:the|this|these|their|its)\s(?:[\w-]+\s){0,2}?{event_head}\b[^.;]{0,40}"
    r"\b(?:{took_place}|{ends}|{begins}|{planned})\b[^.;]{0,40}$"
)
_OTHER_TENSE = re.compile(r"\b(?:had|will|shall|would|to\sbe|ends|begins|starts)\s[^,.;]{0,80}$")
_ASIDE = re.compile(
    r"\b(?:after|before|since|following|ahead\sof|marking|to\smark|on\sthe\seve\sof|prior\sto)\b"
    r"[^,;]*$"
)
_FIRST = re.compile(
    r"(?:After|Having|Following|Since|Before|Ahead|On\sthe\seve|Prior)\b[^,]{0,160}$"
)
"""A clause before the main one that tells of something else."""
_MEETS = r"\b(?:{met}|{took_place}|{event_head}|discussed|visited|paid)\b"
_BEHIND = 120
"""Characters behind a sentence's opening date that tell what happened on it."""
_NEAR = 3
"""Sentences behind the anchor that still date its meeting."""
_FRESH = 9
"""Days that a meeting is back of which a sentence further on gives the date."""
_DAYS_BACK = 7
_LEAD = 250
"""Characters before a date that tell what happened on it."""
_FAR = 1000
"""Characters between an anchor and a date in which clauses are counted."""
_OPENING_WORDS = 3
_SLACK = 2


@dataclass(frozen=True, slots=True)
class Dated:
    """A date with its words, and those of its end where others tell it.

    ``cost`` ranks it among others of the same sentences.
    """

    when: When
    mark: Mark
    sentence: Sentence
    names_day: bool
    cost: tuple[int, int]
    end_mark: Mark | None = None


@lru_cache(maxsize=8)  # asked of the main meeting again for each one told beside it
def told(meeting: Meeting, *, ahead: bool) -> Dated | None:
    """Return the date that a meeting's sentences give, None when they give none.

    ``ahead``: the meeting is to come, or was when it was called off.
    """
    for days in (True, False):
        for group, again in _groups(meeting):
            found = (d for s in group for d in _options(meeting, s, ahead) if d.names_day is days)
            options = [dated for dated in found if not again or _tells(meeting, dated)]
            if options:
                best = _lasting(meeting, min(options, key=lambda d: d.cost), options)
                return _whole(meeting, best, ahead)
    beside = meeting.main and meeting.main.ahead == meeting.ahead
    return told(meeting.main, ahead=ahead) if meeting.main and beside else None


def open_words(meeting: Meeting) -> bool:
    """Say whether the anchor's sentence has date words that leave its meeting's day open.

    They are its own and could not be resolved, or they date something else of the last days: "the
    ministry said on Monday" of what had been by then.
    """
    sentence, reading = meeting.anchor.sentence, meeting.reading
    if reading.tools.rules.regex(r"\b{vague_date}\b", re.IGNORECASE).search(sentence.text):
        return True
    found = dates.find(sentence.text, reading.tools.rules)
    return any(_owned(meeting, sentence, c) or _just_before(meeting, c) for c in found)


def _just_before(meeting: Meeting, candidate: Candidate) -> bool:
    """Whether date words name one of the days before publication."""
    reading = meeting.reading
    when = resolution.resolve(candidate, reading.clues) if candidate.names_day else None
    if when is None or when.day is None or reading.published is None:
        return False
    return 0 < (reading.published - when.day).days <= _DAYS_BACK


def _groups(meeting: Meeting) -> Iterator[tuple[Sequence[Sentence], bool]]:
    """Yield sentences to ask, in turn, and whether they must say whose date theirs is."""
    anchor = meeting.anchor.sentence
    yield [anchor], False
    own = [s for s in meeting.sentences if s is not anchor and s.part == "body"]
    if not meeting.first:
        beside = [s for s in meeting.reading.sentences if s.paragraph == anchor.paragraph]
        yield [s for s in beside if s.index < anchor.index], False
        yield [s for s in beside if s.index > anchor.index], False
        return
    yield [s for s in own if s.index <= anchor.index + _NEAR], True
    yield [s for s in own if s.index < anchor.index], False
    yield [s for s in own if s.index == anchor.index + 1], False
    yield [s for s in meeting.sentences if s.part == "title"], False
    yield [s for s in own if anchor.index + 1 < s.index <= anchor.index + _NEAR], False
    yield [s for s in meeting.reading.sentences if s.index > anchor.index + _NEAR], True


def _tells(meeting: Meeting, dated: Dated) -> bool:
    """Whether the words before a date say that it is the meeting's: "The talks were held on"."""
    again = meeting.reading.tools.rules.regex(_AGAIN, re.IGNORECASE)
    far = dated.sentence.index > meeting.anchor.sentence.index + _NEAR
    published, day = meeting.reading.published, dated.when.day
    old = far and published and day and (published - day).days > _FRESH
    return not old and bool(again.search(dated.sentence.before(dated.mark)[-_LEAD:]))


def _options(meeting: Meeting, sentence: Sentence, ahead: bool) -> Iterator[Dated]:
    """Yield the dates of a sentence that may be the meeting's."""
    reading, own = meeting.reading, sentence is meeting.anchor.sentence
    for candidate in dates.find(sentence.text, reading.tools.rules):
        mark = _mark(sentence, candidate)
        if not _may_date(meeting, sentence, candidate, mark, ahead):
            continue
        if candidate.label == "same":
            when = _counted(meeting, mark, candidate, ahead)
        else:
            when = resolution.resolve(candidate, reading.clues, ahead=ahead)
        if when and (own or _is_news(meeting, when, ahead)):
            cost = (_parted(meeting, sentence, mark), abs(mark.start - meeting.anchor.position))
            yield Dated(when, mark, sentence, candidate.names_day, cost)


def _may_date(
    meeting: Meeting, sentence: Sentence, candidate: Candidate, mark: Mark, ahead: bool
) -> bool:
    """Whether nothing around date words gives them to something else than the meeting."""
    own = sentence is meeting.anchor.sentence
    if not (_beside(meeting, mark) if own else _speaks(meeting, sentence, mark, ahead)):
        return False
    if not _owned(meeting, sentence, candidate):
        return False
    if told_apart(meeting.anchor, sentence, mark, ahead=ahead):
        return False
    return candidate.names_day or _close(meeting, mark)


def _is_news(meeting: Meeting, when: When, ahead: bool) -> bool:
    """Whether a day lies where news has it; one told beside the meeting may be of anything."""
    published = meeting.reading.published
    if published is None or when.day is None:
        return True
    distance = (when.day - published).days
    return distance >= -_SLACK if ahead else -RECENT <= distance <= _SLACK


def _beside(meeting: Meeting, mark: Mark) -> bool:
    """Whether a date of the anchor's sentence is in no clause that tells of something else.

    Before "cancelled the meeting" it is the day on which that was done.
    """
    sentence, cue, event = meeting.anchor.sentence, meeting.anchor.cue, meeting.anchor.event
    off = meeting.anchor.called_off and event and event.start >= cue.end
    if off and sentence.start < mark.start < cue.start:
        return False
    if mark.start > cue.end:
        return not _ASIDE.search(sentence.between(cue, mark)[-_LEAD:])
    return not _FIRST.fullmatch(sentence.before(mark)) or "," not in sentence.between(mark, cue)


def _speaks(meeting: Meeting, sentence: Sentence, mark: Mark, ahead: bool) -> bool:
    """Whether the words of another sentence than the anchor's let its date be the meeting's.

    They tell of nothing that had been or is to come; behind the anchor they tell of meeting, before
    the date or behind one that opens the sentence.
    """
    lead = sentence.before(mark)[-_LEAD:]
    tense = _OTHER_TENSE.search(lead)
    if tense and not (ahead and not tense[0].startswith("had")):
        return False
    if sentence.index < meeting.anchor.sentence.index:
        return True
    meets = meeting.reading.tools.rules.regex(_MEETS, re.IGNORECASE)
    opening = len(lead.split()) < _OPENING_WORDS
    return bool(meets.search(lead) or (opening and meets.search(sentence.after(mark)[:_BEHIND])))


def _mark(sentence: Sentence, candidate: Candidate) -> Mark:
    return sentence.mark(candidate.start, candidate.end, "date", candidate.label, candidate.rule)


def _owned(meeting: Meeting, sentence: Sentence, candidate: Candidate) -> bool:
    """Whether date words may be a meeting's: not the dateline's, no one else's, not in a quote."""
    line, mark = meeting.reading.dateline, _mark(sentence, candidate)
    if line and line.start <= mark.start < line.end:
        return False
    if is_others(sentence.text, candidate, meeting.reading.tools.rules):
        return False
    return not quoted(sentence, mark)


def _parted(meeting: Meeting, sentence: Sentence, mark: Mark) -> int:
    """How many clause boundaries lie between a date and the anchor of its sentence."""
    if sentence is not meeting.anchor.sentence:
        return 0
    left, right = sorted((mark, meeting.anchor.cue), key=lambda m: m.start)
    return len(CLAUSE.findall(sentence.between(left, right)[:_FAR]))


def _close(meeting: Meeting, mark: Mark) -> bool:
    """Whether a bare month or year stands beside the anchor; elsewhere it dates the topics."""
    sentence, cue = meeting.anchor.sentence, meeting.anchor.cue
    if not sentence.holds(mark):
        return False
    if mark.start < cue.start:
        return mark.start - sentence.start < _OPENING
    return mark.start - cue.end < _OPENING and not CLAUSE.search(sentence.between(cue, mark))


def _counted(meeting: Meeting, mark: Mark, candidate: Candidate, ahead: bool) -> When | None:
    """Work out words that count from the date told before: "the same day", "a day later"."""
    groups, nth = candidate.groups, candidate.groups.get("nth", "")
    main = told(meeting.main, ahead=ahead) if nth and meeting.main else None
    base = main.when if main and main.when.day else _base(meeting, mark, ahead)
    if base is None or base.day is None:
        return None
    day = base.day
    if nth in _LAST:
        day = dt.date.fromisoformat(base.end_date) if base.end_date else day
    shift = _NTH.get(nth, 0) + ("after" in groups) - ("before" in groups)
    return _moved(day, shift)


def _moved(day: dt.date, days: int) -> When | None:
    try:
        return When((day + dt.timedelta(days)).isoformat(), None, "resolved")
    except OverflowError:  # before year 1, behind year 9999
        return None


def _base(meeting: Meeting, mark: Mark, ahead: bool, depth: int = 0) -> When | None:
    """The day told last before some words, else that of publication."""
    reading = meeting.reading
    for sentence, candidate in islice(_earlier(meeting, mark), _LOOKED_AT):
        counts = {"after", "before"} & candidate.groups.keys()
        if candidate.label == "same" and counts and depth < _DEPTH:
            base = _base(meeting, _mark(sentence, candidate), ahead, depth + 1)
            return _moved(base.day, 1 if "after" in counts else -1) if base and base.day else None
        if candidate.names_day and candidate.label != "same":
            when = resolution.resolve(candidate, reading.clues, ahead=ahead)
            if when and _is_news(meeting, when, ahead):
                return when
    published = reading.published
    return When(published.isoformat(), None, "published") if published else None


def _earlier(meeting: Meeting, mark: Mark) -> Iterator[tuple[Sentence, Candidate]]:
    """Yield the date words of the body before some words, the last first."""
    rules = meeting.reading.tools.rules
    for sentence in reversed(meeting.reading.sentences):
        if sentence.part != "body" or sentence.start > mark.start:
            continue
        for candidate in reversed(dates.find(sentence.text, rules)):
            if sentence.start + candidate.start >= mark.start:
                continue
            if _owned(meeting, sentence, candidate) or of_arrival(sentence.text, candidate, rules):
                yield sentence, candidate


def _whole(meeting: Meeting, best: Dated, ahead: bool) -> Dated:
    """Take the range that another sentence tells where the best date is its first day.

    So it is where that is the last one, and words say that it ended.
    """
    if best.when.end_date or not meeting.first:
        return best
    found = (d for s in meeting.sentences for d in _options(meeting, s, ahead))
    ends = meeting.reading.tools.rules.regex(r"\b{ends}\b", re.IGNORECASE)
    ended = ends.search(best.sentence.text)
    same = (
        d for d in found
        if d.when.end_date
        if d.when.date == best.when.date or (ended and d.when.end_date == best.when.date)
    )  # fmt: skip
    return next((d for d in same if _tells(meeting, d)), best)


def _lasting(meeting: Meeting, best: Dated, options: Sequence[Dated]) -> Dated:
    """Add the other end where words tell how long it lasted, or when it began and ended."""
    day, rules = best.when.day, meeting.reading.tools.rules
    if best.when.end_date or day is None or not best.names_day:
        return best
    ends = rules.regex(_ENDS, re.IGNORECASE)
    last = next((d for d in options if d.when.day and _ends(d, best, ends)), None)
    if last and last.when.day:
        return replace(_ranged(best, day, last.when.day), end_mark=last.mark)
    days = _days(meeting, best.sentence)
    lead = best.sentence.before(best.mark)[-_LEAD:]
    try:
        if days and ends.search(lead):
            return _ranged(best, day - dt.timedelta(days - 1), day)
        if days and rules.regex(_BEGINS, re.IGNORECASE).search(lead):
            return _ranged(best, day, day + dt.timedelta(days - 1))
    except OverflowError:  # before year 1, behind year 9999
        pass
    return best


def _ends(other: Dated, best: Dated, ends: re.Pattern[str]) -> bool:
    """Whether another date of a sentence is told as the end of what began on the best one."""
    if other.sentence is not best.sentence or other.when.end_date:
        return False
    behind = other.mark.start > best.mark.end
    return behind and bool(ends.search(other.sentence.between(best.mark, other.mark)[-_LEAD:]))


def _ranged(dated: Dated, first: dt.date, last: dt.date) -> Dated:
    if last <= first:
        return dated
    when = When(first.isoformat(), last.isoformat(), "resolved")
    return replace(dated, when=when)


def _days(meeting: Meeting, sentence: Sentence) -> int | None:
    """How many days the meeting is said to last: "the two-day talks"."""
    rules = meeting.reading.tools.rules
    forms = [rules.regex(form, re.IGNORECASE) for form in _LASTING]
    near = (meeting.anchor.sentence, sentence)
    found = (match for s in near for form in forms if (match := form.search(s.text)))
    words = (match["n"].lower() for match in found)
    return next((NUMBERS.get(word) or int(word) for word in words), None)
