"""libcamera's virtual camera behind the appliance's own adapter: picamera2's code is the real one.

The virtual camera gives NV12 only, in buffers of two planes, and flips nothing; here its pictures are turned
into what a Pi's image processor gives.
"""

from __future__ import annotations

from functools import partial
from types import TracebackType
from typing import Any

import libcamera
import numpy as np
from picamera2 import MappedArray, Picamera2
from picamera2.allocators import DmaAllocator

from device.camera.pi_library import Library, opened


class TwoPlanes(DmaAllocator):
    """picamera2's allocator, its buffers told to libcamera as luma and chroma."""

    def allocate(self, libcamera_config: Any, use_case: str) -> None:
        super().allocate(libcamera_config, use_case)
        for stream_config in libcamera_config:
            luma_bytes = stream_config.size.width * stream_config.size.height
            buffers = self.frame_buffers[stream_config.stream]
            self.frame_buffers[stream_config.stream] = [self._split(one, luma_bytes) for one in buffers]

    def _split(self, whole: Any, luma_bytes: int) -> Any:
        planes = [libcamera.FrameBuffer.Plane(), libcamera.FrameBuffer.Plane()]
        for plane, offset, length in zip(planes, (0, luma_bytes), (luma_bytes, luma_bytes // 2), strict=True):
            plane.fd, plane.offset, plane.length = whole.planes[0].fd, offset, length
        split = libcamera.FrameBuffer(planes)
        self.mapped_buffers[split] = self.mapped_buffers.pop(whole)
        self.mapped_buffers_used[split.planes[0].fd] = False
        self.libcamera_fds.append(split.planes[0].fd)
        return split


WHOLE = {"size": (640, 480)}


class VirtualCamera(Picamera2):
    """picamera2 on the virtual camera."""

    def __init__(self, number: int) -> None:
        super().__init__(number, allocator=TwoPlanes())

    @property
    def sensor_modes(self) -> list[dict[str, Any]]:
        """There is no sensor."""
        return []

    def _get_raw_modes(self) -> list[dict[str, Any]]:
        return [{"format": "NV12", "size": (640, 480)}]

    def create_video_configuration(
        self, main: Any = WHOLE, lores: Any = None, **asked: Any
    ) -> dict[str, Any]:
        main, lores = (stream and {**stream, "format": "NV12"} for stream in (main, lores))
        asked = {name: value for name, value in asked.items() if name not in ("transform", "sensor")}
        return dict(super().create_video_configuration(main, lores, **asked))


class PlanarArray:
    """A mapped buffer with its chroma taken apart."""

    def __init__(self, request: Any, stream: str, write: bool) -> None:
        self._mapped = MappedArray(request, stream, write=write)

    def __enter__(self) -> PlanarArray:
        interleaved = self._mapped.__enter__().array
        height, width = interleaved.shape[0] * 2 // 3, interleaved.shape[1]
        self.array = interleaved.copy()
        chroma = interleaved[height:].reshape(-1, 2)
        self.array[height:] = np.concatenate([chroma[:, 0], chroma[:, 1]]).reshape(-1, width)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._mapped.__exit__(kind, error, trace)


def virtual_library() -> Library:
    """What the adapter is handed instead of a Pi's libraries."""
    return Library(
        cameras=Picamera2.global_camera_info,
        camera=partial(opened, VirtualCamera),
        mapped_array=PlanarArray,
        transform=libcamera.Transform,
        colour_space=libcamera.ColorSpace.Smpte170m,
    )
