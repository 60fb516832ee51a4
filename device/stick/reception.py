"""An order as it came in: believed only as far as the contract goes."""

from __future__ import annotations

import json
import logging
from typing import Any, get_args

from pydantic import ValidationError

from device.stick.answers import Answers
from device.stick.order import ORDERS, Doing, Order, Outcome, Trouble

log = logging.getLogger(__name__)


def received(line: bytes, answers: Answers) -> Order | None:
    """The order, or None after its refusal was said. What was sent is never repeated: it may be a passphrase.

    Args:
        line: what came in.
        answers: the way to who sent it.
    """
    try:
        return ORDERS.validate_json(line)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=False, include_context=False)
    except ValueError:
        faults = []
    where = ["/".join(map(str, fault["loc"])) for fault in faults]
    short = any(fault["type"] == "string_too_short" and "passphrase" in fault["loc"] for fault in faults)
    trouble: Trouble = "short_passphrase" if short else "failed"
    log.warning("no order that is known: %s", ", ".join(where))
    answers.last(Outcome(of=_meant(line), trouble=trouble, detail=f"not valid: {', '.join(where)}"))
    return None


def _meant(line: bytes) -> Doing:
    try:
        told: Any = json.loads(line)
    except (ValueError, RecursionError):
        return "look"
    do = told.get("do") if isinstance(told, dict) else None
    known: tuple[Doing, ...] = get_args(Doing)
    return next((doing for doing in known if doing == do), "look")
