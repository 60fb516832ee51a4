from __future__ import annotations

import numpy as np
import pytest

from inference.smoothing import OneEuroFilter

TRUSTED, DOUBTED = [True], [False]


def smoothed(values, fps, unit=100.0):
    smoother = OneEuroFilter()
    return np.array(
        [smoother.update([(value, 0.0)], i / fps, unit, TRUSTED)[0][0] for i, value in enumerate(values)]
    )


def test_a_still_body_trembles_less():
    noise = np.random.default_rng(1).normal(0, 3, 300)
    assert smoothed(300 + noise, 15).std() < 0.6 * noise.std()


def test_a_moving_body_hardly_lags():
    fps = 30
    t = np.arange(0, 3, 1 / fps)
    course = 100 * np.sin(2 * np.pi * 0.4 * t)
    lag_s = abs(np.argmax(smoothed(course, fps)[: fps * 2]) - np.argmax(course[: fps * 2])) / fps
    assert lag_s <= 0.1


@pytest.mark.parametrize("fps", [10, 30])
def test_the_result_does_not_depend_on_the_frame_rate(fps):
    def course(rate):
        t = np.arange(0, 4, 1 / rate)
        return t, 80 * np.sin(2 * np.pi * 0.3 * t)

    t, values = course(fps)
    reference_t, reference = course(60)
    expected = np.interp(t, reference_t, smoothed(reference, 60))
    assert np.abs(smoothed(values, fps) - expected)[fps:].max() < 5


def test_the_result_does_not_depend_on_the_distance():
    course = 20 * np.sin(np.arange(60) / 6)
    near, far = smoothed(2 * course, 15, unit=200), smoothed(course, 15, unit=100)
    assert near == pytest.approx(2 * far)


def test_what_is_not_trusted_stays_where_it_was():
    smoother = OneEuroFilter()
    smoother.update([(10.0, 10.0)], 0.0, 100, TRUSTED)
    away = smoother.update([(500.0, 500.0)], 0.1, 100, DOUBTED)
    assert away == [(10.0, 10.0)]


def test_after_reset_the_next_value_passes_unchanged():
    smoother = OneEuroFilter()
    smoother.update([(10.0, 10.0)], 0.0, 100, TRUSTED)
    smoother.reset()
    assert smoother.value is None
    assert smoother.update([(70.0, 5.0)], 0.1, 100, TRUSTED) == [(70.0, 5.0)]
