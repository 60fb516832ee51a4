"""The parts that one can touch: camera, display, button, sound, board and heat. Nothing is changed.

What is slow to import is imported by the function that needs it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from device.config import Config
from device.doctor.check import Check, Level
from device.doctor.parts import web_port
from device.doctor.pi_health import HOT_C, WEAK_SUPPLY, PiHealth, pi_model, read_pi_health
from device.errors import CameraError

if TYPE_CHECKING:
    from device.panel.gpio import Pins
    from inference.movenet import MoveNet

DRM = Path("/sys/class/drm")
INPUT = Path("/sys/class/input")
ASOUND = Path("/proc/asound")
TOUCHED_AXIS = 0x35
"""ABS_MT_POSITION_X of the kernel's input-event-codes.h: what every touchscreen reports."""


def camera(config: Config) -> Check:
    """The camera that would be used delivers a frame."""
    from device.camera.detect import choose_camera
    from device.paired import is_paired

    chosen = choose_camera(config.camera, demo=not is_paired(config))
    try:
        chosen.open()
        frame = chosen.read(5.0)
    except CameraError as error:
        running = web_port(config).level is not Level.OK
        hint = " (a running Matside holds the camera: stop it first)" if running else ""
        return Check("camera", Level.WARN if running else Level.FAIL, f"{error}{hint}")
    finally:
        chosen.close()
    if frame is None:
        return Check("camera", Level.FAIL, f"{chosen.name}: no frame within 5 s; check its cable")
    height_px, width_px, _ = frame.image.shape
    if chosen.is_demo:
        return Check("camera", Level.WARN, f"none found: {chosen.name} are shown; connect a camera")
    return Check("camera", Level.OK, f"{chosen.name}, {width_px} x {height_px}")


def model_speed(config: Config) -> Check:
    """How fast each model is here: the better one is used where it is fast enough."""
    from device.model_files import AUTO, SHIPPED, model_path
    from device.recording.speed import ENOUGH_FPS, measure_fps
    from inference.movenet import ModelError, MoveNet

    names = SHIPPED if config.model.name == AUTO else (config.model.name,)
    try:
        nets = {name: MoveNet(model_path(name), config.model.threads) for name in names}
    except ModelError:
        return Check("model speed", Level.FAIL, "can't be measured: a model can't be used")
    fps = {name: measure_fps(net) for name, net in nets.items()}
    said = ", ".join(f"{Path(name).stem} {rate:.0f} frames a second" for name, rate in fps.items())
    said += "".join(f"; {_chosen(nets[name], config)}" for name in names[1:])
    if fps[names[0]] < ENOUGH_FPS:
        return Check("model speed", Level.WARN, f"{said}; {ENOUGH_FPS:.0f} are needed, end other programs")
    return Check("model speed", Level.OK, said)


def _chosen(net: MoveNet, config: Config) -> str:
    """Whether the appliance uses the better model: by what it measured once, which may differ from now."""
    from device.recording.speed import ENOUGH_FPS, measured_as, read_speed

    kept = read_speed(config.store.data_dir, config.model.threads).get(measured_as(net))
    if kept is None:
        return f"{net.name} is measured and chosen at the next start"
    use = "in use" if kept >= ENOUGH_FPS else "too slow and not used"
    return f"{net.name} is {use}: {kept:.0f} when it was chosen"


def display(config: Config, drm: Path = DRM, inputs: Path = INPUT) -> Check:
    """A screen is connected, and it can be touched."""
    screens = []
    for status in sorted(drm.glob("card*-*/status")):
        if _text(status) == "connected":
            modes = _text(status.with_name("modes")).splitlines()
            name = status.parent.name.partition("-")[2]
            screens.append(f"{name} {modes[0]}" if modes else name)
    if not screens:
        return Check("display", Level.WARN, "none connected; check its cable")
    touch = [_text(device / "name") for device in sorted(inputs.glob("event*/device")) if _is_touched(device)]
    if not touch:
        said = f"{', '.join(screens)}, no touchscreen; the button and raised hands work without"
        return Check("display", Level.WARN, said)
    return Check("display", Level.OK, f"{', '.join(screens)}, touch: {', '.join(touch)}")


