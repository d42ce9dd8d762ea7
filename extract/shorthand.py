"""The shorthand of token patterns: parsed once, matched in one pass over a text's tokens.

spaCy's Matcher tests every pattern at every token; with some six hundred rules that costs more
than the entity model. Here a pattern is tried only at a token that can begin it, which a
dictionary tells, and the set of positions it may have reached is carried along, so that time is
linear in the number of tokens (Thompson's simulation of a nondeterministic automaton).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

Words = Mapping[str, Sequence[str]]
Tokenise = Callable[[str], list[str]]
"""Text to lower-case tokens, as the pipeline's tokenizer splits it."""

_OPERATOR = re.compile(r"(?<=.)([?*+]|\{(\d+)(?:,(\d*))?\})$")
_STOPS = frozenset(".?!")
_WILD: Mapping[str, Callable[[str], bool]] = {
    "_": lambda token: token not in _STOPS,
    "aa": lambda token: token[:1].isalnum(),
    "Aa": lambda token: token[:1].isupper(),
}
_MOST_REPEATS = 20
"""Tokens that ``*``, ``+`` and ``{2,}`` reach at most."""


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a pattern: what it takes, and how often.

    ``phrases`` are the alternatives by their first token; ``wild`` is ``_`` (any token that ends
    no sentence), ``aa`` (a word or number) or ``Aa`` (a capitalised one), else empty.
    """

    phrases: Mapping[str, tuple[tuple[str, ...], ...]]
    wild: str
    least: int
    most: int

    def advance(self, lower: Sequence[str], text: Sequence[str], at: set[int]) -> set[int]:
        """Return the positions reachable from those in ``at``; both sequences are one text's."""
        reached = set(at) if self.least == 0 else set()
        for count in range(1, self.most + 1):
            at = {end for start in at for end in self._step(lower, text, start)}
            if not at:
                break
            if count >= self.least:
                reached |= at
        return reached

    def _step(self, lower: Sequence[str], text: Sequence[str], i: int) -> Iterator[int]:
        if i >= len(lower):
            return
        if self.wild:
            if _WILD[self.wild](text[i]):
                yield i + 1
            return
        for phrase in self.phrases.get(lower[i], ()):
            if len(phrase) == 1 or tuple(lower[i : i + len(phrase)]) == phrase:
                yield i + len(phrase)


Pattern = tuple[Element, ...]


def parse(source: str, words: Words, tokenise: Tokenise) -> Pattern:
    """Parse a pattern in shorthand; raises ValueError that says what is wrong."""
    return Parser(words, tokenise).parse(source)


class Parser:
    """Parses patterns in shorthand; what several of them have in common once."""

    def __init__(self, words: Words, tokenise: Tokenise) -> None:
        """Take the word lists and the tokenizer."""
        self._words, self._tokenise = words, tokenise
        self._known: dict[str, Element] = {}

    def parse(self, source: str) -> Pattern:
        """Parse a pattern; raises ValueError that says what is wrong."""
        parts = source.split()
        for part in parts:
            if part not in self._known:
                self._known[part] = _element(part, self._words, self._tokenise)
        return _checked(tuple(self._known[part] for part in parts))


def _checked(elements: Pattern) -> Pattern:
    if not elements:
        raise ValueError("the pattern is empty")
    if all(element.least == 0 for element in elements):
        raise ValueError("every element is optional; the pattern would match nothing at all")
    if any(element.wild in ("_", "aa") for element in _openers(elements)):
        raise ValueError("a pattern begins with a word or 'Aa', not with '_' or 'aa'")
    return elements


def _element(part: str, words: Words, tokenise: Tokenise) -> Element:
    match = _OPERATOR.search(part)
    body = part[: match.start()] if match else part
    least, most = _repeats(match) if match else (1, 1)
    if body in _WILD:
        return Element({}, body, least, most)
    phrases: dict[str, list[tuple[str, ...]]] = {}
    for entry in _entries(body, words):
        tokens = tuple(tokenise(entry.lower()))
        if tokens not in phrases.setdefault(tokens[0], []):
            phrases[tokens[0]].append(tokens)
    return Element({first: tuple(rest) for first, rest in phrases.items()}, "", least, most)


def _repeats(match: re.Match[str]) -> tuple[int, int]:
    if match[2] is None:
        return {"?": (0, 1), "*": (0, _MOST_REPEATS), "+": (1, _MOST_REPEATS)}[match[1]]
    least = int(match[2])
    most = least if match[3] is None else int(match[3] or _MOST_REPEATS)
    if not least <= most <= _MOST_REPEATS or most == 0:
        raise ValueError(f"repeats {match[1]} do not lie between 0 and {_MOST_REPEATS}")
    return least, most


def _entries(body: str, words: Words) -> Iterator[str]:
    """Yield the alternatives of an element, words with an apostrophe in both its forms."""
    for part in body.split("|"):
        if part.startswith("$") and part[1:] not in words:
            near = ", ".join(get_close_matches(part[1:], words)) or "none like it"
            raise ValueError(f"no list {part[1:]!r} in words.json (there are: {near})")
        if not part:
            raise ValueError(f"empty alternative in {body!r}")
        for entry in words[part[1:]] if part.startswith("$") else [part]:
            yield entry
            if "'" in entry:
                yield entry.replace("'", "’")


def _openers(pattern: Pattern) -> Iterable[Element]:
    """Yield the elements that can take a match's first token."""
    for element in pattern:
        yield element
        if element.least:
            return


def _needs(pattern: Pattern) -> frozenset[str]:
    """Return the words one of which a match has behind its first element; none where any will do.

    Of several elements that need a word, the one with the fewest.
    """
    needed = (element.phrases for element in pattern[1:] if element.least and not element.wild)
    return frozenset(min(needed, key=len, default=()))


class Index:
    """Patterns by the tokens that can begin them."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        """Take the patterns; matches name them by their place in the sequence."""
        self._patterns = patterns
        self._needs = [_needs(pattern) for pattern in patterns]
        self._capital: list[int] = []
        self._by_first: dict[str, list[int]] = {}
        for number, pattern in enumerate(patterns):
            if any(element.wild for element in _openers(pattern)):
                self._capital.append(number)
            for first in dict.fromkeys(w for e in _openers(pattern) for w in e.phrases):
                self._by_first.setdefault(first, []).append(number)

    def find(self, text: Sequence[str]) -> Iterator[tuple[int, int, int]]:
        """Yield ``(pattern, start, end)`` for the longest match of each pattern at each token."""
        lower = [token.lower() for token in text]
        there = set(lower)
        for start, word in enumerate(lower):
            numbers: Sequence[int] = self._by_first.get(word, ())
            if self._capital and text[start][:1].isupper():
                numbers = (*numbers, *self._capital)
            for number in numbers:
                if self._needs[number] and there.isdisjoint(self._needs[number]):
                    continue
                ends = {start}
                for element in self._patterns[number]:
                    ends = element.advance(lower, text, ends)
                    if not ends:
                        break
                if ends and max(ends) > start:
                    yield number, start, max(ends)
