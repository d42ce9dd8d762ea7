"""Scores of entities and topics on annotated text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from extract.errors import ExtractError
from extract.models import LABELS as LABELS_OF
from extract.ner import SPAN_KINDS
from extract.topics import LIKELY
from extract.training.articles import TOPIC, Text, covering
from extract.training.corpus import LABELS, THREE_LABELS, Sentence

Scores = dict[str, dict[str, float]]


def evaluate(nlp: Language, sentences: Sequence[Sentence]) -> Scores:
    """Compare entities found, under our labels, with those given: exact spans and labels.

    Returns {label: {"p", "r", "f", "gold"}} with precision, recall and F1 as shares of 1 and the
    number of entities given, for each label, for "three" (PERSON, ORG, PLACE) and for "all".
    """
    right: Counter[str] = Counter()
    found: Counter[str] = Counter()
    gold: Counter[str] = Counter()
    docs: Iterable[Doc] = nlp.pipe((sentence.text for sentence in sentences), batch_size=64)
    for doc, sentence in zip(docs, sentences, strict=True):
        spans = {(e.start_char, e.end_char, LABELS_OF.get(e.label_, e.label_)) for e in doc.ents}
        found.update(span[2] for span in spans)
        gold.update(span[2] for span in set(sentence.ents))
        right.update(span[2] for span in spans & set(sentence.ents))
    groups = {label: (label,) for label in LABELS} | {"three": THREE_LABELS, "all": LABELS}
    return {
        name: prf(*(sum(c[label] for label in labels) for c in (right, found, gold)))
        for name, labels in groups.items()
    }


def evaluate_topics(nlp: Language, texts: Sequence[Text]) -> Scores:
    """Compare the topics found with those marked, behind the titles.

    Returns precision, recall, F1 and the number given of "TOPIC" (exact spans), of "words" (those
    that stand in a topic) and of "labels" (of an article's topics together). What lies in a topic
    that nobody knows of is not counted.
    """
    right, found, gold = Counter[str](), Counter[str](), Counter[str]()
    if TOPIC not in {label for labels in nlp.pipe_labels.values() for label in labels}:
        raise ExtractError(f"the model finds no {TOPIC}; measure one that this package trained")
    for doc, text in zip(nlp.pipe(t.text for t in texts), texts, strict=True):
        unknown = {i for t in text.topics if t.kinds is None for i in range(t.start, t.end)}
        spans = [s for s in doc.ents if s.start_char >= text.body and s.start_char not in unknown]
        given = [topic for topic in text.topics if topic.kinds is not None]
        pairs: dict[str, tuple[set[Any], set[Any]]] = {
            TOPIC: ({(s.start_char, s.end_char) for s in spans}, {t[:2] for t in given}),
            "words": (
                {token.idx for span in spans for token in span},
                {token.idx for topic in given for token in covering(doc, *topic[:2])},
            ),
            "labels": (
                {name for s in spans for name, p in s._.get(SPAN_KINDS).items() if p >= LIKELY},
                {name for topic in given for name in topic.kinds or ()},
            ),
        }  # fmt: skip
        for name, (ours, theirs) in pairs.items():
            right[name] += len(ours & theirs)
            found[name] += len(ours)
            gold[name] += len(theirs)
    return {name: prf(right[name], found[name], gold[name]) for name in gold}


def prf(right: int, found: int, gold: int) -> dict[str, float]:
    """Return precision, recall and F1 as shares of 1, and the number of what was given."""
    precision = right / found if found else 0.0
    recall = right / gold if gold else 0.0
    f1 = 2 * right / (found + gold) if right else 0.0
    return {
        "p": round(precision, 4),
        "r": round(recall, 4),
        "f": round(f1, 4),
        "gold": gold,
    }


def score_table(scores: Mapping[str, Scores]) -> str:
    """Return scores of test sets as a table in Markdown, per cent."""
    lines = ["| set | label | P | R | F1 | gold |", "| --- | --- | --- | --- | --- | --- |"]
    for name, by_label in scores.items():
        for label, row in by_label.items():
            figures = " | ".join(f"{100 * row[key]:.1f}" for key in ("p", "r", "f"))
            lines.append(f"| {name} | {label} | {figures} | {row['gold']:.0f} |")
    return "\n".join(lines)
