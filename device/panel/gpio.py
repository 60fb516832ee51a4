"""Button, light and buzzer on a Raspberry Pi's pins: the only file that imports gpiozero."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from device.command import Order
from device.config import PanelSettings
from device.controls import Press, meaning
from device.panel import NoPanel, NoPinsError, Panel, PanelError
from device.panel.boot_hold import BootHold, Moment
from device.panel.buzzer import Beeps, Listener
from device.panel.light import RHYTHMS, Rhythm, Signal, signal_of
from device.view import SessionView


@dataclass(frozen=True, slots=True)
class Pins:
    """A way to the pins.

    Attributes:
        factory: gpiozero's pin factory.
        errors: what its library raises for a pin that is busy or not allowed; gpiozero passes it on.
    """

    factory: Any
    errors: tuple[type[Exception], ...] = ()


class GpioPanel:
    """The panel on a Raspberry Pi's pins.

    Args:
        settings: which pins.
        submit: takes the commands of the button; called from a thread of gpiozero.
        pins: the way to them.
        set_up: called once if the button was held from the start on and let go; on the thread of `show`.

    Raises:
        PanelError: a pin is busy or not allowed.
    """

    def __init__(
        self,
        settings: PanelSettings,
        submit: Callable[[Order], None],
        pins: Pins,
        set_up: Callable[[], None] = lambda: None,
    ) -> None:
        self.name = (
            f"button on pin {settings.button_pin}, light on {settings.red_pin}, {settings.green_pin}, "
        )
        self.name += f"{settings.blue_pin}, buzzer on {settings.buzzer_pin}"
        self._submit = submit
        self._muted = settings.muted
        self._view = SessionView()
        self._signal: Signal | None = None
        self._listener = Listener()
        self._set_up = set_up
        self._held = False
        self._devices: list[Any] = []
        self._claim(settings, pins)
        # The press that was there before is for the set-up alone: it gives no order, however it ends.
        self._begun = not self._button.is_pressed
        self._boot = BootHold(not self._begun)
        self._button.when_pressed = self._pressed
        self._button.when_held = self._long_press
        self._button.when_released = self._released

    def show(self, view: SessionView) -> None:
        """Change the light with the session's state; beep for repetitions, sets and warnings."""
        self._view = view
        signal = signal_of(view)
        if signal is not self._signal:
            self._signal = signal
            self._shine(RHYTHMS[signal])
        beeps = self._listener.hear(view)
        match self._boot.look(self._button.is_pressed):
            case Moment.LONG_ENOUGH:
                # Muted or not: without it nobody knows when to let go.
                self._beep(Beeps.SET_UP)
            case Moment.LET_GO:
                self._set_up()
            case None if beeps is not None and view.preferences.sounds and not self._muted:
                self._beep(beeps)

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

    def _beep(self, beeps: Beeps) -> None:
        self._buzzer.beep(on_time=beeps.on_s, off_time=beeps.off_s, n=beeps.times)

    def _shine(self, rhythm: Rhythm) -> None:
        if rhythm.fade_s:
            self._light.pulse(rhythm.fade_s, rhythm.fade_s, on_color=rhythm.colour)
        elif rhythm.on_s:
            self._light.blink(rhythm.on_s, rhythm.off_s, on_color=rhythm.colour)
        else:
            self._light.color = rhythm.colour

    def _pressed(self) -> None:
        self._begun, self._held = True, False

    def _long_press(self) -> None:
        self._held = True
        self._say(Press.LONG)

    def _released(self) -> None:
        if not self._held:
            self._say(Press.SHORT)

    def _say(self, press: Press) -> None:
        if not self._begun:
            return
        order = meaning(press, self._view)
        if order is not None:
            self._submit(order)


def pi_pins() -> Pins:
    """The pins of a Raspberry Pi, over lgpio: the way that serves the Pi 4 and the Pi 5.

    Raises:
        NoPinsError: this machine has none.
        PanelError: lgpio is not installed, or they are not allowed.
    """
    if not any(Path("/dev").glob("gpiochip*")):
        raise NoPinsError("no GPIO pins on this machine")
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
    set_up: Callable[[], None] = lambda: None,
) -> Panel:
    """The panel of this machine; a NoPanel that names the reason where there is none or it can't be used."""
    if settings.enabled == "off":
        return NoPanel("switched off by panel.enabled")
    try:
        return GpioPanel(settings, submit, connect(), set_up)
    except PanelError as error:
        return NoPanel(str(error), refused=not isinstance(error, NoPinsError))
