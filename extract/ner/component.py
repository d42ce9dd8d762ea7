"""The spaCy component that finds entities with a fine-tuned encoder, run by onnxruntime.

A Doc is read in windows of whole words that overlap, so that none of it is cut; each word's scores
come from the window in which it stands farthest from an edge. Every window is one run of the
network. The weights are int8 and activations are quantised by their range in the run, so windows
run together would change each other's scores: what is found in a text must depend on that text
alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import onnxruntime
import srsly
from spacy.language import Language
from spacy.scorer import get_ner_prf
from spacy.tokens import Doc, Span
from spacy.training import Example
from tokenizers import Tokenizer

from extract.ner import ENCODER, SCORE, SPAN_KINDS
from extract.ner.tags import Floats, Tags
from extract.ner.words import Word, WordReader, network_input, tokens_of

WINDOW = 190
"""Sub-words of a window, without the two signs that frame it."""
OVERLAP = 32
"""Sub-words, at least, that two neighbouring windows share."""
FILES = ("model.onnx", "tokenizer.json", "labels.json")
"""The network, the sub-words that it knows, and its labels in the order of its tags."""
KINDS = "kinds.json"
"""What a network also says of each of its spans, where it does: any of these names may hold."""


class Found(NamedTuple):
    """An entity: its first and last token, its label, how sure the model is, its kinds."""

    first: int
    last: int
    label: str
    score: float
    kinds: dict[str, float]


@Language.factory(
    ENCODER,
    assigns=["doc.ents", "token.ent_iob", "token.ent_type", f"span._.{SCORE}"],
    default_config={"threads": 1},
    default_score_weights={"ents_f": 1.0, "ents_p": 0.0, "ents_r": 0.0, "ents_per_type": None},
)
def make_encoder(nlp: Language, name: str, threads: int) -> EncoderNer:
    """Return the component, still without a network: ``from_disk`` reads one."""
    return EncoderNer(name, threads)


class EncoderNer:
    """Finds entities, line by line: none goes over a line break or a bullet.

    ``span._.extract_score`` is the model's probability of the span's most doubtful word, in (0, 1].
    It ranks spans; it is not calibrated. ``span._.extract_kinds`` has the probability of each name
    of KINDS, none where the network has no such file. ``threads`` is the number that onnxruntime
    may use.
    """

    def __init__(self, name: str, threads: int = 1) -> None:
        self.name = name
        self.threads = threads
        self._parts: dict[str, bytes] = {}
        for extension in (SCORE, SPAN_KINDS):
            if not Span.has_extension(extension):
                Span.set_extension(extension, default=None)

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels that entities may have; none before a network is read."""
        return self.tags.labels if self._parts else ()

    def __call__(self, doc: Doc) -> Doc:
        """Add entities to ``doc.ents``, beside those that are set already.

        Raises ValueError where no network was read yet.
        """
        before, spans = doc.ents, []
        for found in self.find(*tokens_of(doc)):
            span = Span(doc, found.first, found.last + 1, label=found.label)
            if not any(ent.start < span.end and span.start < ent.end for ent in before):
                span._.set(SCORE, found.score)
                span._.set(SPAN_KINDS, found.kinds)
                spans.append(span)
        doc.set_ents([*before, *spans])
        return doc

    def find(self, tokens: Sequence[str], spaces: Sequence[bool]) -> Iterator[Found]:
        """Yield the entities of a text, in order; ``spaces`` tells where a blank follows a token.

        Raises ValueError where no network was read yet.
        """
        self.check()
        words = self.reader.read(tokens, spaces)
        for start, stop, label, score, odds in self._entities(words):
            kinds = dict(zip(self.kinds, odds, strict=True))
            first, last = words[start].token, words[stop - 1].token
            yield Found(first, last, label, max(round(score, 4), 0.0001), kinds)

    def check(self) -> None:
        """Raise ValueError where no network was read yet."""
        if not self._parts:
            raise ValueError(
                f"component {self.name!r} has no network yet; load a trained pipeline with"
                " spacy.load, or call the component's from_disk with the folder of its files"
            )

    def score(self, examples: Iterable[Example], **settings: Any) -> dict[str, Any]:
        """Return spaCy's scores of entities: ``ents_p``, ``ents_r``, ``ents_f``, by type too."""
        scores: dict[str, Any] = get_ner_prf(examples)
        return scores

    def scores(self, words: Sequence[Word]) -> Floats:
        """Return what the network says of each word of a text, (words, tags + kinds).

        That is the log-probability of each tag, then the log-odds of each of ``kinds``.
        """
        width = len(self.tags.names) + len(self.kinds)
        found = np.zeros((len(words), width), dtype=np.float32)
        known = 0
        for start, stop in windows([len(word.pieces) for word in words], WINDOW, OVERLAP):
            keep = (start + known + 1) // 2 if start else 0
            inputs = network_input(words[start:stop], self.reader.frame)
            (part,) = self._session.run(None, inputs)
            found[keep:stop], known = part[keep - start :], stop
        return found

    def _entities(
        self, words: Sequence[Word]
    ) -> Iterator[tuple[int, int, str, float, list[float]]]:
        if not words:
            return
        tags = len(self.tags.names)
        scores, odds = np.split(self.scores(words), [tags], axis=1)
        edges = [i for i, word in enumerate(words) if word.opens and i] + [len(words)]
        for begin, end in zip([0, *edges], edges, strict=False):
            path = self.tags.best(scores[begin:end])
            for start, stop, label in self.tags.spans(path):
                sure = min(scores[begin + i, path[i]] for i in range(start, stop))
                mean = odds[begin + start : begin + stop].mean(axis=0)
                kinds = [float(kind) for kind in 1 / (1 + np.exp(-mean))]
                yield begin + start, begin + stop, label, float(np.exp(sure)), kinds

    # Reading and writing, as spaCy asks of its components

    def load(self, parts: dict[str, bytes]) -> EncoderNer:
        """Take the contents of FILES, and of KINDS, and make the network ready; returns itself.

        Raises ValueError where one of them is damaged or they do not fit together.
        """
        model, vocabulary, labels = (parts[name] for name in FILES)
        self.tags = Tags(_names(FILES[2], labels))
        self.kinds = _names(KINDS, parts.get(KINDS, b"[]"))
        self.reader = WordReader(_read(FILES[1], lambda: _tokenizer(vocabulary)))
        self._session = _read(FILES[0], lambda: _session(model, self.threads))
        width = self._session.get_outputs()[0].shape[-1]
        if width != (told := len(self.tags.names) + len(self.kinds)):
            raise ValueError(f"{FILES[0]} gives {width} scores, {FILES[2]} and {KINDS} tell {told}")
        self._parts = parts
        return self

    def to_bytes(self, exclude: Iterable[str] = ()) -> bytes:
        """Return the contents of FILES as one string of bytes."""
        written: bytes = srsly.msgpack_dumps(self._parts)
        return written

    def from_bytes(self, data: bytes, exclude: Iterable[str] = ()) -> EncoderNer:
        """Read what ``to_bytes`` wrote; raises ValueError where it is damaged."""
        parts = srsly.msgpack_loads(data)
        return self.load(parts) if parts else self

    def to_disk(self, path: str | Path, exclude: Iterable[str] = ()) -> None:
        """Write FILES into a folder, which is made where it is missing."""
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in self._parts.items():
            (folder / name).write_bytes(content)

    def from_disk(self, path: str | Path, exclude: Iterable[str] = ()) -> EncoderNer:
        """Read FILES from a folder; a folder without any is that of an untrained component.

        Raises OSError where one cannot be read, ValueError where one is damaged.
        """
        paths = {name: Path(path) / name for name in (*FILES, KINDS)}
        there = {name for name, file in paths.items() if file.exists()}
        if not there:
            return self
        return self.load({name: paths[name].read_bytes() for name in {*FILES, *there}})

    def __getstate__(self) -> dict[str, Any]:
        """Return what a copy in another process is made of: a session cannot travel."""
        return {"name": self.name, "threads": self.threads, "_parts": self._parts}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Make the component ready in another process."""
        self.__init__(state["name"], state["threads"])  # type: ignore[misc]
        if state["_parts"]:
            self.load(state["_parts"])


def windows(lengths: Sequence[int], size: int, overlap: int) -> Iterator[tuple[int, int]]:
    """Divide words of these lengths into (start, stop) of at most ``size``, which overlap.

    Neighbours share words of at least ``overlap`` together, as far as ``size`` leaves room; a word
    longer than ``size`` has a window of its own.
    """
    start = 0
    while True:
        stop, used = start, 0
        while stop < len(lengths) and (used + lengths[stop] <= size or stop == start):
            used += lengths[stop]
            stop += 1
        yield start, stop
        if stop >= len(lengths):
            return
        after, shared = stop, 0
        while after > start + 1 and shared < overlap:
            after -= 1
            shared += lengths[after]
        start = after


def _names(file: str, content: bytes) -> list[str]:
    names = _read(file, lambda: json.loads(content))
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ValueError(f"{file} is no list of strings")
    return names


def _read(name: str, reader: Callable[[], Any]) -> Any:
    """Return what ``reader`` makes of a file; onnxruntime's and tokenizers' errors have no base."""
    try:
        return reader()
    except Exception as error:
        raise ValueError(f"{name} is damaged ({str(error).splitlines()[0]})") from error


@lru_cache(maxsize=1)
def _tokenizer(vocabulary: bytes) -> Tokenizer:
    """Return the sub-words of a file's bytes; models of one encoder share them."""
    return Tokenizer.from_buffer(vocabulary)


def _session(model: bytes, threads: int) -> Any:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
