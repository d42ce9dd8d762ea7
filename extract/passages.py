"""Passages of an article: the parts of its headline and body that are looked at one by one.

What is found in a passage is worked out when it is asked for: most are never looked at.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from extract import clean
from extract.agreement import settled
from extract.article import Article, Block
from extract.models import Entity
from extract.pipeline import RuleSpan, RuleSpans, Tokeniser, Tokens
from extract.rules import Rules
from extract.tidy import Tidy, joined

_ONE_LINE = str.maketrans(
    dict.fromkeys((sign for sign in map(chr, range(0x3001)) if sign.isspace()), " ")
    | dict.fromkeys(map(chr, range(0xD800, 0xE000)), "\ufffd")
)
"""One character for one: white space becomes a blank, half a surrogate pair a sign spaCy takes."""
_LONGEST = 20_000
"""Characters that the entity model sees at once."""
_SHORT = 3
"""Letters of a first name that is cut short."""
_NO_WORD = re.compile(r"\S{200,}")


@dataclass(frozen=True)
class Passage:
    """A part of the headline or the body, its ``text`` on one line and as long as the block.

    ``number`` counts the article's passages from 0.
    """

    block: Block
    number: int
    text: str
    tokeniser: Tokeniser
    rules: RuleSpans

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


def guessed_people(
    tokens: Tokens,
    never: Container[str],
    particles: Container[str],
    barred: Iterable[tuple[int, int]],
) -> Iterator[Entity]:
    """Yield whatever a model could take for a person: runs of words not of small letters alone.

    Particles may stand in a run or begin one. Words that are ``never`` part of a name, and the
    ``barred`` stretches of a text, end it.
    """
    taken = bytearray(len(tokens.text) + 1)
    for start, end in barred:
        taken[start:end] = b"\1" * (end - start)
    first = last = None
    for i, word in enumerate(tokens.words):
        lower = word.lower()
        named = word[0].isalpha() and not word.islower() and lower not in never
        if first is not None and _hyphened(tokens, i):
            last = i
        elif first is not None and _shortened(tokens, i):
            continue
        elif (named or lower in particles) and not taken[tokens.starts[i]]:
            first = i if first is None else first
            last = i if named else last
        else:
            yield from _person(tokens, first, last)
            first = last = None
    yield from _person(tokens, first, last)


def _person(tokens: Tokens, first: int | None, last: int | None) -> Iterator[Entity]:
    if first is not None and last is not None:
        yield Entity(tokens.starts[first], tokens.end(last), "PERSON", 1.0)


def _hyphened(tokens: Tokens, i: int) -> bool:
    """Say whether a token is a hyphen within a word, or stands behind one."""
    return not tokens.spaces[i - 1] and "-" in (tokens.words[i], tokens.words[i - 1])


def _shortened(tokens: Tokens, i: int) -> bool:
    """Say whether a token is the full stop of a short first name: "Sh. Rahimov"."""
    return (
        tokens.words[i] == "." and not tokens.spaces[i - 1] and len(tokens.words[i - 1]) <= _SHORT
    )


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
