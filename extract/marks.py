"""What the pipeline leaves behind: marked sentences, as plain data with offsets into the text.

spaCy marks, plain modules give meaning. A mark's offsets count characters of the article's
text, never of a passage, so that every mark can become evidence as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from extract.record import Evidence

PARTIES = ("country", "demonym", "organisation", "body")
"""Labels of the names that can stand for a party."""
_SPACE = re.compile(r"\s+")
_SURE = 0.8
"""Half of the people with a lower score are wrong or cut wrongly, of the others one in twenty."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A marked stretch ``[start, end)`` of the article's text.

    ``kind`` says who marked it: ``entity`` (label PERSON, ORG, PLACE, NORP), ``name`` (label
    country, demonym, capital, city, organisation, body; ``value`` its id) or the stem of a pattern
    file (label as the rule says). ``rule`` is the id that stands in evidence, ``score`` how sure
    the entity model was, in (0, 1]; None where no model marked it, or one that does not say.
    """

    start: int
    end: int
    text: str
    kind: str
    label: str
    rule: str
    value: str = ""
    score: float | None = None

    @property
    def doubtful(self) -> bool:
        """Whether the entity model said that it was unsure."""
        return self.score is not None and self.score < _SURE

    def evidence(self, field: str) -> Evidence:
        """Return this mark as the evidence of ``field``."""
        return Evidence(field, self.start, self.end, self.text, self.rule)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence (or the headline) with its marks in order of their start.

    ``index`` counts the sentences of the reading, ``paragraph`` its blocks; ``part`` is
    ``title`` or ``body``.
    """

    start: int
    end: int
    text: str
    index: int
    paragraph: int
    part: str
    marks: tuple[Mark, ...]

    def of(self, kind: str, *labels: str) -> list[Mark]:
        """Return the marks of a kind, of all its labels or of those named."""
        return [m for m in self.marks if m.kind == kind and (not labels or m.label in labels)]

    def spans(self, kind: str, *labels: str) -> list[tuple[int, int]]:
        """Return where those marks lie, in offsets into this sentence's text."""
        return [(m.start - self.start, m.end - self.start) for m in self.of(kind, *labels)]

    def mark(
        self, start: int, end: int, kind: str, label: str, rule: str, value: str = "",
        score: float | None = None,
    ) -> Mark:  # fmt: skip
        """Make a mark from offsets into this sentence's text."""
        text = self.text[start:end]
        return Mark(self.start + start, self.start + end, text, kind, label, rule, value, score)

    def holds(self, mark: Mark) -> bool:
        """Say whether a mark begins in this sentence."""
        return self.start <= mark.start < self.end

    def before(self, mark: Mark) -> str:
        """Return the sentence's text up to a mark."""
        return self.text[: mark.start - self.start]

    def after(self, mark: Mark) -> str:
        """Return the sentence's text behind a mark."""
        return self.text[mark.end - self.start :]

    def between(self, left: Mark, right: Mark) -> str:
        """Return the text between two marks of this sentence."""
        return self.text[left.end - self.start : right.start - self.start]


def plain(text: str) -> str:
    """Return ``text`` on one line: each run of white space as one blank."""
    return _SPACE.sub(" ", text).strip()


class Span(Protocol):
    """A stretch of a text: a mark, or what a model found."""

    @property
    def start(self) -> int:
        """Where it begins."""

    @property
    def end(self) -> int:
        """Where it ends, exclusive."""


def overlaps(mark: Span, others: Iterable[Span]) -> bool:
    """Say whether a mark shares a character with one of the others."""
    return any(mark.start < other.end and other.start < mark.end for other in others)
