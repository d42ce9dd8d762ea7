"""An article as the later stages see it: marked sentences, people, the publication date.

The order keeps most articles cheap. An article without a word of the gate is not looked at; of one
without a rule's cue of a meeting nothing reaches the entity model; that reads the passages with a
cue and the first ones, and only where these report a meeting the other telling passages.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from extract import (
    allegiance,
    bodies,
    clean,
    dateline,
    dates,
    numeric,
    offices,
    resolution,
)
from extract import rules as rule_files
from extract.agreement import settled
from extract.anchors import AnchorFinder
from extract.article import Article, Block
from extract.codes import Codes
from extract.dateline import Dateline
from extract.dating import is_others
from extract.events import EventFinder
from extract.gate import Gate
from extract.gazetteer import Gazetteer
from extract.home import home
from extract.language import is_english
from extract.marks import Mark, Sentence, overlaps
from extract.models import Entity, open_model
from extract.names import NameFinder, completed, merged
from extract.offices import OfficeFinder
from extract.people import People, collect
from extract.pipeline import RuleSpan, RuleSpans, Tokeniser, Tokens
from extract.published import publication
from extract.resolution import Clues
from extract.tidy import Tidy, breaks_words, joined, tidy
from extract.topics import ABOUT, Passage, TopicFinder
from extract.towns import Towns

_ONE_LINE = str.maketrans(
    dict.fromkeys("\n\r\t\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029\xa0", " ")
    | dict.fromkeys(map(chr, range(0xD800, 0xE000)), "\ufffd")
)
"""One character for one: white space becomes a blank, half a surrogate pair a sign spaCy takes."""
_LONGEST_PIECE = 20_000
"""Characters that the entity model sees at once."""
_LONGEST_SENTENCE = 2000
"""Characters of a sentence; work on one grows with their square. In news 500 are many."""
_OPENING = 4
"""Sentences from the start whose full dates stand for the article's year."""
_YEAR = re.compile(r"\d{4}")
_NO_WORD = re.compile(r"\S{200,}")
_ITEM = re.compile(r"\s{0,9}[-–•▪*·]\s")
"""A line of a list: of those present, or of the agenda."""
_INITIALS = re.compile(r"(?:\b[^\W\d_]\.\s?){1,5}$")
_SIGNS = ")]}.,;:–—-\"'’” "
"""Signs with which no name begins."""
_IN_NAMES = frozenset(("bin", "al", "de", "van"))
_ANCHORING = ("meeting", "discussion", "status")
_TELLING = ("meeting", "discussion", "people", "background", "status", "venue")


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of one article that may report a meeting.

    All marks count characters of ``tidy.text``, the article's text without its dirt.
    ``passages`` are all of the headline and the body, none before all is read, ``sentences`` those of the headline and of
    the body's telling passages, in order; ``lead`` is the index of the last one of the lead,
    ``home`` the words of the country it speaks from,
    ``clues`` what there is to resolve dates by.
    ``told_title`` is a headline that came beside the text and is no line of it; ``published`` is
    the publication date and ``published_mark`` its words (None when an option gave it).
    """

    article: Article
    tidy: Tidy
    title: Mark | None
    told_title: str | None
    passages: tuple[Passage, ...]
    sentences: tuple[Sentence, ...]
    people: People
    published: dt.date | None
    published_mark: Mark | None
    first_paragraph: int
    lead: int
    home: Mark | None
    dateline: Dateline | None
    clues: Clues
    tools: Tools


@dataclass(frozen=True, slots=True)
class Tools:
    """Rules and tables, loaded once and handed to every stage."""

    rules: rule_files.Rules
    gazetteer: Gazetteer
    names: NameFinder
    events: EventFinder
    anchors: AnchorFinder
    offices: OfficeFinder
    towns: Towns
    topics: TopicFinder
    codes: Codes | None

    @classmethod
    def load(cls, rules: rule_files.Rules, tokeniser: Tokeniser, codes: bool = False) -> Tools:
        """Read the tables beside the rules; raises PatternError."""
        gazetteer = Gazetteer.load(*rules.directories)
        events = EventFinder(rules)
        names = NameFinder(rules.words)
        anchors = AnchorFinder(rules, events, gazetteer)
        offices = OfficeFinder(names, rules)
        towns, topics = Towns(rules.directories), TopicFinder(tokeniser, rules)
        told = Codes(rules.directories) if codes else None
        return cls(rules, gazetteer, names, events, anchors, offices, towns, topics, told)


class Reader:
    """Reads articles in batches; one per process, it holds the model."""

    def __init__(self, model: str | Path | None, patterns: str | None, codes: bool = False) -> None:
        rules = rule_files.load(patterns)
        self.tokeniser = Tokeniser(rules.words["abbreviation"])
        self.tools = Tools.load(rules, self.tokeniser, codes)
        self.model = open_model(model)
        others = [stem for stem in rules.by_file if stem not in ABOUT]
        self.rule_spans = RuleSpans(self.tokeniser, rules, others)
        self.gate = Gate(rules, self.tokeniser.lower)
        lists = ("boilerplate_function_words", "office_group", "officials", "office_bare")
        self.common = frozenset(word for name in lists for word in rules.words[name])
        self.told = rules.regex(r"\b{topic_told}\b", re.IGNORECASE)

    def draft(self, article: Article) -> Draft | None:
        """Return what the first look at an article tells, None where it can report no meeting."""
        tidied = tidy(article.text)
        if not (self.gate.opens(tidied.text) or breaks_words(tidied.text)):
            return None
        tidied, blocks, told = cleaned(article, tidied, self.tools.rules)
        text = tidied.text
        parts = [p for b in blocks if b.kind in ("title", "body") for p in _pieces(text, b)]
        if not any(self.gate.opens(text[b.start : b.end]) for b in parts):
            return None
        texts = [_plain(text[b.start : b.end]) for b in parts]
        if not is_english("\n".join(texts)):
            return None
        passages = [_Passage(block, text, self) for block, text in zip(parts, texts, strict=True)]
        lead = next((i for i, b in enumerate(parts) if b.kind == "body"), 0)
        cues = [i for i, p in enumerate(passages) if p.may_report() and p.has(_ANCHORING)]
        if not cues:
            return None
        first = sorted({*range(min(lead + 1, len(passages))), *cues})
        return Draft(article, tidied, blocks, told, passages, lead, first, self.tools)

    def guess(self, draft: Draft) -> Reading:
        """Return the reading of the first passages and of those with a cue, without the model.

        Whoever has a capital is a person.
        """
        passages, lead = draft.passages, draft.lead
        guessed = {i: passages[i].guessed(cues_only=i > lead) for i in draft.first}
        return self._assemble(draft, self._sentences_of(guessed, draft.first))

    def opening(self, draft: Draft, guess: Reading) -> Reading:
        """Return the reading of the first passages and of those that by a guess report a meeting."""
        find = self.tools.anchors.find
        hopeful = {s.paragraph for s in guess.sentences if any(find(s, guess.people))}
        some = sorted({*range(min(draft.lead + 1, len(draft.passages))), *hopeful})
        return self._assemble(draft, self._sentences_of(draft.passages, some))

    def whole(self, draft: Draft) -> Reading:
        """Return the reading of all of an article's passages that tell anything."""
        passages, lead = draft.passages, draft.lead
        telling = [i for i, p in enumerate(passages) if i <= lead + 1 or self._telling(p)]
        told = tuple(Passage(p.block.start, p.tokens, p.block.kind) for p in passages)
        sentences = self._sentences_of(passages, telling)
        return self._assemble(draft, sentences, told)

    def _sentences_of(self, passages: _Passages, some: Sequence[int]) -> list[Sentence]:
        """Return the sentences of some passages; each is read by the model once."""
        unread = [passages[i] for i in some if passages[i].entities is None]
        for passage, found in zip(unread, self.model.entities(p.tokens for p in unread)):
            passage.entities = found
        sentences: list[Sentence] = []
        for i in some:
            passage = passages[i]
            if passage.sentences is None:
                passage.sentences = list(self._sentences(passage, i))
            sentences += (replace(s, index=n) for n, s in enumerate(passage.sentences, len(sentences)))
        named = list(_with_surnames(sentences))
        return list(bodies.marked(named, self.tools.gazetteer, self.tools.rules))

    def _telling(self, passage: _Passage) -> bool:
        text = passage.text
        return (
            passage.block.kind == "title"
            or _ITEM.match(text) is not None
            or passage.has(_TELLING)
            or any(word.lower() in self.tools.names.heads for word in passage.tokens.words)
            or self.told.search(text) is not None
        )

    def _assemble(
        self,
        draft: Draft,
        sentences: Sequence[Sentence],
        passages: tuple[Passage, ...] = (),
    ) -> Reading:
        title = next((b for b in draft.blocks if b.kind == "title"), None)
        text = draft.tidied.text
        date, mark = draft.published
        return Reading(
            draft.article,
            draft.tidied,
            Mark(title.start, title.end, text[title.start : title.end], "title", "title",
                 title.rule) if title else None,
            draft.told,
            passages,
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

    def _sentences(self, passage: _Passage, paragraph: int) -> Iterator[Sentence]:
        block, entities = passage.block, passage.entities or ()
        spans: list[tuple[int, int, str, str, str, float | None]] = [
            (*span, None)
            for span in passage.spans
            if span.label != rule_files.NONE
            and (span.label != "headline" or block.kind == "title")  # "to hold" is news there alone
        ]
        spans += [(e.start, e.end, "entity", e.label, "model.ner", e.score) for e in entities]
        spans.sort(key=lambda span: span[:5])
        starts, whole = [span[0] for span in spans], passage.tokens.text
        for first, last in _ranges(whole, self.tokeniser.sentences(passage.tokens), entities):
            raw = whole[first:last]
            text = raw.strip()
            if not text:
                continue
            start = first + len(raw) - len(raw.lstrip())
            bare = Sentence(
                block.start + start, block.start + start + len(text), text, 0, paragraph,
                block.kind, (),
            )  # fmt: skip
            inside = spans[bisect_left(starts, start) : bisect_left(starts, start + len(text))]
            if passage.cues_only and not any(span[2] in _ANCHORING for span in inside):
                continue
            found = [
                bare.mark(s - start, e - start, kind, label, rule, score=score)
                for s, e, kind, label, rule, score in inside
                if e <= start + len(text)
            ]
            marks = sorted(self._marks(bare, found), key=lambda m: (m.start, -m.end))
            yield replace(bare, marks=tuple(marks))

    def _marks(self, bare: Sentence, found: Sequence[Mark]) -> list[Mark]:
        """Return the marks of one sentence: names of the tables, entities, rule spans."""
        names = [
            bare.mark(n.start, n.end, "name", n.kind, f"gazetteer.{n.kind}", n.id)
            for n in self.tools.gazetteer.find(bare.text)
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
        if not self.model.scored or any(person.doubtful for person in people):
            runs = self.tools.names.find(bare.text, known)
            by_rule = [bare.mark(s, e, "entity", "PERSON", rule) for s, e, rule in runs]
            people = completed(people, by_rule) if self.model.scored else merged(people, by_rule)
        others = [
            m for m in found
            if m.label != "PERSON" and not any(p.start < m.end and m.start < p.end for p in people)
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
            span = self.tools.names.core(mark.text)
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
        while initials.split(" ")[0].strip(".").lower() in self.tools.names.honorifics:
            initials = initials.partition(" ")[2]
        begin = start - len(initials)
        return start if any(s < start and begin < e for s, e in taken) else begin


_Passages = Sequence["_Passage"] | Mapping[int, "_Passage"]
"""Passages by their number."""


def _runs(tokens: Tokens, common: Container[str]) -> Iterator[Entity]:
    """Yield the runs of capitalised words, which are all that a model can take for people.

    None begins with one of the ``common`` words, which have a capital at a sentence's beginning.
    """
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


@dataclass
class Draft:
    """An article that may report a meeting, before it is read.

    ``lead`` is the first passage of the body; ``first`` are those up to it and those with a cue.
    """

    article: Article
    tidied: Tidy
    blocks: Sequence[Block]
    told: str | None
    passages: Sequence[_Passage]
    lead: int
    first: Sequence[int]
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


@dataclass
class _Passage:
    """A part of the headline or the body: its tokens, and what rules and the model found in it.

    ``entities`` is None where the model has not read it, ``sentences`` where they are not yet made.
    """

    block: Block
    text: str
    reader: Reader
    entities: Sequence[Entity] | None = None
    sentences: list[Sentence] | None = None
    cues_only: bool = False

    @cached_property
    def tokens(self) -> Tokens:
        """The passage's tokens."""
        return self.reader.tokeniser.tokens(self.text)

    @cached_property
    def spans(self) -> list[RuleSpan]:
        """What the rules find in it."""
        return self.reader.rule_spans.find(self.tokens)

    def guessed(self, *, cues_only: bool) -> _Passage:
        """Return the passage as if whoever has a capital were a person."""
        people = list(_runs(self.tokens, self.reader.common))
        guess = replace(self, entities=people, sentences=None, cues_only=cues_only)
        guess.__dict__ |= {"tokens": self.tokens, "spans": self.spans}
        return guess

    def may_report(self) -> bool:
        """Say whether it has a word without which no meeting is reported."""
        return self.reader.gate.may_report(self.text)

    def has(self, stems: Sequence[str]) -> bool:
        """Say whether a rule of some files found anything."""
        return any(span.stem in stems for span in self.spans)


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


def cleaned(
    article: Article, tidied: Tidy, rules: rule_files.Rules
) -> tuple[Tidy, Sequence[Block], str | None]:
    """Return an article's tidied text, its blocks, and a title that is no line of it."""
    told = article.title
    blocks: Sequence[Block] = clean.blocks(tidied.text, rules)
    if article.origin:
        blocks, told = settled(tidied.text, blocks, article.origin.body, told)
    spans = [(b.start, b.end) for b in blocks]
    tidied, spans = joined(tidied, rules.words.get("hyphened_part", ()), spans)
    return tidied, [Block(*span, b.kind, b.rule) for span, b in zip(spans, blocks)], told


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
    while last - first > _LONGEST_SENTENCE:
        end = text.rfind(" ", first + 1, first + _LONGEST_SENTENCE)
        end = end if end > 0 else first + _LONGEST_SENTENCE
        i = bisect_right(people, end, key=lambda person: person.start) - 1
        if i >= 0 and people[i].end > end and people[i].start > first:
            end = people[i].start
        yield [first, end]
        first = end
    yield [first, last]


def _pieces(text: str, block: Block) -> Iterator[Block]:
    """Cut a block that is too long for a model into pieces, at blanks where there are any."""
    start = block.start
    while block.end - start > _LONGEST_PIECE:
        cut = max(text.rfind(" ", start + 1, start + _LONGEST_PIECE), start + _LONGEST_PIECE // 2)
        yield replace(block, start=start, end=cut)
        start = cut
    yield replace(block, start=start)


def _plain(text: str) -> str:
    """Return a text of the same length on one line, runs of signs that are no words blanked."""
    return _NO_WORD.sub(lambda run: " " * len(run[0]), text.translate(_ONE_LINE))


def _behind_country(text: str, start: int, end: int, known: Sequence[tuple[int, int]]) -> int:
    """Return where a name begins that a model has run together with the country before it.

    "Foreign Minister of [Malta Karmenu Zahra]": the country ends the office.
    """
    for begin, stop in known:
        if begin == start and stop < end and text[:start].endswith((" of ", " of the ")):
            return stop + len(text[stop:end]) - len(text[stop:end].lstrip())
    return start


def _with_surnames(sentences: Sequence[Sentence]) -> Iterator[Sentence]:
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
