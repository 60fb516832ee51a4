"""`make score`: the figures of the exercise library over the corpus, as text and as docs/accuracy.md."""

from __future__ import annotations

import datetime
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path

import click

from device.camera.detect import bundled_clips
from device.model_files import SHIPPED, model_path
from device.recording.bench import bench_model
from inference.exercise import Exercise, find_exercise, load_library
from inference.movenet import MoveNet
from inference.sighting import Sighting
from inference.stance import Stance
from tests.avatar.truth import ClipFacts
from tests.score.report import Scores, document, table
from tests.score.scoring import ClipScore, figures, score_clip, sightings
from tests.score.tracks import ROOT, clip_poses

CLIPS = ROOT / "tests" / "clips"
FLOORS = Path(__file__).with_name("floors.toml")
AS_SHIPPED = "as shipped"  # each exercise with the model that its file asks for
ACCURACY = ROOT / "docs" / "accuracy.md"


def corpus() -> list[tuple[Path, ClipFacts]]:
    """Every clip with its facts."""
    return [
        (path.with_suffix(".mp4"), ClipFacts.model_validate_json(path.read_text()))
        for path in sorted(CLIPS.glob("*.json"))
    ]


# Movements that were filmed as nobody's, and are an exercise of the library all the same.
SHOWN_TOO = {
    "hip_hinge": {"hip_hinge", "lift_from_floor"},
    "arm_raise": {"overhead_reach"},
    "plank": {"plank"},
}
UPRIGHT = {Stance.STANDING, Stance.SITTING}  # who stands or sits still keeps a posture


def asked_of(facts: ClipFacts, library: dict[str, Exercise], others: int | None = None) -> list[Exercise]:
    """The exercises that a clip is scored for: its own, and those that must count nothing in it.

    Of a clip that shows an exercise only `others` of them, others for each seed; None: all.
    """
    own = library.get(facts.exercise or "")
    if own is None:
        shown = SHOWN_TOO.get(facts.motion, set())
        return [
            e for e in library.values() if e.id not in shown and not (e.held and UPRIGHT & set(e.stances))
        ]
    elsewhere = [e for e in library.values() if not set(e.stances) & set(own.stances)]
    if others is not None:
        first = facts.seed % max(1, len(elsewhere))
        elsewhere = (elsewhere[first:] + elsewhere[:first])[:others]
    return [own, *elsewhere]


def score_corpus(
    model: str,
    clips: Iterable[tuple[Path, ClipFacts]],
    plots: Path | None = None,
    others: int | None = None,
) -> Scores:
    """All scores of one model, or of each exercise with its own (`AS_SHIPPED`)."""
    library = load_library()
    own: dict[str, list[ClipScore]] = {exercise: [] for exercise in library}
    negatives: dict[str, list[ClipScore]] = {exercise: [] for exercise in library}
    for clip, facts in clips:
        looks: dict[tuple[str, bool], list[Sighting]] = {}
        for exercise in asked_of(facts, library, others):
            how = (exercise.model if model == AS_SHIPPED else model, exercise.turn_upright)
            if how not in looks:
                looks[how] = sightings(clip_poses(clip, *how))
            score = score_clip(clip, facts, looks[how], exercise)
            (own if facts.exercise == exercise.id else negatives)[exercise.id].append(score)
            if plots is not None and facts.exercise == exercise.id:
                from tests.score.plot import plot_clip

                plot_clip(plots / f"{clip.stem}.png", facts, clip_poses(clip, *how), exercise, score)
    return Scores(own, negatives)


def below_floor(model: str, scores: Scores) -> list[str]:
    """What falls short of the committed floors, in words."""
    floors = tomllib.loads(FLOORS.read_text()).get(model, {})
    held_out = scores.only(held_out=True)
    lines = dict(held_out.rows())
    every = lines["all others"]
    found = {
        "exact_clean": lines["clean clips"].exact,
        "exact_hard": lines["hard clips"].exact,
        "off_by_one": every.off_by_one,
        "precision": every.precision or 0.0,
        "recall": every.recall or 0.0,
    }
    short = [
        f"{name}: {found[name]:.3f} < {floors[name]}" for name in found if found[name] < floors.get(name, 0)
    ]
    ceilings = {"phantoms": every.phantoms, "range_error_deg": every.range_error_deg or 0.0}
    short += [
        f"{name}: {value:.1f} > {floors[name]}"
        for name, value in ceilings.items()
        if value > floors.get(name, 1e9)
    ]
    return short


@click.command()
@click.option(
    "--model",
    "models",
    type=click.Choice([AS_SHIPPED, *SHIPPED]),
    multiple=True,
    default=[AS_SHIPPED, *SHIPPED],
    show_default=True,
)
@click.option(
    "--plot", type=click.Path(path_type=Path, file_okay=False), help="Draw every clip into this folder."
)
@click.option("--write", is_flag=True, help="Write docs/accuracy.md.")
@click.option("--only", default="", help="Only clips whose name holds this.")
def main(models: tuple[str, ...], plot: Path | None, write: bool, only: str) -> None:
    """Score the exercise library over tests/clips; exit code 1 if a figure is below its floor."""
    clips = [(path, facts) for path, facts in corpus() if only in facts.name]
    if plot is not None:
        plot.mkdir(parents=True, exist_ok=True)
    by_model, short = {}, []
    for model in models:
        with click.progressbar(clips, label=model, file=sys.stderr) as shown:
            by_model[model] = score_corpus(model, shown, plot)
        click.echo(f"\n{model}, held out:\n{table(by_model[model].only(held_out=True))}")
        click.echo(f"\n{model}, tune:\n{table(by_model[model].only(held_out=False))}\n")
        _tell_misses(by_model[model])
        short += [f"{model}: {line}" for line in below_floor(model, by_model[model])] if not only else []
    if write:
        ACCURACY.write_text(document(by_model, _speeds(models), str(datetime.date.today()), _commit()))
        click.echo(f"written: {ACCURACY.relative_to(ROOT)}")
    for line in short:
        click.echo(f"below its floor: {line}", err=True)
    sys.exit(1 if short else 0)


def _tell_misses(scores: Scores) -> None:
    for exercise, own in scores.own.items():
        for score in own:
            line = figures([score], [])
            if line.exact < 1 or score.told_faults != score.true_faults:
                click.echo(
                    f"  {score.clip}: {score.counted} of {score.expected}, too small {score.small} of "
                    f"{score.expected_small}, faults {sorted(score.told_faults)} "
                    f"of {sorted(score.true_faults)}"
                )
        for score in scores.negatives[exercise]:
            if score.counted:
                click.echo(f"  {score.clip}: {score.counted} phantoms of {exercise}")


def _speeds(models: Iterable[str]) -> dict[str, str]:
    exercise, clip = find_exercise("squat"), bundled_clips()["squat"]
    found = {}
    for model in models:
        if model == AS_SHIPPED:
            thunder = sum(exercise.model != SHIPPED[0] for exercise in load_library().values())
            found[model] = f"{thunder} exercises on Thunder, the others on Lightning"
        else:
            frame_ms = bench_model(MoveNet(model_path(model)), clip, exercise, range(150)).frame_p50
            found[model] = f"{frame_ms:.1f} ms a frame on the machine that made this table"
    return found


def _commit() -> str:
    asked = ["git", "rev-parse", "--short", "HEAD"]
    return subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


if __name__ == "__main__":
    main()
