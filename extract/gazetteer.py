"""Names of countries, their people, capitals and governments, organisations and cities in a text.

The tables lie in ``patterns/`` (``countries.jsonl``, ``organisations.jsonl``, ``cities.csv``); what
to do with forms that mean several things stands in ``ambiguous.jsonl``. No model is needed.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from extract.errors import PatternError

NEAR = 100
"""How many characters before and after a name count as near it (``not_near``)."""
CONTEXT = 4
"""How many tokens beside a name a phrase of context may have (``Prime Minister``: two)."""
CAPITALS = 4
"""Letters that a name needs to be found when it is written in capitals throughout."""

# A word with its combining marks, or one other sign.
_TOKEN = re.compile(r"[\w\u0300-\u036f]+|[^\w\s]")
_PLAIN = str.maketrans("’‘ʼ`´‐‑–", "'''''---")
_UNDECOMPOSED = str.maketrans("ıŁłØøĐđəƏ", "iLlOoDdaA")
_COUNTRY_KEYS = frozenset(
    {"id", "short", "names", "demonyms", "capital", "capital_names", "metonyms", "ambiguous"}
)
_ORGANISATION_KEYS = frozenset({"id", "short", "names", "kind", "city", "iso2", "ambiguous"})
_RULE_KEYS = frozenset(
    {
        "form", "why", "drop", "among", "default", "alone", "alone_before", "not_in_capitals",
        "not_before", "not_after", "only_after", "not_near", "only_text", "examples", "rejects",
    }
)  # fmt: skip


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


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What a form stands for; an empty kind means: known, but none of ours."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class _Rule:
    """When an ambiguous form counts; a line of ``ambiguous.jsonl``.

    ``drop``: never (a longer form so hides a shorter one in it). ``among``: the countries that
    share it; the only one of them that the text names elsewhere is meant, with none
    ``default``, with several none. ``alone``: not beside a capitalised word, ``alone_before``:
    not after one. ``not_in_capitals``: not between words in capitals. ``not_before``,
    ``not_after``, ``only_after``: phrases right beside it, up to CONTEXT tokens; ``$name``
    stands for a line with ``set``. ``not_near``: not within NEAR characters of these.
    ``only_text``: only where the text says one of these.
    """

    drop: bool
    among: tuple[str, ...]
    default: str | None
    alone: bool
    alone_before: bool
    not_in_capitals: bool
    not_before: frozenset[str]
    not_after: frozenset[str]
    only_after: frozenset[str]
    not_near: tuple[str, ...]
    only_text: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    key: str  # normal form, with a space in front where the text has one, "\n" at a blank line


class Gazetteer:
    """The known names: finds them in a text and says what they stand for."""

    def __init__(self, tables: _Tables) -> None:
        """Take the tables as read; use :meth:`load`."""
        self._tables = tables

    @classmethod
    def load(cls, *directories: Path) -> Gazetteer:
        """Read the tables, each from the last of ``directories`` that holds it.

        Raises PatternError, with file and line, on bad data.
        """

        def table(name: str) -> Path:
            found = (d / name for d in reversed(directories) if (d / name).exists())
            return next(found, directories[0] / name)

        tables = _Tables()
        _read_jsonl(table("countries.jsonl"), tables.add_country)
        _read_jsonl(table("organisations.jsonl"), tables.add_organisation)
        _read_cities(table("cities.csv"), tables)
        _read_jsonl(table("ambiguous.jsonl"), tables.add_rule)
        tables.check_parents()
        return cls(tables)

    def find(self, text: str) -> list[Name]:
        """Return the known names in ``text``, in order, leftmost-longest, without overlaps.

        Names lie on word boundaries, without a leading article or a possessive ending. Ambiguous
        forms are resolved by their context or left out. The time is linear in the text's length.
        """
        tokens = _tokens(text)
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

        A body that speaks for its parent gives the parent ("EEAS" gives "EU"). Raises KeyError for
        an unknown id.
        """
        return self._tables.short[self._tables.parent.get(id_, id_)]

    def country_of(self, city: str) -> str | None:
        """Return the ISO alpha-2 code of a city or capital, or None; case and accents are free."""
        return self._tables.folded_cities.get(_fold(city))

    def country(self, name: str) -> str | None:
        """Return the ISO alpha-2 code for a country's name, alias or demonym, or None.

        Case and accents are free for names of four letters and more. A form that several countries
        share gives its commoner country, or None where neither is.
        """
        bare = _without_article(name.strip())
        if len(bare) < CAPITALS:
            return self._tables.exact_countries.get(_normal(bare))
        return self._tables.folded_countries.get(_fold(bare))

    def _hits(self, tokens: Sequence[_Token]) -> Iterator[_Hit]:
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

    def _longest(self, tokens: Sequence[_Token], first: int) -> _Hit | None:
        forms, key, hit = self._tables.forms, "", None
        for last in range(first, len(tokens)):
            key += tokens[last].key if key else tokens[last].key.lstrip()
            if key not in forms:
                break
            if (meaning := forms[key]) is not None:
                hit = _Hit(first, last, key, meaning)
        return hit

    def _longest_in_capitals(self, tokens: Sequence[_Token], first: int) -> _Hit | None:
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
    meaning: _Meaning


