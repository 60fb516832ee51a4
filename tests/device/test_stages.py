"""Channels, workers, capture, pictures: the plumbing between the stages."""

from __future__ import annotations

import threading
import time

import cv2
import numpy as np
import pytest

from device.camera.clip import ClipCamera
from device.capture import Capture
from device.channel import Latest
from device.errors import CameraError
from device.lifecycle import FAILED, Lifecycle
from device.picture import PictureFeed
from device.view import CameraState
from device.worker import Worker, WorkerStuckError
from inference.pose import Frame
from tests.replays import CLIPS


def frame(seq: int) -> Frame:
    return Frame(seq, seq / 15, np.full((48, 64, 3), (200, 30, 30), np.uint8))


def test_a_slow_reader_gets_the_newest_value_not_a_queue():
    channel: Latest[int] = Latest()
    for value in range(10):
        channel.put(value)
    version, value = channel.newer(0, 0)
    assert value == 9
    assert channel.newer(version, 0.01) is None


def test_a_waiting_reader_is_woken_by_a_value_and_by_the_end():
    channel: Latest[str] = Latest()
    threading.Timer(0.05, channel.put, ["now"]).start()
    started_s = time.monotonic()
    assert channel.newer(0, 5)[1] == "now"
    threading.Timer(0.05, channel.close).start()
    assert channel.newer(1, 5) is None
    assert time.monotonic() - started_s < 2
    assert channel.closed


def test_a_value_that_was_let_go_is_waited_for_anew():
    channel: Latest[int] = Latest()
    channel.put(1)
    channel.forget()
    assert channel.peek() is None
    started_s = time.monotonic()
    assert channel.newer(0, 0.05) is None
    assert time.monotonic() - started_s >= 0.05, "it waits, it does not spin"
    threading.Timer(0.05, channel.put, [2]).start()
    assert channel.newer(0, 5) == (2, 2)


def test_a_worker_that_dies_ends_the_process_with_a_failure():
    lifecycle = Lifecycle()

    def bug(stop: threading.Event) -> None:
        raise RuntimeError("a bug")

    stopped = []
    workers = [
        Worker("buggy", bug, lifecycle.worker_died),
        Worker("sound", lambda stop: stopped.append(stop.wait(10)), lifecycle.worker_died),
    ]
    assert lifecycle.run(workers, stopping=lambda: None) == FAILED
    assert stopped == [True]


def test_workers_end_in_order_when_told():
    lifecycle, ended = Lifecycle(), []
    workers = [
        Worker(name, lambda stop, n=name: ended.append((n, stop.wait(10))), lifecycle.worker_died)
        for name in "ab"
    ]
    threading.Timer(0.1, lifecycle.end).start()
    assert lifecycle.run(workers, stopping=lambda: ended.append("stopping")) == 0
    assert ended == ["stopping", ("a", True), ("b", True)]


def test_a_worker_that_does_not_end_is_named():
    release = threading.Event()
    worker = Worker("stubborn", lambda stop: release.wait(10) and None, lambda error: None)
    worker.start()
    with pytest.raises(WorkerStuckError, match="stubborn did not end"):
        worker.stop(timeout_s=0.1)
    release.set()
    worker.stop()


class FailingCamera:
    """Delivers `good` frames after each opening, then fails; refuses every second opening."""

    name = "failing camera"
    is_demo = False

    def __init__(self, good: int) -> None:
        self._good, self._left, self._seq, self.openings = good, 0, 0, 0

    def open(self) -> None:
        if self._left:
            return
        self.openings += 1
        if self.openings % 2 == 0:
            raise CameraError("failing camera: busy; close the program that uses it")
        self._left = self._good

    def read(self, timeout_s: float) -> Frame | None:
        if not self._left:
            raise CameraError("failing camera: unplugged; connect it again")
        self._left -= 1
        self._seq += 1
        return frame(self._seq)

    def close(self) -> None:
        self._left = 0


def test_a_camera_that_fails_is_opened_again_and_its_state_is_told():
    capture, stop = Capture(FailingCamera(good=3)), threading.Event()
    states = []
    thread = threading.Thread(target=capture.run, args=(stop,))
    thread.start()
    deadline = time.monotonic() + 10
    while capture._camera.openings < 4 and time.monotonic() < deadline:
        states.append(capture.health)
        time.sleep(0.005)
    stop.set()
    thread.join(10)
    assert CameraState.MISSING in {health.state for health in states}
    assert any("busy" in health.detail for health in states)
    assert capture._camera.openings >= 4
    assert capture.frames.closed


def test_a_clip_as_camera_is_shown_as_a_demo():
    capture, stop = Capture(ClipCamera(CLIPS / "proto_squat_side_m.mp4")), threading.Event()
    thread = threading.Thread(target=capture.run, args=(stop,))
    thread.start()
    assert capture.frames.newer(0, 10) is not None
    stop.set()
    thread.join(10)
    assert capture.health.state is CameraState.DEMO


def test_a_picture_is_encoded_once_for_all_who_look_and_shows_the_frame():
    frames: Latest[Frame] = Latest()
    feed = PictureFeed(frames)
    frames.put(frame(1))
    version, jpeg = feed.newer(0, 1)
    assert feed.newer(0, 1)[1] is jpeg
    assert feed.newer(version, 0.01) is None
    image = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert image.shape == (48, 64, 3)
    assert image[24, 32] == pytest.approx((30, 30, 200), abs=12)
