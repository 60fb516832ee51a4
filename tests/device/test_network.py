from __future__ import annotations

from pathlib import Path

import pytest

from device.network import network_words

TABLE = """Inter-| sta-|   Quality        |   Discarded packets               | Missed | WE
 face | tus | link level noise |  nwid  crypt   frag  retry   misc | beacon | 22
 wlan0: 0000   35.  -56.  -256        0      0      0      0      0        0
"""


def machine(folder: Path, **states: str) -> Path:
    for name, state in states.items():
        (folder / name).mkdir()
        (folder / name / "operstate").write_text(f"{state}\n")
        if name.startswith("wlan"):
            (folder / name / "wireless").mkdir()
    return folder


@pytest.mark.parametrize(
    ("states", "table", "words"),
    [
        ({"lo": "unknown", "wlan0": "up", "eth0": "down"}, TABLE, "wifi: connected, 50 %"),
        ({"lo": "unknown", "wlan0": "up"}, "nonsense", "wifi: connected"),
        ({"lo": "unknown", "wlan0": "up"}, " wlan0: 0000 many", "wifi: connected"),
        ({"lo": "unknown", "wlan0": "down", "eth0": "up"}, TABLE, "cable: connected"),
        ({"lo": "unknown", "wlan0": "dormant"}, TABLE, "wifi: not connected"),
        ({"lo": "unknown", "eth0": "down"}, "", "not connected"),
        ({"lo": "up"}, "", "not connected"),
    ],
)
def test_the_network_in_one_line(tmp_path: Path, states: dict[str, str], table: str, words: str) -> None:
    wireless = tmp_path / "wireless"
    wireless.write_text(table)
    folder = tmp_path / "net"
    folder.mkdir()
    assert network_words(machine(folder, **states), wireless) == words


def test_a_machine_that_tells_nothing_has_no_network(tmp_path: Path) -> None:
    assert network_words(tmp_path / "none", tmp_path / "none") == "not connected"
