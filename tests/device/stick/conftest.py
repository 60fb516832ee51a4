from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.device.stick.home import Home
from tests.device.stick.roots_end import roots_end
from tests.device.stick.sticks import stick


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    with stick(tmp_path / "stick.img") as plugged:
        home = Home(tmp_path, plugged, monkeypatch)
        with roots_end(home.line, plugged.find, home.updates):
            yield home
            home.screen.close()
