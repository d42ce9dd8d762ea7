"""Officials spoken of by office, without a name: "the Secretary General", "the two ministers".

Such a mention is tied to the person who holds that office in the article, before or behind it. One
that fits nobody named still stands for the parties it names: "the foreign ministers of India and
Nepal", "Kenyan officials", "a delegation of the EU".
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from extract.gazetteer import Gazetteer
from extract.marks import Mark, Sentence
from extract.names import NameFinder, Token, tokens
from extract.parties import KINDS
from extract.people import People, Person
from extract.roles import Role, RoleReader
from extract.rules import Rules

_LINK = re.compile(
    r"(?:['’]s?)?(?:\s{0,9},)?(?:\s{1,9}and)?(?:\s{1,9}the)?(?:\s{1,9}|\s{0,9}[-–]\s{0,9})$"
)
_OF = re.compile(r"\s{1,9}(?:of|from|for)\s{1,9}(?:both\s{1,9})?(?:the\s{1,9})?")
_NEXT = re.compile(
    r"(?:\s{1,9}(?:countries|states|members))?(?:,|,?\s{1,9}and)\s{1,9}(?:the\s{1,9})?"
)
_DEFINITE = re.compile(r"\b(?:the|his|her|its|their|both|this)\s+(?:\w+\s+)?$", re.IGNORECASE)
_SOON = 400
"""Characters within which an official is named who was brought in by office."""
_CHIEF = frozenset(("chief", "top"))
_OF_DELEGATION = frozenset(("head", "leader", "chief", "delegation"))
_TELLING = 5
"""Sentences in which that name is looked for."""
_LONGEST = 90
"""Characters of an office behind its head."""
_LEAD = 40
_DEPENDENT = re.compile(r"\b(?:as|to|of)\s+(?:an?\s+|the\s+)?$")
_PRESENCE = re.compile(
    r"\b(?:chairmanship|co-chairmanship|presidency|leadership|participation|presence|attendance"
    r"|meeting|talks|behalf)\s+of\s+(?:the\s+)?$"
)
"""An office behind "of" that acts itself, unlike "the Office of the President"."""
_AND_ANOTHER = re.compile(
    r"\s{1,9}and\s{1,9}(?:the|his|her|its|their)\s|\s{1,9}with\s{1,9}(?!responsib)"
)
_SMALL = frozenset(("of", "the", "and", "for", "republic", "s"))
_MANY = 50
"""People among whom an office is looked for; where more have it, it is nobody's alone."""
_COUNT = {"two": 2, "both": 2, "three": 3, "four": 4}
_FOREIGN = {"external": "foreign", "ministry": "minister", "defense": "defence"}


@dataclass(frozen=True, slots=True)
class Office:
    """A mention by office: its words and the parties they name.

    ``plural``: several people are meant, ``number`` of them (0: not said); ``definite``: people
    spoken of before.
    """

    mark: Mark
    parties: tuple[Mark, ...]
    plural: bool
    definite: bool
    number: int


