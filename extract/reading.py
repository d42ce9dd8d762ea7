"""An article as the later stages see it: marked sentences, people, the publication date."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from extract.anchors import AnchorFinder
from extract.article import Article
from extract.codes import Codes
from extract.dateline import Dateline
from extract.events import EventFinder
from extract.gazetteer import Gazetteer
from extract.marks import Mark, Sentence
from extract.names import NameFinder
from extract.offices import OfficeFinder
from extract.passages import Passage
from extract.people import People
from extract.pipeline import Tokeniser
from extract.resolution import Clues
from extract.rules import Rules
from extract.tidy import Tidy
from extract.topics import TopicFinder
from extract.towns import Towns


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of one article that may report a meeting.

    All marks count characters of ``tidy.text``, the article's text without its dirt.
    ``passages`` are all of the headline and the body, ``sentences`` those of the ones that were
    read, in order; ``lead`` is the index of the last one of the lead,
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

    rules: Rules
    gazetteer: Gazetteer
    names: NameFinder
    events: EventFinder
    anchors: AnchorFinder
    offices: OfficeFinder
    towns: Towns
    topics: TopicFinder
    codes: Codes | None

    @classmethod
    def load(cls, rules: Rules, tokeniser: Tokeniser, codes: bool = False) -> Tools:
        """Read the tables beside the rules; raises PatternError."""
        gazetteer = Gazetteer.load(*rules.directories)
        events = EventFinder(rules)
        names = NameFinder(rules.words)
        anchors = AnchorFinder(rules, events, gazetteer)
        offices = OfficeFinder(names, rules)
        towns, topics = Towns(rules.directories), TopicFinder(tokeniser, rules)
        told = Codes(rules.directories) if codes else None
        return cls(rules, gazetteer, names, events, anchors, offices, towns, topics, told)
