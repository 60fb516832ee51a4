"""Models are measured once on a machine, and again where the figures don't hold."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from device.model_files import model_path
from device.recording.speed import ENOUGH_FPS, NAME, SpeedBook, machine_of, measure_fps, read_speed
from inference.movenet import MoveNet


@pytest.fixture(scope="module")
def lightning() -> MoveNet:
    return MoveNet(model_path("lightning"), threads=1)


def keep(folder: Path, machine: str, fps: float) -> None:
    (folder / NAME).write_text(json.dumps({"machine": machine, "fps": {"movenet_lightning_int8": fps}}))


def test_it_is_measured_once_and_kept(tmp_path: Path, lightning: MoveNet) -> None:
    measured = SpeedBook(tmp_path, 1).fps(lightning)
    assert measured > 1
    assert read_speed(tmp_path, 1) == {"movenet_lightning_int8": measured}
    assert SpeedBook(tmp_path, 1).fps(lightning) == measured
    assert [file.name for file in tmp_path.iterdir()] == [NAME]


@pytest.mark.parametrize(("fps", "enough"), [(ENOUGH_FPS - 0.1, False), (ENOUGH_FPS, True)])
def test_fifteen_frames_a_second_are_enough(
    tmp_path: Path, lightning: MoveNet, fps: float, enough: bool
) -> None:
    keep(tmp_path, machine_of(1), fps)
    assert SpeedBook(tmp_path, 1).is_fast_enough(lightning) is enough


def test_figures_of_another_machine_or_other_threads_are_not_believed(
    tmp_path: Path, lightning: MoveNet
) -> None:
    for machine in ("Raspberry Pi 2 Model B, 4 processors, 1 threads", machine_of(2)):
        keep(tmp_path, machine, 0.5)
        assert read_speed(tmp_path, 1) == {}
        assert SpeedBook(tmp_path, 1).fps(lightning) != 0.5


@pytest.mark.parametrize(
    "content", [b"", b"{", b'{"machine": 3}', b"\xff\xfe", b'{"machine": "", "fps": {"a": "b"}}']
)
def test_a_damaged_file_is_measured_anew(tmp_path: Path, lightning: MoveNet, content: bytes) -> None:
    (tmp_path / NAME).write_bytes(content)
    assert SpeedBook(tmp_path, 1).fps(lightning) > 1
    assert read_speed(tmp_path, 1)


def test_where_nothing_can_be_kept_it_works_all_the_same(tmp_path: Path, lightning: MoveNet) -> None:
    (tmp_path / "file").touch()
    assert SpeedBook(tmp_path / "file", 1).fps(lightning) > 1


def test_the_bigger_model_is_slower(lightning: MoveNet) -> None:
    assert measure_fps(MoveNet(model_path("thunder"), threads=1)) < measure_fps(lightning)
