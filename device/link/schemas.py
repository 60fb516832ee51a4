"""The published contract, made from the models: python -m device.link.schemas --help

For developers: needs the packages of requirements/test.txt.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import click
import yaml

from device.errors import UsageError
from device.link.compatibility import gaps
from device.link.messages import Alert, Receipt, Status
from device.link.plan import Plan, PlanAck
from device.link.topics import ROOT, Leaf
from device.summary import Payload, SessionSummary

DOCS: Final = Path(__file__).resolve().parents[2] / "docs"
DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


@dataclass(frozen=True, slots=True)
class Contract:
    """One kind of message.

    Attributes:
        name: of its schema file.
        leaf: the end of its topic.
        payload: its model.
        from_device: else from the clinic.
        retained: whether the broker keeps the latest.
        title: what it is, in a line.
    """

    name: str
    leaf: Leaf
    payload: type[Payload]
    from_device: bool
    retained: bool
    title: str


CONTRACTS: Final = (
    Contract("summary", Leaf.SUMMARY, SessionSummary, True, False, "What one session came to"),
    Contract("alert", Leaf.ALERT, Alert, True, False, "What should be seen before the next summary"),
    Contract("status", Leaf.STATUS, Status, True, True, "Whether the device is connected, and how it is"),
    Contract("plan", Leaf.PLAN, Plan, False, True, "What the patient should do"),
    Contract("plan_ack", Leaf.PLAN_ACK, PlanAck, True, False, "Whether the device follows the plan"),
    Contract("receipt", Leaf.RECEIPT, Receipt, False, False, "Ids that the clinic has stored"),
)


def schema_of(contract: Contract) -> dict[str, Any]:
    """The JSON Schema of a message.

    What a device sends is open: a reader must pass over fields that a newer device adds. What it receives is
    closed: a device refuses what it does not understand.
    """
    schema = contract.payload.model_json_schema()
    for part in (schema, *schema.get("$defs", {}).values()):
        if contract.from_device:
            part.pop("additionalProperties", None)
        for field in part.get("properties", {}).values():
            if "patternProperties" in field:
                # Keys are ids; any other key is a mistake.
                field["additionalProperties"] = False
    return {"$schema": DIALECT, **schema}


def breaks(contract: Contract, earlier: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """What stops readers of the earlier version reading the present one, or the present ones the earlier."""
    forth = gaps(now, earlier, ignores_unknown=contract.from_device)
    back = gaps(earlier, now, ignores_unknown=False)
    return [f"{line} (for an earlier reader)" for line in forth] + [
        f"{line} (from an earlier writer)" for line in back
    ]


def documents() -> dict[Path, str]:
    """Every generated file, relative to `docs`, with its text."""
    files = {Path("schemas/v1") / f"{contract.name}.json": _text(contract) for contract in CONTRACTS}
    return files | {Path("asyncapi.yaml"): _yaml(asyncapi())}


def asyncapi() -> dict[str, Any]:
    """The AsyncAPI 3 document, from the device's point of view."""
    parameters = {
        "clinic": {"description": "The clinic's id: lower-case letters, digits, - and _."},
        "patientCode": {"description": "The random code that the clinic handed out."},
    }
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Matside",
            "version": "1",
            "description": "What a Matside appliance says to a clinic and hears from it. See link.md.",
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "servers": {
            "clinic": {
                "host": "broker.clinic.example:8883",
                "protocol": "secure-mqtt",
                "protocolVersion": "5.0",
                "description": "The clinic's broker; Matside connects to it and listens nowhere.",
            }
        },
        "channels": {
            contract.name: {
                "address": f"{ROOT}/{{clinic}}/{{patientCode}}/{contract.leaf}",
                "title": contract.title,
                "parameters": parameters,
                "messages": {contract.name: {"$ref": f"#/components/messages/{contract.name}"}},
            }
            for contract in CONTRACTS
        },
        "operations": {
            f"{'send' if contract.from_device else 'receive'}_{contract.name}": {
                "action": "send" if contract.from_device else "receive",
                "channel": {"$ref": f"#/channels/{contract.name}"},
                "messages": [{"$ref": f"#/channels/{contract.name}/messages/{contract.name}"}],
                "bindings": {"mqtt": {"qos": 1, "retain": contract.retained, "bindingVersion": "0.2.0"}},
            }
            for contract in CONTRACTS
        },
        "components": {
            "messages": {
                contract.name: {
                    "title": contract.title,
                    "contentType": "application/json",
                    "payload": {"$ref": f"./schemas/v1/{contract.name}.json"},
                }
                for contract in CONTRACTS
            }
        },
    }


def published(folder: Path = DOCS) -> dict[str, dict[str, dict[str, Any]]]:
    """The schemas of each version of Matside that was published: version → message → schema."""
    return {
        version.name: {path.stem: json.loads(path.read_text("utf-8")) for path in version.glob("*.json")}
        for version in sorted((folder / "schemas/v1/published").glob("*"))
    }


def _text(contract: Contract) -> str:
    return json.dumps(schema_of(contract), indent=2, ensure_ascii=False) + "\n"


def _yaml(document: dict[str, Any]) -> str:
    class Dumper(yaml.SafeDumper):
        def ignore_aliases(self, data: Any) -> bool:
            return True

    text = yaml.dump(document, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=110)
    return f"# Made by: python -m device.link.schemas --write\n{text}"


@click.command()
@click.option("--write", is_flag=True, help="Write docs/schemas/v1 and docs/asyncapi.yaml.")
@click.option("--publish", metavar="VERSION", help="Write, and keep the schemas as those of this version.")
def main(write: bool, publish: str | None) -> None:
    """Say whether the contract's documents are current, or make them.

    Fails where a change would break readers of a published version.
    """
    faults = [
        f"{version}: {contract.name}: {fault}"
        for version, schemas in published().items()
        for contract in CONTRACTS
        if contract.name in schemas and version != publish
        for fault in breaks(contract, schemas[contract.name], schema_of(contract))
    ]
    if faults:
        raise click.ClickException("\n".join(["this would break readers:", *faults]))
    files = documents()
    if publish:
        files |= {
            Path("schemas/v1/published") / publish / f"{contract.name}.json": _text(contract)
            for contract in CONTRACTS
        }
    for name, text in files.items():
        path = DOCS / name
        if path.exists() and path.read_text("utf-8") == text:
            continue
        if not write and not publish:
            raise UsageError(f"{name}: not current; run: python -m device.link.schemas --write")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        click.echo(f"written: {name}")


if __name__ == "__main__":
    main()
