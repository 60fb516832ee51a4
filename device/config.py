"""Every setting of the appliance, declared once: default, unit, bound, meaning. `config_file` reads them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from device.clinic.settings import ClinicSettings
from device.link.settings import LinkSettings, is_loopback
from device.summary import KnownId, PatientCode


def default_data_dir(environ: Mapping[str, str]) -> Path:
    """Where the database lives unless told: the service's state directory, else the user's."""
    if given := environ.get("STATE_DIRECTORY", "").split(":")[0]:
        return Path(given)
    state = Path(environ.get("XDG_STATE_HOME", ""))
    return (state if state.is_absolute() else Path.home() / ".local" / "state") / "matside"


def _camera_source(value: str) -> str:
    kind, _, detail = value.partition(":")
    known = value in ("auto", "camera", "demo", "picamera", "v4l2") or (kind in ("v4l2", "clip") and detail)
    if not known or (kind == "v4l2" and detail and not detail.startswith("/dev/")):
        raise ValueError(
            'must be "auto", "camera", "picamera", "v4l2", "v4l2:/dev/videoN", "clip:PATH" or "demo"'
        )
    return value


def _model(value: str) -> str:
    if value not in ("auto", "lightning", "thunder") and not value.endswith(".tflite"):
        raise ValueError('must be "auto", "lightning", "thunder" or the path of a .tflite file')
    return value


def _loopback(value: str) -> str:
    if not is_loopback(value):
        raise ValueError("must be a loopback address, such as 127.0.0.1: the screen is not for the network")
    return value


def _absolute(value: Path) -> Path:
    if not value.is_absolute() or "\0" in str(value):
        raise ValueError("must be an absolute path, such as /var/lib/matside")
    return value


class Section(BaseModel):
    """Base of every group of settings: closed, immutable, checked strictly, documented in place."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, allow_inf_nan=False, use_attribute_docstrings=True
    )


class CameraSettings(Section):
    """Which camera, and how it is mounted."""

    source: Annotated[str, AfterValidator(_camera_source)] = "auto"
    """camera: the Pi camera, else a USB camera, looked for until there is one. auto: the same once a clinic
    is paired; before, the bundled clips where there is none at the start. Or picamera, v4l2,
    v4l2:/dev/videoN, clip:PATH, demo."""
    width_px: int = Field(default=640, ge=160, le=1920, multiple_of=2)
    """Width of the pictures that are analysed."""
    height_px: int = Field(default=480, ge=120, le=1080, multiple_of=2)
    """Height of the pictures."""
    screen_width_px: int = Field(default=960, ge=160, le=1920, multiple_of=2)
    """Width of the picture on the screen where the camera has a second stream (the Pi's own); never less than
    width_px."""
    fps: int = Field(default=30, ge=5, le=60)
    """Frames per second asked of the camera; the analysis takes the newest and skips the rest."""
    rotation_deg: Literal[0, 90, 180, 270] = 0
    """Clockwise turn that puts the picture upright, for a camera mounted sideways or upside down."""
    mirror: bool = False
    """Swap left and right, for a camera that looks into a mirror. A person's left must come out left."""
    mains_hz: Literal[0, 50, 60] = 50
    """Frequency of the mains: lamps flicker twice as fast; the camera's exposure keeps step. 0: it
    need not."""

    @property
    def screen_size_px(self) -> tuple[int, int]:
        """Width and height of the screen's picture: the shape of the analysed one, both even."""
        width_px = max(self.width_px, self.screen_width_px)
        return width_px, 2 * round(width_px * self.height_px / self.width_px / 2)


class ModelSettings(Section):
    """The pose model."""

    name: Annotated[str, AfterValidator(_model)] = "auto"
    """auto (what each exercise was measured with), lightning (fast), thunder (sees hidden limbs), or the
    path of a MoveNet .tflite file."""
    threads: int = Field(default=2, ge=1, le=8)
    """Processor threads for the model."""


class WebSettings(Section):
    """The touchscreen's server."""

    host: Annotated[str, AfterValidator(_loopback)] = "127.0.0.1"
    """Loopback address to listen on."""
    port: int = Field(default=8137, ge=0, le=65535)
    """TCP port; 0 takes any free one."""


