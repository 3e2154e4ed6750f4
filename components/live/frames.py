"""The two pictures over the live route: a state in, a frame out (`codec` has the bytes).

The request is a `codec.Request`; ``have`` is the key of the image that the browser
holds, or "", and ``rest`` is true once nothing moves: then exact values and the truth are
sent, for hovering. The answer's header holds ``query`` (the state as a link has it),
``image_key``, ``image_range``, ``shape``, ``facts``, their ``texts`` and ``warnings``, and at rest
the key of the ``preset`` that the state shows, if any; its arrays, all of that shape, are

=========  =======  ================================================================
labels     uint8    region + 1, 0 outside the mask; always there
image      uint8    quantised between ``image_range``, when the browser lacks it
image      float32  exact, at rest
truth      uint8    circle + 1, 0 on the background, at rest
=========  =======  ================================================================
"""

from __future__ import annotations

import hashlib
from threading import Lock
from typing import Any, ClassVar, Protocol
from weakref import WeakKeyDictionary

import numpy as np

from components.figures.theme import image_range
from components.live.codec import Arrays, Header, Request, answer
from components.state.link import to_query
from components.state.presets import preset_of
from segmentation import Method, Picture, Scene, Segmentation, segment_scene

__all__ = ["FrameResponder", "Segment", "Viewer", "describe_facts", "facts"]

# Starts for next frames may take this much memory, one viewer's and all viewers' together.
LARGEST_START = 32 * 2**20  # bytes
ALL_STARTS = 512 * 2**20


class Segment(Protocol):
    """A function like `segmentation.segment_scene`."""

    def __call__(
        self, scene: Scene, method: Method, *, previous: Segmentation | None = None
    ) -> Segmentation:
        """Segment, starting from the result for a similar scene."""


class Viewer:
    """One viewer's last result, from which the next starts; losing it costs only time.

    All viewers' results together are bounded: the one that has waited longest is let go first.
    """

    _sizes: ClassVar[WeakKeyDictionary[Viewer, int]] = WeakKeyDictionary()  # oldest first
    _lock: ClassVar[Lock] = Lock()

    def __init__(self) -> None:
        self.previous: Segmentation | None = None

    def keep(self, result: Segmentation) -> None:
        """Remember a result, unless it is too large."""
        size = _memory(result)
        with self._lock:
            self._sizes.pop(self, None)
            self.previous = None
            if size > LARGEST_START:
                return
            self.previous = result
            self._sizes[self] = size
            for other in list(self._sizes):
                if sum(self._sizes.values()) <= ALL_STARTS:
                    break
                other.previous = None
                del self._sizes[other]


class FrameResponder:
    """Answers requests; threads may share one.

    Parameters
    ----------
    segment : Segment, default=segmentation.segment_scene
        What computes a frame.
    """

    def __init__(self, segment: Segment = segment_scene) -> None:
        self._segment = segment

    def viewer(self) -> Viewer:
        """Return what is remembered of a new viewer."""
        return Viewer()

    def respond(self, message: bytes | str, viewer: Viewer) -> bytes:
        """Answer one request.

        While something moves, a frame starts from the viewer's last one. At rest it starts from
        nothing, so that the picture is a function of the state alone.

        Parameters
        ----------
        message : bytes or str
        viewer : Viewer
            Updated.

        Returns
        -------
        bytes
            A frame.
        """

        def compute(request: Request) -> tuple[Header, Arrays]:
            scene = request.state.scene()
            previous = None if request.rest else viewer.previous
            result = self._segment(scene, request.state.method(), previous=previous)
            viewer.keep(result)
            return _content(request, scene.render(), result)

        return answer(message, Request, compute)


def _memory(result: Segmentation) -> int:
    """Bytes of a result: eigenvectors, image and labels, and the graph's ten numbers a node."""
    arrays = (result.embedding, result.block, result.labels, result.image, result.truth)
    return 80 * result.n_nodes + sum(array.nbytes for array in arrays if array is not None)


def facts(result: Segmentation) -> dict[str, Any]:
    """Numbers for the line under the pictures.

    Parameters
    ----------
    result : Segmentation

    Returns
    -------
    dict
        Counts, Ncut, adjusted Rand index (None without truth), and the milliseconds of each stage.
    """
    return {
        "n_nodes": result.n_nodes,
        "n_edges": result.n_edges,
        "n_components": result.n_components,
        "ncut": result.ncut,
        "adjusted_rand": result.metrics.adjusted_rand if result.metrics else None,
        "milliseconds": {stage: 1e3 * seconds for stage, seconds in result.timings.items()},
    }


def describe_facts(numbers: dict[str, Any]) -> dict[str, str]:
    """Write the numbers of `facts` as the line under the pictures has them.

    Parameters
    ----------
    numbers : dict

    Returns
    -------
    dict of str to str
        The times under "total", and each under "stages".
    """
    stages, rand = numbers["milliseconds"], numbers["adjusted_rand"]
    return {
        **{name: f"{numbers[name]:,}" for name in ("n_nodes", "n_edges", "n_components")},
        "ncut": f"{numbers['ncut']:.4f}",
        "adjusted_rand": "–" if rand is None else f"{rand:.3f}",
        "total": f"{sum(stages.values()):.1f} ms",
        "stages": " · ".join(f"{stage} {ms:.1f}" for stage, ms in stages.items()),
    }


def _content(request: Request, picture: Picture, result: Segmentation) -> tuple[Header, Arrays]:
    """Choose what the browser lacks."""
    scene = repr(request.state.scene()).encode()
    key = hashlib.blake2b(scene, digest_size=12, usedforsecurity=False).hexdigest()
    low, high = image_range(request.state.noise)
    arrays: Arrays = {"labels": (result.labels + 1).astype(np.uint8)}
    if request.rest:
        arrays["truth"] = (picture.truth + 1).astype(np.uint8)
        arrays["image"] = picture.image.astype(np.float32)
    elif request.have != key:
        levels = (picture.image - low) * (255 / (high - low))
        arrays["image"] = np.clip(np.rint(levels), 0, 255).astype(np.uint8)
    numbers = facts(result)
    header: Header = {
        "query": to_query(request.state),
        "image_key": key,
        "image_range": (low, high),
        "shape": result.labels.shape,
        "facts": numbers,
        "texts": describe_facts(numbers),
        "warnings": result.warnings,
    }
    if request.rest:
        preset = preset_of(request.state)
        header["preset"] = preset and preset.key
    return header, arrays
