"""What words alone say of an article: whether it, or a passage of it, can report a meeting.

Most news does not, and is left here. A passage can report a meeting only where it holds the words
of a rule for people who meet, or one that names a meeting; which words are needed is worked out
from the rules themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extract.rules import Rules, compose
from extract.shorthand import Pattern, parse

MEETS = ("meet", "met-by", "meet-noun")
"""Labels of ``meeting.jsonl`` whose words stand between people; the others need an event."""
_WORD = re.compile(r"[^\W\d_]+")
COUNTERPARTS = ("counterpart", "guest", "colleague", "visitor", "opposite number", "peer")
"""What somebody is who was told something at a meeting."""


class Gate:
    """Knows the words without which there is no meeting."""

    def __init__(self, rules: Rules) -> None:
        """Take the rules with their word lists."""
        # On small letters alone, which is four times as fast.
        self._any = re.compile(compose(r"\b{gate}\b", rules.words).lower())
        common = frozenset(rules.words.get("boilerplate_function_words", ()))
        self._rounds = [rule.regex for rule in rules["round"] if rule.regex]
        heads = [max(_parts(head), key=len, default="") for head in rules.words["event_head"]]
        self._words = set(heads)
        people = [r for r in rules["meeting"] if r.label in MEETS]
        choices = []
        for rule in (*people, *rules["discussion"]):
            if rule.label == "tell":
                self._words |= {word for told in COUNTERPARTS for word in _parts(told)}
            elif isinstance(rule.pattern, str):
                # Split at blanks alone: "didn't" is looked for in a text as it is here.
                choices.append(list(_choices(parse(rule.pattern, rules.words, str.split))))
            else:
                choices.append([])  # spaCy's own patterns may need no word
        self._knows_all = all(choices) and "" not in heads
        for sets in sorted(filter(None, choices), key=len):
            new = (words - self._words for words in sets)
            self._words |= min(new, key=lambda words: (len(words & common), len(words)))

    def opens(self, text: str) -> bool:
        """Say whether a text holds a word of the list ``gate``."""
        return self._any.search(text.lower()) is not None

    def may_report(self, passage: str) -> bool:
        """Say whether a passage can report a meeting."""
        return not (self._knows_all and self._words.isdisjoint(_parts(passage)))

    def counts(self, passage: str) -> bool:
        """Say whether a passage holds the number of a round, which alone may tell of a meeting."""
        return any(regex.search(passage) for regex in self._rounds)


def _parts(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _choices(pattern: Pattern) -> Iterator[set[str]]:
    """Yield for each element that a pattern needs its words, one of which must be there."""
    for element in pattern:
        if element.least and not element.wild:
            phrases = [" ".join(p) for group in element.phrases.values() for p in group]
            keys = {max(_parts(phrase), key=len, default="") for phrase in phrases}
            if "" not in keys:
                yield keys
