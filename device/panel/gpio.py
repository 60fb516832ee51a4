"""Button, light and buzzer beside the mat: the only file that imports gpiozero."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from device.command import Order
from device.config import PanelSettings
from device.controls import Press, meaning
from device.errors import MatsideError
from device.light import RHYTHMS, Rhythm, Signal, signal_of
from device.view import SessionView

BEEP_S = 0.08


class PanelError(MatsideError):
    """Button, light and buzzer can't be used."""


@dataclass(frozen=True, slots=True)
class Pins:
    """A way to the pins.

    Attributes:
        factory: gpiozero's pin factory.
        errors: what its library raises for a pin that is busy or not allowed; gpiozero passes it on.
    """

    factory: Any
    errors: tuple[type[Exception], ...] = ()


class Panel(Protocol):
    """Shows the session to someone on the mat, and takes presses of the button."""

    @property
    def name(self) -> str:
        """What it is, or why there is none: one line for the log and `matside doctor`."""
        ...

    def show(self, view: SessionView) -> None:
        """Tell this moment. Cheap when nothing changed; called by one thread."""
        ...

    def close(self) -> None:
        """Light and buzzer off, pins released; safe to call twice."""
        ...


class NoPanel:
    """The panel of a machine that has none.

    Args:
        reason: why, in one line.
    """

    def __init__(self, reason: str) -> None:
        self.name = reason

    def show(self, view: SessionView) -> None:
        """Nothing to show it on."""

    def close(self) -> None:
        """Nothing to release."""


class GpioPanel:
    """The panel on a Raspberry Pi's pins.

    Args:
        settings: which pins.
        submit: takes the commands of the button; called from a thread of gpiozero.
        pins: the way to them.

    Raises:
        PanelError: a pin is busy or not allowed.
    """

    def __init__(self, settings: PanelSettings, submit: Callable[[Order], None], pins: Pins) -> None:
        self.name = (
            f"button on pin {settings.button_pin}, light on {settings.red_pin}, {settings.green_pin}, "
        )
        self.name += f"{settings.blue_pin}, buzzer on {settings.buzzer_pin}"
        self._submit = submit
        self._muted = settings.muted
        self._view = SessionView()
        self._signal: Signal | None = None
        self._counted: tuple[tuple[int | None, int], int] = ((None, 1), 0)
        self._held = False
        self._devices: list[Any] = []
        self._claim(settings, pins)
        self._button.when_pressed = self._pressed
        self._button.when_held = self._long_press
        self._button.when_released = self._released

    def show(self, view: SessionView) -> None:
        """Change the light with the session's state; beep for each new repetition."""
        self._view = view
        signal = signal_of(view)
        if signal is not self._signal:
            self._signal = signal
            self._shine(RHYTHMS[signal])
        counted = ((view.position, view.set_number), view.reps)
        heard = view.preferences.sounds and not self._muted
        if counted[0] == self._counted[0] and counted[1] > self._counted[1] and heard:
            self._buzzer.beep(on_time=BEEP_S, off_time=BEEP_S, n=1)
        self._counted = counted

    def close(self) -> None:
        """Light and buzzer off, pins released."""
        while self._devices:
            self._devices.pop().close()

    def _claim(self, settings: PanelSettings, pins: Pins) -> None:
        import gpiozero

        factory = pins.factory
        light = (settings.red_pin, settings.green_pin, settings.blue_pin)
        try:
            self._button = gpiozero.Button(
                settings.button_pin, bounce_time=0.02, hold_time=settings.long_press_s, pin_factory=factory
            )
            self._devices.append(self._button)
            self._light = gpiozero.RGBLED(*light, active_high=settings.light_active_high, pin_factory=factory)
            self._devices.append(self._light)
            self._buzzer = gpiozero.Buzzer(settings.buzzer_pin, pin_factory=factory)
            self._devices.append(self._buzzer)
        except (gpiozero.GPIOZeroError, OSError, *pins.errors) as error:
            self.close()
            raise PanelError(
                f"a pin can't be used ({error}); close the program that uses it or change panel.*_pin"
            ) from error

    def _shine(self, rhythm: Rhythm) -> None:
        if rhythm.fade_s:
            self._light.pulse(rhythm.fade_s, rhythm.fade_s, on_color=rhythm.colour)
        elif rhythm.on_s:
            self._light.blink(rhythm.on_s, rhythm.off_s, on_color=rhythm.colour)
        else:
            self._light.color = rhythm.colour

    def _pressed(self) -> None:
        self._held = False

    def _long_press(self) -> None:
        self._held = True
        self._say(Press.LONG)

    def _released(self) -> None:
        if not self._held:
            self._say(Press.SHORT)

    def _say(self, press: Press) -> None:
        order = meaning(press, self._view)
        if order is not None:
            self._submit(order)


def pi_pins() -> Pins:
    """The pins of a Raspberry Pi, over lgpio: the way that serves the Pi 4 and the Pi 5.

    Raises:
        PanelError: no pins here, lgpio is not installed, or they are not allowed.
    """
    if not any(Path("/dev").glob("gpiochip*")):
        raise PanelError("no GPIO pins on this machine")
    import gpiozero

    try:
        import lgpio
        from gpiozero.pins.lgpio import LGPIOFactory
    except ImportError:
        raise PanelError(
            "lgpio is not installed; sudo apt-get install python3-lgpio, then make clean setup"
        ) from None
    try:
        return Pins(LGPIOFactory(), (lgpio.error,))
    except (gpiozero.GPIOZeroError, lgpio.error, OSError) as error:
        raise PanelError(f"GPIO pins can't be used ({error}); add this user to the group gpio") from error


def open_panel(
    settings: PanelSettings,
    submit: Callable[[Order], None],
    connect: Callable[[], Pins] = pi_pins,
) -> Panel:
    """The panel of this machine; a NoPanel that names the reason where there is none or it can't be used."""
    if settings.enabled == "off":
        return NoPanel("switched off by panel.enabled")
    try:
        return GpioPanel(settings, submit, connect())
    except PanelError as error:
        return NoPanel(str(error))
