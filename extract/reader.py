"""From an article to its reading, in looks that each go farther than the one before.

So most articles cost little. One without a word of the gate is not looked at. Of one whose opening
has no cue of a meeting between anybody, taking for a name whatever might be one, nothing reaches
the entity model. Of the others it reads the passages of the opening that have a cue, and then the
telling passages of those in which a meeting may still open.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from extract import allegiance, bodies, dateline, dates, numeric, offices, resolution
from extract import rules as rule_files
from extract.article import Article, Block
from extract.dateline import Dateline
from extract.dating import is_others
from extract.further import OPENING
from extract.gate import Gate
from extract.glimpse import WORD, Anybody, may_be_surnames
from extract.home import home
from extract.language import is_english
from extract.marks import Mark, Sentence, overlaps
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

_DATING = 4
"""Sentences from the start whose full dates stand for the article's year."""
_FIRST = 2
"""Passages of the body that are read whether or not they tell of a meeting."""
_ITEM = re.compile(r"\s{0,9}[-–•▪*·]\s")
"""A line of a list: of those present, or of the agenda."""
_TELLING = (*CUES, "people", "background", "venue")
_COMMON = ("boilerplate_function_words", "office_group", "officials", "office_bare")
"""Lists of words that are no part of a name, beside those of :class:`NameFinder`."""
_SURNAME = r"\b([^\W\d_a-z][\w’'-]{0,40})[. ]{1,3}((?i:{surname_word}))\b"
"""A word that is a surname too, behind what may be a given name."""


Found = Mapping[int, Sequence[Entity]]
"""The names in passages, by the passage's number."""


@dataclass(frozen=True)
class Draft:
    """An article that may report a meeting, before it is read.

    ``lead`` is the first passage of the body, ``opening`` what of the article tells whether it has
    a meeting for its news: the headline, the first passages, and ``cued``, those among the first
    paragraphs whose words may open it.
    """

    article: Article
    tidied: Tidy
    blocks: Sequence[Block]
    told: str | None
    passages: Sequence[Passage]
    lead: int
    opening: Sequence[Passage]
    cued: Sequence[Passage]
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
        self._surnames = rules.regex(_SURNAME)
        self._topics = rules.regex(r"\b{topic_told}\b", re.IGNORECASE)

    def draft(self, article: Article) -> Draft | None:
        """Return what the first look at an article tells, None where it can report no meeting."""
        tidied = tidy(article.text)
        if not (self._gate.opens(tidied.text) or breaks_words(tidied.text)):
            return None
        tidied, blocks, told = cleaned(article, tidied, self.tools.rules)
        passages = self._passages(tidied.text, blocks)
        texts = [passage.text for passage in passages]
        if not any(map(self._gate.opens, texts)):
            return None
        lead = next((p.number for p in passages if p.block.kind == "body"), 0)
        head = passages[: lead + OPENING]
        cued = [p for p in head[lead:] if self._cued(p)]
        if not cued or not is_english("\n".join(texts)):
            return None
        opening = [*head[: lead + _FIRST], *(p for p in cued if p.number >= lead + _FIRST)]
        return Draft(article, tidied, blocks, told, passages, lead, opening, cued, self.tools)

    def _cued(self, passage: Passage) -> bool:
        """Say whether a passage has a cue of a meeting, or may name one by its number."""
        may = self._gate.may_report(passage.text)
        return may and (passage.has(CUES) or self._gate.counts(passage.text))

    def _passages(self, text: str, blocks: Sequence[Block]) -> list[Passage]:
        parts = [p for b in blocks if b.kind in ("title", "body") for p in pieces(text, b)]
        lines = (one_line(text[part.start : part.end]) for part in parts)
        return [
            Passage(part, i, line, self._tokeniser, self._rules)
            for i, (part, line) in enumerate(zip(parts, lines))
        ]

    def guess(self, draft: Draft) -> Found:
        """Return whatever the model might find in an article's opening.

        A word that is no name elsewhere is one where the text tells of a "Theresa May".
        """
        cues = {
            p.number: [(s.start, s.end) for s in p.spans if s.stem in CUES] for p in draft.opening
        }
        particles = self.tools.names.particles
        named = (m for m in self._surnames.finditer(draft.tidied.text) if m[2][0].isupper())
        surnames = {m[2].lower() for m in named if m[1].lower() not in self._no_name}
        never = self._no_name - surnames
        return {
            p.number: list(guessed_people(p.tokens, never, particles, cues[p.number]))
            for p in draft.opening
        }

    def named(self, passages: Sequence[Passage]) -> Found:
        """Return what the model finds in some passages."""
        found = self.model.entities(passage.tokens for passage in passages)
        return {passage.number: names for passage, names in zip(passages, found, strict=True)}

    def likely(self, draft: Draft, guessed: Found, found: Found) -> Found:
        """Return what the model found in an article's opening, and what may be surnames there.

        The latter are guesses, which stand for what the model found in their place.
        """
        words = may_be_surnames(draft.tidied.text, self.tools.names.particles)
        told: dict[int, list[Entity]] = {}
        for p in draft.opening:
            named = [
                e for e in guessed[p.number]
                if not words.isdisjoint(WORD.findall(p.text, e.start, e.end))
            ]  # fmt: skip
            told[p.number] = named + [e for e in found.get(p.number, ()) if not overlaps(e, named)]
        return told

    def glimpse(self, draft: Draft, found: Found) -> Reading | None:
        """Return the reading of an article's opening, in which anybody may be anyone.

        ``found`` are the names there, sure or not. None where no words report a meeting.
        """
        sentences, tools = self._sentences(draft.opening, found, everywhere=False), self.tools
        people = Anybody(sentences, tools.names, tools.offices, tools.gazetteer)
        if not any(True for s in sentences for _ in tools.anchors.find(s, people)):
            return None
        return self._reading(draft, sentences, people)

    def read(self, draft: Draft, found: Found) -> Reading:
        """Return the reading of an article: its first passages, and those that tell of people.

        ``found`` is what the model was asked before.
        """
        first = draft.lead + _FIRST
        telling = [p for p in draft.passages if p.number < first or self._tells(p)]
        found = {**found, **self.named([p for p in telling if p.number not in found])}
        sentences = self._sentences(telling, found)
        return self._reading(draft, sentences, self._people(sentences))

    def _tells(self, passage: Passage) -> bool:
        text = passage.text
        return (
            passage.block.kind == "title"
            or _ITEM.match(text) is not None
            or passage.has(_TELLING)
            or any(word.lower() in self.tools.names.heads for word in passage.tokens.words)
            or self._topics.search(text) is not None
        )

    def _reading(self, draft: Draft, sentences: list[Sentence], people: People) -> Reading:
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
            people,
            date,
            mark,
            draft.lead,
            _lead(sentences),
            draft.home,
            draft.dateline,
            _clues(date, draft.dateline, sentences, draft.day_first, self.tools.rules),
            self.tools,
        )  # fmt: skip

    def _sentences(
        self, passages: Sequence[Passage], found: Found, *, everywhere: bool = True
    ) -> list[Sentence]:
        """Return the sentences of passages, with the names that only others among them tell.

        Unless ``everywhere``, names of the tables are sought in those with a cue of a meeting.
        """
        made = (
            sentence
            for passage in passages
            for sentence in self._make.of(passage, found.get(passage.number, ()), everywhere)
        )
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
        if s.index < _DATING and c.names_day and not is_others(s.text, c, rules)
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
