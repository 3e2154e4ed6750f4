"""The two pictures over the live route: from a state to a frame, which `codec` encodes.

The request is a `codec.Request`; ``have`` is the key of the image that the browser has, or "", and
``rest`` is true once nothing moves. A frame at rest has exact values and the truth, for hovering.
The answer's header has ``query`` (that of the state's link), ``image_key``, ``image_range``,
``shape``, ``facts``, their ``texts``, ``warnings``, ``edits`` (those of the state whose regions
exist), and at rest the key of the ``preset`` with that state, if any. Its arrays, all of that
shape, are

=========  =======  ================================================================
labels     uint8    region + 1, 0 outside the mask; always there
image      uint8    quantised between ``image_range``, when the browser lacks it
image      float32  exact, at rest
truth      uint8    circle + 1, 0 on the background, at rest
=========  =======  ================================================================

`picture_frames` has the arrays of an own picture.
"""

from __future__ import annotations

import hashlib
from collections.abc import Hashable
from threading import Lock
from typing import Any, ClassVar, Protocol
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from components.figures.theme import image_range
from components.live import picture_frames
from components.live.codec import Arrays, Header, Request, answer
from components.pictures.store import PICTURES
from components.pictures.subject import Key, edited, key_of, segment_prepared, standing_edits
from components.pictures.truth import compared
from components.serving.metrics import count_frame
from components.state.edits import Edits
from components.state.link import to_query
from components.state.model import ExplorerState
from components.state.numbers import short_number
from components.state.presets import preset_of
from segmentation import Method, Scene, Segmentation, segment_scene

__all__ = ["FrameResponder", "Segment", "Viewer", "describe_facts", "facts", "memory_of"]

# Memory for the results that next frames start from, of one viewer and of all together.
LARGEST_START = 192 * 2**20  # bytes: a picture of 400 px in colour, cut into 40 regions
ALL_STARTS = 512 * 2**20


class Segment(Protocol):
    """A function like `segmentation.segment_scene`."""

    def __call__(
        self, scene: Scene, method: Method, *, previous: Segmentation | None = None
    ) -> Segmentation:
        """Segment, starting from the result for a similar scene."""


class Viewer:
    """Last result of one viewer, from which the next frame starts; losing it costs only time.

    The memory of all viewers' results is bounded: the one unused for longest is dropped first.
    """

    _sizes: ClassVar[WeakKeyDictionary[Viewer, int]] = WeakKeyDictionary()  # oldest first
    _lock: ClassVar[Lock] = Lock()

    def __init__(self) -> None:
        self.previous: Segmentation | None = None
        self._of: Key | None = None
        self._truth: Hashable = None
        self._rest = False
        self._edited: tuple[str, Segmentation, Segmentation] | None = None

    def known(self, state: ExplorerState, key: Key, rest: bool) -> Segmentation | None:
        """Return the last result if it is that of a state, as after a change of the view alone.

        At rest it must have been computed from nothing. With another truth it is compared anew.

        Parameters
        ----------
        state : ExplorerState
        key : Key
            That of `key_of`.
        rest : bool
        """
        result = self.previous
        if result is None or self._of != key or self._rest < rest:
            return None
        if self._truth != _truth_of(state):
            result = compared(state, result)
            with self._lock:
                if self in self._sizes:  # it is not dropped meanwhile
                    self.previous, self._truth = result, _truth_of(state)
        return result

    def start(self, key: Key, rest: bool) -> Segmentation | None:
        """Return the result from which that of a state may be computed.

        At rest it is the last one, computed from nothing, if only other regions of it are merged.
        """
        last = self.previous
        if not rest or last is None:
            return last
        same = self._rest and self._of is not None and self._of[0] == key[0]
        return last if same and last.method.has_cut_of(key[1]) else None

    def edited(self, result: Segmentation, state: ExplorerState) -> Segmentation:
        """Return the result with the edits of a state, with what it has computed meanwhile."""
        if not state.edits:
            self._edited = None
            return result
        last = self._edited
        if last is None or last[0] != state.edits or last[1] is not result:
            last = (state.edits, result, edited(state, result))
            self._edited = last if result is self.previous else None
        return last[2]

    def keep(self, result: Segmentation, state: ExplorerState, key: Key, rest: bool) -> None:
        """Remember the result of a state, whose key this is, unless it is too large."""
        last = self.previous
        merged = last is not None and last.unmerged is not None and last.unmerged is result.unmerged
        self._rest = rest or (self._rest and (result is last or merged))
        self._of, self._truth = key, _truth_of(state)
        size = memory_of(result)
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
                other.previous = other._edited = None
                del self._sizes[other]


