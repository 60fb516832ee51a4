"""The camera of a machine that has none."""

from __future__ import annotations

from typing import Never

from device.errors import CameraError


class AbsentCamera:
    """Says why there is no picture, each time that it is asked for one.

    Args:
        reason: one line: what is missing and what to do.
    """

    name = "no camera"
    is_demo = False

    def __init__(self, reason: str) -> None:
        self._reason = reason

    def open(self) -> Never:
        """Raises CameraError with the reason."""
        raise CameraError(self._reason)

    def read(self, timeout_s: float) -> Never:
        """Raises CameraError with the reason."""
        raise CameraError(self._reason)

    def picture(self) -> None:
        """There is one size only."""

    def close(self) -> None:
        """Nothing to release."""
