"""picamera2 imports this for previews on a display, of which there are none here."""

from __future__ import annotations


class Names:
    """Every format is its own name."""

    def __getattr__(self, name: str) -> str:
        return name


PixelFormat = Names()
