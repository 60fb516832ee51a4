"""`matside bench`: how fast the models are on this machine."""

from __future__ import annotations

import json
import sys

import click

from device.camera.detect import bundled_clips
from device.model_files import SHIPPED, model_path
from device.recording.bench import bench_model, resident_mb
from inference.exercise import find_exercise
from inference.movenet import MoveNet

EXERCISE = "squat"


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
@click.option(
    "--frames", type=click.IntRange(50), default=300, show_default=True, help="Frames for each model."
)
@click.option("--threads", type=click.IntRange(1, 8), default=2, show_default=True)
def bench(as_json: bool, frames: int, threads: int) -> None:
    """Time each shipped model, bare and with the whole analysis of a frame, on a bundled clip."""
    clip, exercise = bundled_clips()[EXERCISE], find_exercise(EXERCISE)
    results = {}
    for name in SHIPPED:
        net = MoveNet(model_path(name), threads)
        with click.progressbar(
            range(frames), label=net.name, file=sys.stderr, hidden=not sys.stderr.isatty()
        ) as ticks:
            results[name] = bench_model(net, clip, exercise, ticks)
    told = {"threads": threads, "models": {name: result.as_dict() for name, result in results.items()}}
    told["rss_mb"] = round(resident_mb(), 1)
    if as_json:
        click.echo(json.dumps(told))
        return
    for name, result in results.items():
        click.echo(
            f"{name:<10} invoke {result.invoke_p50:6.2f} ms, frame {result.frame_p50:6.2f} ms "
            f"(p95 {result.frame_p95:.2f}), {result.as_dict()['overhead']:.2f} × the invoke, "
            f"{result.as_dict()['fps']:.0f} fps"
        )
    click.echo(f"resident memory {told['rss_mb']} MB")
