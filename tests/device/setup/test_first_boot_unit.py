"""The unit of the first boot, judged by systemd's own tool."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from device.setup.first_boot import DONE, PAIRING_ON_CARD
from device.setup.set_up import TROUBLE

UNIT = Path(__file__).parents[3] / "systemd" / "matside-first-boot.service"


def test_systemd_finds_nothing_to_say(tmp_path: Path) -> None:
    unit = tmp_path / UNIT.name
    unit.write_text(UNIT.read_text().replace("/usr/bin/matside", sys.executable))
    checked = subprocess.run(
        ["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False, timeout=60
    )
    assert (checked.stdout, checked.stderr, checked.returncode) == ("", "", 0)


def test_it_is_run_until_all_is_done_and_for_a_pairing_on_the_card_and_before_the_appliance() -> None:
    lines = UNIT.read_text().splitlines()
    assert [line.partition("=")[2] for line in lines if line.startswith("Condition")] == [
        f"|!/var/lib/matside/{DONE}",
        f"|/var/lib/matside/{TROUBLE}",
        f"|/boot/firmware/{PAIRING_ON_CARD}",
    ]
    assert any(line.startswith("Before=matside.service") for line in lines)
