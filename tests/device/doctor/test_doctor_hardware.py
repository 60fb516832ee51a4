"""Display, touch, sound and speed, from files as the kernel of a Pi writes them."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from device.config import Config, ModelSettings, StoreSettings, WebSettings
from device.doctor import hardware
from device.doctor.check import Check, Level
from device.model_files import model_path
from device.panel import NoPinsError, PanelError
from device.panel.gpio import Pins
from device.recording.speed import SpeedBook
from inference.movenet import MoveNet


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(store=StoreSettings(data_dir=tmp_path / "data"))


def connector(drm: Path, name: str, status: str, *modes: str) -> None:
    (drm / name).mkdir(parents=True)
    (drm / name / "status").write_text(f"{status}\n")
    (drm / name / "modes").write_text("".join(f"{mode}\n" for mode in modes))


def pointer(inputs: Path, event: str, name: str, axes: str) -> None:
    """An input device; `axes` as the kernel writes them, touch is bit 53."""
    (inputs / event / "device" / "capabilities").mkdir(parents=True)
    (inputs / event / "device" / "name").write_text(f"{name}\n")
    (inputs / event / "device" / "capabilities" / "abs").write_text(f"{axes}\n")


def test_a_touch_display_is_named_with_its_size(config: Config, tmp_path: Path) -> None:
    connector(tmp_path / "drm", "card1-DSI-1", "connected", "800x480")
    connector(tmp_path / "drm", "card1-HDMI-A-1", "disconnected")
    pointer(tmp_path / "input", "event4", "10-0038 generic ft5x06 (79)", "260800000000003")
    pointer(tmp_path / "input", "event5", "Logitech Mouse", "0")
    assert hardware.display(config, tmp_path / "drm", tmp_path / "input") == Check(
        "display", Level.OK, "DSI-1 800x480, touch: 10-0038 generic ft5x06 (79)"
    )


def test_a_screen_that_can_not_be_touched_and_none_are_warnings(config: Config, tmp_path: Path) -> None:
    connector(tmp_path / "drm", "card0-HDMI-A-1", "connected")
    pointer(tmp_path / "input", "event0", "Gamepad", "3f")
    found = hardware.display(config, tmp_path / "drm", tmp_path / "input")
    assert found.level is Level.WARN
    assert found.words.startswith("HDMI-A-1, no touchscreen; the button")
    none = hardware.display(config, tmp_path / "none", tmp_path / "none")
    assert none == Check("display", Level.WARN, "none connected; check its cable")


HEADPHONES = " 0 [Headphones     ]: bcm2835_headpho - bcm2835 Headphones\n                      bcm2835\n"
DISPLAY = " 1 [vc4hdmi0       ]: vc4-hdmi - vc4-hdmi-0\n                      vc4-hdmi-0\n"
WEBCAM = " 2 [C920           ]: USB-Audio - HD Pro Webcam C920\n                      HD Pro Webcam C920\n"
PCM = (
    "00-00: bcm2835 Headphones : bcm2835 Headphones : playback 8\n"
    "01-00: MAI PCM i2s-hifi-0 : MAI PCM i2s-hifi-0 : playback 1\n"
    "02-00: USB Audio : USB Audio : capture 1\n"
)


def test_cards_that_play_are_named_and_a_display_alone_is_a_warning(
    config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("device.voice.find_tool", lambda environ: ("espeak-ng", ""))
    (tmp_path / "pcm").write_text(PCM)

    def sound(*cards: str) -> Check:
        (tmp_path / "cards").write_text("".join(cards))
        return hardware.sound(config, tmp_path)

    headphones = "bcm2835_headpho - bcm2835 Headphones"
    assert sound(HEADPHONES, DISPLAY, WEBCAM) == Check(
        "sound", Level.OK, f"{headphones}, vc4-hdmi - vc4-hdmi-0; it speaks"
    )
    only = "vc4-hdmi - vc4-hdmi-0: the display's own only; plug in a loudspeaker if it has none"
    assert sound(DISPLAY, WEBCAM) == Check("sound", Level.WARN, only)
    assert sound(WEBCAM).words.startswith("no sound card; Matside works without")
    assert hardware.sound(config, tmp_path / "none").words.startswith("no sound card; Matside works without")
    monkeypatch.setattr("device.voice.find_tool", lambda environ: (None, "espeak-ng is not installed"))
    assert sound(HEADPHONES) == Check("sound", Level.WARN, f"{headphones}; espeak-ng is not installed")


def test_pins_that_are_refused_are_a_warning_and_a_machine_without_pins_is_none(config: Config) -> None:
    def refuse() -> Pins:
        raise PanelError("GPIO pins can't be used (Permission denied); add this user to the group gpio")

    def none() -> Pins:
        raise NoPinsError("no GPIO pins on this machine")

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        busy = config.model_copy(update={"web": WebSettings(port=port)})
        said = "none: GPIO pins can't be used (Permission denied); add this user to the group gpio"
        assert hardware.button(busy, refuse) == Check(
            "button and light", Level.WARN, f"{said} (a running Matside holds the pins: stop it first)"
        )
    free = config.model_copy(update={"web": WebSettings(port=port)})
    assert hardware.button(free, refuse) == Check("button and light", Level.WARN, said)
    assert hardware.button(config, none) == Check(
        "button and light", Level.OK, "none: no GPIO pins on this machine"
    )


def test_the_speed_of_each_model_is_told(config: Config) -> None:
    said = hardware.model_speed(config)
    assert said.words.startswith("lightning ")
    assert " frames a second, thunder " in said.words
    one = hardware.model_speed(config.model_copy(update={"model": ModelSettings(name="lightning")}))
    assert "thunder" not in one.words


def test_what_was_chosen_is_told_beside_what_is_measured_now(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    fps = {"movenet_lightning_int8": 40.0, "movenet_thunder_int8": 14.0}
    monkeypatch.setattr("device.recording.speed.measure_fps", lambda net: fps[net.name])

    def told() -> tuple[Level, str]:
        found = hardware.model_speed(config)
        return found.level, found.words.partition("; ")[2]

    thunder = MoveNet(model_path("thunder"), config.model.threads)
    config.store.data_dir.mkdir()
    assert told() == (Level.OK, "movenet_thunder_int8 is measured and chosen at the next start")
    SpeedBook(config.store.data_dir, config.model.threads).fps(thunder)
    assert told() == (Level.OK, "movenet_thunder_int8 is too slow and not used: 14 when it was chosen")
    (config.store.data_dir / "speed.json").unlink()
    fps["movenet_thunder_int8"] = 22.0
    SpeedBook(config.store.data_dir, config.model.threads).fps(thunder)
    fps["movenet_thunder_int8"] = 9.0
    assert told() == (Level.OK, "movenet_thunder_int8 is in use: 22 when it was chosen")
    fps["movenet_lightning_int8"] = 14.0
    level, words = told()
    assert level is Level.WARN
    assert words.endswith("; 15 are needed, end other programs")


def test_the_speed_of_a_model_that_can_not_be_used_fails(config: Config) -> None:
    own = ModelSettings(name="none.tflite")
    assert hardware.model_speed(config.model_copy(update={"model": own})).level is Level.FAIL
