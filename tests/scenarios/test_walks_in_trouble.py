"""Sessions in which the person leaves the picture, or the clinic can't be reached, read at both displays."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.brokers import Mosquitto
from tests.clinics import Clinic
from tests.scenarios.displays import Walk
from tests.scenarios.reel import Piece, cut

pytestmark = pytest.mark.browser
TWO_SQUATS = '[{"exercise": "squat", "reps": 2}]'

# One squat, then away, over and over.
COMES_AND_GOES = [
    Piece("squat_front_m", 0, 15, seconds=1.5),
    Piece("squat_front_m", 16, 78),
    Piece("empty_plain", 0, 36),
]


@pytest.mark.languages("de")
def test_who_leaves_the_picture_is_asked_back_and_goes_on_counting(
    walk: Walk, language: str, tmp_path: Path
) -> None:
    film = cut(tmp_path / "film.avi", COMES_AND_GOES)
    me, running = walk(language, TWO_SQUATS, "--no-demo-broker", MATSIDE_CAMERA__SOURCE=f"clip:{film}")
    running.begin()
    me.counts(1, patience_s=40)
    me.reads("#band-text", "unseen")
    me.counts(1)
    me.finds_it_well_shown()
    me.counts(2)
    me.sees("pain_after")
    me.touches("0")
    me.sees("exertion")
    me.touches("2")
    me.sees("well_done")
    me.reads("#finished-exercises", "2 of 2")


@pytest.mark.broker
@pytest.mark.languages("en")
def test_a_clinic_that_is_away_gets_the_result_when_it_is_back(
    walk: Walk, language: str, clinic_broker: Mosquitto
) -> None:
    link = {
        "MATSIDE_LINK__HOST": "127.0.0.1",
        "MATSIDE_LINK__PORT": str(clinic_broker.port),
        "MATSIDE_LINK__TLS": "false",
        "MATSIDE_PATIENT_CODE": "TEST2345",
    }
    me, running = walk(language, TWO_SQUATS, **link)
    me.sees("away")
    running.begin(pain=2)
    me.counts(2)
    me.sees("pain_after")
    me.touches("2")
    me.sees("exertion")
    me.touches("3")
    me.sees("well_done")
    me.reads("#finished-delivery", "waiting")
    me.finds_it_well_shown()
    clinic_broker.start()
    clinic = Clinic(clinic_broker)
    try:
        me.reads("#finished-delivery", "sent", patience_s=40)
    finally:
        clinic.close()
    assert len(clinic.stored("summary")) == 1
