"""picamera2 and libcamera, loaded when they are needed: the only file that imports them."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from device.errors import CameraError


class NotInstalledError(CameraError):
    """This machine has no libcamera: nothing is wrong with one that is no Raspberry Pi."""


@dataclass(frozen=True, slots=True)
class Library:
    """What is used of picamera2 and libcamera.

    Attributes:
        cameras: describes the cameras that libcamera sees, those on a ribbon cable first.
        camera: opens the camera of that number (picamera2.Picamera2).
        mapped_array: maps a request's buffer without a copy (picamera2.MappedArray).
        transform: flips in the image processor (libcamera.Transform).
        colour_space: makes the colour space that OpenCV's conversion assumes: BT.601, limited range.
    """

    cameras: Callable[[], Sequence[dict[str, Any]]]
    camera: Callable[[int], Any]
    mapped_array: Callable[..., Any]
    transform: Callable[..., Any]
    colour_space: Callable[[], Any]

    def on_ribbon(self) -> list[dict[str, Any]]:
        """The cameras on ribbon cables.

        Raises:
            CameraError: libcamera does not start.
        """
        try:
            # libcamera lists USB cameras too; those are V4L2Camera's.
            return [info for info in self.cameras() if "/usb" not in str(info.get("Id", ""))]
        except RuntimeError as error:
            raise CameraError(
                f"Pi camera: libcamera does not start ({first_line(error)}); restart the Pi"
            ) from error


def load_library() -> Library:
    """Import picamera2, which starts libcamera: about a second.

    Raises:
        CameraError: it is not installed, or does not fit what else is.
    """
    os.environ.setdefault("LIBCAMERA_LOG_LEVELS", "*:ERROR")
    try:
        import libcamera
        import picamera2
    except ModuleNotFoundError as error:
        raise NotInstalledError(
            f"Pi camera: {error.name} is not installed; on Raspberry Pi OS: "
            "sudo apt-get install python3-picamera2, then make clean setup"
        ) from None
    # Its extension modules may raise anything, as for another numpy (picamera2 issues 1170, 1211).
    except Exception as error:
        raise CameraError(
            f"Pi camera: picamera2 can't be loaded ({first_line(error)}); "
            "install it and Matside for the same release of Raspberry Pi OS"
        ) from error
    return Library(
        cameras=picamera2.Picamera2.global_camera_info,
        camera=partial(opened, picamera2.Picamera2),
        mapped_array=picamera2.MappedArray,
        transform=libcamera.Transform,
        colour_space=libcamera.ColorSpace.Smpte170m,
    )


def opened(kind: type[Any], *arguments: Any) -> Any:
    """A new camera of `kind`, picamera2.Picamera2 or like it.

    Where another program has the camera, the constructor of picamera2 0.3.38 raises and leaves a pipe open,
    out of everybody's reach; tried again every few seconds, that takes all file descriptors within hours.
    """
    camera: Any = object.__new__(kind)
    try:
        camera.__init__(*arguments)
    except Exception:
        left = vars(camera)
        if "notifymeread" in left:
            left["notifymeread"].close()
            os.close(left["notifyme_w"])
        raise
    return camera


def pi_cameras(load: Callable[[], Library] = load_library) -> list[str]:
    """Models of the cameras on ribbon cables (imx708, ...); empty where there is no libcamera.

    Raises:
        CameraError: there is one, and it can't be loaded or does not start.
    """
    try:
        return [str(info.get("Model", "camera")) for info in load().on_ribbon()]
    except NotInstalledError:
        return []


def first_line(error: Exception) -> str:
    """What libcamera says, in one line."""
    return str(error).splitlines()[0] if str(error) else type(error).__name__
