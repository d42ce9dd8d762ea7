"""The gazetteer: what it finds in a text, how it resolves ambiguous names, and its tables."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.errors import ExtractError
from extract.gazetteer import Gazetteer, Name
from extract.towns import Towns

ROOT = Path(__file__).parent.parent
PATTERNS = ROOT / "patterns"
KINDS = {"country", "demonym", "capital", "city", "organisation", "metonym"}


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


CASES = lines(ROOT / "tests" / "cases" / "gazetteer.jsonl")
RULES = list(enumerate(lines(PATTERNS / "ambiguous.jsonl"), 1))
GAZETTEER = Gazetteer.load(PATTERNS)
COUNTRIES = lines(PATTERNS / "countries.jsonl")
ORGANISATIONS = lines(PATTERNS / "organisations.jsonl")


def is_word(char: str) -> bool:
    return char == "_" or char.isalnum()


@pytest.mark.parametrize(
    "case", CASES, ids=[f"gazetteer.jsonl:{i}" for i in range(1, len(CASES) + 1)]
)
def test_case(case: dict[str, Any]) -> None:
    """Each case's text gives its names, in order, with kind and id."""
    found = GAZETTEER.find(case["text"])
    assert [[case["text"][n.start : n.end], n.kind, n.id] for n in found] == case["want"]


def proofs(key: str) -> list[Any]:
    return [
        pytest.param(rule["form"], text, id=f"ambiguous.jsonl:{number}")
        for number, rule in RULES
        for text in rule.get(key, ())
    ]


@pytest.mark.parametrize(("form", "text"), proofs("examples"))
def test_a_rule_lets_its_examples_count(form: str, text: str) -> None:
    """The bracketed name of an example is found."""
    start = text.index("[")
    plain = text.replace("[", "").replace("]", "")
    assert [(n.start, n.end) for n in GAZETTEER.find(plain) if n.start == start] == [
        (start, start + len(form))
    ]


@pytest.mark.parametrize(("form", "text"), proofs("rejects"))
def test_a_rule_drops_its_rejects(form: str, text: str) -> None:
    """The form is in the text, and is not found."""
    assert form in text
    assert form not in {text[n.start : n.end] for n in GAZETTEER.find(text)}


PIECES = (
    "Georgia Jordan Guinea-Bissau U.S. the The US EU Congo Côte d’Ivoire 's ’s New York Korea WHO "
    "SAUDI ARABIA Bosnia AND and in Mr. . , - – \n\n \t _ 1 ß İ ﬁ \u0301 N'Djamena OPEC+"
)


@given(
    st.one_of(
        st.text(),
        st.lists(st.sampled_from(PIECES.split(" "))).map(" ".join),
        st.lists(st.sampled_from(PIECES.split(" "))).map("".join),
    )
)
def test_names_lie_in_order_on_word_boundaries(text: str) -> None:
    """Whatever the text, names are in order, do not overlap and cut no word."""
    last = 0
    for name in GAZETTEER.find(text):
        assert last <= name.start < name.end <= len(text)
        assert name.kind in KINDS
        assert GAZETTEER.short(name.id)
        for cut in (name.start, name.end):
            inside = 0 < cut < len(text) and is_word(text[cut - 1]) and is_word(text[cut])
            assert not inside
        last = name.end


def test_every_name_in_the_tables_is_found_or_hidden_by_a_rule() -> None:
    """A name alone gives itself, or another meaning of it, unless a rule concerns it."""
    ruled = {re.sub("[’‘]", "'", rule["form"]) for _, rule in RULES if "form" in rule}
    names = [n for line in COUNTRIES for n in line["names"]]
    names += [n for line in ORGANISATIONS for n in line["names"]]
    bare = [re.sub("^[Tt]he ", "", name) for name in names]
    missed = [n for n in bare if [(x.start, x.end) for x in GAZETTEER.find(n)] != [(0, len(n))]]
    assert [n for n in missed if re.sub("[’‘]", "'", n) not in ruled] == []


def test_ids_are_unique_over_both_tables() -> None:
    """Countries and organisations share one space of ids."""
    ids = Counter(line["id"] for line in (*COUNTRIES, *ORGANISATIONS))
    assert [id_ for id_, count in ids.items() if count > 1] == []


def test_cities_have_known_countries_and_one_line() -> None:
    """Each city has one line, a known country, and no country's name."""
    known = {line["id"] for line in COUNTRIES}
    pairs = [
        line.rpartition(",")[::2]
        for line in (PATTERNS / "cities.csv").read_text(encoding="utf-8").splitlines()[1:]
    ]
    names = {name for line in COUNTRIES for name in line["names"]}
    assert {code for _, code in pairs} <= known
    assert max(Counter(name for name, _ in pairs).values()) == 1
    assert [name for name, _ in pairs if name in names] == []
    assert {line["iso2"] for line in ORGANISATIONS} - {None} <= known


