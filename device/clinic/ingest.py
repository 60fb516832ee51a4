"""From the broker into the clinic's records, and the receipt back: what it names is on disk."""

from __future__ import annotations

import logging
import secrets
import threading
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Final, Protocol

from device.clinic.reading import MODELS, Malformed, Reading, read, receipt_id
from device.clinic.view import OutgoingPlan
from device.clinician import Connection
from device.errors import LinkError, StoreError
from device.link.backoff import Backoff
from device.link.messages import Alert, Receipt
from device.link.settings import LinkSettings
from device.link.topics import Leaf, Topic
from device.link.wake import Wake
from device.link.wire import Happening, LinkRefusedError, Message, Outcome
from device.summary import SessionSummary

log = logging.getLogger(__name__)

LOOK_EVERY_S: Final = 0.25
FIRST_RETRY_S: Final = 1.0
LONGEST_RETRY_S: Final = 30.0
LARGEST_BATCH: Final = 500


class Keeper(Protocol):
    """Where messages are stored."""

    def keep(self, messages: Sequence[Reading | Malformed]) -> None:
        """Store all of them, each once; after the return they are on disk, after a StoreError none is."""
        ...

    def plans(self, *, unpublished: bool) -> list[OutgoingPlan]:
        """The latest plan of each patient; with `unpublished` only those that the broker never took."""
        ...

    def plan_published(self, plan: OutgoingPlan) -> None:
        """The broker has taken it."""
        ...


class Ingest:
    """One worker. Several, in any number of processes, share the work of one clinic.

    Messages that arrived while the last ones were stored are stored together, so that a crowd of devices
    costs few transactions and a single message does not wait. While the database is away the worker leaves
    the broker: devices then know that nobody listens, and keep what they have.

    Args:
        settings: the broker, and which clinic's topics.
        keeper: where to store.
        group: name of the shared subscription.
        tell: takes what happens to the connection, one line each.
        single: also do what can't be shared, and what one worker of a clinic is enough for: keep the
            devices' states, publish plans.
    """

    def __init__(
        self,
        settings: LinkSettings,
        keeper: Keeper,
        *,
        group: str,
        tell: Callable[[str], None],
        single: bool = True,
    ) -> None:
        self._settings = settings
        self._keeper = keeper
        self._tell = tell
        self._wake = Wake()
        self._new_plan = threading.Event()
        self._plans_under_way: dict[int, OutgoingPlan] = {}
        shared = [leaf for leaf in MODELS if leaf is not Leaf.STATUS]
        self._filters = [f"$share/{group}/{Topic(settings.clinic, '+', leaf)}" for leaf in shared]
        self._single = single
        if single:
            self._filters.append(str(Topic(settings.clinic, "+", Leaf.STATUS)))
        self.ready = threading.Event()
        """Set while the subscriptions stand."""
        self.trouble = ""
        """What is wrong with the link or the database, in one line; empty while it works."""

    def run(self, stop: threading.Event) -> None:
        """Store until `stop` is set; whatever is away is tried again.

        Raises:
            ConfigError: the settings name no broker, or unusable certificates.
        """
        backoff = Backoff(FIRST_RETRY_S, LONGEST_RETRY_S)
        while not stop.is_set():
            try:
                with Connection(self._settings, secrets.token_hex(8), session_expiry_s=0) as connection:
                    if connection.open(stop):
                        self._subscribe(connection, stop)
                        backoff.reset()
                        self._work(connection, stop)
            except (LinkError, StoreError) as error:
                self.ready.clear()
                wait_s = backoff.next_s()
                if str(error) != self.trouble:
                    self._tell(f"{error}; trying again")
                self.trouble = str(error)
                stop.wait(wait_s)
        self.ready.clear()

    def _subscribe(self, connection: Connection, stop: threading.Event) -> None:
        self._plans_under_way.clear()
        asked = {connection.subscribe(one): one for one in self._filters}
        early: list[Happening] = []
        while asked and not stop.is_set():
            for happening in connection.turn(LOOK_EVERY_S, self._wake):
                if isinstance(happening, Message):
                    early.append(happening)
                elif (topic := asked.pop(happening.token, None)) and happening.refusal is not None:
                    raise LinkRefusedError(f"{connection.where}: {topic}: {happening.refusal}")
        self._store(connection, early)
        if self._single:
            # All, not only new ones: a broker that was killed may have lost what it had acknowledged.
            self._publish(connection, self._keeper.plans(unpublished=False))
        self._tell(f"{connection.where}: storing for clinic {self._settings.clinic}")
        self.trouble = ""
        self.ready.set()

    def publish_plans(self) -> None:
        """There is a new plan; from any thread."""
        self._new_plan.set()
        self._wake.set()

    def _work(self, connection: Connection, stop: threading.Event) -> None:
        while not stop.is_set():
            arrived = connection.turn(LOOK_EVERY_S, self._wake)
            while arrived and len(arrived) < LARGEST_BATCH and (more := connection.turn(0.0, self._wake)):
                arrived += more
            for happening in arrived:
                if isinstance(happening, Outcome):
                    self._on_outcome(connection, happening)
            self._store(connection, arrived)
            if self._single and self._new_plan.is_set():
                self._new_plan.clear()
                self._publish(connection, self._keeper.plans(unpublished=True))

    def _publish(self, connection: Connection, plans: list[OutgoingPlan]) -> None:
        for plan in plans:
            topic = Topic(self._settings.clinic, plan.patient_code, Leaf.PLAN)
            message = Message(str(topic), plan.payload, retain=True)
            self._plans_under_way[connection.publish(message)] = plan

    def _on_outcome(self, connection: Connection, outcome: Outcome) -> None:
        plan = self._plans_under_way.pop(outcome.token, None)
        if outcome.refusal is not None:
            kind = "receipt" if plan is None else "plan"
            log.warning("%s: %s: %s", connection.where, kind, outcome.refusal)
        elif plan is not None:
            self._keeper.plan_published(plan)

    def _store(self, connection: Connection, arrived: list[Happening]) -> None:
        """Store the messages in order, then confirm them, with one receipt for each patient."""
        messages = [read(one) for one in arrived if isinstance(one, Message)]
        if not messages:
            return
        self._keeper.keep(messages)
        stored: dict[str, list[str]] = defaultdict(list)
        for one in messages:
            if isinstance(one, Malformed):
                log.warning("set aside: %a: %a", one.message.topic[:100], one.reason)
            elif isinstance(one.payload, SessionSummary | Alert):
                stored[one.topic.patient].append(receipt_id(one.payload))
        for patient, ids in stored.items():
            answer = Topic(self._settings.clinic, patient, Leaf.RECEIPT)
            receipt = Receipt(ids=tuple(dict.fromkeys(ids)))
            connection.publish(Message(str(answer), receipt.model_dump_json().encode()))
