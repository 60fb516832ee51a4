"""The kernel's word for it: through a session no picture is written to any file nor sent off the machine."""

from __future__ import annotations

import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from tests.privacy.trace import Happening, breaches, happenings, pictures, stays_here, traced
from tests.replays import frames
from tests.scenarios.appliance_process import ApplianceProcess

CLIP = "proto_squat_side_m"
PLAN = '[{"exercise": "squat", "reps": 2}]'
PATCH_PX = 8
ENOUGH_PICTURES = 100_000
"""Bytes of the live picture that the screen fetches: then there were JPEGs that could have leaked."""


@pytest.fixture(scope="module")
def patches() -> list[bytes]:
    """A lively piece of a row of every frame, as colours and as their reverse: what a raw copy would hold."""
    found = []
    for frame in frames(CLIP):
        for image in (frame.image, frame.image[:, :, ::-1]):
            row = image[image.shape[0] // 2]
            pieces = (row[x : x + PATCH_PX].tobytes() for x in range(0, row.shape[0] - PATCH_PX, PATCH_PX))
            found.append(max(pieces, key=lambda piece: len(set(piece))))
    assert all(len(set(patch)) >= 8 for patch in found)
    return found


@contextmanager
def traced_appliance(data_dir: Path, log: Path) -> Iterator[ApplianceProcess]:
    running = ApplianceProcess(data_dir, wrapper=traced(log), MATSIDE_PLAN=PLAN)
    try:
        yield running.ready()
    finally:
        # As a power cut: files that a clean end would remove are there to be looked at.
        for process in psutil.Process(running.process.pid).children(recursive=True):
            process.kill()
        running.process.wait(10)


@pytest.mark.broker
def test_no_picture_is_written_or_sent_away_through_a_whole_session(
    tmp_path: Path, patches: list[bytes]
) -> None:
    data_dir, log = tmp_path / "data", tmp_path / "trace.txt"
    with traced_appliance(data_dir, log) as running:
        running.begin()
        with urllib.request.urlopen(running.url + "live/picture", timeout=20) as picture:
            assert len(picture.read(ENOUGH_PICTURES)) == ENOUGH_PICTURES
        running.rate()
        running.view_where(lambda view: view["outbox"] == 0)
    seen = list(happenings(log))
    database = data_dir / "matside.db"
    allowed = {f"{database}{suffix}" for suffix in ("", "-wal", "-shm", "-journal")}
    # How fast the models run here, measured once, written whole or not at all.
    speed = ("speed.json", "speed.json.new")
    allowed |= {str(data_dir / name) for name in ("output.txt", "matside.lock", *speed)}
    # The device's own key, written under another name first.
    key = re.compile(re.escape(f"{data_dir}/.device-key.pem.") + r"\w{8}")
    allowed |= {one.where for one in seen if key.fullmatch(one.where)}
    assert breaches(seen, allowed, patches) == {}
    # The check looked at the right thing: sessions were written, pictures went to the screen and the
    # summary to the broker, both on this machine.
    written = {one.where for one in seen if one.what == "wrote" and one.data}
    assert {str(database), f"{database}-wal"} <= written
    sent = b"".join(one.data for one in seen if one.what == "sent" and one.where == "127.0.0.1")
    assert "a JPEG picture" in pictures(sent, [])
    assert b'"programme_day":1' in sent
    # Memory that is mapped to a file is written without a call: the files themselves have the last word.
    for file in data_dir.iterdir():
        assert pictures(file.read_bytes(), patches) == [], file.name


def leak(tmp_path: Path, way: str, target: str) -> list[Happening]:
    log = tmp_path / "trace.txt"
    command = [*traced(log), sys.executable, "-B", "-m", "tests.privacy.leaky", way, target]
    subprocess.run(command, check=True, timeout=60)
    return list(happenings(log))


@pytest.mark.parametrize(
    ("way", "kinds"),
    [
        ("file", ["a JPEG picture"]),
        ("opencv", ["a PNG picture"]),
        ("raw", ["pixels of the camera"]),
    ],
)
def test_a_picture_in_a_file_would_be_found(
    tmp_path: Path, patches: list[bytes], way: str, kinds: list[str]
) -> None:
    file = tmp_path / ("matside.png" if way == "opencv" else "matside.db")
    seen = leak(tmp_path, way, str(file))
    assert breaches(seen, {str(file)}, patches) == {str(file): kinds}, "even in a file that may be written"
    assert breaches(seen, set(), patches) == {str(file): ["a file that is not expected", *kinds]}
    assert pictures(file.read_bytes(), patches) == kinds


@pytest.mark.parametrize("way", ["udp", "tcp"])
@pytest.mark.parametrize("address", ["192.0.2.7", "10.255.255.1"])
def test_a_picture_for_another_machine_would_be_found(
    tmp_path: Path, patches: list[bytes], way: str, address: str
) -> None:
    assert breaches(leak(tmp_path, way, address), set(), patches) == {address: ["not this machine"]}


@pytest.mark.parametrize(("address", "found"), [("127.0.0.1", {}), ("", {"0.0.0.0": ["not this machine"]})])
def test_a_server_for_the_whole_network_would_be_found(
    tmp_path: Path, address: str, found: dict[str, list[str]]
) -> None:
    assert breaches(leak(tmp_path, "serve", address), set(), []) == found


def test_a_picture_for_this_machine_is_no_breach(tmp_path: Path, patches: list[bytes]) -> None:
    seen = leak(tmp_path, "udp", "127.0.0.1")
    assert breaches(seen, set(), patches) == {}
    assert "a JPEG picture" in pictures(b"".join(one.data for one in seen), [])


@pytest.mark.parametrize(
    ("where", "here"),
    [
        *((where, True) for where in ("127.0.0.1", "127.9.9.9", "::1", "UNIX-STREAM", "AF_NETLINK")),
        *((where, False) for where in ("0.0.0.0", "192.168.1.2", "2001:db8::1", "AF_PACKET", "TCP", "")),
    ],
)
def test_which_places_are_on_this_machine(where: str, here: bool) -> None:
    assert stays_here(where) is here
