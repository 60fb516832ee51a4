"""The touchscreen's own cage and chromium on a machine that boots; only the screen itself is not there."""

from __future__ import annotations

from tests.boot.boot_service import started
from tests.boot.container import Container

KIOSK = "matside-kiosk.service"
WITHOUT_A_SCREEN = """[Unit]
ConditionPathExistsGlob=
[Service]
# wlroots draws into memory; there is no terminal to sit at.
Environment=WLR_BACKENDS=headless WLR_RENDERER=pixman WLR_LIBINPUT_NO_DEVICES=1
Environment=XDG_RUNTIME_DIR=/run/matside-kiosk
PAMName=
TTYPath=
TTYReset=no
TTYVHangup=no
TTYVTDisallocate=no
StandardInput=null
UtmpIdentifier=
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


def test_the_screen_shows_the_appliance_and_comes_back_when_its_browser_dies(machine: Container) -> None:
    put_in(machine)
    machine.boot()
    started(machine)
    machine.wait_for(lambda: watches_the_session(machine), "page in the browser", 120)
    before = machine.unit(KIOSK, "MainPID")["MainPID"]
    machine.told("kill", "-KILL", before)
    machine.wait_for(lambda: machine.unit(KIOSK, "MainPID")["MainPID"] not in {"0", before}, "restart of it")
    machine.wait_for(lambda: watches_the_session(machine), "page in the browser again", 120)
    assert machine.unit(KIOSK, "NRestarts")["NRestarts"] == "1"


def test_without_a_screen_nothing_is_tried(machine: Container) -> None:
    machine.boot()
    started(machine)
    assert machine.unit(KIOSK, "ConditionResult", "NRestarts") == {"ConditionResult": "no", "NRestarts": "0"}
