from __future__ import annotations

from pathlib import Path

import pytest

from tests.device.backup.devices import Device


@pytest.fixture(scope="session")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A backup of a device with three sessions; made once, for sealing takes a second on purpose."""
    folder = tmp_path_factory.mktemp("sealed")
    assert "written" in Device(folder / "device", sessions=3).backup(folder / "b.age")
    return (folder / "b.age").read_bytes()


@pytest.fixture
def saved(sealed: bytes, tmp_path: Path) -> Path:
    """That backup on a stick."""
    (tmp_path / "stick").mkdir()
    path = tmp_path / "stick" / "b.age"
    path.write_bytes(sealed)
    return path
