"""What never reaches the entity model: articles and passages that can report no meeting."""

from __future__ import annotations

import json
from contextlib import nullcontext

import pytest

import extract
from extract import rules
from extract.errors import ExtractError
from extract.gate import MEETS, Gate
from extract.rules import Rule

LOADED = rules.load()
GATE = Gate(LOADED)
BETWEEN = [r for r in LOADED["meeting"] if r.label in MEETS] + list(LOADED["discussion"])


@pytest.mark.parametrize("rule", BETWEEN, ids=lambda rule: rule.id)
def test_what_a_rule_of_people_who_meet_finds_can_report_a_meeting(rule: Rule):
    for example in rule.examples:
        assert GATE.may_report(example.replace("[", "").replace("]", ""))


@pytest.mark.parametrize("head", LOADED.words["event_head"])
def test_a_passage_that_names_an_event_can_report_a_meeting(head):
    assert GATE.may_report(f"The third {head.title()} took place in Lima.")


@pytest.mark.parametrize(
    "text",
    ["", "The choir bought a piano in May.", "“Who knows?” she said.", "1, 2, 3", "Tète-a-tate."],
)
def test_a_passage_without_such_words_cannot(text):
    assert not GATE.may_report(text)


def test_the_words_of_a_users_rule_are_learnt_from_it(tmp_path):
    line = {"id": "my.rule", "label": "meet", "pattern": "hobnobbed with"}
    line |= {"examples": ["She [hobnobbed with] Ann Li"]}
    (tmp_path / "meeting.jsonl").write_text(json.dumps(line))
    gate = Gate(rules.load(tmp_path))
    assert gate.may_report("She HOBNOBBED with Ann Li.")
    assert not GATE.may_report("She hobnobbed with Ann Li.")


def test_a_users_list_of_tokens_may_need_any_word(tmp_path):
    line = {"id": "my.rule", "label": "meet", "pattern": [{"LOWER": "hobnobbed"}]}
    line |= {"examples": ["She [hobnobbed] with Ann Li"]}
    (tmp_path / "meeting.jsonl").write_text(json.dumps(line))
    assert Gate(rules.load(tmp_path)).may_report("Any text at all.")


class Barred:
    """A model that nothing may ask."""

    path, version, scored = None, "0", True

    def entities(self, texts):
        for _ in texts:
            raise ExtractError("the model was asked")
        yield from ()

    def zone(self):
        return nullcontext()


@pytest.mark.model
@pytest.mark.parametrize(
    "text",
    [
        "The choir bought a piano. It had saved for it since May.",
        "Pablo Huenul received a letter from his bank. It was held at the post office.",
        "The committee of the choir was told that the talks on the piano had failed.",
        "A storm is expected to reach Lima on Friday, and the visit of the circus was put off.",
        "They held on. The team met its targets in the first round, and Huenul agreed to stay.",
    ],
)
def test_the_model_is_not_asked_about_news_without_a_meeting(monkeypatch, text):
    extractor = extract.load()
    monkeypatch.setattr(extractor._reader, "model", Barred())
    assert extractor.records(text) == []


@pytest.mark.model
def test_the_model_is_asked_where_people_may_have_met(monkeypatch):
    extractor = extract.load()
    monkeypatch.setattr(extractor._reader, "model", Barred())
    with pytest.raises(ExtractError, match="was asked"):
        extractor.records("Foreign Minister Ana Quillca met Pablo Huenul of Chile in Lima.")
