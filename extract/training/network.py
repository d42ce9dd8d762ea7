"""The network that is trained: a pretrained encoder, the look of words, a convolution, tag scores.

The encoder is that of BERT (Devlin et al. 2019; norms behind the layers, learned positions). Its
weights are read by their names from a safetensors file, its sizes from the ``config.json`` beside.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

HEAD = 256
"""The width of the vectors of words above the encoder."""
MOST_PIECES = 200
"""Sub-words of a training text."""
ABOVE = 2
"""Layers above those that tell tags, where a network also tells kinds: these need more of them."""
_POSITIONS = MOST_PIECES + 2
"""Positions that an encoder must know: those of the longest text and its frame."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """The sizes of the network; ``inner`` is the width inside a layer's feed-forward net."""

    vocabulary: int
    layers: int
    width: int
    heads: int
    inner: int
    positions: int
    epsilon: float

    @classmethod
    def read(cls, base: Path) -> Sizes:
        """Read the sizes of a pretrained encoder from its folder.

        Raises OSError, or ValueError, KeyError or TypeError where they are none of such an encoder.
        """
        config = json.loads((base / "config.json").read_text(encoding="utf-8"))
        if config["max_position_embeddings"] < _POSITIONS:
            raise ValueError(f"it knows fewer than {_POSITIONS} positions")
        return cls(
            config["vocab_size"], config["num_hidden_layers"], config["hidden_size"],
            config["num_attention_heads"], config["intermediate_size"],
            config["max_position_embeddings"], config["layer_norm_eps"],
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Batch:
    """Texts padded with zeros to one length; named as the inputs of the exported network.

    ``ids`` and ``classes`` are (texts, sub-words); ``first``, ``last`` and ``word_classes`` are
    (texts, words).
    """

    ids: Tensor
    classes: Tensor
    first: Tensor
    last: Tensor
    word_classes: Tensor


class Layer(nn.Module):
    """One layer of the encoder: self-attention and a feed-forward net, each with its norm."""

    def __init__(self, sizes: Sizes, dropout: float) -> None:
        super().__init__()
        self.heads = sizes.heads
        self.qkv = nn.Linear(sizes.width, 3 * sizes.width)
        self.out = nn.Linear(sizes.width, sizes.width)
        self.norm1 = nn.LayerNorm(sizes.width, eps=sizes.epsilon)
        self.up = nn.Linear(sizes.width, sizes.inner)
        self.down = nn.Linear(sizes.inner, sizes.width)
        self.norm2 = nn.LayerNorm(sizes.width, eps=sizes.epsilon)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Return the new vectors of all sub-words; ``mask`` is very low where there is none."""
        texts, length, width = x.shape
        parts = self.qkv(x).view(texts, length, 3, self.heads, width // self.heads)
        query, key, value = parts.permute(2, 0, 3, 1, 4)
        mixed = attend(query, key, value, mask).transpose(1, 2).reshape(texts, length, width)
        x = self.norm1(x + self.out(mixed))
        inner: Tensor = self.norm2(x + self.dropout(self.down(functional.gelu(self.up(x)))))
        return inner


def attend(query: Tensor, key: Tensor, value: Tensor, mask: Tensor) -> Tensor:
    """Return values mixed by attention; ``mask`` is added to the scores.

    Written out: on a CPU torch's fused attention is four times as slow backwards.
    """
    scores = query @ key.transpose(-1, -2) * query.shape[-1] ** -0.5
    mixed: Tensor = torch.softmax(scores + mask, dim=-1).to(value.dtype) @ value
    return mixed


class Tagger(nn.Module):
    """Scores of all tags, and of further kinds, for each word of a batch.

    A word is seen as its first and last sub-word; its class (:mod:`extract.ner.words`) is added to
    its sub-words at the bottom and to the word at the top. The vectors of sub-words stay as they
    were pretrained: most are too rare in the training text to be learnt anew. Where there are
    ``kinds``, the scores of tags are read ``ABOVE`` layers below the top, theirs at the top.
    """

    def __init__(
        self, sizes: Sizes, classes: int, tags: int, kinds: int = 0, dropout: float = 0.1
    ) -> None:
        super().__init__()
        self.sizes = sizes
        self.tagged = max(sizes.layers - (ABOVE if kinds else 0), 0)
        self.words = nn.Embedding(sizes.vocabulary, sizes.width)
        self.positions = nn.Embedding(sizes.positions, sizes.width)
        self.classes = nn.Embedding(classes, sizes.width)
        self.norm = nn.LayerNorm(sizes.width, eps=sizes.epsilon)
        self.layers = nn.ModuleList(Layer(sizes, dropout) for _ in range(sizes.layers))
        self.head_classes = nn.Embedding(classes, HEAD)
        self.reduce = nn.Linear(2 * sizes.width, HEAD)
        self.window = nn.Linear(3 * HEAD, HEAD)
        self.score = nn.Linear(HEAD, tags)
        self.kinds = nn.Linear(2 * sizes.width, kinds) if kinds else None
        self.dropout = nn.Dropout(dropout)
        nn.init.zeros_(self.classes.weight)
        nn.init.normal_(self.head_classes.weight, std=0.02)
        self.words.weight.requires_grad_(False)

    def forward(self, batch: Batch) -> Tensor:
        """Return unnormalised scores, (texts, words, tags + kinds)."""
        x, mask = self.embed(batch)
        for layer in self.layers[: self.tagged]:
            x = layer(x, mask)
        scores = self._tags(_words(x, batch), batch)
        if self.kinds is None:
            return scores
        for layer in self.layers[self.tagged :]:
            x = layer(x, mask)
        return torch.cat([scores, self.kinds(self.dropout(_words(x, batch)))], dim=-1)

    def _tags(self, words: Tensor, batch: Batch) -> Tensor:
        h = functional.gelu(self.reduce(words) + self.head_classes(batch.word_classes))
        h = self.dropout(h)
        left = functional.pad(h, (0, 0, 1, 0))[:, :-1]
        right = functional.pad(h, (0, 0, 0, 1))[:, 1:]
        h = h + functional.gelu(self.window(torch.cat([left, h, right], dim=-1)))
        scores: Tensor = self.score(self.dropout(h))
        return scores

    def embed(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """Return the vectors of all sub-words below the layers, (texts, sub-words, width); mask."""
        place = torch.arange(batch.ids.shape[1])
        x = self.words(batch.ids) + self.positions(place) + self.classes(batch.classes)
        x = self.dropout(self.norm(x))
        return x, (batch.ids == 0)[:, None, None, :].to(torch.bfloat16) * -1e4

    def load_base(self, path: Path) -> None:
        """Take the weights of a pretrained encoder, of as many layers as there are here."""
        base = load_file(path)
        state = self.state_dict()
        state["words.weight"] = base["embeddings.word_embeddings.weight"]
        kinds = base["embeddings.token_type_embeddings.weight"][0]
        state["positions.weight"] = base["embeddings.position_embeddings.weight"] + kinds
        _copy(state, "norm", base, "embeddings.LayerNorm")
        for number in range(len(self.layers)):
            _copy_layer(state, f"layers.{number}.", base, f"encoder.layer.{number}.")
        self.load_state_dict(state)


def _words(x: Tensor, batch: Batch) -> Tensor:
    """Return each word as its first and last sub-word, (texts, words, 2 * width)."""
    rows = torch.arange(len(x)).unsqueeze(1)
    return torch.cat([x[rows, batch.first], x[rows, batch.last]], dim=-1)


def _copy(state: dict[str, Tensor], name: str, base: dict[str, Tensor], old: str) -> None:
    for part in ("weight", "bias"):
        state[f"{name}.{part}"] = base[f"{old}.{part}"]


def _copy_layer(state: dict[str, Tensor], new: str, base: dict[str, Tensor], old: str) -> None:
    for part in ("weight", "bias"):
        three = [base[f"{old}attention.self.{name}.{part}"] for name in ("query", "key", "value")]
        state[f"{new}qkv.{part}"] = torch.cat(three)
    _copy(state, f"{new}out", base, f"{old}attention.output.dense")
    _copy(state, f"{new}norm1", base, f"{old}attention.output.LayerNorm")
    _copy(state, f"{new}up", base, f"{old}intermediate.dense")
    _copy(state, f"{new}down", base, f"{old}output.dense")
    _copy(state, f"{new}norm2", base, f"{old}output.LayerNorm")
