"""`matside replay` and `matside bench` as others script against them, in processes of their own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.replays import CLIPS, poses, replayed

CLIP = CLIPS / "proto_squat_valgus_front_f.mp4"


def matside(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "device", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture
def track(tmp_path: Path) -> Path:
    return write_track(tmp_path / "track.npz")


def write_track(path: Path, **changed: np.ndarray) -> Path:
    recorded = poses("proto_squat_side_m")
    arrays = {
        "t": np.array([pose.captured_s for pose in recorded]),
        "xy": np.array([pose.points for pose in recorded]),
        "score": np.array([pose.scores for pose in recorded]),
        "size": np.array([640, 480]),
    }
    np.savez(path, **(arrays | changed))
    return path


def test_a_video_gives_the_contract_and_nothing_else():
    done = matside("replay", CLIP, "--exercise", "squat", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert set(told) == {
        "exercise",
        "reps",
        "rep_events",
        "holds",
        "hold_s",
        "deviations",
        "measurable",
        "not_measurable",
        "frames",
    }
    assert (told["exercise"], told["reps"], told["frames"], told["holds"], told["hold_s"]) == (
        "squat",
        5,
        255,
        [],
        0,
    )
    assert [(d["rule"], d["rep"]) for d in told["deviations"]] == [("knees_in", 3), ("knees_in", 4)]
    assert set(told["deviations"][0]) == {"rule", "rep", "started_s", "ended_s", "measured", "limit"}
    assert {"number", "started_s", "ended_s", "peak"} <= set(told["rep_events"][0])
    assert 0.9 < told["measurable"] < 1
    assert sum(told["not_measurable"].values()) == pytest.approx(
        (1 - told["measurable"]) * 254 / 15, abs=0.01
    )
    assert done.stderr == ""


def test_a_track_gives_the_same_as_its_video(track):
    told = json.loads(matside("replay", track, "--exercise", "squat", "--json").stdout)
    video = json.loads(
        matside("replay", CLIPS / "proto_squat_side_m.mp4", "--exercise", "squat", "--json").stdout
    )
    assert told["reps"] == video["reps"] == 5
    assert (
        told["rep_events"]
        == video["rep_events"]
        == json.loads(json.dumps(replayed(poses("proto_squat_side_m"), "squat").as_dict()["rep_events"]))
    )


def test_without_json_a_person_can_read_it(track):
    said = matside("replay", track, "--exercise", "squat").stdout
    assert "Squat: 5 repetitions in 255 frames" in said
    assert "measurable 9" in said


@pytest.mark.parametrize("from_track", [True, False])
def test_an_annotated_video_can_be_played(tmp_path, track, from_track):
    film = tmp_path / "seen.mp4"
    source = track if from_track else CLIPS / "proto_bridge_side_m.mp4"
    done = matside(
        "replay", source, "--exercise", "squat" if from_track else "glute_bridge", "--annotate", film
    )
    assert done.returncode == 0, done.stderr
    video = cv2.VideoCapture(str(film))
    count = 0
    while video.grab():
        count += 1
    assert count == (255 if from_track else 265)


def one_line_error(*arguments: str | Path) -> str:
    done = matside(*arguments)
    assert done.returncode == 2, (done.returncode, done.stderr)
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, lines
    return lines[0]


ZEROS = np.zeros


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"xy": ZEROS((255, 16, 2))}, "xy has shape (255, 16, 2); expected (N, 17, 2)"),
        ({"score": ZEROS((254, 17))}, "score has shape (254, 17)"),
        ({"t": ZEROS((255, 1))}, "t has shape (255, 1); expected (N,)"),
        ({"size": np.array([640])}, "size has shape (1,)"),
        ({"size": np.array([640, 0])}, "size[1] is 0; it must be from 1 to 100000"),
        ({"t": ZEROS(255)}, "t[1] = 0 s does not come after t[0] = 0 s"),
        ({"t": np.where(np.arange(255) == 9, np.nan, np.arange(255))}, "t[9] is nan"),
        ({"xy": np.full((255, 17, 2), np.inf)}, "xy[0, 0, 0] is inf"),
        ({"t": np.array([]), "xy": ZEROS((0, 17, 2)), "score": ZEROS((0, 17))}, "the track is empty"),
        ({"xy": np.array(["a"])}, "xy holds <U1; expected real numbers"),
    ],
)
def test_a_wrong_track_is_refused_with_place_and_value(tmp_path, changed, said):
    file = write_track(tmp_path / "wrong.npz", **changed)
    line = one_line_error("replay", file, "--exercise", "squat", "--json")
    assert said in line
    assert str(file) in line


def test_a_track_without_scores_names_what_is_missing(tmp_path):
    file = tmp_path / "part.npz"
    np.savez(file, t=np.arange(3.0), xy=np.zeros((3, 17, 2)))
    assert "no array score, size" in one_line_error("replay", file, "--exercise", "squat")


@pytest.mark.parametrize("content", [b"", b"no archive at all", b"PK\x03\x04 broken"])
def test_a_file_that_is_no_archive_is_refused(tmp_path, content):
    file = tmp_path / "broken.npz"
    file.write_bytes(content)
    assert "not a readable .npz file" in one_line_error("replay", file, "--exercise", "squat")


@pytest.mark.parametrize("content", [b"", b"this is no video" * 100])
def test_an_unreadable_video_is_refused(tmp_path, content):
    file = tmp_path / "broken.mp4"
    file.write_bytes(content)
    assert str(file) in one_line_error("replay", file, "--exercise", "squat", "--json")


def test_a_video_cut_short_is_refused(tmp_path):
    file = tmp_path / "short.mp4"
    file.write_bytes(CLIP.read_bytes()[:60_000])
    one_line_error("replay", file, "--exercise", "squat", "--json")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["replay", CLIP, "--exercise", "sqat"], "unknown exercise 'sqat'; known: bird_dog"),
        (["replay", "nowhere.mp4", "--exercise", "squat"], "nowhere.mp4: no such video file"),
        (["replay", "nowhere.npz", "--exercise", "squat"], "nowhere.npz: no such file"),
        (
            ["replay", CLIP, "--exercise", "squat", "--model", "nowhere.tflite"],
            "nowhere.tflite: No such file",
        ),
        (
            ["replay", CLIP, "--exercise", "squat", "--annotate", "nowhere/film.mp4"],
            "nowhere/film.mp4: can't be written (No such file",
        ),
        (["exercises", "check", "nowhere.toml"], "nowhere.toml: can't be read"),
        (["run", "--config", "nowhere.toml"], "nowhere.toml: no such configuration file"),
    ],
)
def test_bad_input_is_one_line_that_says_what_and_where(arguments, said):
    assert said in one_line_error(*arguments)


def test_malformed_toml_of_ones_own_exercise_is_refused(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text("id = 'mine'\nname = [")
    assert "malformed TOML" in one_line_error("exercises", "check", file)
    assert "malformed TOML" in one_line_error("replay", CLIP, "--exercise", file)


def test_usage_errors_end_with_two():
    assert matside("replay").returncode == 2
    assert matside("dance").returncode == 2


@pytest.mark.parametrize(
    "command",
    [
        [],
        ["run"],
        ["replay"],
        ["bench"],
        ["doctor"],
        ["exercises"],
        ["exercises", "check"],
        ["clinic", "watch"],
    ],
)
def test_every_command_explains_itself(command):
    done = matside(*command, "--help")
    assert done.returncode == 0
    assert "Usage:" in done.stdout


@pytest.mark.alone
def test_the_whole_analysis_costs_little_more_than_the_bare_model():
    # Others on the machine only ever add time: of each figure the run that was disturbed least counts.
    fastest: dict[tuple[str, str], float] = {}
    for _ in range(5):
        told = json.loads(matside("bench", "--json", "--frames", "150").stdout)
        for name, model in told["models"].items():
            assert set(model) == {"invoke_ms", "frame_ms", "overhead", "fps"}
            for figure in ("invoke_ms", "frame_ms"):
                assert set(model[figure]) == {"p50", "p95"}
                fastest[name, figure] = min(fastest.get((name, figure), 1e9), model[figure]["p50"])
        assert told["rss_mb"] < 250
        overhead = {name: fastest[name, "frame_ms"] / fastest[name, "invoke_ms"] for name in told["models"]}
        if max(overhead.values()) <= 1.25:
            break
    assert set(overhead) == {"lightning", "thunder"}
    assert max(overhead.values()) <= 1.25, overhead
