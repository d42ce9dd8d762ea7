"""The topics of an article: phrases that tell what was discussed, and their labels.

The topic model (:mod:`extract.training.topics`) reads the whole article, headline and body, since
what surrounds a phrase tells whether it was discussed or is background. Rules add topics, bar
phrases and name labels.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

from extract.marks import Mark, overlaps
from extract.models import load_encoder
from extract.passages import Passage
from extract.pipeline import RuleSpan, RuleSpans, Tokeniser
from extract.rules import NONE, Rules

if TYPE_CHECKING:
    from extract.ner.component import EncoderNer, Found

ABOUT = ("topics", "topic_labels")
"""The pattern files that are about topics alone."""
MODEL = Path(__file__).parent / "topic_model"
LIKELY = 0.8
"""The probability from which the model's label of a topic is taken."""
UNLIKELY = 0.03
"""The probability below which a label that a shipped rule gives is not."""
_PAIR = re.compile(r"([a-z-]{1,40}(?:al|ic|ary|ive|ar)) and ([a-z-]{1,40} [^,]+)")
"""Two adjectives before a noun: "economic and cultural cooperation"."""
_QUOTES = '"“”„«»'
"""Quotation marks; one at a phrase's edge without the other belongs to the sentence."""


Told = tuple[Mark, Mapping[str, float]]
"""A topic of the model, and the probability of each label."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A phrase of the body that tells what was discussed, and its labels, sorted."""

    mark: Mark
    labels: tuple[str, ...]


class TopicFinder:
    """Finds topics; the model is loaded when the first meeting asks for them."""

    def __init__(self, tokeniser: Tokeniser, rules: Rules) -> None:
        """Take note of the rules of labels that are a user's: the model does not overrule them."""
        self._spans = RuleSpans(tokeniser, rules, ABOUT)
        self._own = frozenset(r.id for r in rules["topic_labels"] if rules.is_own(r))

    @cached_property
    def _model(self) -> EncoderNer:
        return load_encoder(MODEL)

    def find(self, passages: Sequence[Passage]) -> Iterator[Topic]:
        """Yield the topics of an article's passages, passage by passage, in order."""
        firsts = [0, *accumulate(len(passage.tokens.words) + 1 for passage in passages)]
        words = [word for p in passages for word in (*p.tokens.words, "\n")]
        spaces = [space for p in passages for space in (*p.tokens.spaces, False)]
        told: list[list[Told]] = [[] for _ in passages]
        for found in self._model.find(words, spaces):
            number = bisect_right(firsts, found.first) - 1
            told[number].append(_told(passages[number], found, firsts[number]))
        for passage, theirs in zip(passages, told, strict=True):
            if passage.block.kind == "body":
                marks = [_mark(passage, span) for span in self._spans.find(passage.tokens)]
                yield from _topics(list(_parted(passage, theirs)), marks, self._own)


def _told(passage: Passage, found: Found, first: int) -> Told:
    """Return what the model told in a passage, whose first token was the ``first`` it read."""
    tokens = passage.tokens
    start = tokens.starts[found.first - first]
    whole = tokens.text[start : tokens.end(found.last - first)]
    text = whole
    if sum(map(text.count, _QUOTES)) == 1:
        text = text.strip(_QUOTES).strip() or text
    start += passage.block.start + whole.index(text)
    mark = Mark(start, start + len(text), text, "topic", "topic", "model.topics", score=found.score)
    return mark, found.kinds


def _mark(passage: Passage, span: RuleSpan) -> Mark:
    text = passage.text[span.start : span.end]
    start = passage.block.start + span.start
    return Mark(start, start + len(text), text, span.stem, span.label, span.rule)


def _parted(passage: Passage, found: Sequence[Told]) -> Iterator[Told]:
    """Part the last item of an enumeration: "trade, economic and cultural cooperation" has three.

    That is where an adjective stands alone before its "and", and no item before has one.
    """
    plain = False
    for number, (mark, kinds) in enumerate(found):
        before = found[number - 1][0].end if number else mark.start
        listed = _text(passage, before, mark.start) == ", "
        after = found[number + 1][0].start if number + 1 < len(found) else mark.end
        pair = _PAIR.fullmatch(mark.text) if listed and plain else None
        if pair and "," not in _text(passage, mark.end, after)[:1]:
            yield replace(mark, end=mark.start + pair.end(1), text=pair[1]), {}
            yield replace(mark, start=mark.start + pair.start(2), text=pair[2]), kinds
        else:
            yield mark, kinds
        plain = (plain or not listed) and " and " not in mark.text


def _text(passage: Passage, start: int, end: int) -> str:
    return passage.text[start - passage.block.start : end - passage.block.start]


def _topics(found: Sequence[Told], marks: Sequence[Mark], own: Collection[str]) -> list[Topic]:
    """Return the model's topics that no rule bars, and those that rules add, in order."""
    rules = [mark for mark in marks if mark.kind == "topics"]
    barring = [rule for rule in rules if rule.label == NONE]
    kept = [(m, kinds) for m, kinds in found if not any(_inside(m, rule) for rule in barring)]
    told = [mark for mark, _ in kept]
    kept += [(m, {}) for m in rules if m.label != NONE and not overlaps(m, told)]
    kept.sort(key=lambda pair: pair[0].start)
    labelling = [mark for mark in marks if mark.kind == "topic_labels"]
    return [Topic(mark, _labels(mark, labelling, kinds, own)) for mark, kinds in kept]


def _labels(
    topic: Mark, marks: Sequence[Mark], kinds: Mapping[str, float], own: Collection[str]
) -> tuple[str, ...]:
    """Return the labels that rules find in a topic, and those of which the model is sure.

    ``marks`` are those of the rules in its passage. Where the model is sure that a shipped rule is
    wrong, the rule's label is left out. Where a user's rule says that the whole topic has none, it
    is not asked.
    """
    if any(m.label == NONE and m.rule in own and _inside(topic, m) for m in marks):
        kinds = {}
    by_rule = {
        m.label for m in marks
        if _inside(m, topic) and (m.rule in own or kinds.get(m.label, 1.0) >= UNLIKELY)
    }  # fmt: skip
    return tuple(sorted(by_rule - {NONE} | {label for label, p in kinds.items() if p >= LIKELY}))


def _inside(mark: Mark, other: Mark) -> bool:
    return other.start <= mark.start and mark.end <= other.end
