"""The part of the work that needs no model: tokens, sentences, and what the rules mark.

spaCy's tokenizer says how a word is split; all else works on plain lists of tokens, since a spaCy
object for each token and span costs more than the rules themselves.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from operator import add
from typing import Any, NamedTuple

from spacy.lang.en import English
from spacy.matcher import Matcher
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex
from spacy.vocab import Vocab, create_vocab

from extract.errors import PatternError
from extract.rules import Rule, Rules
from extract.shorthand import Index, Parser, Pattern

_ODD = re.compile(r"[^\S ]")
"""White space other than blanks: how tokens part there is left to spaCy."""
_MOST_KNOWN = 50_000
"""Words whose tokens are remembered."""
_FINAL = frozenset("!?…")
_ENDS = _FINAL | {"."}
_CLOSING = frozenset("\"'”’»)]")


_Split = tuple[tuple[str, ...], tuple[bool, ...]]
"""Words, and whether a blank follows each."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a text: their words, where each begins, and whether a blank follows it."""

    text: str
    words: list[str]
    starts: list[int]
    spaces: list[bool]

    def end(self, i: int) -> int:
        """Return where token ``i`` ends, in characters."""
        return self.starts[i] + len(self.words[i])


class RuleSpan(NamedTuple):
    """What a rule found: half-open offsets in characters, the rule's file, label and id."""

    start: int
    end: int
    stem: str
    label: str
    rule: str


class Tokeniser:
    """Splits texts into tokens and sentences."""

    def __init__(self, abbreviations: Collection[str]) -> None:
        """Take the small-letter words, without it, whose full stop ends no sentence."""
        self._abbreviations = frozenset(abbreviations)
        self._split = _Splitter()
        self._known: dict[str, _Split] = {}

    def tokens(self, text: str) -> Tokens:
        """Return the tokens of a text, whatever its length."""
        words: list[str] = []
        spaces: list[bool] = []
        if _ODD.search(text):
            for token in self._split(text):
                words.append(token.text)
                spaces.append(bool(token.whitespace_))
        else:
            blanks, known = 0, self._known
            for part in text.split(" "):
                if not part:
                    blanks += 1
                    continue
                if blanks:
                    words.append(" " * blanks)
                    spaces.append(False)
                    blanks = 0
                its_words, its_spaces = known.get(part) or self._new(part)
                words += its_words
                spaces += its_spaces
            if blanks > 1:
                words.append(" " * (blanks - 1))
                spaces.append(False)
            elif spaces and not blanks:
                spaces[-1] = False
        lengths = map(add, map(len, words), spaces)
        starts = list(accumulate(lengths, initial=0))[:-1]
        return Tokens(text, words, starts, spaces)

    def _new(self, part: str) -> _Split:
        """Split a word and its signs, which a blank follows; spaCy looks no farther than that."""
        if len(self._known) >= _MOST_KNOWN:  # spaCy forgets none that it has split
            self._known.clear()
            self._split = _Splitter()
        words: tuple[str, ...] = (part,)
        if not self._is_plain(part):
            words = tuple(token.text for token in self._split(part))
        found = self._known[part] = words, (False,) * (len(words) - 1) + (True,) * bool(words)
        return found

    def lower(self, text: str) -> list[str]:
        """Return the tokens of a text in small letters."""
        if self._is_plain(text):
            return [text.lower()]
        return [word.lower() for word in self.tokens(text).words]

    def _is_plain(self, part: str) -> bool:
        """Say whether a word is split in no case: letters alone, and none that spaCy lists."""
        return part.isascii() and part.isalpha() and part not in self._split.exceptions

    def sentences(self, tokens: Tokens) -> list[tuple[int, int]]:
        """Return where sentences begin and end, in characters.

        They end behind final punctuation, but not behind an abbreviation; a single letter before a
        full stop is taken for an initial.
        """
        words = tokens.words
        firsts = [0]
        for i, word in enumerate(words):
            if word in _ENDS and self._ends(tokens, i):
                after = i + 1
                while after < len(words) and words[after] in _CLOSING:
                    after += 1
                if after < len(words) and firsts[-1] < after and _opens(tokens, after):
                    firsts.append(after)
        lasts = [first - 1 for first in firsts[1:]] + [len(words) - 1]
        bounds = zip(firsts, lasts, strict=True) if words else ()
        return [(tokens.starts[first], tokens.end(last)) for first, last in bounds]

    def _ends(self, tokens: Tokens, i: int) -> bool:
        if tokens.words[i] in _FINAL or not i or tokens.spaces[i - 1]:
            return True
        before = tokens.words[i - 1]
        initial = len(before) == 1 and before.isalpha()
        return not initial and before.lower() not in self._abbreviations


class _Splitter:
    """spaCy's tokenizer of English, which learns an exception when a text has its letters.

    To learn all of them takes longer than to read an article. Its vocabulary works out nothing of
    the words it meets: only where they are parted is asked.
    """

    def __init__(self) -> None:
        known = English.Defaults
        self.exceptions = known.tokenizer_exceptions or {}
        self._split = Tokenizer(
            Vocab(),
            prefix_search=compile_prefix_regex(known.prefixes or ()).search,
            suffix_search=compile_suffix_regex(known.suffixes or ()).search,
            infix_finditer=compile_infix_regex(known.infixes or ()).finditer,
            token_match=known.token_match,
            url_match=known.url_match,
        )
        self._to_learn: dict[str, list[str]] = {}
        """The exceptions not yet learnt, by their first two letters."""
        for exception in self.exceptions:
            if len(exception) > 1:
                self._to_learn.setdefault(exception[:2], []).append(exception)
            else:
                self._learn(exception)

    def __call__(self, text: str) -> Doc:
        """Return the tokens of a text."""
        for i in range(len(text) - 1):
            if start := self._to_learn.get(text[i : i + 2]):
                there = [exception for exception in start if text.startswith(exception, i)]
                for exception in there:
                    start.remove(exception)
                    self._learn(exception)
        doc: Doc = self._split(text)
        return doc

    def _learn(self, exception: str) -> None:
        self._split.add_special_case(exception, self.exceptions[exception])