class OfficeFinder:
    """Finds mentions by office with the word lists of ``patterns/words.json``."""

    def __init__(self, names: NameFinder, rules: Rules) -> None:
        self.names = names
        self.groups = frozenset(rules.words["office_group"])
        self.bare = frozenset(rules.words["office_bare"])
        self.generic = frozenset(rules.words["office_generic"])
        self.ranks = frozenset(rules.words["office_rank"])
        self.titles = frozenset(rules.words["rank"])

    def find(self, sentence: Sentence, roles: Sequence[Mark]) -> Iterator[Office]:
        """Yield the offices of a sentence that are none of ``roles``, those beside a name."""
        reader = RoleReader(sentence, self.names)
        taken = [(m.start, m.end) for m in (*sentence.of("entity", "PERSON"), *roles)]
        words, end = tokens(sentence.text), 0
        for i, word in enumerate(words):
            if word.start < end or not self._heads(word):
                continue
            first = self._first(sentence.text, words, i)
            comma = sentence.text.find(",", word.end, word.end + _LONGEST)
            limit = comma if comma > 0 else word.end + _LONGEST
            if other := _AND_ANOTHER.search(sentence.text, word.end, limit):
                limit = other.start()
            start = words[first].start
            stop = max(reader.phrase_end(start, limit), word.end)
            at = sentence.start
            if any(s < at + stop and at + start < e for s, e in taken) or self._attached(
                sentence, start, stop, taken
            ):
                continue
            start, stop, parties = _parties(sentence, start, stop)
            end = stop
            mark = sentence.mark(start, stop, "office", "office", "office.mention")
            lead = sentence.text[:start]
            definite = bool(_DEFINITE.search(lead)) or word.capital or bool(parties)
            yield Office(mark, parties, self._plural(word), definite, _number(lead))

    def _heads(self, word: Token) -> bool:
        bare = word.bare
        return bare in self.groups or bare in self.bare or _single(bare) in self.bare

    def _plural(self, word: Token) -> bool:
        return word.bare in self.groups or (word.bare not in self.bare)

    def _first(self, text: str, words: Sequence[Token], i: int) -> int:
        """Return the index of the first word of the office whose head is word ``i``."""
        while i and text[words[i - 1].end : words[i].start] in (" ", "-"):
            before = words[i - 1]
            if before.bare not in self.names.office or before.text.endswith(("'s", "’s")):
                break
            i -= 1
        return i

    def _attached(
        self, sentence: Sentence, start: int, stop: int, taken: Sequence[tuple[int, int]]
    ) -> bool:
        """Whether an office belongs to a name close by or only qualifies another noun."""
        text = sentence.text
        if re.match(r"['’]s?\s+\w|\s{0,3}-\w", text[stop : stop + 4]):
            return True
        lead = text[max(0, start - _LEAD) : start]
        if _DEPENDENT.search(lead) and not _PRESENCE.search(lead):
            return True
        behind = re.match(r"\s*,?\s*", text[stop:])
        at = sentence.start + stop + (behind.end() if behind else 0)
        return any(s == at for s, _ in taken)


def tie(
    sentences: Sequence[Sentence], people: People, finder: OfficeFinder, gazetteer: Gazetteer
) -> None:
    """Tie the mentions by office to the people they mean, and keep the others as officials."""
    holders = _Holders(people, finder)
    for at, sentence in enumerate(sentences):
        if sentence.part != "body":
            continue
        for office in finder.find(sentence, holders.offices(sentence)):
            sides = {gazetteer.side_of(m.value): m for m in office.parties}
            telling = sentences[at : at + _TELLING]
            meant = holders.meant(office, sides) or holders.named_next(office, telling)
            if meant:
                people.add_mention(sentence, office.mark, meant)
            elif sides:
                people.add_unnamed(sentence, office.mark, sides)


class _Holders:
    """The people of an article by the words of their offices and by the sides they stand for."""

    def __init__(self, people: People, finder: OfficeFinder) -> None:
        self._words = finder
        self._all = people.all
        self._starts = [person.marks[0].start for person in people.all]
        self._roles = sorted((r.mark for p in people.all for r in p.roles), key=lambda m: m.start)
        self._role_starts = [mark.start for mark in self._roles]
        self._by_word: dict[str, list[Person]] = {}
        self._by_side: dict[str, list[Person]] = {}
        for person in people.all:
            for word in {w for r in person.roles for w in _singles(r.mark.text)}:
                self._by_word.setdefault(word, []).append(person)
            if person.side:
                self._by_side.setdefault(person.side, []).append(person)

    def offices(self, sentence: Sentence) -> list[Mark]:
        """Return the offices of a sentence that stand beside a name."""
        first = bisect_left(self._role_starts, sentence.start)
        return self._roles[first : bisect_left(self._role_starts, sentence.end)]

    def meant(self, office: Office, sides: Collection[str]) -> list[Person]:
        """Return the people an office means; none where it is unclear."""
        words = _content(office)
        if sides:
            return self._of_sides(office, words, sides)
        named = self._with(words)
        known = [p for p in named if p.marks[0].start < office.mark.start]
        if office.plural:
            return known if len(known) == office.number else []
        known = known or [p for p in self._with_any(words) if _soon(office, p, words)]
        rank = words & self._words.ranks
        exact = [p for p in known if any(self._rank(r) == rank for r in p.roles)]
        known = exact or known
        return known if len(known) == 1 and office.definite else []

    def named_next(self, office: Office, telling: Sequence[Sentence]) -> list[Person]:
        """Return who is named first behind an office of the meeting, and has no other office.

        "In the chair was the vice-minister. ... said Dr Marcal": the name of somebody new, who is
        given that office. ``telling``: the office's sentence and those behind it.
        """
        sentence = telling[0]
        told = sentence.of("people") or sentence.of("meeting")
        at = bisect_right(self._starts, office.mark.end)
        if office.plural or not office.definite or not told or at == len(self._all):
            return []
        person, start = self._all[at], self._starts[at]
        if not sentence.end <= start <= office.mark.end + _SOON:
            return []
        if not self._alone(person.marks[0], telling):
            return []
        if not all(_singles(r.mark.text) <= self._words.titles for r in person.roles):
            return []
        person.roles.append(Role(office.mark, next(iter(office.parties), None)))
        return [person]

    def _alone(self, name: Mark, telling: Sequence[Sentence]) -> bool:
        """Whether a name is spoken of by itself: "of the Tribune" behind it tells who it is."""
        sentence = next((s for s in telling if name.start < s.end), None)
        if sentence is None or sentence.before(name).lower().endswith("according to "):
            return False
        return not re.match(r",?\s(?:of|from)\s", sentence.after(name))

    def _of_sides(
        self, office: Office, words: set[str], sides: Collection[str]
    ) -> list[Person]:  # fmt: skip
        """Return those who hold an office for some sides, one for each."""
        theirs = [p for side in sides for p in self._by_side.get(side, ())[:_MANY]]
        fitting = [p for p in theirs if any(_fits(words, r.mark.text, p.side) for r in p.roles)]
        if words - _CHIEF <= self._words.generic and not office.plural:
            fitting = theirs[:1]
        if words <= _OF_DELEGATION and not office.plural:
            fitting = [p for p in theirs if p.leads]
        return fitting if len(fitting) == (len(sides) if office.plural else 1) else []

    def _with(self, words: set[str]) -> list[Person]:
        """Return those of whom one office has all the words."""
        rarest = min((self._by_word.get(word, []) for word in words), key=len, default=[])
        held = (p for p in rarest[:_MANY] if any(_fits(words, r.mark.text) for r in p.roles))
        return list(held)

    def _with_any(self, words: set[str]) -> list[Person]:
        found = (p for word in sorted(words) for p in self._by_word.get(word, [])[:_MANY])
        return list(dict.fromkeys(found))

    def _rank(self, role: Role) -> set[str]:
        return _singles(role.mark.text) & self._words.ranks


