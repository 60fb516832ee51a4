"""What a person would notice on a page: measured in the browser, in CSS pixels."""

from __future__ import annotations

from itertools import combinations
from typing import TypedDict

import cv2
import numpy as np
from playwright.sync_api import Page

LOWEST_CONTRAST = 7.0
SMALLEST_TARGET_PX = 56
SMALLEST_TEXT_PX = 20
SMALLEST_COUNT_PX = 200

_TEXTS = """() => {
  // Mixed colours come as "color(srgb 0.9 0.8 0.7)", others as "rgb(230, 204, 179)".
  const channels = (colour) => colour.match(/[\\d.]+/g).map(Number)
    .map((part, at) => (colour.startsWith("color(") && at < 3 ? part * 255 : part));
  const luminance = (colour) => {
    const [r, g, b] = channels(colour).slice(0, 3).map((c) => c / 255)
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      const [, , , alpha = 1] = channels(colour);
      if (alpha === 1) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const element = node.parentElement;
    if (!node.textContent.trim() || !element.checkVisibility()) continue;
    if (element.closest(".for-readers, noscript, .lines")) continue;
    const style = getComputedStyle(element);
    const shortened = style.textOverflow === "ellipsis";
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    const holder = element.closest(
      "button, .button, li, .band, .picture, .bar, .thumb, dialog, section").getBoundingClientRect();
    // What a line's own height cuts off the font's box is empty: no letter is that tall.
    const line = parseFloat(style.lineHeight) || 1.2 * parseFloat(style.fontSize);
    const rim = Math.max(0, (1.4 * parseFloat(style.fontSize) - line) / 2);
    const [top, bottom] = [box.top + rim, box.bottom - rim];
    const [light, dark] = [luminance(style.color), luminance(ground(element))].sort((a, b) => b - a);
    found.push({
      text: node.textContent.trim(),
      box: [box.left, top, box.right, bottom],
      size_px: parseFloat(style.fontSize),
      contrast: (light + 0.05) / (dark + 0.05),
      cut_px: shortened ? 0 : Math.max(
        bottom - holder.bottom, holder.top - top, box.right - holder.right,
        box.right - innerWidth, bottom - innerHeight, -top, -box.left),
    });
  }
  return found;
}"""

_TARGETS = """() => [...document.querySelectorAll("button, a, input")]
  .filter((element) => element.checkVisibility())
  .map((element) => {
    const { width, height, left, top, right, bottom } = element.getBoundingClientRect();
    return { name: element.innerText, width, height,
      inside: left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight };
  })"""

_SCROLLERS = """() => [...document.querySelectorAll("*")]
  .filter((element) => element.checkVisibility() && !element.closest(".for-readers, .sheet-body, textarea"))
  .filter((element) => element === document.documentElement
    || ["auto", "scroll"].includes(getComputedStyle(element).overflowY))
  .filter(({ scrollHeight, clientHeight, scrollWidth, clientWidth }) =>
    scrollHeight > clientHeight || scrollWidth > clientWidth)
  .map((element) => element.id || element.className || element.tagName)"""


class Text(TypedDict):
    """One piece of visible text; `cut_px` is how far it sticks out of what holds it against the design."""

    text: str
    box: tuple[float, float, float, float]
    size_px: float
    contrast: float
    cut_px: float


class Target(TypedDict):
    """One thing to touch."""

    name: str
    width: float
    height: float
    inside: bool


def assert_looks_right(page: Page) -> None:
    """No scrolling, nothing cut off or overlapping, text large and clear enough, buttons large enough."""
    assert flaws(page) == []


def flaws(page: Page, may_scroll: bool = False) -> list[str]:
    """What is wrong with what is shown, a line each; what may be scrolled may lie below the screen's end."""
    scrolling = page.evaluate(_SCROLLERS)
    texts: list[Text] = page.evaluate(_TEXTS)
    targets: list[Target] = page.evaluate(_TARGETS)
    found = [f"has to be scrolled: {name}" for name in scrolling]
    found += [] if texts else ["the page is empty"]
    found += [] if targets else ["there is nothing to touch"]
    found += [f"too small: {text}" for text in texts if text["size_px"] < SMALLEST_TEXT_PX]
    found += [f"too faint: {text}" for text in texts if text["contrast"] < LOWEST_CONTRAST]
    small = [target for target in targets if min(target["width"], target["height"]) < SMALLEST_TARGET_PX]
    found += [f"too small to touch: {target}" for target in small]
    if not may_scroll:
        cut = [text for text in texts if text["cut_px"] > 1 and not text["text"].isdigit()]
        found += [f"cut off: {text}" for text in cut]
        found += [f"on each other: {pair}" for pair in combinations(texts, 2) if _overlap(*pair)]
        found += [f"outside the screen: {target}" for target in targets if not target["inside"]]
    return found


def _overlap(one: Text, other: Text) -> bool:
    """Whether two texts lie on each other; the large figures' box is higher than what is drawn of them."""
    if one["text"].isdigit() or other["text"].isdigit():
        return False
    left, top = (max(one["box"][i], other["box"][i]) for i in (0, 1))
    right, bottom = (min(one["box"][i], other["box"][i]) for i in (2, 3))
    return right - left > 2 and bottom - top > 6


def touch(page: Page, name: str, exact: bool = False) -> None:
    """Touch a button by its name, at a person's pace: what follows at once counts as a trembling finger."""
    page.wait_for_timeout(450)
    page.get_by_role("button", name=name, exact=exact).tap()


def ink_height_px(page: Page, selector: str) -> int:
    """Height of what is really drawn of an element, from a picture of its surroundings."""
    box = page.locator(selector).bounding_box()
    assert box
    # Glyphs may stand out of their line.
    box["y"] = max(0.0, box["y"] - 20)
    box["height"] += 20
    shot = cv2.imdecode(np.frombuffer(page.screenshot(clip=box), np.uint8), cv2.IMREAD_GRAYSCALE)
    rows = np.flatnonzero((shot < 128).any(axis=1))
    return int(rows[-1] - rows[0] + 1)
