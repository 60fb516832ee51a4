from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from device.camera.detect import bundled_clips
from device.commands.doctor import doctor
from device.config import Config
from device.config_file import load
from device.doctor import as_json, checks, exit_code, hardware, parts, words
from device.doctor.check import Check, Level
from device.store import Store


def config_of(tmp_path: Path, **environ: str) -> Config:
    return load(None, {"STATE_DIRECTORY": str(tmp_path / "state"), **environ})


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def run(tmp_path: Path, *arguments: str, **environ: str) -> Result:
    settings = {
        "MATSIDE_CONFIG": "",
        "STATE_DIRECTORY": str(tmp_path),
        "MATSIDE_WEB__PORT": str(free_port()),
        "MATSIDE_CAMERA__SOURCE": "demo",
        **environ,
    }
    return CliRunner().invoke(doctor, arguments, env=settings)


def test_every_part_is_looked_at_and_this_machine_is_usable(tmp_path: Path) -> None:
    port = str(free_port())
    found = checks(config_of(tmp_path, MATSIDE_WEB__PORT=port, MATSIDE_CAMERA__SOURCE="demo"))
    assert [check.name for check in found] == [
        "versions",
        "system",
        "model files",
        "model",
        "model speed",
        "exercises",
        "camera",
        "display",
        "button and light",
        "sound",
        "store",
        "disk",
        "maintenance",
        "web port",
        "network",
        "broker",
        "clock",
        "temperature",
        "throttling",
    ]
    assert exit_code(found) == 0, words(found)
    assert all("\n" not in check.words for check in found)


def test_system_kernel_and_firmware_are_named_where_they_are(tmp_path: Path) -> None:
    release, firmware = tmp_path / "os-release", tmp_path / "version"
    release.write_text('NAME="Debian GNU/Linux"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n')
    firmware.write_bytes(b"8ba17717fbcedd4c3b6d4bce7e50c7af4155cba9\0")
    kernel = f"kernel {os.uname().release} {os.uname().machine}"
    assert parts.system(config_of(tmp_path), release, firmware) == Check(
        "system",
        Level.OK,
        f"Debian GNU/Linux 12 (bookworm), {kernel}, firmware 8ba17717fbcedd4c3b6d4bce7e50c7af4155cba9",
    )
    assert parts.system(config_of(tmp_path), tmp_path / "none", tmp_path / "none").words == kernel


def test_looking_changes_nothing(tmp_path: Path) -> None:
    checks(config_of(tmp_path, MATSIDE_CAMERA__SOURCE="demo"))
    assert list(tmp_path.iterdir()) == []


def test_a_model_that_is_missing_or_no_model_fails(tmp_path: Path) -> None:
    (tmp_path / "text.tflite").write_text("no model")
    for name in ("none.tflite", "text.tflite"):
        check = parts.model(config_of(tmp_path, MATSIDE_MODEL__NAME=str(tmp_path / name)))
        assert check.level is Level.FAIL
        assert name in check.words


@pytest.mark.parametrize("name", ["lightning", "thunder"])
def test_the_shipped_models_load(tmp_path: Path, name: str) -> None:
    check = parts.model(config_of(tmp_path, MATSIDE_MODEL__NAME=name))
    assert check.level is Level.OK
    assert f"movenet_{name}_int8 on " in check.words


def test_the_shipped_models_are_those_of_the_manifest(tmp_path: Path) -> None:
    assert parts.model_files(config_of(tmp_path)).level is Level.OK


def test_a_plan_with_an_unknown_exercise_fails(tmp_path: Path) -> None:
    config = config_of(tmp_path, MATSIDE_PLAN='[{"exercise": "handstand", "reps": 3}]')
    (check,) = [check for check in checks(config) if check.name == "exercises"]
    assert check.level is Level.FAIL
    assert "plan[0].exercise = 'handstand': unknown; known: " in check.words


def test_a_plan_that_cannot_be_measured_fails(tmp_path: Path) -> None:
    config = config_of(tmp_path, MATSIDE_PLAN='[{"exercise": "squat", "hold_s": 20}]')
    (check,) = [check for check in checks(config) if check.name == "exercises"]
    assert check.level is Level.FAIL
    assert "no hold is measured in it" in check.words


def test_the_demo_clips_are_a_warning_and_a_missing_camera_a_failure(tmp_path: Path) -> None:
    port = str(free_port())
    demo = hardware.camera(config_of(tmp_path, MATSIDE_CAMERA__SOURCE="demo"))
    assert (demo.level, demo.words) == (Level.WARN, "none found: demo clips are shown; connect a camera")
    gone = hardware.camera(
        config_of(tmp_path, MATSIDE_CAMERA__SOURCE="v4l2:/dev/video77", MATSIDE_WEB__PORT=port)
    )
    assert gone.level is Level.FAIL
    assert gone.words.startswith("USB camera /dev/video77: not there")


def test_while_matside_runs_its_camera_is_not_a_failure(tmp_path: Path, taken_port: int) -> None:
    settings = {"MATSIDE_CAMERA__SOURCE": "v4l2:/dev/video77", "MATSIDE_WEB__PORT": str(taken_port)}
    check = hardware.camera(config_of(tmp_path, **settings))
    assert check.level is Level.WARN
    assert check.words.endswith("(a running Matside holds the camera: stop it first)")


def test_a_clip_as_camera_is_played(tmp_path: Path) -> None:
    clip = bundled_clips()["squat"]
    assert hardware.camera(config_of(tmp_path, MATSIDE_CAMERA__SOURCE=f"clip:{clip}")).level is Level.WARN


