"""Write the trained network as an ONNX graph for onnxruntime, in int8 or in float32.

The graph is built by hand from onnxruntime's own fused operators. In int8, weights are rounded
per column (embeddings per row) and symmetrically; activations are quantised as they come, by the
range that they have in the window read. Weights of 7 bits leave room for sums of two products in
16 bits, so that processors without VNNI instructions come to the same figures.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from extract.ner.component import WINDOW
from extract.training.network import Layer, Tagger

MICROSOFT = "com.microsoft"
INPUTS = {"ids": "pieces", "classes": "pieces", "first": "words", "last": "words",
          "word_classes": "words"}  # fmt: skip

_POSITIONS = WINDOW + 2
"""Positions kept: those of a window and its frame."""

Array = NDArray[Any]


def round_columns(weights: Array, bits: int) -> tuple[Array, Array]:
    """Return weights as int8 of so many bits, and the scale of each column."""
    most = 2 ** (bits - 1) - 1
    scale = np.maximum(np.abs(weights).max(axis=0), 1e-12) / most
    return np.rint(weights / scale).astype(np.int8), scale.astype(np.float32)


@dataclass
class Graph:
    """An ONNX graph that is being built; ``bits`` of the weights, None for float32."""

    bits: int | None
    heads: int
    epsilon: float
    nodes: list[Any] = field(default_factory=list)
    weights: list[Any] = field(default_factory=list)

    def hold(self, array: Array) -> str:
        """Keep an array in the graph and return its name."""
        name = f"w{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def add(self, kind: str, *inputs: str, outputs: int = 1, domain: str = "", **more: Any) -> Any:
        """Add a node and return the name of its output, or their names where there are several."""
        stem = f"n{len(self.nodes)}"
        names = [f"{stem}_{i}" for i in range(outputs)]
        self.nodes.append(helper.make_node(kind, inputs, names, stem, domain=domain, **more))
        return names[0] if outputs == 1 else names

    def fused(self, kind: str, *inputs: str, **more: Any) -> Any:
        """Add a node of onnxruntime's own kinds."""
        return self.add(kind, *inputs, domain=MICROSOFT, **more)

    def linear(self, x: str, weights: Array, bias: Array) -> str:
        """Multiply by a matrix (inputs, outputs) and add a bias."""
        if self.bits is None:
            product = self.add("MatMul", x, self.hold(weights))
            return str(self.add("Add", product, self.hold(bias)))
        rounded, scale = (self.hold(part) for part in round_columns(weights, self.bits))
        return str(self.fused("DynamicQuantizeMatMul", x, rounded, scale, "", self.hold(bias)))

    def attend(self, x: str, weights: Array, bias: Array) -> str:
        """Make queries, keys and values of x by one matrix, and mix the values by attention."""
        held = self.hold(bias)
        if self.bits is None:
            return str(self.fused("Attention", x, self.hold(weights), held, num_heads=self.heads))
        rounded, scale = (self.hold(part) for part in round_columns(weights, self.bits))
        quantised, x_scale, x_zero = self.add("DynamicQuantizeLinear", x, outputs=3)
        zero = self.hold(np.zeros(len(bias), dtype=np.int8))
        inputs = (quantised, rounded, held, x_scale, scale, "", x_zero, zero)
        return str(self.fused("QAttention", *inputs, num_heads=self.heads))

    def look_up(self, table: Array, ids: str) -> str:
        """Return rows of a table."""
        if self.bits is None:
            return str(self.add("Gather", self.hold(table), ids))
        rounded, scale = round_columns(table.T, 8)
        rows = self.add("Cast", self.add("Gather", self.hold(rounded.T), ids), to=TensorProto.FLOAT)
        return str(self.add("Mul", rows, self.add("Gather", self.hold(scale[:, None]), ids)))


def _array(module: Any, name: str) -> Array:
    found: Array = module.get_parameter(name).detach().float().numpy()
    return found


