"""A process that does what Matside must never do: keeps or sends a picture. For the check of the check."""

from __future__ import annotations

import socket
import sys
from contextlib import suppress
from pathlib import Path

import cv2

from tests.replays import frames


def main(way: str, target: str) -> None:
    """Take a frame of the demo clip and let it out, one way or another."""
    image = frames("proto_squat_side_m")[40].image
    jpeg = cv2.imencode(".jpg", image)[1].tobytes()
    match way:
        case "file":
            Path(target).write_bytes(jpeg)
        case "raw":
            Path(target).write_bytes(b"SQLite format 3\0" + image.tobytes())
        case "opencv":
            cv2.imwrite(target, image)
        case "udp":
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out, suppress(OSError):
                out.sendto(jpeg[:1000], (target, 9))
        case "serve":
            with socket.create_server((target, 0)):
                return
        case "tcp":
            with socket.socket() as out, suppress(OSError):
                out.settimeout(0.2)
                out.connect((target, 9))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
