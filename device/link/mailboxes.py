"""What comes to the device, and what it sends beside its outbox: status, subscriptions, answers to plans."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence

from pydantic import ValidationError

from device.clinician import Connection
from device.link.messages import Receipt
from device.link.prescription import Prescription
from device.link.topics import Leaf, Topic
from device.link.wire import Message, Outcome

log = logging.getLogger(__name__)


class Mailboxes:
    """The receipts and plans of everyone in the household who has a code. Used by the uplink's thread.

    Args:
        clinic: second level of every topic.
        patient_code: of the first person.
        prescription: takes the first person's plans; None: plans are not asked for.
        others: the other people: patient code to what takes their plans.
        receipts: whether the clinic gives receipts.
    """

    def __init__(
        self,
        clinic: str,
        patient_code: str,
        prescription: Prescription | None,
        others: Callable[[], Mapping[str, Prescription]],
        *,
        receipts: bool,
    ) -> None:
        self._clinic = clinic
        self._patient_code = patient_code
        self._prescription = prescription
        self._others = others
        self._receipts = receipts
        self._listening: dict[str, Prescription] = {}
        self._asked: dict[int, Leaf] = {}
        self.refusal: str | None = None
        """Why the broker does not allow one of these on this connection, in words; None if it does."""
        self.ignored_receipts = 0
        """Malformed messages on the receipt topics so far."""

    def topic(self, leaf: Leaf, patient_code: str | None = None) -> str:
        """The topic of a person, by default the first."""
        return str(Topic(self._clinic, patient_code or self._patient_code, leaf))

    def address(self, patient_code: str) -> str:
        """Under which code something is sent: its own, if somebody of the household has it.

        What was made before the pairing holds a code that no clinic handed out: it is the first person's.
        """
        return patient_code if patient_code in self._listening else self._patient_code

    def open(self, connection: Connection, status: bytes) -> None:
        """A connection has begun: tell that the device is here, and ask for what is for the first person."""
        self._asked = {}
        self._listening = {}
        self.refusal = None
        self.tell(connection, status)
        if self._receipts:
            self._subscribe(connection, Leaf.RECEIPT)
        if self._prescription is not None:
            self._subscribe(connection, Leaf.PLAN)

    def tell(self, connection: Connection, status: bytes) -> None:
        """Publish the status; the broker keeps it."""
        token = connection.publish(Message(self.topic(Leaf.STATUS), status, retain=True))
        self._asked[token] = Leaf.STATUS

    def look(self, connection: Connection) -> None:
        """Ask for what is for people who came to the household since the last look."""
        for patient_code, prescription in self._others().items():
            if patient_code in self._listening:
                continue
            self._listening[patient_code] = prescription
            if self._receipts:
                self._subscribe(connection, Leaf.RECEIPT, patient_code)
            self._subscribe(connection, Leaf.PLAN, patient_code)

    def settles(self, where: str, outcome: Outcome) -> bool:
        """Whether this is what became of something asked or told here."""
        leaf = self._asked.pop(outcome.token, None)
        if leaf is not None and outcome.refusal is not None:
            self.refusal = f"{where}: {leaf}: {outcome.refusal}"
        return leaf is not None

    def take(self, connection: Connection, message: Message) -> Sequence[str]:
        """Sort what has come; a plan is judged and answered.

        Returns:
            Ids that the clinic confirms to have stored.
        """
        confirmed: Sequence[str] = ()
        people = self._listening | {self._patient_code: self._prescription}
        for patient_code, prescription in people.items():
            if message.topic == self.topic(Leaf.RECEIPT, patient_code):
                confirmed = self._ids(message.payload)
            elif message.topic == self.topic(Leaf.PLAN, patient_code) and message.payload and prescription:
                # An empty payload only takes the plan off the broker. An answer that is lost is given
                # again: the plan comes once more with the next connection.
                answer = prescription.receive(message.payload).model_dump_json().encode()
                token = connection.publish(Message(self.topic(Leaf.PLAN_ACK, patient_code), answer))
                self._asked[token] = Leaf.PLAN_ACK
        return confirmed

    def _subscribe(self, connection: Connection, leaf: Leaf, patient_code: str | None = None) -> None:
        self._asked[connection.subscribe(self.topic(leaf, patient_code))] = leaf

    def _ids(self, payload: bytes) -> Sequence[str]:
        try:
            return Receipt.model_validate_json(payload).ids
        except ValidationError as error:
            self.ignored_receipts += 1
            log.warning("a malformed receipt was ignored (%d faults)", error.error_count())
            return ()
