"""Names of people that a model may miss: found by title, office or apposition.

The entity model knows names by their company; these rules know them by their form: a run of
capitalised words behind an honorific or an office ("Deputy Foreign Minister Araz Azimov"), or
before an office set off by a comma ("Olof Skoog, the Deputy Secretary General").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from extract.marks import Mark, overlaps
from extract.shorthand import Words

_TOKEN = re.compile(
    r"(?:[^\W\d_]\.){1,4}[^\W\d_][\w’'-]*"  # R.Sklyar
    r"|(?:[^\W\d_]\.){1,4}"  # H.E., M.
    r"|(?<![^\W_])[^\W\d_][\w’'-]*"  # no ending of a number, as in 3rd
)
_POSSESSIVE = re.compile(r"['’]s?$")
_LONGEST_NAME = 8


class Token(NamedTuple):
    """A word of a sentence with its offsets into the sentence's text."""

    start: int
    end: int
    text: str

    @property
    def bare(self) -> str:
        """The word in small letters, without a possessive ending or full stop."""
        return _bare(self.text)

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.text[0].isupper()


@lru_cache(maxsize=8192)
def _bare(word: str) -> str:
    return _POSSESSIVE.sub("", word).rstrip(".").lower().replace("’", "'")


@lru_cache(maxsize=256)  # several stages ask for the same sentence
def tokens(text: str) -> tuple[Token, ...]:
    """Return the words of a text; numbers and punctuation are passed over."""
    return tuple(Token(m.start(), m.end(), m[0]) for m in _TOKEN.finditer(text))