def test_topic_codes_are_complete() -> None:
    """All 45 labels, each match word one of the known."""
    topics = lines(PATTERNS / "topic_codes.jsonl")
    assert len({topic["label"] for topic in topics}) == 45
    matches = {topic[key] for topic in topics for key in ("iptc_match", "eurovoc_match")}
    assert matches <= {"exact", "close", "broad", "narrow", "related", None}


@pytest.mark.parametrize(
    ("id_", "short", "side"),
    [
        ("KR", "South Korea", "South Korea"), ("US", "US", "US"), ("AE", "UAE", "UAE"),
        ("TR", "Turkey", "Turkey"), ("CZ", "Czech Republic", "Czech Republic"),
        ("EEAS", "EEAS", "EU"), ("European Commission", "European Commission", "EU"),
        ("WBG", "World Bank", "World Bank"), ("African Union", "AU", "AU"), ("WHO", "WHO", "WHO"),
        ("AU", "Australia", "Australia"), ("CD", "DR Congo", "DR Congo"),
    ],
)  # fmt: skip
def test_short_name_and_side(id_: str, short: str, side: str) -> None:
    """Short names are the ones of news; a body speaks for its parent."""
    assert (GAZETTEER.short(id_), GAZETTEER.side_of(id_)) == (short, side)


@pytest.mark.parametrize(
    ("file", "line", "message"),
    [
        ("ambiguous.jsonl", '{"form": "Georgia", "not_bfore": [], "why": ""}', "not_bfore"),
        ("ambiguous.jsonl", '{"form": "Atlantis-on-Sea", "alone": true, "why": ""}', "Atlantis"),
        ("ambiguous.jsonl", '{"form": "Oman", "not_after": ["$nobody"], "why": ""}', "nobody"),
        ("countries.jsonl", "{}", "missing"),
        ("countries.jsonl", "[]", "object"),
        ("countries.jsonl", "{", "Expecting"),
        ("organisations.jsonl", json.dumps(ORGANISATIONS[0]), "second line"),
        ("cities.csv", "Gotham,ZZ", "ZZ"),
    ],
)
def test_bad_data_dies_at_load_with_its_address(
    tmp_path: Path, file: str, line: str, message: str
) -> None:
    """The error names the file, the line and what is wrong with it."""
    for name in ("countries.jsonl", "organisations.jsonl", "cities.csv", "ambiguous.jsonl"):
        text = (PATTERNS / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text + (line + "\n") * (name == file), encoding="utf-8")
    number = len((tmp_path / file).read_text(encoding="utf-8").splitlines())
    with pytest.raises(ExtractError, match=rf"^{re.escape(file)}:{number}: .*{message}"):
        Gazetteer.load(tmp_path)


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    """An empty directory gives the name of the file looked for."""
    with pytest.raises(ExtractError, match=r"countries\.jsonl"):
        Gazetteer.load(tmp_path)


def test_a_name_is_a_plain_value() -> None:
    """Names compare by value."""
    assert GAZETTEER.find("in Baku") == [Name(3, 7, "capital", "AZ")]


def test_towns_have_known_countries_and_one_line() -> None:
    """Each town has one line, with known countries, each once."""
    known = {line["id"] for line in COUNTRIES}
    lines = (PATTERNS / "towns.csv").read_text(encoding="utf-8").splitlines()
    pairs = [line.rpartition(",")[::2] for line in lines[1:]]
    assert max(Counter(name for name, _ in pairs).values()) == 1
    assert {code for _, codes in pairs for code in codes.split(" ")} <= known
    assert all(len(set(codes.split(" "))) == codes.count(" ") + 1 for _, codes in pairs)


@pytest.mark.parametrize(
    ("name", "codes"),
    [("Strumica", ("MK",)), ("Zzz", ()), ("", ()), ("name", ()), ("Strumica,MK\nA", ())],
)
def test_a_town_is_found_by_its_whole_name(name: str, codes: tuple[str, ...]) -> None:
    """Neither a part of a name, the table's header nor a piece of it is a town."""
    assert Towns([PATTERNS]).countries(name) == codes


def test_a_folder_of_its_own_replaces_the_towns(tmp_path: Path) -> None:
    """The last folder that has the table counts; a bad one is named when it is asked."""
    (tmp_path / "towns.csv").write_text("name,iso2\nGotham,US\n", encoding="utf-8")
    assert Towns([PATTERNS, tmp_path]).countries("Gotham") == ("US",)
    (tmp_path / "towns.csv").write_text("town;country\n", encoding="utf-8")
    with pytest.raises(ExtractError, match=r"^towns\.csv:1: the header"):
        Towns([PATTERNS, tmp_path]).countries("Gotham")
