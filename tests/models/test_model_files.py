"""The shipped files are what models.toml says, and they find people."""

import tomllib
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from ai_edge_litert.interpreter import Interpreter

from models import manifest
from models.archive import sha256_of
from models.errors import ModelError
from models.variants import FOLDER, VARIANTS

DOCUMENT = tomllib.loads((FOLDER / "models.toml").read_text(encoding="utf-8"))
ENTRIES = DOCUMENT["model"]
# Left and right of the body change places in a mirror.
MIRRORED = [0, 2, 1, 4, 3, 6, 5, 8, 7, 10, 9, 12, 11, 14, 13, 16, 15]


def test_manifest_lists_every_model_file_and_no_other(model_folder: Path) -> None:
    assert sorted(entry["file"] for entry in ENTRIES) == sorted(
        path.name for path in model_folder.glob("*.tflite")
    )
    assert [entry["id"] for entry in ENTRIES] == [variant.name for variant in VARIANTS]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["id"])
def test_file_is_the_one_that_the_manifest_describes(entry: dict[str, object], model_folder: Path) -> None:
    path = model_folder / str(entry["file"])
    assert path.stat().st_size == entry["size_bytes"]
    assert sha256_of(path) == entry["sha256"]
    interpreter = Interpreter(str(path))
    source, result = interpreter.get_input_details()[0], interpreter.get_output_details()[0]
    assert (source["shape"].tolist(), source["dtype"].__name__) == (
        entry["input_shape"],
        entry["input_dtype"],
    )
    assert (result["shape"].tolist(), result["dtype"].__name__) == (
        entry["output_shape"],
        entry["output_dtype"],
    )


def test_input_takes_camera_bytes_as_they_are(interpreter: Interpreter) -> None:
    """Grey 128 is zero and a grey level is 2/255, as in the float model: no scaling is left to the caller."""
    scale, zero_point = interpreter.get_input_details()[0]["quantization"]
    assert zero_point == 128
    assert scale == pytest.approx(2 / 255, rel=1e-4)


@pytest.mark.parametrize(
    ("clip", "index"),
    [
        ("proto_squat_side_m", 30),
        ("proto_squat_valgus_front_f", 30),
        ("proto_hinge_round_side_h", 60),
        ("proto_bridge_side_m", 90),
    ],
)
def test_finds_the_person_of_a_clip(run: Callable, frame: Callable, clip: str, index: int) -> None:
    """Measured 2.8 to 8.8 px in crops of these 640×480 clips; 14 px is 3 % of the picture's height."""
    picture, truth_px = frame(clip, index)
    low, high = truth_px.min(axis=0), truth_px.max(axis=0)
    size = int((high - low).max() * 1.5)
    corner = ((low + high) / 2 - size / 2).astype(int)
    crop = np.zeros((size, size, 3), np.uint8)
    top, left = np.maximum(corner[::-1], 0)
    part = picture[top : corner[1] + size, left : corner[0] + size]
    crop[top - corner[1] :, left - corner[0] :][: part.shape[0], : part.shape[1]] = part
    found = run(crop)
    error_px = np.linalg.norm(found[:, 1::-1] * size + corner - truth_px, axis=1)
    assert error_px.mean() < 14
    assert found[:, 2].mean() > 0.35


def test_mirrored_picture_gives_the_mirrored_person(run: Callable, frame: Callable) -> None:
    picture, _ = frame("proto_squat_valgus_front_f", 10)
    square = np.ascontiguousarray(picture[:, 80:560])
    seen, in_mirror = run(square), run(np.ascontiguousarray(square[:, ::-1]))[MIRRORED]
    assert seen[5, 1] > seen[6, 1], (
        "a person who faces the camera has the left shoulder on the picture's right"
    )
    np.testing.assert_allclose(in_mirror[:, 0], seen[:, 0], atol=0.03)
    np.testing.assert_allclose(1 - in_mirror[:, 1], seen[:, 1], atol=0.03)


def test_brightness_changes_little(run: Callable, frame: Callable) -> None:
    picture, _ = frame("proto_squat_valgus_front_f", 10)
    square = np.ascontiguousarray(picture[:, 80:560])
    dark = cv2.convertScaleAbs(square, alpha=0.5)
    np.testing.assert_allclose(run(dark)[:, :2], run(square)[:, :2], atol=0.04)


def test_scores_an_empty_picture_low(run: Callable) -> None:
    assert run(np.full((64, 64, 3), 128, np.uint8))[:, 2].max() < 0.2


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("model = [", "not TOML"),
        ("[[model]]\nid = 'lightning'", "lacks 'file'"),
        ("[source]", "lacks 'model'"),
    ],
)
def test_broken_manifest_is_told_of(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "models.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ModelError, match=says):
        manifest.read(path)


def test_missing_manifest_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no such file"):
        manifest.read(tmp_path / "models.toml")
