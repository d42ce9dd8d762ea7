"""An article's text in parts, and what the views that show it make of them."""

from __future__ import annotations

import io

import pytest
from fake_engine import record
from hypothesis import given
from hypothesis import strategies as st
from rendered import reported

from extract import render
from extract.article import Article, Block
from extract.record import Evidence
from extract.reported import Reported, parts

WORDS = "Ann Li met Bo Ek in Lima."


def piece(text: str, words: str, field: str = "event") -> Evidence:
    start = text.index(words)
    return Evidence(field, start, start + len(words), words, "fake.rule")


def explained(article: Reported) -> str:
    stream = io.StringIO()
    render.writer("explain")([article], stream, render.PLAIN)
    return stream.getvalue()


@st.composite
def articles(draw) -> Reported:
    text = draw(st.text(st.sampled_from("ab \n\U0001f600"), max_size=30))
    spot = st.integers(0, len(text))
    spans = st.lists(st.tuples(spot, spot).map(sorted), max_size=6)
    evidence = [Evidence("event", a, b, text[a:b], "r") for a, b in draw(spans) if a < b]
    edges = sorted(set(draw(st.lists(spot, max_size=6))))
    blocks = [Block(a, b, "body", "r") for a, b in zip(edges[::2], edges[1::2], strict=False)]
    return Reported(Article(text, "-"), blocks, [record(evidence=evidence)])


@given(articles())
def test_the_parts_are_the_text_and_those_of_evidence_its_words(article):
    cut = list(parts(article))
    assert "".join(part.text for part in cut) == article.article.text
    for place, evidence in enumerate(article.records[0].evidence):
        assert "".join(p.text for p in cut if (0, place) in p.behind) == evidence.text
    for block in article.blocks:
        assert sum(len(p.text) for p in cut if p.kind) == sum(
            b.end - b.start for b in article.blocks
        ), block


@given(articles())
def test_every_bracket_of_an_explanation_is_closed(article):
    text = explained(article)
    assert text.count("[") == text.count("]") == text.count("{") == text.count("}")


def test_an_explanation_marks_the_words_of_an_article():
    told = record(evidence=[piece(WORDS, "met"), piece(WORDS, "Lima", "venue.city")])
    shown = explained(reported(WORDS, told)).splitlines()
    assert shown[-1] == "Ann Li [met]{event} Bo Ek in [Lima]{venue.city}."


def test_words_within_words_have_brackets_of_their_own():
    told = record(evidence=[piece(WORDS, "Bo Ek in Lima", "title"), piece(WORDS, "Lima")])
    assert "[Bo Ek in [Lima]{event}]{title}." in explained(reported(WORDS, told))


def test_what_is_of_one_record_among_several_bears_its_number():
    one, two = (record(evidence=[piece(WORDS, "met"), piece(WORDS, w)]) for w in ("Ann", "Bo"))
    shown = explained(reported(WORDS, one, two))
    assert "[Ann]{1 event} Li [met]{event} [Bo]{2 event} Ek" in shown


def test_an_explanation_is_no_wider_than_the_page_and_repeats_no_empty_line():
    text = explained(reported(f"{WORDS * 20}\n\n\n\n{WORDS}", record(evidence=[])))
    assert max(map(len, text.splitlines())) <= 80
    assert "\n\n\n" not in text


def test_what_was_stripped_bears_a_sign_and_lines_end_as_they_should():
    text = "Menu\r\n\r\nHome\tNews\r\n\r\n" + WORDS
    blocks = [Block(0, 4, "boilerplate", "r"), Block(8, 17, "boilerplate", "r")]
    shown = explained(Reported(Article(text, "-"), blocks, [record(evidence=[])]))
    assert shown.endswith(f"\n~ Menu\n\n~ Home News\n\n{WORDS}\n")


@pytest.mark.parametrize("no_color", [True, False])
def test_colour_is_left_out_where_it_is_not_wanted(monkeypatch, no_color):
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    if no_color:
        monkeypatch.setenv("NO_COLOR", "1")
    stream = Terminal()
    told = record(evidence=[piece(WORDS, "Lima", "venue.city")])
    render.writer("explain")([reported(WORDS, told)], stream, render.PLAIN)
    assert ("\x1b[" in stream.getvalue()) is not no_color
