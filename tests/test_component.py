"""The component for a user's own spaCy pipeline."""

from __future__ import annotations

import pytest
import spacy

from extract.component import FACTORY
from extract.errors import PatternError

TEXT = "Peru's Foreign Minister Ana Quillca met Chilean Foreign Minister Pablo Huenul yesterday."


@pytest.fixture(scope="module")
def nlp():
    nlp = spacy.blank("en")
    nlp.add_pipe(FACTORY)
    return nlp


@pytest.mark.model
def test_a_doc_has_the_records_that_the_command_gives(nlp, extractor):
    wanted = [record.to_dict() for record in extractor.records(TEXT)]
    doc = nlp(TEXT)
    assert doc._.meetings == wanted
    assert [meeting["sides"] for meeting in wanted] == [["Peru", "Chile"]]
    assert nlp("It rained.")._.meetings == nlp(" ")._.meetings == nlp("")._.meetings == []


@pytest.mark.model
def test_a_doc_can_bring_its_publication_date(nlp):
    doc = nlp.make_doc(TEXT)
    doc._.published = "2024-05-17"
    assert [meeting["date"] for meeting in nlp(doc)._.meetings] == ["2024-05-16"]


@pytest.mark.model
def test_a_doc_can_be_stored_with_its_meetings(nlp):
    doc = nlp(TEXT)
    again = spacy.tokens.Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert again._.meetings == doc._.meetings


@pytest.mark.model
def test_many_docs_go_through_a_pipeline_with_other_components(nlp):
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.add_pipe(FACTORY, config={"codes": True})
    docs = list(nlp.pipe([TEXT, "It rained.", TEXT]))
    assert [len(doc._.meetings) for doc in docs] == [1, 0, 1]
    assert "codes" in docs[0]._.meetings[0]
    assert [len(list(doc.sents)) for doc in docs] == [1, 1, 1]
    assert docs[2][3].text == "Minister"  # what the pipeline knows of words stays


def test_broken_patterns_are_told_when_the_component_is_made(tmp_path):
    (tmp_path / "meeting.jsonl").write_text("{")
    with pytest.raises(PatternError, match=r"meeting\.jsonl:1"):
        spacy.blank("en").add_pipe(FACTORY, config={"patterns": str(tmp_path)})
