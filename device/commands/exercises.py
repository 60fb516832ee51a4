"""`matside exercises`: what the library holds, and whether a file of one's own is right."""

from __future__ import annotations

from pathlib import Path

import click

from device.commands.options import FILE
from inference.exercise import find_exercise, load_exercise, load_library


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
        click.echo(f"{exercise.id:<16} {exercise.name:<16} {stances:<10} {views:<14} {signed}")


@exercises.command()
@click.argument("file", type=FILE)
def check(file: Path) -> None:
    """Check an exercise FILE (TOML) and say precisely what is wrong."""
    exercise = load_exercise(file)
    faults = ", ".join(exercise.corrections) or "none"
    click.echo(f"{file}: {exercise.name} can be used; faults: {faults}")


@exercises.command()
@click.argument("exercise_id")
def show(exercise_id: str) -> None:
    """Say what one exercise asks for, what is measured, and what can't be."""
    exercise = find_exercise(exercise_id)
    click.echo(
        f"{exercise.name} ({exercise.id}); {exercise.reviewed_by or 'not yet reviewed by a clinician'}"
    )
    for title, lines in (
        ("set-up", exercise.setup),
        ("how", exercise.steps),
        ("not measurable", exercise.limits),
        ("safety", exercise.safety),
    ):
        click.echo(f"{title}:")
        click.echo("\n".join(f"  {line}" for line in lines))
    for signal in exercise.signals:
        measure = signal.measure.model_dump(exclude_none=True)
        click.echo(
            f"signal ({signal.view.value} view): {measure}; whole from {signal.whole:g} {signal.measure.unit}"
        )
        click.echo(f"  source: {signal.source}")
    for fault, words in exercise.corrections.items():
        click.echo(f"fault {fault}: {words}")
    click.echo(f"source: {exercise.source}")