def _parties(sentence: Sentence, start: int, stop: int) -> tuple[int, int, tuple[Mark, ...]]:
    """Return where an office begins and ends with its parties, and all parties it names."""
    inside, before, behind = [], [], []
    named = sentence.of("name", *KINDS)
    for party in reversed(named):
        at, end = party.start - sentence.start, party.end - sentence.start
        if start <= at < stop:
            inside.append(party)
        elif end <= start and _LINK.fullmatch(sentence.text[end:start]):
            before.append(party)
            start = at
    link = _NEXT if inside else _OF
    for party in named:
        at, end = party.start - sentence.start, party.end - sentence.start
        if at >= stop and link.fullmatch(sentence.text[stop:at]):
            behind.append(party)
            stop, link = end, _NEXT
    return start, stop, (*reversed(before), *reversed(inside), *behind)


def _soon(office: Office, person: Person, words: set[str]) -> bool:
    """Whether somebody named in the next sentences holds the office."""
    behind = person.marks[0].start - office.mark.end
    held = (r.mark.text for r in person.roles if r.mark.start < person.marks[0].end + _SOON)
    return 0 < behind < _SOON and any(_fits(words, title, person.side or "") for title in held)


def _number(lead: str) -> int:
    """Return how many people the words before an office count; 0 when they do not say."""
    words = lead.lower().split()[-2:]
    return next((_COUNT[word] for word in reversed(words) if word in _COUNT), 0)


def _singles(text: str) -> set[str]:
    """Return the words of an office in small letters and in the singular."""
    return {_single(_FOREIGN.get(word.bare, word.bare)) for word in tokens(text)}


def _content(office: Office) -> set[str]:
    """Return the words of an office that its holder's title must have."""
    text = office.mark.text
    for party in office.parties:
        at = party.start - office.mark.start
        text = text[:at] + " " * len(party.text) + text[at + len(party.text) :]
    return _singles(text) - _SMALL


def _fits(words: set[str], title: str, side: str | None = None) -> bool:
    """Whether an office can be the title of a person.

    ``side``: it names their side, so that a title may say less, or no more than "counterpart".
    """
    held = _singles(title)
    known = side is not None and (held <= words or "counterpart" in held)
    return bool(words) and (words <= held or known)


def _single(word: str) -> str:
    """Return a noun's singular, if it is a regular plural."""
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word
