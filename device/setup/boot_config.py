"""The Raspberry Pi's boot configuration (config.txt): Matside's block between two marks, the rest untouched.

Source: Raspberry Pi documentation, "config.txt". `[pi4]`, `[pi5]` and `[all]` are the firmware's own filters:
one card serves both boards. Of settings given twice the last counts.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from device.config_edit import save_file
from device.data_file import SHIPPED
from device.errors import UsageError
from device.place import is_there, read_text

BEGIN: Final = "# --- Matside: what stands between these two lines is written anew ---"
END: Final = "# --- Matside: end ---"
BOARDS: Final = ("pi4", "pi5")
DISPLAYS: Final = ("auto", "touch-display", "touch-display-2")
_FRAGMENTS: Final = SHIPPED / "boot"


def block(display: str) -> str:
    """Matside's lines with their marks.

    Args:
        display: one of DISPLAYS; auto leaves it to the firmware, which finds DSI and HDMI displays.
    """
    parts = ["[all]", _fragment("all")]
    for board in BOARDS:
        parts += [f"[{board}]", _fragment(board)]
    parts.append("[all]")
    if display != "auto":
        parts.append(_fragment(f"display-{display}"))
    return "\n".join((BEGIN, *parts, END)) + "\n"


def merged(text: str, ours: str) -> str:
    """The boot configuration with Matside's block in the place of an earlier one, else at the end.

    Args:
        text: config.txt as it is.
        ours: what `block` gives.

    Raises:
        ValueError: one of the marks is missing or stands twice.
    """
    lines = text.splitlines()
    marks = (lines.count(BEGIN), lines.count(END))
    if marks == (0, 0):
        head = text if not text or text.endswith("\n") else f"{text}\n"
        return f"{head}\n{ours}" if head else ours
    first, last = (lines.index(mark) if mark in lines else -1 for mark in (BEGIN, END))
    if marks != (1, 1) or last < first:
        raise ValueError(f"Matside's block is not whole: {marks[0]} beginning, {marks[1]} end")
    return "\n".join([*lines[:first], *ours.splitlines(), *lines[last + 1 :]]) + "\n"


def apply(path: Path, display: str) -> bool:
    """Bring a config.txt up to date; the first time a copy of it is kept beside.

    Args:
        path: the file.
        display: one of DISPLAYS.

    Returns:
        Whether anything was changed; it takes effect at the next start of the machine.

    Raises:
        UsageError: the file can't be read or written, or somebody has cut Matside's block.
    """
    text = read_text(path)
    try:
        wanted = merged(text, block(display))
    except ValueError as error:
        raise UsageError(f"{path}: {error}; remove the lines of Matside and try again") from error
    if wanted == text:
        return False
    copy = path.with_name(f"{path.name}.before-matside")
    if not is_there(copy):
        save_file(copy, text.encode(), like=path)
    save_file(path, wanted.encode(), like=path)
    return True


def _fragment(name: str) -> str:
    return read_text(_FRAGMENTS / f"{name}.txt").rstrip("\n")
