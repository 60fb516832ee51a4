"""Prints a card's orders for its first start: Matside's, with what somebody had chosen for this card before.

    python provisioning/image/orders.py USER_DATA [EARLIER_USER_DATA [PUBLIC_KEY_FILE]]

An empty name: there is none. Kept of the earlier ones, which Raspberry Pi Imager writes: time zone, locale,
keyboard, keys for ssh. The rest is named on standard error. PyYAML is needed only to read earlier ones.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

KEPT = ("timezone", "locale", "keyboard")
KEYS = "ssh_authorized_keys"
PUBLIC_KEY = re.compile(r"(ssh|ecdsa|sk)-\S+ AAAA\S+.*")
PLACE_OF_KEYS = re.compile(rf"^( +)# {KEYS}: .*$", re.MULTILINE)


def main(orders: str, earlier: str = "", key_file: str = "") -> None:
    """Print the orders; end with one line where a file can't be used."""
    text = Path(orders).read_text("utf-8")
    before = _loaded(Path(earlier)) if earlier else {}
    chosen = {name: before[name] for name in KEPT if name in before}
    keys = _keys_of(before)
    if before:
        kept = [*chosen, *(["keys for ssh"] if keys else [])]
        rest = sorted(set(before) - set(kept) - {KEYS})
        told = f"kept: {', '.join(kept) or 'nothing'}; not kept: {', '.join(rest) or 'nothing'}"
        print(f"matside: of the card's earlier user-data {told}", file=sys.stderr)
    if key_file:
        keys += _public_keys(Path(key_file))
    if keys:
        # JSON is YAML too.
        line = f"{KEYS}: {json.dumps(list(dict.fromkeys(keys)))}"
        text = PLACE_OF_KEYS.sub(lambda place: place[1] + line, text)
    print(text, end="")
    for name, value in chosen.items():
        print(f"\n{name}: {json.dumps(value)}")


def _loaded(path: Path) -> dict[str, Any]:
    text = path.read_text("utf-8")
    if all(not line.strip() or line.startswith("#") for line in text.splitlines()):
        return {}
    try:
        import yaml
    except ImportError:
        sys.exit(f"matside: {path}: needs PyYAML to be read: make setup, or apt-get install python3-yaml")
    try:
        loaded = yaml.safe_load(text)
    except yaml.YAMLError:
        loaded = None
    if not isinstance(loaded, dict):
        sys.exit(f"matside: {path}: not cloud-init's YAML; write the card anew, or remove this file")
    return loaded


def _keys_of(orders: dict[str, Any]) -> list[str]:
    users = orders.get("users")
    holders = [orders, *(users if isinstance(users, list) else [])]
    lists = [holder.get(KEYS) for holder in holders if isinstance(holder, dict)]
    return [str(key) for keys in lists if isinstance(keys, list) for key in keys]


def _public_keys(path: Path) -> list[str]:
    lines = [line.strip() for line in path.read_text("utf-8").splitlines() if line.strip()]
    if not lines or not all(PUBLIC_KEY.fullmatch(line) for line in lines):
        sys.exit(f"matside: {path}: not a public key for ssh; give the file that ends in .pub")
    return lines


if __name__ == "__main__":
    main(*sys.argv[1:])
