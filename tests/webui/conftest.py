from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, BrowserContext, Page

from tests.webui.fake_appliance import FakeAppliance
from tests.webui.fake_household import FakeHousehold
from tests.webui.fake_machine import FakeMachine
from tests.webui.film import Film
from webui.app import create_app
from webui.server import STALLED_S, Server, take_port

SIZES = [(800, 480), (720, 1280), (1280, 800)]


@pytest.fixture
def appliance() -> Iterator[FakeAppliance]:
    appliance = FakeAppliance()
    yield appliance
    appliance.end()


@pytest.fixture
def household(appliance: FakeAppliance) -> FakeHousehold:
    return FakeHousehold(appliance)


@pytest.fixture
def machine() -> FakeMachine:
    return FakeMachine()


@pytest.fixture
def app(appliance: FakeAppliance, household: FakeHousehold, machine: FakeMachine) -> Flask:
    return create_app(appliance, household, machine)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Talks to the application without a network, as a page of its own site."""
    return app.test_client()


@pytest.fixture
def token(client: FlaskClient) -> str:
    """What the page was given to send with each command."""
    found = re.search(r'name="matside-token" content="([^"]+)"', client.get("/").text)
    assert found
    return found[1]


@pytest.fixture
def start_server(appliance: FakeAppliance) -> Iterator[Callable[..., Server]]:
    """Serve an application on a free loopback port until the test ends."""
    servers: list[Server] = []

    def start(app: Flask, port: int = 0, stalled_s: float = STALLED_S) -> Server:
        servers.append(Server(app, take_port(port=port), stalled_s))
        servers[-1].start()
        return servers[-1]

    yield start
    # Streams that wait for its next view need not wait out their time.
    appliance.end()
    for server in servers:
        server.stop()


@pytest.fixture
def server(app: Flask, start_server: Callable[..., Server]) -> Server:
    return start_server(app)


@pytest.fixture
def free_port() -> int:
    """A port that nobody uses now, for what must come back to the same one."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def screen(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[BrowserContext]:
    """A touchscreen, 800 x 480 unless the test is parametrised with another size."""
    width, height = getattr(request, "param", SIZES[0])
    context = chromium.new_context(viewport={"width": width, "height": height}, has_touch=True)
    context.set_default_timeout(20_000)
    yield context
    context.close()


@pytest.fixture
def opened(screen: BrowserContext, server: Server) -> Iterator[Page]:
    """The appliance's address, just opened; any error of a page's scripts fails the test."""
    errors: list[str] = []
    page = screen.new_page()
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(server.url)
    yield page
    assert not errors


@pytest.fixture
def page(opened: Page) -> Page:
    """The appliance's page at the first view."""
    opened.locator("#starting").wait_for(state="hidden")
    return opened


@pytest.fixture(scope="session")
def clip() -> Film:
    return Film("proto_squat_valgus_front_f")
