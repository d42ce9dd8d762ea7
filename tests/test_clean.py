"""The cleaner on pages of our own, each line marked with the kind it should get.

``T|`` title, ``B|`` body, ``M|`` meta, ``-|`` boilerplate; a bare ``|`` is a blank line.
"""

from __future__ import annotations

import textwrap
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.clean import Block, blocks, body
from extract.rules import Rule, Rules, load

CASES = sorted((Path(__file__).parent / "cases" / "clean").glob("*.txt"))
KINDS = {"T": "title", "B": "body", "M": "meta", "-": "boilerplate"}
RULES = load()
ARTICLES = Path(__file__).parent / "articles"

PARAGRAPH = "The ministers met in the old harbour and agreed on the rules of the new market."


def page(path: Path) -> tuple[str, list[tuple[str, str]]]:
    """Return the page without its marks, and the kind and text of each line that is not blank."""
    lines = path.read_text(encoding="utf-8").splitlines()
    marked = [line.split("|", 1) for line in lines]
    expected = [(KINDS[mark], text.strip()) for mark, text in marked if mark]
    return "\n".join(text.strip() for _, text in marked) + "\n", expected


def kinds(text: str, rules: Rules = RULES) -> list[tuple[str, str]]:
    return [(b.kind, text[b.start : b.end]) for b in blocks(text, rules)]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
def test_page(path: Path, newline: str) -> None:
    text, expected = page(path)
    found = kinds(text.replace("\n", newline))
    lines = [(kind, line) for kind, block in found for line in block.splitlines()]
    assert lines == expected


@pytest.mark.parametrize("rule", RULES["boilerplate"], ids=lambda rule: rule.id)
def test_rule_examples(rule: Rule) -> None:
    assert rule.regex is not None
    for example in rule.examples:
        match = rule.regex.search(example.replace("[", "").replace("]", ""))
        assert match, example
        assert match.span() == (example.index("["), example.index("]") - 1), example
    for reject in rule.rejects:
        assert not rule.regex.search(reject), reject


def test_date_before_the_title_is_cut_off() -> None:
    text = f" date 2021-05-04 Ministers meet in the harbour\n\n{PARAGRAPH}\n"
    assert kinds(text) == [
        ("meta", "date 2021-05-04"),
        ("title", "Ministers meet in the harbour"),
        ("body", PARAGRAPH),
    ]


def test_body_keeps_paragraphs_and_bullets_apart() -> None:
    text = "One.\nTwo:\n- three;\n- four."
    cut = [Block(0, 4, "body", ""), Block(5, 9, "body", "")]
    cut += [Block(10, 18, "body", ""), Block(19, 26, "body", "")]
    assert body(text, cut) == "One.\n\nTwo:\n\n- three;\n- four.\n"
    assert body(text, []) == ""


def test_a_line_separator_of_unicode_ends_no_line() -> None:
    text = f"{PARAGRAPH}\u2028\x0c{PARAGRAPH}"
    assert kinds(text) == [("body", text)]


def test_the_name_of_who_issued_a_text_is_no_headline() -> None:
    lines = ["Ministry of Markets and Harbours", "Markets get rules", "4 May 2021", PARAGRAPH]
    found = dict(kinds("\n\n".join(lines)))
    assert found["title"] == "Markets get rules"
    alone = dict(kinds("\n\n".join(lines[:1] + lines[2:])))
    assert alone["title"] == lines[0]


def check_cover(text: str) -> None:
    """Blocks are in order, within the text, trimmed, and leave out nothing but whitespace."""
    at = 0
    found = blocks(text, RULES)
    for block in found:
        assert at <= block.start < block.end <= len(text)
        assert not text[at : block.start].strip()
        assert text[block.start : block.end].strip() == text[block.start : block.end]
        assert block.kind in KINDS.values()
        at = block.end
    assert not text[at:].strip()
    assert sum(block.kind == "title" for block in found) <= 1
    body(text, found)


@given(st.text(st.sampled_from("ab.:|-*12 \t\r\n\x00\x0c\u2028\u00a0«ж“")) | st.text())
def test_blocks_cover_any_text(text: str) -> None:
    check_cover(text)


PIECES = [
    PARAGRAPH,
    "Home  News  Sport",
    "Related articles",
    "",
    "By A B",
    " date 2021-05-04 A b c",
    "Read also",
    "Photo: A",
]


@given(st.lists(st.sampled_from(PIECES)))
def test_blocks_cover_pages(lines: list[str]) -> None:
    check_cover("\n".join(lines))


HOSTILE = [
    "word ",
    "a",
    " ",
    "- ",
    "“",
    "|  ",
    "\n",
    "\n\n",
    "By A ",
    "© ",
    "x.\n",
    "1/",
    "latest news " * 20 + "x\n",
    "Ann Example - " * 20 + "\n",
    f"{PARAGRAPH}\n",
]


@pytest.mark.parametrize("piece", HOSTILE, ids=repr)
def test_time_grows_with_the_length(piece: str) -> None:
    def seconds(length: int) -> float:
        text = piece * (length // len(piece))
        start = time.perf_counter()
        blocks(text, RULES)
        return time.perf_counter() - start

    small = max(min(seconds(10_000) for _ in range(2)), 0.002)
    assert seconds(80_000) < 40 * small  # eightfold text; quadratic time would be 64-fold


@pytest.mark.parametrize("width", [60, 100, 150, 200])
@pytest.mark.parametrize("name", ["asean-committee-online", "background-rounds-names"])
def test_a_body_is_the_same_however_wide_its_lines_are_wrapped(name, width):
    text = (ARTICLES / f"{name}.txt").read_text("utf-8")
    paragraphs = (textwrap.wrap(p, width, break_on_hyphens=False) for p in text.split("\n\n"))
    wrapped = "\n\n".join("\n".join(lines) for lines in paragraphs)
    assert body(wrapped, blocks(wrapped, RULES)).split() == body(text, blocks(text, RULES)).split()
