"""Channel equalisation: scale channels so that they share one int8 range well, without changing the function.

After Nagel et al., "Data-Free Quantization Through Weight Equalization and Bias Correction" (ICCV 2019), with
measured activation ranges in place of weight ranges. A convolution's output channel may be multiplied by k
when every consumer's weights for that channel are divided by k; ReLU passes the factor, ReLU6 as long as
nothing new is clipped.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from models.errors import ModelError
from models.graph import CONVOLUTIONS, Graph, Weights
from models.network import HEADS, NORMALISED_INPUT

STRENGTH = 0.7
"""Exponent on the wanted factor: 1 evens activations out fully, at the cost of the next layer's weights."""
LARGEST_FACTOR = 32.0
RELU6_MARGIN = 1.05
"""A ReLU6 channel is scaled to 1/1.05 of its clip at most: other pictures may go a little higher."""


def equalised(graph: Graph, channels: Mapping[str, NDArray[np.float32]]) -> Weights:
    """Return the graph's weights, rescaled channel by channel.

    channels: for each operator, (2, C) lowest and highest activation per channel, of the published weights.
    Raises ModelError where they belong to another graph.
    """
    operators = graph.ancestors(HEADS, NORMALISED_INPUT)
    _check(graph, operators, channels)
    group_of = _groups(graph, operators)
    factors = {
        group: _factors(graph, [name for name in operators if group_of[name] == group], channels)
        for group in dict.fromkeys(group_of.values())
    }
    weights = dict(graph.weights)
    for name in operators:
        node = graph.nodes[name]
        if node.operator not in CONVOLUTIONS:
            continue
        source, kernel, *bias = node.inputs
        into = np.ones(3) if source == NORMALISED_INPUT else factors[group_of[source]]
        out = factors[group_of[name]]
        if node.operator == "_FusedConv2D":
            scaled = weights[kernel] / into[None, None, :, None] * out
        else:
            scaled = weights[kernel] * (out / into)[None, None, :, None]
        weights[kernel] = scaled.astype(np.float32)
        for term in bias:
            weights[term] = (weights[term] * out).astype(np.float32)
    return weights


def _check(graph: Graph, operators: list[str], channels: Mapping[str, NDArray[np.float32]]) -> None:
    for name in operators:
        if name not in channels:
            raise ModelError(f"the ranges lack {name}: they belong to another model, give --ranges its own")
        node = graph.nodes[name]
        if node.operator in CONVOLUTIONS:
            expected = graph.weights[node.inputs[1]].shape[3 if node.operator == "_FusedConv2D" else 2]
            found = channels[name].shape[1]
            if found != expected:
                raise ModelError(
                    f"the ranges of {name} have {found} channels, not {expected}: they are another model's"
                )


def _groups(graph: Graph, operators: list[str]) -> dict[str, str]:
    """Map each operator to its group's name: what is added or resized into one another shares factors."""
    parent = {name: name for name in operators}

    def root(name: str) -> str:
        while parent[name] != name:
            name = parent[name]
        return name

    for name in operators:
        node = graph.nodes[name]
        if node.operator == "AddV2":
            for source in node.inputs:
                parent[root(source)] = root(name)
        elif node.operator == "ResizeBilinear":
            parent[root(node.inputs[0])] = root(name)
    return {name: root(name) for name in operators}


def _factors(
    graph: Graph, members: list[str], channels: Mapping[str, NDArray[np.float32]]
) -> NDArray[np.float32]:
    """Return the factor of each channel of one group, (C,)."""
    low = np.min([channels[name][0] for name in members], axis=0)
    high = np.max([channels[name][1] for name in members], axis=0)
    if any(name in HEADS for name in members):
        return np.ones_like(high)
    reach = np.maximum(np.maximum(high, -low), 1e-6)
    if any("Relu6" in graph.nodes[name].fused for name in members):
        wanted = 6 / (reach * RELU6_MARGIN)
    else:
        wanted = reach.max() / reach
    factors: NDArray[np.float32] = np.clip(wanted**STRENGTH, 1, LARGEST_FACTOR)
    return factors
