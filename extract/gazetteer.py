"""Names of countries, their people, capitals and governments, organisations and cities in a text.

The tables lie in ``patterns/`` (``countries.jsonl``, ``organisations.jsonl``, ``cities.csv``); what
to do with forms that mean several things stands in ``ambiguous.jsonl``. No model is needed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from extract.tables import FormRule, Meaning, Tables, Token, read_cities, read_jsonl, split, table

_KNOWN = 256
"""Texts whose names are remembered: several looks at an article ask for the same sentences."""
NEAR = 100
"""How many characters before and after a name count as near it (``not_near``)."""
CONTEXT = 4
"""How many tokens beside a name a phrase of context may have (``Prime Minister``: two)."""
CAPITALS = 4
"""Letters that a name needs to be found when it is written in capitals throughout."""


@dataclass(frozen=True, slots=True)
class Name:
    """One known name in a text.

    ``start`` and ``end`` are half-open character offsets; ``kind`` is ``country``, ``demonym``,
    ``capital``, ``city``, ``organisation`` or ``metonym`` (a form that stands for a government);
    ``id`` is the ISO 3166-1 alpha-2 code, for an organisation its id.
    """

    start: int
    end: int
    kind: str
    id: str


class Gazetteer:
    """The known names: finds them in a text and says what they stand for."""

    def __init__(self, tables: Tables) -> None:
        """Take the tables as read; use :meth:`load`."""
        self._tables = tables
        self._known: dict[str, list[Name]] = {}

    @classmethod
    def load(cls, *directories: Path) -> Gazetteer:
        """Read the tables, each from the last of ``directories`` that holds it.

        Raises PatternError, with file and line, on bad data.
        """
        tables = Tables()
        read_jsonl(table("countries.jsonl", directories), tables.add_country)
        read_jsonl(table("organisations.jsonl", directories), tables.add_organisation)
        read_cities(table("cities.csv", directories), tables)
        read_jsonl(table("ambiguous.jsonl", directories), tables.add_rule)
        tables.check_parents()
        return cls(tables)

    def find(self, text: str) -> Sequence[Name]:
        """Return the known names in ``text``, in order, leftmost-longest, without overlaps.

        Names lie on word boundaries, without a leading article or a possessive ending. Ambiguous
        forms are resolved by their context or left out. The time is linear in the text's length.
        """
        found = self._known.get(text)
        if found is None:
            if len(self._known) >= _KNOWN:
                self._known.clear()
            found = self._known[text] = self._find(text)
        return found

    def _find(self, text: str) -> list[Name]:
        tokens = split(text)
        scene = _Scene(text, tokens)
        hits = [hit for hit in self._hits(tokens) if self._counts(hit, scene)]
        ids = {hit.meaning.id for hit in hits if not self._shared(hit)}
        names: list[Name] = []
        for hit in hits:
            id_ = self._resolve(hit, ids)
            if id_ and hit.meaning.kind:
                start, end = tokens[hit.first].start, tokens[hit.last].end
                names.append(Name(start, end, hit.meaning.kind, id_))
        return names

    def short(self, id_: str) -> str:
        """Return the short name of a country (ISO alpha-2) or organisation (its id).

        Raises KeyError for an unknown id.
        """
        return self._tables.short[id_]

    def side_of(self, id_: str) -> str:
        """Return the short name of the party that a country or organisation stands for.

        A body that speaks for its parent gives the parent ("EEAS" gives "EU"); one that is in no
        table stands for itself.
        """
        return self._tables.short.get(self._tables.parent.get(id_, id_), id_)

    def capital(self, id_: str) -> str | None:
        """Return the capital of a country (ISO alpha-2), None where the table has none."""
        return self._tables.capital.get(id_)

    def seat(self, id_: str) -> str | None:
        """Return the city in which an organisation (its id) has its seat, None if unknown."""
        return self._tables.seat.get(id_)

    def _hits(self, tokens: Sequence[Token]) -> Iterator[_Hit]:
        """Walk the tokens; at each, take the longest known form that starts there."""
        i = 0
        while i < len(tokens):
            hit = self._longest(tokens, i)
            if tokens[i].key.isupper():
                in_capitals = self._longest_in_capitals(tokens, i)
                if in_capitals and (hit is None or in_capitals.last > hit.last):
                    hit = in_capitals
            if hit:
                yield hit
            i = hit.last + 1 if hit else i + 1

    def _longest(self, tokens: Sequence[Token], first: int) -> _Hit | None:
        forms, key, hit = self._tables.forms, "", None
        for last in range(first, len(tokens)):
            key += tokens[last].key if key else tokens[last].key.lstrip()
            if key not in forms:
                break
            if (meaning := forms[key]) is not None:
                hit = _Hit(first, last, key, meaning)
        return hit

    def _longest_in_capitals(self, tokens: Sequence[Token], first: int) -> _Hit | None:
        """Do as _longest for "SAUDI ARABIA" and "BOSNIA AND HERZEGOVINA"."""
        forms, key, hit = self._tables.forms, "", None
        for last in range(first, len(tokens)):
            token = tokens[last].key if key else tokens[last].key.lstrip()
            if token.lower() != token.upper() and not token.isupper():
                break
            title = key + token.title()
            key = title if title in forms else key + token.lower()
            if key not in forms:
                break
            if (meaning := forms[key]) is not None and len(key) >= CAPITALS:
                hit = _Hit(first, last, key, meaning)
        return hit

    def _shared(self, hit: _Hit) -> bool:
        rule = self._tables.rules.get(hit.form)
        return rule is not None and bool(rule.among)

    def _counts(self, hit: _Hit, scene: _Scene) -> bool:
        """Apply the rules for the form and for its kind."""
        tables = self._tables
        rules = (tables.rules.get(hit.form), tables.kind_rules.get(hit.meaning.kind))
        return all(rule is None or scene.allows(rule, hit) for rule in rules)

    def _resolve(self, hit: _Hit, ids: set[str]) -> str | None:
        """Choose among the countries that share a form: the only one that the text names."""
        rule = self._tables.rules.get(hit.form)
        if rule is None or not rule.among:
            return hit.meaning.id
        named = [id_ for id_ in rule.among if id_ in ids]
        if len(named) > 1:
            return None
        return named[0] if named else rule.default


@dataclass(frozen=True, slots=True)
class _Hit:
    """A form found from the first to the last token, both included."""

    first: int
    last: int
    form: str
    meaning: Meaning


class _Scene:
    """A text with its tokens: where rules look at what stands around a name."""

    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        self._text = text
        self._tokens = tokens
        self._has: dict[tuple[str, ...], bool] = {}

    def allows(self, rule: FormRule, hit: _Hit) -> bool:
        """Tell whether the rule lets the form count here."""
        if rule.drop or (rule.only_text and not self._says(rule.only_text)):
            return False
        if rule.not_in_capitals and self._in_capitals(hit):
            return False
        if (rule.alone or rule.alone_before) and self._name_beside(hit, after=rule.alone):
            return False
        if rule.not_near and self._near(rule.not_near, hit):
            return False
        return self._beside(rule, hit)

    def _beside(self, rule: FormRule, hit: _Hit) -> bool:
        before = self._phrases(range(hit.first - 1, hit.first - 1 - CONTEXT, -1))
        if rule.only_after and rule.only_after.isdisjoint(before):
            return False
        if not rule.not_after.isdisjoint(before):
            return False
        after = self._phrases(range(hit.last + 1, hit.last + 1 + CONTEXT))
        return rule.not_before.isdisjoint(after)

    def _phrases(self, indices: range) -> set[str]:
        """Return the runs of tokens that begin beside the name: 1 to CONTEXT tokens."""
        known = [i for i in indices if 0 <= i < len(self._tokens)]
        runs = (sorted(known[: n + 1]) for n in range(len(known)))
        return {"".join(self._tokens[i].key for i in run).strip() for run in runs}

    def _says(self, phrases: tuple[str, ...]) -> bool:
        # Once a text and rule: else many hits of one form would cost quadratic time.
        if phrases not in self._has:
            self._has[phrases] = any(phrase in self._text for phrase in phrases)
        return self._has[phrases]

    def _near(self, phrases: tuple[str, ...], hit: _Hit) -> bool:
        start, end = self._tokens[hit.first].start, self._tokens[hit.last].end
        around = self._text[max(0, start - NEAR) : end + NEAR]
        return any(phrase in around for phrase in phrases)

    def _in_capitals(self, hit: _Hit) -> bool:
        """Tell whether both neighbours, or the one there is, are words in capitals."""
        keys = [self._tokens[i].key.strip() for i in self._neighbours(hit)]
        return bool(keys) and all(len(key) > 1 and key.isupper() for key in keys)

    def _name_beside(self, hit: _Hit, after: bool) -> bool:
        """Tell whether a capitalised word stands before (or after), as in a person's name."""
        for i in self._neighbours(hit):
            key = self._tokens[i].key.strip()
            if i > hit.last and not after:
                continue
            if key.istitle() and key not in _FUNCTION_WORDS:
                return True
        return False

    def _neighbours(self, hit: _Hit) -> list[int]:
        """Return the tokens beside the name, where no more than a space lies between."""
        beside = []
        if hit.first > 0 and self._tokens[hit.first].key.startswith(" "):
            beside.append(hit.first - 1)
        if hit.last + 1 < len(self._tokens) and self._tokens[hit.last + 1].key.startswith(" "):
            beside.append(hit.last + 1)
        return beside


# Capitalised words that are no part of a person's name.
_NO_PERSON = (
    "The In At To From Of For And With On By Near Between While As But Both When After "
    "Before Since Until Meanwhile Today Yesterday Also This That Its Our If Although "
    "Because Central Downtown Old North South East West Northern Southern Eastern Western "
    "Visits Visit Via"
)
_FUNCTION_WORDS = frozenset(_NO_PERSON.split())
