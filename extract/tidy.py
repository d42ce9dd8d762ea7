r"""Dirt in a text, taken out for reading, with the way back to the text as it stands.

Taken out are what no reader sees (soft hyphens, zero-width and direction marks, control
characters) and UTF-8 read as a code page (mojibake, by ftfy). Ligatures, full-width and styled
letters, letters with loose accents and HTML's entities become plain ones. Words that a line's end
has parted are joined in a step of its own, when the lines themselves have been looked at.
"""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from html.entities import html5
from typing import NamedTuple

_INVISIBLE = (
    "\x00-\x08\x0e-\x1b\x1f\x7f\u061c\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff"
)
_STYLED = "\ufb00-\ufb06\uff01-\uff5e\U0001d400-\U0001d7ff"
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[\da-fA-F]{1,6}|[A-Za-z]{2,8}\d{0,2});")
_LINE_END = r"[ \t]*(?:\r\n?|\n)[ \t]*"
_DIRT = re.compile(
    rf"(?P<escape>\x1b\[[0-9;]{{0,20}}[A-Za-z])"
    rf"|(?P<invisible>(?:[{_INVISIBLE}]|(?<![^\W\d_])\u00ad|\u00ad(?!{_LINE_END}[^\W\d_]))+)"
    rf"|(?P<styled>[{_STYLED}]+[\u0300-\u036f]{{0,8}})"
    rf"|(?P<accented>[^\W\d_][\u0300-\u036f]{{1,8}})"
    rf"|(?P<c1>[\x80-\x84\x86-\x9f])"
)
_SUSPECT = re.compile(rf"[{_INVISIBLE}{_STYLED}\x80-\x84\x86-\x9f\u00ad\u0300-\u036f]")
"""Dirt, sought for faster than told apart."""

_MOJIBAKE = re.compile(
    "[\u00c2-\u00f4][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc"
    "\u2013-\u203a\u20ac\u2122]|\u0432\u0402"
)
"""The beginning of a character in UTF-8, read as cp1252 or latin-1; a quotation mark, as cp1251."""
_SUSPECT_WORD = re.compile(r"\w{0,40}(?:[^\x00-\x7f]\w{0,40}){1,20}")

_BROKEN = re.compile(rf"[-\u2010\u00ad]{_LINE_END}(?=[^\W\d_])")
_BEFORE = re.compile(
    r"(?:(?<![^\W\d_])(?P<name>[A-Z][^\W\d_]*)\s)?(?<![^\W\d_])(?P<word>[^\W\d_]+)$"
)
_HYPHENED = re.compile(r"(?<![^\W\d_])[^\W\d_]+-[^\W\d_]+")
_WORD_BEHIND = re.compile(r"[^\W\d_]+")
_LONGEST_WORD = 40


class _Piece(NamedTuple):
    """A stretch of the tidy text and where it stood; ``same`` when it is unchanged."""

    start: int
    raw_start: int
    raw_end: int
    same: bool


@dataclass(frozen=True, slots=True)
class Tidy:
    """A text to read, and the way from its offsets to those of the text as it stood."""

    text: str
    passes: tuple[tuple[_Piece, ...], ...] = ()

    def raw(self, start: int, end: int) -> tuple[int, int]:
        """Return the smallest stretch of the text as it stood that holds ``[start, end)``."""
        for pieces in reversed(self.passes):
            first = pieces[_at(pieces, start)]
            last = pieces[_at(pieces, max(start, end - 1))]
            begin = first.raw_start + (start - first.start) * first.same
            stop = last.raw_start + end - last.start if last.same else last.raw_end
            start, end = begin, stop if end > start else begin
        return start, end


_Change = tuple[int, int, str]
"""A stretch of a text, and what takes its place."""


def tidy(text: str) -> Tidy:
    """Return ``text`` without its dirt; time is linear in its length."""
    found = Tidy(text)
    if not text.isascii() and _MOJIBAKE.search(text):
        found = _changed(found, list(_mojibake(text)))
    if "&" in text:
        found = _changed(found, list(_entities(found.text)))
    if _SUSPECT.search(found.text):
        found = _changed(found, list(_dirt(found.text)))
    return found


def breaks_words(text: str) -> bool:
    """Say whether a line's end may part a word."""
    return _BROKEN.search(text) is not None


