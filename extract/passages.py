"""Passages of an article: the parts of its headline and body that are looked at one by one.

What is found in a passage is worked out when it is asked for: most are never looked at.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from extract import clean
from extract.agreement import settled
from extract.article import Article, Block
from extract.marks import Sentence
from extract.models import Entity
from extract.pipeline import RuleSpan, RuleSpans, Tokeniser, Tokens
from extract.rules import Rules
from extract.tidy import Tidy, joined

_ONE_LINE = str.maketrans(
    dict.fromkeys("\n\r\t\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029\xa0", " ")
    | dict.fromkeys(map(chr, range(0xD800, 0xE000)), "\ufffd")
)
"""One character for one: white space becomes a blank, half a surrogate pair a sign spaCy takes."""
_LONGEST = 20_000
"""Characters that the entity model sees at once."""
_NO_WORD = re.compile(r"\S{200,}")
_IN_NAMES = frozenset(("bin", "al", "de", "van"))


@dataclass
class Passage:
    """A part of the headline or the body, its ``text`` on one line and as long as the block.

    ``entities`` is None where the model has not read it, ``sentences`` where they are not yet made;
    ``cues_only``: sentences without a cue of a meeting are left out.
    """

    block: Block
    text: str
    tokeniser: Tokeniser
    rules: RuleSpans
    entities: Sequence[Entity] | None = None
    sentences: list[Sentence] | None = None
    cues_only: bool = False

    @cached_property
    def tokens(self) -> Tokens:
        """The passage's tokens."""
        return self.tokeniser.tokens(self.text)

    @cached_property
    def spans(self) -> list[RuleSpan]:
        """What the rules find in it."""
        return self.rules.find(self.tokens)

    def has(self, stems: Container[str]) -> bool:
        """Say whether a rule of some files found anything."""
        return any(span.stem in stems for span in self.spans)

    def guessed(self, common: Container[str], *, cues_only: bool) -> Passage:
        """Return the passage as if each run of capitalised words were a person.

        None begins with one of the ``common`` words, which have a capital at a sentence's start.
        """
        people = list(_runs(self.tokens, common))
        guess = replace(self, entities=people, sentences=None, cues_only=cues_only)
        guess.__dict__ |= {"tokens": self.tokens, "spans": self.spans}
        return guess


def _runs(tokens: Tokens, common: Container[str]) -> Iterator[Entity]:
    """Yield the runs of capitalised words, which are all that a model can take for people."""
    first = None
    for i, word in enumerate((*tokens.words, ".")):
        if word[:1].isupper():
            if first is None and word.lower() not in common:
                first = i
        elif first is not None and word not in _IN_NAMES and not _hyphened(tokens, i):
            yield Entity(tokens.starts[first], tokens.end(i - 1), "PERSON", None)
            first = None


def _hyphened(tokens: Tokens, i: int) -> bool:
    return not tokens.spaces[i - 1] and "-" in (*tokens.words[i : i + 1], tokens.words[i - 1])


def cleaned(
    article: Article, tidied: Tidy, rules: Rules
) -> tuple[Tidy, Sequence[Block], str | None]:
    """Return an article's tidied text, its blocks, and a title that is no line of it."""
    told = article.title
    blocks: Sequence[Block] = clean.blocks(tidied.text, rules)
    if article.origin:
        blocks, told = settled(tidied.text, blocks, article.origin.body, told)
    spans = [(b.start, b.end) for b in blocks]
    tidied, spans = joined(tidied, rules.words.get("hyphened_part", ()), spans)
    return tidied, [Block(*span, b.kind, b.rule) for span, b in zip(spans, blocks)], told


def pieces(text: str, block: Block) -> Iterator[Block]:
    """Cut a block that is too long for a model into pieces, at blanks where there are any."""
    start = block.start
    while block.end - start > _LONGEST:
        cut = max(text.rfind(" ", start + 1, start + _LONGEST), start + _LONGEST // 2)
        yield replace(block, start=start, end=cut)
        start = cut
    yield replace(block, start=start)


def one_line(text: str) -> str:
    """Return a text of the same length on one line, runs of signs that are no words blanked."""
    return _NO_WORD.sub(lambda run: " " * len(run[0]), text.translate(_ONE_LINE))
