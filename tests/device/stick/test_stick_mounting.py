"""Real file systems on real block devices, mounted as the service does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from device.stick.mounting import KINDS, find_volume, mounted
from device.stick.trouble import StickError
from tests.device.stick.sticks import LoopStick, image, known_here, stick


def mounts() -> str:
    return "\n".join(
        line for line in Path("/proc/mounts").read_text().splitlines() if "matside-stick-" in line
    )


@pytest.fixture
def plugged(tmp_path: Path) -> Iterator[LoopStick]:
    with stick(tmp_path / "stick.img") as plugged:
        yield plugged


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_each_kind_of_stick_is_written_and_read(tmp_path: Path, kind: str) -> None:
    with stick(tmp_path / "stick.img", kind) as plugged:
        volume = find_volume(plugged.find)
        assert (volume.kind, volume.label) == (kind, "HOLIDAY")
        with mounted(volume, writable=True) as folder:
            folder.write("b.age", b"whole")
            (options,) = {line.split()[3] for line in mounts().splitlines()}
            assert {"rw", "nosuid", "nodev", "noexec", "nosymfollow"} <= set(options.split(","))
        assert mounts() == ""
        with mounted(volume) as folder:
            assert folder.read("b.age", 5) == b"whole"
            assert " ro," in mounts()
            with pytest.raises(StickError) as error:
                folder.write("c.age", b"")
            assert error.value.trouble == "read_only"
        assert mounts() == ""


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_each_kind_of_stick_is_recognised(tmp_path: Path, kind: str) -> None:
    """Also where this kernel could not mount it."""
    with stick(tmp_path / "any.img"):
        plugged = LoopStick(image(tmp_path / "stick.img", kind))
        try:
            volume = find_volume(plugged.find)
            assert (volume.kind, volume.label) == (kind, "HOLIDAY")
            if not known_here(kind):
                with pytest.raises(StickError) as error, mounted(volume):
                    pass
                assert error.value.trouble == "unreadable"
        finally:
            plugged.pull()


def test_no_stick(plugged: LoopStick) -> None:
    plugged.pull()
    with pytest.raises(StickError) as error:
        find_volume(plugged.find)
    assert error.value.trouble == "no_stick"


def test_two_sticks(plugged: LoopStick, tmp_path: Path) -> None:
    with stick(tmp_path / "other.img") as other, pytest.raises(StickError) as error:
        find_volume(lambda: plugged.find() + other.find())
    assert error.value.trouble == "several_sticks"


def test_a_stick_beside_one_that_is_of_no_use_is_taken(plugged: LoopStick, tmp_path: Path) -> None:
    with stick(tmp_path / "other.img", "ext2") as other:
        assert find_volume(lambda: other.find() + plugged.find()).partition == plugged.find()[0]


def test_of_several_partitions_the_largest_is_taken(plugged: LoopStick, tmp_path: Path) -> None:
    """Sticks for a Mac, or to start machines from, have a small one first."""
    with stick(tmp_path / "small.img", mib=4) as small:
        (large,) = plugged.find()
        of_one_stick = (replace(small.find()[0], disk=large.disk), large)
        assert find_volume(lambda: of_one_stick).partition == large


@pytest.mark.parametrize("content", [bytes(4096), b"MZ" * 4096], ids=["empty", "noise"])
def test_a_stick_with_something_else_on_it_can_not_be_read(
    plugged: LoopStick, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "noise.img"
    path.write_bytes(content + bytes(1024 * 1024))
    noise = LoopStick(path)
    try:
        with pytest.raises(StickError) as error:
            find_volume(noise.find)
    finally:
        noise.pull()
    assert error.value.trouble == "unreadable"


def test_a_file_system_of_another_kind_is_not_mounted(tmp_path: Path) -> None:
    with stick(tmp_path / "stick.img", "ext2") as plugged, pytest.raises(StickError) as error:
        find_volume(plugged.find)
    assert error.value.trouble == "unreadable"


def test_a_stick_whose_beginning_alone_is_whole_can_not_be_read(tmp_path: Path) -> None:
    path = image(tmp_path / "stick.img", "ext4")
    content = path.read_bytes()
    path.write_bytes(content[:2048] + bytes(len(content) - 2048))
    with stick(tmp_path / "any.img"):
        broken = LoopStick(path)
        try:
            with pytest.raises(StickError) as error, mounted(find_volume(broken.find)):
                pass
        finally:
            broken.pull()
    assert error.value.trouble == "unreadable"
    assert mounts() == ""


def test_a_protected_stick_is_read_but_not_written(tmp_path: Path) -> None:
    with stick(tmp_path / "stick.img", read_only=True) as plugged:
        volume = find_volume(plugged.find)
        assert volume.partition.read_only
        with mounted(volume) as folder:
            assert folder.free_bytes > 0
        with pytest.raises(StickError) as error, mounted(volume, writable=True):
            pass
        assert error.value.trouble == "read_only"
        unseen = replace(volume, partition=replace(volume.partition, read_only=False))
        with pytest.raises(StickError) as error, mounted(unseen, writable=True):
            pass
        assert error.value.trouble == "read_only"


def test_a_stick_that_is_pulled_in_the_middle_is_said_and_let_go(plugged: LoopStick) -> None:
    def write_on() -> None:
        with mounted(find_volume(plugged.find), writable=True) as folder:
            folder.write("a.age", bytes(1000))
            plugged.tear()
            folder.write("b.age", bytes(3 * 1024 * 1024))

    with pytest.raises(StickError) as error:
        write_on()
    assert error.value.trouble in {"unreadable", "read_only"}
    assert mounts() == ""


def test_a_label_of_anything_is_made_plain(tmp_path: Path) -> None:
    path = image(tmp_path / "stick.img", "ext4", label="a\x1b[2Jb\u202ec é")
    with stick(tmp_path / "any.img"):
        plugged = LoopStick(path)
        try:
            label = find_volume(plugged.find).label
        finally:
            plugged.pull()
    assert label.isprintable()
    assert "é" in label
