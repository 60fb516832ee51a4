"""`matside replay`: a recorded clip or keypoint track through the real analysis."""

from __future__ import annotations

import json
import sys
from contextlib import nullcontext
from pathlib import Path

import click

from device.commands.options import FILE
from device.estimator import make_estimator
from device.model_files import AUTO, SHIPPED
from device.recording.annotate import Annotator
from device.recording.replay import Replay, frame_rate, poses_of, run_replay
from inference.exercise import Exercise, find_exercise, load_exercise


@click.command()
@click.argument("source", type=FILE)
@click.option("--exercise", "exercise_id", required=True, help="Exercise id, or a .toml file of your own.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
@click.option(
    "--annotate",
    type=FILE,
    help="Write an .mp4 with skeleton and count. This stores pictures: only where you ask for it here.",
)
@click.option(
    "--model", default=AUTO, show_default=True, help=f"{AUTO}, {', '.join(SHIPPED)}, or a .tflite file."
)
def replay(source: Path, exercise_id: str, as_json: bool, annotate: Path | None, model: str) -> None:
    """Count one exercise in SOURCE, a video file or an .npz keypoint track.

    A track has the arrays t (N, seconds), xy (N, 17, 2; x, y in pixels, COCO order), score (N, 17) and size
    (width, height).
    """
    exercise = _exercise(exercise_id)
    is_track = source.suffix == ".npz"
    estimator = None if is_track else make_estimator(model)[0]
    result = Replay(exercise.id)
    steps = run_replay(poses_of(source, exercise, estimator), exercise, result)
    with (
        click.progressbar(steps, label=source.name, file=sys.stderr, hidden=not sys.stderr.isatty()) as shown,
        nullcontext() if annotate is None else Annotator(annotate, frame_rate(source), source) as film,
    ):
        for step in shown:
            if film is not None:
                film.add(step)
    if as_json:
        click.echo(json.dumps(result.as_dict()))
        return
    _print(result, exercise)
    if annotate is not None:
        click.echo(f"written: {annotate}")


def _exercise(name: str) -> Exercise:
    return load_exercise(Path(name)) if name.endswith(".toml") else find_exercise(name)


def _print(result: Replay, exercise: Exercise) -> None:
    told = result.as_dict()
    click.echo(f"{exercise.name}: {told['reps']} repetitions in {told['frames']} frames")
    for rep in told["rep_events"]:
        figure = f"{rep['range']:.0f}°" if rep["unit"] == "deg" else f"{rep['range']:.2f} {rep['unit']}"
        mark = "" if rep["counted"] else "  too small"
        click.echo(
            f"  {rep['number']:>3}  {rep['started_s']:7.2f}–{rep['ended_s']:.2f} s  range {figure}{mark}"
        )
    for hold in told["holds"]:
        click.echo(f"  hold {hold['started_s']:.2f}–{hold['ended_s']:.2f} s")
    for fault in told["deviations"]:
        words = exercise.corrections[fault["rule"]]
        where = f"repetition {fault['rep']}" if fault["rep"] else "no counted repetition"
        click.echo(
            f"  {fault['rule']} in {where}: {fault['measured']:.2f}, limit {fault['limit']:g}. {words}"
        )
    lost = ", ".join(f"{reason.replace('_', ' ')} {s:.1f} s" for reason, s in told["not_measurable"].items())
    click.echo(f"  measurable {told['measurable']:.0%}{f' ({lost})' if lost else ''}")
