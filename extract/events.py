"""Noun phrases that name a meeting, with the round that stands before them.

A phrase is a head noun ("dialogue", "consultations", "Joint Commission") with the modifiers to
its left; a head that only counts ("the 6th round of ...", "a meeting of ...") gives way to what
follows its "of".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extract.marks import Mark, Sentence
from extract.names import Token, tokens
from extract.rules import Rules

_OF = re.compile(r"\s+of\s+(?:(?:the|their|its|a|an|this|our|his|her)\s+)?")
_GAP = re.compile(r"(?:[ \-–/&]|\s\(\w{2,6}\)\s|\s?\+\s?|['’]\s)$")
_NUMBER_WORDS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth"
    " fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50}
_REACH = 45


@dataclass(frozen=True, slots=True)
class Event:
    """A phrase that names a meeting; ``head`` is its head noun in small letters.

    ``start`` is where the whole phrase begins, its count included: "6th round of the Security
    Dialogue" starts at "6th" while ``mark`` covers "Security Dialogue".
    """

    mark: Mark
    head: str
    start: int
    round: int | None
    round_mark: Mark | None

    @property
    def specific(self) -> bool:
        """Whether the phrase says more than "meeting"."""
        return " " in self.mark.text or "-" in self.mark.text


class EventFinder:
    """Finds the event phrases of a sentence by the word lists of ``patterns/words.json``."""

    def __init__(self, rules: Rules) -> None:
        lower = {key: frozenset(w.lower() for w in rules.words[key]) for key in rules.words}
        self.heads = lower["event_head"]
        self.weak = lower["event_weak"]
        self.generic = lower["event_generic"]
        self.modifiers = lower["event_modifier"]
        self.scoped = lower["event_scoped"]
        self.scope_end = lower["event_scope_end"]
        self.never = lower["event_never"]
        self.rounds = rules["round"]

    def find(self, sentence: Sentence) -> list[Event]:
        """Return the event phrases of a sentence, in order, without overlaps."""
        words = tokens(sentence.text)
        people = [
            (m.start - sentence.start, m.end - sentence.start)
            for m in sentence.of("entity", "PERSON")
        ]
        parties = {
            m.start - sentence.start
            for m in sentence.of("name", "country", "demonym", "capital", "organisation")
        }
        found: list[Event] = []
        i = 0
        while i < len(words):
            if words[i].text.lower() in self.heads and not _inside(words[i], people):
                event, i = self._event(sentence, words, i, parties)
                if event and not (found and event.mark.start < found[-1].mark.end):
                    found.append(event)
            i += 1
        return found

    def _event(
        self, sentence: Sentence, words: Sequence[Token], i: int, parties: set[int]
    ) -> tuple[Event | None, int]:
        while i + 1 < len(words) and self._compound(sentence.text, words, i):
            i += 1
        left = self._left(sentence.text, words, i, parties)
        counted = self._round(sentence, words[left].start)
        start = counted.start if counted else sentence.start + words[left].start
        if words[i].text.lower() in self.generic:
            inner = self._inner(sentence, words, i, parties)
            if inner:
                event, last = inner
                mark, number = (
                    (event.round_mark, event.round)
                    if not counted
                    else (counted, self._number(counted))
                )
                return Event(event.mark, event.head, start, number, mark), last
        head = words[i].text.lower()
        modified = left < i or words[i].capital and i > 0
        if head in self.weak and not modified and not counted:
            return None, i
        if head in self.never and left == i:
            return None, i
        stop = self._scope(sentence.text, words, i) if head in self.scoped else words[i].end
        mark = sentence.mark(words[left].start, stop, "event", "event", "event.phrase")
        number = self._number(counted) if counted else None
        return Event(mark, head, start, number, counted), i

    def _compound(self, text: str, words: Sequence[Token], i: int) -> bool:
        """Whether the next word is the head of one compound: "dialogue meeting"."""
        return (
            text[words[i].end : words[i + 1].start] == " "
            and words[i + 1].text.lower() in self.heads
            and words[i + 1].text.lower() not in ("call", "calls", "contact", "visit")
        )

    def _left(self, text: str, words: Sequence[Token], i: int, parties: set[int]) -> int:
        left = i
        while left > 0 and _GAP.match(text[words[left - 1].end : words[left].start]):
            word = words[left - 1]
            name = word.capital and left - 1 > 0 and word.text.lower() not in _DETERMINERS
            if word.text.lower() not in self.modifiers and not name:
                if not (word.capital and word.text.lower() in self.modifiers):
                    break
            if word.text.endswith(("'s", "’s")) or word.text.lower() in self.never:
                break
            if any(r.regex and r.regex.fullmatch(word.text) for r in self.rounds):
                break
            left -= 1
        while left < i and words[left].start in parties:
            left += 1
        return left

    def _inner(
        self, sentence: Sentence, words: Sequence[Token], i: int, parties: set[int]
    ) -> tuple[Event, int] | None:
        """The phrase behind "round of the", when it holds an event's head nearby."""
        match = _OF.match(sentence.text, words[i].end)
        if not match:
            return None
        for k in range(i + 1, min(i + 9, len(words))):
            gap = sentence.text[words[k - 1].end : words[k].start]
            if k > i + 1 and ("," in gap or "." in gap):
                return None
            if words[k].text.lower() in self.heads:
                event, last = self._event(sentence, words, k, parties)
                if event and event.mark.start - sentence.start >= match.end() - 1:
                    return event, last
                return None
        return None

    def _scope(self, text: str, words: Sequence[Token], i: int) -> int:
        """Return the end of "Commission on trade and economic cooperation" behind its head."""
        if i + 2 >= len(words) or words[i + 1].text not in ("on", "for", "of"):
            return words[i].end
        stop = words[i].end
        for k in range(i + 1, min(i + 16, len(words))):
            gap = text[words[k - 1].end : words[k].start]
            if words[k].text.lower() in self.scope_end or gap.strip(" -–/&") not in ("", ","):
                break
            if "," in gap and " and " not in text[words[k].start : words[k].start + 70]:
                break
            stop = words[k].end
        text = text[words[i].end : stop]
        cut = re.search(r"(?:\s+(?:on|for|of|and|the|in)|,)+$", text)
        return stop - len(cut[0]) if cut else stop

    def _round(self, sentence: Sentence, before: int) -> Mark | None:
        """Return the ordinal close before a position, with nothing but blanks between."""
        floor = max(0, before - _REACH)
        lead = sentence.text[floor:before]
        for rule in self.rounds:
            if rule.regex is None:
                continue
            for match in rule.regex.finditer(lead):
                between = lead[match.end() :]
                if re.fullmatch(r"(?:[-\s]|ever|formal|regular|high-level|\(\w+\))*", between):
                    return sentence.mark(
                        floor + match.start(), floor + match.end(), "round", rule.label, rule.id
                    )
        return None

    def _number(self, mark: Mark) -> int:
        return number(mark.text)


_DETERMINERS = frozenset(
    "the a an in on at this that these those his her their its our during after both".split()
)


def number(text: str) -> int:
    """Return the number of an ordinal: "6th", "twenty-first", "XIV", "inaugural" (1)."""
    if digits := re.match(r"\d+", text):
        return int(digits[0])
    low = text.lower()
    if low.startswith(("inaugural", "maiden", "first")):
        return 1
    tens, _, unit = low.partition("-")
    if unit in _NUMBER_WORDS:
        return _TENS.get(tens, 0) + _NUMBER_WORDS.index(unit) + 1
    if low in _NUMBER_WORDS:
        return _NUMBER_WORDS.index(low) + 1
    if low in ("thirtieth", "fortieth", "fiftieth"):
        return {"thirtieth": 30, "fortieth": 40, "fiftieth": 50}[low]
    values = [_ROMAN[c] for c in re.sub(r"-?th$", "", text) if c in _ROMAN]
    pairs = zip(values, [*values[1:], 0])
    return sum(-v if v < after else v for v, after in pairs)


def _inside(word: Token, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= word.start < end for start, end in spans)
