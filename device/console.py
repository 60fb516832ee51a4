"""The `matside` command's first and last words: interruptions, errors and output that can't be written.

Nothing is imported here before it can be interrupted without a traceback.
"""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import click

INTERRUPTED = 130  # 128 + SIGINT, as shells count
UNWRITABLE = {errno.ENOSPC, errno.EIO, errno.EPIPE}
"""What standard output says when it is a full disk, a terminal that was closed, or a reader that is gone."""


def main() -> None:
    """The installed command."""
    try:
        from device.__main__ import cli

        answer(cli)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


def answer(cli: click.Command) -> None:
    """Run the command line; what a person can act on is one line on standard error, never a traceback."""
    import click

    from device.errors import MatsideError, UsageError
    from inference.exercise import ExerciseError
    from inference.movenet import ModelError

    try:
        sys.exit(cli(standalone_mode=False) or 0)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit(INTERRUPTED)
    except MatsideError as error:
        click.echo(f"matside: {error}", err=True)
        sys.exit(error.exit_code)
    except (ExerciseError, ModelError) as error:
        click.echo(f"matside: {error}", err=True)
        sys.exit(UsageError.exit_code)
    except OSError as error:
        if error.filename is not None or error.errno not in UNWRITABLE:
            raise
        # The interpreter would try to write the rest once more, and fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if error.errno != errno.EPIPE:
            # A closed terminal takes no complaint either.
            with suppress(OSError):
                click.echo(f"matside: standard output: {error.strerror}; the result is not whole", err=True)
        sys.exit(MatsideError.exit_code)
