"""Who may read what is written: looked at in a folder as /etc/matside is, root's and the service's."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from device.config_edit import save_config, save_file

GROUP = 4242 if os.geteuid() == 0 else os.getgid()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "matside"
    folder.mkdir()
    folder.chmod(0o750)
    os.chown(folder, -1, GROUP)
    return folder


def rights(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_gid, stat.S_IMODE(status.st_mode)


def test_settings_that_were_deleted_come_back_for_the_service_to_read(folder: Path) -> None:
    settings = folder / "matside.toml"
    save_config(settings, "[camera]\nrotation_deg = 180\n")
    assert rights(settings) == (GROUP, 0o640)
    certificate = folder / "clinic-ca.pem"
    save_file(certificate, b"PEM", like=folder / "deleted.toml")
    assert rights(certificate) == (GROUP, 0o640)


def test_settings_that_somebody_closed_stay_closed(folder: Path) -> None:
    settings = folder / "matside.toml"
    settings.touch(0o600)
    save_config(settings, "[camera]\nrotation_deg = 180\n")
    assert rights(settings) == (settings.stat().st_gid, 0o600)


def test_in_a_folder_that_everybody_may_look_into_a_new_file_is_its_writers_alone(folder: Path) -> None:
    folder.chmod(0o755)
    save_file(folder / "new", b"", like=folder / "new")
    assert rights(folder / "new")[1] == 0o600


def test_a_file_for_everybody_has_that_right_when_it_gets_its_name(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hosts = folder / "hosts"
    hosts.touch(0o640)
    seen: list[int] = []
    replace = Path.replace

    def watched(source: Path, target: Path) -> Path:
        seen.append(rights(source)[1])
        return replace(source, target)

    monkeypatch.setattr(Path, "replace", watched)
    save_file(hosts, b"", like=hosts, mode=0o644)
    assert seen == [0o644]