class NameFinder:
    """Finds name-shaped runs; the word lists are those of ``patterns/words.json``."""

    def __init__(self, words: Words) -> None:
        lower = {key: frozenset(w.lower().rstrip(".") for w in words[key]) for key in words}
        self.honorifics = lower["honorific"]
        self.particles = lower["particle"]
        self.heads = lower["office_head"]
        self.office = lower["office_head"] | lower["office_word"]
        self.joiners = lower["role_joiner"]
        self.ranks = lower["rank"]
        self.chain = self.office | self.joiners | lower["region"]
        self.calendar = lower["month"] | lower["weekday"]
        self.never = self.office | self.calendar | lower["event_head"] | lower["name_stop"]

    def find(self, text: str, taken: Sequence[tuple[int, int]] = ()) -> list[tuple[int, int, str]]:
        """Return name runs as ``(start, end, rule)``; ``taken`` are known names of other kinds."""
        words = tokens(text)
        covered = bytearray(len(text) + 1)
        for start, end in taken:
            covered[start:end] = b"\1" * (end - start)
        blocked = {i for i, w in enumerate(words) if covered[w.start] and covered[w.end - 1]}
        found: list[tuple[int, int, str]] = []
        i = 0
        while i < len(words):
            end = self._run(text, words, i, blocked)
            rule = self._reason(text, words, i, end, blocked) if end > i else ""
            if rule:
                last = words[end - 1]
                stop = last.start + len(_POSSESSIVE.sub("", last.text))
                found.append((words[i].start, stop, rule))
            i = max(end, i + 1)
        return found

    def core(self, text: str) -> tuple[int, int] | None:
        """Return the name inside a model's span: what stands before it cut off; None for no name.

        Cut are offices, honorifics and other words in small letters at the front, and a possessive
        ending. An initial stays, though "M." may stand for Monsieur.
        """
        words = tokens(text)
        if not words or (words[-1].bare in self.never and not self._may(words)):
            return None
        offices = [i for i, w in enumerate(words[:-1]) if self._ends_office(w, words[i + 1])]
        words = words[offices[-1] + 1 :] if offices else words
        while words and self._before_name(words[0]):
            words = words[1:]
        if not words or all(word.text.islower() for word in words):
            return None
        last = words[-1]
        end = last.start + len(_POSSESSIVE.sub("", last.text))
        stop = text[end:] == "." and (last.bare in ("jr", "sr") or len(last.bare) == 1)
        return words[0].start, end + stop

    def _may(self, words: Sequence[Token]) -> bool:
        """Whether a month or weekday closes a name of several words: "Theresa May"."""
        return len(words) > 1 and words[-1].bare in self.calendar

    def _ends_office(self, word: Token, after: Token) -> bool:
        """Whether a word is one of offices, and no name: "Sultan bin Saad" is one."""
        return word.bare in self.office and after.text not in self.particles

    def _before_name(self, word: Token) -> bool:
        if word.bare in self.honorifics:
            return len(word.bare) > 1 or word.text == "U"
        return word.text.islower() and word.bare not in self.particles

    def _run(self, text: str, words: Sequence[Token], i: int, blocked: set[int]) -> int:
        """Return the index behind the name run that begins at word ``i`` (``i`` when none)."""
        if not self._part(words[i]) or i in blocked:
            return i
        end = i + 1
        while end < len(words) and end - i < _LONGEST_NAME:
            if not _adjoining(text, words[end - 1], words[end]) or end in blocked:
                break
            if words[end - 1].text.endswith(("'s", "’s")):
                break
            if not self._part(words[end]) and not self._particle(words, end):
                break
            end += 1
        while end > i and words[end - 1].bare in self.particles and not words[end - 1].capital:
            end -= 1
        return end

    def _part(self, word: Token) -> bool:
        return (
            word.capital
            and word.bare not in self.never
            and word.bare not in self.honorifics
            and word.bare not in self.joiners
        )

    def _particle(self, words: Sequence[Token], i: int) -> bool:
        return words[i].bare in self.particles and i + 1 < len(words) and words[i].text[0] != "'"

    def _reason(
        self, text: str, words: Sequence[Token], i: int, end: int, blocked: set[int]
    ) -> str:
        if i and _adjoining(text, words[i - 1], words[i], dots=True):
            before = words[i - 1]
            if before.bare in self.honorifics and before.capital:
                return "name.honorific"
            closes = before.bare in self.heads or end - i >= 2
            if closes and self._office_ends(text, words, i - 1, blocked):
                return "name.office-of" if i - 1 in blocked else "name.office"
        if end - i >= 2 and self._set_off(text, words, i, end, blocked):
            return "name.apposition"
        if end - i >= 2 and self._apposed(text, words, end):
            return "name.apposition"
        return ""

    def _set_off(
        self, text: str, words: Sequence[Token], i: int, end: int, blocked: set[int]
    ) -> bool:
        """Whether a run stands between commas behind an office: "the Minister of Defence, A B,"."""
        if not i or text[words[i - 1].end : words[i].start] != ", " or end - i > 4:
            return False
        behind = text[words[end - 1].end : words[end - 1].end + 1]
        if behind not in (",", ".", ";", ""):
            return False
        return self._office_ends(text, words, i - 1, blocked) or self._of_office(text, words, i)

    def _of_office(self, text: str, words: Sequence[Token], i: int) -> bool:
        """Whether an office of any words stands before a comma: "the minister of roads, "."""
        for k in range(i - 1, max(0, i - 10), -1):
            if text[words[k - 1].end : words[k].start] != " ":
                return False
            if words[k].bare in ("of", "for") and words[k - 1].bare in self.heads:
                return True
        return False

    def _office_ends(self, text: str, words: Sequence[Token], i: int, blocked: set[int]) -> bool:
        """Whether word ``i`` closes an office: "Foreign Minister", "Minister of Foreign Affairs".

        Known countries and organisations (``blocked``) may stand in it: "President of Peru".
        """
        if words[i].bare in self.heads:
            return True
        for k in range(i, max(-1, i - 14), -1):
            if k < i and not _adjoining(text, words[k], words[k + 1]):
                return False
            if words[k].bare in self.heads and k < i:
                return True
            if words[k].bare not in self.chain and k not in blocked:
                return False
        return False

    def _apposed(self, text: str, words: Sequence[Token], end: int) -> bool:
        """Whether an office follows behind a comma, its head among the next seven words."""
        last = words[end - 1]
        behind = text[last.end : last.end + 2]
        if end >= len(words) or behind != ", " or words[end].start != last.end + 2:
            return False
        for word in words[end : end + 7]:
            if word.bare in self.heads:
                return True
            if not (
                word.capital
                or word.bare in self.office | self.joiners | {"a", "an", "who", "is", "’s"}
            ):
                return False
        return False


def _adjoining(text: str, left: Token, right: Token, dots: bool = False) -> bool:
    gap = text[left.end : right.start]
    return gap in (" ", ". ") if dots else gap == " " or (gap == ". " and len(left.text) == 1)


def merged(people: Sequence[Mark], found: Sequence[Mark]) -> list[Mark]:
    """Join the model's people with those of the rules: where two overlap, the longer run."""
    kept = list(people)
    for mark in found:
        rivals = [k for k in kept if k.start < mark.end and mark.start < k.end]
        if all(mark.end - mark.start > k.end - k.start for k in rivals):
            kept = [k for k in kept if k not in rivals] + [mark]
    return sorted(kept, key=lambda m: m.start)


def completed(people: Sequence[Mark], found: Sequence[Mark]) -> list[Mark]:
    """Put the run of a rule for a name that a model was unsure of, and that is the run's end.

    A model that tells its scores is worth more than the rules, but for the beginning of names. A
    run behind an office may begin within the office ("Minister for Reintegration Ana Li"), unless
    that ends with a known name ("Ambassador to Peru Ana Li").
    """
    runs = {mark.end: mark for mark in found if mark.rule != "name.office"}
    whole = []
    for person in people:
        run = runs.get(person.end) if person.doubtful else None
        others = [p for p in people if p is not person]
        if run and run.start < person.start and not overlaps(run, others):
            person = replace(run, score=person.score)  # noqa: PLW2901
        whole.append(person)
    return whole
