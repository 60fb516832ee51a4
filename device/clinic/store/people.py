"""Who may sign in at the clinic's pages, who is signed in, and who saw what."""

from __future__ import annotations

import hashlib
import re
import secrets
import time
from collections.abc import Callable
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, select

from device.clinic.store.database import Database, insert_new
from device.clinic.store.schema import audit, secret_keys, sign_ins, users
from device.clinic.view import AuditLine, User
from device.errors import UsageError

SHORTEST_PASSWORD: Final = 12
LONGEST_PASSWORD: Final = 200
IDLE_S: Final = 30 * 60.0
LONGEST_S: Final = 12 * 3600.0
_NAME: Final = re.compile(r"[a-z][a-z0-9._-]{1,39}")


class People:
    """Every method raises StoreError when the database is away.

    Args:
        database: the records.
        now_s: the clock, UTC seconds since 1970.
        hasher: how costly it is to try a password.
    """

    def __init__(
        self,
        database: Database,
        now_s: Callable[[], float] = time.time,
        hasher: PasswordHasher | None = None,
    ) -> None:
        self._database = database
        self._now_s = now_s
        self._hasher = hasher or PasswordHasher()
        # Verified against where there is no such user, so that the time taken does not tell.
        self._nobody = self._hasher.hash(secrets.token_hex())

    def add(self, name: str, password: str, *, administrator: bool) -> None:
        """Let someone sign in; for a known name, change the password and sign them out everywhere.

        Raises:
            UsageError: the name or the password can't be used.
        """
        if not _NAME.fullmatch(name):
            raise UsageError(
                f"{name!a}: not a user name; use 2 to 40 small letters, digits, dots and hyphens"
            )
        if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
            raise UsageError(
                f"the password has {len(password)} characters; give {SHORTEST_PASSWORD} to {LONGEST_PASSWORD}"
            )
        row = {
            "name": name,
            "password_hash": self._hasher.hash(password),
            "administrator": int(administrator),
            "created_at_s": self._now_s(),
        }
        with self._database.writing() as connection:
            connection.execute(delete(users).where(users.c.name == name))
            connection.execute(users.insert(), row)

    def remove(self, name: str) -> bool:
        """Sign someone out and let them in no more. Returns False if there is none such."""
        with self._database.writing() as connection:
            return connection.execute(delete(users).where(users.c.name == name)).rowcount == 1

    def all(self) -> list[User]:
        """Who may sign in, by name."""
        with self._database.reading() as connection:
            found = connection.execute(select(users).order_by(users.c.name))
            return [User(row.name, bool(row.administrator)) for row in found]

    def sign_in(self, name: str, password: str) -> str | None:
        """A token that stands for this user from now on, None if name and password don't belong together."""
        with self._database.reading() as connection:
            known = connection.scalar(select(users.c.password_hash).where(users.c.name == name))
        try:
            self._hasher.verify(known or self._nobody, password[:LONGEST_PASSWORD])
        except (VerificationError, InvalidHashError):
            return None
        if known is None:
            return None
        token, now_s = secrets.token_urlsafe(32), self._now_s()
        with self._database.writing() as connection:
            connection.execute(delete(sign_ins).where(sign_ins.c.opened_at_s < now_s - LONGEST_S))
            row = {"token_hash": _hash(token), "user_name": name, "opened_at_s": now_s, "used_at_s": now_s}
            connection.execute(sign_ins.insert(), row)
        return token

    def signed_in(self, token: str) -> User | None:
        """Whose token it is; None for an unknown one, after 30 minutes without use and after 12 hours."""
        now_s = self._now_s()
        valid = (
            (sign_ins.c.token_hash == _hash(token))
            & (sign_ins.c.used_at_s > now_s - IDLE_S)
            & (sign_ins.c.opened_at_s > now_s - LONGEST_S)
        )
        found = select(users, sign_ins.c.used_at_s).join(sign_ins, sign_ins.c.user_name == users.c.name)
        with self._database.reading() as connection:
            row = connection.execute(found.where(valid)).one_or_none()
        if row is None:
            return None
        if row.used_at_s < now_s - 60:
            with self._database.writing() as connection:
                connection.execute(sign_ins.update().where(valid).values(used_at_s=now_s))
        return User(row.name, bool(row.administrator))

    def sign_out(self, token: str) -> None:
        """The token stands for nobody any more."""
        with self._database.writing() as connection:
            connection.execute(delete(sign_ins).where(sign_ins.c.token_hash == _hash(token)))

    def note(
        self,
        user_name: str,
        action: str,
        *,
        patient_code: str | None = None,
        detail: str = "",
        address: str = "",
    ) -> None:
        """Write into the audit log, before what is noted is shown or done."""
        row = {
            "at_s": self._now_s(),
            "user_name": user_name[:40],
            "action": action,
            "patient_code": patient_code,
            "detail": detail[:100],
            "address": address[:45],
        }
        with self._database.writing() as connection:
            connection.execute(audit.insert(), row)

    def audit_log(self, limit: int, patient_code: str | None = None) -> list[AuditLine]:
        """Who saw and did what, the latest first."""
        found = select(audit).order_by(audit.c.number.desc()).limit(limit)
        if patient_code is not None:
            found = found.where(audit.c.patient_code == patient_code)
        with self._database.reading() as connection:
            return [
                AuditLine(row.at_s, row.user_name, row.action, row.patient_code, row.detail, row.address)
                for row in connection.execute(found)
            ]

    def key(self, name: str) -> bytes:
        """A secret of the server, the same for all that share the records; made when first asked for."""
        with self._database.writing() as connection:
            insert_new(connection, secret_keys, [{"name": name, "value": secrets.token_bytes(32)}])
            value: bytes = connection.execute(
                select(secret_keys.c.value).where(secret_keys.c.name == name)
            ).scalar_one()
            return value


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
