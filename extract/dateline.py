"""The dateline: place, date and agency before the first sentence, "NAIROBI, Sept 3 (ENA) --".

It says where the report was written and when, not yet where and when anybody met.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from extract import dates
from extract.article import Block
from extract.dates import Candidate
from extract.marks import Mark
from extract.rules import Rules

_HEAD = 160
"""Characters at the start of a paragraph that can hold its dateline."""
_NAME = r"(?:[A-ZÀ-ÞĀ-Ž][\w’'.]{0,40}|d[aeiou]s?|del|al|el|of|and|the|am|sur)"
_NO_PLACE = (
    r"(?:Publi|Posted|Updat|Releas|Date|By|On|In|The|Last|First|Issued|Added|Photo)\w{0,40}\b"
)
_PLACE = (
    rf"(?:\d\d:\d\d\s?\|\s)?(?P<place>(?!{_NO_PLACE})[A-ZÀ-ÞĀ-Ž][\w’']{{0,40}}(?:[\s/-]{{1,2}}{_NAME}){{0,4}})"
    rf"(?:,\s{_NAME}(?:\s{_NAME}){{0,3}})?"
)
_AGENCY = r"(?:[\s,]{0,2}(?:\([^()\n]{2,60}\)|/[^/\n]{2,30}/\.?|\[[^\]\n]{2,40}\]|[A-Z]{2,12}\b))"
_CLOSE = r"(?:\s?\.?\s?(?:-{1,3}|[—–])(?=\s|[A-Z“\"]|$)|\s?:(?=\s))"
_SIGNED = r"\s?(?:/[^/\n]{2,30}/|\([^()\n]{2,30}\)(?=\.))\.?(?=\s+[A-Z“\"])"
_BARE = re.compile(rf"{_PLACE}(?:{_AGENCY}?{_CLOSE}|{_SIGNED})")
"""A dateline without a date: "AMMAN (Petra) -"; the dash or colon is what makes it one."""
_BEFORE = re.compile(
    rf"{_PLACE}(?:{_AGENCY}(?:\s?[,–—|-])?|\s?[,.(–—|-])\s?(?:the\s)?|[A-Z]{{2,8}}\s?[–—-]\s"
)
"""What stands before the date of one; it may be the agency alone."""
_BEHIND = re.compile(
    rf"(?:[.,]?\s\d{{1,2}}[:.]\d\d(?:\s?[ap]\.?m\.?)?)?\)?{_AGENCY}?(?:{_CLOSE}|\s?[.,:]?$|\.(?=\s+\S)"
    rf"|(?<=[/)\]]))"
)
_PARAGRAPHS = 4
_ABOVE = 3
_DASHES = ("-", "–", "—")
_DATE_WITHIN = 70
_DAYS = ("day", "iso", "numeric")


@dataclass(frozen=True, slots=True)
class Dateline:
    """A dateline: half-open offsets into the text, where its place ends, and its date.

    One ``above`` the headline may be the page's.
    """

    start: int
    end: int
    place_end: int
    date: Candidate | None
    above: bool = False

    def marked(self, date: Candidate, label: str, rule: str) -> Mark:
        """Return the words of the date, which counts from ``start``."""
        start, end = self.start + date.start, self.start + date.end
        return Mark(start, end, date.text, "date", label, rule)


def find(text: str, blocks: Sequence[Block], rules: Rules) -> Dateline | None:
    """Return the dateline of an article, None without one.

    It opens one of the first paragraphs of the body, or is a line of its own above them. The
    offsets of ``date`` count from ``start``.
    """
    body = [i for i, block in enumerate(blocks) if block.kind == "body"]
    title = next((i for i, block in enumerate(blocks) if block.kind == "title"), -1)
    if not body:
        return None
    first = [blocks[i] for i in body[:_PARAGRAPHS]]
    above = blocks[title + 1 : body[0]] if title < body[0] else []
    head = blocks[max(0, title - _ABOVE) : max(0, title)]
    opened = [found for block in [*first, *above] if (found := _dated(text, block, rules))]
    opened += [replace(d, above=True) for block in head if (d := _dated(text, block, rules))]
    bare = (found for block in first if (found := _bare(text, block)))
    placed = (found for found in opened if found.place_end > found.start)
    return next(placed, None) or next(bare, None) or next(iter(opened), None)


def _dated(text: str, block: Block, rules: Rules) -> Dateline | None:
    head = text[block.start : min(block.end, block.start + _HEAD)]
    date = next((d for d in dates.find_in_figures(head, rules) if d.label in _DAYS), None)
    if date and date.start < _DATE_WITHIN:
        before, behind = _BEFORE.fullmatch(head, 0, date.start), _BEHIND.match(head, date.end)
        closed = behind and behind[0].endswith(_DASHES)
        if behind and (before or (closed and date.start == 0)):
            place_end = max(before.end("place"), 0) if before else 0
            return Dateline(block.start, block.start + behind.end(), block.start + place_end, date)
    return None


def _bare(text: str, block: Block) -> Dateline | None:
    bare = _BARE.match(text, block.start, min(block.end, block.start + _HEAD))
    return Dateline(bare.start(), bare.end(), bare.end("place"), None) if bare else None
