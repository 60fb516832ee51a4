"""One MQTT 5 connection to the clinician's broker; the only file that knows paho."""

from __future__ import annotations

import logging
import select
import ssl
import struct
import threading
import time
from collections import deque
from types import TracebackType
from typing import Any, Final

from paho.mqtt import MQTTException
from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags, MQTTMessage, MQTTv5
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from device.errors import ConfigError, LinkError
from device.link.settings import LinkSettings
from device.link.tls import tls_context
from device.link.wake import Wake
from device.link.wire import Happening, Message, Outcome
from device.link.words import PACKET_TOO_LARGE, dial_error, hung_up, reason_words, refusal

log = logging.getLogger(__name__)

CONNECT_TIMEOUT_S: Final = 10.0
LARGEST_INCOMING: Final = 256 * 1024
NOBODY_LISTENS: Final = 0x10
_LOOK_EVERY_S: Final = 0.1


class Connection:
    """From dialling to loss, driven by one thread; only dialling, which can block for long, has its own.

    Use as a context manager: leaving it says goodbye to the broker.

    Args:
        settings: where and how to connect; `settings.host` must be given.
        client_id: the broker keeps subscriptions under this name.
        session_expiry_s: how long it keeps them while the device is away.
        will: what the broker publishes when this connection ends, for whatever reason.

    Raises:
        ConfigError: a certificate or key file can't be read.
    """

    def __init__(
        self, settings: LinkSettings, client_id: str, session_expiry_s: int, will: Message | None = None
    ) -> None:
        if settings.host is None:
            raise ConfigError("link.host: not set; give the name of the clinic's broker")
        self._host: Final = settings.host
        self._port: Final = settings.port
        self._tls: Final = settings.tls
        self._clean_start: Final = session_expiry_s == 0
        self._keepalive_s: Final = settings.keepalive_s
        self._session_expiry_s: Final = session_expiry_s
        self._will: Final = will
        self._largest: int | None = None
        self._connected = False
        self._loss: LinkError | None = None
        self._happenings: deque[Happening] = deque()
        self._client: Final = Client(
            CallbackAPIVersion.VERSION2, client_id=client_id, protocol=MQTTv5, reconnect_on_failure=False
        )
        self._client.connect_timeout = CONNECT_TIMEOUT_S
        if settings.username is not None:
            password = settings.password.get_secret_value() if settings.password else None
            self._client.username_pw_set(settings.username, password)
        if settings.tls:
            self._client.tls_set_context(tls_context(settings))
        if will is not None:
            self._client.will_set(will.topic, will.payload, qos=1, retain=will.retain)
        self._client.on_connect = self._on_connect
        self._client.on_disconnect = self._on_disconnect
        self._client.on_message = self._on_message
        self._client.on_publish = self._on_publish
        self._client.on_subscribe = self._on_subscribe

    @property
    def where(self) -> str:
        """The broker, for messages."""
        return f"{self._host}:{self._port}"

    def open(self, stop: threading.Event) -> bool:
        """Connect and wait for the broker's word.

        Returns:
            True when connected, False if `stop` was set meanwhile.

        Raises:
            LinkRefusedError: a person must do something: credentials, certificate, protocol.
            LinkError: it can't be reached now.
        """
        failures: list[LinkError] = []
        dialling = threading.Thread(target=self._dial, args=(failures,), name="dial", daemon=True)
        dialling.start()
        while dialling.is_alive():
            if stop.is_set():
                return False
            dialling.join(_LOOK_EVERY_S)
        if failures:
            raise failures[0]
        deadline = time.monotonic() + CONNECT_TIMEOUT_S
        while not self._connected:
            if stop.is_set():
                return False
            if time.monotonic() > deadline:
                raise LinkError(f"{self.where}: answers, but not as an MQTT broker; check the port")
            self._exchange(_LOOK_EVERY_S, None)
        return True

    def publish(self, message: Message) -> int:
        """Send with QoS 1; the Outcome with the returned token follows."""
        # Fixed header, topic length, packet id, no properties: at most 10 bytes beside topic and payload.
        size = len(message.topic.encode()) + len(message.payload) + 10
        if self._largest is not None and size > self._largest:
            self._happenings.append(Outcome(0, refusal=reason_words(PACKET_TOO_LARGE, "")))
            return 0
        return self._client.publish(message.topic, message.payload, qos=1, retain=message.retain).mid

    def subscribe(self, topic: str) -> int:
        """Ask for messages with QoS 1; the Outcome with the returned token follows."""
        token = self._client.subscribe(topic, qos=1)[1]
        return -1 if token is None else token

    def turn(self, timeout_s: float, wake: Wake) -> list[Happening]:
        """Send and receive until something happened, `wake` was set or the time is over.

        Raises:
            LinkError: the connection is lost; what is in flight may or may not have arrived.
        """
        if not self._happenings:
            self._exchange(timeout_s, wake)
        happenings = list(self._happenings)
        self._happenings.clear()
        return happenings

    def __enter__(self) -> Connection:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._client.socket() is None:
            return
        # With this code the broker publishes the will, as after a loss: one way to say "offline".
        reason = ReasonCode(PacketTypes.DISCONNECT, "Disconnect with will message")
        self._client.disconnect(reason if self._will else None)

    def _dial(self, failures: list[LinkError]) -> None:
        properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
        properties.SessionExpiryInterval = self._session_expiry_s
        properties.MaximumPacketSize = LARGEST_INCOMING
        try:
            self._client.connect(
                self._host,
                self._port,
                keepalive=self._keepalive_s,
                clean_start=self._clean_start,
                properties=properties,
            )
        except (OSError, ValueError) as error:
            # ValueError: a host that is no name at all (an empty or overlong label). The error itself is let
            # go: it holds the socket, which paho leaves open after a failed handshake.
            failures.append(dial_error(self.where, error))

    def _exchange(self, timeout_s: float, wake: Wake | None) -> None:
        """Wait for the socket or `wake`, then let paho read and write what there is."""
        connection = self._client.socket()
        if connection is not None:
            poll = select.poll()
            poll.register(connection, select.POLLIN | (select.POLLOUT if self._client.want_write() else 0))
            if wake is not None:
                poll.register(wake, select.POLLIN)
            # TLS may have decrypted more than was asked for: that is here, and the socket is silent.
            held = isinstance(connection, ssl.SSLSocket) and connection.pending() > 0
            ready = dict(poll.poll(0 if held else timeout_s * 1000))
            if wake is not None:
                wake.clear()
            state = ready.get(connection.fileno(), 0)
            try:
                if held or state & ~select.POLLOUT:
                    self._client.loop_read()
                if state & select.POLLOUT:
                    self._client.loop_write()
                self._client.loop_misc()
            except (MQTTException, ValueError, LookupError, TypeError, struct.error) as error:
                log.info("unreadable packet from %s: %r", self.where, error)
                self._lose(LinkError(f"{self.where}: answers, but not as an MQTT broker; check the port"))
        if self._loss is not None:
            raise self._loss
        if self._client.socket() is None:
            raise LinkError(f"{self.where}: the connection was lost")

    def _lose(self, error: LinkError) -> None:
        """Remember why it ended; the first reason is the true one."""
        if self._loss is None:
            self._loss = error

    def _on_connect(
        self,
        _client: Client,
        _data: Any,
        _flags: ConnectFlags,
        reason: ReasonCode,
        properties: Properties | None,
    ) -> None:
        if reason.is_failure:
            self._lose(refusal(self.where, reason.value, str(reason)))
            return
        self._largest = getattr(properties, "MaximumPacketSize", None)
        self._connected = True

    def _on_disconnect(
        self,
        _client: Client,
        _data: Any,
        flags: DisconnectFlags,
        reason: ReasonCode,
        _more: Properties | None,
    ) -> None:
        if flags.is_disconnect_packet_from_server:
            self._lose(refusal(self.where, reason.value, str(reason)))
        elif self._connected:
            self._lose(LinkError(f"{self.where}: the connection was lost"))
        else:
            self._lose(hung_up(self.where, self._tls))

    def _on_message(self, _client: Client, _data: Any, message: MQTTMessage) -> None:
        self._happenings.append(Message(message.topic, bytes(message.payload), message.retain))

    def _on_publish(
        self, _client: Client, _data: Any, token: int, reason: ReasonCode, _more: Properties | None
    ) -> None:
        refusal = reason_words(reason.value, str(reason)) if reason.is_failure else None
        self._happenings.append(Outcome(token, refusal, heard=reason.value != NOBODY_LISTENS))

    def _on_subscribe(
        self, _client: Client, _data: Any, token: int, reasons: list[ReasonCode], _more: Properties | None
    ) -> None:
        refused = [reason for reason in reasons if reason.is_failure]
        refusal = reason_words(refused[0].value, str(refused[0])) if refused else None
        self._happenings.append(Outcome(token, refusal))
