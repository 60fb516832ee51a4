from __future__ import annotations

from pathlib import Path

import pytest

from device.errors import UsageError
from device.setup.kernel_line import enable_limits

IMAGE = (
    "console=serial0,115200 console=tty1 root=PARTUUID=4e639091-02 rootfstype=ext4 fsck.repair=yes rootwait"
)


def test_the_limits_are_enabled_once_on_one_line_behind_the_words_of_others(tmp_path: Path) -> None:
    path = tmp_path / "cmdline.txt"
    path.write_text(f"{IMAGE}\n")
    assert enable_limits(path)
    assert path.read_text() == f"{IMAGE} cgroup_enable=memory\n"
    assert not enable_limits(path)
    assert path.read_text() == f"{IMAGE} cgroup_enable=memory\n"


@pytest.mark.parametrize("text", ["", "\n", "hello"])
def test_what_is_no_command_line_is_left_alone(tmp_path: Path, text: str) -> None:
    path = tmp_path / "cmdline.txt"
    path.write_text(text)
    with pytest.raises(UsageError, match="names no root"):
        enable_limits(path)
    assert path.read_text() == text
