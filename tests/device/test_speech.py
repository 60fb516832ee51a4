"""What is said aloud and when, and the program that says it."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from device.errors import UsageError
from device.preferences import Preferences
from device.speech import CORRECTION_EVERY_S, Speech, Utterance, load_phrases
from device.view import Phase, PlannedExercise, SessionView
from device.voice import Voice, find_tool

PHRASES = load_phrases()
BEND = "Bend your knees outwards."
ACTIVE = SessionView(phase=Phase.ACTIVE, position=0, plan=(PlannedExercise("squat", reps=5),))
GERMAN = Preferences(language="de")


def said(*views: SessionView) -> list[str]:
    speech = Speech(PHRASES, {"squat": {"knees_in": BEND}})
    return [utterance.words for view in views if (utterance := speech.hear(view)) is not None]


def test_repetitions_are_counted_and_the_end_is_praised():
    reps = [replace(ACTIVE, reps=n) for n in (0, 0, 1, 1, 2, 3)]
    assert said(*reps, replace(reps[-1], reps=4, set_done=True)) == ["Go.", "1", "2", "3", "Well done."]


def test_a_repetition_that_went_too_far_is_said_instead_of_its_number():
    far = replace(ACTIVE, reps=1, beyond_limit=1, last_rep_too_far=True)
    assert said(ACTIVE, far, far, replace(far, reps=2)) == ["Go.", "Not so far today.", "2"]


def test_the_countdown_says_each_number_once():
    left = [3.0, 2.9, 2.5, 2.0, 1.9, 1.1, 0.9, 0.1, 0.0]
    views = [SessionView(phase=Phase.COUNTDOWN, seconds_left=seconds) for seconds in left]
    assert said(*views, ACTIVE) == ["3", "2", "1", "Go."]


def test_a_correction_is_said_at_once_and_not_again_for_a_while():
    wrong = replace(ACTIVE, correction="knees_in")
    later = [replace(wrong, captured_s=s) for s in (0.0, 1.0, 3.0, CORRECTION_EVERY_S + 0.1)]
    assert said(ACTIVE, *later) == ["Go.", BEND, BEND]


def test_in_another_language_phrases_are_that_languages_and_corrections_are_to_be_translated():
    speech = Speech(PHRASES, {"squat": {"knees_in": BEND}})
    german = replace(ACTIVE, preferences=GERMAN)
    assert speech.hear(german) == Utterance("Los.", "de")
    assert speech.hear(replace(german, correction="knees_in")) == Utterance(BEND, "de", "de")
    unknown = replace(ACTIVE, phase=Phase.PAUSED, preferences=Preferences(language="xx"))
    assert speech.hear(unknown) == Utterance("Paused.", "en-gb")


def test_holds_are_told_every_five_seconds():
    held = [replace(ACTIVE, hold_s=s, holding_s=s) for s in (0.0, 2.0, 4.9, 5.1, 7.0, 10.0)]
    assert said(*held) == ["Go.", "5", "10"]


def test_every_language_says_the_same_things():
    for phrases in PHRASES.values():
        assert "{count}" in phrases.rest
    assert set(PHRASES) == {"en", "de"}


def test_a_broken_file_of_phrases_is_named(tmp_path: Path):
    (tmp_path / "en.toml").write_text('espeak = "en"\n')
    with pytest.raises(UsageError, match=r"en\.toml: get_ready: field required"):
        load_phrases(tmp_path)


@pytest.fixture
def tool(tmp_path: Path) -> Path:
    """Speaks into a file, as espeak-ng is called."""
    tool = tmp_path / "espeak-ng"
    tool.write_text(f'#!/bin/sh\necho "$@ | $(cat)" >> {tmp_path}/spoken\n')
    tool.chmod(0o755)
    return tool


def spoken(tool: Path, *views: SessionView, translate=lambda language, sentence: sentence) -> list[str]:
    voice = Voice(Speech(PHRASES, {"squat": {"knees_in": BEND}}), str(tool), translate)
    stop = threading.Event()
    thread = threading.Thread(target=voice.run, args=(stop,))
    thread.start()
    file = tool.with_name("spoken")
    for view in views:
        voice.show(view)
        time.sleep(0.3)
    stop.set()
    thread.join(10)
    return file.read_text().splitlines() if file.exists() else []


def test_the_program_is_told_voice_loudness_and_words(tool: Path):
    quiet = replace(ACTIVE, preferences=Preferences(volume=25))
    assert spoken(tool, quiet, replace(quiet, reps=1)) == [
        "-v en-gb -a 50 -s 150 --stdin | Go.",
        "-v en-gb -a 50 -s 150 --stdin | 1",
    ]


@pytest.mark.parametrize("preferences", [Preferences(voice=False), Preferences(volume=0)])
def test_muted_it_says_nothing(tool: Path, preferences: Preferences):
    assert spoken(tool, replace(ACTIVE, preferences=preferences)) == []


def test_a_correction_is_translated_and_one_that_is_not_is_left_out(tool: Path):
    german = replace(ACTIVE, preferences=GERMAN)
    wrong = replace(german, correction="knees_in")
    assert spoken(tool, german, wrong) == ["-v de -a 140 -s 150 --stdin | Los."]
    heard = spoken(tool, german, wrong, translate=lambda language, sentence: f"{language}: Knie")
    assert heard[-1].endswith("| de: Knie")


def test_a_program_that_fails_ends_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    failing = tmp_path / "espeak-ng"
    failing.write_text("#!/bin/sh\necho 'no sound' >&2\nexit 1\n")
    failing.chmod(0o755)
    assert spoken(failing, ACTIVE, replace(ACTIVE, reps=1)) == []
    assert [record.message for record in caplog.records] == ["the voice: no sound"]


def test_without_sound_or_program_it_is_silent_and_says_why(tmp_path: Path):
    assert find_tool({"PATH": ""}, tmp_path / "none") == (None, "no sound card on this machine")
    tool, why = find_tool({"PATH": str(tmp_path)}, tmp_path)
    assert (tool, why) == (None, "espeak-ng is not installed; sudo apt-get install espeak-ng")
