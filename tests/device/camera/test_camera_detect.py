from __future__ import annotations

from pathlib import Path

import pytest

from device.camera import Camera
from device.camera.awaited import AwaitedCamera
from device.camera.clip import ClipCamera
from device.camera.demo import DemoCamera
from device.camera.detect import bundled_clips, choose_camera
from device.camera.picamera import PiCamera
from device.camera.usb_controls import FOCUS_AUTO
from device.camera.v4l2 import V4L2Camera
from device.config import CameraSettings
from device.errors import CameraError, UsageError
from tests.device.camera.rigs import AwaitedUsbRig

SQUAT = bundled_clips()["squat"]


def chosen(source: str, ribbon: list[str], usb: list[str], clips: dict[str, Path] | None = None) -> Camera:
    return choose_camera(
        CameraSettings(source=source),
        clips,
        on_ribbon=lambda: ribbon,
        on_usb=lambda: {Path(node): "Webcam" for node in usb},
    )


@pytest.mark.parametrize(
    ("source", "ribbon", "usb", "kind"),
    [
        ("auto", ["imx708"], ["/dev/video8"], PiCamera),
        ("auto", [], ["/dev/video8"], V4L2Camera),
        ("auto", [], [], DemoCamera),
        ("camera", ["imx708"], [], AwaitedCamera),
        ("camera", [], [], AwaitedCamera),
        ("picamera", [], ["/dev/video8"], PiCamera),
        ("v4l2", ["imx708"], [], V4L2Camera),
        ("v4l2:/dev/video2", ["imx708"], [], V4L2Camera),
        ("demo", ["imx708"], ["/dev/video8"], DemoCamera),
        (f"clip:{SQUAT}", ["imx708"], ["/dev/video8"], ClipCamera),
    ],
)
def test_the_source_decides(source: str, ribbon: list[str], usb: list[str], kind: type) -> None:
    assert type(chosen(source, ribbon, usb)) is kind


@pytest.mark.parametrize(("clips", "demo"), [({}, True), (None, False)])
def test_without_camera_and_without_clips_or_leave_to_show_them_one_is_awaited(clips, demo) -> None:
    usb: dict[Path, str] = {}
    camera = choose_camera(
        CameraSettings(source="auto"), clips, demo=demo, on_ribbon=list, on_usb=lambda: usb
    )
    for use in (camera.open, lambda: camera.read(1.0), camera.picture):
        with pytest.raises(CameraError, match="no camera found; connect one: it is looked for again"):
            use()
    camera.close()
    assert (camera.name, camera.is_demo) == ("Pi or USB camera", False)
    usb[Path("/dev/video77")] = "Webcam"
    with pytest.raises(CameraError, match="USB camera"):
        camera.open()
    assert camera.name.startswith("USB camera")


def test_a_broken_way_to_the_pis_camera_leads_on_to_a_usb_camera_and_is_named_where_there_is_none(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken() -> list[str]:
        raise CameraError("Pi camera: picamera2 can't be loaded (numpy.dtype size changed)")

    usb: dict[Path, str] = {}

    def choose(source: str, demo: bool = True) -> Camera:
        return choose_camera(CameraSettings(source=source), demo=demo, on_ribbon=broken, on_usb=lambda: usb)

    assert type(choose("auto")) is DemoCamera
    assert caplog.messages == ["Pi camera: picamera2 can't be loaded (numpy.dtype size changed)"]
    with pytest.raises(CameraError, match="picamera2 can't be loaded"):
        choose("auto", demo=False).open()
    usb[Path("/dev/video77")] = "Webcam"
    assert type(choose("auto")) is V4L2Camera
    awaited = choose("camera")
    with pytest.raises(CameraError, match="USB camera"):
        awaited.open()


def test_an_awaited_camera_may_be_exchanged_for_another() -> None:
    connected: list[Camera] = [ClipCamera(SQUAT, realtime=False)]
    camera = AwaitedCamera(lambda: connected[0])
    camera.open()
    first = camera.read(1.0)
    camera.close()
    connected[0] = ClipCamera(bundled_clips()["glute_bridge"], realtime=False)
    camera.open()
    assert camera.name == "clip glute_bridge.mp4"
    second = camera.read(1.0)
    camera.close()
    assert first is not None
    assert second is not None
    assert (first.image != second.image).any()
    assert (first.seq, second.seq) == (0, 1)


class LeavingCamera(AwaitedCamera):
    """Closed by the capture at the worst moment: whenever another thread has just looked at it."""

    @property
    def _camera(self) -> Camera | None:
        camera, self._kept = self._kept, None
        return camera

    @_camera.setter
    def _camera(self, camera: Camera | None) -> None:
        self._kept = camera


def test_the_name_of_an_awaited_camera_may_be_asked_while_it_is_closed() -> None:
    camera = LeavingCamera(lambda: None)
    camera._camera = ClipCamera(SQUAT)
    assert camera.name == "clip squat.mp4"
    assert camera.name == "Pi or USB camera"


@pytest.mark.parametrize("moving", [True, False])
def test_an_awaited_usb_camera_is_told_of_the_set_whenever_it_is_found(tmp_path: Path, moving: bool) -> None:
    rig = AwaitedUsbRig(tmp_path)
    camera = rig.capture._camera
    camera.move(moving)
    camera.open()
    assert camera.read(0.5) is not None
    assert ({FOCUS_AUTO: 0} in rig.usb.controls) is moving
    camera.move(not moving)
    assert camera.read(0.5) is not None
    assert rig.usb.controls[-1] == {FOCUS_AUTO: int(moving)}
    camera.close()


def test_a_clip_that_can_not_be_played_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such video file"):
        chosen(f"clip:{tmp_path}/none.mp4", [], [])


def test_a_named_device_that_is_missing_says_so_when_opened() -> None:
    with pytest.raises(CameraError, match="USB camera /dev/video77: not there"):
        chosen("v4l2:/dev/video77", [], []).open()


def test_a_machine_without_a_camera_shows_the_bundled_clips() -> None:
    camera = chosen("auto", [], [])
    camera.open()
    frame = camera.read(5.0)
    camera.close()
    assert camera.is_demo
    assert frame is not None
    assert frame.image.shape == (480, 640, 3)
