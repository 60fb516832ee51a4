from __future__ import annotations

import json

import pytest
from pydantic import ValidationError

from device.link.settings import LinkSettings


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"host": "broker.example"},
        {"host": "localhost", "tls": False},
        {"host": "127.0.0.1", "tls": False},
        {"host": "127.8.9.1", "tls": False},
        {"host": "::1", "tls": False},
        {"tls": False},
        {"host": "broker.example", "username": "device", "password": "secret"},
        {"host": "broker.example", "username": "device"},
        {"clinic": "praxis-7_b"},
    ],
)
def test_settings_that_pass(settings: dict[str, object]) -> None:
    LinkSettings.model_validate(settings)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"host": "broker.example", "tls": False}, "sends in the clear, and broker.example is not loopback"),
        ({"host": "192.168.1.7", "tls": False}, "sends in the clear, and 192.168.1.7 is not loopback"),
        ({"host": "0.0.0.0", "tls": False}, "set tls = true"),
        ({"host": "localhost.evil.example", "tls": False}, "set tls = true"),
        ({"host": "127.0.0.1.evil.example", "tls": False}, "set tls = true"),
        ({"host": "b", "cert_file": "c.pem"}, "cert_file and key_file belong together"),
        ({"host": "b", "password": "secret"}, "password is set without username"),
        ({"clinic": "a/b"}, "String should match pattern"),
        ({"clinic": "#"}, "String should match pattern"),
        ({"clinic": "+"}, "String should match pattern"),
        ({"clinic": ""}, "String should match pattern"),
        ({"keepalive_s": 0}, "greater than or equal to 5"),
        ({"port": 0}, "greater than or equal to 1"),
    ],
)
def test_settings_that_fail(settings: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        LinkSettings.model_validate_json(json.dumps(settings))


def test_the_password_shows_nowhere() -> None:
    settings = LinkSettings.model_validate({"host": "b", "username": "device", "password": "hunter2"})
    assert "hunter2" not in repr(settings) + str(settings) + settings.model_dump_json()
