"""Topics: how the model's phrases are parted, barred, labelled, and given to meetings."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import spacy

import extract
from extract.article import Block
from extract.errors import ModelError, PatternError
from extract.marks import Mark
from extract.ner.component import Found
from extract.passages import Passage
from extract.pipeline import RuleSpans, Tokeniser
from extract.rules import load, shipped
from extract.topics import _labels, _parted, _told

TOKENISER = Tokeniser(())
RULES = RuleSpans(TOKENISER, load(), ())
HERE = Path(__file__).parent
MET = (
    "Peruvian Foreign Minister Ana Quillca met with Chilean Foreign Minister Pablo Huenul in Lima."
)
TALK = f"{MET} They discussed visas for students, double taxation and the lithium market.\n"

CODE = (
    '{"label": %s, "iptc": null, "iptc_name": null, "iptc_match": null, "eurovoc": null,'
    ' "eurovoc_name": null, "eurovoc_match": %s}'
)


def passage(text, start):
    block = Block(start, start + len(text), "body", "clean.prose")
    return Passage(block, 0, text, TOKENISER, RULES)


def told(text, phrases):
    """The passage of a text, and the model's phrases in it."""
    starts = [text.index(phrase) for phrase in phrases]
    marks = [
        Mark(7 + start, 7 + start + len(phrase), phrase, "topic", "topic", "model.topics")
        for start, phrase in zip(starts, phrases, strict=True)
    ]
    return passage(text, 7), [(mark, {"trade": 0.9}) for mark in marks]


@pytest.mark.parametrize(
    ("text", "given", "wanted"),
    [
        (
            "trade, economic and cultural cooperation were discussed",
            ["trade", "economic and cultural cooperation"],
            ["trade", "economic", "cultural cooperation"],
        ),
        ("visas, water, search and rescue", ["visas", "water", "search and rescue"], None),
        ("visas, ties of Peru and Chile", ["visas", "ties of Peru and Chile"], None),
        ("visas, legal and Trinidad and Tobago", ["visas", "legal and Trinidad and Tobago"], None),
        ("trade and investment, visas", ["trade and investment", "visas"], None),
        ("oil and gas, roads and railways", ["oil and gas", "roads and railways"], None),
        ("oil and gas, visas, art and sport", ["oil and gas", "visas", "art and sport"], None),
        ("visas, art and sport, water", ["visas", "art and sport", "water"], None),
        ("visas. Oil and gas", ["visas", "Oil and gas"], None),
        ("visas, and art and sport", ["visas", "art and sport"], None),
        ("economic and cultural cooperation", ["economic and cultural cooperation"], None),
    ],
)
def test_the_last_item_of_an_enumeration_is_parted(text, given, wanted):
    passage, found = told(text, given)
    parted = list(_parted(passage, found))
    assert [mark.text for mark, _ in parted] == (wanted or given)
    assert all(text[m.start - 7 : m.end - 7] == m.text for m, _ in parted)


@pytest.mark.parametrize(
    ("chance", "own", "wanted"),
    [
        (0.99, (), ("energy", "trade")), (0.5, (), ("energy", "trade")), (0.01, (), ("trade",)),
        (0.01, ("energy.gas",), ("energy", "trade")),
    ],
)  # fmt: skip
def test_the_model_overrules_shipped_rules_of_labels_but_no_users(chance, own, wanted):
    _, [(topic, _)] = told("tariffs on gas", ["tariffs on gas"])
    gas = Mark(18, 21, "gas", "topic_labels", "energy", "energy.gas")
    assert _labels(topic, [gas], {"energy": chance, "trade": 0.8, "sport": 0.6}, own) == wanted


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (["“", "rights", "at", "sea"], "rights at sea"), (["rights", "”"], "rights"),
        (["“", "Two", "Seas", "”", "railway"], "“ Two Seas ” railway"), (["“"], "“"),
    ],
)  # fmt: skip
def test_a_quotation_mark_without_its_other_is_no_part_of_a_topic(words, wanted):
    text = " ".join(["of", *words])
    mark, _ = _told(passage(text, 100), Found(3, 2 + len(words), "TOPIC", 0.9, {}), 2)
    assert mark.text == wanted == text[mark.start - 100 : mark.end - 100]


def test_a_users_none_bars_the_labels_of_the_model():
    _, [(topic, _)] = told("tariffs on gas", ["tariffs on gas"])
    none = Mark(7, 21, "tariffs on gas", "topic_labels", "none", "own.none")
    assert _labels(topic, [none], {"trade": 0.9}, ("own.none",)) == ()
    assert _labels(topic, [none], {"trade": 0.9}, ()) == ("trade",)


def texts(records):
    return [topic["text"] for record in records for topic in record["topics"]]


