from __future__ import annotations

import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from device.camera.clip import ClipCamera
from device.camera.demo import DemoCamera
from device.camera.detect import bundled_clips
from device.camera.film import read_clip
from device.errors import CameraError, UsageError
from inference.pose import Frame
from tests.device.fake_clock import FakeClock

CLIPS = Path(__file__).parent / "clips"
SQUAT = bundled_clips()["squat"]
BRIDGE = bundled_clips()["glute_bridge"]
SHORT = CLIPS / "varying_rate.mp4"
"""14 frames in 1.87 s, at those multiples of 1/15 s that 3 or 5 divide."""


def frame_of(camera: ClipCamera | DemoCamera, timeout_s: float = 1.0) -> Frame:
    frame = camera.read(timeout_s)
    assert frame is not None
    return frame


def alike(one: Frame, other: Frame) -> bool:
    return one.image.shape == other.image.shape and bool(np.array_equal(one.image, other.image))


def test_a_clip_is_read_with_its_exact_times_from_zero() -> None:
    frames = [(frame.seq, frame.captured_s) for frame in read_clip(SQUAT)]
    assert [seq for seq, _ in frames] == list(range(255))
    assert [captured_s for _, captured_s in frames] == pytest.approx([n / 15 for n in range(255)], abs=1e-9)


def test_frames_are_rgb_and_read_only() -> None:
    frame = next(read_clip(SQUAT))
    assert frame.image.shape == (480, 640, 3)
    assert frame.image.dtype == np.uint8
    assert not frame.image.flags.writeable
    wall = frame.image[20, 20].astype(int)
    assert wall[0] > wall[2], "the wall of this clip is warm: more red than blue"


def test_a_varying_frame_rate_keeps_its_own_times() -> None:
    shown = [n for n in range(30) if n % 3 == 0 or n % 5 == 0]
    assert [frame.captured_s for frame in read_clip(SHORT)] == pytest.approx(
        [n / 15 for n in shown], abs=1e-6
    )


@pytest.mark.parametrize("name", ["no_timestamps.h264", "starts_late.mkv"])
def test_without_timestamps_or_with_an_offset_the_clip_still_starts_at_zero(name: str) -> None:
    times = [frame.captured_s for frame in read_clip(CLIPS / name)]
    assert times == pytest.approx([n / 15 for n in range(30)], abs=1e-3)


def broken_clips(folder: Path) -> dict[str, Path]:
    whole = SQUAT.read_bytes()
    made = {
        "empty.mp4": b"",
        "text.mp4": b"this is no video\n" * 50,
        "cut off.mp4": whole[:60_000],
        "overwritten.mp4": whole[:60_000] + b"\xff" * 20_000 + whole[80_000:],
    }
    for name, content in made.items():
        (folder / name).write_bytes(content)
    return {name: folder / name for name in made} | {
        "missing.mp4": folder / "missing.mp4",
        "folder": folder,
        "sound_only.mp4": CLIPS / "sound_only.mp4",
    }


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("missing.mp4", "no such video file"),
        ("folder", "a folder or device, no video file"),
        ("empty.mp4", "the video file is empty; record or copy it again"),
        ("text.mp4", "not a video that can be read here; convert it to H.264 in an .mp4 file"),
        ("cut off.mp4", "not a video that can be read here; convert it to H.264 in an .mp4 file"),
        ("sound_only.mp4", "not a video that can be read here; convert it to H.264 in an .mp4 file"),
        ("overwritten.mp4", "ends after 5.6 of 17.0 s: damaged, copy the file again"),
    ],
)
def test_a_broken_clip_is_one_line(tmp_path: Path, name: str, said: str) -> None:
    path = broken_clips(tmp_path)[name]
    with pytest.raises(UsageError) as caught:
        list(read_clip(path))
    assert str(caught.value) == f"{path}: {said}"
    assert caught.value.exit_code == 2


def test_a_broken_clip_writes_nothing_of_its_own_to_the_standard_error(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from device.camera.film import read_clip\n"
        "from device.errors import UsageError\n"
        "for path in sys.argv[1:]:\n"
        "    try: list(read_clip(Path(path)))\n"
        "    except UsageError as error: print(error)\n"
    )
    paths = [str(path) for path in broken_clips(tmp_path).values()]
    done = subprocess.run(
        [sys.executable, "-c", script, *paths], capture_output=True, text=True, check=True, timeout=30
    )
    assert len(done.stdout.splitlines()) == len(paths)
    assert done.stderr == ""


def test_in_real_time_the_frames_keep_the_clock_of_the_clip() -> None:
    clock = FakeClock()
    camera = ClipCamera(SQUAT, clock=clock, sleep=clock.sleep)
    camera.open()
    frames = [frame_of(camera) for _ in range(31)]
    assert frames[0].captured_s == 1000.0
    assert frames[30].captured_s == pytest.approx(1002.0)
    assert clock() == pytest.approx(1002.0)
    assert camera.is_demo
    assert camera.name == "clip squat.mp4"


def test_by_the_real_clock_too() -> None:
    camera = ClipCamera(SQUAT)
    camera.open()
    frames = [frame_of(camera) for _ in range(10)]
    late_s = time.monotonic() - frames[9].captured_s
    camera.close()
    assert frames[9].captured_s - frames[0].captured_s == pytest.approx(0.6, abs=0.07)
    assert 0 <= late_s < 0.1


