"""The first boot of machines made of files: their names, boot partitions and the kernel's tables."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from device.commands.first_boot import camera_words, first_boot
from device.errors import CameraError, MatsideError, UsageError
from device.setup.hardware import Hardware, find
from device.setup.set_up import SetUp, ask_for_set_up
from device.setup.wifi import NetworkManager
from device.store import Store

STOCK = Path(__file__).with_name("config_txt") / "stock.txt"
PAIRING = {"host": "broker.example", "clinic": "north", "patient_code": "K7Q2M9"}


class Machine:
    """A Raspberry Pi as its files show it, fresh from its card."""

    def __init__(
        self, root: Path, name: str = "raspberrypi", board: str = "Raspberry Pi 5 Model B Rev 1.0"
    ) -> None:
        self.root = root / "root"
        self.data = root / "data"
        self.settings = root / "matside.toml"
        self.data.mkdir(parents=True)
        self.settings.write_text(f'[store]\ndata_dir = "{self.data}"\n')
        self.write("etc/hostname", f"{name}\n")
        self.write("etc/hosts", f"127.0.0.1\tlocalhost\n::1\tlocalhost\n127.0.1.1\t{name}\n")
        self.write("proc/device-tree/model", f"{board}\0")
        self.write("boot/firmware/config.txt", STOCK.read_text())

    def write(self, path: str, text: str) -> Path:
        place = self.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
        return place

    def add_display(self, connector: str, modes: str, status: str = "connected") -> None:
        self.write(f"sys/class/drm/card1-{connector}/status", f"{status}\n")
        self.write(f"sys/class/drm/card1-{connector}/modes", modes)

    def add_input(self, number: int, name: str, absolute: str) -> None:
        self.write(f"sys/class/input/input{number}/name", f"{name}\n")
        self.write(f"sys/class/input/input{number}/capabilities/abs", f"{absolute}\n")

    def boot(self, *options: str) -> dict[str, str]:
        """What `matside first-boot` tells, by part."""
        command = ["--config", str(self.settings), "--root", str(self.root), *options]
        result = CliRunner().invoke(first_boot, command)
        if isinstance(result.exception, MatsideError):
            raise result.exception
        assert result.exception is None, result.output
        return dict(line.split(": ", 1) for line in result.output.splitlines())

    def name(self) -> str:
        return (self.root / "etc/hostname").read_text().strip()

    def set_up(self) -> SetUp:
        return SetUp(self.data, NetworkManager())


def everything(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_second_boot_changes_nothing(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    told = machine.boot()
    assert "(was raspberrypi)" in told["name"]
    assert "changed, from the next start on" in told["boot configuration"]
    assert (told["key"], told["set-up"]) == ("made", "wanted")
    after = everything(tmp_path)
    told = machine.boot()
    assert (told["boot configuration"], told["key"]) == ("as it should be", "kept")
    assert told["name"] == machine.name()
    assert everything(tmp_path) == after


def test_two_devices_from_one_card_have_names_and_identities_of_their_own(tmp_path: Path) -> None:
    one = Machine(tmp_path / "one")
    shutil.copytree(tmp_path / "one", tmp_path / "other")
    other = Machine.__new__(Machine)
    other.root, other.data = tmp_path / "other/root", tmp_path / "other/data"
    other.settings = tmp_path / "other/matside.toml"
    other.settings.write_text(f'[store]\ndata_dir = "{other.data}"\n')
    identities = []
    for machine in (one, other):
        machine.boot()
        with closing(Store.open(machine.data / "matside.db")) as store:
            key = (machine.data / "device-key.pem").read_text()
            identities.append((machine.name(), key, store.client_id(), store.patient_code()))
    assert all(mine != theirs for mine, theirs in zip(*identities, strict=True))
    assert f"127.0.1.1\t{one.name()}" in (one.root / "etc/hosts").read_text().splitlines()
    assert "raspberrypi" not in (one.root / "etc/hosts").read_text()
    assert (one.root / "etc/hosts").stat().st_mode & 0o777 == 0o644


def test_a_name_that_somebody_chose_stays(tmp_path: Path) -> None:
    machine = Machine(tmp_path, name="practice-room-2")
    assert machine.boot()["name"] == "practice-room-2"
    assert machine.name() == "practice-room-2"


def test_the_set_up_is_shown_once_and_again_when_it_is_asked_for(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    assert not machine.set_up().wanted(), "on a machine that is no appliance"
    machine.boot()
    assert machine.set_up().wanted()
    machine.set_up().finish()
    assert not machine.set_up().wanted()
    assert machine.boot()["set-up"] == "was shown before"
    assert not machine.set_up().wanted()
    ask_for_set_up(machine.data)
    assert machine.set_up().wanted()


def test_a_pairing_on_the_card_is_taken_from_it(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    card = machine.write("boot/firmware/matside-pairing.json", json.dumps(PAIRING))
    assert machine.boot()["pairing"] == "with north, taken from the card"
    assert not card.exists(), "every computer can read that partition"
    assert json.loads((machine.data / "pairing.json").read_text())["host"] == "broker.example"
    assert (machine.data / "pairing.json").stat().st_mode & 0o077 == 0
    assert machine.boot()["pairing"] == "kept"


def test_a_step_that_fails_keeps_none_of_the_others_from_being_done(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    card = machine.write("boot/firmware/matside-pairing.json", '{"host": 3}')
    config = machine.root / "boot/firmware/config.txt"
    config.write_bytes(b"# caf\xe9\n")
    with pytest.raises(MatsideError) as refused:
        machine.boot()
    assert "\n" not in str(refused.value)
    assert "config.txt: can't be read: not text" in str(refused.value)
    assert "pairing: host: " in str(refused.value)
    assert card.exists()
    assert machine.name().startswith("matside-")
    assert machine.set_up().wanted()
    assert machine.set_up().trouble() == str(refused.value).replace("; pairing", "\npairing")

    machine.set_up().finish()
    config.write_text(STOCK.read_text())
    card.write_text(json.dumps(PAIRING))
    assert machine.boot()["pairing"] == "with north, taken from the card"
    assert machine.set_up().trouble() is None
    assert not machine.set_up().wanted(), "shown once"


def test_a_camera_that_can_not_be_used_is_told_and_ends_nothing() -> None:
    def broken() -> None:
        raise CameraError("picamera2 can't be loaded: numpy.dtype size changed")

    assert camera_words(broken) == "picamera2 can't be loaded: numpy.dtype size changed"
    assert camera_words(lambda: None) == "none found; connect one"


def test_what_the_appliances_files_link_to_stays_its_owners(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    others = tmp_path / "shadow"
    others.touch()
    owner = others.stat().st_uid
    if os.geteuid() == 0:  # as first-boot is run: the folder is another user's
        os.chown(machine.data, 12345, 12345)
    (machine.data / "clinic-x.pem").symlink_to(others)
    machine.boot()
    assert others.stat().st_uid == owner
    assert (machine.data / "first-boot-done").stat().st_uid == machine.data.stat().st_uid


def test_root_asks_for_the_set_up_through_no_link(tmp_path: Path) -> None:
    (tmp_path / "set-up-wanted").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UsageError, match="can't be written"):
        ask_for_set_up(tmp_path)
    assert not (tmp_path / "elsewhere").exists()


def test_a_pairing_that_comes_later_is_taken_from_the_card_too(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    machine.boot()
    machine.set_up().finish()
    card = machine.write("boot/firmware/matside-pairing.json", json.dumps(PAIRING))
    assert machine.boot()["pairing"] == "with north, taken from the card"
    assert not card.exists()
    assert not machine.set_up().wanted()


@pytest.mark.parametrize(
    ("connector", "mode", "touch"),
    [("DSI-1", "800x480", "Touch Display"), ("DSI-2", "720x1280", "Touch Display 2")],
)
def test_display_and_touch_are_found(tmp_path: Path, connector: str, mode: str, touch: str) -> None:
    machine = Machine(tmp_path)
    machine.add_display(connector, f"{mode}\n")
    machine.add_display("HDMI-A-1", "", status="disconnected")
    machine.add_input(0, "pwr_button", "0")
    machine.add_input(1, "A mouse with a wheel", "3")
    machine.add_input(2, touch, "2e0800000000003" if touch.endswith("2") else "660800000000003")
    assert find(machine.root) == Hardware("Raspberry Pi 5 Model B Rev 1.0", (f"{connector} {mode}",), touch)


def test_where_there_is_nothing_it_is_said(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    shutil.rmtree(machine.root / "proc")
    shutil.rmtree(machine.root / "boot")
    told = machine.boot()
    assert told["board"] == "not a Raspberry Pi"
    assert told["display"] == told["touch"] == "none found"
    assert told["boot configuration"] == "none here"


def test_it_is_a_command_that_needs_a_place_to_write(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    (machine.root / "etc/hostname").unlink()
    (machine.root / "etc/hosts").unlink()
    (machine.root / "etc").rmdir()
    (machine.root / "etc").write_text("a file in the folder's place")
    done = subprocess.run(
        [sys.executable, "-m", "device", "first-boot", "--config", machine.settings, "--root", machine.root],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.startswith("matside: ")
    assert len(done.stderr.splitlines()) == 1
