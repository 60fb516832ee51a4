"""How warm a Raspberry Pi is and whether it is held back, as its firmware tells it."""

from __future__ import annotations

from pathlib import Path

import pytest

from device.doctor import hardware
from device.doctor.check import Check, Level
from device.doctor.pi_health import WEAK_SUPPLY, PiHealth, pi_model, read_pi_health


@pytest.mark.parametrize(
    ("throttled", "now", "since_boot"),
    [
        (0x0, [], []),
        (0x50005, [WEAK_SUPPLY], [WEAK_SUPPLY]),
        (0x70006, ["clock capped", "throttled"], [WEAK_SUPPLY]),
        (0x80008, ["soft temperature limit"], ["soft temperature limit"]),
        (0x20000, [], ["clock capped"]),
        (None, [], []),
    ],
)
def test_the_firmwares_flags_are_read(throttled: int | None, now: list[str], since_boot: list[str]) -> None:
    health = PiHealth(50.0, throttled)
    assert (health.now, health.since_boot) == (now, since_boot)


@pytest.mark.parametrize(
    ("throttled", "level", "words"),
    [
        (0x50005, Level.FAIL, f"now: {WEAK_SUPPLY}; use the official supply"),
        (0x80008, Level.WARN, "now: soft temperature limit; use a cooler"),
        (0x60006, Level.WARN, "now: clock capped, throttled; use a cooler"),
        (
            0xD000D,
            Level.FAIL,
            f"now: {WEAK_SUPPLY}, soft temperature limit; use the official supply and a cooler",
        ),
        (0x50000, Level.WARN, f"since the start: {WEAK_SUPPLY}; use the official supply"),
        (0x0, Level.OK, "not throttled"),
        (
            None,
            Level.WARN,
            "its flags can't be read; install vcgencmd and add this user to the group video",
        ),
    ],
)
def test_the_doctor_tells_a_weak_supply_from_heat_and_says_when_it_can_not(
    throttled: int | None, level: Level, words: str
) -> None:
    told = hardware.held_back("Raspberry Pi 5", PiHealth(50.0, throttled))
    assert told == Check("throttling", level, f"Raspberry Pi 5, {words}")


def test_a_pi_is_asked_through_its_tool_and_its_files(tmp_path: Path) -> None:
    (tmp_path / "temp").write_text("48312\n")
    (tmp_path / "model").write_bytes(b"Raspberry Pi 5 Model B Rev 1.0\0")
    tool = tmp_path / "vcgencmd"
    tool.write_text('#!/bin/sh\n[ "$1" = get_throttled ] && echo throttled=0x50000\n')
    tool.chmod(0o755)
    for soc in ("soc", "soc@107c000000"):
        flags = tmp_path / soc / f"{soc}:firmware/get_throttled"
        flags.parent.mkdir(parents=True)
        flags.write_text("80008\n")
        health = read_pi_health(tmp_path / "temp", str(tool), tmp_path)
        assert health == PiHealth(48.312, 0x50000), "the kernel's file may be stale"
        assert read_pi_health(tmp_path / "none", "", tmp_path) == PiHealth(None, 0x80008)
        flags.unlink()
    assert pi_model(tmp_path / "model") == "Raspberry Pi 5 Model B Rev 1.0"
    tool.write_text("#!/bin/sh\nexit 1\n")
    assert read_pi_health(tmp_path / "none", str(tool)) == PiHealth(None, None)
    assert read_pi_health(tmp_path / "none", str(tmp_path / "none")) == PiHealth(None, None)
    (tmp_path / "model").write_bytes(b"Some Other Board\0")
    assert pi_model(tmp_path / "model") is None
    assert pi_model(tmp_path / "none") is None
