"""``topics`` and ``labels``: what was discussed, as short verbatim phrases with topic labels."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from extract.background import in_shadow
from extract.fields import Field, Value
from extract.marks import Mark, Sentence, overlaps, plain
from extract.meetings import Meeting
from extract.rules import Rules

FIELDS = (
    Field(
        "topics",
        {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "text": {"type": "string"},
                    "labels": {"type": "array", "items": {"type": "string"}},
                },
                "required": ["text", "labels"],
                "additionalProperties": False,
            },
        },
        "what was discussed or agreed: `text` (short, verbatim), `labels` (topic codes)",
    ),
    Field(
        "labels",
        {"type": "array", "items": {"type": "string"}},
        "the labels of all topics, sorted",
    ),
)
NEEDS: tuple[str, ...] = ()

_END = (
    r"[.!?]$|,\s(?:an?\s|the\s)?[\w ’'-]{0,60}\s{topic_said}\b|\s{topic_end}\s|[“”\"]|\s[–—]\s|:$"
)
_BREAK = r";|,\s{topic_join}\s|,|\s{topic_split}\s"
_LAST_AND = re.compile(r"\sand\s")
_TRIM_LEFT = r"(?:{topic_trim}\s+)+"
_EMPTY = r"{topic_empty}$"
_LONGEST = 14
"""Words of a topic at most."""
_SHORTEST = 4
"""Characters of a topic at least."""


def find(meeting: Meeting, found: Mapping[str, Any]) -> Iterator[Value]:
    """Yield the topics told in the meeting's sentences and the union of their labels."""
    topics: list[dict[str, Any]] = []
    evidence = []
    seen: set[str] = set()
    for sentence in meeting.sentences:
        if sentence.part == "title":
            continue
        names = sentence.of("entity", "PERSON")
        for mark in _phrases(sentence, meeting.reading.tools.rules):
            text = plain(mark.text)
            if text.lower() in seen or overlaps(mark, names):
                continue
            seen.add(text.lower())
            evidence.append(mark.evidence(f"topics[{len(topics)}]"))
            topics.append({"text": text, "labels": _labels(sentence, mark)})
    yield Value("topics", topics, tuple(evidence))
    yield Value("labels", sorted({label for topic in topics for label in topic["labels"]}))


def _labels(sentence: Sentence, topic: Mark) -> list[str]:
    marks = sentence.of("topic_labels")
    return sorted({m.label for m in marks if topic.start <= m.start and m.end <= topic.end})


def _phrases(sentence: Sentence, rules: Rules) -> Iterator[Mark]:
    """Yield the phrases that the cues of one sentence lead to, in order, each word once."""
    done = 0
    for cue in sentence.of("topics", "topic", "topic-before"):
        if in_shadow(sentence, cue):
            continue
        at = (cue.start if cue.label == "topic-before" else cue.end) - sentence.start
        if cue.label == "topic-before":
            start, end = max(done, _clause_start(sentence.text, at)), at
        else:
            start, end = max(done, at), _clause_end(sentence, cue, rules)
        if start < end:
            yield from _items(sentence, start, end, cue.rule, rules)
            done = end


def _clause_start(text: str, at: int) -> int:
    cuts = [m.end() for m in re.finditer(r"[.;:]\s|^(?:[^,]{0,40}),\s", text[:at])]
    return max(cuts, default=0)


def _clause_end(sentence: Sentence, cue: Mark, rules: Rules) -> int:
    start = cue.end - sentence.start
    match = rules.regex(_END).search(sentence.text, start)
    end = match.start() if match else len(sentence.text)
    following = [m.start - sentence.start for m in sentence.of("topics") if m.start >= cue.end]
    return min([end, *following])


def _items(sentence: Sentence, start: int, end: int, rule: str, rules: Rules) -> Iterator[Mark]:
    """Split an enumeration into its items; each is a contiguous slice."""
    text = sentence.text
    cuts = [m.span() for m in rules.regex(_BREAK).finditer(text, start, end)]
    pieces = []
    for left, right in cuts:
        pieces.append((start, left))
        start = right
    last = _LAST_AND.search(text, start, end) if cuts else None
    if last:
        pieces += [(start, last.start()), (last.end(), end)]
    else:
        pieces.append((start, end))
    for left, right in pieces:
        mark = _trimmed(sentence, left, right, rule, rules)
        if mark:
            yield mark


def _trimmed(sentence: Sentence, start: int, end: int, rule: str, rules: Rules) -> Mark | None:
    """Cut joining words off both ends of a piece; None when nothing telling is left."""
    text = sentence.text[start:end].rstrip()
    while (cut := _without_last(text, rules)) != text:
        text = cut
    lead = len(text) - len(text.lstrip())
    match = rules.regex(_TRIM_LEFT, re.IGNORECASE).match(text[lead:])
    lead += match.end() if match else 0
    phrase = text[lead:]
    empty = rules.regex(_EMPTY, re.IGNORECASE).match(phrase)
    if empty or len(phrase) < _SHORTEST or len(phrase.split()) > _LONGEST:
        return None
    return sentence.mark(start + lead, start + len(text), "topic", "topic", rule)


def _without_last(text: str, rules: Rules) -> str:
    """Return ``text`` without closing punctuation and one joining word."""
    text = text.rstrip(" ,;:.")
    body, _, last = text.rpartition(" ")
    return body if body and last.lower() in rules.words["topic_trim_end"] else text
