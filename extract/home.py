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
_DATELINE = re.compile(r"\s{0,9}(?:\([^)\n]{2,30}\)\s{0,9})?(?:[,:–—-]|\(|\d)")
_PAPER = r"\b(?:{newspaper_word})\b"
_BAR = re.compile(r"\s*[|/»>•]\s*|\s{2,}|\s[–—-]\s")
_WORDS = re.compile(r"\b(?!the\b)\w\w+", re.IGNORECASE)
_MASTHEAD = 5
"""Words of a newspaper's name at most: "Times of Valletta"."""
_LETTERHEAD_LINES = 12
"""Lines above the body in which the issuer names itself."""


def home(text: str, blocks: Sequence[Block], gazetteer: Gazetteer, rules: Rules) -> Mark | None:
    """Return the words that name the country an article speaks from, None when none do."""
    body = next((i for i, b in enumerate(blocks) if b.kind == "body"), len(blocks))
    above = [b for b in blocks[:body] if b.kind != "title"][-_LETTERHEAD_LINES:]
    for block in above:
        line = text[block.start : block.end]
        found = gazetteer.find(line)
        at = _letterhead(line, found, rules)
        if at:
            return _mark(text, block, at, "home.letterhead")
    for block in [*blocks[body : body + 1], *above]:
        line = text[block.start : min(block.end, block.start + 120)]
        for name in gazetteer.find(line)[:1]:
            if name.kind in ("capital", "country") and _opens(line, name):
                return _mark(text, block, name, "home.dateline")
    return None


def _letterhead(line: str, found: Sequence[Name], rules: Rules) -> Name | None:
    """Return the country of an issuer's line: of a ministry, a newspaper, or all by itself.

    The part that names it must say so: "The Malta Herald | News", "Press Room / Samoa"; in a menu
    ("News | World | Samoa") it is only a topic.
    """
    states = [n for n in found if n.kind in ("country", "demonym")]
    if states and rules.regex(_ISSUER, re.IGNORECASE).search(line):
        return states[0]
    countries = [n for n in found if n.kind in ("country", "demonym", "capital")]
    if not countries or len({n.id for n in countries}) > 1:
        return None
    name = countries[0]
    part = _part(line, name)
    forms = sorted({line[n.start : n.end] for n in countries}, key=lambda form: (-len(form), form))
    rest = re.sub("|".join(map(re.escape, forms)), " ", part)
    paper = rules.regex(_PAPER, re.IGNORECASE).search(part) and len(part.split()) <= _MASTHEAD
    menu = len(_BAR.findall(line)) > 1 and not line.startswith(part)
    alone = not menu and not _WORDS.search(rest) and any(n.kind == "country" for n in countries)
    return name if (paper and not menu) or alone else None


def _part(line: str, name: Name) -> str:
    """Return the part of a line, between bars or wide blanks, in which a name stands."""
    cuts = [0, *(m.end() for m in _BAR.finditer(line)), len(line)]
    start = max(cut for cut in cuts if cut <= name.start)
    return line[start : min(cut for cut in cuts if cut >= name.end)]


def _opens(line: str, name: Name) -> bool:
    """Whether a city stands where a dateline does: at the start, before a date or a dash."""
    lead = line[: name.start]
    return not re.search(r"[a-z]{3}", lead) and bool(_DATELINE.match(line, name.end))


def _mark(text: str, block: Block, name: Name, rule: str) -> Mark:
    start, end = block.start + name.start, block.start + name.end
    return Mark(start, end, text[start:end], "name", name.kind, rule, name.id)
