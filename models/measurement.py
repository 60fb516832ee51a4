"""The committed record of the models' fidelity (fidelity.json), and its table in the model card."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from models.agreement import Agreement
from models.errors import ModelError

_BEGIN = "<!-- fidelity: written by python -m models.fidelity --write -->"
_END = "<!-- end of fidelity -->"


@dataclass(frozen=True)
class Measurement:
    """One model beside the float graph: `agreement` by kind of picture, `all` first."""

    variant: str
    label: str
    sha256: str
    size_bytes: int
    agreement: Mapping[str, Agreement]


@dataclass(frozen=True)
class Record:
    """Everything that one run of the fidelity command found; `inputs` counts the network inputs by kind."""

    inputs: Mapping[str, int]
    measurements: Sequence[Measurement]

    def save(self, path: Path) -> None:
        """Write the record as JSON."""
        path.write_text(json.dumps(asdict(self), indent=2) + "\n", encoding="utf-8")


def load(path: Path) -> Record:
    """Read what `Record.save` wrote; raise ModelError where it cannot be read."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        return Record(
            raw["inputs"],
            [
                Measurement(
                    **row | {"agreement": {kind: Agreement(**a) for kind, a in row["agreement"].items()}}
                )
                for row in raw["measurements"]
            ],
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"{path}: not a fidelity record ({error}); make it with models.fidelity --write"
        ) from None


def table(record: Record) -> str:
    """Return the record as a Markdown table: one row per model and kind of picture."""
    lines = [
        "| model | MB | pictures | keypoints | distance, % of side: mean / median / p95 "
        "| angle, °: mean / p95 | score: mean |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in record.measurements:
        for number, (kind, found) in enumerate(row.agreement.items()):
            name, size = (
                (f"{row.variant}: {row.label}", f"{row.size_bytes / 1e6:.2f}") if number == 0 else ("", "")
            )
            lines.append(
                f"| {name} | {size} | {kind} | {found.keypoints} "
                f"| {found.mean_percent:.3f} / {found.median_percent:.3f} / {found.p95_percent:.2f} "
                f"| {found.angle_mean_deg:.1f} / {found.angle_p95_deg:.1f} | {found.score_mean:.3f} |"
            )
    return "\n".join(lines)


def write_table(card: Path, record: Record) -> None:
    """Replace the table in the model card; raise ModelError where the card has no place for it."""
    text = card.read_text(encoding="utf-8")
    if text.count(_BEGIN) != 1 or text.count(_END) != 1:
        raise ModelError(f"{card}: needs one line {_BEGIN} and one line {_END} around its table")
    before, _, rest = text.partition(_BEGIN)
    after = rest.partition(_END)[2]
    card.write_text(f"{before}{_BEGIN}\n\n{table(record)}\n\n{_END}{after}", encoding="utf-8")
