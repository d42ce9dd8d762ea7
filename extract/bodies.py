"""Organisations that no table knows, marked where an article names them.

A university, a chamber of commerce or a company stands for itself, a ministry or a national
authority for its country. A body's short name is the acronym that the article gives it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from extract.gazetteer import Gazetteer
from extract.marks import Mark, Sentence, overlaps
from extract.rules import Rules

_WORD = r"[A-Z][\w&-]{0,30}(?:[.’'][\w&-]{1,30}){0,3}"
_NAME = rf"(?<![\w.’'-]){_WORD}(?:\s(?:(?:of|and|for|the|on|de|&)\s){{0,2}}{_WORD}){{1,9}}"
_NAMED = re.compile(rf"(?P<name>{_NAME})(?:\s\((?P<acronym>[A-Z][\w-]{{1,8}})\))?")
_LED = r"\b{body_head}\s(?:of|at)\s(?:the\s)?(?P<acronym>[A-Z][A-Z0-9-]{1,7}[A-Za-z]?)\b"
_JOINER = re.compile(r"\s(?:of|for|and|&|on|de)\s(?:the\s)?")


def marked(
    sentences: Sequence[Sentence], gazetteer: Gazetteer, rules: Rules
) -> Iterator[Sentence]:  # fmt: skip
    """Yield the sentences of an article with its own bodies marked as names.

    Such a mark has the label ``body`` and the short name for its value; it takes the place of a
    country or city within it ("University of Malta").
    """
    forms = _forms(sentences, gazetteer, rules)
    if not forms:
        yield from sentences
        return
    longest = sorted(map(re.escape, forms), key=lambda form: (-len(form), form))
    mention = re.compile(rf"(?<![\w-])(?:{'|'.join(longest)})(?![\w-])")
    for sentence in sentences:
        found = [
            sentence.mark(m.start(), m.end(), "name", "body", "name.body", forms[m[0]])
            for m in mention.finditer(sentence.text)
        ]
        taken = [m for m in sentence.marks if m.label in ("PERSON", "organisation")]
        fresh = [mark for mark in found if not overlaps(mark, taken)]
        kept = [m for m in sentence.marks if m.kind != "name" or not overlaps(m, fresh)]
        marks = sorted((*kept, *fresh), key=lambda m: (m.start, -m.end))
        yield replace(sentence, marks=tuple(marks)) if fresh else sentence


def _forms(
    sentences: Sequence[Sentence], gazetteer: Gazetteer, rules: Rules
) -> Mapping[str, str]:  # fmt: skip
    """Return the bodies of an article: each name or acronym with the short name."""
    noun = rules.regex(r"\b{body_noun}$", re.IGNORECASE)
    forms: dict[str, str] = {}
    for sentence in sentences:
        for match in _NAMED.finditer(sentence.text):
            if name := _body(match["name"], noun):
                short = match["acronym"] or forms.get(name, name)
                forms |= {name: short, short: short}
    for acronym in _led(sentences, rules):
        if not gazetteer.find(acronym):
            forms.setdefault(acronym, acronym)
    return forms


def _led(sentences: Sequence[Sentence], rules: Rules) -> Iterator[str]:
    """Yield the acronyms of bodies told by who leads them, and of no organ of a state.

    "The Secretary General of SIECA"; once is not enough, for there is "the head of IT".
    """
    led, organ = rules.regex(_LED), rules.regex(r"\b{organ_of_state}\b", re.IGNORECASE)
    text = "\n".join(s.text for s in sentences)
    for acronym in dict.fromkeys(match["acronym"] for match in led.finditer(text)):
        introduced = re.search(rf"({_NAME})\s\({re.escape(acronym)}\)", text)
        if introduced and organ.search(introduced[1]):
            continue
        if len(re.findall(rf"\b{re.escape(acronym)}\b", text)) > 1:
            yield acronym


def _body(phrase: str, noun: re.Pattern[str]) -> str | None:
    """Return the body of a capitalised phrase: "Rector of the [University of Malta]"."""
    starts = [0, *(m.end() for m in _JOINER.finditer(phrase))]
    ends = [*(m.start() for m in _JOINER.finditer(phrase)), len(phrase)]
    for start, end, further in zip(starts, ends, [*ends[1:], len(phrase)]):
        joined = noun.search(phrase, start, further)  # "Chamber of Commerce"
        if noun.search(phrase, start, end) or (joined and joined.start() < end):
            name = phrase[start:].removeprefix("The ")
            return name if " " in name else None
    return None
