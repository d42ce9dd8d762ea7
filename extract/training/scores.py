"""Scores of entities on annotated text: exact spans and labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from spacy.language import Language
from spacy.tokens import Doc

from extract.pipeline import LABELS as LABELS_OF
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
        name: _prf(*(sum(c[label] for label in labels) for c in (right, found, gold)))
        for name, labels in groups.items()
    }


def _prf(right: int, found: int, gold: int) -> dict[str, float]:
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
