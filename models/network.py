"""MoveNet as Matside ships it, still in float: the published convolutions and a cheaper exact decoder.

The published graph computes offsets and regression for every cell of a (side/4)² grid and reads 18 of them.
Here these two heads are computed only where they are read: same result, less work. Everything after the
backbone stays in float when quantised, because one int8 step of a keypoint coordinate is a visible jump.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from models.errors import ModelError
from models.graph import Graph, Weights
from models.quiet import muted_stderr

_ROOT = "StatefulPartitionedCall/"
_BACKBONE = _ROOT + "center_net_mobile_net_v2fpn_feature_extractor/model_1/"
NORMALISED_INPUT = _ROOT + "sub_1"
FEATURES = _BACKBONE + "re_lu_2/Relu"
HEATMAPS = _ROOT + "kpt_heatmap_0/conv2d_5/BiasAdd"
CENTRE = _ROOT + "center_0/conv2d_4/BiasAdd"
REGRESSION = _ROOT + "kpt_regress_0/conv2d_6/BiasAdd"
OFFSETS = _ROOT + "kpt_offset_0/conv2d_7/BiasAdd"
HEADS = (HEATMAPS, CENTRE, REGRESSION, OFFSETS)
"""The four convolutions that end the network, on features of a quarter of the input's side."""

_CENTRE_PRIOR = "ConstantFolding/" + _ROOT + "truediv_2_recip"
_CELL_SIZE = _ROOT + "Reshape_13"
_DISTANCE_FLOOR = _ROOT + "add_5/y"

DECODER_SCOPE = "dec"
"""Tensors of the decoder are named `dec/...`: never quantised, never calibrated."""

KEYPOINTS = 17


def normalise(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return what the float network takes: grey levels 0 to 255 as -1 to 1."""
    return pixels.astype(np.float32) * np.float32(2 / 255) - np.float32(1)


@dataclass(frozen=True)
class _SparseHead:
    """A head (3×3 depthwise, 1×1 with ReLU, 1×1) evaluated at chosen cells only."""

    depthwise: NDArray[np.float32]
    hidden: NDArray[np.float32]
    hidden_bias: NDArray[np.float32]
    output: NDArray[np.float32]
    output_bias: NDArray[np.float32]

    @classmethod
    def of(cls, graph: Graph, weights: Weights, last: str) -> "_SparseHead":
        output = graph.nodes[last].inputs
        hidden = graph.nodes[output[0]].inputs
        depthwise = graph.nodes[hidden[0]].inputs
        if depthwise[0] != FEATURES:
            raise ModelError(f"{last} is not three convolutions after {FEATURES}: not MoveNet v4")
        return cls(*(weights[name] for name in (depthwise[1], *hidden[1:], *output[1:])))

    def at(self, cells: tf.Tensor, neighbourhood: tf.Tensor, padded: tf.Tensor) -> tf.Tensor:
        """Return (n, outputs) for n cells: `cells` are where their windows start in the `padded` features."""
        channels = self.depthwise.shape[2]
        window = tf.gather(padded, tf.expand_dims(cells, 1) + neighbourhood)
        mixed = tf.reduce_sum(window * tf.constant(self.depthwise.reshape(1, 9, channels)), 1)
        hidden = tf.nn.relu(
            tf.matmul(mixed, tf.constant(self.hidden.reshape(channels, -1))) + self.hidden_bias
        )
        return (
            tf.matmul(hidden, tf.constant(self.output.reshape(self.hidden_bias.size, -1))) + self.output_bias
        )


def _decode(
    graph: Graph, weights: Weights, heatmaps: tf.Tensor, centre: tf.Tensor, features: tf.Tensor
) -> tf.Tensor:
    """Return (1, 1, 17, 3): y and x as shares of the image side, and the score, of each keypoint.

    The person whose centre scores best is taken; each keypoint is the heatmap's best cell near the place that
    the regression predicts from that centre, refined by that cell's offset.
    """
    cells = graph.side_px // 4
    heat = tf.sigmoid(tf.reshape(heatmaps, [cells * cells, KEYPOINTS]))
    centre_score = tf.sigmoid(tf.reshape(centre, [1, cells * cells])) * tf.constant(
        weights[_CENTRE_PRIOR].reshape(1, -1)
    )
    best = tf.argmax(centre_score, 1, output_type=tf.int32)
    centre_y = best // cells
    centre_x = best - centre_y * cells

    row = cells + 2
    padded = tf.reshape(tf.pad(features, [[0, 0], [1, 1], [1, 1], [0, 0]]), [row * row, -1])
    neighbourhood = tf.constant([y * row + x for y in range(3) for x in range(3)], tf.int32)

    regression = _SparseHead.of(graph, weights, REGRESSION).at(
        centre_y * row + centre_x, neighbourhood, padded
    )
    regression = tf.reshape(regression, [KEYPOINTS, 2])
    expected_y = tf.cast(centre_y, tf.float32) + regression[:, 0]
    expected_x = tf.cast(centre_x, tf.float32) + regression[:, 1]
    axis = tf.constant(np.arange(cells, dtype=np.float32)[:, None])
    away_y = axis - tf.reshape(expected_y, [1, KEYPOINTS])
    away_y *= away_y
    away_x = axis - tf.reshape(expected_x, [1, KEYPOINTS])
    away_x *= away_x
    distance = tf.sqrt(tf.expand_dims(away_y, 1) + tf.expand_dims(away_x, 0)) + float(
        weights[_DISTANCE_FLOOR]
    )
    near = tf.reshape(heat, [cells, cells, KEYPOINTS]) / distance
    place = tf.argmax(tf.reshape(near, [cells * cells, KEYPOINTS]), 0, output_type=tf.int32)
    y = place // cells
    x = place - y * cells

    # The offsets head gives every keypoint's offset at each cell: keypoint k's own stand in row k, pair k.
    offsets = _SparseHead.of(graph, weights, OFFSETS).at(y * row + x, neighbourhood, padded)
    own = tf.constant([keypoint * (KEYPOINTS + 1) for keypoint in range(KEYPOINTS)])
    offsets = tf.gather(tf.reshape(offsets, [KEYPOINTS * KEYPOINTS, 2]), own)
    flat = place * KEYPOINTS + tf.constant(np.arange(KEYPOINTS, dtype=np.int32))
    score = tf.gather(tf.reshape(heat, [-1]), flat)
    cell = weights[_CELL_SIZE].ravel()[0]
    placed_y = (tf.cast(y, tf.float32) + offsets[:, 0]) * cell
    placed_x = (tf.cast(x, tf.float32) + offsets[:, 1]) * cell
    return tf.reshape(tf.stack([placed_y, placed_x, score], 1), [1, 1, KEYPOINTS, 3])


def to_tflite(graph: Graph, weights: Weights) -> bytes:
    """Return a float TFLite model: (1, side, side, 3) float32 from `normalise` to (1, 1, 17, 3) float32."""

    # The argument's name becomes the input tensor's.
    def movenet(input: tf.Tensor) -> dict[str, Any]:  # noqa: A002
        heatmaps, centre, features = graph.evaluate(
            {NORMALISED_INPUT: input}, (HEATMAPS, CENTRE, FEATURES), weights
        )
        with tf.name_scope(DECODER_SCOPE):
            return {"output": _decode(graph, weights, heatmaps, centre, features)}

    shape = tf.TensorSpec([1, graph.side_px, graph.side_px, 3], tf.float32, name="input")
    concrete = tf.function(movenet, input_signature=[shape]).get_concrete_function()
    with muted_stderr():
        return bytes(tf.lite.TFLiteConverter.from_concrete_functions([concrete]).convert())
