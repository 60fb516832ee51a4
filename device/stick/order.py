"""What the touchscreen asks of root when a USB stick is plugged in, and what root answers.

The appliance may neither mount a stick nor stop itself nor install anything. It connects to the socket of
matside-stick.socket and writes one order, a line of JSON; a service of root's that lives as long as the
connection answers with a line for each step and a last one. A restore and an update end the appliance, and
with it the connection: how they went lies in `OUTCOME` as well, for the appliance that starts afterwards.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from device.backup.sealed import SHORTEST

SOCKET: Final = Path("/run/matside-stick/socket")
OUTCOME: Final = Path("/run/matside-stick/outcome.json")
UNDER_WAY: Final = Path("/run/matside-stick/under-way")
"""There from the moment that a package is installed until it is decided whether the new version stays."""
STOPPED: Final = Path("/run/matside-stick/stopped")
"""There while a restore has the appliance stopped: whoever ends that service starts the appliance again."""
LONGEST_LINE_BYTES: Final = 64 * 1024

Doing = Literal["look", "backup", "restore", "update"]
Step = Literal["reading", "sealing", "writing", "checking", "restoring", "keeping", "installing", "judging"]
Trouble = Literal[
    "no_stick",
    "several_sticks",
    "unreadable",
    "read_only",
    "full",
    "short_passphrase",
    "wrong_passphrase",
    "not_whole",
    "too_new",
    "exercising",
    "untrusted",
    "not_newer",
    "being_judged",
    "went_back",
    "does_not_run",
    "unfinished",
    "busy",
    "failed",
]
"""Why something did not come about; the screen has a sentence for each."""


class _Line(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, use_attribute_docstrings=True)


Passphrase = Annotated[str, Field(min_length=SHORTEST, max_length=200, repr=False)]
FileName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._~+-]{0,120}\.(age|deb)$")]
"""The bare name of a file in the stick's topmost folder: no path leads elsewhere."""


class LookOrder(_Line):
    """Say what is on the stick."""

    do: Literal["look"] = "look"


class BackupOrder(_Line):
    """Write everything of the device to the stick, sealed."""

    do: Literal["backup"] = "backup"
    passphrase: Passphrase


class RestoreOrder(_Line):
    """Put a backup of the stick in the place of what the device holds."""

    do: Literal["restore"] = "restore"
    name: FileName
    passphrase: Passphrase


class UpdateOrder(_Line):
    """Install a package of the stick."""

    do: Literal["update"] = "update"
    name: FileName


Order = LookOrder | BackupOrder | RestoreOrder | UpdateOrder
ORDERS: Final = TypeAdapter[Order](Annotated[Order, Field(discriminator="do")])


class KeptBackup(_Line):
    """A backup on the stick."""

    name: FileName
    written: str
    """Local date and time of the file, ISO 8601 to the minute."""


class OfferedUpdate(_Line):
    """A package on the stick: for this machine, newer than what is installed, with a signature beside it.

    Whether a trusted key made the signature is only known after the whole file was read.
    """

    name: FileName
    version: str


class Contents(_Line):
    """What is on the stick.

    `backups` has the newest first.
    """

    label: str
    free_bytes: int
    backups: tuple[KeptBackup, ...]
    update: OfferedUpdate | None


class Progress(_Line):
    """A line on the way."""

    step: Step


class Outcome(_Line):
    """The last line."""

    of: Doing
    trouble: Trouble | None = None
    detail: str = ""
    """In an engineer's words, English."""
    contents: Contents | None = None
    """After a look, and after a backup."""
    name: str = ""
    """Of the file that was written, restored or installed."""
    version: str = ""
    """That is installed now, after an update or the way back from it."""


Answer = Progress | Outcome
ANSWERS: Final = TypeAdapter[Answer](Answer)
