"""Records: what holds of each of them, for articles of ours, mangled ones, and any text at all."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from proofs import ARTICLES, faults, read

import extract
from extract import fields
from extract.errors import InputError

pytestmark = pytest.mark.model

TEXTS = {f"{path.parent.name}/{path.stem}": read(path) for path in ARTICLES}
SLOW = settings(
    max_examples=5,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example],
)
NO_SURROGATES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
PIECES = st.sampled_from(
    [
        "Deputy Foreign Minister", "Ambassador", "Mr.", "H.E.", "Ann Li", "J. Orwell-Smith", "Peru",
        "the EU", "Kenyan", "in Lima", "on Monday", "on 4 April 2022", "met with", "co-chaired",
        "will hold", "postponed", "the 6th round of the", "Security Dialogue", "talks",
        "phone call", "discussed", "trade, energy and visas", "between", "and", "said", "was held",
        "The delegation was led by", "date 2022-04-05", "“", "”", ".", ",", "\n", "\n\n", "\r\n",
        "(", ")", "-", "—",
    ]
)  # fmt: skip
NOISE = st.lists(PIECES, max_size=12).map(" ".join)
WHO = st.sampled_from(
    ["Peruvian Foreign Minister Ana Quillca", "Pablo Huenul, the Ambassador of Chile,", "the EU"]
)
TELLS = st.sampled_from(["met with", "received", "will hold talks with", "spoke by phone with"])
STORIES = st.lists(st.tuples(NOISE, WHO, TELLS, WHO, NOISE).map(" ".join), min_size=1, max_size=2)
"""Words that wake the rules, around the words of a meeting: most such texts give a record."""


def insert(text: str, piece: str, every: int) -> str:
    return piece.join(text[i : i + every] for i in range(0, len(text), every))


MANGLES: dict[str, Callable[[str], str]] = {
    "crlf": lambda text: text.replace("\n", "\r\n"),
    "cr": lambda text: text.replace("\n", "\r"),
    "hard blanks": lambda text: text.replace(" ", "\xa0"),
    "some hard blanks": lambda text: text.replace("r ", "r\xa0"),
    "zero width": lambda text: insert(text, "\u200b", 37),
    "soft hyphens": lambda text: insert(text, "\xad", 41),
    "upper": str.upper,
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "emoji": lambda text: insert(text, "👩‍🚀", 53),
    "long blanks": lambda text: text.replace(" ", "  "),
    "separators": lambda text: insert(text, "\u2028", 97),
    "controls": lambda text: insert(text, "\x00", 211),
}


def written(records: list[extract.Record]) -> str:
    return json.dumps([record.to_dict() for record in records], ensure_ascii=False)


def test_the_schema_is_itself_valid():
    jsonschema.Draft202012Validator.check_schema(fields.schema())


def test_the_schema_refuses_what_is_no_record(extractor):
    (record,) = extractor.records(TEXTS["samples/security-dialogue"])
    validator = jsonschema.Draft202012Validator(fields.schema())
    whole = record.to_dict()
    assert validator.is_valid(whole)
    for key in whole:
        assert not validator.is_valid({k: v for k, v in whole.items() if k != key}), key
    for wrong in (
        {"date": "19 September"},
        {"date": "2024-9-18"},
        {"status": "done"},
        {"round": 0},
        {"confidence": 1.5},
        {"venue": None},
        {"further": 1},
    ):
        assert not validator.is_valid(whole | wrong), wrong


@pytest.fixture(scope="module")
def found(extractor) -> dict[str, list[extract.Record]]:
    """The records of each article."""
    return {name: extractor.records(text) for name, text in TEXTS.items()}


@pytest.mark.parametrize("name", TEXTS)
def test_each_value_of_an_article_keeps_the_schema_and_shows_its_words(found, name):
    assert not faults(TEXTS[name], found[name])


@pytest.mark.parametrize("mangle", MANGLES)
@SLOW
@given(data=st.data())
def test_each_value_shows_its_words_in_a_mangled_article(extractor, mangle, data):
    text = MANGLES[mangle](data.draw(st.sampled_from(sorted(TEXTS.values()))))
    assert not faults(text, extractor.records(text))


@settings(SLOW, max_examples=30)
@given(data=st.data())
def test_each_value_shows_its_words_where_parts_were_cut_and_joined(extractor, data):
    parts = []
    chosen = st.lists(st.sampled_from(sorted(TEXTS.values())), min_size=1, max_size=3)
    for text in data.draw(chosen):
        start = data.draw(st.integers(0, len(text) - 1))
        parts.append(text[start : start + data.draw(st.integers(1, 3000))])
    text = data.draw(st.sampled_from(["", "\n", "\n\n", " "])).join(parts)
    published = data.draw(st.none() | st.dates().map(str))
    if text.strip():
        assert not faults(text, extractor.records(text, published=published), published=published)


@settings(SLOW, max_examples=60)
@given(text=NO_SURROGATES | STORIES.map(". ".join))
def test_each_value_shows_its_words_in_any_text(extractor, text):
    if not text.strip():
        with pytest.raises(InputError, match="is empty"):
            extractor.records(text)
        return
    assert not faults(text, extractor.records(text))


def test_a_byte_order_mark_that_was_left_in_moves_no_offset(extractor):
    text = "\ufeff" + TEXTS["samples/security-dialogue"]
    (record,) = extractor.records(text)
    assert not faults(text, [record])


def test_a_second_extractor_and_two_workers_give_the_same_bytes(extractor, found):
    articles = [extract.Article(text, name) for name, text in TEXTS.items()]
    want = {name: written(records) for name, records in found.items()}
    for results in (extract.load().stream(articles), extractor.stream(articles, jobs=2)):
        given_ = [(article.source, records) for article, records in results]
        assert [source for source, _ in given_] == list(TEXTS)
        for source, records in given_:
            data = [record.to_dict() | {"source": "-"} for record in records]
            assert json.dumps(data, ensure_ascii=False) == want[source]


def test_a_stream_yields_the_error_of_an_empty_text_and_goes_on(extractor):
    texts = [TEXTS["samples/security-dialogue"], " \n", TEXTS["samples/phone-call"]]
    (_, first), (article, error), (_, last) = extractor.stream(texts)
    assert (article.text, str(error)) == (" \n", "-: is empty")
    assert (len(first), len(last)) == (1, 1)


def test_an_id_depends_on_the_text_and_the_place_alone(extractor):
    text = TEXTS["samples/visit-several-meetings"]
    ids = [record["id"] for record in extractor.records(text)]
    assert len(ids) == 3
    elsewhere = extractor.records(text, published="2020-01-01", source="a/b.txt")
    assert [record["id"] for record in elsewhere] == ids
    assert not set(ids) & {record["id"] for record in extractor.records(text + " ")}


def test_the_source_is_the_name_given(extractor):
    text = TEXTS["samples/security-dialogue"]
    assert [r["source"] for r in extractor.records(text, source="n/a.txt")] == ["n/a.txt"]
    assert [r["source"] for r in extractor.records(text)] == ["-"]


@pytest.mark.parametrize("name", [name for name in TEXTS if name.startswith("samples")])
def test_a_publication_date_that_is_given_wins_and_shows_no_words(extractor, name):
    records = extractor.records(TEXTS[name], published="2033-03-03")
    assert {record["published"] for record in records} <= {"2033-03-03"}
    assert not [e for record in records for e in record.evidence if e.field == "published"]
    assert not faults(TEXTS[name], records, published="2033-03-03")


@pytest.mark.parametrize(
    ("published", "date"),
    [("2022-04-06", "2022-04-04"), ("2022-04-04", "2022-04-04"), ("2022-04-03", "2022-03-28")],
)
def test_a_weekday_counts_from_the_publication_date_given(extractor, published, date):
    text = (
        "Deputy Foreign Minister of Peru Ana Quillca met with Deputy Foreign Minister of Chile"
        " Pablo Huenul in Lima on Monday. They discussed visas and fisheries.\n"
    )
    (record,) = extractor.records(text, published=published)
    assert (record["published"], record["date"]) == (published, date)
    assert record["date_basis"] == "resolved"
    (undated,) = extractor.records(text)
    assert (undated["published"], undated["date"], undated["date_basis"]) == (None, None, None)


def test_an_article_of_the_same_day_without_date_words_gets_its_publication_date(extractor):
    text = (
        "Deputy Foreign Minister of Peru Ana Quillca met with Deputy Foreign Minister of Chile"
        " Pablo Huenul in Lima. They discussed visas and fisheries.\n"
    )
    (record,) = extractor.records(text, published="2022-04-06")
    assert (record["date"], record["date_basis"]) == ("2022-04-06", "published")
    assert not faults(text, [record], published="2022-04-06")


@SLOW
@given(text=st.sampled_from(sorted(TEXTS.values())), cut=st.integers(1, 2000))
def test_labels_are_the_sorted_union_of_the_labels_of_the_topics(extractor, text, cut):
    for record in extractor.records(text[:-cut] or text):
        union = {label for topic in record["topics"] for label in topic["labels"]}
        assert record["labels"] == sorted(union)


def test_a_record_is_a_mapping_in_the_order_of_its_keys(extractor):
    record = extractor.records(TEXTS["samples/phone-call"])[0]
    assert list(record) == [key for key in record.to_dict() if key != "evidence"]
    assert record.get("nothing") is None
    assert dict(record)["venue"]["mode"] == "phone"
