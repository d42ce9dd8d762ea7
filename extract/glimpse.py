"""Who might have met, before it is known who is who: everybody an article's opening speaks of.

Each name, each office and each pronoun stands for people of their own, each of another side. So an
anchor that the whole article would give is one here too, and hardly anything has to be read.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from itertools import pairwise

from extract.gazetteer import Gazetteer
from extract.marks import Mark, Sentence
from extract.names import NameFinder
from extract.offices import Office, OfficeFinder
from extract.people import People, Person
from extract.roles import RoleReader
from extract.sentences import CUES

_SIGNS = "()[]{}.,;:!?\"'“”‘’«»–—-…"
"""Signs that may stand about a word."""
_INITIAL = 3
"""Letters of an initial, its full stop included."""


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


def may_be_surnames(text: str, never: Container[str]) -> set[str]:
    """Return the words of a text behind one that may be another name of the same person.

    That is one without a small first letter or a sign at its end, and none of ``never``. So a
    surname in the opening is known before the rest, which tells the whole name, is read.
    """
    return {
        word.strip(_SIGNS).removesuffix("'s").removesuffix("’s")
        for one, word in pairwise(text.split())
        if not one[0].islower() and (one[-1].isalnum() or len(one) <= _INITIAL)
        if one.lower() not in never
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
