"""The exercise library as a whole."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import rfc8785

from inference.exercise import Exercise


def fingerprint(library: Mapping[str, Exercise]) -> str:
    """12 hexadecimal digits that change with any word or threshold of any exercise."""
    content = {name: exercise.model_dump(mode="json") for name, exercise in library.items()}
    return hashlib.sha256(rfc8785.dumps(content)).hexdigest()[:12]
