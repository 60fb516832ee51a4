"""The camera's side of the appliance: what takes pictures, how often, and what becomes of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from device.camera import Camera
from device.camera.awaited import AwaitedCamera
from device.camera.demo import DemoCamera
from device.camera.detect import choose_camera
from device.camera.heat import HeatWatch
from device.camera.pace import Pace
from device.camera.picamera import PiCamera
from device.camera.v4l2 import V4L2Camera
from device.capture import Capture
from device.config import CameraSettings
from device.picture import PictureFeed
from device.pipeline import RealStage, Stage
from device.worker import Worker

_FOLLOWERS = AwaitedCamera | DemoCamera | PiCamera | V4L2Camera


@dataclass(frozen=True, slots=True)
class Eyes:
    """What sees.

    Attributes:
        camera: where the pictures come from.
        stage: follows the session.
        pace: how often a picture is wanted.
        heat: lowers the pace.
        capture: keeps the camera open.
        pictures: for the screen.
    """

    camera: Camera
    stage: Stage
    pace: Pace
    heat: HeatWatch
    capture: Capture
    pictures: PictureFeed

    def workers(self, on_death: Callable[[BaseException], None]) -> list[Worker]:
        """The threads that see."""
        return [
            Worker("capture", self.capture.run, on_death),
            Worker("heat", self.heat.run, on_death),
        ]


Choose = Callable[..., Camera]
"""As choose_camera."""


def open_eyes(settings: CameraSettings, *, demo: bool, choose: Choose = choose_camera) -> Eyes:
    """Choose the camera and put together what follows it; nothing is opened yet.

    Args:
        settings: the camera's settings.
        demo: whether bundled clips may stand in for a camera that is not there.
        choose: finds the camera.

    Raises:
        UsageError: a clip that was named can't be played.
    """
    camera, pace = choose(settings, demo=demo), Pace()
    capture = Capture(camera, pace)
    return Eyes(
        camera=camera,
        stage=camera if isinstance(camera, _FOLLOWERS) else RealStage(),
        pace=pace,
        heat=HeatWatch(pace),
        capture=capture,
        pictures=PictureFeed(capture.pictures, capture.ask_for_pictures),
    )
