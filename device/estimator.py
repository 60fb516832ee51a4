"""The pose estimator as configured: one model, or each exercise with its own."""

from __future__ import annotations

from device.model_files import AUTO, SHIPPED, model_path
from inference.movenet import MoveNet, MoveNetEstimator


def make_estimator(name: str, threads: int = 2) -> tuple[MoveNetEstimator, MoveNet]:
    """The estimator for a configured model's name, and its usual model.

    Raises:
        UsageError, ModelError: a model's file can't be used.
    """
    net = MoveNet(model_path(name), threads)
    if name != AUTO:
        return MoveNetEstimator(net), net
    others = {other: MoveNet(model_path(other), threads) for other in SHIPPED[1:]}
    return MoveNetEstimator(net, {SHIPPED[0]: net} | others), net
