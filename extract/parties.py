"""The countries and organisations that meet, told from those only named.

Each name in the article's sentences is weighed by its company: "the Omani side" and "Peru's
minister" speak for a party, "in Peru" and "ambassador to Peru" against it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from extract.background import in_shadow
from extract.gazetteer import Gazetteer
from extract.marks import PARTIES, Mark, Sentence
from extract.rules import Rules

KINDS = (*PARTIES, "metonym")
STATES = tuple(kind for kind in KINDS if kind != "body")
_PLACED = r"\b{party_place}\s+(?:the\s+)?$"
_SENT_TO = r"\b{party_sent}\s+(?:the\s+)?$"
_SPEAKS = r"(?:['’]s)?\s{1,9}(?:\w+\s{1,9}){0,2}{party_speaks}\b"
_STRONG = 3.0
"""Weight from which a name speaks for a party wherever it stands."""
_ATTRIBUTE = 0.25
"""Weight of an organisation that only qualifies a noun: "NATO plans", "the UN scheme"."""
_PAIRED, _PAIR = re.compile(r"\s?[-–]\s?[A-Z]"), re.compile(r"\w\s?[-–]\s?$")
"""One of a pair: "Slovak-Kuwaiti relations"."""
_ROUTE = re.compile(
    r"(?:\s?[-–]\s?[A-Z]\w{1,40}){0,9}\s{1,9}(?:[A-Z]\w+\s{1,9})?(?:Agreement|Treaty|Protocol|Declaration|Convention|Accords?|Process|rail\w*|road|corridor|border|pipeline|highway|line|crossing|route)\b"
)
_BETWEEN = re.compile(r"\b(?:between|among)\s+(?:the\s+)?(?:[\w\s,’'-]{0,60}\band\s+(?:the\s+)?)?$")


def rank(
    sentences: Iterable[Sentence], anchor: Sentence, gazetteer: Gazetteer, rules: Rules
) -> dict[str, Mark]:
    """Return the parties by weight, the likeliest first, each with its first words.

    ``anchor`` is the sentence that reports the meeting; what it or the headline names counts
    double. Behind it only those count who speak for a party ("the Omani side").
    """
    weights: dict[str, float] = {}
    first: dict[str, Mark] = {}
    capitals: dict[str, Mark] = {}
    for sentence in sentences:
        for mark in sentence.of("name", *KINDS, "capital"):
            side = gazetteer.side_of(mark.value)
            if mark.label == "capital":
                if sentence.part == "title":
                    capitals.setdefault(side, mark)
                continue
            weight = 0.0 if in_shadow(sentence, mark) else _weight(sentence, mark, rules)
            telling = sentence.part == "title" or sentence.index <= anchor.index
            weight *= 2 if sentence is anchor or sentence.part == "title" else 1
            weights[side] = weights.get(side, 0) + weight
            if weight >= _STRONG or (weight > 0 and telling):
                first.setdefault(side, mark)
    for side, mark in capitals.items():
        first.setdefault(side, mark)
        weights[side] = weights.get(side, 0) + 1
    order = sorted(
        (s for s in first if weights[s] > 0), key=lambda s: (-weights[s], first[s].start)
    )
    return {side: first[side] for side in order}


def _weight(sentence: Sentence, mark: Mark, rules: Rules) -> float:
    lead = sentence.before(mark)[-80:]
    against = (rules.regex(source, re.IGNORECASE) for source in (_PLACED, _SENT_TO))
    if any(regex.search(lead) for regex in against):
        return 0.0
    behind = sentence.after(mark)
    if _ROUTE.match(behind):
        return 0.0
    paired = _PAIRED.match(behind) or _PAIR.search(lead)
    if paired or _BETWEEN.search(lead):
        return 4.0
    if rules.regex(_SPEAKS, re.IGNORECASE).match(sentence.after(mark)):
        return 3.0
    return _ATTRIBUTE if mark.label in ("organisation", "body") else 1.0
