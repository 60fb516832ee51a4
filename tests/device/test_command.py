"""What can be told to the session, and what is refused before it gets there."""

from __future__ import annotations

import pytest

from device.command import BodyRegion, Command, Order


@pytest.mark.parametrize(
    "order",
    [
        Order(Command.START),
        Order(Command.PAIN, value=0),
        Order(Command.EXERTION, value=10),
        Order(Command.ANSWER, subject="fever", value=1),
        Order(Command.REASON, subject="tired"),
        Order(Command.WHERE, regions=(BodyRegion.LOWER_BACK, BodyRegion.LEFT_LEG)),
    ],
)
def test_an_order_with_what_belongs_to_it_is_taken(order):
    assert Order(order.command, order.subject, order.value, order.regions) == order


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"command": Command.PAIN}, "pain needs a value"),
        ({"command": Command.PAIN, "value": 11}, "pain: value is 11; it must be from 0 to 10"),
        ({"command": Command.EXERTION, "value": -1}, "it must be from 0 to 10"),
        ({"command": Command.ANSWER, "subject": "fever", "value": 2}, "it must be from 0 to 1"),
        ({"command": Command.ANSWER, "value": 1}, "answer needs a subject"),
        ({"command": Command.START, "value": 1}, "start takes no value"),
        ({"command": Command.STOP, "subject": "tired"}, "stop takes no subject"),
        ({"command": Command.REASON, "subject": "x" * 41}, "longer than 40 letters"),
        ({"command": Command.WHERE}, "where needs regions"),
        ({"command": Command.PAUSE, "regions": (BodyRegion.NECK,)}, "pause takes no regions"),
    ],
)
def test_one_that_can_not_be_obeyed_is_refused_with_its_reason(given, said):
    with pytest.raises(ValueError, match=said):
        Order(**given)
