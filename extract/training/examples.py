"""From annotated text to tensors: the texts of an epoch, a target for each word, batches."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import spacy
import torch
from numpy.typing import NDArray
from spacy.tokens import Doc
from tokenizers import Tokenizer
from torch import Tensor

from extract.ner.tags import Tags
from extract.ner.words import Word, WordReader, network_input, tokens_of
from extract.training.augment import Material, augment
from extract.training.corpus import LABELS, Sentence, join
from extract.training.network import MOST_PIECES, Batch

UNSURE, ANY = -2, -1
"""Targets beside the numbers of tags: outside or some tag of NORP; anything at all."""
_EMPTY_SHARE = 0.4
_NEIGHBOURS = (1, 1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class Example:
    """A text as the network reads it, and a target for each word."""

    words: Sequence[Word]
    targets: Sequence[int]

    @property
    def size(self) -> int:
        """The number of sub-words."""
        return sum(len(word.pieces) for word in self.words)


def epoch_texts(
    sets: Iterable[Sequence[Sentence]], material: Material, rng: random.Random
) -> list[Sentence]:
    """Return all sentences once, in random order, up to four neighbours joined, augmented.

    Of the texts without an entity four in ten are taken, others each time.
    """
    texts: list[Sentence] = []
    for sentences in sets:
        start = 0
        while start < len(sentences):
            stop = start + rng.choice(_NEIGHBOURS)
            text = join(sentences[start:stop], "\n\n" if rng.random() < 0.15 else " ")
            if text.ents or rng.random() < _EMPTY_SHARE:
                texts.append(augment(text, material, rng))
            start = stop
    rng.shuffle(texts)
    return texts


def norp_words(sentences: Iterable[Sentence]) -> frozenset[str]:
    """Gather the capitalised single words that are marked as NORP at least twice.

    Some of the sets mark nationalities only here and there: where such a word is not marked,
    nothing should be learnt from it.
    """
    marked = ((s.text[start:end], label) for s in sentences for start, end, label in s.ents)
    counts = Counter(name for name, label in marked if label == "NORP")
    return frozenset(w for w, n in counts.items() if n > 1 and w.isalpha() and w[0].isupper())


class ExampleMaker:
    """Makes examples of sentences: words, and for each the tag that is wanted."""

    def __init__(self, tokenizer: Tokenizer, unsure: frozenset[str]) -> None:
        self.nlp = spacy.blank("en")
        self.reader = WordReader(tokenizer)
        self.tags = Tags(LABELS)
        self.unsure = unsure

    def make(self, sentence: Sentence) -> Iterator[Example]:
        """Yield the examples of a sentence: one, or several where it is long."""
        doc = self.nlp.make_doc(sentence.text)
        wanted = [UNSURE if token.text in self.unsure else 0 for token in doc]
        for start, end, label in sentence.ents:
            self._mark(wanted, doc, start, end, label)
        words = self.reader.read(*tokens_of(doc))
        yield from _divide(words, [wanted[word.token] for word in words])

    def _mark(self, wanted: list[int], doc: Doc, start: int, end: int, label: str) -> None:
        """Set the targets of an entity; one that parts a token teaches nothing."""
        span = doc.char_span(start, end)
        if span is None:
            for token in doc:
                if token.idx < end and start < token.idx + len(token):
                    wanted[token.i] = ANY
            return
        for i, part in enumerate(parts_of(len(span)), start=span.start):
            wanted[i] = self.tags.names.index(f"{part}-{label}")


def parts_of(length: int) -> str:
    """Return the parts, B, I, E or S, of an entity of so many words."""
    return "S" if length == 1 else "B" + "I" * (length - 2) + "E"


def _divide(words: Sequence[Word], targets: Sequence[int]) -> Iterator[Example]:
    start, used = 0, 0
    for i, word in enumerate(words):
        if used + len(word.pieces) > MOST_PIECES:
            yield Example(words[start:i], targets[start:i])
            start, used = i, 0
        used += len(word.pieces)
    if start < len(words):
        yield Example(words[start:], targets[start:])


def batches(examples: Sequence[Example], pieces: int, rng: random.Random) -> list[list[Example]]:
    """Divide examples into batches of like lengths, of so many sub-words with their padding."""
    mixed = sorted(examples, key=lambda example: example.size + rng.random() * 8)
    found: list[list[Example]] = []
    for example in mixed:
        if not found or (example.size + 2) * (len(found[-1]) + 1) > pieces:
            found.append([])
        found[-1].append(example)
    rng.shuffle(found)
    return found


def collate(examples: Sequence[Example], frame: tuple[int, int]) -> tuple[Batch, Tensor]:
    """Pad the inputs and the targets, (texts, words), of examples to the longest of them."""
    inputs = [network_input(example.words, frame) for example in examples]
    stacked = {name: _pad([part[name] for part in inputs], 0) for name in inputs[0]}
    targets = _pad([np.array(example.targets, dtype=np.int64) for example in examples], ANY)
    return Batch(**stacked), targets


def _pad(rows: Sequence[NDArray[np.int64]], filler: int) -> Tensor:
    padded = np.full((len(rows), max(map(len, rows))), filler, dtype=np.int64)
    for i, row in enumerate(rows):
        padded[i, : len(row)] = row
    return torch.from_numpy(padded)