class _Scene:
    """A text with its tokens: where rules look at what stands around a name."""

    def __init__(self, text: str, tokens: Sequence[_Token]) -> None:
        self._text = text
        self._tokens = tokens
        self._has: dict[tuple[str, ...], bool] = {}

    def allows(self, rule: _Rule, hit: _Hit) -> bool:
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

    def _beside(self, rule: _Rule, hit: _Hit) -> bool:
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


class _Tables:
    """What the files say, while and after they are read."""

    def __init__(self) -> None:
        self.forms: dict[str, _Meaning | None] = {}  # None: a beginning of a longer form
        self.short: dict[str, str] = {}
        self.parent: dict[str, str] = {}
        self.rules: dict[str, _Rule] = {}
        self.kind_rules: dict[str, _Rule] = {}
        self.exact_countries: dict[str, str] = {}
        self._countries: set[str] = set()
        self._cities: dict[str, str] = {}
        self._capitals: dict[str, str] = {}
        self._city_meanings: dict[str, _Meaning] = {}
        self._sets: dict[str, frozenset[str]] = {}

    def add_country(self, line: dict[str, Any]) -> None:
        _check_keys(line, _COUNTRY_KEYS, _COUNTRY_KEYS)
        id_ = self._new_id(line)
        self._countries.add(id_)
        self._put("country", id_, line["names"])
        self._put("capital", id_, line["capital_names"])
        self._put("demonym", id_, line["demonyms"])
        self._put("metonym", id_, line["metonyms"])
        for name in line["capital_names"]:
            self._capitals.setdefault(name, id_)
        for name in (*line["names"], *line["demonyms"]):
            self.exact_countries.setdefault(_normal(_without_article(name)), id_)

    def add_organisation(self, line: dict[str, Any]) -> None:
        _check_keys(line, _ORGANISATION_KEYS, _ORGANISATION_KEYS | {"side"})
        id_ = self._new_id(line)
        self._put("organisation", id_, line["names"])
        if "side" in line:
            self.parent[id_] = line["side"]

    def add_city(self, name: str, iso2: str) -> None:
        if iso2 not in self._countries:
            raise ValueError(f"unknown country {iso2!r}; countries.jsonl has the known ones")
        self._cities[name] = iso2
        meaning = self._city_meanings.get(iso2)
        if meaning is None:
            meaning = self._city_meanings[iso2] = _Meaning("city", iso2)
        if name.isalpha():  # most are: spare them the search for tokens
            self.forms[name] = self.forms.get(name) or meaning
        else:
            self._put_one(name, meaning)

    def add_rule(self, line: dict[str, Any]) -> None:
        if "set" in line:
            _check_keys(line, frozenset({"set", "words"}), frozenset({"set", "words"}))
            self._sets["$" + line["set"]] = frozenset(line["words"])
            return
        keys = (_RULE_KEYS - {"form"}) | {"kind" if "kind" in line else "form"}
        _check_keys(line, frozenset({"why"}), keys)
        rule = self._rule(line)
        if "kind" in line:
            self.kind_rules[line["kind"]] = rule
        else:
            self._add_form_rule(line["form"], rule)

    def _add_form_rule(self, form: str, rule: _Rule) -> None:
        key = _key(form)
        if self.forms.get(key) is None and not rule.drop:
            raise ValueError(f"no table has the form {form!r}; add it there, or give 'drop'")
        if key in self.rules:
            raise ValueError(f"a second rule for {form!r}; make it one")
        self.rules[key] = rule
        self._put("", "", (form,))

    def _rule(self, line: Mapping[str, Any]) -> _Rule:
        ids = [*line.get("among", ()), *filter(None, [line.get("default")])]
        if unknown := [id_ for id_ in ids if id_ not in self.short]:
            raise ValueError(f"unknown ids {unknown} in 'among' or 'default'")
        return _Rule(
            drop=bool(line.get("drop")),
            among=tuple(line.get("among", ())),
            default=line.get("default"),
            alone=bool(line.get("alone")),
            alone_before=bool(line.get("alone_before")),
            not_in_capitals=bool(line.get("not_in_capitals")),
            not_before=self._words(line.get("not_before", ())),
            not_after=self._words(line.get("not_after", ())),
            only_after=self._words(line.get("only_after", ())),
            not_near=tuple(line.get("not_near", ())),
            only_text=tuple(line.get("only_text", ())),
        )

    def _words(self, phrases: Iterable[str]) -> frozenset[str]:
        out: set[str] = set()
        for phrase in phrases:
            if phrase.startswith("$") and phrase not in self._sets:
                raise ValueError(f"unknown set {phrase!r}; a line with 'set' must come before")
            out |= self._sets.get(phrase, {_key(phrase)})
        return frozenset(out)

    def _new_id(self, line: Mapping[str, Any]) -> str:
        id_ = str(line["id"])
        if id_ in self.short:
            raise ValueError(f"a second line with the id {id_!r}")
        self.short[id_] = str(line["short"])
        return id_

    def _put(self, kind: str, id_: str, names: Iterable[str]) -> None:
        """Add forms and their beginnings; a form that is known already keeps its meaning."""
        meaning = _Meaning(kind, id_)
        for name in names:
            self._put_one(_without_article(name), meaning)

    def _put_one(self, name: str, meaning: _Meaning) -> None:
        # A key is the normal form, so its beginnings are slices of it at the ends of tokens.
        key, forms = _normal(name), self.forms
        for match in _TOKEN.finditer(key):
            forms.setdefault(key[: match.end()])
        if forms.get(key) is None:
            forms[key] = meaning

    def check_parents(self) -> None:
        """Raise PatternError when a body speaks for a party that no table has."""
        if unknown := set(self.parent.values()) - self.short.keys():
            raise PatternError(f"organisations.jsonl:1: unknown sides {sorted(unknown)}")

    @cached_property
    def folded_cities(self) -> dict[str, str]:
        folded = {_fold(name): iso2 for name, iso2 in self._cities.items()}
        for name, iso2 in reversed(self._capitals.items()):  # the first of two capitals wins
            rule = self.rules.get(_key(name))
            if rule is None or not rule.drop:
                folded[_fold(name)] = iso2
        return folded

    @cached_property
    def folded_countries(self) -> dict[str, str]:
        out: dict[str, str] = {}
        for name, iso2 in self.exact_countries.items():
            rule = self.rules.get(name)
            code = rule.default if rule and rule.among else iso2
            if code:
                out.setdefault(_fold(name), code)
        return out


