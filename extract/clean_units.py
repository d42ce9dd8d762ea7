r"""Units of a page's text: lines, and paragraphs hard-wrapped over several, with their features.

Lines end at ``\n``, ``\r\n`` or ``\r`` only, so a form feed or U+2028 moves no offset. Time is
linear in the length of the text: a cue sees the first 300 characters of a unit.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from extract.rules import Rule, Rules

_SEEN = 300
"""Characters of a unit that a cue rule sees."""
_ECHO = 6
"""Words in a row that two units seldom share by chance."""
_ABOUT_SITE = 0.15
"""Share of words about the site, and to its reader, that articles seldom reach."""
_SHORT = 45
"""Words above which a unit is a paragraph that only a rule with ``where: any`` may drop."""
_JUDGED = 3000
"""Characters of a unit that its features are taken from."""

_NARROW = 40
"""Characters of the shortest line that counts as full."""
_PROSE = re.compile(
    r"\b(?:the|of|and|in|to|an?|was|were|is|on|with|for|by|that|its|his|her|their)\b",
    re.IGNORECASE,
)
_WORDS_OF_PROSE = 4
"""Function words that a headline's line seldom has."""
_WIDE, _WIDEST = 120, 240
"""Characters of the longest line in a hard-wrapped paragraph: usually, and at most."""

_LINE = re.compile(r"[^\r\n]+")
_GAP = re.compile(r"\n[ \t]*\n|\r\n?[ \t]*\r")
BULLET = re.compile(r"(?:[-–—•*·▪●◦+‣o]|\(?\d{1,2}[.)]|\(?[a-z]\))[ \t]")
_ENDED = re.compile(
    r"[.!?…:;][\"”“’'»)\]]{0,3}"
    r"(?: ?[(\[/][^()\[\]/]{1,20}[)\]/]| ?[–—-]{1,2} ?[A-Z]{2,12}| ?/\./?)?$"
    r"|[.!?,…][\"”»] ?[–—-]?$"
)
"""A sentence's end; an agency may sign behind it: "(ANA)", "/ANA/", "– ANA"."""
_COLUMNS = re.compile(r"(?<![.!?:;,”\"]) {2,}|\t| [|•·/»>] ")
_KEY = re.compile(r"\W+")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Unit:
    """A line or wrapped paragraph with its features.

    ``words`` counts words, ``stops`` is the share of function words in them, 0 to 1; ``spaced``
    tells of a blank line before, ``repeated`` of the same unit above, ``echo`` of a short unit that
    stands within a longer one, ``site`` of words about
    the site itself, ``listed`` an item of a list that a sentence ends in ":" for.
    """

    start: int
    end: int
    text: str
    key: str
    words: int
    stops: float
    ended: bool
    foreign: bool
    spaced: bool
    repeated: bool
    echo: bool
    listed: bool
    site: bool
    rule: Rule | None

    @property
    def label(self) -> str:
        """The label of the cue rule that knows the unit, else an empty string."""
        return self.rule.label if self.rule else ""

    @property
    def bullet(self) -> bool:
        """An item of a list, bulleted or numbered."""
        return bool(BULLET.match(self.text))

    @property
    def prose(self) -> bool:
        """A sentence or more of English, not a headline, menu or list of names."""
        return self.sentence and not self.repeated

    @property
    def sentence(self) -> bool:
        """Prose that may have stood on the page before."""
        if self.foreign:
            return False
        if self.ended and self.words >= 7 and self.stops >= 0.12:
            return True
        if self.words >= 18 and (self.stops >= 0.25 or self.stops * self.words >= 8):
            return True
        return self.words >= 12 and self.stops >= 0.38

    @property
    def menu(self) -> bool:
        """Short items in columns or between bars."""
        return not self.prose and len(_COLUMNS.findall(self.text[:_SEEN])) >= 2


def _lines(text: str) -> Iterator[tuple[int, int]]:
    for match in _LINE.finditer(text):
        line = match[0]
        start = match.start() + len(line) - len(line.lstrip())
        if line.strip():
            yield start, start + len(line.strip())


