"""Button, light and buzzer of the settings, and what is said of them once."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from device.command import Order
from device.config import Config
from device.errors import UsageError
from device.panel import NoPanel, Panel
from device.panel.gpio import Pins, open_panel
from device.setup.set_up import ask_for_set_up

log = logging.getLogger(__name__)


def panel_of(config: Config, submit: Callable[[Order], None], pins: Callable[[], Pins]) -> Panel:
    """The panel; where pins are there but refused, the log names them.

    Args:
        config: every setting.
        submit: takes the button's orders.
        pins: the way to the pins.
    """
    panel = open_panel(config.panel, submit, pins, lambda: _want_set_up(config.store.data_dir))
    if isinstance(panel, NoPanel) and panel.refused:
        log.warning("no button and light: %s", panel.name)
    return panel


def _want_set_up(folder: Path) -> None:
    try:
        ask_for_set_up(folder)
    except UsageError as error:
        log.warning("set-up by the button: %s", error)
