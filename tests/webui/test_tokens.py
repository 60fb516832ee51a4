"""The design's colours, computed: text on its surface is at least 7:1 (WCAG 2.2, success criterion 1.4.6)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import webui

TOKENS = Path(webui.__file__).parent / "static" / "css" / "tokens.css"
COLOURS = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", TOKENS.read_text(encoding="utf-8")))
SURFACES = sorted(name for name in COLOURS if f"on-{name}" in COLOURS)


def luminance(colour: str) -> float:
    """WCAG's relative luminance of "#rrggbb"."""
    shares = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(COLOURS[one]), luminance(COLOURS[other])))
    return (light + 0.05) / (dark + 0.05)


def test_all_surfaces_are_looked_at() -> None:
    assert {"paper", "card", "primary", "stop", "good", "correct", "further", "look"} <= set(SURFACES)


@pytest.mark.parametrize("surface", SURFACES)
def test_text_stands_out_from_its_surface(surface: str) -> None:
    assert contrast(surface, f"on-{surface}") >= 7


@pytest.mark.parametrize("surface", ["paper", "card"])
def test_quiet_text_stands_out_too(surface: str) -> None:
    assert contrast(surface, "on-quiet") >= 7


@pytest.mark.parametrize(
    ("line", "ground"), [("fill", "track"), ("edge-strong", "paper"), ("edge-strong", "card")]
)
def test_bars_and_frames_can_be_made_out(line: str, ground: str) -> None:
    assert contrast(line, ground) >= 3


@pytest.mark.parametrize("bone", ["bone-left", "bone-right", "bone-middle"])
def test_skeleton_shows_on_dark_and_light_pictures(bone: str) -> None:
    # Light lines on a dark edge: whatever the picture, one of the two differs from it.
    assert contrast(bone, "bone-edge") >= 10
