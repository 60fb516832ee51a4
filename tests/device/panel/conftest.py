from __future__ import annotations

from collections.abc import Iterator

import pytest

from device.panel import Panel
from device.panel.gpio import GpioPanel, open_panel
from tests.device.panel.boards import SETTINGS, Board


@pytest.fixture
def board() -> Iterator[Board]:
    board = Board()
    yield board
    board.factory.close()


@pytest.fixture
def panel(board: Board) -> Iterator[Panel]:
    panel = open_panel(SETTINGS, board.commands.put, board.pins)
    assert isinstance(panel, GpioPanel)
    yield panel
    panel.close()