def joined(
    found: Tidy, parts: Collection[str], spans: Sequence[tuple[int, int]]
) -> tuple[Tidy, list[tuple[int, int]]]:
    """Join the words that a line's end has parted; return the ``spans`` as they lie then.

    ``parts`` are the words that a hyphen joins to another more often than a line's end parts them
    from it: first parts ("co"), last ones behind a hyphen ("-based"), and behind two the last ones
    of given names ("--un"). A break within no span is left: what it parts are two things.
    """
    changes = list(_breaks(found.text, parts)) if breaks_words(found.text) else []
    begins = [start for start, _ in spans]
    changes = [c for c in changes if (i := bisect_right(begins, c[0])) and c[1] <= spans[i - 1][1]]
    if not changes:
        return found, list(spans)
    starts = [start for start, _, _ in changes]
    gone = [0]
    for start, end, new in changes:
        gone.append(gone[-1] + end - start - len(new))
    moved = [
        (start - gone[bisect_right(starts, start)], end - gone[bisect_right(starts, end - 1)])
        for start, end in spans
    ]
    return _changed(found, changes), moved


def _at(pieces: Sequence[_Piece], offset: int) -> int:
    return max(0, bisect_right(pieces, offset, key=lambda piece: piece.start) - 1)


def _changed(found: Tidy, changes: Sequence[_Change]) -> Tidy:
    """Put each change's text in the place of what stands from its start to its end."""
    if not changes:
        return found
    parts: list[str] = []
    pieces: list[_Piece] = []
    at = length = 0
    for start, end, new in (*changes, (len(found.text), len(found.text), "")):
        for raw_start, raw_end, part, same in (
            (at, start, found.text[at:start], True),
            (start, end, new, False),
        ):
            if part:
                pieces.append(_Piece(length, raw_start, raw_end, same))
                parts.append(part)
                length += len(part)
        at = end
    return Tidy("".join(parts), (*found.passes, tuple(pieces)) if pieces else ())


def _mojibake(text: str) -> Iterator[_Change]:
    """Ask ftfy about each word with suspect signs; its neighbours in the word help it decide."""
    import ftfy

    for word in _SUSPECT_WORD.finditer(text):
        if not _MOJIBAKE.search(word[0]):
            continue
        fixed = ftfy.fix_encoding(word[0])
        if fixed != word[0]:
            left = _alike(word[0], fixed)
            right = _alike(word[0][left:][::-1], fixed[left:][::-1])
            yield word.start() + left, word.end() - right, fixed[left : len(fixed) - right]


def _alike(one: str, other: str) -> int:
    """Return how many letters two texts have in common at their beginning."""
    pairs = enumerate(zip(one, other))
    return next((i for i, (a, b) in pairs if a != b), min(len(one), len(other)))


def _dirt(text: str) -> Iterator[_Change]:
    for match in _DIRT.finditer(text):
        new = _clean(match)
        if new != match[0]:
            yield match.start(), match.end(), new


def _clean(match: re.Match[str]) -> str:
    kind = match.lastgroup
    if kind == "styled":
        return unicodedata.normalize("NFKC", match[0])
    if kind == "accented":
        return unicodedata.normalize("NFC", match[0])
    if kind == "c1":  # cp1252's signs, read as latin-1
        return match[0].encode("latin-1").decode("cp1252", "ignore")
    return ""


def _entities(text: str) -> Iterator[_Change]:
    for match in _ENTITY.finditer(text):
        if match[0][1] == "#" or match[0][1:] in html5:
            yield match.start(), match.end(), html.unescape(match[0])


def _breaks(text: str, parts: Collection[str]) -> Iterator[_Change]:
    words = _Words(text, parts)
    for match in _BROKEN.finditer(text):
        before = _BEFORE.search(text[max(0, match.start() - _LONGEST_WORD) : match.start()])
        behind = _WORD_BEHIND.match(text, match.end(), match.end() + _LONGEST_WORD)
        if before and behind:
            soft = match[0][0] == "\u00ad"
            joins = soft or words.joins(before["name"] or "", before["word"], behind[0])
            yield match.start(), match.end(), "" if joins else "-"


class _Words:
    """What a text itself says of its words, and of those that a line's end has parted."""

    def __init__(self, text: str, parts: Collection[str]) -> None:
        self._parts = parts
        self._hyphened = frozenset(_HYPHENED.findall(text))
        self._whole = frozenset(map(str.lower, _WORD_BEHIND.findall(text)))

    def joins(self, name: str, first: str, last: str) -> bool:
        """Tell whether ``first`` and ``last`` are one word; ``name`` stands before, if it is one.

        The text's other words say so, else the usual parts of compounds and, behind two capitals,
        of given names ("Kim Jong-un").
        """
        if f"{first}-{last}" in self._hyphened or not last[0].islower():
            return False
        if f"{first}{last}".lower() in self._whole:
            return True
        if first.lower() in self._parts or f"-{last.lower()}" in self._parts:
            return False
        return not (name and first[0].isupper() and f"--{last}" in self._parts)
