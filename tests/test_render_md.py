"""Markdown: what a renderer makes of it is what the record tells, and nothing more."""

from __future__ import annotations

import pytest
from fake_engine import record
from hypothesis import given
from markdown_it import MarkdownIt
from markdown_it.token import Token
from rendered import FULL, HOSTILE, hostile, written

from extract.render._facts import facts, heading

PLAIN = {"inline", "text", "text_special"} | {
    f"{name}_{end}"
    for name in ("heading", "paragraph", "bullet_list", "list_item")
    for end in ("open", "close")
}
"""What an article's text may become: no link, picture, code, HTML, emphasis, rule or table."""


def test_markdown_reads_well():
    assert written("md", FULL, record()) == (
        "## Security Dialogue, 1st round\n"
        "\n"
        "- date: 2018-11-02 – 2018-11-03\n"
        "- venue: Foreign Ministry, Baku, AZ (hybrid)\n"
        "- status: planned\n"
        "- sides: EU, Azerbaijan\n"
        "- chairs:\n"
        "  - Jean-Christophe Belliard, Deputy Secretary-General for Political Affairs of the "
        "External Action Service (EU)\n"
        "  - Araz Azimov (Azerbaijan)\n"
        "- with:\n"
        "  - Hikmat Hajiyev, spokesman\n"
        "- topics: energy security of Europe; violent extremism\n"
        "- source: news/a.txt\n"
        "\n"
        "## talks\n"
        "\n"
        "- source: \\-\n"
    )


def inside(token: Token) -> list[Token]:
    return [token, *(inner for child in token.children or () for inner in inside(child))]


@pytest.mark.parametrize("preset", ["commonmark", "js-default"])
@given(HOSTILE, HOSTILE)
def test_nothing_in_an_article_acts_and_all_of_it_is_read(preset, text, words):
    items = hostile(text, words), record(event=words, source=text)
    tokens = MarkdownIt(preset).parse(written("md", *items))
    found = [inner for token in tokens for inner in inside(token)]
    assert not {token.type for token in found} - PLAIN
    lines = ["".join(t.content for t in token.children) for token in tokens if token.children]
    assert lines == [line for item in items for line in told(item)]


def told(item) -> list[str]:
    """The texts of a record, as they stand in the table."""
    lines = [heading(item)]
    for label, texts in facts(item):
        many = label in ("chairs", "with")
        lines += [f"{label}:", *texts] if many else [f"{label}: {text}" for text in texts]
    return lines


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://a.b/c_d", r"https\://a.b/c\_d"),
        ("WWW.a.b and Ma. Li", r"WWW\.a.b and Ma. Li"),
        ("<img src=x>", r"\<img src\=x\>"),
        ("1. FC", r"1\. FC"),
        ("- a", r"\- a"),
        ("Peru-Chile (2nd) 'talks', 50 + 1", "Peru-Chile (2nd) 'talks', 50 + 1"),
    ],
)
def test_only_what_would_act_is_escaped(text, shown):
    assert written("md", record(event=text)).split("\n")[0] == f"## {shown}"
