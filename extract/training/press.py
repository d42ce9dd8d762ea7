r"""Text in the manner of press releases: written ones, and templates filled with invented names.

``data/*.marked.txt`` are texts that we wrote and annotated. ``data/templates.txt`` has a template a
line (``\n`` is a line break in it) with slots: ``{P}`` a person, ``{F}`` a family name, ``{C}`` a
country, ``{D}`` its adjective, ``{T}`` a town, ``{G}`` an organisation, ``{M}`` a ministry,
``{MC}`` that of a country, ``{O}`` and ``{Ol}`` an office, ``{H}`` a form of address. Names of
people are put together at random from common given and family names of a part of the world; nobody
in particular is meant. Countries, towns and organisations are those of the tables in ``patterns/``.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extract import rules
from extract.training.corpus import Sentence, read_marked, spell

_DATA = Path(__file__).with_name("data")
_SLOT = re.compile(r"\{(\w+)\}")
_PART = re.compile(r"(?<![^\W_'])[ghfei](?![^\W_'])|(?<=Al)F|(?<=Mc)F")
_WITH_ARTICLE = re.compile(
    r"\b(Republic|Kingdom|Sultanate|State of|States|Emirates|Federation|Islands|Union|Principality|"
    r"Philippines|Netherlands|Maldives|Bahamas|Comoros|Gambia|UAE|UK|US)\b"
)
_CAPITALS = 0.6
"""The share of towns that are capitals."""


@dataclass(frozen=True, slots=True)
class Region:
    """Parts of names in one part of the world: given names, family names, how they combine.

    In a form, ``g`` and ``h`` stand for given names, ``f`` and ``e`` for family names and ``i`` for
    an initial; all else is literal. ``F`` is the family name behind "Al" or "Mc".
    """

    given: Sequence[str]
    family: Sequence[str]
    forms: Sequence[str]

    def person(self, rng: random.Random) -> tuple[str, str]:
        """Return a name, and the family name that stands for it later in a text."""
        family = rng.choice(self.family)
        values = {
            "g": rng.choice(self.given), "h": rng.choice(self.given), "f": family, "F": family,
            "e": rng.choice(self.family), "i": rng.choice("ABCDEGHIJKLMNPRSTUVYZ"),
        }  # fmt: skip
        name = _PART.sub(lambda part: values[part[0]], rng.choice(self.forms))
        if rng.random() < 0.12:
            name = name.replace(family, family.upper())
        return name, family


class Press:
    """Makes up sentences and names; ``written`` are the texts that we wrote."""

    def __init__(self) -> None:
        """Read what it needs, once; raises ExtractError for a wrong mark in our texts."""
        self.written = [s for path in sorted(_DATA.glob("*.marked.txt")) for s in read_marked(path)]
        data: Any = json.loads((_DATA / "names.json").read_text(encoding="utf-8"))
        self.regions = [
            Region(part["given"].split(), part["family"].split(), part["forms"])
            for part in data["regions"].values()
        ]
        self.ministries: Sequence[str] = data["ministries"]
        self.offices: Sequence[str] = data["offices"]
        self.titles: Sequence[str] = data["titles"]
        self.templates = (_DATA / "templates.txt").read_text(encoding="utf-8").splitlines()
        folder = rules.shipped()
        countries = rows(folder / "countries.jsonl")
        self.countries = [_clear(row) for row in countries if row["demonyms"]]
        self.demonyms = [row["demonyms"][0] for row in countries if row["demonyms"]]
        self.capitals = [row["capital"] for row in countries if row["capital"]]
        self.organisations = [_clear(row) for row in rows(folder / "organisations.jsonl")]
        cities = (folder / "cities.csv").read_text(encoding="utf-8").splitlines()[1:]
        self.cities = [line.rpartition(",")[0] for line in cities]

    def sentences(self, number: int, rng: random.Random) -> list[Sentence]:
        """Return so many filled templates, drawn at random."""
        return [self.fill(rng.choice(self.templates), rng) for _ in range(number)]

    def names(self, number: int, rng: random.Random) -> list[str]:
        """Return so many names of people of all regions, one in five a family name alone."""
        people = (rng.choice(self.regions).person(rng) for _ in range(number))
        return [family if rng.random() < 0.2 else name for name, family in people]

    def fill(self, template: str, rng: random.Random) -> Sentence:
        """Return a template with a name in each slot, and where the names are."""
        template = template.replace("\\n", "\n")
        pieces: list[tuple[str, str]] = []
        done = 0
        for slot in _SLOT.finditer(template):
            before, name, label = self._filler(slot[1], rng)
            pieces += [(template[done : slot.start()] + before, ""), (name, label)]
            done = slot.end()
        return spell([*pieces, (template[done:], "")])

    def _filler(self, slot: str, rng: random.Random) -> tuple[str, str, str]:
        """Return what stands in a slot: (text before the name, name, its label or nothing)."""
        if slot in ("C", "MC"):
            article, name = self._country(rng)
            if slot == "C":
                return article, name, "PLACE"
            before = "the " if rng.random() < 0.6 else ""
            return before, f"{rng.choice(self.ministries)} of {article}{name}", "ORG"
        person, family = rng.choice(self.regions).person(rng)
        office = rng.choice(self.offices)
        name, label = {
            "P": (person, "PERSON"),
            "F": (family, "PERSON"),
            "D": (rng.choice(self.demonyms), "NORP"),
            "T": (rng.choice(self.capitals if rng.random() < _CAPITALS else self.cities), "PLACE"),
            "G": (rng.choice(rng.choice(self.organisations)), "ORG"),
            "M": (rng.choice(self.ministries), "ORG"),
            "O": (office, ""),
            "Ol": (office.lower(), ""),
            "H": (rng.choice(self.titles), ""),
        }[slot]
        return "", name, label

    def _country(self, rng: random.Random) -> tuple[str, str]:
        names = rng.choice(self.countries)
        name = names[0] if rng.random() < 0.6 else rng.choice(names)
        return "the " if _WITH_ARTICLE.search(name) else "", name


def rows(path: Path) -> list[dict[str, Any]]:
    """Return the rows of a table in JSON lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _clear(row: dict[str, Any]) -> list[str]:
    """Return the names of a country or organisation that mean it alone, the short one first."""
    names = [row["short"], *row["names"]]
    return [n for n in names if n not in row["ambiguous"] and not n.startswith("the ")] or names