def _opens(tokens: Tokens, i: int) -> bool:
    """Say whether a sentence can begin: behind a blank, and with no small letter."""
    blank = tokens.spaces[i - 1] or tokens.words[i - 1].isspace()
    return blank and not tokens.words[i][0].islower()


class RuleSpans:
    """Finds the spans of token rules, those of some pattern files or of all.

    Within a file the longest match wins, then the leftmost, then the rule that stands first.
    Several rules may give one label. Patterns in shorthand are found by :mod:`extract.shorthand`,
    spaCy's own token lists by its Matcher.
    """

    def __init__(
        self, tokeniser: Tokeniser, rules: Rules, stems: Collection[str] | None = None
    ) -> None:
        """Take the rules; raises PatternError for a user's rule that fails its own examples."""
        self._tokeniser = tokeniser
        token_rules = [
            (stem, rule)
            for stem, rules_of in rules.by_file.items()
            if stems is None or stem in stems
            for rule in rules_of
            if rule.pattern is not None
        ]
        self._rules = [pair for pair in token_rules if isinstance(pair[1].pattern, str)]
        parser = Parser(rules.words, tokeniser.lower)
        self._index = Index([_parsed(rule, parser) for _, rule in self._rules])
        self._listed = [pair for pair in token_rules if isinstance(pair[1].pattern, list)]
        self._matcher = self._own_matcher() if self._listed else None
        for stem, rules_of in rules.by_file.items():
            for rule in rules_of if stems is None or stem in stems else ():
                if rules.is_own(rule):
                    self.prove(stem, rule)

    @cached_property
    def _vocab(self) -> Vocab:
        """The words that the matcher has met; no shipped rule needs it."""
        return create_vocab("en", English.Defaults)

    def _own_matcher(self) -> Matcher:
        matcher = Matcher(self._vocab)
        for number, (_, rule) in enumerate(self._listed):
            try:
                tokens: list[dict[str, Any]] = (
                    rule.pattern if isinstance(rule.pattern, list) else []
                )
                matcher.add(str(number), [tokens], greedy="LONGEST")
            except ValueError as error:
                raise PatternError(f"{rule.where}: spaCy refuses it: {error}") from None
        return matcher

    def find(self, tokens: Tokens) -> list[RuleSpan]:
        """Return the spans of each file, file by file, in order."""
        groups: dict[str, list[tuple[int, int, Rule]]] = {}
        for (stem, rule), start, end in self._matches(tokens):
            groups.setdefault(stem, []).append((start, end, rule))
        return [
            RuleSpan(tokens.starts[start], tokens.end(end - 1), stem, rule.label, rule.id)
            for stem, found in groups.items()
            for start, end, rule in _winners(found)
        ]

    def _matches(self, tokens: Tokens) -> Iterator[tuple[tuple[str, Rule], int, int]]:
        for number, start, end in self._index.find(tokens.words):
            yield self._rules[number], start, end
        if self._matcher:
            with self._vocab.memory_zone():
                doc = Doc(self._vocab, words=tokens.words, spaces=tokens.spaces)
                found = [(self._vocab.strings[key], s, e) for key, s, e in self._matcher(doc)]
            for name, start, end in found:
                yield self._listed[int(name)], start, end

    def prove(self, stem: str, rule: Rule) -> None:
        """Try a rule on its examples and rejects; raises PatternError for one that fails."""
        for example in rule.examples:
            start, end = example.index("["), example.index("]") - 1
            text = example.replace("[", "").replace("]", "")
            if (start, end) not in self.won(stem, rule, text):
                raise PatternError(f"{rule.where}: does not find the span in {example!r}")
        for reject in rule.rejects:
            if self.won(stem, rule, reject):
                raise PatternError(f"{rule.where}: finds something in its reject {reject!r}")

    def won(self, stem: str, rule: Rule, text: str) -> set[tuple[int, int]]:
        """Return the spans, in characters, that a rule wins among the rules of its file."""
        if rule.regex:
            return {match.span() for match in rule.regex.finditer(text)}
        found = self.find(self._tokeniser.tokens(text))
        return {(s.start, s.end) for s in found if (s.stem, s.rule) == (stem, rule.id)}


def _parsed(rule: Rule, parser: Parser) -> Pattern:
    try:
        return parser.parse(str(rule.pattern))
    except ValueError as error:
        raise PatternError(f"{rule.where}: {error}") from None


def _winners(found: Iterable[tuple[int, int, Rule]]) -> Sequence[tuple[int, int, Rule]]:
    """Return the longest of those that overlap, of equal ones the first, in order."""
    taken: set[int] = set()
    kept = []
    for start, end, rule in sorted(found, key=lambda span: (span[0] - span[1], span[0])):
        if start not in taken and end - 1 not in taken:
            taken.update(range(start, end))
            kept.append((start, end, rule))
    return sorted(kept, key=lambda span: span[0])
