"""int8 for the part of MoveNet where it costs nothing visible: the backbone, without its first block and its last steps."""

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
from ai_edge_litert.schema_py_generated import BuiltinOperator
from ai_edge_quantizer import quantizer
from ai_edge_quantizer.qtyping import TFLOperationName
from numpy.typing import NDArray

from models.errors import ModelError
from models.flatbuffer import Operator, operators, with_uint8_input
from models.network import DECODER_SCOPE

_BITS = 8
_QUANTISED_KINDS: Mapping[int, TFLOperationName] = {
    BuiltinOperator.CONV_2D: TFLOperationName.CONV_2D,
    BuiltinOperator.DEPTHWISE_CONV_2D: TFLOperationName.DEPTHWISE_CONV_2D,
    BuiltinOperator.ADD: TFLOperationName.ADD,
    BuiltinOperator.RESIZE_BILINEAR: TFLOperationName.RESIZE_BILINEAR,
}
# Exactly 2/255 a step with grey level 128 at zero: the byte that the camera gives is the byte that the network reads
# (half a grey level from the float model's (v - 127.5) * 2/255).
_INPUT_RANGE = (-256 / 255, 254 / 255)


def kept_in_float(model: list[Operator]) -> list[Operator]:
    """Return the operators that int8 would harm most, measured one by one against the float model.

    They are the first block (few channels of very different size, its noise reaches everything) and everything after the
    second merge of the feature pyramid (the quarter-size features and the heads, where a step is a step of a keypoint).
    """
    resizes = [place for place, operator in enumerate(model) if operator.kind == BuiltinOperator.RESIZE_BILINEAR]
    if len(resizes) != 3:
        raise ModelError(f"the converted graph has {len(resizes)} resizes, MoveNet has 3: check the package")
    merge = next(place for place in range(resizes[1], len(model)) if model[place].kind == BuiltinOperator.ADD)
    places = [1, 2, *range(merge + 1, len(model))]
    return [model[place] for place in places if model[place].kind in _QUANTISED_KINDS]


def quantised(float_model: bytes, tensor_ranges: Mapping[str, NDArray[np.float32]]) -> bytes:
    """Return the int8 model with uint8 input, from the float model and the range (2,) of each of its activations."""
    plan = quantizer.Quantizer(float_model)
    for kind in _QUANTISED_KINDS.values():
        plan.add_static_config(
            f"^(?!{DECODER_SCOPE}).*", kind, activation_num_bits=_BITS, weight_num_bits=_BITS
        )
    for operator in kept_in_float(operators(float_model)):
        # The quantiser matches against the output names joined and ended by ";".
        scope = f"^{re.escape(operator.output)};?$"
        plan.update_quantization_recipe(scope, _QUANTISED_KINDS[operator.kind], algorithm_key="no_quantize")
    # Ranges are given for activations only: a range for a weight would silently make that weight per-tensor.
    spans = {name: (span[0], span[1]) for name, span in tensor_ranges.items()} | {"input": _INPUT_RANGE}
    try:
        result = plan.quantize(
            {name: _span(low, high) for name, (low, high) in spans.items()},
            enable_progress_bar=False,
            enable_progress_report=False,
        )
    except (ValueError, KeyError) as error:
        raise ModelError(f"the ranges do not fit the float model ({error}): calibrate again") from None
    return with_uint8_input(bytes(result.quantized_model))


def _span(low: float, high: float) -> dict[str, Any]:
    return {"min": np.full((1, 1, 1, 1), low, np.float32), "max": np.full((1, 1, 1, 1), high, np.float32)}
