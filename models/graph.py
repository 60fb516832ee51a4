"""A TensorFlow.js graph model as a TensorFlow function: MoveNet's published graph, node by node.

The tensorflowjs package is not needed: MoveNet uses about twenty kinds of operator, and each is one line
here.
"""

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from models.errors import ModelError

Weights: TypeAlias = dict[str, NDArray[Any]]
Tap: TypeAlias = Callable[[str, tf.Tensor], None]


@dataclass(frozen=True)
class Node:
    """One operator of the graph; `inputs` are names of nodes, with `:1` for a node's second output."""

    name: str
    operator: str
    inputs: tuple[str, ...]
    attributes: Mapping[str, Any]

    @property
    def fused(self) -> tuple[str, ...]:
        """What a convolution does to its result: `BiasAdd`, `Relu`, `Relu6`, in order."""
        return self.texts("fused_ops")

    def integer(self, key: str) -> int:
        """Return an integer attribute; a key that is not stored is 0, TensorFlow's default."""
        return int(self.attributes.get(key, {}).get("i", 0))

    def integers(self, key: str) -> list[int]:
        """Return a list of integers."""
        return [int(value) for value in self.attributes[key]["list"]["i"]]

    def text(self, key: str) -> str:
        """Return a text attribute, such as `padding`."""
        return base64.b64decode(self.attributes[key]["s"]).decode()

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts, empty where the attribute is not stored."""
        stored = self.attributes.get(key, {}).get("list", {}).get("s", [])
        return tuple(base64.b64decode(value).decode() for value in stored)

    def flag(self, key: str) -> bool:
        """Return a boolean attribute, False where it is not stored."""
        return bool(self.attributes.get(key, {}).get("b", False))


def _convolution(node: Node, inputs: Sequence[tf.Tensor]) -> tf.Tensor:
    convolve = tf.nn.conv2d if node.operator == "_FusedConv2D" else tf.nn.depthwise_conv2d
    result = convolve(inputs[0], inputs[1], node.integers("strides"), node.text("padding"))
    for step in node.fused:
        if step == "BiasAdd":
            result = tf.nn.bias_add(result, inputs[2])
        else:
            result = {"Relu": tf.nn.relu, "Relu6": tf.nn.relu6}[step](result)
    return result


def _resize(node: Node, inputs: Sequence[tf.Tensor]) -> tf.Tensor:
    return tf.raw_ops.ResizeBilinear(
        images=inputs[0],
        size=inputs[1],
        align_corners=node.flag("align_corners"),
        half_pixel_centers=node.flag("half_pixel_centers"),
    )


def _cast(node: Node, inputs: Sequence[tf.Tensor]) -> tf.Tensor:
    return tf.cast(inputs[0], tf.float32 if node.attributes["DstT"]["type"] == "DT_FLOAT" else tf.int32)


CONVOLUTIONS = ("_FusedConv2D", "FusedDepthwiseConv2dNative", "DepthwiseConv2dNative")

_OPERATORS: Mapping[str, Callable[[Node, Sequence[tf.Tensor]], Any]] = {
    **dict.fromkeys(CONVOLUTIONS, _convolution),
    "AddV2": lambda _, i: i[0] + i[1],
    "ArgMax": lambda _, i: tf.argmax(i[0], i[1], output_type=tf.int32),
    "Cast": _cast,
    "ConcatV2": lambda _, i: tf.concat(i[:-1], i[-1]),
    "ExpandDims": lambda _, i: tf.expand_dims(i[0], i[1]),
    "FloorDiv": lambda _, i: i[0] // i[1],
    "GatherNd": lambda _, i: tf.gather_nd(i[0], i[1]),
    "Identity": lambda _, i: i[0],
    "Mul": lambda _, i: i[0] * i[1],
    "Pack": lambda node, i: tf.stack(i, axis=node.integer("axis")),
    "RealDiv": lambda _, i: i[0] / i[1],
    "Reshape": lambda _, i: tf.reshape(i[0], i[1]),
    "ResizeBilinear": _resize,
    "Sigmoid": lambda _, i: tf.sigmoid(i[0]),
    "Sqrt": lambda _, i: tf.sqrt(i[0]),
    "SquaredDifference": lambda _, i: tf.math.squared_difference(i[0], i[1]),
    "Squeeze": lambda node, i: tf.squeeze(i[0], node.integers("squeeze_dims")),
    "Sub": lambda _, i: i[0] - i[1],
    "Unpack": lambda node, i: tf.unstack(i[0], axis=node.integer("axis")),
}


class Graph:
    """MoveNet as published: its nodes, its weights, and the side of its square input in pixels."""

    def __init__(self, description: Mapping[str, Any], weight_bytes: bytes) -> None:
        """Read a graph-model description and its weights; raise ModelError where they do not fit together."""
        self.nodes = {
            raw["name"]: Node(raw["name"], raw["op"], tuple(raw.get("input", ())), raw.get("attr", {}))
            for raw in description["modelTopology"]["node"]
        }
        unknown = {node.operator for node in self.nodes.values()} - {*_OPERATORS, "Const", "Placeholder"}
        if unknown:
            raise ModelError(f"the graph has operators unknown to this recipe: {', '.join(sorted(unknown))}")
        self.weights = _read_weights(description["weightsManifest"], weight_bytes)
        self.side_px = int(self.nodes["input"].attributes["shape"]["shape"]["dim"][1]["size"])

    def evaluate(
        self,
        feeds: Mapping[str, tf.Tensor],
        outputs: Sequence[str],
        weights: Weights | None = None,
        tap: Tap | None = None,
    ) -> list[tf.Tensor]:
        """Return the tensors named in `outputs`, computed from `feeds` (node name to tensor).

        `weights` replaces the published ones; `tap` is called with the name and value of each operator's
        result.
        """
        constants = self.weights if weights is None else weights
        values: dict[str, Any] = dict(feeds)

        def value(reference: str) -> tf.Tensor:
            name, _, index = reference.partition(":")
            if name not in values:
                node = self.nodes[name]
                if node.operator == "Const":
                    values[name] = tf.constant(constants[name])
                else:
                    values[name] = _OPERATORS[node.operator](node, [value(i) for i in node.inputs])
                    if tap is not None:
                        tap(name, values[name])
            found = values[name]
            return found[int(index or 0)] if isinstance(found, list) else found

        return [value(name) for name in outputs]

    def ancestors(self, outputs: Sequence[str], stop: str) -> list[str]:
        """Return the operators between node `stop` (not included) and `outputs`, inputs before users."""
        order: list[str] = []
        seen = {stop}

        def visit(name: str) -> None:
            if name in seen:
                return
            seen.add(name)
            node = self.nodes[name]
            if node.operator != "Const":
                for reference in node.inputs:
                    visit(reference.partition(":")[0])
                order.append(name)

        for name in outputs:
            visit(name)
        return order


def _read_weights(manifest: Sequence[Mapping[str, Any]], raw: bytes) -> Weights:
    weights: Weights = {}
    offset = 0
    for entry in (entry for group in manifest for entry in group["weights"]):
        target = np.dtype(entry["dtype"])
        stored = np.dtype(entry.get("quantization", {}).get("dtype", target))
        count = int(np.prod(entry["shape"], dtype=np.int64))
        if offset + count * stored.itemsize > len(raw):
            raise ModelError(f"the weight file ends inside {entry['name']}")
        values = np.frombuffer(raw, stored, count, offset)
        weights[entry["name"]] = values.astype(target).reshape(entry["shape"])
        offset += count * stored.itemsize
    if offset != len(raw):
        raise ModelError(f"the weight file has {len(raw)} bytes, its description {offset}")
    return weights
