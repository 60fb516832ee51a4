from __future__ import annotations

from device.link.attempts import LOSSES_FORGIVEN, Attempts, Patience

SUSPICION = "it breaks the connection"


def attempts() -> Attempts:
    return Attempts(Patience(first_s=30.0, longest_s=100.0), Patience(first_s=1.0, longest_s=300.0))


def due_after_s(tried: Attempts, message_id: str) -> float:
    """How long after time 0 the message is held back, in seconds, to a tenth."""
    return next(tenth / 10 for tenth in range(10_000) if message_id not in tried.later(tenth / 10))


def test_a_message_without_receipt_is_repeated_after_twice_the_time_each_time() -> None:
    tried = attempts()
    waits = []
    for _ in range(4):
        tried.at_broker("a", 0.0, "the receipt")
        waits.append(due_after_s(tried, "a"))
    assert waits == [30.0, 60.0, 100.0, 100.0]
    assert tried.awaited() == "1 sent, waiting for the receipt"


def test_others_wait_for_the_first_repeat_of_a_message_and_not_longer() -> None:
    tried = attempts()
    assert tried.at_broker("a", 5.0, "the receipt") == 35.0
    assert tried.at_broker("a", 35.0, "the receipt") == 35.0
    assert tried.at_broker("b", 35.0, "the receipt") == 65.0


def test_where_nobody_listens_it_is_tried_again_soon_and_the_others_wait() -> None:
    tried = attempts()
    assert tried.unheard("a", 0.0, "a listener") == 1.0
    assert tried.unheard("a", 1.0, "a listener") == 3.0
    assert tried.unheard("a", 3.0, "a listener") == 7.0
    assert tried.awaited() == "1 sent, waiting for a listener"
    assert tried.at_broker("a", 7.0, "the receipt") == 37.0, "somebody listens now: patience begins anew"


def test_after_a_new_connection_everything_sent_before_is_due() -> None:
    tried = attempts()
    tried.at_broker("a", 0.0, "the receipt")
    tried.refused("b", 0.0, "not allowed")
    tried.refused("c", 0.0, "too large", lasting=True)
    assert tried.later(0.0) == ["a", "b", "c"]
    tried.reconnected()
    assert tried.later(0.0) == ["c"]


def test_a_message_lost_with_the_connection_keeps_its_place_until_it_looks_like_the_cause() -> None:
    tried = attempts()
    for _ in range(LOSSES_FORGIVEN):
        assert not tried.lost("a", 0.0, SUSPICION)
        assert tried.later(0.0) == []
    assert tried.lost("a", 0.0, SUSPICION)
    assert tried.later(0.0) == ["a"]
    assert tried.refusal() == SUSPICION
    tried.reconnected()
    assert tried.later(0.0) == ["a"], "a new connection would be lost over it again"
    # Its time comes, it breaks the connection again: no second chance at once.
    assert tried.lost("a", 0.0, SUSPICION)
    assert due_after_s(tried, "a") == 60.0


def test_what_passed_once_is_forgiven_again() -> None:
    tried = attempts()
    for _ in range(LOSSES_FORGIVEN + 1):
        tried.lost("a", 0.0, SUSPICION)
    tried.at_broker("a", 0.0, "the receipt")
    assert tried.refusal() is None
    tried.reconnected()
    assert not tried.lost("a", 0.0, SUSPICION)


def test_a_refusal_is_news_once() -> None:
    tried = attempts()
    assert tried.refused("a", 0.0, "not allowed")
    assert not tried.refused("a", 0.0, "not allowed")
    assert tried.refused("a", 0.0, "too large")


def test_what_has_arrived_is_forgotten() -> None:
    tried = attempts()
    tried.refused("a", 0.0, "not allowed")
    tried.at_broker("b", 0.0, "the receipt")
    tried.delivered(["a", "b", "c"])
    assert (tried.later(0.0), tried.refusal(), tried.awaited()) == ([], None, "")
