"""A device's folders, and the commands that are run on them."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import click
from click.testing import CliRunner

from device.backup.archive import DATABASE
from device.commands.backup import backup, restore
from device.errors import MatsideError
from device.store import Store
from tests.device.sessions import finish_session

PASSPHRASE = "four mild green hills"


class Device:
    """Data and settings of one device below `root`."""

    def __init__(self, root: Path, sessions: int = 0, data: Path | None = None) -> None:
        self.data = data or root / "data"
        self.settings = root / "etc" / "matside.toml"
        self._passphrase_file = root / "passphrase.txt"
        for folder in (self.data, self.settings.parent):
            folder.mkdir(parents=True, exist_ok=True)
        self.settings.write_text(f'# Ours.\n[store]\ndata_dir = "{self.data}"\n')
        if sessions:
            self.exercise(sessions)

    def backup(self, path: Path, passphrase: str = PASSPHRASE) -> str:
        """What `matside backup` says, or the one line with which it refuses."""
        return self._run(backup, path, passphrase)

    def restore(self, path: Path, passphrase: str = PASSPHRASE) -> str:
        """The same for `matside restore`."""
        return self._run(restore, path, passphrase)

    def exercise(self, times: int) -> None:
        """Do so many sessions."""
        with closing(Store.open(self.data / DATABASE)) as store:
            for _ in range(times):
                finish_session(store)

    def sessions(self) -> int:
        """How many sessions its history shows."""
        with closing(Store.open(self.data / DATABASE)) as store:
            return len(store.history(1000, store.people.chosen().id))

    def identity(self) -> tuple[str, str]:
        """By what the broker and the clinic know it."""
        with closing(Store.open(self.data / DATABASE)) as store:
            return store.client_id(), store.patient_code()

    def _run(self, command: click.Command, path: Path, passphrase: str) -> str:
        self._passphrase_file.write_text(passphrase + "\n")
        result = CliRunner().invoke(
            command,
            [str(path), "--config", str(self.settings), "--passphrase-file", str(self._passphrase_file)],
        )
        if isinstance(result.exception, MatsideError):
            line = str(result.exception)
            assert "\n" not in line
            return f"refused: {line}"
        assert result.exception is None, result.exception
        return result.output
