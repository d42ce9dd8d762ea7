"""From an article to its reading, in looks that each go farther than the one before.

So most articles cost little. One without a word of the gate is not looked at. Of one without a
rule's cue of a meeting, or that reports none by a guess at its people, nothing reaches the entity
model; that reads the first passages and those that may report a meeting, and only where these do
the other telling ones.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
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
from extract.models import open_model
from extract.passages import Passage, cleaned, one_line, pieces
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
_YEAR = re.compile(r"\d{4}")
_ITEM = re.compile(r"\s{0,9}[-–•▪*·]\s")
"""A line of a list: of those present, or of the agenda."""
_TELLING = (*CUES, "people", "background", "venue")
_COMMON = ("boilerplate_function_words", "office_group", "officials", "office_bare")
"""Lists of words with which no name begins."""
_Passages = Sequence[Passage] | Mapping[int, Passage]
"""Passages by their number."""


@dataclass(frozen=True)
class Draft:
    """An article that may report a meeting, before it is read.

    ``lead`` is the first passage of the body, ``cues`` are those with a cue of a meeting.
    """

    article: Article
    tidied: Tidy
    blocks: Sequence[Block]
    told: str | None
    passages: Sequence[Passage]
    lead: int
    cues: Sequence[int]
    tools: Tools

    def and_first(self, some: Iterable[int]) -> list[int]:
        """Return some passages with those up to the first of the body, in order."""
        return sorted({*range(min(self.lead + 1, len(self.passages))), *some})

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
        self._gate = Gate(rules, self._tokeniser.lower)
        self._common = frozenset(word for name in _COMMON for word in rules.words[name])
        self._told = rules.regex(r"\b{topic_told}\b", re.IGNORECASE)

    def draft(self, article: Article) -> Draft | None:
        """Return what the first look at an article tells, None where it can report no meeting."""
        tidied = tidy(article.text)
        if not (self._gate.opens(tidied.text) or breaks_words(tidied.text)):
            return None
        tidied, blocks, told = cleaned(article, tidied, self.tools.rules)
        passages = self._passages(tidied.text, blocks)
        texts = [passage.text for passage in passages]
        if not (any(map(self._gate.opens, texts)) and is_english("\n".join(texts))):
            return None
        lead = next((i for i, p in enumerate(passages) if p.block.kind == "body"), 0)
        may = (i for i, text in enumerate(texts) if self._gate.may_report(text))
        cues = [i for i in may if passages[i].has(CUES)]
        if not cues:
            return None
        return Draft(article, tidied, blocks, told, passages, lead, cues, self.tools)

    def _passages(self, text: str, blocks: Sequence[Block]) -> list[Passage]:
        parts = [p for b in blocks if b.kind in ("title", "body") for p in pieces(text, b)]
        lines = (one_line(text[part.start : part.end]) for part in parts)
        return [Passage(p, line, self._tokeniser, self._rules) for p, line in zip(parts, lines)]

    def guess(self, draft: Draft) -> Reading:
        """Return the reading of the first passages and of those with a cue, without the model.

        Whoever has a capital is a person.
        """
        some = draft.and_first(draft.cues)
        guessed = {
            i: draft.passages[i].guessed(self._common, cues_only=i > draft.lead) for i in some
        }
        return self._reading(draft, self._sentences(guessed, some))

    def opening(self, draft: Draft, guess: Reading) -> Reading:
        """Return the reading of the first passages and those that, as guessed, report a meeting."""
        find = self.tools.anchors.find
        hopeful = {s.paragraph for s in guess.sentences if any(find(s, guess.people))}
        some = draft.and_first(hopeful)
        return self._reading(draft, self._sentences(draft.passages, some))

    def whole(self, draft: Draft) -> Reading:
        """Return the reading of all of an article's passages that tell anything."""
        passages, lead = draft.passages, draft.lead
        telling = [i for i, p in enumerate(passages) if i <= lead + 1 or self._telling(p)]
        return self._reading(draft, self._sentences(passages, telling))

    def _sentences(self, passages: _Passages, some: Sequence[int]) -> list[Sentence]:
        """Return the sentences of some passages; each is read by the model once."""
        unread = [passages[i] for i in some if passages[i].entities is None]
        for passage, found in zip(unread, self.model.entities(p.tokens for p in unread)):
            passage.entities = found
        sentences: list[Sentence] = []
        for i in some:
            passage = passages[i]
            if passage.sentences is None:
                passage.sentences = list(self._make.of(passage, i))
            known = enumerate(passage.sentences, len(sentences))
            sentences += [replace(sentence, index=n) for n, sentence in known]
        named = list(with_surnames(sentences))
        return list(bodies.marked(named, self.tools.gazetteer, self.tools.rules))

    def _telling(self, passage: Passage) -> bool:
        text = passage.text
        return (
            passage.block.kind == "title"
            or _ITEM.match(text) is not None
            or passage.has(_TELLING)
            or any(word.lower() in self.tools.names.heads for word in passage.tokens.words)
            or self._told.search(text) is not None
        )

    def _reading(self, draft: Draft, sentences: Sequence[Sentence]) -> Reading:
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
    found = [(s, c) for s in sentences if _YEAR.search(s.text) for c in dates.find(s.text, rules)]
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
