"""The Raspberry Pi's own camera: the only file that imports picamera2 and libcamera.

One stream serves analysis and screen: YUV 4:2:0, which every Pi's image processor delivers in its
low-resolution output too, turned to RGB once.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from device.camera.mounting import upright
from device.config import CameraSettings
from device.errors import CameraError
from inference.pose import Frame, Image

log = logging.getLogger(__name__)

STALL_S = 2.0
"""A sensor that sent no frame for so long hangs: in practice a loose ribbon cable."""


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


def load_library() -> Library:
    """Import picamera2, which starts libcamera: about a second.

    Raises:
        CameraError: it is not installed.
    """
    os.environ.setdefault("LIBCAMERA_LOG_LEVELS", "*:ERROR")
    try:
        import libcamera
        import picamera2
    except ImportError as error:
        raise CameraError(
            f"Pi camera: {error.name} is not installed; on Raspberry Pi OS: "
            "sudo apt-get install python3-picamera2, then make clean setup"
        ) from None
    return Library(
        cameras=picamera2.Picamera2.global_camera_info,
        camera=picamera2.Picamera2,
        mapped_array=picamera2.MappedArray,
        transform=libcamera.Transform,
        colour_space=libcamera.ColorSpace.Smpte170m,
    )


def pi_cameras(load: Callable[[], Library] = load_library) -> list[str]:
    """Models of the cameras on ribbon cables (imx708, ...); empty where there is no libcamera."""
    try:
        return [str(info.get("Model", "camera")) for info in _seen(load()) if not _is_usb(info)]
    except CameraError:
        return []


def _seen(library: Library) -> Sequence[dict[str, Any]]:
    try:
        return library.cameras()
    except RuntimeError as error:
        raise CameraError(f"Pi camera: libcamera does not start ({_line(error)}); restart the Pi") from error


def _is_usb(info: dict[str, Any]) -> bool:
    # libcamera lists USB cameras too; those are V4L2Camera's.
    return "/usb" in str(info.get("Id", ""))


def yuv420_to_rgb(planes: NDArray[np.uint8], width_px: int) -> Image:
    """Planar YUV 4:2:0 (BT.601, limited range) to RGB.

    Args:
        planes: uint8 (height * 3 / 2, stride): the Y rows, then the U and V rows packed two to a row.
            The stride may be wider than the picture.
        width_px: the picture's width.

    Returns:
        uint8 (height, width_px, 3) RGB, contiguous.
    """
    padded = cv2.cvtColor(planes, cv2.COLOR_YUV2RGB_I420)
    return cast(Image, np.ascontiguousarray(padded[:, :width_px]))


class PiCamera:
    """A camera on the Raspberry Pi's ribbon cable.

    Args:
        settings: size, rate, mounting.
        load: gives picamera2.
        clock: the monotonic clock in seconds, on which the sensor stamps its frames.
    """

    is_demo = False

    def __init__(
        self,
        settings: CameraSettings,
        *,
        load: Callable[[], Library] = load_library,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = "Pi camera"
        self._settings = settings
        self._load = load
        self._clock = clock
        self._library: Library | None = None
        self._camera: Any = None
        self._job: Any = None
        self._width_px = settings.width_px
        self._alive_s = 0.0
        self._seq = -1

    def open(self) -> None:
        """Configure and start the sensor.

        Raises:
            CameraError: picamera2 is missing, no camera is connected, it is busy, or refuses the settings.
        """
        if self._camera is not None:
            return
        library = self._load()
        found = _seen(library)
        if not found or _is_usb(found[0]):
            raise CameraError(
                "Pi camera: none found; check that the ribbon cable sits firmly, then restart the Pi"
            )
        self.name = f"Pi camera {found[0].get('Model', '')}".rstrip()
        try:
            camera = library.camera(0)
        except (RuntimeError, IndexError) as error:
            raise CameraError(
                f"{self.name}: busy; close the program that uses it ({_line(error)})"
            ) from error
        try:
            camera.configure(self._configuration(library, camera))
            camera.start()
        except (RuntimeError, ValueError, OSError) as error:
            self._release(camera)
            raise CameraError(f"{self.name}: does not start with these settings ({_line(error)})") from error
        self._library, self._camera = library, camera
        self._width_px = camera.camera_configuration()["main"]["size"][0]
        self._alive_s = self._clock()

    def read(self, timeout_s: float) -> Frame | None:
        """The next frame from now on; None if none came within `timeout_s` seconds.

        Raises:
            CameraError: it is not open, or sent no frame for 2 s.
        """
        if self._camera is None or self._library is None:
            raise CameraError(f"{self.name}: not open")
        # A job that timed out stays in picamera2's queue: keep it and wait for it again.
        if self._job is None:
            self._job = self._camera.capture_request(wait=False)
        try:
            request = self._camera.wait(self._job, timeout=timeout_s)
        except TimeoutError:
            if self._clock() - self._alive_s <= STALL_S:
                return None
            self.close()
            raise CameraError(f"{self.name}: no frame for {STALL_S:g} s; check the ribbon cable") from None
        self._job = None
        self._alive_s = self._clock()
        try:
            captured_s = request.get_metadata()["SensorTimestamp"] / 1e9
            with self._library.mapped_array(request, "main", write=False) as mapped:
                image = yuv420_to_rgb(mapped.array, self._width_px)
        finally:
            request.release()
        self._seq += 1
        turn_deg, mirror = self._software_turn()
        return Frame(self._seq, captured_s, upright(image, turn_deg, mirror))

    def close(self) -> None:
        """Stop and release the sensor."""
        if self._camera is not None:
            camera, self._camera, self._job = self._camera, None, None
            self._release(camera)

    def _release(self, camera: Any) -> None:
        try:
            camera.cancel_all_and_flush()
            camera.close()
        except RuntimeError as error:
            log.warning("%s: closing: %s", self.name, _line(error))

    def _configuration(self, library: Library, camera: Any) -> Any:
        settings = self._settings
        quarter_turn = settings.rotation_deg in (90, 270)
        upside_down = settings.rotation_deg == 180
        interval_us = round(1e6 / settings.fps)
        wanted = {"FrameDurationLimits": (interval_us, interval_us)}
        return camera.create_video_configuration(
            main={"size": (settings.width_px, settings.height_px), "format": "YUV420"},
            buffer_count=4,
            # Without this the oldest finished frame is handed out first.
            queue=False,
            transform=library.transform(
                hflip=not quarter_turn and upside_down != settings.mirror, vflip=upside_down
            ),
            colour_space=library.colour_space(),
            # A control that this sensor does not have would be refused with the whole configuration.
            controls={name: value for name, value in wanted.items() if name in camera.camera_controls},
        )

    def _software_turn(self) -> tuple[int, bool]:
        """What the image processor can't do: it flips, but does not turn by 90 degrees."""
        if self._settings.rotation_deg in (90, 270):
            return self._settings.rotation_deg, self._settings.mirror
        return 0, False


def _line(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__
