"""MoveNet on TFLite: the only file that imports a TFLite runtime. Crop, invoke, keypoints in frame pixels."""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inference.crop import CropFollower, Region
from inference.pose import Frame, Image, Pose

RUNTIMES = ("ai_edge_litert.interpreter", "tflite_runtime.interpreter")


class ModelError(ValueError):
    """The model file can't be used; the message says which and why."""


def _runtime() -> ModuleType:
    for name in RUNTIMES:
        try:
            return importlib.import_module(name)
        except ModuleNotFoundError:
            continue
    raise ModelError(f"no TFLite runtime: install one of {', '.join(n.split('.')[0] for n in RUNTIMES)}")


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the runtime's C++ chatter ("Created … delegate") off standard error; its errors are exceptions."""
    kept = os.dup(2)
    try:
        with Path(os.devnull).open("w") as nowhere:
            os.dup2(nowhere.fileno(), 2)
            yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


class MoveNet:
    """A MoveNet SinglePose model: uint8 RGB (1, S, S, 3) in, (1, 1, 17, 3) of y, x, score as shares out.

    Args:
        model: the .tflite file.
        threads: CPU threads for one invoke.

    Raises:
        ModelError: the file is missing, is no TFLite model, or has other shapes.
    """

    def __init__(self, model: Path, threads: int = 2) -> None:
        runtime = _runtime()
        self.runtime = runtime.__name__.split(".")[0]
        self.name = model.stem
        try:
            content = model.read_bytes()
        except OSError as error:
            raise ModelError(
                f"model {model}: {error.strerror}; set model.name to a MoveNet .tflite"
            ) from error
        if content[4:8] != b"TFL3":
            raise ModelError(
                f"model {model}: not a TFLite file ({len(content)} bytes); fetch or build it again"
            )
        try:
            with _quiet():
                self._interpreter: Any = runtime.Interpreter(model_content=content, num_threads=threads)
                self._interpreter.allocate_tensors()
        except (ValueError, RuntimeError) as error:
            reason = str(error).splitlines()[0]
            raise ModelError(f"model {model}: the runtime refuses it ({reason}); build it again") from error
        given, made = self._interpreter.get_input_details()[0], self._interpreter.get_output_details()[0]
        shape = tuple(int(n) for n in given["shape"])
        out = tuple(int(n) for n in made["shape"])
        if shape != (1, shape[1], shape[1], 3) or given["dtype"] is not np.uint8 or out != (1, 1, 17, 3):
            raise ModelError(
                f"model {model}: input {shape} {np.dtype(given['dtype'])}, output {out}; "
                "expected uint8 (1, S, S, 3) and (1, 1, 17, 3): not a MoveNet of ours"
            )
        self.input_px: int = shape[1]
        self._input, self._output = given["index"], made["index"]

    def invoke(self, crop: Image) -> NDArray[np.float32]:
        """Run the model on uint8 RGB (S, S, 3); float32 (17, 3) of y, x (shares of the crop) and score."""
        self._interpreter.set_tensor(self._input, crop[None])
        return self._run()

    def look(self, image: Image, region: Region) -> NDArray[np.float32]:
        """The same on a region of an image (H, W, 3), which is cut straight into the model's memory."""
        # The runtime refuses to run while anybody holds its memory: no name for it here.
        region.cut(image, self._interpreter.tensor(self._input)()[0])
        return self._run()

    def _run(self) -> NDArray[np.float32]:
        self._interpreter.invoke()
        keypoints: NDArray[np.float32] = self._interpreter.get_tensor(self._output)[0, 0]
        return keypoints


class MoveNetEstimator:
    """A PoseEstimator that follows one body with a crop.

    Args:
        net: the usual model.
        choice: models by name, for exercises that need another.
    """

    def __init__(self, net: MoveNet, choice: Mapping[str, MoveNet] | None = None) -> None:
        self._usual, self._choice = net, dict(choice or {})
        self._use(net)

    def reset(self, turn_lying_upright: bool = False, model: str = "") -> None:
        """Forget the followed body; see `CropFollower` for the turn."""
        self._use(self._choice.get(model, self._usual))
        self._follower = CropFollower(turn_lying_upright)

    def _use(self, net: MoveNet) -> None:
        self._net = net
        self._follower = CropFollower()

    def estimate(self, frame: Frame) -> Pose:
        """The body's pose in `frame`, in frame pixels."""
        height, width = frame.image.shape[:2]
        size_px = (width, height)
        region = self._follower.region(size_px)
        keypoints = self._net.look(frame.image, region)
        points = region.to_frame(keypoints[:, 1::-1])
        pose = Pose(frame.captured_s, points, keypoints[:, 2], size_px)
        self._follower.follow(pose)
        return pose
