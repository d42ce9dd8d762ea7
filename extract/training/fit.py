"""The training itself: loss, learning rates, steps.

AdamW (Loshchilov and Hutter 2019) with a rate that rises, then falls to nothing, and is lower the
deeper a layer lies (Howard and Ruder 2018). On the CPU sums are made in bfloat16.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Protocol

import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from extract.errors import ExtractError
from extract.ner.tags import Tags
from extract.ner.words import CLASSES
from extract.training.augment import Material, collect
from extract.training.corpus import LABELS, Sentence, clean
from extract.training.examples import (
    ANY,
    UNSURE,
    Example,
    ExampleMaker,
    batches,
    collate,
    epoch_texts,
    norp_words,
)
from extract.training.network import Sizes, Tagger
from extract.training.press import Press

_INVENTED = 6000
_WARM_UP = 0.06
_DECAY = 0.9
_REPORT = 50

Say = Callable[[str], None]
Sets = Mapping[str, Sequence[Sentence]]


@dataclass(frozen=True, slots=True)
class Settings:
    """What one training run depends on, beside its data.

    ``press`` is the number of filled templates an epoch, ``repeat`` how often the texts that we
    wrote are seen in one. ``rate`` is the learning rate of the top layer, ``head_rate`` that of
    what is new above and below the encoder. Of its layers the lowest ``layers`` are kept, or as
    many as it has. ``batch`` counts sub-words. ``average``, where it is not 0, makes the weights
    kept the moving average over the second half of the run, with this decay a step (Polyak
    averaging, in the manner of Izmailov et al. 2018).
    """

    epochs: float = 5.0
    seed: int = 0
    press: int = 2500
    repeat: int = 2
    rate: float = 2e-4
    head_rate: float = 1e-3
    layers: int = 4
    batch: int = 1800
    average: float = 0.0
    threads: int = 1


class Task(Protocol):
    """What a network is taught."""

    def batches(self) -> list[list[Example]]:
        """Return the batches of an epoch, others each time."""

    def loss(self, scores: Tensor, examples: Sequence[Example], targets: Tensor) -> Tensor:
        """Return how wrong the scores of a batch are, (texts, words, scores of the network)."""


class Trainer:
    """One training run."""

    def __init__(self, model: Tagger, task: Task, settings: Settings, say: Say) -> None:
        self.model, self.task, self.settings, self.say = model, task, settings, say
        self.optimizer = make_optimizer(model, settings)

    def run(self, frame: tuple[int, int]) -> None:
        """Train for as many epochs as the settings say, and leave the model ready for use.

        ``frame`` are the two signs around a text.
        """
        first = self.task.batches()
        if not first:
            raise ExtractError("no word to train on; give data sets with sentences")
        steps = max(1, round(self.settings.epochs * len(first)))
        schedule = torch.optim.lr_scheduler.LambdaLR(self.optimizer, partial(rate_at, steps=steps))
        self.say(f"{len(first)} batches an epoch, {steps} steps")
        self.model.train()
        decay = get_ema_multi_avg_fn(self.settings.average)  # type: ignore[no-untyped-call]
        averaged = AveragedModel(self.model, multi_avg_fn=decay)
        started, losses = time.monotonic(), 0.0
        for step, batch in zip(range(1, steps + 1), self._endless(first)):
            losses += self._step(batch, frame)
            schedule.step()
            if step > steps // 2:
                averaged.update_parameters(self.model)
            if step % _REPORT == 0 or step == steps:
                mean = losses / ((step - 1) % _REPORT + 1)
                self.say(f"step {step}: loss {mean:.4f}, {time.monotonic() - started:.0f} s")
                losses = 0.0
        self.model.load_state_dict(averaged.module.state_dict())
        self.model.eval()

    def _endless(self, first: list[list[Example]]) -> Iterator[list[Example]]:
        yield from first
        while True:
            yield from self.task.batches()

    def _step(self, examples: list[Example], frame: tuple[int, int]) -> float:
        batch, targets = collate(examples, frame)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            scores = self.model(batch)
        loss = self.task.loss(scores.float(), examples, targets)
        self.optimizer.zero_grad()
        torch.autograd.backward(loss)
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        return float(loss.item())


@dataclass(slots=True)
class Entities:
    """The task of finding names: the data sets, our texts, and templates filled anew."""

    maker: ExampleMaker
    sets: Sets
    material: Material
    press: Press
    settings: Settings
    table: Tensor
    rng: random.Random

    def batches(self) -> list[list[Example]]:
        """Return the batches of an epoch, others each time."""
        written = self.press.written * self.settings.repeat
        filled = self.press.sentences(self.settings.press, self.rng)
        texts = epoch_texts([*self.sets.values(), written, filled], self.material, self.rng)
        examples = [example for text in texts for example in self.maker.make(text)]
        return batches(examples, self.settings.batch, self.rng)

    def loss(self, scores: Tensor, examples: Sequence[Example], targets: Tensor) -> Tensor:
        """Return the mean negative log-probability of the tags that the targets allow."""
        return loss_of(scores, targets, self.table)


def allowed_tags(tags: Tags) -> Tensor:
    """Return for each target which tags it allows; the rows of UNSURE and ANY stand at the end."""
    size = len(tags.names)
    table = torch.zeros(size + 2, size, dtype=torch.bool)
    table[:size] = torch.eye(size, dtype=torch.bool)
    table[UNSURE] = torch.tensor([name == "O" or name.endswith("NORP") for name in tags.names])
    table[ANY] = True
    return table


def loss_of(scores: Tensor, targets: Tensor, table: Tensor) -> Tensor:
    """Return the mean negative log-probability of the tags that the targets allow."""
    chances = functional.log_softmax(scores, dim=-1)
    losses = -torch.logsumexp(chances.masked_fill(~table[targets], -1e9), dim=-1)
    known = targets != ANY
    loss: Tensor = (losses * known).sum() / known.sum().clamp(min=1)
    return loss


def rate_at(step: int, steps: int) -> float:
    """Return the share of the learning rate at a step: up linearly, then down to nothing."""
    first = max(1.0, _WARM_UP * steps)
    return min((step + 1) / first, max(0.0, (steps - step) / max(1.0, steps - first)))


def make_optimizer(model: Tagger, settings: Settings) -> torch.optim.Optimizer:
    """Return AdamW with a rate that falls from the top layer to the bottom one."""
    groups = []
    for name, weights in model.named_parameters():
        if weights.requires_grad:
            matrix = weights.ndim > 1 and "classes" not in name
            rate = _rate(name, len(model.layers), settings)
            decay = 0.01 if matrix else 0.0
            groups.append({"params": [weights], "lr": rate, "weight_decay": decay})
    return torch.optim.AdamW(groups, betas=(0.9, 0.98), eps=1e-6, fused=True)


def _rate(name: str, layers: int, settings: Settings) -> float:
    if name.startswith("layers."):
        return float(settings.rate * _DECAY ** (layers - 1 - int(name.split(".")[1])))
    if name.startswith(("positions", "norm")):
        return float(settings.rate * _DECAY**layers)
    return settings.head_rate


def train(sets: Sets, base: Path, settings: Settings, say: Say) -> tuple[Tagger, Tokenizer]:
    """Fine-tune the encoder of a folder on data sets; return the network and its sub-words.

    The same sets, settings, versions and machine give the same weights. Raises ExtractError where
    there is nothing to train on or ``base`` holds no encoder.
    """
    torch.manual_seed(settings.seed)
    torch.set_num_threads(settings.threads)
    cleaned = {name: [clean(s) for s in sentences] for name, sentences in sets.items()}
    every = [sentence for sentences in cleaned.values() for sentence in sentences]
    if not any(sentence.ents for sentence in every):
        raise ExtractError("no entity to train on; give data sets with sentences that have some")
    press = Press()
    names = press.names(_INVENTED, random.Random(settings.seed))
    offices = [*press.offices, *press.titles]
    material = collect(every, names, offices, [*press.capitals, *press.cities])
    model, tokenizer = load_base(base, settings.layers, len(Tags(LABELS).names))
    maker = ExampleMaker(tokenizer, norp_words(every))
    rng, table = random.Random(settings.seed), allowed_tags(maker.tags)
    task = Entities(maker, cleaned, material, press, settings, table, rng)
    Trainer(model, task, settings, say).run(maker.reader.frame)
    return model, tokenizer


def load_base(base: Path, layers: int, tags: int, kinds: int = 0) -> tuple[Tagger, Tokenizer]:
    """Read the lowest layers of a pretrained encoder, for a network of so many tags and kinds.

    Raises ExtractError where ``base`` holds none.
    """
    try:
        sizes = Sizes.read(base)
        sizes = replace(sizes, layers=min(layers, sizes.layers))
        model = Tagger(sizes, CLASSES, tags, kinds)
        model.load_base(base / "model.safetensors")
        return model, Tokenizer.from_file(str(base / "tokenizer.json"))
    except Exception as error:  # the errors of its formats have no common base
        raise ExtractError(
            f"{base}: no encoder of BERT's kind can be read here ({type(error).__name__}: {error});"
            " give a folder with config.json, model.safetensors and tokenizer.json with --base"
        ) from error
