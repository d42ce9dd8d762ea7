"""From an article to its reading, in looks that each go farther than the one before.

So most articles cost little. One without a word of the gate is not looked at. Of one without a
rule's cue of a meeting, or that reports none by a guess at its people, nothing reaches the entity
model, which reads the telling passages of the others.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from extract import allegiance, bodies, dateline, dates, numeric, offices, resolution
from extract import rules as rule_files
from extract.article import Article, Block
from extract.dateline import Dateline
from extract.dating import is_others
from extract.gate import Gate
from extract.home import home
from extract.language import is_english
from extract.marks import Mark, Sentence
from extract.models import Entity, open_model
from extract.passages import Passage, cleaned, guessed_people, one_line, pieces
from extract.people import People, collect
from extract.pipeline import RuleSpans, Tokeniser
from extract.published import publication
from extract.reading import Reading, Tools
from extract.resolution import Clues
from extract.sentences import CUES, SentenceMaker, with_surnames
from extract.tidy import Tidy, breaks_words, tidy
from extract.topics import ABOUT

_OPENING = 4
"""Sentences from the start whose full dates stand for the article's year."""
_ITEM = re.compile(r"\s{0,9}[-–•▪*·]\s")
"""A line of a list: of those present, or of the agenda."""
_TELLING = (*CUES, "people", "background", "venue")
_COMMON = ("boilerplate_function_words", "office_group", "officials", "office_bare")
"""Lists of words that are no part of a name, beside those of :class:`NameFinder`."""


@dataclass(frozen=True)
class Draft:
    """An article that may report a meeting, before it is read.

    ``lead`` is the first passage of the body; ``telling`` are the first ones and those that tell
    of a meeting or of people.
    """

    article: Article
    tidied: Tidy
    blocks: Sequence[Block]
    told: str | None
    passages: Sequence[Passage]
    lead: int
    telling: Sequence[Passage]
    tools: Tools

    @cached_property
    def dateline(self) -> Dateline | None:
        """The article's dateline."""
        return dateline.find(self.tidied.text, self.blocks, self.tools.rules)

    @cached_property
    def day_first(self) -> bool | None:
        """The order of its numeric dates."""
        return numeric.day_first(self.tidied.text, self.tools.rules)

    @cached_property
    def published(self) -> tuple[dt.date | None, Mark | None]:
        """The publication date, and its words."""
        text, rules = self.tidied.text, self.tools.rules
        return publication(self.article, text, self.blocks, self.dateline, rules, self.day_first)

    @cached_property
    def home(self) -> Mark | None:
        """The words of the country that it speaks from."""
        return home(self.tidied.text, self.blocks, self.tools.gazetteer, self.tools.rules)


