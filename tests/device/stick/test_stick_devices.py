"""Which sticks are plugged in, in a made-up /sys."""

from __future__ import annotations

from pathlib import Path

import pytest

from device.stick.devices import NAMED, partitions

USB = "devices/platform/soc/fd500000.pcie/usb1/1-1/1-1.2/1-1.2:1.0/host0/target0:0:0/0:0:0:0/block"
CARD = "devices/platform/emmc2bus/mmc_host/mmc0/mmc0:aaaa/block"


class Kernel:
    """A /sys/class/block and a mountinfo that can be filled."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.sys = root / "class/block"
        self.sys.mkdir(parents=True)
        self.mounts = root / "mountinfo"
        self.mounts.write_text("")
        self._minor = 0

    def disk(self, place: str, name: str, *parts: str, blocks: int = 2048, read_only: bool = False) -> None:
        disk = self._device(f"{place}/{name}", blocks, read_only)
        (disk / "diskseq").write_text("7\n")
        for part in parts:
            folder = self._device(f"{place}/{name}/{part}", blocks, read_only)
            (folder / "partition").write_text("1\n")

    def above(self, name: str, *below: str) -> None:
        """A volume or an encryption that lies on others."""
        place = self._device(f"devices/virtual/block/{name}", 2048, False)
        (place / "slaves").mkdir()
        for other in below:
            (place / "slaves" / other).symlink_to(self.sys / other)

    def mount(self, name: str, place: str, *, source: str | None = None) -> None:
        number = (self.sys / name / "dev").read_text().strip() if source is None else "0:40"
        with self.mounts.open("a") as file:
            file.write(f"36 35 {number} / {place} rw shared:1 - ext4 {source or f'/dev/{name}'} rw\n")

    def found(self, **environ: str) -> list[str]:
        return [part.name for part in partitions(self.sys, self.mounts, environ)]

    def _device(self, place: str, blocks: int, read_only: bool) -> Path:
        folder = self._root / place
        folder.mkdir(parents=True)
        self._minor += 1
        for name, value in {"size": blocks, "ro": int(read_only), "dev": f"8:{self._minor}"}.items():
            (folder / name).write_text(f"{value}\n")
        (self.sys / folder.name).symlink_to(folder)
        return folder


@pytest.fixture
def kernel(tmp_path: Path) -> Kernel:
    """A Pi that runs from its card."""
    kernel = Kernel(tmp_path)
    kernel.disk(CARD, "mmcblk0", "mmcblk0p1", "mmcblk0p2")
    kernel.mount("mmcblk0p2", "/")
    kernel.mount("mmcblk0p1", "/boot/firmware")
    return kernel


def test_without_a_stick_there_is_none(kernel: Kernel) -> None:
    assert kernel.found() == []


def test_a_sticks_partitions_are_found_and_not_the_stick_itself(kernel: Kernel) -> None:
    kernel.disk(USB, "sda", "sda1", "sda2", blocks=100, read_only=True)
    assert kernel.found() == ["sda1", "sda2"]
    (part, _) = partitions(kernel.sys, kernel.mounts, {})
    assert (part.disk, part.size_bytes, part.read_only, part.plugged) == ("sda", 51200, True, "7")
    assert part.node == Path("/dev/sda1")


def test_a_stick_without_partitions_is_found(kernel: Kernel) -> None:
    kernel.disk(USB, "sda")
    assert kernel.found() == ["sda"]


def test_a_card_reader_without_a_card_is_no_stick(kernel: Kernel) -> None:
    kernel.disk(USB, "sda", blocks=0)
    assert kernel.found() == []


@pytest.mark.parametrize("place", ["/", "/boot/firmware", "/var/lib/matside", "/media/root-ro", "/srv/data"])
def test_a_disk_that_the_system_runs_from_is_no_stick_with_all_its_partitions(
    kernel: Kernel, place: str
) -> None:
    kernel.disk(USB, "sda", "sda1", "sda2")
    kernel.disk(USB.replace("1-1.2", "1-1.3"), "sdb", "sdb1")
    kernel.mount("sda2", place)
    assert kernel.found() == ["sdb1"]


@pytest.mark.parametrize("place", ["/media/pi/HOLIDAY", "/run/media/pi/HOLIDAY", "/mnt/usb/1"])
def test_a_stick_that_a_desktop_has_laid_out_is_still_one(kernel: Kernel, place: str) -> None:
    kernel.disk(USB, "sda", "sda1")
    kernel.mount("sda1", place)
    assert kernel.found() == ["sda1"]


def test_an_encrypted_system_on_a_usb_disk_is_no_stick(kernel: Kernel) -> None:
    kernel.disk(USB, "sda", "sda1", "sda2")
    kernel.above("dm-0", "sda2")
    kernel.above("dm-1", "dm-0")
    kernel.mount("dm-1", "/")
    assert kernel.found() == []


def test_a_btrfs_system_on_a_usb_disk_is_no_stick(kernel: Kernel) -> None:
    kernel.disk(USB, "sda", "sda1", "sda2")
    kernel.mount("sda2", "/", source="/dev/sda2")
    assert kernel.found() == []


def test_tests_may_name_what_is_a_stick(kernel: Kernel) -> None:
    kernel.disk("devices/virtual/block", "loop3")
    kernel.disk(USB, "sda", "sda1")
    assert kernel.found(**{NAMED: "loop3"}) == ["loop3"]
    assert kernel.found(**{NAMED: "loop9"}) == []


def test_this_machine_can_be_looked_at() -> None:
    for part in partitions():
        assert part.node.exists()
