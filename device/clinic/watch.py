"""The clinic's end of the link, for whoever checks it: shows what devices send, confirms it if told to."""

from __future__ import annotations

import json
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

from device.clinic.reading import MODELS, Malformed, Payload, read, receipt_id
from device.clinic.text import describe
from device.clinician import Connection
from device.errors import LinkError
from device.link.backoff import Backoff
from device.link.messages import Alert, Receipt
from device.link.settings import LinkSettings
from device.link.topics import Leaf, Topic
from device.link.wake import Wake
from device.link.wire import LinkRefusedError, Message, Outcome
from device.summary import SessionSummary

LOOK_EVERY_S: Final = 0.25
FIRST_RETRY_S: Final = 1.0
LONGEST_RETRY_S: Final = 30.0
MOST_REMEMBERED: Final = 10_000
"""Ids of messages that were shown; about a megabyte."""


class ClinicWatch:
    """Subscribes to all devices of one clinic.

    Args:
        settings: the broker, and which clinic's topics.
        emit: takes what arrived, as text or one line of JSON.
        tell: takes what happens to the connection, one line each.
        as_json: emit `{"kind", "patient_code", "payload"}`, or `{"topic", "ignored"}` for what is malformed.
        receipts: answer each summary and alert with a receipt once it was emitted; the device then takes it
            as stored. Only where that is true, or for a demonstration.
    """

    def __init__(
        self,
        settings: LinkSettings,
        *,
        emit: Callable[[str], None],
        tell: Callable[[str], None],
        as_json: bool = False,
        receipts: bool = False,
    ) -> None:
        self._settings = settings
        self._emit = emit
        self._tell = tell
        self._as_json = as_json
        self._receipts = receipts
        self._wake = Wake()
        self._emitted: OrderedDict[str, None] = OrderedDict()
        self.watching = threading.Event()
        """Set once the subscriptions stand."""

    def run(self, stop: threading.Event) -> None:
        """Watch until `stop` is set; an unreachable broker is tried again.

        Raises:
            ConfigError: the settings name no broker, or unusable certificates.
            LinkRefusedError: the broker refuses us, or can't be trusted.
        """
        backoff = Backoff(FIRST_RETRY_S, LONGEST_RETRY_S)
        while not stop.is_set():
            try:
                with Connection(self._settings, secrets.token_hex(8), session_expiry_s=0) as connection:
                    if connection.open(stop):
                        backoff.reset()
                        self._watch(connection, stop)
            except LinkRefusedError:
                raise
            except LinkError as error:
                self.watching.clear()
                wait_s = backoff.next_s()
                self._tell(f"{error}; trying again in {wait_s:.0f} s")
                stop.wait(wait_s)

    def _watch(self, connection: Connection, stop: threading.Event) -> None:
        topics = [str(Topic(self._settings.clinic, "+", leaf)) for leaf in MODELS]
        asked = {connection.subscribe(topic): topic for topic in topics}
        while not stop.is_set():
            for happening in connection.turn(LOOK_EVERY_S, self._wake):
                if isinstance(happening, Message):
                    self._on_message(connection, happening)
                elif (topic := asked.pop(happening.token, None)) is None:
                    self._on_receipt_outcome(connection, happening)
                elif happening.refusal is not None:
                    raise LinkRefusedError(f"{connection.where}: {topic}: {happening.refusal}")
                elif not asked:
                    self._tell(f"{connection.where}: watching clinic {self._settings.clinic}")
                    self.watching.set()

    def _on_message(self, connection: Connection, message: Message) -> None:
        one = read(message)
        if isinstance(one, Malformed):
            self._ignore(message, one.reason)
            return
        topic, payload = one.topic, one.payload
        if not isinstance(payload, SessionSummary | Alert):
            self._emit_reading(topic, payload)
            return
        # A device sends again until it gets a receipt: that is no second session.
        if receipt_id(payload) not in self._emitted:
            self._emit_reading(topic, payload)
        self._remember(receipt_id(payload))
        if self._receipts:
            answer = Topic(topic.clinic, topic.patient, Leaf.RECEIPT)
            receipt = Receipt(ids=(receipt_id(payload),))
            connection.publish(Message(str(answer), receipt.model_dump_json().encode()))

    def _emit_reading(self, topic: Topic, payload: Payload) -> None:
        if self._as_json:
            line = {
                "kind": topic.leaf,
                "patient_code": topic.patient,
                "payload": payload.model_dump(mode="json"),
            }
            self._emit(json.dumps(line, ensure_ascii=False))
        else:
            self._emit(describe(payload, topic.patient))

    def _remember(self, message_id: str) -> None:
        self._emitted[message_id] = None
        self._emitted.move_to_end(message_id)
        if len(self._emitted) > MOST_REMEMBERED:
            self._emitted.popitem(last=False)

    def _on_receipt_outcome(self, connection: Connection, outcome: Outcome) -> None:
        if outcome.refusal is not None:
            self._tell(f"{connection.where}: receipt: {outcome.refusal}")

    def _ignore(self, message: Message, why: str) -> None:
        # Whatever a stranger wrote there must not reach the terminal as control characters.
        if self._as_json:
            self._emit(json.dumps({"topic": message.topic, "ignored": why}))
        else:
            self._emit(f"ignored {message.topic!a}: {ascii(why)[1:-1]}")
