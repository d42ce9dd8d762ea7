"""The tables of known names as read from ``patterns/``: countries, organisations, cities.

``ambiguous.jsonl`` beside them says when a form of several meanings counts.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from extract.errors import PatternError

_PLAIN = str.maketrans("’‘ʼ`´‐‑–", "'''''---")
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


# A word with its combining marks, or one other sign.
_TOKEN = re.compile(r"[\w\u0300-\u036f]+|[^\w\s]")


class Token(NamedTuple):
    """A word or sign of a text, with its offsets."""

    start: int
    end: int
    key: str  # normal form, with a space in front where the text has one, "\n" at a blank line


def split(text: str) -> list[Token]:
    """Return the words and signs of a text."""
    out, last = [], 0
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        gap = text[last:start]
        space = "" if not gap else "\n" if gap.count("\n") > 1 else " "
        out.append(Token(start, end, space + normal(match[0])))
        last = end
    return out


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a form stands for; an empty kind means: known, but none of ours."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class FormRule:
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


class Tables:
    """What the files say, while and after they are read."""

    def __init__(self) -> None:
        self.forms: dict[str, Meaning | None] = {}  # None: a beginning of a longer form
        self.short: dict[str, str] = {}
        self.parent: dict[str, str] = {}
        self.capital: dict[str, str] = {}
        self.seat: dict[str, str] = {}
        self.rules: dict[str, FormRule] = {}
        self.kind_rules: dict[str, FormRule] = {}
        self._countries: set[str] = set()
        self._city_meanings: dict[str, Meaning] = {}
        self._sets: dict[str, frozenset[str]] = {}

    def add_country(self, line: dict[str, Any]) -> None:
        """Take a line of ``countries.jsonl``."""
        check_keys(line, _COUNTRY_KEYS, _COUNTRY_KEYS)
        id_ = self._new_id(line)
        self._countries.add(id_)
        if line["capital"]:
            self.capital[id_] = line["capital"]
        self._put("country", id_, line["names"])
        self._put("capital", id_, line["capital_names"])
        self._put("demonym", id_, line["demonyms"])
        self._put("metonym", id_, line["metonyms"])

    def add_organisation(self, line: dict[str, Any]) -> None:
        """Take a line of ``organisations.jsonl``."""
        check_keys(line, _ORGANISATION_KEYS, _ORGANISATION_KEYS | {"side"})
        id_ = self._new_id(line)
        if line["city"]:
            self.seat[id_] = line["city"]
        self._put("organisation", id_, line["names"])
        if "side" in line:
            self.parent[id_] = line["side"]

    def add_city(self, name: str, iso2: str) -> None:
        """Take a row of ``cities.csv``."""
        if iso2 not in self._countries:
            raise ValueError(f"unknown country {iso2!r}; countries.jsonl has the known ones")
        meaning = self._city_meanings.get(iso2)
        if meaning is None:
            meaning = self._city_meanings[iso2] = Meaning("city", iso2)
        if name.isalpha():  # most are: spare them the search for tokens
            self.forms[name] = self.forms.get(name) or meaning
        else:
            self._put_one(name, meaning)

    def add_rule(self, line: dict[str, Any]) -> None:
        """Take a line of ``ambiguous.jsonl``."""
        if "set" in line:
            check_keys(line, frozenset({"set", "words"}), frozenset({"set", "words"}))
            self._sets["$" + line["set"]] = frozenset(line["words"])
            return
        keys = (_RULE_KEYS - {"form"}) | {"kind" if "kind" in line else "form"}
        check_keys(line, frozenset({"why"}), keys)
        rule = self._rule(line)
        if "kind" in line:
            self.kind_rules[line["kind"]] = rule
        else:
            self._add_form_rule(line["form"], rule)

    def _add_form_rule(self, form: str, rule: FormRule) -> None:
        key = form_key(form)
        if self.forms.get(key) is None and not rule.drop:
            raise ValueError(f"no table has the form {form!r}; add it there, or give 'drop'")
        if key in self.rules:
            raise ValueError(f"a second rule for {form!r}; make it one")
        self.rules[key] = rule
        self._put("", "", (form,))

    def _rule(self, line: Mapping[str, Any]) -> FormRule:
        ids = [*line.get("among", ()), *filter(None, [line.get("default")])]
        if unknown := [id_ for id_ in ids if id_ not in self.short]:
            raise ValueError(f"unknown ids {unknown} in 'among' or 'default'")
        return FormRule(
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
            out |= self._sets.get(phrase, {form_key(phrase)})
        return frozenset(out)

    def _new_id(self, line: Mapping[str, Any]) -> str:
        id_ = str(line["id"])
        if id_ in self.short:
            raise ValueError(f"a second line with the id {id_!r}")
        self.short[id_] = str(line["short"])
        return id_

    def _put(self, kind: str, id_: str, names: Iterable[str]) -> None:
        """Add forms and their beginnings; a form that is known already keeps its meaning."""
        meaning = Meaning(kind, id_)
        for name in names:
            self._put_one(without_article(name), meaning)

    def _put_one(self, name: str, meaning: Meaning) -> None:
        # A key is the normal form, so its beginnings are slices of it at the ends of tokens.
        key, forms = normal(name), self.forms
        for match in _TOKEN.finditer(key):
            forms.setdefault(key[: match.end()])
        if forms.get(key) is None:
            forms[key] = meaning

    def check_parents(self) -> None:
        """Raise PatternError when a body speaks for a party that no table has."""
        if unknown := set(self.parent.values()) - self.short.keys():
            raise PatternError(f"organisations.jsonl:1: unknown sides {sorted(unknown)}")


def normal(text: str) -> str:
    """Unify apostrophes, hyphens and composed letters."""
    return text if text.isascii() else unicodedata.normalize("NFC", text).translate(_PLAIN)


def form_key(form: str) -> str:
    """Return what two spellings of a form have in common."""
    return "".join(token.key for token in split(form))


def without_article(name: str) -> str:
    """Return a name without "the", which the text may leave out."""
    # "The Hague" alone has the article in its name; the others are found without.
    bare = name[4:] if name[:4] in ("the ", "The ") else name
    return name if bare == "Hague" or name.startswith("The V") else bare


def check_keys(line: Mapping[str, Any], needed: frozenset[str], allowed: frozenset[str]) -> None:
    """Raise ValueError where a line lacks a key that is needed, or has one that nobody knows."""
    if unknown := sorted(line.keys() - allowed):
        raise ValueError(f"unknown key {unknown[0]!r}; allowed: {', '.join(sorted(allowed))}")
    if missing := sorted(needed - line.keys()):
        raise ValueError(f"the key {missing[0]!r} is missing")


def table(name: str, directories: Sequence[Path]) -> Path:
    """Return the file of a table: that of the last folder that has one of this name."""
    found = (d / name for d in reversed(directories) if (d / name).exists())
    return next(found, directories[0] / name)


def read_jsonl(path: Path, add: Callable[[dict[str, Any]], None]) -> None:
    """Hand each line of a file to ``add``; what it refuses becomes a PatternError."""
    for number, line in enumerate(_lines(path), 1):
        try:
            value = json.loads(line)
            if not isinstance(value, dict):
                raise ValueError("not a JSON object")
            add(value)
        except (ValueError, TypeError, KeyError) as error:
            raise PatternError(f"{path.name}:{number}: {error}") from error


def read_cities(path: Path, tables: Tables) -> None:
    """Hand each row of ``cities.csv`` to the tables; raises PatternError."""
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
