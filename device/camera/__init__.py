"""Where the pictures come from: one protocol, one module per kind of source, `detect` chooses."""

from __future__ import annotations

from typing import Protocol

from inference.pose import Frame


class Camera(Protocol):
    """A source of frames, used by one thread at a time.

    An implementation must deliver the newest frame, never an old one from a queue, and must stay usable
    after a CameraError: `close` and `open` again is how the appliance waits for a camera to come back.
    Constructing one touches no hardware.
    """

    @property
    def name(self) -> str:
        """What it is, for the log and the screen: "Pi camera imx708", "USB camera /dev/video0"."""
        ...

    @property
    def is_demo(self) -> bool:
        """True if the pictures are a recording."""
        ...

    def open(self) -> None:
        """Start the flow of frames; without effect if it is already open.

        Raises:
            CameraError: it is absent, busy or refuses the settings.
        """
        ...

    def read(self, timeout_s: float) -> Frame | None:
        """The newest frame that was not read before, None if there is none within `timeout_s` seconds.

        Timestamps increase strictly over the whole life of the object, over `close` and `open` too.

        Raises:
            CameraError: it is not open, was unplugged, or has stalled.
        """
        ...

    def picture(self) -> Frame | None:
        """The frame read last as the screen shows it, larger; None where there is no other than that frame.

        Valid until the next `read` or `close`; asked only while a screen looks.
        """
        ...

    def close(self) -> None:
        """Release the hardware; safe to call twice and after an error. Never raises CameraError."""
        ...
