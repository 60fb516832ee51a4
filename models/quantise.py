"""int8 where it costs MoveNet little: the backbone, without its first blocks and its last steps."""

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
from models.quiet import muted_stderr

_BITS = 8
_QUANTISED_KINDS: Mapping[int, TFLOperationName] = {
    BuiltinOperator.CONV_2D: TFLOperationName.CONV_2D,
    BuiltinOperator.DEPTHWISE_CONV_2D: TFLOperationName.DEPTHWISE_CONV_2D,
    BuiltinOperator.ADD: TFLOperationName.ADD,
    BuiltinOperator.RESIZE_BILINEAR: TFLOperationName.RESIZE_BILINEAR,
}
# Exactly 2/255 a step with grey level 128 at zero: the byte that the camera gives is the byte that the
# network reads (half a grey level from the float model's (v - 127.5) * 2/255).
_INPUT_RANGE = (-256 / 255, 254 / 255)


def kept_in_float(model: list[Operator], start: int) -> list[Operator]:
    """Return the operators that int8 would harm most, found by leaving out one at a time.

    They are `start` operators after the first convolution (few channels of very different size, and their
    noise reaches everything) and all after the second merge of the feature pyramid (the quarter-size features
    and the heads, where a step is a step of a keypoint).
    """
    resizes = [
        place for place, operator in enumerate(model) if operator.kind == BuiltinOperator.RESIZE_BILINEAR
    ]
    if len(resizes) != 3:
        raise ModelError(f"the converted graph has {len(resizes)} resizes, MoveNet has 3: check the package")
    merge = next(place for place in range(resizes[1], len(model)) if model[place].kind == BuiltinOperator.ADD)
    places = [*range(1, start + 1), *range(merge + 1, len(model))]
    return [model[place] for place in places if model[place].kind in _QUANTISED_KINDS]


def quantised(
    float_model: bytes, tensor_ranges: Mapping[str, NDArray[np.float32]], float_start: int
) -> bytes:
    """Return the int8 model with uint8 input, from the float model and the range (2,) of each activation.

    `float_start` is `kept_in_float`'s start. Raises ModelError where the ranges are not this model's.
    """
    present = operators(float_model)
    needed = {op.output for op in present if op.kind in _QUANTISED_KINDS and not _decodes(op)}
    missing = needed - set(tensor_ranges)
    if missing:
        raise ModelError(f"no range for {min(missing)} ({len(missing)} missing): calibrate again")
    plan = quantizer.Quantizer(float_model)
    for kind in _QUANTISED_KINDS.values():
        plan.add_static_config(
            f"^(?!{DECODER_SCOPE}).*", kind, activation_num_bits=_BITS, weight_num_bits=_BITS
        )
    for operator in kept_in_float(present, float_start):
        # The quantiser matches against the output names joined and ended by ";".
        scope = f"^{re.escape(operator.output)};?$"
        plan.update_quantization_recipe(scope, _QUANTISED_KINDS[operator.kind], algorithm_key="no_quantize")
    # Ranges are given for activations only: a range for a weight would silently make that weight per-tensor.
    spans = {name: _span(span[0], span[1]) for name, span in tensor_ranges.items()}
    spans["input"] = _span(*_INPUT_RANGE)
    # Eight channels of Lightning have no weights at all, so no scale: their bias overflows, and their output
    # is zero.
    with np.errstate(invalid="ignore"), muted_stderr():
        result = plan.quantize(spans, enable_progress_bar=False, enable_progress_report=False)
    return with_uint8_input(bytes(result.quantized_model))


def _decodes(operator: Operator) -> bool:
    return operator.output.startswith(DECODER_SCOPE)


def _span(low: float, high: float) -> dict[str, Any]:
    return {"min": np.full((1, 1, 1, 1), low, np.float32), "max": np.full((1, 1, 1, 1), high, np.float32)}
