"""The kernel's command line on a Raspberry Pi (cmdline.txt): one line, to which only a word is added.

The Pi's firmware switches the counting of memory by group off (`cgroup_disable=memory`), without which no
service has a memory limit; a word of the command line switches it on again. Source: Raspberry Pi's kernel,
"cgroup: Use kernel command line to disable memory cgroup".
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from device.config_edit import save_file
from device.errors import UsageError
from device.place import read_text

LIMITS: Final = "cgroup_enable=memory"


def enable_limits(path: Path) -> bool:
    """Let services have a limit of memory; the words of others stay.

    Args:
        path: cmdline.txt.

    Returns:
        Whether anything was changed; it takes effect at the next start of the machine.

    Raises:
        UsageError: the file can't be read or written, or is no command line; without one nothing starts.
    """
    text = read_text(path)
    words = text.split()
    if LIMITS in words:
        return False
    if "root=" not in text:
        raise UsageError(f"{path}: no kernel command line (it names no root); left as it is")
    save_file(path, f"{' '.join([*words, LIMITS])}\n".encode(), like=path)
    return True
