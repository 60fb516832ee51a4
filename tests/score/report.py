"""The table of figures, as text and as docs/accuracy.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.score.scoring import ClipScore, Figures, figures

COLUMNS = (
    "exercise",
    "clips",
    "exact",
    "± 1",
    "mean error",
    "phantoms / negatives",
    "range error",
    "hold error",
    "fault precision",
    "fault recall",
    "measurable",
    "latency p50 / p95",
)

HEAD = """\
# Accuracy

Made by `make score` on {date} at commit {commit}: the real pipeline (decoding, MoveNet, everything) over
the clips in `tests/clips`. They are rendered people with exact truth, not filmed ones: what is found here
is an upper bound for what a camera in a living room will give. Thresholds were set on the clips of the
split `tune`; the person of a `held_out` clip appears in no `tune` clip of the same exercise. Where a
held-out clip showed a fault of the *method*, the method was changed and its thresholds set on `tune`
clips again; so the held-out figures are better than those of an untouched set would be.

*Exact*: whole repetitions and attempts that were too small are both right, or the holds of a held exercise.
*Phantoms*: repetitions and holds found in clips of nobody, of other movements and of exercises in another
stance. *Range error*: against the true joints in the body's own sagittal plane, where the signal is an angle.
*Hold error*: of a hold's duration. *Latency*: from the true end of a repetition, back at
rest, to the frame that told it; negative: told when three quarters of the way back were done. *Hard*:
oblique views, dim, backlit and cluttered rooms. *Half hidden*: a chair or a plant stands before the body;
what can't be seen is rather not counted, and has no floor."""


@dataclass(frozen=True)
class Scores:
    """All scores of one model: by exercise, its own clips and those where it must count nothing."""

    own: Mapping[str, Sequence[ClipScore]]
    negatives: Mapping[str, Sequence[ClipScore]]

    def only(self, *, held_out: bool) -> Scores:
        """The scores of one split."""
        return Scores(
            {e: [s for s in scores if s.held_out is held_out] for e, scores in self.own.items()},
            {e: [s for s in scores if s.held_out is held_out] for e, scores in self.negatives.items()},
        )

    def rows(self) -> list[tuple[str, Figures]]:
        """One line for each exercise, then clean, hard and all clips together."""
        rows = [
            (e, figures([s for s in scores if not s.hidden], self.negatives[e]))
            for e, scores in self.own.items()
        ]
        behind = [score for scores in self.own.values() for score in scores if score.hidden]
        every = [score for scores in self.own.values() for score in scores if not score.hidden]
        negatives = [score for scores in self.negatives.values() for score in scores]
        rows.append(("clean clips", figures([s for s in every if not s.hard], [])))
        rows.append(("hard clips", figures([s for s in every if s.hard], [])))
        rows.append(("half hidden clips", figures(behind, [])))
        rows.append(("all others", figures(every, negatives)))
        return rows


def table(scores: Scores) -> str:
    """A Markdown table."""
    lines = [f"| {' | '.join(COLUMNS)} |", f"|{' --- |' * len(COLUMNS)}"]
    lines += [f"| {' | '.join(_cells(name, line))} |" for name, line in scores.rows()]
    return "\n".join(lines)


def _cells(name: str, line: Figures) -> list[str]:
    latency = "–"
    if line.latency_p50_s is not None and line.latency_p95_s is not None:
        latency = f"{line.latency_p50_s:+.2f} / {line.latency_p95_s:+.2f} s"
    return [
        name,
        str(line.clips),
        _share(line.exact if line.clips else None),
        _share(line.off_by_one if line.clips else None),
        f"{line.mean_error:.3f}" if line.clips else "–",
        f"{line.phantoms} / {line.negatives}",
        "–" if line.range_error_deg is None else f"{line.range_error_deg:.1f}°",
        "–" if line.hold_error_s is None else f"{line.hold_error_s:.1f} s",
        _share(line.precision),
        _share(line.recall),
        _share(line.measurable if line.clips else None),
        latency,
    ]


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}"


def document(by_model: Mapping[str, Scores], speeds: Mapping[str, str], date: str, commit: str) -> str:
    """docs/accuracy.md; `speeds` says for each model how fast it is."""
    parts = [HEAD.format(date=date, commit=commit)]
    for model, scores in by_model.items():
        parts += [
            "",
            f"## {model.capitalize()} ({speeds[model]})",
            "",
            "Held out:",
            "",
            table(scores.only(held_out=True)),
            "",
            "Tune:",
            "",
            table(scores.only(held_out=False)),
        ]
    return "\n".join(parts) + "\n"