def test_a_sound_database_is_named(tmp_path: Path) -> None:
    config = config_of(tmp_path)
    config.store.data_dir.mkdir()
    Store.open(config.store.data_dir / parts.DATABASE).close()
    check = parts.store(config)
    assert check == Check("store", Level.OK, f"{config.store.data_dir}/matside.db: sound")


def test_a_database_in_use_is_looked_at_without_disturbing_it(tmp_path: Path) -> None:
    config = config_of(tmp_path)
    config.store.data_dir.mkdir()
    open_store = Store.open(config.store.data_dir / parts.DATABASE)
    assert parts.store(config).level is Level.OK
    open_store.close()


def test_a_damaged_database_fails(tmp_path: Path) -> None:
    config = config_of(tmp_path)
    config.store.data_dir.mkdir()
    file = config.store.data_dir / parts.DATABASE
    Store.open(file).close()
    file.write_bytes(file.read_bytes()[:4096] + b"\x55" * 20_000)
    check = parts.store(config)
    assert check.level is Level.FAIL
    assert check.words.startswith(f"{file}: ")
    assert check.words.endswith("keep a copy of it, then start Matside")


def test_a_folder_that_can_not_be_written_fails(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    check = parts.store(load(None, {"STATE_DIRECTORY": str(tmp_path / "file" / "state")}))
    assert check.level is Level.FAIL
    assert "can't be written (Not a directory); see store.data_dir" in check.words


def test_a_port_in_use_is_a_warning(tmp_path: Path, taken_port: int) -> None:
    check = parts.web_port(config_of(tmp_path, MATSIDE_WEB__PORT=str(taken_port)))
    assert check.level is Level.WARN
    assert check.words.startswith(f"port {taken_port}: Address already in use; right if Matside is running")


def test_a_clock_that_starts_in_1970_fails_and_one_that_nobody_sets_is_a_warning(tmp_path: Path) -> None:
    config, now = config_of(tmp_path), lambda: datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
    check = parts.clock(config, lambda: datetime(1970, 1, 1, 0, 3, tzinfo=UTC))
    assert check.level is Level.FAIL
    assert check.words == "it says 1970-01-01; connect to a network or set it with date"
    followed, alone = parts.clock(config, now, lambda: True), parts.clock(config, now, lambda: False)
    untold = parts.clock(config, now, lambda: None)
    assert [check.level for check in (followed, alone, untold)] == [Level.OK, Level.WARN, Level.OK]
    assert followed.words.endswith(", from a time server")
    assert "not from a time server; connect to a network" in alone.words


@pytest.mark.parametrize(("told", "synchronised"), [("yes", True), ("no", False), ("", None), ("n/a", None)])
def test_systemd_is_asked_whether_a_time_server_is_followed(
    tmp_path: Path, told: str, synchronised: bool | None
) -> None:
    tool = tmp_path / "timedatectl"
    tool.write_text(f'#!/bin/sh\n[ "$*" = "show --property=NTPSynchronized --value" ] && echo "{told}"\n')
    tool.chmod(0o755)
    assert parts.is_synchronised(str(tool)) is synchronised
    assert parts.is_synchronised(str(tmp_path / "none")) is None


def test_a_panel_that_was_asked_for_and_is_missing_is_a_warning(tmp_path: Path) -> None:
    assert hardware.button(config_of(tmp_path, MATSIDE_PANEL__ENABLED="off")) == Check(
        "button and light", Level.OK, "none: switched off by panel.enabled"
    )


def test_the_exit_code_is_one_only_for_failures() -> None:
    fine, doubtful, bad = (Check("part", level, "words") for level in Level)
    assert exit_code([fine, doubtful]) == 0
    assert exit_code([fine, bad, doubtful]) == 1
    assert json.loads(as_json([fine, bad])) == {
        "healthy": False,
        "checks": [
            {"name": "part", "level": "ok", "words": "words"},
            {"name": "part", "level": "fail", "words": "words"},
        ],
    }


def test_the_command_prints_words_and_the_settings_in_force(tmp_path: Path) -> None:
    result = run(tmp_path, MATSIDE_LINK__USERNAME="mat", MATSIDE_LINK__PASSWORD="rosebud")
    assert result.exit_code == 0, result.output
    assert "ok    model files" in result.output
    assert '[camera]\nsource = "demo"\n' in result.output
    assert "rosebud" not in result.output


def test_the_command_prints_one_json_object(tmp_path: Path) -> None:
    result = run(tmp_path, "--json")
    told = json.loads(result.output)
    assert told["healthy"] is True
    assert told["checks"][0] == {
        "name": "settings",
        "level": "ok",
        "words": "defaults, no configuration file",
    }


def test_wrong_settings_are_failed_checks_and_the_rest_is_still_looked_at(tmp_path: Path) -> None:
    result = run(tmp_path, "--json", MATSIDE_WEB__PROT="1", MATSIDE_CAMERA__FPS="0")
    told = json.loads(result.output)
    assert result.exit_code == 1
    failed = [check["words"] for check in told["checks"] if check["name"] == "settings"]
    assert [line.split(":")[0] for line in failed] == ["MATSIDE_WEB__PROT", "MATSIDE_CAMERA__FPS"]
    assert "model files" in [check["name"] for check in told["checks"]]


def test_importing_it_loads_nothing_heavy() -> None:
    script = "import sys, device.doctor; print([n for n in ('cv2', 'numpy', 'gpiozero') if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
