"""Two opinions on where a web page's body lies: the cleaner of plain text and trafilatura.

They err on different pages, and in different ways: where they differ much, one of them has lost
the body, most often the one that found less; where they agree, the shorter leaves out more of what
stands around the body.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from extract.article import Block
from extract.clean_units import shingles
from extract.marks import plain

_WORD = re.compile(r"\w+")
_SHINGLE = 4
"""Words that are compared together."""
_AGREE = 0.85
"""Dice coefficient of the shingles from which two bodies are taken for the same."""
_PARTS = re.compile(r"(?<!\s)\s+[-–—|:·•«»]+\s+|:\s+")
"""What stands between a headline and its outlet or section."""
_LEAD = 1500
"""Characters of the body that a headline sums up."""
_MORE_TOLD = 2
"""Words of the headline that tell which of two bodies is its own."""
_SHORT = 3
"""Letters of a word, and words of a part, that say little in a headline."""
_HELD = 0.5
"""Share of a line's shingles that another body must hold for the line to be in it."""


def settled(
    text: str, blocks: Sequence[Block], other: str, title: str | None
) -> tuple[Sequence[Block], str | None]:
    """Return the blocks of a page and its title, given an ``other`` opinion on both.

    ``other`` is a text, found on the same page, whose lines may be cut otherwise. The title is None
    where a line of the page is it, or fits the body better.
    """
    body = "\n".join(text[b.start : b.end] for b in blocks if b.kind == "body")
    if other and _is_better(other, body, title or ""):
        blocks = _other_body(text, blocks, _shingles(other), set(map(plain, other.splitlines())))
    body = " ".join(text[b.start : b.end] for b in blocks if b.kind == "body")[:_LEAD]
    line = _title_line(text, blocks, title or "")
    if line is None or not _told(_line(text, line), body):
        return blocks, _believed(text, blocks, title, body)
    found = [
        replace(b, kind="boilerplate", rule="clean.outside") if b.kind == "title" else b
        for b in blocks
    ]
    found[blocks.index(line)] = replace(line, kind="title", rule="html.title")
    return found, None


def _is_better(other: str, body: str, title: str) -> bool:
    """Tell whether to believe another body.

    Of two that differ much it is the one that the title sums up or, where it does so for both, the
    longer.
    """
    ours, theirs = _shingles(body), _shingles(other)
    common = 2 * (ours & theirs).total()
    if common >= _AGREE * (ours.total() + theirs.total()):
        return theirs.total() < ours.total()
    told = _told(title, other[:_LEAD]) - _told(title, body[:_LEAD])
    return told > 0 if abs(told) >= _MORE_TOLD else theirs.total() > ours.total()


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    return Counter(shingles(words, min(_SHINGLE, len(words))))


def _other_body(
    text: str, blocks: Sequence[Block], theirs: Counter[tuple[str, ...]], lines: set[str]
) -> list[Block]:
    """Take for the body what another body holds, but for what a rule knows as furniture."""
    found = []
    for block in blocks:
        line = text[block.start : block.end]
        own = _shingles(line)
        held = (own & theirs).total() >= _HELD * own.total() if len(own) > 1 else False
        known = block.kind != "body" and not block.rule.startswith("clean.")
        if known or block.kind == "title":
            found.append(block)
        elif held or plain(line) in lines:
            found.append(Block(block.start, block.end, "body", "html.body"))
        else:
            found.append(Block(block.start, block.end, "boilerplate", "html.outside"))
    return found


def _believed(text: str, blocks: Sequence[Block], title: str | None, body: str) -> str | None:
    """Return the title of a page, None where it says nothing of the body, as a line above it does.

    Many pages are titled with no more than their outlet's name.
    """
    own = next((_line(text, b) for b in blocks if b.kind == "title"), "")
    told = _told(title or "", body)
    return None if told < _MORE_TOLD and _told(own, body) > told else title


def _title_line(text: str, blocks: Sequence[Block], title: str) -> Block | None:
    """Return the last line before the body that is the page's title, or a part of it."""
    first = next((i for i, b in enumerate(blocks) if b.kind == "body"), 0)
    parts = {part for part in _PARTS.split(title) if len(part.split()) > _SHORT} | {title}
    wanted = {part.casefold() for part in parts if part}
    same = [b for b in blocks[:first] if _line(text, b).casefold() in wanted]
    return max(same, key=lambda b: (b.end - b.start, b.start)) if same else None


def _told(title: str, lead: str) -> int:
    """Return how many words of a title the lead holds."""
    words = set(_WORD.findall(lead.casefold()))
    return sum(len(word) > _SHORT and word in words for word in _WORD.findall(title.casefold()))


def _line(text: str, block: Block) -> str:
    return plain(text[block.start : block.end])
