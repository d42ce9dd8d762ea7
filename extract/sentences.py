"""Sentences of a passage with their marks: names of the tables, entities, rule spans."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from extract.gazetteer import Gazetteer
from extract.marks import Mark, Sentence, overlaps
from extract.models import Entity
from extract.names import NameFinder, completed, merged
from extract.passages import Passage
from extract.rules import NONE

CUES = ("meeting", "discussion", "status")
"""Pattern files whose words may report a meeting."""
_LONGEST = 2000
"""Characters of a sentence; work on one grows with their square. In news 500 are many."""
_INITIALS = re.compile(r"(?:\b[^\W\d_]\.\s?){1,5}$")
_SIGNS = ")]}.,;:–—-\"'’” "
"""Signs with which no name begins."""


class SentenceMaker:
    """Cuts passages into sentences and marks them; ``scored`` when the model tells its scores."""

    def __init__(self, gazetteer: Gazetteer, names: NameFinder, *, scored: bool) -> None:
        self._gazetteer, self._names, self._scored = gazetteer, names, scored

    def of(
        self, passage: Passage, entities: Sequence[Entity], everywhere: bool = True
    ) -> Iterator[Sentence]:
        """Yield the sentences of a passage with what was found in it; their index is not set.

        Unless ``everywhere``, those without a cue of a meeting have no names of the tables.
        """
        block = passage.block
        spans: list[tuple[int, int, str, str, str, float | None]] = [
            (*span, None)
            for span in passage.spans
            if span.label != NONE
            and (span.label != "headline" or block.kind == "title")  # "to hold" is news there alone
        ]
        spans += [(e.start, e.end, "entity", e.label, "model.ner", e.score) for e in entities]
        spans.sort(key=lambda span: span[:5])
        starts, whole = [span[0] for span in spans], passage.tokens.text
        for first, last in _ranges(whole, passage.tokeniser.sentences(passage.tokens), entities):
            raw = whole[first:last]
            text = raw.strip()
            if not text:
                continue
            start = first + len(raw) - len(raw.lstrip())
            bare = Sentence(
                block.start + start, block.start + start + len(text), text, 0, passage.number,
                block.kind, (),
            )  # fmt: skip
            inside = spans[bisect_left(starts, start) : bisect_left(starts, start + len(text))]
            found = [
                bare.mark(s - start, e - start, kind, label, rule, score=score)
                for s, e, kind, label, rule, score in inside
                if e <= start + len(text)
            ]
            if everywhere or any(mark.kind in CUES for mark in found):
                found = self._marks(bare, found)
            marks = sorted(found, key=lambda m: (m.start, -m.end))
            yield replace(bare, marks=tuple(marks))

    def _marks(self, bare: Sentence, found: Sequence[Mark]) -> list[Mark]:
        """Return the marks of one sentence: names of the tables, entities, rule spans."""
        names = [
            bare.mark(n.start, n.end, "name", n.kind, f"gazetteer.{n.kind}", n.id)
            for n in self._gazetteer.find(bare.text)
        ]
        entities = [m for m in found if m.kind == "entity"]
        rest = [m for m in found if m.kind != "entity"]
        return [*names, *self._entities(bare, entities, names), *rest]

    def _entities(self, bare: Sentence, found: list[Mark], names: Sequence[Mark]) -> list[Mark]:
        """Join the model's people with those the rules see, and trim what is no name."""
        known = [(n.start - bare.start, n.end - bare.start) for n in names]
        spotted = [m for m in found if m.label == "PERSON"]
        edges = [0, *(m.end - bare.start for m in spotted)]
        trimmed = (self._trim(bare, m, known, edge) for m, edge in zip(spotted, edges))
        people = [person for person in trimmed if person is not None]
        if not self._scored or any(person.doubtful for person in people):
            runs = self._names.find(bare.text, known)
            by_rule = [bare.mark(s, e, "entity", "PERSON", rule) for s, e, rule in runs]
            people = completed(people, by_rule) if self._scored else merged(people, by_rule)
        others = [
            m for m in found
            if m.label != "PERSON" and not overlaps(m, people)
        ]  # fmt: skip
        return people + others

    def _trim(
        self, bare: Sentence, mark: Mark, known: Sequence[tuple[int, int]], edge: int
    ) -> Mark | None:
        """Cut what is no name off the front of a model's person; None when nothing is left.

        Titles are not cut where the model is sure: "Sultan" and "Prince" are names too. ``known``
        are names of other kinds, ``edge`` is where the person before ends.
        """
        start, end = mark.start - bare.start, mark.end - bare.start
        start += len(mark.text) - len(mark.text.lstrip(_SIGNS))
        if mark.score is None or mark.doubtful:
            span = self._names.core(mark.text)
            if span is None:
                return None
            start, end = mark.start - bare.start + span[0], mark.start - bare.start + span[1]
            start = self._from_initials(bare.text, start, [*known, (0, edge)])
        start = _behind_country(bare.text, start, end, known)
        if start >= end or any(s <= start and end <= e for s, e in known) or _guessed(mark):
            return None
        return bare.mark(start, end, "entity", "PERSON", mark.rule, score=mark.score)

    def _from_initials(self, text: str, start: int, taken: Sequence[tuple[int, int]]) -> int:
        """Return where a name begins, initials before it included that belong to nothing else."""
        found = _INITIALS.search(text[max(0, start - 20) : start])
        if not found or not found[0][0].isupper():
            return start
        initials = found[0]
        while initials.split(" ")[0].strip(".").lower() in self._names.honorifics:
            initials = initials.partition(" ")[2]
        begin = start - len(initials)
        return start if any(s < start and begin < e for s, e in taken) else begin