def _paragraphs(text: str, cues: Sequence[Rule]) -> Iterator[tuple[int, int]]:
    """Yield lines, the lines of a hard-wrapped paragraph as one."""
    chunks: list[list[tuple[int, int]]] = []
    for start, end in _lines(text):
        if not chunks or _GAP.search(text, chunks[-1][-1][1], start):
            chunks.append([])
        chunks[-1].append((start, end))
    joins = [_joins(text, chunk, cues) for chunk in chunks]
    wrapped = sum(map(sum, joins)) >= 2
    for chunk, broken in zip(chunks, joins, strict=True):
        yield from _unwrapped(text, chunk, broken, wrapped)


def _joins(text: str, chunk: list[tuple[int, int]], cues: Sequence[Rule]) -> list[bool]:
    """Tell for each line but the last whether its sentence goes on in the next line."""
    width = max(end - start for start, end in chunk)
    if width > _WIDEST:
        return [False] * (len(chunk) - 1)
    closed = width <= _WIDE and bool(_ENDED.search(text[chunk[-1][1] - 1 : chunk[-1][1]]))
    return [
        _broken(text, a, b, closed) and not _cue(text[slice(*b)], 0, cues)
        for a, b in pairwise(chunk)
    ]


def _unwrapped(
    text: str, chunk: list[tuple[int, int]], joins: list[bool], wrapped: bool
) -> Iterator[tuple[int, int]]:
    """Join the lines of a chunk that were broken only because the line was full."""
    width = max(end - start for start, end in chunk)
    closed = bool(_ENDED.search(text[chunk[-1][1] - 1 : chunk[-1][1]]))
    wrapped = any(joins) or (wrapped and closed and 50 <= width <= _WIDEST)
    start = chunk[0][0]
    for (a, b), following, joined in zip(chunk, chunk[1:], joins, strict=False):
        word = text[following[0] : following[1]].split(None, 1)[0]
        full = wrapped and b - a + 1 + len(word) >= width - 2
        if not joined and (not full or _bullet_at(text, following)):
            yield start, b
            start = following[0]
    yield start, chunk[-1][1]


def _bullet_at(text: str, line: tuple[int, int]) -> bool:
    return bool(BULLET.match(text, *line))


def _broken(text: str, line: tuple[int, int], following: tuple[int, int], closed: bool) -> bool:
    """Tell whether a line ends within a sentence that goes on in the next.

    A small letter there says so. Before a capital the line must read like prose, not a headline,
    and its paragraph be ``closed`` by a full stop.
    """
    start, end = line
    if end - start < _NARROW or text[end - 1] in ".!?:;|":
        return False
    small = text[following[0]].islower()
    if small or not closed:
        return small
    return len(_PROSE.findall(text, start, end)) >= _WORDS_OF_PROSE and not _bullet_at(
        text, following
    )


@dataclass(frozen=True, slots=True)
class _Knowledge:
    cues: Sequence[Rule]
    english: frozenset[str]
    foreign: frozenset[str]
    site: frozenset[str]
    address: frozenset[str]


def find_units(text: str, rules: Rules) -> list[Unit]:
    """Return the units of ``text`` in order; each non-blank character belongs to exactly one."""
    knowledge = _Knowledge(
        rules["boilerplate"],
        frozenset(rules.words.get("boilerplate_function_words", ())),
        frozenset(rules.words.get("boilerplate_foreign_words", ())),
        frozenset(rules.words.get("boilerplate_site_words", ())),
        frozenset(rules.words.get("boilerplate_site_address", ())),
    )
    seen: set[str] = set()
    found: list[Unit] = []
    for start, end in _cut(text, knowledge.cues):
        spaced = not found or bool(_GAP.search(text, found[-1].end, start))
        unit = _unit((start, end), text[start:end], spaced, seen, knowledge)
        if found and unit.bullet and _heads_list(found[-1]):
            unit = replace(unit, listed=True, rule=None)
        found.append(unit)
        seen.add(unit.key)
    return _at_home(_echoes(found))


def _echoes(units: Sequence[Unit]) -> list[Unit]:
    """Mark the short units whose words all stand in a row elsewhere on the page: pull quotes."""
    keys = Counter(unit.key for unit in units)
    short = [u.words <= _SHORT and keys[u.key] == 1 for u in units]
    rows = [shingles(u.key.split(), _ECHO) if is_short else [] for u, is_short in zip(units, short)]
    sought = {words for own in rows for words in own}
    firsts = {row[0] for row in sought}
    count = Counter(row for u in units for row in sought & _rows(u.key.split(), firsts))
    found = []
    for unit, own in zip(units, rows):
        echo = bool(own) and all(count[words] > 1 for words in own)
        found.append(replace(unit, echo=True) if echo else unit)
    return found


