"""What this machine has to show and to touch, as the kernel tells it: board, displays, touchscreen."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

# ABS_MT_POSITION_X of the kernel's input-event-codes.h: only what feels several fingers has it.
_MULTITOUCH_BIT: Final = 0x35


@dataclass(frozen=True, slots=True)
class Hardware:
    """Board, displays and touch.

    Attributes:
        board: the Pi's model, None on another machine.
        displays: connected ones, connector and size, such as "DSI-1 800x480".
        touch: name of the touchscreen, None if there is none.
    """

    board: str | None
    displays: tuple[str, ...]
    touch: str | None


def find(root: Path = Path("/")) -> Hardware:
    """Look at the kernel's own files below `root`; what can't be read is not there."""
    screens = (_display(place) for place in sorted((root / "sys/class/drm").glob("card*-*")))
    inputs = sorted((root / "sys/class/input").glob("input*"))
    touch = (_text(place / "name") for place in inputs if _is_multitouch(place))
    return Hardware(
        _text(root / "proc/device-tree/model") or None,
        tuple(screen for screen in screens if screen is not None),
        next(touch, None),
    )


def _display(place: Path) -> str | None:
    if _text(place / "status") != "connected":
        return None
    connector = place.name.partition("-")[2]
    modes = _text(place / "modes").splitlines()
    return f"{connector} {modes[0]}" if modes else connector


def _is_multitouch(place: Path) -> bool:
    """From hexadecimal words of 64 bits, the highest first."""
    words = _text(place / "capabilities/abs").split()
    try:
        return bool(words) and bool(int(words[-1], 16) >> _MULTITOUCH_BIT & 1)
    except ValueError:
        return False


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8", errors="replace").strip("\0\n ")
    except OSError:
        return ""
