"""The touchscreen's own cage and chromium on a machine that boots; only the screen itself is not there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.boot.boot_service import started
from tests.boot.container import Container

KIOSK = "matside-kiosk.service"
WITHOUT_A_SCREEN = """[Unit]
ConditionPathExistsGlob=
[Service]
# wlroots draws into memory; touch and terminal come from seatd, as on a Pi.
Environment=WLR_BACKENDS=headless,libinput WLR_RENDERER=pixman
"""


def put_in(machine: Container) -> None:
    folder = machine.root / f"etc/systemd/system/{KIOSK}.d"
    folder.mkdir(parents=True)
    (folder / "screen.conf").write_text(WITHOUT_A_SCREEN, "utf-8")
    # A container forbids chromium its own sandbox.
    flags = machine.root / "etc/chromium.d/container"
    flags.write_text('export CHROMIUM_FLAGS="$CHROMIUM_FLAGS --no-sandbox --disable-gpu"\n', "utf-8")


def watches_the_session(machine: Container) -> bool:
    """Whether a browser has the appliance's page open: with its two streams, of views and of pictures."""
    asked = machine.run("python3", "-c", "print(open('/proc/net/tcp').read())").stdout
    # 127.0.0.1:8137 as the kernel writes it, on the far side of an established connection.
    far_ends = [line.split()[2:4] for line in asked.splitlines() if ":" in line]
    return far_ends.count(["0100007F:1FC9", "01"]) >= 2


def browsers(machine: Container) -> list[str]:
    """The process ids of the touchscreen's user."""
    script = "import os, pwd; user = pwd.getpwnam('matside-kiosk').pw_uid;"
    script += (
        "print(*[p for p in os.listdir('/proc') if p.isdigit() and os.stat(f'/proc/{p}').st_uid == user])"
    )
    return machine.told("python3", "-c", script).split()


@pytest.fixture(params=["installed", "next_installed"])
def seated(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Container]:
    """A machine with a terminal to sit at, once of each Debian."""
    machine = Container(request.getfixturevalue(request.param), tmp_path, ("/dev/tty0", "/dev/tty1"))
    yield machine
    machine.scrap()


def test_the_screen_shows_the_appliance_and_comes_back_when_its_browser_dies(seated: Container) -> None:
    put_in(seated)
    seated.boot()
    started(seated)
    seated.wait_for(lambda: watches_the_session(seated), "page in the browser", 120)
    assert "/run/seatd.sock" in seated.told("cat", "/proc/net/unix"), "who opens screen and touch"
    before = seated.unit(KIOSK, "MainPID")["MainPID"]
    # Its limits hold for all of it: nothing of it has gone to a login session.
    places = [seated.run("cat", f"/proc/{process}/cgroup").stdout for process in browsers(seated)]
    assert len(places) > 3
    assert [place for place in places if place and KIOSK not in place] == []
    seated.told("kill", "-KILL", before)
    seated.wait_for(lambda: seated.unit(KIOSK, "MainPID")["MainPID"] not in {"0", before}, "restart of it")
    seated.wait_for(lambda: watches_the_session(seated), "page in the browser again", 120)
    assert seated.unit(KIOSK, "NRestarts")["NRestarts"] == "1"


def test_without_a_screen_nothing_is_tried(machine: Container) -> None:
    machine.boot()
    started(machine)
    assert machine.unit(KIOSK, "ConditionResult", "NRestarts") == {"ConditionResult": "no", "NRestarts": "0"}
