"""Training of the topic model: phrases that tell what a meeting was about, and their labels.

The command ``python -m extract.training.topics -o extract/topic_model`` trains it anew.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import click
import spacy
import torch
from spacy.language import Language
from spacy.tokens import Doc
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from extract.errors import ExtractError
from extract.ner.component import OVERLAP, WINDOW, windows
from extract.ner.tags import Tags
from extract.ner.words import WordReader, tokens_of
from extract.training import publish
from extract.training.__main__ import installed_base
from extract.training.articles import TOPIC, Text, covering, labels, read_topics, written
from extract.training.examples import ANY, Example, batches, parts_of
from extract.training.fit import Say, Settings, Trainer, load_base
from extract.training.network import Tagger
from extract.training.scores import evaluate_topics, score_table

SETTINGS = Settings(epochs=8.0, layers=6, average=0.997)
SIZES = (WINDOW, WINDOW, WINDOW // 2, WINDOW // 3)
"""Sub-words of the windows in which an article is read, drawn anew for each epoch."""
KIND_WEIGHT = 0.1
"""What the loss of a topic's labels counts beside that of its words."""
ABOUT = {
    "name": "diplomacy_topics",
    "version": "1.0.0",
    "description": "Phrases that tell what a meeting was about, with topic labels",
    "license": "MIT",
    "sources": [{"name": "topics", "title": "articles of ours", "license": "MIT"}],
}
"""What the model's ``meta.json`` says of it alone."""

_FOLDER = click.Path(file_okay=False, path_type=Path)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class Kinds(NamedTuple):
    """The numbers of the labels of the words ``[start, stop)``."""

    start: int
    stop: int
    numbers: list[int]


@dataclass(frozen=True, slots=True)
class Labelled(Example):
    """An example with the labels of its topics."""

    kinds: Sequence[Kinds]


class Topics:
    """The task of finding topics and naming their labels."""

    def __init__(self, tokenizer: Tokenizer, texts: Sequence[Text], settings: Settings) -> None:
        self.reader = WordReader(tokenizer)
        self.tags = Tags([TOPIC])
        self.numbers = {label: number for number, label in enumerate(labels())}
        self.settings = settings
        self.rng = random.Random(settings.seed)
        nlp = spacy.blank("en")
        self.examples = [self.example(nlp.make_doc(text.text), text) for text in texts]

    def example(self, doc: Doc, text: Text) -> Labelled:
        """Return a whole article as an example."""
        wanted = [ANY if token.idx < text.body else 0 for token in doc]
        words = self.reader.read(*tokens_of(doc))
        numbers = {word.token: number for number, word in enumerate(words)}
        kinds = []
        for start, end, told in text.topics:
            span = covering(doc, start, end)
            for token, part in zip(span, parts_of(len(span)), strict=True):
                wanted[token.i] = ANY if told is None else self.tags.names.index(f"{part}-{TOPIC}")
            if told is not None:
                first, last = numbers[span.start], numbers[span.end - 1]
                kinds.append(Kinds(first, last + 1, [self.numbers[label] for label in told]))
        return Labelled(words, [wanted[word.token] for word in words], kinds)

    def batches(self) -> list[list[Example]]:
        """Return the batches of an epoch: the articles in windows, of other sizes each time."""
        parts = [part for e in self.examples for part in _parts(e, self.rng.choice(SIZES))]
        return batches(parts, self.settings.batch, self.rng)

    def loss(self, scores: Tensor, examples: Sequence[Example], targets: Tensor) -> Tensor:
        """Return the loss of the tags, and that of the labels of the words that are marked."""
        tags = len(self.tags.names)
        ends = functional.cross_entropy(
            scores[..., :tags].flatten(0, 1), targets.flatten(), ignore_index=ANY
        )
        odds, wanted = [], []
        for text, example in zip(scores[..., tags:], examples, strict=True):
            for start, stop, numbers in example.kinds if isinstance(example, Labelled) else ():
                odds.append(text[start:stop].mean(dim=0))
                wanted.append([float(number in numbers) for number in range(len(self.numbers))])
        if not odds:
            return ends
        named = functional.binary_cross_entropy_with_logits(
            torch.stack(odds), torch.tensor(wanted), reduction="sum"
        )
        return ends + KIND_WEIGHT * named / len(odds)


def _parts(example: Labelled, size: int) -> Iterator[Labelled]:
    """Yield an article in windows of at most so many sub-words, with the topics whole in each."""
    lengths = [len(word.pieces) for word in example.words]
    for first, last in windows(lengths, size, min(OVERLAP, size // 4)):
        kinds = [
            Kinds(start - first, stop - first, numbers)
            for start, stop, numbers in example.kinds
            if first <= start and stop <= last
        ]
        yield Labelled(example.words[first:last], example.targets[first:last], kinds)


def train(
    texts: Sequence[Text], base: Path, settings: Settings, say: Say
) -> tuple[Tagger, Tokenizer]:
    """Fine-tune the encoder of a folder on marked articles; return network and sub-words."""
    torch.manual_seed(settings.seed)
    torch.set_num_threads(settings.threads)
    model, tokenizer = load_base(base, settings.layers, len(Tags([TOPIC]).names), len(labels()))
    task = Topics(tokenizer, texts, settings)
    Trainer(model, task, settings, say).run(task.reader.frame)
    return model, tokenizer


@click.command(name="python -m extract.training.topics")
@click.option("-o", "--output", type=_FOLDER, help="Folder for the model.")
@click.option("--base", type=_FOLDER, help="Folder of another pretrained encoder of BERT's kind.")
@click.option("--measure", type=_FOLDER, help="Measure the model of a folder; do not train.")
@click.option("--test", type=_FILE, multiple=True, help="File of marked articles; repeatable.")
@click.option("--epochs", default=SETTINGS.epochs, show_default=True, type=click.FloatRange(0.01))
@click.option("--seed", default=0, show_default=True, type=click.IntRange(0, 2**32 - 1))
@click.option("--layers", default=SETTINGS.layers, show_default=True, type=click.IntRange(min=1))
@click.option("--threads", default=1, show_default=True, type=click.IntRange(min=1))
def main(
    output: Path | None, base: Path | None, measure: Path | None, test: Sequence[Path], **more: Any
) -> None:
    """Train the topic model on our marked articles and write it to a folder."""
    if (output is None) == (measure is None):
        raise click.UsageError("give a folder for the model with -o, or one to --measure")
    try:
        tests = {path.stem: read_topics(path) for path in test}
        if output:
            publish.prepare(output)
        nlp = spacy.load(measure) if measure else _trained(base or installed_base(), more)
        scores = {name: evaluate_topics(nlp, texts) for name, texts in tests.items()}
        if output:
            publish.write_model(nlp, output, publish.describe(ABOUT, base, more, scores))
    except (ExtractError, OSError, ValueError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(score_table(scores))


def _trained(base: Path, options: dict[str, Any]) -> Language:
    say = partial(click.echo, err=True)
    model, tokenizer = train(written(), base, replace(SETTINGS, **options), say)
    return publish.make_pipeline(model, tokenizer, labels=[TOPIC], kinds=labels())


if __name__ == "__main__":
    main()