def build_network(model: Tagger, bits: int | None) -> Any:
    """Return the ONNX model of a trained network.

    Its scores of tags are made log-probabilities, those of kinds stay log-odds.
    """
    graph = Graph(bits, model.sizes.heads, model.sizes.epsilon)
    x = _embed(graph, model)
    for layer in model.layers[: model.tagged]:
        x = _layer(graph, layer, x)
    scores = graph.add("LogSoftmax", _tags(graph, model, _words(graph, model, x)), axis=-1)
    width = model.score.out_features
    for layer in model.layers[model.tagged :]:
        x = _layer(graph, layer, x)
    if model.kinds is not None:
        kinds = _linear(graph, model, "kinds", _words(graph, model, x))
        scores, width = (
            graph.add("Concat", scores, kinds, axis=-1),
            width + model.kinds.out_features,
        )
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT64, [size])
        for name, size in INPUTS.items()
    ]
    output = helper.make_tensor_value_info(scores, TensorProto.FLOAT, ["words", width])
    whole = helper.make_graph(graph.nodes, "entities", inputs, [output], graph.weights)
    versions = [helper.make_opsetid("", 17), helper.make_opsetid(MICROSOFT, 1)]
    return helper.make_model(whole, opset_imports=versions, ir_version=8)


def _embed(graph: Graph, model: Tagger) -> str:
    words = graph.look_up(_array(model, "words.weight"), "ids")
    size = graph.add("Shape", "ids")
    start = graph.hold(np.array([0], dtype=np.int64))
    positions = graph.hold(_array(model, "positions.weight")[:_POSITIONS])
    places = graph.add("Slice", positions, start, size)
    classes = graph.add("Gather", graph.hold(_array(model, "classes.weight")), "classes")
    x = graph.add("Add", graph.add("Add", words, places), classes)
    norm = (graph.hold(_array(model, f"norm.{part}")) for part in ("weight", "bias"))
    x = graph.add("LayerNormalization", x, *norm, axis=-1, epsilon=graph.epsilon)
    return str(graph.add("Unsqueeze", x, start))


def _layer(graph: Graph, layer: Any, x: str) -> str:
    mixed = graph.attend(x, _array(layer, "qkv.weight").T, _array(layer, "qkv.bias"))
    x = _add_norm(graph, layer, x, _linear(graph, layer, "out", mixed), "norm1")
    inner = graph.fused("Gelu", _linear(graph, layer, "up", x))
    return _add_norm(graph, layer, x, _linear(graph, layer, "down", inner), "norm2")


def _linear(graph: Graph, module: Any, name: str, x: str) -> str:
    return graph.linear(x, _array(module, f"{name}.weight").T, _array(module, f"{name}.bias"))


def _add_norm(graph: Graph, layer: Layer, x: str, inner: str, norm: str) -> str:
    held = (graph.hold(_array(layer, f"{norm}.{part}")) for part in ("weight", "bias"))
    both = graph.add("Add", x, inner)
    return str(graph.add("LayerNormalization", both, *held, axis=-1, epsilon=graph.epsilon))


def _words(graph: Graph, model: Tagger, x: str) -> str:
    flat = graph.add("Reshape", x, graph.hold(np.array([-1, model.sizes.width], dtype=np.int64)))
    ends = [graph.add("Gather", flat, name) for name in ("first", "last")]
    return str(graph.add("Concat", *ends, axis=1))


def _tags(graph: Graph, model: Tagger, words: str) -> str:
    reduced = _linear(graph, model, "reduce", words)
    table = graph.hold(_array(model, "head_classes.weight"))
    classes = graph.add("Gather", table, "word_classes")
    h = graph.fused("Gelu", graph.add("Add", reduced, classes))
    around = graph.fused("Gelu", _linear(graph, model, "window", _neighbours(graph, h)))
    return _linear(graph, model, "score", graph.add("Add", h, around))


def _neighbours(graph: Graph, h: str) -> str:
    padded = graph.add("Pad", h, graph.hold(np.array([1, 0, 1, 0], dtype=np.int64)))
    zero, two, minus = (graph.hold(np.array([n], dtype=np.int64)) for n in (0, 2, -2))
    most = graph.hold(np.array([2**31], dtype=np.int64))
    left = graph.add("Slice", padded, zero, minus, zero)
    right = graph.add("Slice", padded, two, most, zero)
    return str(graph.add("Concat", left, h, right, axis=1))


def network_bytes(model: Tagger, bits: int | None = 7) -> bytes:
    """Return the checked ONNX model of a trained network as the bytes of its file."""
    built = build_network(model, bits)
    onnx.checker.check_model(built, full_check=False)
    written: bytes = built.SerializeToString()
    return written
