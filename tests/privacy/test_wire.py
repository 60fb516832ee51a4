"""Whatever is written into a household's device: nothing of it, no date, no address goes over the wire."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device.command import BodyRegion, Command
from device.link.messages import AlertKind, RedFlag
from device.link.plan import Fault, Note, Verdict
from device.link.schemas import CONTRACTS
from device.summary import Ending, PainChange, PainShift, PartOfDay, Payload, StopReason
from device.view import CameraState
from inference.events import Reason
from tests.brokers import Mosquitto
from tests.clinics import Clinic
from tests.device.link.payloads import PATIENT
from tests.privacy.household import LIBRARY, Household
from tests.privacy.identifiers import leaks, of_this_machine
from tests.privacy.tap import Said, Tap, tapped, texts

pytestmark = pytest.mark.broker

ROOT = f"matside/v1/clinic/{PATIENT}"
SENT = {f"{ROOT}/{contract.leaf}": contract.payload for contract in CONTRACTS if contract.from_device}
HEARD = {f"{ROOT}/{contract.leaf}" for contract in CONTRACTS if not contract.from_device}
DAY = datetime(2031, 7, 19, 8, 23, 45, tzinfo=UTC)
SAMPLES = (
    "Jane Doe, born 1961-04-07",
    "Jürgen Müller <script>alert(1)</script>",
    "../../../etc/jane/doe",
    "'; DROP TABLE session; --",
    "192.168.178.23 b8:27:eb:4d:5e:6f",
    "Zq\N{PILE OF POO}\N{RIGHT-TO-LEFT OVERRIDE}eman",
    "%s%n${HOME}$(hostname)",
    "matside/v1/clinic/OTHER234/summary",
    "jane_doe_1961",
    "JANEDOE1961",
)
PLAIN = [Command.PAUSE, Command.RESUME, Command.NEXT, Command.HURTS, Command.STOP]
WORDS = st.sampled_from(SAMPLES) | st.text(st.characters(exclude_categories=["Cs"]), max_size=60).map(
    lambda text: f"Zq{text}jZ"
)
HOUSEHOLDS = st.builds(
    Household,
    words=WORDS,
    folder_name=WORDS.map(
        lambda words: words.replace("/", "_").replace("\0", "_").encode()[:200].decode(errors="ignore")
    ),
    commands=st.lists(st.sampled_from(PLAIN), max_size=4),
    own_model=st.booleans(),
    reps=st.integers(1, 3),
)
VERSION = "0.1.0"
WORDS_OF_LISTS = {
    word.value
    for words in (
        Ending,
        PartOfDay,
        CameraState,
        Reason,
        Fault,
        Note,
        Verdict,
        StopReason,
        AlertKind,
        RedFlag,
        BodyRegion,
        PainChange,
        PainShift,
    )
    for word in words  # type: ignore[attr-defined]
} | {"online", "offline", "good", "trouble", "no_session_for_days", "deg", "torso"}
KNOWN_IDS = (
    {"movenet_lightning_int8", "custom", PATIENT, VERSION}
    | set(LIBRARY)
    | {fault for exercise in LIBRARY.values() for fault in exercise.corrections}
)


@pytest.fixture(scope="module")
def wire(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Tap, Clinic]]:
    broker = Mosquitto(tmp_path_factory.mktemp("broker"))
    broker.start()
    clinic = Clinic(broker)
    with tapped(broker.port) as tap:
        yield tap, clinic
    clinic.close()
    broker.stop()


def leaves(value: Any) -> Iterator[Any]:
    """Every key and value of a JSON document."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from leaves(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner)
    else:
        yield value


def fields(model: type[Payload]) -> set[str]:
    """Names of the fields of a message and of everything in it."""
    schema = model.model_json_schema()
    parts = [schema, *schema.get("$defs", {}).values()]
    return {name for part in parts for name in part.get("properties", {})}