def own(tmp_path, **files):
    for name, rules in files.items():
        lines = "".join(json.dumps(rule) + "\n" for rule in rules)
        (tmp_path / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    return extract.load(patterns=tmp_path)


def rule(id_, label, pattern, example):
    return {"id": id_, "label": label, "pattern": pattern, "examples": [example]}


@pytest.mark.model
def test_a_users_rules_bar_add_and_label_topics(extractor, tmp_path):
    assert "double taxation" in texts(extractor.records(TALK))
    assert "Lima" not in texts(extractor.records(TALK))
    mine = own(
        tmp_path,
        topics=[
            rule("own.tax", "none", "double taxation", "[double taxation]"),
            rule("own.place", "topic", "lima", "[Lima]"),
        ],
        topic_labels=[rule("own.lima", "capital-cities", "lima", "[Lima]")],
    )
    (record,) = mine.records(TALK)
    assert "double taxation" not in texts([record])
    (topic,) = (topic for topic in record["topics"] if topic["text"] == "Lima")
    assert topic["labels"] == ["capital-cities"]
    assert "capital-cities" in record["labels"]
    rules = {e.text: e.rule for e in record.evidence if e.field.startswith("topics")}
    assert rules["Lima"] == "own.place"
    assert "model.topics" in rules.values()


@pytest.mark.model
def test_a_users_rule_wins_where_a_shipped_one_finds_the_same_words(tmp_path):
    tax = rule("own.tax", "taxes", "double taxation", "[double taxation]")
    (record,) = own(tmp_path, topic_labels=[tax]).records(TALK)
    (topic,) = (topic for topic in record["topics"] if topic["text"] == "double taxation")
    assert "taxes" in topic["labels"]


@pytest.mark.model
def test_a_missing_topic_model_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr("extract.topics.MODEL", tmp_path / "gone")
    with pytest.raises(ModelError, match=r"gone is damaged \(.*\); install the package anew"):
        extract.load().records(TALK)


@pytest.mark.model
def test_no_topic_comes_from_the_headline_or_from_an_article_without_a_meeting(extractor):
    title = "Ministers discuss visas and double taxation\n3 May 2022\n\n"
    (record,) = extractor.records(title + MET + " They discussed fisheries at length.\n")
    assert "fisheries" in texts([record])
    assert "double taxation" not in texts([record])
    assert extractor.records("Visas and double taxation are a burden, a study says.\n") == []


# Codes


@pytest.mark.model
def test_codes_are_those_of_the_labels_in_their_order(tmp_path):
    rows = [
        json.loads(s) for s in (shipped() / "topic_codes.jsonl").read_text("utf-8").splitlines()
    ]
    (record,) = extract.load(codes=True).records(TALK)
    assert "migration" in record["labels"]
    assert record["codes"] == [
        row for label in record["labels"] for row in rows if row["label"] == label
    ]


@pytest.mark.model
def test_a_label_that_the_table_lacks_has_no_codes(tmp_path):
    rules = [rule("own.lithium", "lithium", "lithium market", "[lithium market]")]
    (tmp_path / "topic_labels.jsonl").write_text(json.dumps(rules[0]) + "\n", encoding="utf-8")
    (record,) = extract.load(patterns=tmp_path, codes=True).records(TALK)
    (code,) = (code for code in record["codes"] if code["label"] == "lithium")
    assert set(code.values()) == {"lithium", None}


@pytest.mark.model
@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"label": "trade"}', "the key 'eurovoc' is missing"),
        ("[]", "not a JSON object"),
        (CODE % ('["trade"]', "null"), "label .* is no string"),
        (CODE % ('"trade"', '"bogus"'), "unknown match 'bogus'; there are: exact, close"),
        ('{"label": "a", "iptc": 3, "iptc_name": null, "iptc_match": null, "eurovoc": null,'
         ' "eurovoc_name": null, "eurovoc_match": null}', "a string or null"),
    ],
)  # fmt: skip
def test_a_wrong_line_of_the_table_of_codes_is_named(tmp_path, line, reason):
    (tmp_path / "topic_codes.jsonl").write_text(line + "\n", encoding="utf-8")
    with pytest.raises(PatternError, match=rf"topic_codes\.jsonl:1: .*{reason}"):
        extract.load(patterns=tmp_path, codes=True)


@pytest.mark.model
def test_the_topic_model_does_not_get_worse_on_articles_that_it_was_not_trained_on():
    from extract.topics import MODEL
    from extract.training.articles import read_topics
    from extract.training.scores import evaluate_topics

    scores = evaluate_topics(spacy.load(MODEL), read_topics(HERE / "cases" / "topics_unseen.txt"))
    assert scores["TOPIC"]["gold"] == 264
    assert scores["words"]["f"] > 0.82
    assert scores["labels"]["f"] > 0.78
