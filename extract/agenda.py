"""What each meeting was about: the topics told in its sentences, and their labels.

The topic model (:mod:`extract.training.topics`) reads the whole article, headline and body, since
what surrounds a phrase tells whether it was discussed or is background. Rules add topics, bar
phrases and name labels.
"""

from __future__ import annotations

import importlib
import re
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

import spacy
from spacy.language import Language
from spacy.tokens import Span

from extract.errors import ModelError
from extract.marks import Mark, overlaps
from extract.ner import SCORE, SPAN_KINDS
from extract.rules import NONE, Rules

if TYPE_CHECKING:
    from extract.meetings import Meeting

ABOUT = ("topics", "topic_labels")
"""The pattern files whose marks passages have."""
MODEL = Path(__file__).parent / "topic_model"
LIKELY = 0.7
"""The probability from which the model's label of a topic is taken."""
UNLIKELY = 0.03
"""The probability below which a label that a shipped rule gives is not."""
_FAR = 12
"""Passages without a telling sentence, in a row, that may still be about the meeting told last."""
_PAIR = re.compile(r"([a-z-]+(?:al|ic|ary|ive|ar)) and ([a-z-]+ [^,]+)")
"""Two adjectives before a noun: "economic and cultural cooperation"."""
_INSIDE = r"\b(?:participants (?:in|of)|sides (?:in|of)|during|within|at|in the course of) the {}\b"
"""What stands before a meeting's event where something is told of it."""
_COMMON = ("meeting", "talks", "visit")
"""Words for events that may stand for any of an article's meetings."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of the headline or the body as models read it, on one line.

    ``start`` is where it begins in the article's text, ``part`` is ``title`` or ``body``;
    ``marks`` are those of the rules of ABOUT.
    """

    start: int
    text: str
    part: str
    marks: tuple[Mark, ...]

    def of(self, kind: str) -> list[Mark]:
        """Return the marks of a pattern file."""
        return [mark for mark in self.marks if mark.kind == kind]


Told = tuple[Mark, Mapping[str, float]]
"""A topic of the model, and the probability of each label."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A phrase of the body that tells what was discussed, and its labels, sorted."""

    mark: Mark
    labels: tuple[str, ...]


class TopicFinder:
    """Finds topics; the model is loaded when the first meeting asks for them."""

    def __init__(self, rules: Rules) -> None:
        """Take note of the rules of labels that are a user's: the model does not overrule them."""
        labelling = rules["topic_labels"]
        self._own = frozenset(
            r.id for r in labelling if Path(r.where).parent != rules.directories[0]
        )

    @cached_property
    def _model(self) -> Language:
        try:
            importlib.import_module("extract.ner.component")  # a bare checkout has no entry point
            model = spacy.load(MODEL)
        except (OSError, ValueError) as error:
            reason = str(error).split("\n")[0]
            raise ModelError(
                f"the topic model {MODEL} cannot be loaded ({reason}); install the package anew"
            ) from None
        model.max_length = sys.maxsize  # it reads in windows, so that length costs no memory
        return model

    def find(self, passages: Sequence[Passage]) -> Iterator[Topic]:
        """Yield the topics of an article's passages, passage by passage, in order."""
        starts = [0, *accumulate(len(passage.text) + 1 for passage in passages)]
        told: list[list[Told]] = [[] for _ in passages]
        for ent in self._model("\n".join(passage.text for passage in passages)).ents:
            number = bisect_right(starts, ent.start_char) - 1
            told[number].append(_told(passages[number], ent, starts[number]))
        for passage, found in zip(passages, told, strict=True):
            if passage.part == "body":
                yield from _topics(passage, list(_parted(passage, found)), self._own)


def _told(passage: Passage, span: Span, begin: int) -> Told:
    """Return what the model told in a passage that it read from the character ``begin`` on."""
    start = passage.start + span.start_char - begin
    end, score = start + len(span.text), span._.get(SCORE)
    mark = Mark(start, end, span.text, "topic", "topic", "model.topics", score=score)
    return mark, span._.get(SPAN_KINDS)


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
    return passage.text[start - passage.start : end - passage.start]


