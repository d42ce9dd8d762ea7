"""An article with the records it gave, and its text cut where their words begin and end.

For the views that show the article itself: the report and the explanation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extract.article import Article, Block
from extract.record import Evidence, Record

Quoted = tuple[tuple[int, int], Evidence]
"""The place of a piece of evidence, and the piece."""


@dataclass(frozen=True, slots=True)
class Reported:
    """An article, the blocks of its text, and the records of the meetings that it reports."""

    article: Article
    blocks: Sequence[Block]
    records: Sequence[Record]


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of an article's text with no border of a block or of evidence inside.

    ``kind`` is that of its block, empty between blocks. ``behind`` are the places of the evidence
    that the stretch belongs to: the number of the record, and of the evidence in it.
    """

    text: str
    kind: str
    behind: tuple[tuple[int, int], ...]


def parts(reported: Reported) -> Iterator[Part]:
    """Yield the stretches of an article's text, in order; together they are the whole text."""
    text = reported.article.text
    told = quoted(reported)
    spans = [(e.start, e.end) for _, e in told] + [(b.start, b.end) for b in reported.blocks]
    edges = sorted({0, len(text), *(edge for span in spans for edge in span)})
    opening: dict[int, list[Quoted]] = {}
    for piece in told:
        opening.setdefault(piece[1].start, []).append(piece)
    kinds = {block.start: block for block in reported.blocks}
    there: list[Quoted] = []
    block = None
    for start, end in pairwise(edges):
        there = [piece for piece in there if piece[1].end > start] + opening.get(start, [])
        block = kinds.get(start, block if block and block.end > start else None)
        behind = tuple(sorted(place for place, evidence in there))
        yield Part(text[start:end], block.kind if block else "", behind)


def quoted(reported: Reported) -> list[Quoted]:
    """Return the evidence of all records, each piece with its place."""
    return [
        ((number, place), evidence)
        for number, record in enumerate(reported.records)
        for place, evidence in enumerate(record.evidence)
    ]