def _tokens(text: str) -> list[_Token]:
    out, last = [], 0
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        gap = text[last:start]
        space = "" if not gap else "\n" if gap.count("\n") > 1 else " "
        out.append(_Token(start, end, space + _normal(match[0])))
        last = end
    return out


def _normal(text: str) -> str:
    """Unify apostrophes, hyphens and composed letters."""
    return text if text.isascii() else unicodedata.normalize("NFC", text).translate(_PLAIN)


def _key(form: str) -> str:
    return "".join(token.key for token in _tokens(form))


def _fold(name: str) -> str:
    """Write a name without case, accents and differences of hyphen, apostrophe and space."""
    if not name.isascii():
        plain = unicodedata.normalize("NFKD", name.translate(_PLAIN).translate(_UNDECOMPOSED))
        name = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(name.casefold().replace("-", " ").split())


def _without_article(name: str) -> str:
    # "The Hague" alone has the article in its name; the others are found without.
    bare = name[4:] if name[:4] in ("the ", "The ") else name
    return name if bare == "Hague" or name.startswith("The V") else bare


def _check_keys(line: Mapping[str, Any], needed: frozenset[str], allowed: frozenset[str]) -> None:
    if unknown := sorted(line.keys() - allowed):
        raise ValueError(f"unknown key {unknown[0]!r}; allowed: {', '.join(sorted(allowed))}")
    if missing := sorted(needed - line.keys()):
        raise ValueError(f"the key {missing[0]!r} is missing")


def _read_jsonl(path: Path, add: Callable[[dict[str, Any]], None]) -> None:
    for number, line in enumerate(_lines(path), 1):
        try:
            value = json.loads(line)
            if not isinstance(value, dict):
                raise ValueError("not a JSON object")
            add(value)
        except (ValueError, TypeError, KeyError) as error:
            raise PatternError(f"{path.name}:{number}: {error}") from error


def _read_cities(path: Path, tables: _Tables) -> None:
    lines = _lines(path)
    if lines[:1] != ["name,iso2"]:
        raise PatternError(f"{path.name}:1: the header must be name,iso2")
    for number, line in enumerate(lines[1:], 2):
        name, _, iso2 = line.rpartition(",")
        try:
            tables.add_city(name.strip('"'), iso2)
        except ValueError as error:
            raise PatternError(f"{path.name}:{number}: {error}") from error


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise PatternError(f"{path.name}:1: cannot be read: {error}") from error
