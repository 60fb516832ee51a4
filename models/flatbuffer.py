"""TFLite files as objects: which operators they hold, and how a quantised one takes bytes from a camera."""

from dataclasses import dataclass
from typing import Any

import flatbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as schema

from models.errors import ModelError

_IDENTIFIER = b"TFL3"


@dataclass(frozen=True)
class Operator:
    """One operator of a TFLite model: its kind (schema.BuiltinOperator) and the name of its result."""

    kind: int
    output: str


def _parse(model: bytes) -> Any:
    return schema.ModelT.InitFromObj(schema.Model.GetRootAs(bytearray(model), 0))


def operators(model: bytes) -> list[Operator]:
    """Return the operators of a model's only subgraph, in the order in which they run."""
    parsed = _parse(model)
    graph = parsed.subgraphs[0]
    return [
        Operator(
            parsed.operatorCodes[operator.opcodeIndex].builtinCode,
            graph.tensors[operator.outputs[0]].name.decode(),
        )
        for operator in graph.operators
    ]


def constants(model: bytes) -> set[str]:
    """Return the names of the tensors whose values are stored in the file: weights, biases, shapes."""
    parsed = _parse(model)
    return {
        tensor.name.decode()
        for tensor in parsed.subgraphs[0].tensors
        if parsed.buffers[tensor.buffer].data is not None and len(parsed.buffers[tensor.buffer].data)
    }


def with_uint8_input(model: bytes) -> bytes:
    """Return `model` with a uint8 input in place of its float one, so that camera pixels go in as they are.

    The float model's first operator quantises its input to int8. Declared as uint8, zero point 128 higher,
    that same operator only shifts bytes.
    """
    parsed = _parse(model)
    graph = parsed.subgraphs[0]
    source = graph.inputs[0]
    consumers = [operator for operator in graph.operators if source in list(operator.inputs)]
    kinds = [parsed.operatorCodes[operator.opcodeIndex].builtinCode for operator in consumers]
    if kinds != [schema.BuiltinOperator.QUANTIZE]:
        raise ModelError(f"the quantised model's input feeds operators {kinds}, not one QUANTIZE")
    target = graph.tensors[consumers[0].outputs[0]].quantization
    tensor = graph.tensors[source]
    tensor.type = schema.TensorType.UINT8
    tensor.quantization = schema.QuantizationParametersT()
    tensor.quantization.scale = list(target.scale)
    tensor.quantization.zeroPoint = [int(target.zeroPoint[0]) + 128]
    # The quantiser stores buffers behind the flatbuffer, at offsets that packing would make wrong: take them
    # inside.
    for buffer in parsed.buffers:
        if buffer.offset and buffer.offset > 1:
            buffer.data = np.frombuffer(model, np.uint8, buffer.size, buffer.offset)
            buffer.offset = buffer.size = 0
    # This entry names the converter's environment and would make the file differ from machine to machine.
    parsed.metadata = [entry for entry in parsed.metadata or [] if entry.name != b"CONVERSION_METADATA"]
    builder = flatbuffers.Builder(1 << 20)
    builder.Finish(parsed.Pack(builder), _IDENTIFIER)
    return bytes(builder.Output())
