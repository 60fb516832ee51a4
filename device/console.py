"""The `matside` command. It imports nothing before it can be interrupted without a traceback."""

from __future__ import annotations

import sys

INTERRUPTED = 130  # 128 + SIGINT, as shells count


def main() -> None:
    """Run the command line."""
    try:
        from device.__main__ import main as run

        run()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
