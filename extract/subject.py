"""Who met, where a verb's subject is nobody's name: states in a row, and "the two" of before."""

from __future__ import annotations

import re

from extract.gazetteer import Gazetteer
from extract.marks import PARTIES, Mark, Sentence
from extract.people import People, Person

_AND = re.compile(r",?\s{1,9}and\s{1,9}(?:the\s{1,9})?|,\s{1,9}(?:the\s{1,9})?")
_VERB_NEXT = re.compile(
    r"\s+(?:(?:have|has|had|will|also|today|yesterday|on\s+\w+|\w+day)\s+){0,2}"
)
_OPENS = re.compile(r"\A(?:.*[,:–—-])?\s*(?:the\s+)?", re.IGNORECASE)
"""What stands before such a row: the beginning of a clause, or what a comma or a dateline ends."""
_PAIR = re.compile(
    r"(?:^|\s)(?:they|both|(?:both|the\s+(?:two|pair))(?:\s+\w+){0,2})\s+(?:(?:have|had|also|later)\s+)?$",
    re.IGNORECASE,
)
_TWO = 2
_LEAD = 60
"""Characters before a verb in which "the two" stands."""
_BEFORE = 600
"""Characters in which those are named whom "the two" means."""


def states(sentence: Sentence, start: int, verb: Mark, gazetteer: Gazetteer) -> dict[str, Mark]:
    """Return the states and organisations of a verb's subject: "Peru and Chile discussed".

    ``start`` is where its clause begins in the article's text. Fewer than two are none.
    """
    names = [m for m in sentence.of("name", *PARTIES) if start <= m.start and m.end <= verb.start]
    if not names or not _VERB_NEXT.fullmatch(sentence.between(names[-1], verb)):
        return {}
    row = names[-1:]
    for name in reversed(names[:-1]):
        if not _AND.fullmatch(sentence.between(name, row[0])):
            break
        row.insert(0, name)
    lead = sentence.text[start - sentence.start : row[0].start - sentence.start]
    if len(row) == 1 or not _OPENS.fullmatch(lead):
        return {}
    return {gazetteer.side_of(mark.value): mark for mark in row}


def pair(sentence: Sentence, verb: Mark, people: People) -> tuple[Person, ...]:
    """Return the officials told of before "the two met", "they discussed", where they are two."""
    if not _PAIR.search(sentence.before(verb)[-_LEAD:]):
        return ()
    told = people.officials(verb.start - _BEFORE, verb.start)
    return tuple(told) if len(told) == _TWO else ()
