"""The pose estimator as configured: one model, or each exercise with its own if it is fast enough here."""

from __future__ import annotations

from collections.abc import Callable

from device.model_files import AUTO, SHIPPED, model_path
from inference.movenet import MoveNet, MoveNetEstimator


def make_estimator(
    name: str, threads: int = 2, is_fast_enough: Callable[[MoveNet], bool] = lambda net: True
) -> tuple[MoveNetEstimator, MoveNet]:
    """The estimator for a configured model's name, and its usual model.

    Args:
        name: see `ModelSettings.name`.
        threads: processor threads for a model.
        is_fast_enough: whether an exercise may have this model on this machine.

    Raises:
        UsageError, ModelError: a model's file can't be used.
    """
    net = MoveNet(model_path(name), threads)
    if name != AUTO:
        return MoveNetEstimator(net), net
    others = {other: MoveNet(model_path(other), threads) for other in SHIPPED[1:]}
    fast = {other: model for other, model in others.items() if is_fast_enough(model)}
    return MoveNetEstimator(net, {SHIPPED[0]: net} | fast), net