def test_a_reader_with_no_patience_gets_nothing_until_the_frame_is_due() -> None:
    clock = FakeClock()
    camera = ClipCamera(SQUAT, clock=clock, sleep=clock.sleep)
    camera.open()
    frame_of(camera)
    assert camera.read(0.05) is None
    assert clock() == pytest.approx(1000.05)
    assert frame_of(camera, 0.05).captured_s == pytest.approx(1000 + 1 / 15)


def test_a_slow_reader_sees_the_newest_frame_and_the_gap_in_the_numbers() -> None:
    clock = FakeClock()
    camera = ClipCamera(SQUAT, clock=clock, sleep=clock.sleep)
    camera.open()
    frame_of(camera)
    clock.sleep(0.5)
    frame = frame_of(camera)
    assert frame.seq == 7
    assert clock() - frame.captured_s < 1 / 15
    assert alike(frame, [shown for shown, _ in zip(read_clip(SQUAT), range(8), strict=False)][7])


def test_a_reader_that_was_away_finds_the_clip_where_it_left_it() -> None:
    clock = FakeClock()
    camera = ClipCamera(SQUAT, clock=clock, sleep=clock.sleep)
    camera.open()
    frame_of(camera)
    clock.sleep(60.0)
    frame = frame_of(camera)
    assert frame.seq == 1
    assert frame.captured_s == 1060.0


def test_as_fast_as_possible_no_frame_is_skipped_and_time_runs_on_over_the_loop() -> None:
    camera = ClipCamera(SHORT, realtime=False)
    camera.open()
    frames = [frame_of(camera, 0.0) for _ in range(29)]
    assert [frame.seq for frame in frames] == list(range(29))
    assert frames[0].captured_s == 0.0
    assert all(later.captured_s > earlier.captured_s for earlier, later in pairwise(frames))
    lap_s = frames[14].captured_s
    assert [frame.captured_s - lap_s for frame in frames[14:28]] == pytest.approx(
        [frame.captured_s for frame in frames[:14]]
    )
    assert alike(frames[0], frames[14])
    assert alike(frames[0], frames[28])


@pytest.mark.parametrize("realtime", [True, False])
def test_time_runs_on_over_closing_and_opening(realtime: bool) -> None:
    clock = FakeClock()
    camera = ClipCamera(SHORT, realtime=realtime, clock=clock, sleep=clock.sleep)
    camera.open()
    before = [frame_of(camera) for _ in range(5)]
    camera.close()
    camera.close()
    clock.sleep(0.001)
    camera.open()
    after = frame_of(camera)
    assert after.captured_s > before[-1].captured_s
    assert after.seq > before[-1].seq
    assert alike(after, before[0])


def test_without_the_loop_the_end_is_a_camera_error_and_it_can_be_opened_again() -> None:
    camera = ClipCamera(SHORT, realtime=False, loop=False)
    camera.open()
    for _ in range(14):
        frame_of(camera)
    with pytest.raises(CameraError, match=r"clip varying_rate.mp4: the clip is over"):
        camera.read(0.1)
    camera.close()
    with pytest.raises(CameraError, match="not open"):
        camera.read(0.1)
    camera.open()
    assert frame_of(camera).seq == 14


def test_the_demo_shows_the_first_clip_until_told_and_for_unknown_exercises() -> None:
    clock = FakeClock()
    camera = DemoCamera({"squat": SQUAT, "glute_bridge": BRIDGE}, clock, clock.sleep)
    squat, bridge = next(read_clip(SQUAT)), next(read_clip(BRIDGE))
    camera.open()
    assert camera.is_demo
    assert alike(frame_of(camera), squat)
    camera.show("glute_bridge")
    assert alike(frame_of(camera), bridge)
    camera.show("bird_dog")
    assert alike(frame_of(camera), squat)
    camera.close()


def test_the_demo_starts_a_clip_at_its_beginning_each_time_and_its_clock_runs_on() -> None:
    clock = FakeClock()
    camera = DemoCamera({"squat": SQUAT}, clock, clock.sleep)
    camera.open()
    camera.move(True)
    frames = [frame_of(camera) for _ in range(20)]
    camera.show("squat")
    clock.sleep(0.01)
    frames += [frame_of(camera) for _ in range(3)]
    assert alike(frames[20], frames[0])
    assert alike(frames[22], frames[2])
    assert [frame.seq for frame in frames] == list(range(23))
    assert all(later.captured_s > earlier.captured_s for earlier, later in pairwise(frames))


def test_the_demo_stands_still_until_it_is_told_to_move_and_goes_on_from_there() -> None:
    clock = FakeClock()
    camera = DemoCamera({"squat": SQUAT}, clock, clock.sleep)
    camera.open()
    waiting = [frame_of(camera) for _ in range(5)]
    camera.move(True)
    moving = [frame_of(camera) for _ in range(5)]
    camera.move(False)
    paused = [frame_of(camera) for _ in range(3)]
    camera.move(True)
    again = frame_of(camera)
    clip = [frame for frame, _ in zip(read_clip(SQUAT), range(8), strict=False)]
    assert all(alike(frame, clip[0]) for frame in waiting)
    assert all(alike(frame, clip[n + 1]) for n, frame in enumerate(moving))
    assert all(alike(frame, clip[5]) for frame in paused)
    assert alike(again, clip[6])
    times = [frame.captured_s for frame in (*waiting, *moving, *paused, again)]
    assert all(later > earlier for earlier, later in pairwise(times))


def test_a_demo_needs_a_clip() -> None:
    with pytest.raises(ValueError, match="at least one clip"):
        DemoCamera({})
