"""People: what is taken of a model's spans, and when the rules add to them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

import extract
from extract import rules
from extract.names import NameFinder
from extract.ner import SCORE

TEXT = (
    "Deputy Foreign Minister Ana Quillca of Peru met with Deputy Foreign Minister Pablo Huenul of"
    " Chile in Lima on 4 April 2022. They discussed visas and fisheries.\n"
)


@Language.factory(
    "listed_names", assigns=["doc.ents", f"span._.{SCORE}"], default_config={"scores": {}}
)
class Listed:
    """Finds the people that it is given, each with its score."""

    def __init__(self, nlp: Language, name: str, scores: Mapping[str, float]) -> None:
        self.scores = dict(scores)
        if not Span.has_extension(SCORE):
            Span.set_extension(SCORE, default=None)

    def __call__(self, doc: Doc) -> Doc:
        for name, score in self.scores.items():
            span = doc.char_span(doc.text.find(name), doc.text.find(name) + len(name), "PERSON")
            if span is not None:
                span._.set(SCORE, score)
                doc.set_ents([span], default="unmodified")
        return doc


def record(folder: Path, scores: Mapping[str, float], text: str = TEXT) -> extract.Record:
    nlp = spacy.blank("en")
    nlp.add_pipe("listed_names", config={"scores": dict(scores)})
    nlp.to_disk(folder)
    (found,) = extract.load(model=folder).records(text)
    return found


def chairs(found: extract.Record) -> list[str]:
    return [chair["name"] for chair in found["co_chairs"]]


def test_rules_add_nobody_to_a_model_that_tells_its_scores(tmp_path):
    assert chairs(record(tmp_path, {"Pablo Huenul": 0.9})) == ["Pablo Huenul"]


@pytest.mark.parametrize(
    ("span", "score", "name"),
    [
        ("Minister Ana Quillca", 0.5, "Ana Quillca"),
        ("Minister Ana Quillca", 0.9, "Minister Ana Quillca"),
        ("Ana Quillca", 0.5, "Ana Quillca"),
    ],
)
def test_only_names_that_a_model_is_unsure_of_are_trimmed(tmp_path, span, score, name):
    assert chairs(record(tmp_path, {span: score, "Pablo Huenul": 0.9}))[0] == name


def test_no_sentence_ends_inside_a_name(tmp_path):
    text = TEXT.replace("Pablo Huenul", "Kh. Huenul")
    found = record(tmp_path, {"Ana Quillca": 0.9, "Kh. Huenul": 0.9}, text)
    assert chairs(found) == ["Ana Quillca", "Kh. Huenul"]


def test_a_word_taken_for_a_person_by_less_than_even_chances_is_none(tmp_path):
    scores = {"Ana Quillca": 0.9, "Pablo Huenul": 0.9}
    text = f"Gallery: Peru and Chile meet in Lima\n\n{TEXT}"
    assert chairs(record(tmp_path / "none", scores | {"Gallery": 0.4}, text)) == [*scores]
    named = TEXT.replace("Ana Quillca", "Quillca")
    assert chairs(record(tmp_path / "one", {"Quillca": 0.5, "Pablo Huenul": 0.9}, named))


def test_a_name_begins_with_no_sign(tmp_path):
    text = TEXT.replace("Minister Pablo", "Minister (ret.) Pablo")
    found = record(tmp_path, {"Ana Quillca": 0.9, ") Pablo Huenul": 0.9}, text)
    assert chairs(found) == ["Ana Quillca", "Pablo Huenul"]


@pytest.mark.parametrize(
    ("scores", "names"),
    [
        ({"—": 0.9, "Pablo Huenul": 0.9}, ["Pablo Huenul"]),
        ({"Ana": 0.9, "Quillca": 0.5, "Pablo Huenul": 0.9}, ["Ana", "Pablo Huenul"]),
        ({"Quillca": 0.6, "Pablo Huenul": 0.9}, ["Ana Quillca", "Pablo Huenul"]),
    ],
)
def test_people_are_whole_and_apart(tmp_path, scores, names):
    text = TEXT.replace("Minister Ana", "Minister — Mr. Ana").replace("of Peru", "of Peru,")
    assert [name for name in chairs(record(tmp_path, scores, text)) if name in names] == names


@pytest.mark.parametrize(
    ("before", "name"),
    [
        ("K.", "K. Ana Quillca"),
        ("H.E. K.", "K. Ana Quillca"),
        ("H.E.", "Ana Quillca"),
        ("the U.S.", "Ana Quillca"),
    ],
)
def test_initials_are_those_of_the_name(tmp_path, before, name):
    text = TEXT.replace("Minister Ana", f"Minister, {before} Ana")
    scores = {"Ana Quillca": 0.6, "Pablo Huenul": 0.9}
    assert chairs(record(tmp_path, scores, text)) == [name, "Pablo Huenul"]


def test_confidence_falls_with_each_name_that_the_model_is_unsure_of(tmp_path):
    found = [
        record(tmp_path / f"{ana}-{pablo}", {"Ana Quillca": ana, "Pablo Huenul": pablo})
        for ana, pablo in ((0.9, 0.9), (0.9, 0.3), (0.3, 0.3))
    ]
    sure, unsure, neither = (each["confidence"] for each in found)
    assert sure - unsure == pytest.approx(0.05)
    assert sure - neither == pytest.approx(0.10)


@pytest.fixture(scope="module")
def names() -> NameFinder:
    return NameFinder(rules.load().words)


@pytest.mark.parametrize(
    ("span", "name"),
    [
        ("Kofi Mensah", "Kofi Mensah"),
        ("Kofi Mensah.", "Kofi Mensah"),
        ("Kofi Mensah's", "Kofi Mensah"),
        ("Kofi Mensah Jr.", "Kofi Mensah Jr."),
        ("H.E. Dr. Kofi Mensah", "Kofi Mensah"),
        ("Kazakh Foreign Minister Askar Abenov", "Askar Abenov"),
        ("grocer Lau Tin-yau", "Lau Tin-yau"),
        ("M. Pathmanathan", "M. Pathmanathan"),
        ("U Thant Zin", "Thant Zin"),
        ("A K M Tanvir Hasan", "A K M Tanvir Hasan"),
        ("van den Heuvelmans", "van den Heuvelmans"),
        ("al-Rubaie", "al-Rubaie"),
        ("Dato' Azmi bin Haji Rosli", "Azmi bin Haji Rosli"),
        ("Sultan bin Saad Al Muraikhi", "Sultan bin Saad Al Muraikhi"),
        ("the minister", None),
        ("Foreign Minister", None),
        ("", None),
        ("Theresa May", "Theresa May"),
        ("May", None),
        ("Don Pramudwinai", "Don Pramudwinai"),
        ("Tun Tun Naing", "Tun Tun Naing"),
    ],
)
def test_the_name_in_a_span(names, span, name):
    found = names.core(span)
    assert (found and span[slice(*found)]) == name
