"""The people of an article: one person each, with offices and the side they stand for.

Later mentions by surname, initials or another transliteration are tied to the fullest name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from extract.marks import PARTIES, Mark, Sentence
from extract.names import NameFinder
from extract.roles import Role, RoleReader

_AND = re.compile(
    r"\s{0,9},?\s{1,9}and\s{1,9}(?:[A-Z]\w{0,3}\.?\s{1,9})?|,\s{1,9}(?:[A-Z]\w{0,3}\.\s{1,9})?"
)
_PLURAL = re.compile(
    r"\b(?:ministers|presidents|counterparts|ambassadors|governors|secretaries|speakers|deputies"
    r"|chairmen|leaders|directors|commissioners|mayors|colleagues|envoys|premiers)\b",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(r"['’]s\b")
_DIGRAPHS = frozenset(("sh", "ch", "yu", "ya", "ye", "th", "gh"))
"""Initials of two letters: "Sh. Rahimov"."""
_ONE_OF = {"kh": "h", "x": "h", "q": "k", "ts": "c", "dzh": "j", "dj": "j", "zh": "j", "w": "v"}
"""Letters for one sound in the romanisations of a longer name: Kadirkhan, Qodirxon."""
_ROMANISED = re.compile("|".join(sorted(_ONE_OF, key=len, reverse=True)))
_NEAR = 5
"""Letters from which a part of a name may differ by one (Hikmet, Hikmat)."""


@dataclass(eq=False, slots=True)
class Person:
    """One person: ``marks`` are the mentions in order, ``roles`` the offices beside them.

    ``side`` is the short name of the party they stand for, ``side_mark`` its words;
    ``leads``: a cue says that they headed a side.
    """

    marks: list[Mark]
    full: Mark
    roles: list[Role] = field(default_factory=list)
    side: str | None = None
    side_mark: Mark | None = None
    leads: bool = False

    @property
    def name(self) -> str:
        """The fullest form of the name in the article."""
        return re.sub(r"\s+", " ", self.full.text)

    def role_near(self, start: int, end: int) -> Role | None:
        """Return the office said in ``[start, end)``, else the longest said anywhere.

        A bare title there ("the Minister") gives way to the office that it stands for.
        """
        near = [role for role in self.roles if start <= role.mark.start < end]
        told = max(near or self.roles, key=_length, default=None)
        if told is None or " " in told.mark.text:
            return told
        title = f"{told.mark.text} of "
        fuller = [r for r in self.roles if r.mark.text.startswith(title)]
        return max(fuller, key=_length, default=told)


def _length(role: Role) -> int:
    return len(role.mark.text)


class People:
    """All people of an article, and the person of each mention."""

    def __init__(self, people: Sequence[Person]) -> None:
        """Take the people in the order of their first mention."""
        self.all = list(people)
        self._by_start = {mark.start: [person] for person in people for mark in person.marks}
        self._offices: dict[int, list[Mark]] = {}
        self._unnamed: dict[int, list[tuple[Mark, Mapping[str, Mark]]]] = {}

    def first(self) -> list[Person]:
        """Return whom the article names first, if anybody."""
        return self.all[:1]

    def officials(self, start: int, end: int) -> list[Person]:
        """Return those with an office who are named in ``[start, end)``."""
        inside = (p for p in self.all if any(start <= m.start < end for m in p.marks))
        return [person for person in inside if person.roles]

    def within(self, marks: Iterable[Mark]) -> list[Person]:
        """Return the people of some mentions, each once, in order."""
        found = (self._by_start.get(mark.start, ()) for mark in marks)
        return list(dict.fromkeys(person for group in found for person in group))

    def mentions(self, sentence: Sentence) -> list[Mark]:
        """Return the mentions of a sentence in order: names, and offices tied to a name.

        Who only owns something is none of them: "the minister met Ann Li's deputy".
        """
        offices = self._offices.get(sentence.index, [])
        names = sentence.of("entity", "PERSON")
        names = [m for m in names if not _POSSESSIVE.match(sentence.after(m))]
        return sorted([*names, *offices], key=lambda m: m.start)

    def unnamed(self, sentence: Sentence) -> list[tuple[Mark, Mapping[str, Mark]]]:
        """Return the officials of a sentence whom nobody names, with the sides they stand for."""
        return self._unnamed.get(sentence.index, [])

    def add_mention(self, sentence: Sentence, mark: Mark, people: Sequence[Person]) -> None:
        """Add a mention by office of one person or several."""
        self._offices.setdefault(sentence.index, []).append(mark)
        self._by_start[mark.start] = list(people)

    def add_unnamed(self, sentence: Sentence, mark: Mark, sides: Mapping[str, Mark]) -> None:
        """Add officials whom no name stands for; ``sides`` are theirs, with the words."""
        self._unnamed.setdefault(sentence.index, []).append((mark, sides))


def collect(sentences: Sequence[Sentence], names: NameFinder) -> People:
    """Tie the PERSON marks of an article together and read the offices beside them."""
    marks = [m for s in sentences for m in s.of("entity", "PERSON")]
    titled = {m for s in sentences if s.part == "title" for m in s.of("entity", "PERSON")}
    people = _tied(sorted(marks, key=lambda m: (m in titled, *_fullness(m.text), m.start)))
    by_start = {mark.start: person for person in people for mark in person.marks}
    for sentence in sentences:
        reader = RoleReader(sentence, names)
        for mark in sentence.of("entity", "PERSON"):
            by_start[mark.start].roles += reader.of(mark)
        _share(sentence, by_start)
    for person in people:
        person.marks.sort(key=lambda m: m.start)
    return People(sorted(people, key=lambda p: p.marks[0].start))


def _share(sentence: Sentence, by_start: Mapping[int, Person]) -> None:
    """Give the office of several to all of them, each with one of its parties in order.

    "The foreign ministers of India and Nepal, Ann Li and Bo Ek": Ek's is Nepal.
    """
    for row in _names_in_a_row(sentence):
        first = by_start[row[0].start]
        role = next((r for r in first.roles if _of_several(sentence, r.mark, row[0])), None)
        if role is None:
            continue
        told, parties = role.mark, _named_by(sentence, role.mark)
        sides: list[Mark | None] = [role.side] * len(row)
        if len(parties) == len(row):
            begin = min(told.start, parties[0].start) - sentence.start
            told = sentence.mark(begin, told.end - sentence.start, "role", "role", told.rule)
            sides = [*parties]
        first.roles.remove(role)
        for mark, side in zip(row, sides, strict=True):
            by_start[mark.start].roles.append(Role(told, side))


def _named_by(sentence: Sentence, role: Mark) -> list[Mark]:
    """Return the parties of an office, those before it in the same row included."""
    parties: list[Mark] = []
    for party in reversed([m for m in sentence.of("name", *PARTIES) if m.start < role.end]):
        apart = parties and not _AND.fullmatch(sentence.between(party, parties[0]))
        if party.end <= role.start and apart:
            break
        parties.insert(0, party)
    return parties


def _names_in_a_row(sentence: Sentence) -> Iterator[list[Mark]]:
    """Yield the names that stand in a row of two or more: "Ann Li, Bo Ek and Jo Ma"."""
    row: list[Mark] = []
    for mark in (*sentence.of("entity", "PERSON"), None):
        if row and (mark is None or not _AND.fullmatch(sentence.between(row[-1], mark))):
            if len(row) > 1:
                yield row
            row = []
        row += [mark] if mark else []


def _of_several(sentence: Sentence, role: Mark, name: Mark) -> bool:
    """Whether an office before a name is in the plural: "ambassadors of Peru and Chile"."""
    before = sentence.start <= role.start and role.end <= name.start
    return before and bool(_PLURAL.search(role.text))


def _tied(marks: Iterable[Mark]) -> list[Person]:
    """Group mentions, the fullest first, so that each later one finds the fuller name."""
    people: list[Person] = []
    index: dict[str, list[Person]] = {}
    parts_of: dict[int, list[str]] = {}
    for mark in marks:
        parts = _parts(mark.text)
        keys = sorted({key for part in parts for key in _keys(part)})
        candidates = dict.fromkeys(p for key in keys for p in index.get(key, ()))
        person = next(
            (p for p in candidates if _same(parts_of[id(p)], parts, surname_first=_in_capitals(p))),
            None,
        )
        if person is None and len(parts) == 1:
            given = [p for p in candidates if parts_of[id(p)][0] == parts[0]]
            person = given[0] if len(given) == 1 else None
        if person is None:
            person = Person([], mark)
            people.append(person)
            parts_of[id(person)] = parts
            for key in keys:
                index.setdefault(key, []).append(person)
        person.marks.append(mark)
    return people


def _fullness(name: str) -> tuple[int, int]:
    """Return a key that puts fuller names first: by their parts, then by those spelt out."""
    parts = name.split()
    return -len(parts), sum(part.endswith(".") for part in parts)


def _in_capitals(person: Person) -> bool:
    """Whether a name's capitals say that the surname stands first: "TANAKA Haruki"."""
    first, *rest = person.full.text.split()
    return len(first) > 1 and first.isupper() and not all(part.isupper() for part in rest)


