"""`make soak`: days of simulated use, and whether anything leaks."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import click

from tests.soak.meter import Reading, slope
from tests.soak.run import WARM_UP_SHARE, complaints, soak


@click.command()
@click.option("--hours", type=click.IntRange(8), default=288, show_default=True)
@click.option(
    "--frames", type=click.IntRange(30), default=260, show_default=True, help="Looked at in a session."
)
def main(hours: int, frames: int) -> None:
    """Live some hours at many times real speed; exit code 1 if anything leaks."""
    began_s = time.monotonic()

    def tell(reading: Reading) -> None:
        rows, took_s = sum(reading.rows.values()), time.monotonic() - began_s
        click.echo(
            f"{reading.hour + 1:4d} h  {reading.rss_mb:6.1f} MB  {reading.threads} threads  "
            f"{reading.files} files  {rows} rows  ({took_s:.0f} s)"
        )

    with tempfile.TemporaryDirectory() as folder:
        readings = soak(hours, Path(folder), frames, tell)
    settled = readings[round(len(readings) * WARM_UP_SHARE) :]
    rise = slope(settled, [reading.rss_mb for reading in settled])
    click.echo(f"{hours} h in {(time.monotonic() - began_s) / 60:.1f} min; memory {rise:+.4f} MB an hour")
    found = complaints(readings)
    for line in found:
        click.echo(line, err=True)
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
