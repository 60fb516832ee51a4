"""The Raspberry Pi's own camera: two streams from one sensor, over picamera2.

The small stream (YUV 4:2:0, which every Pi's image processor delivers there) is turned to RGB once, for the
analysis; the larger one only while a screen shows it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from device.camera.mounting import upright
from device.camera.pi_library import Library, first_line, load_library
from device.camera.pi_sensor import (
    FOCUS_GO_ON,
    FOCUS_HOLD,
    frame_s,
    sensor_controls,
    whole_view,
    widest_mode,
    yuv420_to_rgb,
)
from device.config import CameraSettings
from device.errors import CameraBusyError, CameraError, CameraHungError
from inference.pose import Frame, Image

log = logging.getLogger(__name__)

STALL_S = 2.0
"""A sensor that sent no frame for so long hangs: in practice a loose ribbon cable."""


class PiCamera:
    """A camera on the Raspberry Pi's ribbon cable; it follows the session (`device.pipeline.Stage`).

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
        self._request: Any = None
        self._mode: dict[str, Any] | None = None
        self._width_px: dict[str, int] = {}
        self._alive_s = self._captured_s = self._due_s = 0.0
        self._seq = -1
        self._moving = self._focus_held = False

    def open(self) -> None:
        """Configure and start the sensor.

        Raises:
            CameraError: picamera2 is missing, no camera is connected, it is busy, or refuses the settings.
        """
        if self._camera is not None:
            return
        library = self._load()
        found = library.on_ribbon()
        if not found:
            raise CameraError(
                "Pi camera: none found; check that the ribbon cable sits firmly, then restart the Pi"
            )
        self.name = f"Pi camera {found[0].get('Model', '')}".rstrip()
        try:
            camera = library.camera(0)
        except (RuntimeError, IndexError) as error:
            raise CameraBusyError(
                f"{self.name}: busy; close the program that uses it ({first_line(error)})"
            ) from error
        try:
            self._start(library, camera)
        except (RuntimeError, ValueError, OSError) as error:
            self._release(camera)
            raise CameraError(
                f"{self.name}: does not start with these settings ({first_line(error)})"
            ) from error
        self._library, self._camera = library, camera
        self._focus_held = False
        self._alive_s = self._clock()

    def read(self, timeout_s: float) -> Frame | None:
        """The next frame from now on, of the small stream; None if none came within `timeout_s` seconds.

        The sensor takes more of them than the rate that was asked for; those in between are left out.

        Raises:
            CameraError: it is not open, or sent no frame for 2 s.
        """
        if self._camera is None:
            raise CameraError(f"{self.name}: not open")
        self._give_back()
        self._focus()
        deadline_s = self._clock() + timeout_s
        while (request := self._next(deadline_s)) is not None:
            captured_s = request.get_metadata()["SensorTimestamp"] / 1e9
            if captured_s >= self._due_s - frame_s(self._settings.fps) / 2:
                break
            request.release()
        if request is None:
            return None
        self._request, self._captured_s = request, captured_s
        self._due_s = max(self._due_s + 1 / self._settings.fps, captured_s)
        self._seq += 1
        return self._frame("lores")

    def picture(self) -> Frame | None:
        """The same moment in the large stream."""
        return None if self._request is None else self._frame("main")

    def show(self, exercise: str) -> None:
        """The person is real: nothing to follow."""

    def move(self, moving: bool) -> None:
        """In a set the lens stays where it is: a hand that comes near must not blur the rest."""
        self._moving = moving

    def close(self) -> None:
        """Stop and release the sensor."""
        if self._camera is not None:
            self._give_back()
            camera, self._camera, self._job = self._camera, None, None
            self._release(camera)

    def _start(self, library: Library, camera: Any) -> None:
        settings = self._settings
        size = settings.width_px, settings.height_px
        large = settings.screen_size_px
        quarter_turn = settings.rotation_deg in (90, 270)
        upside_down = settings.rotation_deg == 180
        if self._mode is None:
            self._mode = widest_mode(camera.sensor_modes, settings.fps)
        camera.configure(
            camera.create_video_configuration(
                main={"size": large, "format": "YUV420"},
                lores={"size": size, "format": "YUV420"},
                sensor=self._mode,
                buffer_count=4,
                # Without this the oldest finished frame is handed out first.
                queue=False,
                transform=library.transform(
                    hflip=not quarter_turn and upside_down != settings.mirror, vflip=upside_down
                ),
                colour_space=library.colour_space(),
                controls=sensor_controls(settings, camera.camera_controls),
            )
        )
        if "ScalerCrop" in camera.camera_controls:
            field = camera.camera_controls["ScalerCrop"][1]
            camera.set_controls({"ScalerCrop": whole_view(field, large)})
        told = camera.camera_configuration()
        self._width_px = {stream: told[stream]["size"][0] for stream in ("main", "lores")}
        camera.start()

    def _next(self, deadline_s: float) -> Any:
        """The sensor's next frame, None if none came until `deadline_s`."""
        # A job that timed out stays in picamera2's queue: keep it and wait for it again.
        if self._job is None:
            self._job = self._camera.capture_request(wait=False)
        try:
            request = self._camera.wait(self._job, timeout=max(0.0, deadline_s - self._clock()))
        except TimeoutError:
            if self._clock() - self._alive_s <= STALL_S:
                return None
            self.close()
            raise CameraHungError(
                f"{self.name}: no frame for {STALL_S:g} s; check the ribbon cable"
            ) from None
        self._job = None
        self._alive_s = self._clock()
        return request

    def _focus(self) -> None:
        if self._moving is self._focus_held or "AfPause" not in self._camera.camera_controls:
            return
        self._focus_held = self._moving
        self._camera.set_controls(FOCUS_HOLD if self._moving else FOCUS_GO_ON)

    def _frame(self, stream: str) -> Frame:
        if self._library is None:
            raise CameraError(f"{self.name}: not open")
        with self._library.mapped_array(self._request, stream, write=False) as mapped:
            image: Image = yuv420_to_rgb(mapped.array, self._width_px[stream])
        # The image processor flips, but does not turn by 90 degrees.
        turn_deg = self._settings.rotation_deg if self._settings.rotation_deg in (90, 270) else 0
        image = upright(image, turn_deg, self._settings.mirror and turn_deg != 0)
        return Frame(self._seq, self._captured_s, image)

    def _give_back(self) -> None:
        """The buffer of the frame read last goes back to the sensor."""
        if self._request is not None:
            request, self._request = self._request, None
            request.release()

    def _release(self, camera: Any) -> None:
        for step in (camera.cancel_all_and_flush, camera.close):
            try:
                step()
            # libcamera raises what it likes; a sensor that can't be flushed is closed all the more.
            except Exception as error:
                log.warning("%s: closing: %s", self.name, first_line(error))
