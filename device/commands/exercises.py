"""`matside exercises`: what the library holds, and whether a file of one's own is right."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import click

from device.commands.options import FILE
from device.recording.signal_picture import draw_exercise
from device.recording.track import load_track
from inference.exercise import Exercise, find_exercise, load_exercise, load_library
from inference.rules import Condition, Dose

TRACKS = Path(str(files("device"))) / "data" / "tracks"


@click.group(invoke_without_command=True)
@click.pass_context
def exercises(context: click.Context) -> None:
    """List the exercises; check or show one."""
    if context.invoked_subcommand is not None:
        return
    for exercise in load_library().values():
        views = " or ".join(view.value for view in exercise.views)
        stances = " or ".join(stance.value for stance in exercise.stances)
        signed = exercise.reviewed_by or "not yet reviewed by a clinician"
        click.echo(f"{exercise.id:<24} {exercise.name:<24} {stances:<10} {views:<14} {signed}")


@exercises.command()
@click.argument("file", type=FILE)
def check(file: Path) -> None:
    """Check an exercise FILE (TOML) and say precisely what is wrong."""
    exercise = load_exercise(file)
    faults = ", ".join(exercise.corrections) or "none"
    click.echo(f"{file}: {exercise.name} can be used; faults: {faults}")


@exercises.command()
@click.argument("exercise_id")
@click.option(
    "--track", type=click.Path(path_type=Path), help="Draw over this .npz track, not the bundled one."
)
@click.option("--picture", type=click.Path(path_type=Path), help="Where to draw.  [default: EXERCISE_ID.png]")
def show(exercise_id: str, track: Path | None, picture: Path | None) -> None:
    """Say what one exercise asks for and what is measured, and draw it over a recorded track."""
    exercise = find_exercise(exercise_id)
    _tell(exercise)
    drawn = picture or Path(f"{exercise.id}.png")
    poses = load_track(track or TRACKS / f"{exercise.id}.npz")
    draw_exercise(
        exercise, poses, drawn, f"{exercise.name} over {track.name if track else 'the bundled track'}"
    )
    click.echo(f"drawn: {drawn}")


def _tell(exercise: Exercise) -> None:
    click.echo(
        f"{exercise.name} ({exercise.id}); {exercise.reviewed_by or 'not yet reviewed by a clinician'}"
    )
    for title, lines in (
        ("set-up", exercise.setup),
        ("how", exercise.steps),
        ("not measurable", exercise.limits),
        ("safety", exercise.safety),
        ("commonly given for", tuple(_words(each) for each in exercise.suits)),
        ("left out with", tuple(_words(each) for each in exercise.avoid) or ("nothing named",)),
        ("dose", (describe_dose(exercise.dose),)),
    ):
        click.echo(f"{title}:")
        click.echo("\n".join(f"  {line}" for line in lines))
    for position in exercise.positions:
        click.echo(f"held ({position.view.value} view), all of:")
        for bound in position.requires:
            word = "above" if bound.above is not None else "below"
            measure = bound.measure.model_dump(exclude_none=True)
            click.echo(f"  {measure} {word} {bound.limit:g} {bound.measure.unit}")
        click.echo(f"  source: {position.source}")
    for signal in exercise.signals:
        measure = signal.measure.model_dump(exclude_none=True)
        click.echo(
            f"signal ({signal.view.value} view): {measure}; whole from {signal.whole:g} {signal.measure.unit}"
        )
        click.echo(f"  source: {signal.source}")
    for fault, words in exercise.corrections.items():
        click.echo(f"fault {fault}: {words}")
    click.echo(f"source: {exercise.source}")


def _words(condition: Condition) -> str:
    return condition.value.replace("_", " ")


def describe_dose(dose: Dose) -> str:
    """A dose in words: 2 sets of 10, 30 s of rest between them."""
    held = f" held for {dose.hold_s:g} s" if dose.hold_s is not None else ""
    what = f"{dose.reps} repetitions{held and ' each' + held}" if dose.reps is not None else f"once{held}"
    return f"{dose.sets} × {what}, {dose.rest_s:g} s of rest between sets ({dose.source})"
