"""What a clip is to show, as data: one table of a file in corpus/."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tests.avatar.errors import StudioError
from tests.avatar.truth import CameraTruth, Split

CORPUS = Path(__file__).parent / "corpus"
Unit = Annotated[float, Field(ge=0, le=1)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Passer(_Table):
    """Somebody else who walks through the picture."""

    character: str
    """One of characters.toml, or "dog"."""
    start_s: float
    behind_m: float = 1.0
    """How far behind the person, seen from the camera; negative in front."""


class ClipSpec(_Table):
    """One clip. Everything not said is the plain case."""

    motion: str | None = None
    """From motions/catalogue.py; None for an empty room."""
    character: str | None = None
    split: Split
    seed: int
    camera: str = "side_left"
    """A table of `cameras` in corpus/; the four values below replace single values of it."""
    azimuth_deg: float | None = None
    height_m: float | None = None
    distance_m: float | None = None
    vfov_deg: float | None = None
    room: str = "plain"
    fps: float = Field(default=15, ge=5, le=60)
    reps: int = Field(default=0, ge=0)
    depth: Unit = 1.0
    whole: bool = True
    """Whether the repetitions are big enough to count."""
    jitter: Annotated[float, Field(ge=0, le=0.5)] = 0.1
    pace: Annotated[float, Field(gt=0.3, lt=3)] = 1.0
    """Above 1 slower."""
    faults: Mapping[str, list[int]] = {}
    """Rule: repetitions from 1."""
    options: Mapping[str, float] = {}
    """For the motion."""
    duration_s: float | None = None
    """Of clips without repetitions."""
    card: str | None = None
    """A page of text instead of a room."""
    passer: Passer | None = None
    blur: Unit = 0.0
    """Share of the frame time that the shutter is open."""
    noise: float | None = None
    """Sensor noise in 8-bit steps, instead of the room's own."""
    kind: Literal["positive", "negative"] = "positive"
    largest_kb: Annotated[int, Field(ge=20, le=200)] = 200
    """The film is pressed harder until it is no larger."""


class Corpus(_Table):
    """The files of corpus/, together."""

    cameras: Mapping[str, CameraTruth] = {}
    clips: Mapping[str, ClipSpec] = {}

    def camera(self, spec: ClipSpec) -> CameraTruth:
        """The clip's camera with its own changes applied."""
        if spec.camera not in self.cameras:
            raise StudioError(f"camera {spec.camera!r} does not exist; known: {', '.join(self.cameras)}")
        changes = {
            name: value
            for name in ("azimuth_deg", "height_m", "distance_m", "vfov_deg")
            if (value := getattr(spec, name)) is not None
        }
        return self.cameras[spec.camera].model_copy(update=changes)


def load_corpus(folder: Path = CORPUS) -> Corpus:
    """Read the lists of clips in folder.

    Raises:
        StudioError: not TOML, a value that the studio does not understand, or a name given twice.
    """
    cameras: dict[str, CameraTruth] = {}
    clips: dict[str, ClipSpec] = {}
    for path in sorted(folder.glob("*.toml")):
        part = _load_part(path)
        twice = sorted((part.clips.keys() & clips.keys()) | (part.cameras.keys() & cameras.keys()))
        if twice:
            raise StudioError(f"{path.name}: {twice[0]!r} is already in another file; choose another name")
        cameras |= part.cameras
        clips |= part.clips
    if not clips:
        raise StudioError(f"{folder}: no clips; the corpus is a folder of .toml files")
    return Corpus(cameras=cameras, clips=clips)


def _load_part(path: Path) -> Corpus:
    try:
        return Corpus.model_validate(tomllib.loads(path.read_text()))
    except (OSError, tomllib.TOMLDecodeError) as problem:
        raise StudioError(f"{path.name}: {problem}") from problem
    except ValidationError as problem:
        first = problem.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise StudioError(f"{path.name}: {where}: {first['msg']} (got {first['input']!r})") from problem