class Reader:
    """Reads articles; one per process, it holds the model."""

    def __init__(self, model: str | Path | None, patterns: str | None, codes: bool = False) -> None:
        rules = rule_files.load(patterns)
        self._tokeniser = Tokeniser(rules.words["abbreviation"])
        self.tools = Tools.load(rules, self._tokeniser, codes)
        self.model = open_model(model)
        gazetteer, names = self.tools.gazetteer, self.tools.names
        self._make = SentenceMaker(gazetteer, names, scored=self.model.scored)
        others = [stem for stem in rules.by_file if stem not in ABOUT]
        self._rules = RuleSpans(self._tokeniser, rules, others)
        self._gate = Gate(rules)
        self._no_name = names.never | {word for name in _COMMON for word in rules.words[name]}
        self._told = rules.regex(r"\b{topic_told}\b", re.IGNORECASE)

    def draft(self, article: Article) -> Draft | None:
        """Return what the first look at an article tells, None where it can report no meeting."""
        tidied = tidy(article.text)
        if not (self._gate.opens(tidied.text) or breaks_words(tidied.text)):
            return None
        tidied, blocks, told = cleaned(article, tidied, self.tools.rules)
        passages = self._passages(tidied.text, blocks)
        if not self._may_report(passages):
            return None
        lead = next((p.number for p in passages if p.block.kind == "body"), 0)
        telling = [p for p in passages if p.number <= lead + 1 or self._telling(p)]
        return Draft(article, tidied, blocks, told, passages, lead, telling, self.tools)

    def _may_report(self, passages: Sequence[Passage]) -> bool:
        """Say whether a passage has a cue of a meeting, or may name one by its number."""
        gate, texts = self._gate, [passage.text for passage in passages]
        if not (any(map(gate.opens, texts)) and is_english("\n".join(texts))):
            return False
        may = (passage for passage in passages if gate.may_report(passage.text))
        return any(passage.has(CUES) or gate.counts(passage.text) for passage in may)

    def _passages(self, text: str, blocks: Sequence[Block]) -> list[Passage]:
        parts = [p for b in blocks if b.kind in ("title", "body") for p in pieces(text, b)]
        lines = (one_line(text[part.start : part.end]) for part in parts)
        return [
            Passage(part, i, line, self._tokeniser, self._rules)
            for i, (part, line) in enumerate(zip(parts, lines))
        ]

    def guess(self, draft: Draft) -> Reading:
        """Return the reading of an article in which whoever the model might find is a person."""
        guessed = (self._guess(passage) for passage in draft.telling)
        return self._reading(draft, zip(draft.telling, guessed))

    def _guess(self, passage: Passage) -> list[Entity]:
        cues = [(span.start, span.end) for span in passage.spans if span.stem in CUES]
        particles = self.tools.names.particles
        return list(guessed_people(passage.tokens, self._no_name, particles, cues))

    def read(self, draft: Draft) -> Reading:
        """Return the reading of an article, with the names that the model finds."""
        found = self.model.entities(passage.tokens for passage in draft.telling)
        return self._reading(draft, zip(draft.telling, found))

    def _telling(self, passage: Passage) -> bool:
        text = passage.text
        return (
            passage.block.kind == "title"
            or _ITEM.match(text) is not None
            or passage.has(_TELLING)
            or any(word.lower() in self.tools.names.heads for word in passage.tokens.words)
            or self._told.search(text) is not None
        )

    def _reading(
        self, draft: Draft, passages: Iterable[tuple[Passage, Sequence[Entity]]]
    ) -> Reading:
        sentences = self._sentences(passages)
        title = next((b for b in draft.blocks if b.kind == "title"), None)
        text = draft.tidied.text
        date, mark = draft.published
        return Reading(
            draft.article,
            draft.tidied,
            Mark(title.start, title.end, text[title.start : title.end], "title", "title",
                 title.rule) if title else None,
            draft.told,
            tuple(draft.passages),
            tuple(sentences),
            self._people(sentences),
            date,
            mark,
            draft.lead,
            _lead(sentences),
            draft.home,
            draft.dateline,
            _clues(date, draft.dateline, sentences, draft.day_first, self.tools.rules),
            self.tools,
        )  # fmt: skip

    def _sentences(self, passages: Iterable[tuple[Passage, Sequence[Entity]]]) -> list[Sentence]:
        """Return the sentences of passages, with the names that only others among them tell."""
        made = (s for passage, found in passages for s in self._make.of(passage, found))
        numbered = [replace(sentence, index=n) for n, sentence in enumerate(made)]
        named = list(with_surnames(numbered))
        return list(bodies.marked(named, self.tools.gazetteer, self.tools.rules))

    def _people(self, sentences: Sequence[Sentence]) -> People:
        """Return the people, with the sides they stand for and their mentions by office."""
        tools = self.tools
        people = collect(sentences, tools.names)
        allegiance.settle(sentences, people, tools.gazetteer, tools.rules)
        offices.tie(sentences, people, tools.offices, tools.gazetteer)
        return people


def _clues(
    published: dt.date | None,
    line: Dateline | None,
    sentences: Sequence[Sentence],
    day_first: bool | None,
    rules: rule_files.Rules,
) -> Clues:
    """Return what dates without a year may be resolved by.

    Without a publication date that is the one year that the dates near the lead name, and where a
    weekday is told the latest year of the article and the one after it.
    """
    if published:
        return Clues(published, day_first=day_first)
    found = [(s, c) for s in sentences for c in dates.find_in_figures(s.text, rules)]
    told = [(s, c, int(c.groups[key])) for s, c in found for key in ("y1", "y2") if key in c.groups]
    full = {
        year for s, c, year in told
        if s.index < _OPENING and c.names_day and not is_others(s.text, c, rules)
    }  # fmt: skip
    latest = max((year for _, _, year in told), default=0)
    return Clues(
        None,
        full.pop() if len(full) == 1 else None,
        (latest, latest + 1) if latest else (),
        day_first,
        resolution.resolve(line.date) if line and line.date else None,
    )


def _lead(sentences: Sequence[Sentence]) -> int:
    """Return the index of the last sentence of the lead: the body's first two."""
    body = [s.index for s in sentences if s.part == "body"]
    return body[:2][-1] if body else 0
