"""What happens to a camera in a home, over every kind of source: named within seconds, over within ten."""

from __future__ import annotations

import threading
import time
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from device.camera.pace import EARLY_S, HOT_S, NOBODY_S
from device.camera.sight import SURE_S, trouble_of
from device.capture import CALL_S, STALL_S, Capture
from device.view import CameraState
from inference.pose import Frame
from tests.device.camera.blocking_camera import BlockingCamera
from tests.device.camera.rigs import (
    DARK,
    ROOM,
    WHITE,
    AwaitedPiRig,
    AwaitedUsbRig,
    ClipRig,
    PiRig,
    Rig,
    UsbRig,
)

NAMED_WITHIN_S = 3.0
BACK_WITHIN_S = 10.0


@pytest.fixture(params=[PiRig, UsbRig, AwaitedPiRig, AwaitedUsbRig, ClipRig])
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Rig:
    made: Rig = request.param(tmp_path)
    return made


@pytest.fixture(params=[PiRig, UsbRig, AwaitedPiRig, AwaitedUsbRig])
def hardware(request: pytest.FixtureRequest, tmp_path: Path) -> PiRig | UsbRig:
    made: PiRig | UsbRig = request.param(tmp_path)
    return made


def seeing(rig: Rig) -> CameraState:
    return CameraState.DEMO if isinstance(rig, ClipRig) else CameraState.LIVE


def assert_time_runs_on(rig: Rig) -> None:
    assert all(later[0] > earlier[0] and later[1] > earlier[1] for earlier, later in pairwise(rig.frames))


@pytest.mark.parametrize(("luma", "state"), [(DARK, CameraState.COVERED), (WHITE, CameraState.OVEREXPOSED)])
def test_what_shows_nobody_is_named_and_its_end_too(rig: Rig, luma: np.ndarray, state: CameraState) -> None:
    rig.run(20, (5, lambda: rig.look(luma)), (12, lambda: rig.look(ROOM)))
    assert [told for _, told in rig.states] == [seeing(rig), state, seeing(rig)]
    assert SURE_S <= rig.named(state) - 5 < NAMED_WITHIN_S
    assert rig.named(seeing(rig), 12) - 12 < BACK_WITHIN_S
    assert_time_runs_on(rig)


def test_a_hand_that_passes_is_no_trouble(rig: Rig) -> None:
    rig.run(6, (3, lambda: rig.look(DARK)), (3.6, lambda: rig.look(ROOM)))
    assert [told for _, told in rig.states] == [seeing(rig)]


@pytest.mark.parametrize("away_s", [1.0, 25.0])
def test_unplugged_it_is_missing_and_plugged_in_again_it_is_found_within_ten_seconds(
    rig: Rig, away_s: float
) -> None:
    back_s = 5 + 4 + away_s
    rig.run(back_s + 15, (5, rig.unplug), (back_s, rig.plug_in))
    assert rig.named(CameraState.MISSING) - 5 < NAMED_WITHIN_S + 1
    assert rig.named(seeing(rig), back_s) - back_s < BACK_WITHIN_S
    assert rig.states[-1][1] is seeing(rig)
    assert_time_runs_on(rig)


def test_a_hung_camera_is_named_after_two_seconds_and_opened_again(hardware: PiRig | UsbRig) -> None:
    hardware.run(30, (5, hardware.hang), (15, hardware.go_on))
    assert STALL_S <= hardware.named(CameraState.HUNG) - 5 < NAMED_WITHIN_S
    assert hardware.named(CameraState.LIVE, 15) - 15 < BACK_WITHIN_S
    assert_time_runs_on(hardware)


def test_a_busy_camera_is_named_and_taken_when_it_is_free(hardware: PiRig | UsbRig) -> None:
    hardware.occupy(True)
    hardware.run(20, (8, lambda: hardware.occupy(False)))
    assert hardware.named(CameraState.BUSY) < 1
    assert hardware.named(CameraState.LIVE) - 8 < BACK_WITHIN_S
    assert CameraState.MISSING not in {told for _, told in hardware.states}


def test_nobody_there_it_is_looked_four_times_a_second_hot_ten_times_else_at_full_rate(rig: Rig) -> None:
    def rate(since_s: float) -> float:
        start_s = rig.clock() - since_s
        return sum(captured_s > start_s for _, captured_s in rig.frames) / since_s

    seen: dict[str, float] = {}

    def is_left() -> None:
        seen["full"] = rate(4)
        rig.pace.somebody = False

    def is_entered() -> None:
        seen["nobody"] = rate(8)
        rig.pace.somebody = True
        rig.pace.hot = True

    def is_cool() -> None:
        seen["hot"] = rate(4)
        rig.pace.hot = False

    rig.run(20, (5, is_left), (14, is_entered), (19, is_cool))
    assert seen["full"] > 24
    assert 3.6 < seen["nobody"] < 1 / (NOBODY_S - EARLY_S) + 0.1
    assert seen["hot"] == pytest.approx(1 / HOT_S, abs=0.6)


