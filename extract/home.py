"""The country that an article speaks from: of its issuer, else of its dateline.

A ministry calls its own minister "the Minister"; the country stands in the letterhead ("Embassy of
the Slovak Republic in Kuwait"), a local paper's in the dateline.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.article import Block
from extract.gazetteer import Gazetteer, Name
from extract.marks import Mark
from extract.rules import Rules

_ISSUER = r"\b(?:{letterhead_word})\b"
_DATELINE = re.compile(r"\s*(?:\([^)\n]{2,30}\)\s*)?(?:[,:–—-]|\(|\d)")
_PAPER = r"\b(?:{newspaper_word})\b"
_MASTHEAD = 5
"""Words of a newspaper's name at most: "Times of Valletta"."""
_LETTERHEAD_LINES = 12
"""Lines above the body in which the issuer names itself."""


def home(text: str, blocks: Sequence[Block], gazetteer: Gazetteer, rules: Rules) -> Mark | None:
    """Return the words that name the country an article speaks from, None when none do."""
    body = next((i for i, b in enumerate(blocks) if b.kind == "body"), len(blocks))
    above = [b for b in blocks[:body] if b.kind != "title"][-_LETTERHEAD_LINES:]
    paper = rules.regex(_PAPER, re.IGNORECASE)
    issuer = rules.regex(_ISSUER, re.IGNORECASE)
    for block in above:
        line = text[block.start : block.end]
        found = gazetteer.find(line)
        masthead = [n for n in found if n.kind == "capital"]
        if len(masthead) == 1 and len(line.split()) <= _MASTHEAD and paper.search(line):
            return _mark(text, block, masthead[0], "home.letterhead")
        names = [n for n in found if n.kind in ("country", "demonym")]
        alone = len(names) == 1 and len(line) - (names[0].end - names[0].start) < 3
        if names and (alone or issuer.search(line)):
            return _mark(text, block, names[0], "home.letterhead")
    for block in [*blocks[body : body + 1], *above]:
        line = text[block.start : min(block.end, block.start + 120)]
        for name in gazetteer.find(line)[:1]:
            if name.kind in ("capital", "country") and _opens(line, name):
                return _mark(text, block, name, "home.dateline")
    return None


def _opens(line: str, name: Name) -> bool:
    """Whether a city stands where a dateline does: at the start, before a date or a dash."""
    lead = line[: name.start]
    return not re.search(r"[a-z]{3}", lead) and bool(_DATELINE.match(line, name.end))


def _mark(text: str, block: Block, name: Name, rule: str) -> Mark:
    start, end = block.start + name.start, block.start + name.end
    return Mark(start, end, text[start:end], "name", name.kind, rule, name.id)
