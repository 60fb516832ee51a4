from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from ai_edge_litert.interpreter import Interpreter
from numpy.typing import NDArray

from models.variants import CLIPS, FOLDER

Run = Callable[[NDArray[np.uint8]], NDArray[np.float32]]


@pytest.fixture(scope="session")
def model_folder() -> Path:
    return FOLDER


@pytest.fixture(scope="session", params=["lightning", "thunder"])
def interpreter(request: pytest.FixtureRequest) -> Interpreter:
    interpreter = Interpreter(str(FOLDER / f"movenet_{request.param}_int8.tflite"), num_threads=2)
    interpreter.allocate_tensors()
    return interpreter


@pytest.fixture(scope="session")
def run(interpreter: Interpreter) -> Run:
    """The model as a function: a square RGB picture of any size to (17, 3) y, x, score."""
    source, result = interpreter.get_input_details()[0], interpreter.get_output_details()[0]

    def keypoints(picture: NDArray[np.uint8]) -> NDArray[np.float32]:
        side = source["shape"][1]
        interpreter.set_tensor(
            source["index"], cv2.resize(picture, (side, side), interpolation=cv2.INTER_AREA)[None]
        )
        interpreter.invoke()
        found: NDArray[np.float32] = interpreter.get_tensor(result["index"])[0, 0].copy()
        return found

    return keypoints


@pytest.fixture(scope="session")
def frame() -> Callable[[str, int], tuple[NDArray[np.uint8], NDArray[np.float32]]]:
    """Reads frame `index` of a clip: the RGB picture and its true keypoints, (17, 2) x, y in pixels."""

    def read(clip: str, index: int) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
        video = cv2.VideoCapture(str(CLIPS / f"{clip}.mp4"))
        for _ in range(index + 1):
            decoded, picture = video.read()
            assert decoded, f"{clip} has no frame {index}"
        video.release()
        with np.load(CLIPS / f"{clip}.npz") as truth:
            joints_px = truth["xy"][index]
        return np.ascontiguousarray(picture[:, :, ::-1]), joints_px

    return read