def _rows(words: Sequence[str], firsts: Container[str]) -> set[tuple[str, ...]]:
    """Return the runs of words that begin with one of some words."""
    return {tuple(words[i : i + _ECHO]) for i, word in enumerate(words) if word in firsts}


def shingles(words: Sequence[str], length: int) -> list[tuple[str, ...]]:
    """Return each run of ``length`` words, none for fewer words."""
    return list(zip(*(words[i:] for i in range(length))))


def _heads_list(unit: Unit) -> bool:
    introduces = unit.text.endswith(":") and unit.words >= 4 and unit.stops > 0 and not unit.rule
    return unit.listed or introduces


def _at_home(units: list[Unit]) -> list[Unit]:
    """Call no unit foreign, and function words none needed, on a page in another language."""
    english = sum(u.words for u in units if u.prose)
    other = sum(max(u.words, u.end // 6 - u.start // 6) for u in units if u.foreign and u.ended)
    if other <= 2 * english or other < 40:
        return units
    return [replace(u, foreign=False, stops=max(u.stops, 0.2 * u.foreign)) for u in units]


def _cut(text: str, cues: Sequence[Rule]) -> Iterator[tuple[int, int]]:
    """Yield the paragraphs, a leading date ("prefix" rules) as a unit of its own."""
    prefixes = [c.regex for c in cues if c.label == "prefix" and c.regex]
    for start, end in _paragraphs(text, cues):
        head = text[start : min(end, start + _SEEN)]
        cut = next((m.end() for m in (p.match(head) for p in prefixes) if m), 0)
        if not 0 < cut < end - start:
            yield start, end
            continue
        yield start, start + len(head[:cut].rstrip())
        yield start + cut + len(head[cut:]) - len(head[cut:].lstrip()), end


def _unit(
    span: tuple[int, int], whole: str, spaced: bool, seen: set[str], knowledge: _Knowledge
) -> Unit:
    head = whole[:_JUDGED]
    tokens = _WORD.findall(head.lower())
    english = sum(map(knowledge.english.__contains__, tokens))
    key = _KEY.sub(" ", head.lower()).strip()
    return Unit(
        start=span[0],
        end=span[1],
        text=whole,
        key=key,
        words=len(tokens),
        stops=english / (len(tokens) or 1),
        ended=bool(_ENDED.search(whole[-40:])),
        foreign=english < 8 and _foreign(head, tokens, english, knowledge),
        spaced=spaced,
        repeated=key in seen and len(tokens) > 2,
        echo=False,
        listed=False,
        site=_of_site(tokens, knowledge),
        rule=_cue(whole, len(tokens), knowledge.cues),
    )


def _of_site(tokens: Sequence[str], knowledge: _Knowledge) -> bool:
    """Tell whether a text speaks to the reader about the site: terms, cookies, a newsletter."""
    if len(knowledge.site.intersection(tokens)) < 2:
        return False
    about = sum(map(knowledge.site.__contains__, tokens))
    to_reader = sum(map(knowledge.address.__contains__, tokens))
    return about + to_reader >= _ABOUT_SITE * len(tokens)


def _foreign(head: str, tokens: Sequence[str], english: int, knowledge: _Knowledge) -> bool:
    """Tell whether the script is not Latin or another language's function words prevail."""
    letters = [c for c in head if c.isalpha()]
    strange = sum(not (c < "\u0250" or "\u1e00" <= c < "\u1f00") for c in letters)
    other = sum(token in knowledge.foreign for token in tokens)
    return strange > 0.3 * len(letters) or 2 <= other > english


def _cue(whole: str, words: int, cues: Sequence[Rule]) -> Rule | None:
    """Return the first rule that knows the unit; long paragraphs ask for one of ``where: any``."""
    # The mark keeps a cut from looking like the end of the line.
    head = whole if len(whole) <= _SEEN else whole[:_SEEN] + "…"
    known = (c for c in cues if words <= _SHORT or c.extra.get("where") == "any")
    return next((c for c in known if c.regex and c.regex.search(head)), None)
