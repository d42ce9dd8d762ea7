"""An article as the later stages see it: marked sentences, people, the publication date.

The order keeps most articles cheap: the body is found line by line, then words alone decide
whether an article can hold a meeting, and only its telling passages reach the entity model.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path

from spacy.tokens import Doc

from extract import (
    allegiance,
    bodies,
    clean,
    dateline,
    dates,
    numeric,
    offices,
    pipeline,
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
from extract.gazetteer import Gazetteer
from extract.home import home
from extract.language import is_english
from extract.marks import Mark, Sentence, overlaps
from extract.names import NameFinder, completed, merged
from extract.offices import OfficeFinder
from extract.people import People, collect
from extract.published import publication
from extract.resolution import Clues
from extract.tidy import Tidy, joined, tidy
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
_NO_WORD = re.compile(r"\S{200,}")
_ITEM = re.compile(r"\s{0,9}[-–•▪*·]\s")
"""A line of a list: of those present, or of the agenda."""
_INITIALS = re.compile(r"(?:\b[^\W\d_]\.\s?){1,5}$")
_SIGNS = ")]}.,;:–—-\"'’” "
"""Signs with which no name begins."""
_ANCHORING = ("meeting", "discussion", "status")
_TELLING = ("meeting", "discussion", "people", "background", "status", "venue")


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of one article that may report a meeting.

    All marks count characters of ``tidy.text``, the article's text without its dirt.
    ``passages`` are all of the headline and the body, ``sentences`` those of the headline and of
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
    def load(cls, patterns: str | None, codes: bool = False) -> Tools:
        """Read the shipped patterns and those of a folder; raises PatternError."""
        rules = rule_files.load(patterns)
        gazetteer = Gazetteer.load(*rules.directories)
        events = EventFinder(rules)
        names = NameFinder(rules.words)
        anchors = AnchorFinder(rules, events, gazetteer)
        offices = OfficeFinder(names, rules)
        towns, topics = Towns(rules.directories), TopicFinder(rules)
        told = Codes(rules.directories) if codes else None
        return cls(rules, gazetteer, names, events, anchors, offices, towns, topics, told)


class Reader:
    """Reads articles in batches; one per process, it holds the model."""

    def __init__(self, model: str | Path | None, patterns: str | None, codes: bool = False) -> None:
        self.tools = Tools.load(patterns, codes)
        self.model = pipeline.load_model(model)
        self.scored = pipeline.tells_scores(self.model)
        rules = self.tools.rules
        self.nlp = pipeline.build(self.model, patterns, rules.words["abbreviation"])
        self.gate = rules.regex(r"\b{gate}\b", re.IGNORECASE)
        self.told = rules.regex(r"\b{topic_told}\b", re.IGNORECASE)

    def zone(self) -> AbstractContextManager[object]:
        """Return a context behind which spaCy forgets the words it met, for no Doc to outlive.

        So memory does not grow with the number of articles.
        """
        return self.nlp.memory_zone()

    def read(self, articles: Iterable[Article]) -> Iterator[Reading | None]:
        """Yield a reading for each article, None where no sentence can report a meeting."""
        for article in articles:
            yield self._read(article)

    def _read(self, article: Article) -> Reading | None:
        tidied, blocks, told = cleaned(article, self.tools.rules)
        text = tidied.text
        parts = [p for b in blocks if b.kind in ("title", "body") for p in _pieces(text, b)]
        if not any(self.gate.search(text, b.start, b.end) for b in parts):
            return None
        texts = [_plain(text[b.start : b.end]) for b in parts]
        if not is_english("\n".join(texts)):
            return None
        docs = list(self.nlp.pipe(texts))
        if not any(doc.spans.get(stem) for doc in docs for stem in _ANCHORING):
            return None
        lead = next((i for i, b in enumerate(parts) if b.kind == "body"), 0)
        telling = [i for i, d in enumerate(docs) if i <= lead + 1 or self._telling(d, parts[i])]
        found = dict(zip(telling, pipeline.entities(self.model, [docs[i] for i in telling])))
        sentences: list[Sentence] = []
        for i in telling:
            sentences += self._sentences(docs[i], parts[i], i, found[i], len(sentences))
        passages = tuple(_passage(*pair) for pair in zip(docs, parts, strict=True))
        return self._assemble(article, tidied, blocks, told, passages, sentences, lead)

    def _telling(self, doc: Doc, block: Block) -> bool:
        return (
            block.kind == "title"
            or _ITEM.match(doc.text) is not None
            or any(doc.spans.get(stem) for stem in _TELLING)
            or any(token.lower_ in self.tools.names.heads for token in doc)
            or self.told.search(doc.text) is not None
        )

    def _assemble(
        self,
        article: Article,
        tidied: Tidy,
        blocks: Sequence[Block],
        told: str | None,
        passages: tuple[Passage, ...],
        sentences: list[Sentence],
        first_paragraph: int,
    ) -> Reading:
        named = list(_with_surnames(sentences))
        sentences = list(bodies.marked(named, self.tools.gazetteer, self.tools.rules))
        title = next((b for b in blocks if b.kind == "title"), None)
        rules = self.tools.rules
        text = tidied.text
        line = dateline.find(text, blocks, rules)
        found = dates.find(text, rules)
        order = numeric.day_first(found)
        date, mark = publication(article, text, blocks, line, rules, order)
        return Reading(
            article,
            tidied,
            Mark(title.start, title.end, text[title.start : title.end], "title", "title",
                 title.rule) if title else None,
            told,
            passages,
            tuple(sentences),
            self._people(sentences),
            date,
            mark,
            first_paragraph,
            _lead(sentences),
            home(text, blocks, self.tools.gazetteer, rules),
            line,
            _clues(date, line, sentences, order, rules),
            self.tools,
        )  # fmt: skip

    def _people(self, sentences: Sequence[Sentence]) -> People:
        """Return the people, with the sides they stand for and their mentions by office."""
        tools = self.tools
        people = collect(sentences, tools.names)
        allegiance.settle(sentences, people, tools.gazetteer, tools.rules)
        offices.tie(sentences, people, tools.offices, tools.gazetteer)
        return people

    def _sentences(
        self, doc: Doc, block: Block, paragraph: int,
        entities: Sequence[pipeline.Entity], index: int,
    ) -> Iterator[Sentence]:  # fmt: skip
        spans: list[tuple[int, int, str, str, str, float | None]] = [
            (s.start_char, s.end_char, stem, s.label_, s.id_, None)
            for stem, group in doc.spans.items()
            for s in group
            if s.label_ != rule_files.NONE
            and stem not in ABOUT
            and (s.label_ != "headline" or block.kind == "title")  # "to hold" is news there alone
        ]
        spans += [(e.start, e.end, "entity", e.label, "model.ner", e.score) for e in entities]
        spans.sort(key=lambda span: span[:5])
        starts, whole = [span[0] for span in spans], doc.text
        for first, last in _ranges(doc, entities):
            raw = whole[first:last]
            text = raw.strip()
            if not text:
                continue
            start = first + len(raw) - len(raw.lstrip())
            bare = Sentence(
                block.start + start, block.start + start + len(text), text, index, paragraph,
                block.kind, (),
            )  # fmt: skip
            inside = spans[bisect_left(starts, start) : bisect_left(starts, start + len(text))]
            found = [
                bare.mark(s - start, e - start, kind, label, rule, score=score)
                for s, e, kind, label, rule, score in inside
                if e <= start + len(text)
            ]
            marks = sorted(self._marks(bare, found), key=lambda m: (m.start, -m.end))
            yield replace(bare, marks=tuple(marks))
            index += 1

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
        if not self.scored or any(person.doubtful for person in people):
            runs = self.tools.names.find(bare.text, known)
            by_rule = [bare.mark(s, e, "entity", "PERSON", rule) for s, e, rule in runs]
            people = completed(people, by_rule) if self.scored else merged(people, by_rule)
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


def _passage(doc: Doc, block: Block) -> Passage:
    marks = tuple(
        Mark(block.start + s.start_char, block.start + s.end_char, s.text, stem, s.label_, s.id_)
        for stem in ABOUT
        for s in doc.spans.get(stem, ())
    )
    return Passage(block.start, doc.text, block.kind, marks)


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
    found = [(s, c) for s in sentences for c in dates.find(s.text, rules)]
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


def cleaned(article: Article, rules: rule_files.Rules) -> tuple[Tidy, Sequence[Block], str | None]:
    """Return an article's text without dirt, its blocks, and a title that is no line of it."""
    tidied, told = tidy(article.text), article.title
    blocks: Sequence[Block] = clean.blocks(tidied.text, rules)
    if article.origin:
        blocks, told = settled(tidied.text, blocks, article.origin.body, told)
    spans = [(b.start, b.end) for b in blocks]
    tidied, spans = joined(tidied, rules.words.get("hyphened_part", ()), spans)
    return tidied, [Block(*span, b.kind, b.rule) for span, b in zip(spans, blocks)], told


def _guessed(mark: Mark) -> bool:
    """Whether a model has taken a single word for a person by less than even chances."""
    return " " not in mark.text.strip(_SIGNS) and mark.score is not None and mark.score < 0.5


def _ranges(doc: Doc, entities: Sequence[pipeline.Entity]) -> list[list[int]]:
    """Return where sentences begin and end: not inside a name, if the model tells its scores."""
    people = [e for e in entities if e.label == "PERSON" and e.score is not None]
    starts = [e.start for e in people]
    ranges: list[list[int]] = []
    for sent in doc.sents:
        before = bisect_left(starts, sent.start_char) - 1
        if ranges and before >= 0 and people[before].end > sent.start_char:
            ranges[-1][1] = sent.end_char
        else:
            ranges.append([sent.start_char, sent.end_char])
    text = doc.text  # put together anew each time
    return [part for first, last in ranges for part in _cut(text, first, last, people)]


def _cut(
    text: str, first: int, last: int, people: Sequence[pipeline.Entity]
) -> Iterator[list[int]]:
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
