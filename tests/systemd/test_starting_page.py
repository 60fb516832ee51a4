"""The kiosk's first page, in a real browser: it waits for the appliance, then gives way to it."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

KIOSK = Path(__file__).resolve().parents[2] / "systemd/kiosk"


class Screen(BaseHTTPRequestHandler):
    """What the appliance answers; like the real one it lets no other page read it."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        self.end_headers()
        self.wfile.write(b"<title>ready</title>")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Not on the tests' output."""


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 800, "height": 480})
    yield context.new_page()
    context.close()


@pytest.mark.browser
def test_it_says_starting_or_why_not_until_the_appliance_answers(page: Page, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    address = f"http://127.0.0.1:{port}/"
    first, trouble = Path(shutil.copy(KIOSK / "starting.html", tmp_path)), tmp_path / "trouble"
    waiting = [sys.executable, "-I", KIOSK / "await-screen", address, trouble, tmp_path]
    with subprocess.Popen(waiting) as kiosk:
        try:
            page.goto(f"{first.as_uri()}#{address}")
            page.get_by_text("is starting").wait_for()
            page.wait_for_timeout(700)
            assert page.url.startswith("file:")
            trouble.write_text('store.data_dir = <b>"/x"</b>: can\'t be made\n', "utf-8")
            page.get_by_text('store.data_dir = <b>"/x"</b>: can\'t be made').wait_for()
            page.get_by_text("is starting").wait_for(state="hidden")
            trouble.unlink()
            page.get_by_text("is starting").wait_for()
            server = HTTPServer(("127.0.0.1", port), Screen)
            threading.Thread(target=server.serve_forever, daemon=True).start()
            try:
                page.wait_for_url(address)
                assert page.title() == "ready"
            finally:
                server.shutdown()
                server.server_close()
            assert kiosk.wait(timeout=10) == 0
        finally:
            kiosk.kill()


@pytest.mark.browser
def test_no_other_address_is_followed(page: Page, tmp_path: Path) -> None:
    first = Path(shutil.copy(KIOSK / "starting.html", tmp_path))
    (tmp_path / "ready.js").touch()
    page.goto(f"{first.as_uri()}#http://example.invalid/")
    page.wait_for_timeout(700)
    assert page.url.startswith("file:")