class FrameResponder:
    """Responder to requests; threads may share one.

    Parameters
    ----------
    segment : Segment, default=segmentation.segment_scene
        Function that computes a frame.
    """

    def __init__(self, segment: Segment = segment_scene) -> None:
        self._segment = segment

    def viewer(self) -> Viewer:
        """Return the memory for a new viewer."""
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
            state, rest = request.state, request.rest
            key = subject, method = key_of(state)
            result = known = viewer.known(state, key, rest)
            previous = viewer.start(key, rest)
            if not isinstance(subject, Scene):
                prepared = PICTURES.prepare(state)
                result = result or segment_prepared(state, prepared, previous)
                header, arrays = picture_frames.content(request, prepared, result)
            else:
                result = result or self._segment(subject, method, previous=previous)
                header, arrays = _image(request, subject, result)
            if result is not known:
                count_frame(result.timings)
            viewer.keep(result, state, key, rest)
            final = viewer.edited(result, state)
            arrays["labels"] = (final.labels + 1).astype(np.uint8)
            header["edits"] = _edits(state, result)
            return _described(request, final, header), arrays

        return answer(message, Request, compute)


def _truth_of(state: ExplorerState) -> Hashable:
    return (state.truth, state.person) if state.picture and state.truth else None


def memory_of(result: Segmentation) -> int:
    """Return the bytes of a result: arrays, and ten numbers per node for the graph."""
    names = ("embedding", "block", "labels", "unmerged", "image", "truth")
    arrays: list[NDArray[Any] | None] = [getattr(result, name) for name in names]
    size: int = 80 * result.n_nodes + sum(a.nbytes for a in arrays if a is not None)
    if result.aggregates is not None:
        edges = result.aggregates.affinity
        size += result.aggregates.number.nbytes + edges.data.nbytes + edges.indices.nbytes
    return size


def facts(result: Segmentation) -> dict[str, Any]:
    """Return the numbers for the line under the pictures.

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
    """Format the numbers of `facts` for the line under the pictures.

    Parameters
    ----------
    numbers : dict

    Returns
    -------
    dict of str to str
        Texts by name; "total" is the total time, "stages" the time of each stage.
    """
    stages, rand = numbers["milliseconds"], numbers["adjusted_rand"]
    return {
        **{name: f"{numbers[name]:,}" for name in ("n_nodes", "n_edges", "n_components")},
        "ncut": short_number(numbers["ncut"]),
        "adjusted_rand": "–" if rand is None else f"{rand:.3f}",
        "total": f"{sum(stages.values()):.1f} ms",
        "stages": " · ".join(f"{stage} {ms:.1f}" for stage, ms in stages.items()) + " ms",
    }


def _edits(state: ExplorerState, result: Segmentation) -> str:
    """Return the edits of a state, as they are written there, whose regions exist."""
    if not state.edits:
        return ""
    standing = standing_edits(state, result)
    return state.edits if standing == Edits.read(state.edits) else str(standing)


def _image(request: Request, scene: Scene, result: Segmentation) -> tuple[Header, Arrays]:
    """Return what the header has of the image, and the arrays besides the labels.

    The image is left out if the browser has it already.
    """
    text = repr(scene).encode()
    key = hashlib.blake2b(text, digest_size=12, usedforsecurity=False).hexdigest()
    low, high = image_range(request.state.noise)
    arrays: Arrays = {}
    if request.rest:
        arrays["image"] = result.image.astype(np.float32)
        if result.truth is not None:  # a scene has one
            arrays["truth"] = (result.truth + 1).astype(np.uint8)
    elif request.have != key:
        levels = (result.image - low) * (255 / (high - low))
        arrays["image"] = np.clip(np.rint(levels), 0, 255).astype(np.uint8)
    return {"image_key": key, "image_range": (low, high)}, arrays


def _described(request: Request, result: Segmentation, image: Header) -> Header:
    """Return the header, with the fields that describe the image."""
    numbers = facts(result)
    texts = describe_facts(numbers) | image.pop("texts", {})
    header: Header = {
        "query": to_query(request.state),
        "shape": result.labels.shape,
        "facts": numbers,
        "texts": texts,
        "warnings": result.warnings,
        **image,
    }
    if request.rest:
        preset = preset_of(request.state)
        header["preset"] = preset and preset.key
    return header
