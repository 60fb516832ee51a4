"""The outbox on its way to the clinician: sent, acknowledged, confirmed; through outages of any length."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from device.channel import Latest
from device.clinician import Connection
from device.errors import ConfigError, LinkError, StoreError
from device.link.attempts import Attempts, Patience
from device.link.backoff import Backoff
from device.link.mailboxes import Mailboxes
from device.link.messages import Health
from device.link.prescription import Prescription
from device.link.presence import StatusReport
from device.link.settings import LinkSettings
from device.link.status import LinkStatus
from device.link.timing import LOOK_EVERY_S, SESSION_EXPIRY_S, STEADY_S, UplinkTiming
from device.link.topics import Leaf
from device.link.wake import Wake
from device.link.wire import LinkRefusedError, Message, Outcome, PacketTooLargeError
from device.store import Outbox, OutboxKind, OutboxRow
from device.view import LinkState

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _InFlight:
    token: int
    row: OutboxRow
    deadline_s: float


class Uplink:
    """Empties the outbox, one message at a time: alerts first, then the oldest summary.

    With receipts, a message leaves the outbox when the clinic's receipt names its id, and is sent again
    until then; the next one follows on the receipt, or after `first_repeat_s` without. Without receipts, a
    message leaves when the broker has accepted it for at least one subscriber. A message that the broker
    refuses is kept and tried again later; the others go on.

    Args:
        settings: where to send; without a host nothing is sent and the outbox only counted.
        patient_code: third level of every topic.
        client_id: random name under which the broker keeps our subscription.
        software: this program's version, for the status message.
        outbox: what to send.
        status: where the state of the link is published.
        timing: how patient to be.
        prescription: takes the clinic's plans; None: plans are not asked for.
        others: the other people of the household: patient code to what takes their plans.
        health: tells how the device is, for the status message; None: it is not told.
    """

    def __init__(
        self,
        settings: LinkSettings,
        *,
        patient_code: str,
        client_id: str,
        software: str,
        outbox: Outbox,
        status: Latest[LinkStatus],
        timing: UplinkTiming | None = None,
        prescription: Prescription | None = None,
        others: Callable[[], Mapping[str, Prescription]] = dict,
        health: Callable[[], Health] | None = None,
    ) -> None:
        self._settings = settings
        self._client_id = client_id
        self._outbox = outbox
        self._status = status
        self._mailboxes = Mailboxes(
            settings.clinic, patient_code, prescription, others, receipts=settings.receipts
        )
        self._timing = timing or UplinkTiming()
        self._report = StatusReport(software, health, self._timing)
        self._backoff = Backoff(self._timing.first_retry_s, self._timing.longest_retry_s)
        self._attempts = Attempts(
            Patience(self._timing.first_repeat_s, self._timing.longest_repeat_s),
            Patience(self._timing.first_retry_s, self._timing.longest_retry_s),
        )
        self._in_flight: _InFlight | None = None
        self._shown: LinkStatus | None = None
        self._quiet_until_s = 0.0
        self._alerted = threading.Event()
        self._wake = Wake()
        outbox.watch(self._on_news)

    def run(self, stop: threading.Event) -> None:
        """The worker's body: connect, send, wait; whatever the network does, until `stop` is set."""
        while not stop.is_set():
            if self._settings.host is None:
                self._show(LinkState.NOT_CONFIGURED, "")
                self._pause(stop, self._timing.longest_retry_s)
                continue
            try:
                self._connect_and_send(stop)
            except (LinkRefusedError, ConfigError) as error:
                self._show(LinkState.REFUSED, str(error))
            except (LinkError, StoreError) as error:
                self._show(LinkState.OFFLINE, str(error))
            if not stop.is_set():
                self._pause(stop, self._backoff.next_s())

    def _on_news(self, kind: OutboxKind) -> None:
        """Something was put in the outbox; an alert waits for nothing. Called from any thread."""
        if kind is OutboxKind.ALERT:
            self._alerted.set()
        self._wake.set()

    def _pause(self, stop: threading.Event, seconds: float) -> None:
        """Wait, but no longer than until something new is in the outbox."""
        until = time.monotonic() + seconds
        while not stop.is_set() and (left := until - time.monotonic()) > 0:
            if self._wake.wait(min(left, LOOK_EVERY_S)):
                return

    def _connect_and_send(self, stop: threading.Event) -> None:
        mailboxes = self._mailboxes
        will = Message(mailboxes.topic(Leaf.STATUS), self._report.offline(), retain=True)
        with Connection(self._settings, self._client_id, SESSION_EXPIRY_S, will) as connection:
            if not connection.open(stop):
                return
            opened_s = time.monotonic()
            mailboxes.open(connection, self._report.online(opened_s))
            self._attempts.reconnected()
            self._quiet_until_s = 0.0
            try:
                while not stop.is_set():
                    mailboxes.look(connection)
                    self._send_next(connection)
                    if (news := self._report.news(time.monotonic())) is not None:
                        mailboxes.tell(connection, news)
                    self._show_connected()
                    for happening in connection.turn(LOOK_EVERY_S, self._wake):
                        if isinstance(happening, Outcome):
                            self._on_outcome(connection.where, happening)
                        elif confirmed := mailboxes.take(connection, happening):
                            self._on_receipt(confirmed)
            except LinkError as error:
                self._on_loss(connection.where, error)
                raise
            finally:
                self._in_flight = None
                if time.monotonic() - opened_s > STEADY_S:
                    self._backoff.reset()

    def _send_next(self, connection: Connection) -> None:
        """Publish the most urgent row that is due, unless one is on its way."""
        now_s = time.monotonic()
        if self._in_flight is not None:
            if now_s > self._in_flight.deadline_s:
                raise LinkError(f"{connection.where}: does not acknowledge what it is sent")
            return
        if self._alerted.is_set():
            self._alerted.clear()
            self._quiet_until_s = 0.0
        if now_s < self._quiet_until_s:
            return
        rows = self._outbox.pending(1, skip=self._attempts.later(now_s))
        if rows:
            row = rows[0]
            address = self._mailboxes.address(json.loads(row.payload)["patient_code"])
            topic = self._mailboxes.topic(Leaf(row.kind), address)
            token = connection.publish(Message(topic, row.payload.encode()))
            self._in_flight = _InFlight(token, row, now_s + self._timing.acknowledge_s)

    def _on_outcome(self, where: str, outcome: Outcome) -> None:
        if self._mailboxes.settles(where, outcome):
            return
        if self._in_flight is None or outcome.token != self._in_flight.token:
            return
        row, self._in_flight = self._in_flight.row, None
        if outcome.refusal is not None:
            self._refused(row.id, f"{where}: {row.kind}: {outcome.refusal}")
            return
        self._backoff.reset()
        now_s = time.monotonic()
        try:
            self._outbox.mark_sent(row.id)
            # The next message waits a while for this one's success, so that they arrive in order.
            if not outcome.heard:
                awaits = "someone at the clinic to listen"
                self._quiet_until_s = self._attempts.unheard(row.id, now_s, awaits)
            elif self._settings.receipts:
                self._quiet_until_s = self._attempts.at_broker(row.id, now_s, "the clinic's receipt")
            else:
                self._delivered([row.id])
        except StoreError as error:
            self._refused(row.id, str(error))

    def _on_loss(self, where: str, error: LinkError) -> None:
        """Ask whether the message in flight was the cause."""
        if self._in_flight is None:
            return
        row = self._in_flight.row
        if isinstance(error, PacketTooLargeError):
            self._refused(row.id, str(error), lasting=True)
        else:
            # Some brokers just hang up; mosquitto 2.0 answers with a code that the standard does not know.
            suspicion = (
                f"{where}: {row.kind}: the connection breaks with each sending; is it above a size limit?"
            )
            self._attempts.lost(row.id, time.monotonic(), suspicion)

    def _on_receipt(self, message_ids: Sequence[str]) -> None:
        try:
            self._delivered(message_ids)
        except StoreError as error:
            # The message stays in the outbox and is sent again; the clinic then repeats its receipt.
            log.warning("a receipt could not be stored: %s", error)

    def _delivered(self, message_ids: Sequence[str]) -> None:
        self._outbox.mark_delivered(message_ids)
        self._attempts.delivered(message_ids)
        self._quiet_until_s = 0.0
        if self._in_flight is not None and self._in_flight.row.id in message_ids:
            # The clinic was quicker than the broker's acknowledgement, which tells nothing new any more.
            self._in_flight = None

    def _refused(self, message_id: str, refusal: str, *, lasting: bool = False) -> None:
        if self._attempts.refused(message_id, time.monotonic(), refusal, lasting=lasting):
            log.warning(refusal)

    def _show_connected(self) -> None:
        if refusal := self._mailboxes.refusal or self._attempts.refusal():
            self._show(LinkState.REFUSED, refusal)
        else:
            self._show(LinkState.CONNECTED, self._attempts.awaited())

    def _show(self, state: LinkState, detail: str) -> None:
        try:
            outbox = self._outbox.waiting()
        except StoreError as error:
            outbox = self._shown.outbox if self._shown else 0
            detail = detail or str(error)
        shown = LinkStatus(state, detail, outbox, self._mailboxes.ignored_receipts)
        if shown == self._shown:
            return
        if self._shown is None or (shown.state, shown.detail) != (self._shown.state, self._shown.detail):
            log.info("link %s%s", state, f": {detail}" if detail else "")
        self._shown = shown
        self._status.put(shown)
