"""What the stick's page needs of the device; the composition root hands it in."""

from __future__ import annotations

from typing import Protocol

from device.stick.state import StickState


class Stick(Protocol):
    """A USB stick and what root does with it. Any number of threads may call at once.

    What is begun goes on by itself: `state` tells the steps and, at last, the outcome. Nothing of a
    passphrase is ever in a state, an error or a log.
    """

    def is_offered(self) -> bool:
        """Whether this device can do anything with a stick."""
        ...

    def is_plugged_in(self) -> bool:
        """Whether there is one at the moment."""
        ...

    def state(self) -> StickState:
        """How it stands, at once."""
        ...

    def look(self) -> None:
        """Find out what is on the stick.

        Raises:
            UsageError: something is being done already; so do the others.
        """
        ...

    def backup(self, passphrase: str) -> None:
        """Write everything of the device to the stick, sealed."""
        ...

    def restore(self, name: str, passphrase: str) -> None:
        """Put this backup in the place of what the device holds; the device starts again."""
        ...

    def update(self, name: str) -> None:
        """Install this package of the stick; the device starts again."""
        ...
