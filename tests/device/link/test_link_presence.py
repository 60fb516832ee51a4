"""When the status is told: at once where it matters, seldom where it only flickers."""

from __future__ import annotations

from device.link.messages import Health, Presence, Status
from device.link.presence import StatusReport
from device.link.timing import UplinkTiming
from device.view import CameraState
from tests.device.link.payloads import EXAMPLES

HEALTH = EXAMPLES["status"][1].health  # type: ignore[attr-defined]
TIMING = UplinkTiming(status_look_s=10.0, status_every_s=100.0)


class Device:
    def __init__(self) -> None:
        self.health: Health = HEALTH
        self.looks = 0
        self.report = StatusReport("0.1.0", self.look, TIMING)

    def look(self) -> Health:
        self.looks += 1
        return self.health

    def change(self, **values: object) -> None:
        self.health = self.health.model_copy(update=values)


def test_the_will_says_offline_and_nothing_else() -> None:
    will = Status.model_validate_json(Device().report.offline())
    assert will == Status(state=Presence.OFFLINE, software="0.1.0")


def test_each_connection_begins_with_the_facts() -> None:
    device = Device()
    assert Status.model_validate_json(device.report.online(0.0)).health == HEALTH


def test_what_matters_is_told_at_the_next_look() -> None:
    device = Device()
    device.report.online(0.0)
    device.change(camera=CameraState.MISSING)
    assert device.report.news(9.0) is None
    told = device.report.news(10.0)
    assert told is not None
    assert Status.model_validate_json(told).health == device.health
    assert device.report.news(20.0) is None


def test_what_flickers_is_told_now_and_then() -> None:
    device = Device()
    device.report.online(0.0)
    device.change(temperature_c=53, disk_free_mb=21_349, outbox=4)
    times = [at_s for at_s in range(1, 301) if device.report.news(float(at_s)) is not None]
    assert times == [100, 200, 300]
    assert device.looks == 1 + 30


def test_a_device_that_knows_nothing_of_itself_says_only_that_it_is_there() -> None:
    report = StatusReport("0.1.0", None, TIMING)
    assert Status.model_validate_json(report.online(0.0)) == Status(state=Presence.ONLINE, software="0.1.0")
    assert report.news(1e9) is None
