"""Organisations that no table knows, marked where an article names them.

A university, a chamber of commerce or a company stands for itself, a ministry or a national
authority for its country. A body's short name is the acronym that the article gives it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from extract.gazetteer import Gazetteer
from extract.marks import Mark, Sentence, overlaps
from extract.rules import Rules

_WORD = r"[A-Z][\w&-]{0,30}(?:[.’'][\w&-]{1,30}){0,3}"
_ON = r"on(?!\s(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec))"
_NAME = (
    rf"(?<![\w.’'-])(?!(?:The|And|At|In|Of)\s){_WORD}"
    rf"(?:\s(?:(?:of|and|for|the|de|&|{_ON})\s){{0,2}}{_WORD}){{1,9}}"
)
_NAMED = re.compile(rf"(?P<name>{_NAME})(?:\s\((?P<acronym>[A-Z][\w-]{{1,8}})\))?")
_ACRONYM = r"[A-Z][A-Z0-9-]{1,7}[A-Za-z]"
_TOKEN = re.compile(rf"(?<![\w-]){_ACRONYM}(?![\w-])")
_LED = rf"\b{{body_head}}\s(?:of|at)\s(?:the\s)?({_ACRONYM})(?![\w-])"
_SIDE = re.compile(
    rf"(?<![\w-])({_ACRONYM})(?:['’]s)?\s(?:side|delegation|team)\s(?:was|is|led|headed)\b"
)
_JOINER = re.compile(rf"\s(?:of|for|and|&|de|{_ON})\s(?:the\s)?")
_AFTER_ACRONYM = re.compile(r"\b[A-Z]{3,8} $")


@dataclass(frozen=True, slots=True)
class _Mention:
    """A body's name in a sentence's text, and the acronym given behind it, if any.

    ``whole``: no further capitalised word follows, which may be a name ("Lima University Dr Ek").
    """

    start: int
    name: str
    acronym: str | None
    whole: bool


def marked(
    sentences: Sequence[Sentence], gazetteer: Gazetteer, rules: Rules
) -> Iterator[Sentence]:  # fmt: skip
    """Yield the sentences of an article with its own bodies marked as names.

    Such a mark has the label ``body`` and the short name for its value; it takes the place of a
    country or city within it ("University of Malta").
    """
    named = [list(_named(sentence.text, rules)) for sentence in sentences]
    short = {m.name: m.acronym for mentions in named for m in mentions if m.acronym}
    acronyms = {a for a in _acronyms(sentences, rules) if not gazetteer.find(a)} | {*short.values()}
    names = {m.name for mentions in named for m in mentions if m.whole}
    short |= {n: _initials(n) for n in names if n not in short and _initials(n) in acronyms}
    for whole, mentions in zip(sentences, named, strict=True):
        sentence = _without_bodies(whole, acronyms)
        found = [
            _mark(sentence, m.start, m.name, short.get(m.name, m.name))
            for m in mentions
            if m.name in names
        ]
        found += [
            _mark(sentence, m.start(), m[0], m[0])
            for m in _TOKEN.finditer(sentence.text)
            if m[0] in acronyms
        ]
        taken = [m for m in sentence.marks if m.label in ("PERSON", "organisation")]
        taken += [m for m in sentence.of("name", "country") if " of " in m.text]
        fresh = [mark for mark in found if not overlaps(mark, taken)]
        kept = (m for m in sentence.marks if m.kind != "name" or not overlaps(m, fresh))
        yield _with(sentence, (*kept, *fresh)) if fresh else sentence


def _without_bodies(sentence: Sentence, acronyms: Collection[str]) -> Sentence:
    """Cut a body off the front of a name: "President [KCCI] Ann Li", "head of PBC [Lima] Bo Ek".

    A body alone is nobody's name: "Director General [ISSI]".
    """
    cities = {m.start for m in sentence.of("name", "city", "capital")}

    def cut(mark: Mark) -> Mark:
        first, _, rest = mark.text.partition(" ")
        city = mark.start in cities and _AFTER_ACRONYM.search(sentence.before(mark))
        if mark.label != "PERSON" or " " not in rest or not (first in acronyms or city):
            return mark
        return replace(mark, start=mark.start + len(first) + 1, text=rest)

    people = (m for m in sentence.marks if m.label != "PERSON" or m.text not in acronyms)
    marks = tuple(map(cut, people))
    return sentence if marks == sentence.marks else _with(sentence, marks)


def _with(sentence: Sentence, marks: Iterable[Mark]) -> Sentence:
    return replace(sentence, marks=tuple(sorted(marks, key=lambda m: (m.start, -m.end))))


def _mark(sentence: Sentence, start: int, name: str, short: str) -> Mark:
    return sentence.mark(start, start + len(name), "name", "body", "name.body", short)


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.split() if word[0].isupper())


def _named(text: str, rules: Rules) -> Iterator[_Mention]:
    """Yield the bodies named in full: "the Rector of the [University of Malta]"."""
    noun = rules.regex(r"\b{body_noun}(?!\w)", re.IGNORECASE)
    for match in _NAMED.finditer(text):
        phrase = match["name"]
        for start, end, further in _segments(phrase):
            found = noun.search(phrase, start, further)
            if found is None or found.start() >= end:
                continue
            whole = found.end() in (end, further)  # "Chamber of Commerce" goes over a joiner
            name = phrase[start:] if whole else phrase[start : found.end()]
            if " " in name:
                at = match.start() + start
                yield _Mention(at, name, match["acronym"] if whole else None, whole)
            break


def _segments(phrase: str) -> Iterator[tuple[int, int, int]]:
    """Yield where the parts of a phrase begin and end, and where the next one ends."""
    joiners = list(_JOINER.finditer(phrase))
    starts = [0, *(m.end() for m in joiners)]
    ends = [*(m.start() for m in joiners), len(phrase)]
    return zip(starts, ends, [*ends[1:], len(phrase)], strict=True)


def _acronyms(sentences: Sequence[Sentence], rules: Rules) -> Iterator[str]:
    """Yield the acronyms of bodies told by who leads them or their side, and of no state organ.

    "The Secretary General of SIECA"; once is not enough, for there is "the head of IT".
    """
    led, organ = rules.regex(_LED), rules.regex(r"\b{organ_of_state}\b", re.IGNORECASE)
    texts = [sentence.text for sentence in sentences]
    sided = [acronym for text in texts for acronym in _SIDE.findall(text)]
    headed = [acronym for text in texts for acronym in led.findall(text)]
    if not (sided or headed):
        return
    times = Counter(acronym for text in texts for acronym in _TOKEN.findall(text))
    introduced = {m["acronym"]: m["name"] for text in texts for m in _NAMED.finditer(text)}
    headed = [acronym for acronym in headed if not organ.search(introduced.get(acronym, ""))]
    yield from (acronym for acronym in (*sided, *headed) if times[acronym] > 1)