def _topics(passage: Passage, found: Sequence[Told], own: Collection[str]) -> list[Topic]:
    """Return the model's topics that no rule bars, and those that rules add, in order."""
    rules = passage.of("topics")
    barring = [rule for rule in rules if rule.label == NONE]
    kept = [(m, kinds) for m, kinds in found if not any(_inside(m, rule) for rule in barring)]
    told = [mark for mark, _ in kept]
    kept += [(m, {}) for m in rules if m.label != NONE and not overlaps(m, told)]
    kept.sort(key=lambda pair: pair[0].start)
    return [Topic(mark, _labels(mark, passage, kinds, own)) for mark, kinds in kept]


def _labels(
    topic: Mark, passage: Passage, kinds: Mapping[str, float], own: Collection[str]
) -> tuple[str, ...]:
    """Return the labels that rules find in a topic, and those of which the model is sure.

    Where it is sure that a shipped rule is wrong, the rule's label is left out. Where a user's rule
    says that the whole topic has none, it is not asked.
    """
    marks = passage.of("topic_labels")
    if any(m.label == NONE and m.rule in own and _inside(topic, m) for m in marks):
        kinds = {}
    by_rule = {
        m.label for m in marks
        if _inside(m, topic) and (m.rule in own or kinds.get(m.label, 1.0) >= UNLIKELY)
    }  # fmt: skip
    return tuple(sorted(by_rule - {NONE} | {label for label, p in kinds.items() if p >= LIKELY}))


def _inside(mark: Mark, other: Mark) -> bool:
    return other.start <= mark.start and mark.end <= other.end


def settle(meetings: Sequence[Meeting]) -> None:
    """Give each meeting the topics that stand in its sentences, or behind the last of them."""
    if not meetings:
        return
    reading = meetings[0].reading
    starts = [sentence.start for sentence in reading.sentences]
    owners = list(_owners(meetings))
    for topic in reading.tools.topics.find(list(_near(reading.passages, starts))):
        for meeting in owners[bisect_right(starts, topic.mark.start) - 1]:
            meeting.topics.append(topic)


def _near(passages: Sequence[Passage], starts: Sequence[int]) -> Iterator[Passage]:
    """Yield the passages in which sentences start, and some behind each: the rest is far away."""
    since = 0
    for passage in passages:
        at = bisect_left(starts, passage.start)
        told = at < len(starts) and starts[at] < passage.start + len(passage.text)
        since = 0 if told else since + 1
        if since <= _FAR:
            yield passage


def _owners(meetings: Sequence[Meeting]) -> Iterator[list[Meeting]]:
    """Yield for each sentence the meetings of which it tells.

    Those are the ones whose sentence it is, until one tells what was done at the main one, by the
    name of its event ("participants of the dialogue"): from there the text has come back to that,
    until it names somebody of the other again.
    """
    main = meetings[0]
    heads = [m.anchor.event.head if m.anchor.event else "" for m in meetings]
    own = heads[0] if heads[0] not in {"", *heads[1:], *_COMMON} else ""
    named = re.compile(_INSIDE.format(re.escape(own)), re.IGNORECASE) if own else None
    people = main.reading.people
    told = [{sentence.index for sentence in m.sentences} for m in meetings]
    back = False
    for sentence in main.reading.sentences:
        holders = [m for m, its in zip(meetings, told, strict=True) if sentence.index in its]
        there = people.within(sentence.of("entity", "PERSON"))
        others = [p for m in holders for p in m.principals if p not in main.principals]
        if any(m.anchor.sentence is sentence for m in meetings) or set(there) & set(others):
            back = False
        elif named and named.search(sentence.text):
            back = True
        yield [main] if back and holders else holders
