"""A clinic for tests: subscribes with a lasting session, stores every message by id, gives receipts."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from typing import Any

from paho.mqtt.client import Client, MQTTMessage, MQTTv5
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.publish import single

from tests.brokers import Mosquitto

LEAVES = ("status", "summary", "alert", "plan/ack")


def say(broker: Mosquitto, topic: str, payload: bytes, *, retain: bool = False) -> None:
    """Publish as anybody could, and wait until the broker has it."""
    single(topic, payload, qos=1, retain=retain, hostname="127.0.0.1", port=broker.port, protocol=MQTTv5)


class Clinic:
    """Collects what arrives on all of the clinic's topics.

    Attributes:
        receipts: whether it confirms summaries and alerts.
        messages: (last topic level, payload) in order of arrival, repeats too.
        topics: their topics.
    """

    def __init__(self, broker: Mosquitto, clinic: str = "clinic", *, receipts: bool = True) -> None:
        self.receipts = receipts
        self.messages: list[tuple[str, dict[str, Any]]] = []
        self.topics: list[str] = []
        self._root = f"matside/v1/{clinic}"
        self._changed = threading.Condition()
        self._ready = threading.Event()
        self._client = Client(CallbackAPIVersion.VERSION2, client_id="the-clinic", protocol=MQTTv5)
        self._client.reconnect_delay_set(min_delay=1, max_delay=1)
        self._client.on_connect = self._on_connect
        self._client.on_subscribe = lambda *_: self._ready.set()
        self._client.on_message = self._on_message
        if broker.users:
            self._client.username_pw_set("clinic", broker.users["clinic"])
        lasting = Properties(PacketTypes.CONNECT)
        lasting.SessionExpiryInterval = 3600
        self._client.connect("127.0.0.1", broker.port, clean_start=False, properties=lasting)
        self._client.loop_start()
        assert self._ready.wait(10)

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    def stored(self, leaf: str) -> list[str]:
        """Ids as a clinic stores them, each once, in order of first arrival."""
        key = {"summary": "session_id", "alert": "alert_id"}[leaf]
        return list(dict.fromkeys(payload[key] for where, payload in list(self.messages) if where == leaf))

    def received(self, leaf: str) -> int:
        """How many of these messages arrived, repeats too."""
        return [where for where, _ in list(self.messages)].count(leaf)

    def answers(self) -> list[dict[str, Any]]:
        """What devices said to plans, in order."""
        return [payload for leaf, payload in list(self.messages) if leaf == "ack"]

    def prescribe(self, patient: str, plan: bytes) -> None:
        """Publish a patient's plan; the broker keeps it."""
        self._client.publish(f"{self._root}/{patient}/plan", plan, qos=1, retain=True).wait_for_publish(10)

    def wait_until(self, condition: Callable[[], bool], timeout_s: float = 15.0) -> None:
        deadline = time.monotonic() + timeout_s
        with self._changed:
            assert self._changed.wait_for(condition, deadline - time.monotonic()), self.messages

    def _on_connect(self, client: Client, *_: object) -> None:
        client.subscribe([(f"{self._root}/+/{leaf}", 1) for leaf in LEAVES])  # type: ignore[list-item]

    def _on_message(self, client: Client, _data: object, message: MQTTMessage) -> None:
        *path, leaf = message.topic.split("/")
        payload = json.loads(message.payload)
        with self._changed:
            self.messages.append((leaf, payload))
            self.topics.append(message.topic)
            self._changed.notify_all()
        if self.receipts and leaf in ("summary", "alert"):
            id_ = payload["session_id" if leaf == "summary" else "alert_id"]
            client.publish("/".join([*path, "receipt"]), json.dumps({"ids": [id_]}), qos=1)
