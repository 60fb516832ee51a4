"""Models are measured once on a machine, and again where the figures don't hold."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from device.model_files import content_of, model_path
from device.recording.speed import (
    ENOUGH_FPS,
    NAME,
    SpeedBook,
    machine_of,
    measure_fps,
    measured_as,
    read_speed,
)
from inference.movenet import MoveNet


@pytest.fixture(scope="module")
def lightning() -> MoveNet:
    return MoveNet(model_path("lightning"), threads=1)


def keep(folder: Path, machine: str, measured: str, fps: float) -> None:
    (folder / NAME).write_text(json.dumps({"machine": machine, "fps": {measured: fps}}))


def test_it_is_measured_once_and_kept(tmp_path: Path, lightning: MoveNet) -> None:
    measured = SpeedBook(tmp_path, 1).fps(lightning)
    assert measured > 1
    assert read_speed(tmp_path, 1) == {measured_as(lightning): measured}
    assert SpeedBook(tmp_path, 1).fps(lightning) == measured
    assert [file.name for file in tmp_path.iterdir()] == [NAME]


@pytest.mark.parametrize(("fps", "enough"), [(ENOUGH_FPS - 0.1, False), (ENOUGH_FPS, True)])
def test_fifteen_frames_a_second_are_enough(
    tmp_path: Path, lightning: MoveNet, fps: float, enough: bool
) -> None:
    keep(tmp_path, machine_of(1), measured_as(lightning), fps)
    assert SpeedBook(tmp_path, 1).is_fast_enough(lightning) is enough


def test_figures_of_another_machine_or_other_threads_are_not_believed(
    tmp_path: Path, lightning: MoveNet
) -> None:
    for machine in ("Raspberry Pi 2 Model B, 4 processors, 1 threads", machine_of(2)):
        keep(tmp_path, machine, measured_as(lightning), 0.5)
        assert read_speed(tmp_path, 1) == {}
        assert SpeedBook(tmp_path, 1).fps(lightning) != 0.5


def test_a_new_model_or_runtime_is_measured_again_and_the_old_figure_forgotten(
    tmp_path: Path, lightning: MoveNet
) -> None:
    now = measured_as(lightning)
    assert re.fullmatch(r"movenet_lightning_int8 [0-9a-f]{12}, \w+ \d+\.\d+\S*", now)
    older = (
        now.replace(content_of(lightning.name), "0123456789ab"),
        now.rpartition(" ")[0] + " 1.0.0",
        "movenet_lightning_int8",
    )
    for before in older:
        keep(tmp_path, machine_of(1), before, 0.5)
        assert SpeedBook(tmp_path, 1).fps(lightning) > 1
        assert list(read_speed(tmp_path, 1)) == [now]


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
