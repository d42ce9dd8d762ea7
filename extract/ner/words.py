"""Words as the network reads them: sub-words, and the look that an encoder of small letters misses.

The pretrained encoder knows text in small letters only. Case, diacritics, digits and line breaks
are told to it by one number a word, its class.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc
from tokenizers import Tokenizer

SHAPES = (
    "none", "lower", "title", "title with diacritics", "capitals", "one capital",
    "capital inside", "small first", "abbreviation", "number", "letters and digits",
    "sign", "letters without case",
)  # fmt: skip
"""What :func:`shape_of` tells apart, by its number; "none" is that of the window's two ends."""
GAPS = ("none", "blank", "line")
"""What stands before a word: nothing, a blank, the end of a line or a bullet."""
CLASSES = len(SHAPES) * len(GAPS)
"""The number of classes of words: a shape and a gap."""
LINE = GAPS.index("line")
BULLETS = frozenset("•▪●◦‣■□➢✓")
MOST_PIECES = 16
"""Sub-words of one word that are looked at; the others of a longer one are passed over."""

_FRAME = ("[CLS]", "[SEP]", "[UNK]")
_LINE_ENDS = frozenset("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")
_MARKED_WHOLE = frozenset("øØłŁđĐıæÆœŒßðÐþÞə")
_CACHED = 100_000


class Look(NamedTuple):
    """What is known of a token by itself; blanks have no sub-words."""

    pieces: tuple[int, ...]
    shape: int
    breaks: bool


class Word(NamedTuple):
    """A word of a text: its token's index, sub-words and class; ``opens`` when it begins a line."""

    token: int
    pieces: tuple[int, ...]
    word_class: int
    opens: bool


def tokens_of(doc: Doc) -> tuple[list[str], list[bool]]:
    """Return the tokens of a Doc, and for each whether a blank follows it."""
    return [token.text for token in doc], [bool(token.whitespace_) for token in doc]


class WordReader:
    """Turns the tokens of a text into words, with the vocabulary of the pretrained encoder."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        tokenizer.no_truncation()
        tokenizer.no_padding()
        first, last, self._unknown = (tokenizer.token_to_id(sign) or 0 for sign in _FRAME)
        self.frame = (first, last)
        self._known: dict[str, Look] = {}

    def read(self, tokens: Sequence[str], spaces: Sequence[bool]) -> list[Word]:
        """Return the words of a text: of its tokens, but for those that are white space.

        ``spaces`` tells for each token whether a blank follows it.
        """
        words: list[Word] = []
        gap = LINE
        for i, (token, space) in enumerate(zip(tokens, spaces, strict=True)):
            look = self._known.get(token) or self._look(token)
            if look.breaks:
                gap = LINE
            if look.pieces:
                number = look.shape * len(GAPS) + gap
                words.append(Word(i, look.pieces, number, gap == LINE))
                gap = LINE if look.breaks else int(space)
            else:
                gap = max(gap, 1)
        return words

    def _look(self, token: str) -> Look:
        if len(self._known) >= _CACHED:
            self._known.clear()
        look = self._known[token] = self._new_look(token)
        return look

    def _new_look(self, text: str) -> Look:
        breaks = text in BULLETS or not _LINE_ENDS.isdisjoint(text)
        if text.isspace():
            return Look((), 0, breaks)
        pieces = self._tokenizer.encode(text, add_special_tokens=False).ids[:MOST_PIECES]
        return Look(tuple(pieces) or (self._unknown,), shape_of(text), breaks)


def network_input(words: Sequence[Word], frame: tuple[int, int]) -> dict[str, NDArray[np.int64]]:
    """Return the inputs of the network for a window of words.

    ``ids`` and ``classes`` have one number a sub-word, the two of the ``frame`` included;
    ``first``, ``last`` (indices into those) and ``word_classes`` have one a word.
    """
    lengths = np.array([len(word.pieces) for word in words], dtype=np.int64)
    last = np.cumsum(lengths, dtype=np.int64)
    classes = np.array([word.word_class for word in words], dtype=np.int64)
    ids = [frame[0], *chain.from_iterable(word.pieces for word in words), frame[1]]
    return {
        "ids": np.array(ids, dtype=np.int64),
        "classes": np.concatenate([[0], np.repeat(classes, lengths), [0]]),
        "first": last - lengths + 1,
        "last": last,
        "word_classes": classes,
    }


def shape_of(word: str) -> int:
    """Return the number in SHAPES of a word's look."""
    letters = [letter for letter in word if letter.isalpha()]
    if not letters:
        return 9 if any(letter.isdigit() for letter in word) else 11
    if any(letter.isdigit() for letter in word):
        return 10
    if not any(letter.isupper() or letter.islower() for letter in letters):
        return 12
    if len(word) > len(letters) and word[-1] == "." and letters[0].isupper():
        return 8
    return _case(letters)


def _case(letters: list[str]) -> int:
    first, rest = letters[0], letters[1:]
    if not first.isupper():
        return 7 if any(letter.isupper() for letter in rest) else 1
    if not rest:
        return 5
    if any(letter.isupper() for letter in rest):
        return 4 if all(letter.isupper() for letter in rest) else 6
    return 3 if any(map(_has_mark, letters)) else 2


def _has_mark(letter: str) -> bool:
    return letter > "\x7f" and (
        letter in _MARKED_WHOLE or len(unicodedata.normalize("NFD", letter)) > 1
    )
