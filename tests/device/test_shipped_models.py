from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

import device.model_files
from device.console import main
from device.errors import UsageError
from device.model_files import FOLDER, SHIPPED, altered, model_path

LIGHTNING = "movenet_lightning_int8.tflite"


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the shipped models, which is used in their place."""
    folder = tmp_path / "models"
    folder.mkdir()
    for file in (*FOLDER.glob("*.tflite"), FOLDER / "models.toml"):
        shutil.copy(file, folder)
    monkeypatch.setattr(device.model_files, "FOLDER", folder)
    return folder


def flip(file: Path) -> None:
    """Change fifty bytes of the weights: the file is still a model that runs."""
    data = bytearray(file.read_bytes())
    for at in range(2_000_000, 2_000_050):
        data[at] ^= 0x40
    file.write_bytes(data)


def test_the_models_are_as_shipped() -> None:
    assert altered() == []
    assert all(model_path(name).is_file() for name in SHIPPED)


def test_an_altered_model_is_refused_and_the_other_one_is_not(shipped: Path) -> None:
    flip(shipped / LIGHTNING)
    assert altered() == [LIGHTNING]
    with pytest.raises(UsageError, match=f"{LIGHTNING}: not the model that Matside ships"):
        model_path("lightning")
    assert model_path("thunder").parent == shipped


def test_a_missing_model_is_refused(shipped: Path) -> None:
    (shipped / LIGHTNING).unlink()
    with pytest.raises(UsageError, match=LIGHTNING):
        model_path("lightning")


def test_a_model_of_ones_own_is_used_as_it_is(shipped: Path) -> None:
    flip(shipped / LIGHTNING)
    assert model_path(str(shipped / LIGHTNING)) == shipped / LIGHTNING


@pytest.mark.parametrize("command", ["bench", "replay {clip} --exercise squat"])
def test_every_command_that_would_use_it_says_so(shipped, command, monkeypatch, capsys):
    flip(shipped / LIGHTNING)
    clip = Path(device.model_files.__file__).parent / "data" / "clips" / "squat.mp4"
    monkeypatch.setattr(sys, "argv", ["matside", *command.format(clip=clip).split()])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert "not the model that Matside ships" in capsys.readouterr().err
