"""The studio's command line: `python -m tests.avatar render|list|sheet|demos`."""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from tests.avatar.errors import StudioError
from tests.avatar.spec import load_corpus
from tests.avatar.studio import film, is_current
from tests.avatar.truth import clip_names

CLIPS = Path(__file__).parent.parent / "clips"
SHOWN = Path(__file__).parents[2] / "webui" / "static" / "demos"
BAR_WIDTH = 30


def show_progress(done: int, total: int, started_s: float, what: str) -> None:
    """Draw a bar over the last one, with the time that is left."""
    full = BAR_WIDTH * done // total
    left_s = (time.monotonic() - started_s) / max(1, done) * (total - done)
    bar = "#" * full + "." * (BAR_WIDTH - full)
    end = "\n" if done == total or not sys.stderr.isatty() else "\r"
    print(
        f"[{bar}] {done}/{total} {left_s / 60:4.1f} min left  {what:<40}",
        end=end,
        file=sys.stderr,
        flush=True,
    )


def render(arguments: argparse.Namespace) -> None:
    """Film the named clips, or those that are missing or out of date, or all."""
    corpus = load_corpus()
    unknown = [name for name in arguments.names if name not in corpus.clips]
    if unknown:
        raise StudioError(f"not in the corpus: {', '.join(unknown)}")
    names = arguments.names or list(corpus.clips)
    if arguments.missing:
        names = [name for name in names if not is_current(name, corpus, CLIPS)]
    if not names:
        print("every clip is up to date")
        return
    CLIPS.mkdir(exist_ok=True)
    started_s = time.monotonic()
    show_progress(0, len(names), started_s, names[0])
    # A process for each clip: OpenGL contexts share none gladly, and a driver that dies takes one clip along.
    workers = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(arguments.jobs, mp_context=workers, max_tasks_per_child=1) as pool:
        filmed = [pool.submit(film, name, CLIPS) for name in names]
        for done, future in enumerate(as_completed(filmed), start=1):
            name, size = future.result()
            show_progress(done, len(names), started_s, f"{name} {size / 1000:.0f} kB")


def demos(arguments: argparse.Namespace) -> None:
    """Film the demonstrations of these exercises, or of all, for the touchscreen."""
    from tests.avatar.demos import DEMOS
    from tests.avatar.film import shoot_demo

    names = arguments.names or list(DEMOS)
    SHOWN.mkdir(exist_ok=True)
    started_s = time.monotonic()
    for done, name in enumerate(names):
        show_progress(done, len(names), started_s, name)
        shoot_demo(name, SHOWN)
    show_progress(len(names), len(names), started_s, "")


def show_list(arguments: argparse.Namespace) -> None:
    """Print the corpus."""
    for name, spec in load_corpus().clips.items():
        faults = " ".join(f"{rule}:{','.join(map(str, reps))}" for rule, reps in spec.faults.items())
        who = spec.character or "-"
        what = f"{spec.motion or '-':<15} {who:<3} {spec.reps:>2} {spec.room:<10}"
        print(f"{name:<34} {spec.split:<9} {what} {faults}")


def sheet(arguments: argparse.Namespace) -> None:
    """Draw contact sheets of clips, with the true joints, to be looked at."""
    from tests.avatar.sheet import contact_sheet

    arguments.folder.mkdir(parents=True, exist_ok=True)
    for name in arguments.names or clip_names(CLIPS):
        path = contact_sheet(CLIPS, name, arguments.folder)
        print(path)


def main(argv: list[str] | None = None) -> int:
    """Run one command; 2 when something given cannot be used."""
    parser = argparse.ArgumentParser(prog="python -m tests.avatar", description=__doc__)
    commands = parser.add_subparsers(required=True)

    def command(run: Callable[[argparse.Namespace], None], name: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=run.__doc__, description=run.__doc__)
        added.set_defaults(run=run)
        return added

    rendering = command(render, "render")
    rendering.add_argument("names", nargs="*", metavar="NAME")
    rendering.add_argument(
        "--missing", action="store_true", help="only clips that are missing or out of date"
    )
    rendering.add_argument("--jobs", type=int, default=1, help="clips at a time (default 1)")
    command(show_list, "list")
    showing = command(demos, "demos")
    showing.add_argument("names", nargs="*", metavar="EXERCISE")
    sheets = command(sheet, "sheet")
    sheets.add_argument("names", nargs="*", metavar="NAME")
    sheets.add_argument("--folder", type=Path, default=Path("build/sheets"))
    arguments = parser.parse_args(argv)
    try:
        arguments.run(arguments)
    except StudioError as problem:
        print(f"error: {problem}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
