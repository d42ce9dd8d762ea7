"""Entity models: the one shipped, or any spaCy pipeline by name or path."""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

from extract.errors import ModelError
from extract.ner import ENCODER, SCORE
from extract.pipeline import Tokens

if TYPE_CHECKING:
    from extract.ner.component import EncoderNer

SHIPPED_MODEL = Path(__file__).parent / "model"
LABELS = {
    "PERSON": "PERSON", "PER": "PERSON",
    "ORG": "ORG",
    "PLACE": "PLACE", "GPE": "PLACE", "LOC": "PLACE", "FAC": "PLACE", "FACILITY": "PLACE",
    "NORP": "NORP", "MISC": "NORP",
}  # fmt: skip
"""Entity labels of other pipelines, each by its label here; others are passed over."""


class Entity(NamedTuple):
    """What a model marked: offsets in characters, one of our labels, how sure it was, in (0, 1].

    ``score`` is None where the model says nothing of that.
    """

    start: int
    end: int
    label: str
    score: float | None


class EntityModel(Protocol):
    """A model that finds entities; ``scored`` when it tells how sure it is of each.

    ``path`` is where it lies, None for one in memory; ``version`` is its own.
    """

    path: Path | None
    version: str
    scored: bool

    def entities(self, texts: Iterable[Tokens]) -> Iterator[list[Entity]]:
        """Yield for each text the entities of our labels, in order."""

    def zone(self) -> AbstractContextManager[object]:
        """Return a context behind which the model forgets the words it met."""


def open_model(name: str | Path | None = None) -> EntityModel:
    """Return the shipped model, or the spaCy pipeline of a name or path; raises ModelError."""
    return PipelineModel(load_model(name)) if name else ShippedModel()


class ShippedModel:
    """The encoder in ``extract/model``, without the spaCy pipeline around it."""

    scored = True

    def __init__(self) -> None:
        """Load the network; raises ModelError where the package is damaged."""
        self.path: Path | None = SHIPPED_MODEL
        self._encoder = load_encoder(SHIPPED_MODEL)
        meta = json.loads((SHIPPED_MODEL / "meta.json").read_text("utf-8"))
        self.version = str(meta["version"])

    def entities(self, texts: Iterable[Tokens]) -> Iterator[list[Entity]]:
        """Yield for each text the entities of our labels, in order."""
        for text in texts:
            yield [
                Entity(text.starts[found.first], text.end(found.last), found.label, found.score)
                for found in self._encoder.find(text.words, text.spaces)
            ]

    def zone(self) -> AbstractContextManager[object]:
        """Return a context that does nothing: what the encoder keeps of words is bounded."""
        return nullcontext()


def load_encoder(folder: Path) -> EncoderNer:
    """Load the encoder of a shipped pipeline; raises ModelError where the package is damaged."""
    from extract.ner.component import EncoderNer

    encoder = EncoderNer(ENCODER)
    try:
        encoder.from_disk(folder / ENCODER)
        encoder.check()
    except (OSError, ValueError) as error:
        raise ModelError(f"{folder} is damaged ({error}); install the package anew") from None
    return encoder


class PipelineModel:
    """A spaCy pipeline, each text copied word by word first, so that it may set what it likes."""

    def __init__(self, nlp: Language) -> None:
        """Take a pipeline that finds entities."""
        self._nlp = nlp
        self.path = nlp.path
        self.version = str(nlp.meta.get("version"))
        self.scored = tells_scores(nlp)

    def entities(self, texts: Iterable[Tokens]) -> Iterator[list[Entity]]:
        """Yield for each text the entities of our labels, in order."""
        bare = (Doc(self._nlp.vocab, words=text.words, spaces=text.spaces) for text in texts)
        for doc in self._nlp.pipe(bare):
            yield [
                Entity(span.start_char, span.end_char, LABELS[span.label_], _score(span))
                for span in doc.ents
                if span.label_ in LABELS
            ]

    def zone(self) -> AbstractContextManager[object]:
        """Return a context behind which spaCy forgets the words it met."""
        return self._nlp.memory_zone()


def load_model(name: str | Path | None = None) -> Language:
    """Load a spaCy pipeline by name or path, the shipped one for None.

    Raises :class:`ModelError` when there is none of that name, or when it finds no entities.
    """
    path = str(name or SHIPPED_MODEL)
    nlp = _loaded(path)
    finders = [pipe for pipe in nlp.pipe_names if "doc.ents" in nlp.get_pipe_meta(pipe).assigns]
    if not finders:
        raise ModelError(
            f"model {path!r} has no component that finds entities (its pipes:"
            f" {', '.join(nlp.pipe_names) or 'none'}); --model takes a spaCy pipeline with 'ner'"
        )
    told = [nlp.pipe_labels[pipe] for pipe in finders if pipe in nlp.pipe_labels]
    labels = {label for labels in told for label in labels}
    if len(told) == len(finders) and not labels & LABELS.keys():
        raise ModelError(
            f"model {path!r} finds only {', '.join(sorted(labels)) or 'nothing'}; --model takes one"
            f" with labels such as {', '.join(LABELS)}"
        )
    return nlp


def _loaded(path: str) -> Language:
    try:
        # An installed package has an entry point for our component, a bare checkout has not.
        importlib.import_module("extract.ner.component")
        return spacy.load(path)
    except (OSError, ValueError, ImportError, KeyError) as error:
        reason = str(error).split("\n")[0]
        raise ModelError(
            f"model {path!r} cannot be loaded ({reason}); give the name of an installed spaCy"
            " pipeline or the path of a folder, or leave --model out to use the shipped one"
        ) from None


def tells_scores(model: Language) -> bool:
    """Say whether a model tells how sure it is of each entity."""
    metas = (model.get_pipe_meta(pipe) for pipe in model.pipe_names)
    return any(f"span._.{SCORE}" in meta.assigns for meta in metas)


def _score(span: Span) -> float | None:
    return span._.get(SCORE) if Span.has_extension(SCORE) else None