def objections(said: Said, ids: set[str], secrets: set[str]) -> list[str]:
    """What is wrong with one text on the wire."""
    text = said.text
    for known in ids:
        # Random digits, made here: they mean nothing, and may look like a number of any kind.
        text = text.replace(known.encode(), b"#")
    found = leaks(text, secrets)
    if said.what.endswith("topic") and said.text.decode() not in {*SENT, *HEARD}:
        found.append("a topic that is not of this device")
    if said.what == "client id" and said.text.decode() not in ids:
        found.append("a client id that is not the random one")
    if said.what.endswith("payload"):
        model = SENT[said.topic]
        model.model_validate_json(said.text)
        allowed = WORDS_OF_LISTS | KNOWN_IDS | ids | fields(model)
        for leaf in leaves(json.loads(said.text)):
            if isinstance(leaf, str) and leaf not in allowed:
                found.append(f"{leaf!r}, which no list knows")
    return found


@settings(max_examples=15, deadline=None, derandomize=True)
@given(HOUSEHOLDS)
def test_nothing_that_a_household_writes_goes_over_the_wire(
    wire: tuple[Tap, Clinic], household: Household
) -> None:
    tap, clinic = wire
    tap.recorded.clear()
    with tempfile.TemporaryDirectory(prefix="zq_private_place_") as folder:
        client_id, ids = household.live(Path(folder), tap.port, clinic, DAY)
        names = {household.words, household.name, household.folder_name, Path(folder).name}
    secrets = of_this_machine() | names
    ids |= {client_id, household.identity()["exercise_library"]}
    said = tap.said()
    payloads = [one for one in said if one.what == "payload"]
    assert {one.topic for one in payloads} == {*SENT}, "each kind of message was sent"
    assert [one.what for one in said if one.what.startswith("will")] == ["will topic", "will payload"]
    wrong = {(one.what, one.text): found for one in said if (found := objections(one, ids, secrets))}
    assert wrong == {}


GOOD = b'{"schema_version":1,"state":"online","software":"0.1.0","health":null}'
STATUS = f"{ROOT}/status"


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (Said("payload", GOOD, STATUS), []),
        (Said("payload", GOOD.replace(b"0.1.0", b"2031.7.19"), STATUS), ["'2031.7.19', which no list knows"]),
        (Said("client id", b"jane-doe"), ["Jane-Doe", "a client id that is not the random one"]),
        (Said("topic", b"matside/v1/clinic/OTHER234/status"), ["a topic that is not of this device"]),
        (Said("properties", b"\x26\x00\x04when\x00\x0a2031-07-19"), ["a date"]),
        (Said("properties", b"at 08:23"), ["a time of day"]),
        (Said("properties", b"19.07.2031"), ["a date, day first"]),
        (Said("properties", b"20310719"), ["a date"]),
        (Said("properties", b'{"t":1942215825}'), ["a Unix time"]),
        (Said("properties", b'{"t":1942215825123}'), ["a Unix time"]),
        (Said("properties", b"from 10.0.0.7"), ["an IPv4 address"]),
        (Said("properties", b"b8:27:eb:4d:5e:6f"), ["a hardware address"]),
        (Said("properties", b"4a616e652d446f65"), ["Jane-Doe"]),
    ],
)
def test_the_check_finds_what_it_looks_for(said: Said, found: list[str]) -> None:
    assert objections(said, {"0" * 32}, {"Jane-Doe"}) == found


def test_the_tap_takes_packets_apart() -> None:
    """A packet with everything in it; a stream that was cut off is read as far as it goes."""
    head = b"\x00\x04MQTT\x05\xec\x00\x1e\x05\x11\x00\x00\x0e\x10"
    body = head + b"\x00\x02me\x00\x00\x01t\x00\x01w\x00\x04name\x00\x06secret"
    connect = bytes([0x10, len(body)]) + body
    body = b"\x00\x03a/b\x00\x07\x00body"
    publish = bytes([0x32, len(body)]) + body
    heard = [(said.what, said.text) for said in texts(connect + publish + publish[:5])]
    assert heard == [
        ("properties", b"\x11\x00\x00\x0e\x10"),
        ("client id", b"me"),
        ("properties", b""),
        ("will topic", b"t"),
        ("will payload", b"w"),
        ("properties", b""),
        ("topic", b"a/b"),
        ("payload", b"body"),
    ]
    assert b"secret" not in b"".join(text for _, text in heard)
