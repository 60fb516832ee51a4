"""The pictures for calibrating and measuring: kept apart, and the same each time."""

from pathlib import Path

import numpy as np
import pytest

from models import pictures
from models.errors import ModelError
from models.pictures import CALIBRATION, EVALUATION, PictureSet
from models.variants import CLIPS

ONE_CLIP = PictureSet(clips=("proto_squat_valgus_front_f",), photographs=())


def test_no_picture_is_in_both_sets() -> None:
    assert not set(CALIBRATION.clips) & set(EVALUATION.clips)
    assert not set(CALIBRATION.photographs) & set(EVALUATION.photographs)


def test_no_character_is_in_both_sets() -> None:
    assert not {clip[-1] for clip in CALIBRATION.clips} & {clip[-1] for clip in EVALUATION.clips}


def test_views_are_square_and_the_same_each_time() -> None:
    first = list(pictures.views(ONE_CLIP, CLIPS, 96))
    second = list(pictures.views(ONE_CLIP, CLIPS, 96))
    assert len(first) == 80
    assert {view.pixels.shape for view in first} == {(96, 96, 3)}
    assert all(np.array_equal(one.pixels, other.pixels) for one, other in zip(first, second, strict=True))


def test_whole_keeps_everything_between_black_bars() -> None:
    image = np.full((30, 60, 3), 200, np.uint8)
    image[:, :6] = 90
    found = pictures.whole(image, 60)
    assert found[:13].max() == found[-13:].max() == 0
    assert (found[20:40, 10:50] == 200).all()
    assert (found[20:40, 1:5] == 90).all()


def test_missing_clip_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no such file; give the folder of the project's clips with --clips"):
        list(pictures.views(ONE_CLIP, tmp_path, 96))
