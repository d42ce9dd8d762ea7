"""Who might have met, before it is known who is who: everybody an article's opening speaks of.

Each name, each office and each pronoun stands for people of their own, each of another side. So
hardly an anchor is missed that the whole article would give, and hardly anything has to be read.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from itertools import pairwise

from extract.gazetteer import Gazetteer
from extract.marks import Mark, Sentence
from extract.names import NameFinder
from extract.offices import Office, OfficeFinder
from extract.people import People, Person
from extract.roles import RoleReader
from extract.sentences import CUES

WORD = re.compile(r"[^\W\d_][\w'’]*(?:-[\w'’]+)*")
"""A word as it stands in a name."""
_CLOSE = 3
"""Characters between two names of one person: ". ", " (", ") "."""


class Anybody(People):
    """The people of sentences, none of them tied to another mention."""

    def __init__(
        self,
        sentences: Sequence[Sentence],
        names: NameFinder,
        finder: OfficeFinder,
        gazetteer: Gazetteer,
    ) -> None:
        """Take the people of the sentences that have a cue of a meeting."""
        telling = [s for s in sentences if any(s.of(kind) for kind in CUES)]
        super().__init__([p for s in telling for p in _named(s, names)])
        for sentence in telling:
            beside = [r.mark for p in self.within(sentence.of("entity", "PERSON")) for r in p.roles]
            for office in finder.find(sentence, beside):
                self._add(sentence, office, gazetteer)

    def first(self) -> list[Person]:
        """Return somebody whom the article may be about."""
        return [_stranger("first")]

    def officials(self, start: int, end: int) -> list[Person]:
        """Return two, since there may have been two."""
        return [_stranger("one"), _stranger("two")]

    def _add(self, sentence: Sentence, office: Office, gazetteer: Gazetteer) -> None:
        """Take an office for people named elsewhere, and for officials whom no name stands for.

        Those named elsewhere are meant by their number, by "the", or by whom they stand for.
        """
        if office.parties or (office.number if office.plural else office.definite):
            holders = [_stranger(f"{n} {office.mark.start}") for n in range(1 + office.plural)]
            self.add_mention(sentence, office.mark, holders)
        if office.parties:
            sides = {gazetteer.side_of(m.value): m for m in office.parties}
            self.add_unnamed(sentence, office.mark, sides)


def may_be_surnames(text: str, particles: Container[str]) -> set[str]:
    """Return the words of a text close behind one that may be another name of the same person.

    That is a particle, or one without a small first letter: the rest of an article may tell the
    whole name of somebody who is named by it alone in the opening.
    """
    return {
        word[0].removesuffix("'s").removesuffix("’s")
        for one, word in pairwise(WORD.finditer(text))
        if word.start() - one.end() <= _CLOSE
        if not one[0][0].islower() or one[0].lower() in particles
    }


def _named(sentence: Sentence, names: NameFinder) -> list[Person]:
    reader = RoleReader(sentence, names)
    return [
        Person([mark], mark, reader.of(mark), side=f"side {mark.start}")
        for mark in sentence.of("entity", "PERSON")
    ]


def _stranger(side: str) -> Person:
    mark = Mark(0, 0, "", "entity", "PERSON", "glimpse")
    return Person([mark], mark, side=side)