class SwallowingCamera:
    """Its driver gives some frames, one a second, then none ever again, and no error."""

    name = "swallowing camera"
    is_demo = False

    def __init__(self, luma: np.ndarray, frames: int) -> None:
        self._image = np.broadcast_to(luma[None, :, None], (480, 640, 3))
        self._left = self._frames = frames

    def open(self) -> None: ...

    def read(self, timeout_s: float) -> Frame | None:
        if not self._left:
            return None
        self._left -= 1
        return Frame(self._frames - self._left, float(self._frames - self._left), self._image)

    def picture(self) -> None: ...

    def close(self) -> None: ...


@pytest.mark.parametrize(
    ("luma", "state"),
    [(ROOM, CameraState.LIVE), (DARK, CameraState.COVERED), (WHITE, CameraState.OVEREXPOSED)],
)
def test_a_read_that_never_ends_is_told_as_hung_whatever_was_seen_before(
    luma: np.ndarray, state: CameraState
) -> None:
    now = [100.0]
    capture = Capture(SwallowingCamera(luma, frames=2), clock=lambda: now[0])
    capture._deliver()
    capture._deliver()
    assert capture.health.state is state
    assert not capture.stuck
    now[0] += STALL_S + 0.1
    capture._deliver()
    assert capture.health.state is CameraState.HUNG
    assert capture.stuck
    assert capture.health.detail == "swallowing camera: no frame for 2 s; check its cable"


@pytest.mark.parametrize("call", ["open", "close"])
def test_a_call_that_never_ends_after_a_named_failure_is_stuck_until_it_ends(call: str) -> None:
    camera, stop, ahead_s = BlockingCamera(call), threading.Event(), [0.0]
    capture = Capture(camera, clock=lambda: time.monotonic() + ahead_s[0])
    thread = threading.Thread(target=capture.run, args=(stop,))
    thread.start()
    assert camera.entered.wait(10)
    assert capture.health.detail == "blocking camera: no frame for 2 s; check its cable"
    assert not capture.stuck, "it may still come back"
    ahead_s[0] += CALL_S
    assert capture.stuck
    assert capture.health.state is CameraState.HUNG
    assert capture.health.detail == "blocking camera: no answer for 10 s; switch the device off and on"
    stop.set()
    camera.release.set()
    thread.join(10)
    assert not thread.is_alive()
    assert not capture.stuck


def test_a_dim_room_with_somebody_in_it_is_neither_dark_nor_covered() -> None:
    dim = np.full((480, 640, 3), 40, np.uint8)
    dim[100:400, 200:350] = 95
    assert trouble_of(dim) is None
    assert trouble_of(np.full((480, 640, 3), 120, np.uint8)) is CameraState.COVERED


@pytest.mark.parametrize("sigma", [4, 8, 16])
@pytest.mark.parametrize("brightness", [5, 17])
def test_a_covered_lens_is_covered_however_noisy_the_sensor_is(sigma: int, brightness: int) -> None:
    noise = np.random.default_rng(1).normal(brightness, sigma, (480, 640, 3))
    assert trouble_of(noise.clip(0, 255).astype(np.uint8)) is CameraState.COVERED


def test_noise_in_a_dim_room_hides_nobody() -> None:
    noise = np.random.default_rng(1).normal(40, 8, (480, 640, 3))
    noise[100:400, 200:350] += 55
    assert trouble_of(noise.clip(0, 255).astype(np.uint8)) is None


def test_the_larger_picture_is_made_only_while_a_screen_asks(tmp_path: Path) -> None:
    rig = PiRig(tmp_path)
    shown: list[Frame | None] = []

    def note() -> None:
        shown.append(rig.capture.pictures.peek())

    def ask() -> None:
        note()
        rig.capture.ask_for_pictures()

    rig.run(10, (3, ask), (4, note), (6, ask), (6.5, note), (6.6, rig.hang))
    before, picture, long_after, again = shown
    assert before is None
    assert picture is not None
    assert picture.image.shape == (180, 240, 3)
    assert long_after is None, "who asks next must not see an old one first"
    assert again is not None
    assert again.captured_s > picture.captured_s + 2
    assert rig.capture.health.state is CameraState.HUNG
    assert rig.capture.pictures.peek() is None, "a camera that failed shows nothing"