def _is_touched(device: Path) -> bool:
    """The kernel writes a device's axes as hexadecimal words, the highest first."""
    words = _text(device / "capabilities" / "abs").split()
    bits = 0
    for word in words:
        bits = bits << 64 | int(word, 16)
    return bool(bits >> TOUCHED_AXIS & 1)


def sound(config: Config, asound: Path = ASOUND) -> Check:
    """A sound card that plays, and a voice. Whether a loudspeaker is connected, no card tells."""
    from device.voice import find_tool

    _, mute = find_tool(os.environ)
    # As in "01-00: USB Audio : USB Audio : playback 1"; a camera's microphone is a card that plays nothing.
    devices = _text(asound / "pcm").splitlines()
    playing = {int(line.partition("-")[0]) for line in devices if "playback" in line}
    cards = (line.partition("]:") for line in _text(asound / "cards").splitlines() if "]:" in line)
    names = [name.strip() for head, _, name in cards if int(head.partition("[")[0]) in playing]
    if not names:
        return Check("sound", Level.WARN, "no sound card; Matside works without, by picture, light and text")
    named = ", ".join(names)
    if mute:
        return Check("sound", Level.WARN, f"{named}; {mute}")
    if all("hdmi" in name.lower() for name in names):
        return Check(
            "sound", Level.WARN, f"{named}: the display's own only; plug in a loudspeaker if it has none"
        )
    return Check("sound", Level.OK, f"{named}; it speaks")


def network(config: Config) -> Check:
    """Cable or Wi-Fi; none is needed to exercise."""
    from device.network import network_words

    said = network_words()
    fine = (said.endswith("connected") and "not" not in said) or "%" in said
    return Check("network", Level.OK if fine else Level.WARN, said)


def button(config: Config, connect: Callable[[], Pins] | None = None) -> Check:
    """Button, light and buzzer."""
    from device.panel import NoPanel
    from device.panel.gpio import open_panel, pi_pins

    found = open_panel(config.panel, lambda command: None, connect or pi_pins)
    found.close()
    if isinstance(found, NoPanel):
        running = found.refused and web_port(config).level is not Level.OK
        hint = " (a running Matside holds the pins: stop it first)" if running else ""
        level = Level.WARN if found.refused or config.panel.enabled == "on" else Level.OK
        return Check("button and light", level, f"none: {found.name}{hint}")
    return Check("button and light", Level.OK, found.name)


def temperature(config: Config) -> Check:
    """How warm the processor is."""
    measured_c = read_pi_health(tool="").temperature_c
    if measured_c is None:
        return Check("temperature", Level.OK, "this machine tells none")
    if measured_c > HOT_C:
        return Check(
            "temperature", Level.WARN, f"{measured_c:.0f} °C; let air to the device, give it a cooler"
        )
    return Check("temperature", Level.OK, f"{measured_c:.0f} °C")


def throttling(config: Config) -> Check:
    """Whether a Raspberry Pi is or was held back by heat or a weak supply."""
    name = pi_model()
    if name is None:
        said = f"{os.uname().machine}, {os.cpu_count()} processors; no Raspberry Pi"
        return Check("throttling", Level.OK, said)
    return held_back(name, read_pi_health())


def held_back(name: str, health: PiHealth) -> Check:
    """What the firmware's flags of the board `name` say, and what helps."""
    if health.throttled is None:
        said = f"{name}, its flags can't be read; install vcgencmd and add this user to the group video"
        return Check("throttling", Level.WARN, said)
    if health.now:
        level = Level.FAIL if WEAK_SUPPLY in health.now else Level.WARN
        return Check("throttling", level, f"{name}, now: {_with_remedy(health.now)}")
    if health.since_boot:
        return Check("throttling", Level.WARN, f"{name}, since the start: {_with_remedy(health.since_boot)}")
    return Check("throttling", Level.OK, f"{name}, not throttled")


def _with_remedy(told: list[str]) -> str:
    supply = ["the official supply"] if WEAK_SUPPLY in told else []
    cooler = ["a cooler"] if set(told) - {WEAK_SUPPLY} else []
    return f"{', '.join(told)}; use {' and '.join(supply + cooler)}"


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8", "replace").strip()
    except OSError:
        return ""