class StoreSettings(Section):
    """The database."""

    data_dir: Annotated[Path, AfterValidator(_absolute)] = Field(
        default_factory=lambda: default_data_dir(os.environ)
    )
    """Folder of the database. Default: the service's state directory, else matside in the user's."""
    keep_details_days: int = Field(default=365, ge=0, le=36500)
    """Days that every single repetition and fault of a session is kept; its summary stays. 0: for ever.
    Counted back from the newest session; `matside maintain`, nightly as a service, deletes what is older."""
    keep_sessions_days: int = Field(default=0, ge=0, le=36500)
    """The same for whole sessions and walks. 0: for ever."""


class PanelSettings(Section):
    """Button, light and buzzer beside the mat. Pins are BCM numbers."""

    enabled: Literal["auto", "on", "off"] = "auto"
    """auto: used where the GPIO pins are there; on: their absence is a warning; off: never touched."""
    button_pin: int = Field(default=17, ge=0, le=27)
    """Push button to ground; short press: start or pause, long press: stop."""
    red_pin: int = Field(default=22, ge=0, le=27)
    """Red of the light."""
    green_pin: int = Field(default=23, ge=0, le=27)
    """Green of the light."""
    blue_pin: int = Field(default=24, ge=0, le=27)
    """Blue of the light."""
    buzzer_pin: int = Field(default=25, ge=0, le=27)
    """Active buzzer."""
    long_press_s: float = Field(default=1.5, ge=0.5, le=10)
    """How long a press is a long one."""
    light_active_high: bool = True
    """False for a light with a common anode."""
    muted: bool = False
    """True keeps the buzzer silent."""

    @model_validator(mode="after")
    def _one_job_per_pin(self) -> PanelSettings:
        used: dict[int, str] = {}
        for name in ("button_pin", "red_pin", "green_pin", "blue_pin", "buzzer_pin"):
            pin = getattr(self, name)
            if pin in used:
                raise ValueError(f"{used[pin]} and {name} are both {pin}; give each a pin of its own")
            used[pin] = name
        return self


class SessionSettings(Section):
    """How long the steps of a session take; for those who are quicker or slower, and for tests."""

    introduction_s: float = Field(default=6.0, ge=0, le=120)
    """How long the demonstration is shown at least, before it goes on by itself."""
    ready_s: float = Field(default=2.0, ge=0.1, le=10)
    """How long position and view must be held before the countdown."""
    countdown_s: float = Field(default=3.0, ge=0, le=10)
    """From ready to the first repetition."""
    done_s: float = Field(default=2.5, ge=0, le=10)
    """How long a finished set stays on the screen."""
    longest_rest_s: float = Field(default=300.0, ge=0, le=600)
    """No rest between sets is longer, whatever the plan says; 0: there are no rests."""


class PlanLine(Section):
    """One exercise of the plan with its dose. Any here replace the programmes; a clinic's plan goes first."""

    exercise: KnownId
    """Id of the exercise; `matside exercises` lists them."""
    reps: int | None = Field(default=None, ge=1, le=100)
    """Repetitions to do."""
    hold_s: float | None = Field(default=None, ge=1, le=600)
    """Seconds to hold: each repetition where `reps` are given, else in each set."""
    sets: int = Field(default=1, ge=1, le=10)
    """How many times."""
    rest_s: float = Field(default=30.0, ge=0, le=300)
    """Rest after each set."""

    @model_validator(mode="after")
    def _some_dose(self) -> PlanLine:
        if self.reps is None and self.hold_s is None:
            raise ValueError("give reps or hold_s")
        return self


class Config(Section):
    """The whole configuration."""

    patient_code: PatientCode | None = None
    """Random code handed out by the clinic, 4 to 16 capital letters and digits; never a name."""
    camera: CameraSettings = CameraSettings()
    model: ModelSettings = ModelSettings()
    web: WebSettings = WebSettings()
    store: StoreSettings = Field(default_factory=StoreSettings)
    session: SessionSettings = SessionSettings()
    panel: PanelSettings = PanelSettings()
    link: LinkSettings = LinkSettings()
    clinic: ClinicSettings = ClinicSettings()
    plan: tuple[PlanLine, ...] = Field(default=(), max_length=50)
