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

_OF = re.compile(r"\s{1,9}of\s{1,9}(?:(?:the|their|its|a|an|this|our|his|her)\s{1,9})?")
_GAP = re.compile(r"(?:[ \-–/&]|\s\(\w{2,6}\)\s|\s?\+\s?|['’]\s)$")
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_REMOTE = frozenset(("videoconference", "teleconference", "conference", "call"))
_BY = (" by ", " via ", " through ")
"""What leads to a way of meeting: "by videoconference"."""
_BETWEEN = frozenset(("ever", "formal", "regular", "level", "high", "and"))
_REACH = 45
_LOOSE_END = re.compile(r"(?:\s{1,9}(?:on|for|of|and|the|in)|,){1,6}$")
_COMPOUND = 5
"""Words of a compound of heads at most."""
_PAIR = 2
_WITHIN = 14
"""Words behind "meeting of" in which a body is named."""
_OFFICIALS = 8
"""Words behind an event's head in which its officials are named."""
_DEEPEST = 3
"""Phrases within phrases: "the session of the meeting of the commission"."""
Spans = Sequence[tuple[int, int]]
"""Half-open offsets into a sentence's text."""


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
        self.officials = lower["officials"]
        self.facilities = lower["facility"]
        self.calendar = lower["month"] | lower["weekday"]
        self.determiners = lower["determiner"]
        self.rounds = rules["round"]
        self.ordinals = rules.words["ordinal_word"]

    def find(self, sentence: Sentence) -> list[Event]:
        """Return the event phrases of a sentence, in order, without overlaps."""
        words = tokens(sentence.text)
        parties = sentence.spans("name", "country", "demonym", "capital", "organisation")
        taken = sentence.spans("entity", "PERSON") + sentence.spans("name", "organisation")
        found: list[Event] = []
        i = 0
        while i < len(words):
            if words[i].text.lower() in self.heads and not _inside(words[i], taken):
                event, i = self._event(sentence, words, i, parties)
                if event and not (found and event.mark.start < found[-1].mark.end):
                    found.append(event)
            i += 1
        return found

    def _event(
        self, sentence: Sentence, words: Sequence[Token], i: int, parties: Spans, depth: int = 0
    ) -> tuple[Event | None, int]:
        """Return the phrase whose head is word ``i`` or the next, and the index of its head."""
        left = self._left(sentence.text, words, i, parties)
        i = self._compound(sentence.text, words, i)
        counted = self._round(sentence, words[left].start)
        start = counted.start if counted else sentence.start + words[left].start
        head = words[i].text.lower()
        counts = head in self.generic and depth < _DEEPEST
        inner = self._inner(sentence, words, i, parties, depth) if counts else None
        if inner:
            event, last = inner
            own = counted or event.round_mark
            return Event(event.mark, event.head, start, self._number(own), own), last
        if self._names_nothing(sentence, words, left, i, counted is not None):
            return None, i
        stop = words[i].end
        if head in self.scoped or self._of_officials(sentence, words, i):
            stop = self._scope(sentence, words, i)
        mark = sentence.mark(words[left].start, stop, "event", "event", "event.phrase")
        return Event(mark, head, start, self._number(counted), counted), i

    def _names_nothing(
        self, sentence: Sentence, words: Sequence[Token], left: int, i: int, counted: bool
    ) -> bool:
        """Whether a head names no meeting: too weak a word, a house, how people met."""
        text, head = sentence.text, words[i].text.lower()
        modified = left < i or (words[i].capital and i > 0)
        bare = head in self.weak and not modified and not counted
        never = head in self.never and left == i and not self._of_officials(sentence, words, i)
        means = head in _REMOTE and text[: words[left].start].endswith(_BY)
        another = text.startswith(" of which", words[i].end)
        return bare or never or means or another or self._of_a_building(text, words, i)

    def _compound(self, text: str, words: Sequence[Token], i: int) -> int:
        """Return the last head of a compound: "dialogue meeting", "Ministerial Political Dialogue".

        That is ``i`` where no other head follows.
        """
        last, k = i, i + 1
        while (
            k < len(words) and k - i < _COMPOUND and text[words[k - 1].end : words[k].start] == " "
        ):
            low = words[k].text.lower()
            if low in self.heads:
                if low in ("call", "calls", "contact", "visit"):
                    break
                last = k
            elif not (low in self.modifiers and words[k].capital == words[i].capital):
                break
            k += 1
        return last

    def _of_a_building(self, text: str, words: Sequence[Token], i: int) -> bool:
        """Whether a head only names a house: "the Legislative Council Complex"."""
        if i + 1 == len(words) or not (words[i].capital and words[i + 1].capital):
            return False
        beside = text[words[i].end : words[i + 1].start] == " "
        return beside and words[i + 1].bare in self.facilities

    def _left(self, text: str, words: Sequence[Token], i: int, parties: Spans) -> int:
        """Return the index of the first word of the phrase with head ``i``."""
        left = i - (words[i].bare == "table" and i > 0 and words[i - 1].bare == "round")
        while left > 0 and _GAP.match(text[words[left - 1].end : words[left].start]):
            pair = self._paired(text, words, left)
            if not pair and not self._modifies(words[left - 1], left - 1):
                break
            left -= 2 if pair else 1
        before = [span for span in parties if span[1] <= words[i].start]
        while left < i and _inside(words[left], before):
            left += 1
        return left

    def _paired(self, text: str, words: Sequence[Token], left: int) -> bool:
        """Whether two names of fields stand before a head: "Defence and Security Meeting"."""
        if left < _PAIR or words[left - 1].text != "and" or not words[left].capital:
            return False
        gap = text[words[left - 2].end : words[left - 1].start]
        one = words[left - 2]
        return gap == " " and one.capital and one.text.lower() in self.modifiers

    def _modifies(self, word: Token, i: int) -> bool:
        """Whether word ``i`` of a sentence can stand before an event's head."""
        low = word.text.lower()
        if word.text.endswith(("'s", "’s")) or low in self.never:
            return False
        if any(rule.regex and rule.regex.fullmatch(word.text) for rule in self.rounds):
            return False
        return low in self.modifiers or (word.capital and i > 0 and low not in self.determiners)

    def _inner(
        self, sentence: Sentence, words: Sequence[Token], i: int, parties: Spans, depth: int
    ) -> tuple[Event, int] | None:
        """Return the phrase behind "round of the", when it holds an event's head nearby."""
        match = _OF.match(sentence.text, words[i].end)
        if not match:
            return None
        for k in range(i + 1, min(i + _WITHIN, len(words))):
            gap = sentence.text[words[k - 1].end : words[k].start]
            listed = "," in gap and words[k].capital and words[k - 1].capital
            if k > i + 1 and (("," in gap and not listed) or "." in gap):
                return None
            if words[k].text.lower() in self.heads:
                event, last = self._event(sentence, words, k, parties, depth + 1)
                if event and event.mark.start - sentence.start >= match.end() - 1:
                    return event, last
                return None
        return None

    def _of_officials(self, sentence: Sentence, words: Sequence[Token], i: int) -> bool:
        """Whether it is a body of officials that meets: "Meeting of SAARC Energy Ministers".

        A "Council of Ministers" alone is a cabinet.
        """
        if not _OF.match(sentence.text, words[i].end):
            return False
        phrase = words[i + 1 : i + _OFFICIALS]
        if words[i].bare in self.never:
            phrase = phrase if phrase[1].text.lower() not in self.officials else []
        bodies = sentence.spans("name", "organisation")
        plural = (k for k, w in enumerate(phrase) if w.text.lower() in self.officials)
        if next(plural, None) is None:
            return False
        capital = words[i].capital and i > 0
        return capital or any(_inside(w, bodies) for w in phrase)

    def _scope(self, sentence: Sentence, words: Sequence[Token], i: int) -> int:
        """Return the end of "Commission on trade and economic cooperation" behind its head.

        Countries end it ("the Joint Commission of Oman"), and a purpose that of a conference.
        """
        text, end = sentence.text, words[i].end
        joins = ("on", "of") if words[i].bare == "conference" else ("on", "for", "of")
        if i + 2 >= len(words) or words[i + 1].text not in joins:
            return end
        countries = sentence.spans("name", "country")
        officials = words[i].bare not in self.scoped
        stop = end
        for k in range(i + 1, min(i + 16, len(words))):
            gap, word = text[words[k - 1].end : words[k].start], words[k]
            if word.bare in self.calendar or word.text.lower() in self.scope_end:
                break
            if gap.strip(" -–/&") not in ("", ","):
                break
            of_country = _inside(word, countries) and words[k - 1].bare in ("of", "the")
            if of_country or (officials and word.text == "on"):
                break
            if "," in gap and " and " not in text[word.start : word.start + 70]:
                break
            stop = word.end
        cut = _LOOSE_END.search(text[end:stop])
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
                if all(map(_between_round, re.split(r"[-–\s]+", between))):
                    return sentence.mark(
                        floor + match.start(), floor + match.end(), "round", rule.label, rule.id
                    )
        return None

    def _number(self, mark: Mark | None) -> int | None:
        return number(mark.text, self.ordinals) if mark else None


def number(text: str, ordinals: Sequence[str]) -> int:
    """Return the number of an ordinal: "6th", "twenty-first", "XIV", "inaugural" (1).

    ``ordinals`` are the ordinal words in order, beginning with "first".
    """
    if digits := re.match(r"\d+", text):
        return int(digits[0])
    if text.lower() in ordinals:
        return ordinals.index(text.lower()) + 1
    values = [_ROMAN[c] for c in re.sub(r"-?th$", "", text) if c in _ROMAN]
    if not values or text[0].islower() or len(values) < len(re.sub(r"-?th$", "", text)):
        return 1
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-v if v < after else v for v, after in pairs)


def _between_round(word: str) -> bool:
    """Whether a word may stand between an ordinal and its event: "6th formal Omani dialogue"."""
    return not word or word[0].isupper() or word[0] == "(" or word in _BETWEEN


def _inside(word: Token, spans: Spans) -> bool:
    return any(start <= word.start < end for start, end in spans)