def _keys(part: str) -> Iterator[str]:
    """Yield what two parts one letter apart have in common: a part, and it without one letter."""
    yield part
    if len(part) >= _NEAR:
        yield from (part[:i] + part[i + 1 :] for i in range(len(part)))


def fold(text: str) -> str:
    """Return a name in small letters without diacritics, for comparison."""
    text = unicodedata.normalize("NFKD", text.replace("ı", "i").replace("ə", "e"))
    return "".join(c for c in text if not unicodedata.combining(c)).lower()


def _parts(name: str) -> list[str]:
    """Return the parts of a name, each as one romanisation of it would be spelt."""
    folded = re.sub(r"[‘’'`ʻʼ](?=\w)", "", fold(name))
    parts = re.split(r"[\s.\-’']+", folded)
    return [_romanised(part) if len(part) >= _NEAR else part for part in parts if part]


def _romanised(part: str) -> str:
    return _ROMANISED.sub(lambda match: _ONE_OF[match[0]], part)


def _same(full: Sequence[str], other: Sequence[str], *, surname_first: bool) -> bool:
    """Whether a mention can be the person of a fuller name, both given in parts.

    Each part must stand in the fuller name, initials for words, in the same order; the first
    name alone of a name of two parts is not enough; ``surname_first``: it is the surname.
    """
    if not full or not other:
        return False
    if len(other) == 1:
        surnames = full[1:] if len(full) == 2 and not surname_first else full
        return any(_near(part, other[0]) for part in surnames)
    i = 0
    for part in other:
        while i < len(full) and not _near(full[i], part):
            i += 1
        if i == len(full):
            return False
        i += 1
    return True


def _near(a: str, b: str) -> bool:
    """Equal, an initial of the other, or one letter apart."""
    if a == b:
        return True
    short, long = (a, b) if len(a) <= len(b) else (b, a)
    if len(short) == 1 or short in _DIGRAPHS:
        return long.startswith(short)
    if len(short) < _NEAR or len(long) - len(short) > 1:
        return False
    i = 0
    while i < min(len(a), len(b)) and a[i] == b[i]:
        i += 1
    return a[i + 1 :] == b[i + 1 :] or a[i:] == b[i + 1 :] or a[i + 1 :] == b[i:]
