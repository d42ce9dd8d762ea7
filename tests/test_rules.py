"""Every rule proves itself on its own examples and rejects, named by its address."""

from __future__ import annotations

import re

import pytest

from extract import pipeline
from extract import rules as rule_files

LOADED = rule_files.load()
RULES = [(stem, rule) for stem, rules in LOADED.by_file.items() for rule in rules]
SPANS = pipeline.RuleSpans(pipeline.Tokeniser(()), LOADED)


def cases(kind: str) -> list:
    return [
        pytest.param(stem, rule, text, id=f"{rule.where.rpartition('/')[2]}-{number}")
        for stem, rule in RULES
        for number, text in enumerate(getattr(rule, kind))
    ]


@pytest.mark.parametrize(("stem", "rule", "example"), cases("examples"))
def test_a_rule_finds_the_marked_span_of_its_example(stem, rule, example):
    start, end = example.index("["), example.index("]") - 1
    assert (start, end) in SPANS.won(stem, rule, re.sub(r"[\[\]]", "", example))


@pytest.mark.parametrize(("stem", "rule", "reject"), cases("rejects"))
def test_a_rule_finds_nothing_in_its_reject(stem, rule, reject):
    assert not SPANS.won(stem, rule, reject)
