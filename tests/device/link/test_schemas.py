"""The published contract is what the models say, well formed, and breaks no reader of an earlier version."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from device.link import schemas
from device.link.schemas import CONTRACTS, DOCS, Contract, breaks, documents, main, published, schema_of
from device.summary import SessionSummary
from tests.device.link.payloads import EXAMPLES, SUMMARY

NAMES = [contract.name for contract in CONTRACTS]
BY_NAME = {contract.name: contract for contract in CONTRACTS}


def test_the_committed_documents_are_current() -> None:
    for name, text in documents().items():
        assert (DOCS / name).read_text("utf-8") == text, "run: python -m device.link.schemas --write"


@pytest.mark.parametrize("contract", CONTRACTS, ids=NAMES)
def test_a_schema_is_one_and_fits_what_is_sent(contract: Contract) -> None:
    schema = schema_of(contract)
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    for example in EXAMPLES[contract.name]:
        validator.validate(json.loads(example.model_dump_json()))


@pytest.mark.parametrize("contract", CONTRACTS, ids=NAMES)
def test_every_field_says_what_it_is(contract: Contract) -> None:
    schema = schema_of(contract)
    for part in (schema, *schema.get("$defs", {}).values()):
        assert part["description"]
        for name, field in part.get("properties", {}).items():
            assert name == "schema_version" or field.get("description"), f"{contract.name}: {name}"


def texts(schema: Any) -> list[dict[str, Any]]:
    """Every part of a schema that admits text."""
    if isinstance(schema, list):
        return [found for part in schema for found in texts(part)]
    if not isinstance(schema, dict):
        return []
    found = [schema] if schema.get("type") == "string" else []
    return found + [text for key, part in schema.items() if key != "enum" for text in texts(part)]


@pytest.mark.parametrize("contract", CONTRACTS, ids=NAMES)
def test_no_field_takes_free_text(contract: Contract) -> None:
    found = texts(schema_of(contract))
    assert found
    for text in found:
        assert "enum" in text or "const" in text or text["pattern"].startswith("^"), text


def test_what_devices_send_may_grow_and_what_they_receive_is_closed() -> None:
    for contract in CONTRACTS:
        closed = schema_of(contract).get("additionalProperties") is False
        assert closed is not contract.from_device, contract.name


def test_there_is_an_earlier_version_to_compare_with() -> None:
    assert published()
    assert all(set(found) <= set(NAMES) for found in published().values())


@pytest.mark.parametrize("version", published())
@pytest.mark.parametrize("contract", CONTRACTS, ids=NAMES)
def test_readers_of_an_earlier_version_can_read_the_present_one(contract: Contract, version: str) -> None:
    earlier = published()[version].get(contract.name)
    assert earlier is None or breaks(contract, earlier, schema_of(contract)) == []


def changed(name: str, change: Any) -> list[str]:
    now = deepcopy(schema_of(BY_NAME[name]))
    change(now)
    return breaks(BY_NAME[name], schema_of(BY_NAME[name]), now)


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        ("summary", lambda s: s["properties"].pop("pain_after"), "pain_after: not known to the reader"),
        ("summary", lambda s: s["required"].remove("duration_s"), "duration_s: may be missing"),
        ("summary", lambda s: s["required"].append("exertion"), "exertion: may be missing"),
        ("summary", lambda s: s["$defs"]["Ending"]["enum"].append("gave_up"), "ended: 'gave_up' is new"),
        ("summary", lambda s: s["$defs"]["Ending"]["enum"].remove("stopped"), "ended: 'stopped' is new"),
        ("alert", lambda s: s["properties"]["kind"].update({"$ref": "#/$defs/RedFlag"}), "kind: "),
        ("status", lambda s: s["properties"].update(state={"type": "integer"}), "integer instead of string"),
        ("plan", lambda s: s["properties"].update(rest_s={"type": "number"}), "rest_s: not known"),
        ("receipt", lambda s: s["properties"]["ids"].update(maxItems=5000), "above maxItems 1000"),
    ],
)
def test_such_a_change_would_be_noticed(name: str, change: Any, said: str) -> None:
    assert any(said in line for line in changed(name, change))


def test_a_device_may_send_more_than_before() -> None:
    assert changed("summary", lambda s: s["properties"].update(steps={"type": "integer"})) == []


def test_a_reader_passes_over_what_a_newer_device_adds_at_any_depth() -> None:
    newer = json.loads(SUMMARY.model_dump_json()) | {"steps": 4000}
    newer["exercises"][0]["speed"] = 1.5
    assert SessionSummary.read(json.dumps(newer)) == SUMMARY
    Draft202012Validator(schema_of(BY_NAME["summary"])).validate(newer)


def asyncapi() -> dict[str, Any]:
    return yaml.safe_load((DOCS / "asyncapi.yaml").read_text("utf-8"))


def references(part: Any) -> list[str]:
    if isinstance(part, list):
        return [found for item in part for found in references(item)]
    if not isinstance(part, dict):
        return []
    own = [part["$ref"]] if "$ref" in part else []
    return own + [found for item in part.values() for found in references(item)]


def test_the_asyncapi_document_has_its_parts_and_no_reference_leads_nowhere() -> None:
    document = asyncapi()
    assert document["asyncapi"] == "3.0.0"
    assert set(document) >= {"info", "servers", "channels", "operations", "components"}
    assert references(document)
    for reference in references(document):
        if not reference.startswith("#/"):
            assert (DOCS / reference).is_file(), reference
            continue
        part = document
        for step in reference[2:].split("/"):
            part = part[step]


def test_every_message_has_its_channel_its_operation_and_its_parameters() -> None:
    document = asyncapi()
    assert list(document["channels"]) == NAMES
    for name, channel in document["channels"].items():
        assert channel["address"].count("{") == len(channel["parameters"]) == 2
        for parameter in channel["parameters"]:
            assert f"{{{parameter}}}" in channel["address"]
        assert channel["address"].endswith(f"/{BY_NAME[name].leaf}")
    for operation in document["operations"].values():
        assert operation["action"] in ("send", "receive")
        assert operation["bindings"]["mqtt"]["qos"] == 1
    retained = [o for o in document["operations"].values() if o["bindings"]["mqtt"]["retain"]]
    assert [o["channel"]["$ref"] for o in retained] == ["#/channels/status", "#/channels/plan"]


def test_the_command_writes_what_is_missing_and_tells_what_is_stale(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(schemas, "DOCS", tmp_path)
    stale = CliRunner().invoke(main, [])
    assert stale.exit_code != 0
    assert "--write" in str(stale.exception)
    assert CliRunner().invoke(main, ["--write"]).exit_code == 0
    assert json.loads((tmp_path / "schemas/v1/plan.json").read_text())["title"] == "Plan"
    assert CliRunner().invoke(main, []).exit_code == 0
