"""The first boot of a device: a name and a key of its own, the boot configuration, a pairing, the set-up.

Every step looks first and does nothing where it was done; one that fails keeps none of the others from being
done. What tells one device from another to a broker and
a clinic (client id, patient code), the appliance makes at random when it opens its empty database.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from device.backup.snapshot import kept_files
from device.config_edit import save_file
from device.device_key import NAME as DEVICE_KEY
from device.device_key import ensure_key
from device.errors import MatsideError, UsageError
from device.link.pairing import ALPHABET
from device.paired import NAME, keep_pairing
from device.place import is_there, read_text
from device.setup import boot_config
from device.setup.hardware import find
from device.setup.kernel_line import enable_limits
from device.setup.set_up import TROUBLE, WANTED, ask_for_set_up

DONE: Final = "first-boot-done"
"""A file in the data folder: the set-up was asked for once."""
STOCK_NAMES: Final = ("", "localhost", "raspberrypi", "debian", "matside")
"""Host names that images come with: two devices of one house would have the same."""
PAIRING_ON_CARD: Final = "matside-pairing.json"
"""What a clinic may put on the card's boot partition, which every computer can write."""
_LETTERS: Final = 4


@dataclass(frozen=True, slots=True)
class FirstBoot:
    """One machine to prepare.

    Attributes:
        root: its file system.
        data_dir: the appliance's data folder.
        display: one of boot_config.DISPLAYS.
        name_now: gives the running kernel its host name.
    """

    root: Path
    data_dir: Path
    display: str
    name_now: Callable[[str], None]

    def run(self) -> Iterator[str]:
        """Do every step; a line for each, saying what was found or done, or why not.

        Raises:
            UsageError: after the last step, if any could not be done; it can be run again.
        """
        hardware = find(self.root)
        yield f"board: {hardware.board or 'not a Raspberry Pi'}"
        yield f"display: {', '.join(hardware.displays) or 'none found'}"
        yield f"touch: {hardware.touch or 'none found'}"
        failures = []
        for name, step in (
            ("name", self._name),
            ("boot configuration", self._boot_configuration),
            ("kernel", self._kernel),
            ("key", self._key),
            ("pairing", self._pairing),
            ("set-up", self._set_up),
        ):
            try:
                told = step()
            except (MatsideError, OSError) as error:
                failures.append(str(error))
                told = "failed, see below"
            yield f"{name}: {told}"
        self._hand_over()
        self._keep_trouble(failures)
        if failures:
            raise UsageError("; ".join(failures))

    def _name(self) -> str:
        """/etc/hostname and the line of /etc/hosts that goes with it; a name that somebody chose stays."""
        path, hosts = self.root / "etc/hostname", self.root / "etc/hosts"
        name = read_text(path).strip() if is_there(path) else ""
        if name not in STOCK_NAMES:
            return name
        new = f"matside-{''.join(secrets.choice(ALPHABET) for _ in range(_LETTERS)).lower()}"
        lines = read_text(hosts).splitlines() if is_there(hosts) else ["127.0.0.1\tlocalhost"]
        others = [line for line in lines if not line.startswith("127.0.1.1")]
        public = 0o644
        save_file(hosts, "\n".join([*others, f"127.0.1.1\t{new}"]).encode() + b"\n", like=hosts, mode=public)
        save_file(path, f"{new}\n".encode(), like=path, mode=public)
        self.name_now(new)
        return f"{new} (was {name or 'none'})"

    def _boot_configuration(self) -> str:
        folder = self._boot_folder()
        if folder is None:
            return "none here"
        if boot_config.apply(folder / "config.txt", self.display):
            return f"{folder / 'config.txt'} changed, from the next start on"
        return "as it should be"

    def _kernel(self) -> str:
        folder = self._boot_folder()
        if folder is None or not is_there(folder / "cmdline.txt"):
            return "as it is"
        if enable_limits(folder / "cmdline.txt"):
            return "limits memory, from the next start on"
        return "limits memory"

    def _key(self) -> str:
        made = not is_there(self.data_dir / DEVICE_KEY)
        ensure_key(self.data_dir)
        return "made" if made else "kept"

    def _pairing(self) -> str:
        """A pairing that was put on the card is taken from there: everybody can read that partition."""
        folder = self._boot_folder()
        if folder is None or not is_there(folder / PAIRING_ON_CARD):
            return "kept" if is_there(self.data_dir / NAME) else "none on the card"
        pairing = keep_pairing(self.data_dir, read_text(folder / PAIRING_ON_CARD))
        try:
            (folder / PAIRING_ON_CARD).unlink()
        except OSError as error:
            raise UsageError(
                f"{folder / PAIRING_ON_CARD}: can't be removed ({error.strerror}); remove it: it holds the "
                "clinic's password"
            ) from error
        return f"with {pairing.clinic}, taken from the card"

    def _set_up(self) -> str:
        if is_there(self.data_dir / DONE):
            return "wanted" if is_there(self.data_dir / WANTED) else "was shown before"
        ask_for_set_up(self.data_dir)
        save_file(self.data_dir / DONE, b"", like=self.data_dir)
        return "wanted"

    def _keep_trouble(self, failures: list[str]) -> None:
        """For the set-up's pages: nobody looks into the journal of a device on a wall."""
        if failures:
            save_file(self.data_dir / TROUBLE, "\n".join(failures).encode(), like=self.data_dir)
        else:
            (self.data_dir / TROUBLE).unlink(missing_ok=True)

    def _boot_folder(self) -> Path | None:
        """Where Raspberry Pi OS mounts the boot partition: since Bookworm, else before it."""
        places = (self.root / "boot/firmware", self.root / "boot")
        return next((place for place in places if is_there(place / "config.txt")), None)

    def _hand_over(self) -> None:
        """This runs as root; the files are the appliance's, and what they link to is not."""
        if os.geteuid() != 0:
            return
        owner = self.data_dir.stat()
        for path in (*kept_files(self.data_dir), *(self.data_dir / name for name in (WANTED, DONE, TROUBLE))):
            if path.exists():
                os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)
