from __future__ import annotations

import pytest

from device.link.topics import Leaf, Topic


@pytest.mark.parametrize("leaf", Leaf)
def test_a_topic_is_read_as_it_was_written(leaf: Leaf) -> None:
    topic = Topic("praxis-7", "ABCD2345", leaf)
    assert str(topic) == f"matside/v1/praxis-7/ABCD2345/{leaf.value}"
    assert Topic.parse(str(topic)) == topic


@pytest.mark.parametrize(
    "text",
    [
        "",
        "matside/v1",
        "matside/v1/clinic/ABCD2345",
        "matside/v1/clinic/ABCD2345/picture",
        "matside/v1/clinic/ABCD2345/status/more",
        "matside/v2/clinic/ABCD2345/status",
        "x/matside/v1/clinic/ABCD2345/status",
        "matside/v1clinic/ABCD2345/status",
    ],
)
def test_other_topics_are_not_ours(text: str) -> None:
    assert Topic.parse(text) is None