def _guessed(mark: Mark) -> bool:
    """Whether a model has taken a single word for a person by less than even chances."""
    return " " not in mark.text.strip(_SIGNS) and mark.score is not None and mark.score < 0.5


def _ranges(
    text: str, sentences: Iterable[tuple[int, int]], entities: Sequence[Entity]
) -> list[list[int]]:
    """Return where sentences begin and end: not inside a name, if the model tells its scores."""
    people = [e for e in entities if e.label == "PERSON" and e.score is not None]
    starts = [e.start for e in people]
    ranges: list[list[int]] = []
    for start, end in sentences:
        before = bisect_left(starts, start) - 1
        if ranges and before >= 0 and people[before].end > start:
            ranges[-1][1] = end
        else:
            ranges.append([start, end])
    return [part for first, last in ranges for part in _cut(text, first, last, people)]


def _cut(text: str, first: int, last: int, people: Sequence[Entity]) -> Iterator[list[int]]:
    """Cut a sentence that is too long at blanks, where there are any outside names."""
    while last - first > _LONGEST:
        end = text.rfind(" ", first + 1, first + _LONGEST)
        end = end if end > 0 else first + _LONGEST
        i = bisect_right(people, end, key=lambda person: person.start) - 1
        if i >= 0 and people[i].end > end and people[i].start > first:
            end = people[i].start
        yield [first, end]
        first = end
    yield [first, last]


def _behind_country(text: str, start: int, end: int, known: Sequence[tuple[int, int]]) -> int:
    """Return where a name begins that a model has run together with the country before it.

    "Foreign Minister of [Malta Karmenu Zahra]": the country ends the office.
    """
    for begin, stop in known:
        if begin == start and stop < end and text[:start].endswith((" of ", " of the ")):
            return stop + len(text[stop:end]) - len(text[stop:end].lstrip())
    return start


def with_surnames(sentences: Sequence[Sentence]) -> Iterator[Sentence]:
    """Mark the later mentions of people by surname that neither model nor rules have seen."""
    people = [m for s in sentences for m in s.of("entity", "PERSON") if " " in m.text]
    surnames = {m.text.split()[-1] for m in people}
    surnames -= {m.text for s in sentences for m in s.of("name")}
    if not surnames:
        yield from sentences
        return
    longest = sorted(map(re.escape, surnames), key=lambda n: (-len(n), n))
    mention = re.compile(rf"(?<![\w-])(?:{'|'.join(longest)})(?![\w-])")
    for sentence in sentences:
        found = [
            sentence.mark(m.start(), m.end(), "entity", "PERSON", "name.surname")
            for m in mention.finditer(sentence.text)
        ]
        taken = [m for m in sentence.marks if m.kind == "name" or m.label == "PERSON"]
        fresh = [mark for mark in found if not overlaps(mark, taken)]
        marks = sorted((*sentence.marks, *fresh), key=lambda m: (m.start, -m.end))
        yield replace(sentence, marks=tuple(marks))
