"""What goes over the live route: a state in, a frame out.

A request is JSON (UTF-8)::

    {"seq": 12,          counts up; echoed, so that nothing older than what is shown is painted
     "state": {...},     a complete ExplorerState
     "have": "1f0c...",  key of the image the browser holds, or ""
     "rest": false}      true once the hand is still: send exact values and the truth, for hovering

A frame is binary, little-endian::

    uint32              length n of the header
    n bytes             header, JSON, padded with blanks so that the arrays begin at a multiple of 8
    arrays              one after the other, in the header's order, each padded likewise

The header holds ``seq``, and either ``problems`` (a list of field and message: nothing was computed
and the last good picture stands) or ``image_key``, ``shape``, ``facts``, ``warnings`` and
``arrays`` (name, dtype, offset from the first array's start):

=========  =======  ================================================================
labels     uint8    region + 1, 0 outside the mask; always there
image      uint8    quantised between ``image_range``, when the browser lacks it
image      float32  exact, at rest
truth      uint8    circle + 1, 0 on the background, at rest
=========  =======  ================================================================
"""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from time import perf_counter
from typing import Any, Protocol

import numpy as np
import orjson
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from components.knobs import Problem, knobs, problems
from components.state import ExplorerState
from components.theme import image_range
from segmentation import (
    CutlabError,
    Method,
    ParameterError,
    Picture,
    Scene,
    Segmentation,
    segment_scene,
)

__all__ = ["FrameMaker", "FrameRequest", "Segment", "Viewer", "facts"]

# A viewer's start for the next frame may take this much memory; a larger scene starts anew.
LARGEST_START = 32 * 2**20  # bytes
ALIGNMENT = 8
LAST_SEQ = 2**53  # beyond it a browser's numbers have gaps

log = logging.getLogger("cutlab.frame")


class Segment(Protocol):
    """From scene and method to a segmentation with truth, as `segmentation.segment_scene`."""

    def __call__(
        self, scene: Scene, method: Method, *, previous: Segmentation | None = None
    ) -> Segmentation:
        """Segment, starting from the result for a similar scene."""


class FrameRequest(BaseModel):
    """A request, checked; see the module's text for the fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    seq: int = Field(ge=0, le=LAST_SEQ)
    state: ExplorerState
    have: str = Field(default="", max_length=64)
    rest: bool = False


@dataclass
class Viewer:
    """What one viewer's last frame leaves for the next; losing it costs a start from nothing."""

    previous: Segmentation | None = None


class FrameMaker:
    """Answers requests; threads may share one.

    Parameters
    ----------
    segment : Segment, default=segmentation.segment_scene
        What computes a frame.
    """

    def __init__(self, segment: Segment = segment_scene) -> None:
        self._segment = segment

    def respond(self, message: bytes | str, viewer: Viewer) -> bytes:
        """Answer one request.

        While something moves, a frame starts from the viewer's last one. At rest it starts from
        nothing, so that the picture is a function of the state alone.

        Parameters
        ----------
        message : bytes or str
            From anywhere: whatever is wrong with it comes back as ``problems``.
        viewer : Viewer
            Updated.

        Returns
        -------
        bytes
            A frame.
        """
        started = perf_counter()
        try:
            request = FrameRequest.model_validate_json(message)
        except ValidationError as error:
            return _frame({"seq": _seq(message), "problems": problems(error)})
        scene, method = request.state.scene(), request.state.method()
        previous = None if request.rest else viewer.previous
        try:
            result = self._segment(scene, method, previous=previous)
        except CutlabError as error:
            return _frame({"seq": request.seq, "problems": [_refusal(error)]})
        except Exception:  # the viewer goes on; the fault is for the log
            log.exception("no frame for %s", request.state)
            sentence = "The server failed on this state; its log says why. Any other state works."
            return _frame({"seq": request.seq, "problems": [Problem("", sentence)]})
        viewer.previous = result if _memory(result) <= LARGEST_START else None
        header, arrays = _content(request, scene.render(), result)
        header["server_ms"] = (perf_counter() - started) * 1e3
        return _frame(header, arrays)


def _memory(result: Segmentation) -> int:
    """Bytes of the eigenvectors, by far the most of a result."""
    return result.embedding.nbytes + (0 if result.block is None else result.block.nbytes)


# Where the service's parameter is not itself a control: the mask is the union of the circles.
_CONTROLS = {"mask": "circles", "image": "noise"}


def _refusal(error: CutlabError) -> Problem:
    """Say the service's error at the control that causes it."""
    if isinstance(error, ParameterError):
        field = _CONTROLS.get(error.parameter, error.parameter)
        if field in knobs():
            return Problem(
                field, f"{knobs()[field].title} must be {error.rule}. Got {error.value} instead."
            )
        return Problem(field, str(error))
    return Problem("beta", str(error))  # no convergence: a large beta is what brings it about


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


def _content(
    request: FrameRequest, picture: Picture, result: Segmentation
) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Choose what the browser lacks."""
    scene = repr(request.state.scene()).encode()
    key = hashlib.blake2b(scene, digest_size=12, usedforsecurity=False).hexdigest()
    low, high = image_range(request.state.noise)
    arrays: dict[str, NDArray[Any]] = {"labels": (result.labels + 1).astype(np.uint8)}
    if request.rest:
        arrays["truth"] = (picture.truth + 1).astype(np.uint8)
        arrays["image"] = picture.image.astype(np.float32)
    elif request.have != key:
        levels = (picture.image - low) * (255 / (high - low))
        arrays["image"] = np.clip(np.rint(levels), 0, 255).astype(np.uint8)
    header = {
        "seq": request.seq,
        "image_key": key,
        "image_range": (low, high),
        "shape": result.labels.shape,
        "facts": facts(result),
        "warnings": result.warnings,
    }
    return header, arrays


def _frame(header: dict[str, Any], arrays: dict[str, NDArray[Any]] | None = None) -> bytes:
    """Put header and arrays into bytes."""
    offset, listed, chunks = 0, [], []
    for name, array in (arrays or {}).items():
        data = array.tobytes()
        listed.append({"name": name, "dtype": array.dtype.name, "offset": offset})
        chunks.append(data + bytes(-len(data) % ALIGNMENT))
        offset += len(chunks[-1])
    text = orjson.dumps(
        {**header, "arrays": listed},
        option=orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS,
    )
    text += b" " * (-(len(text) + 4) % ALIGNMENT)
    return b"".join([len(text).to_bytes(4, "little"), text, *chunks])


def _seq(message: bytes | str) -> int:
    """Sequence number of a request that failed its check, so that the pump can go on."""
    try:
        seq = orjson.loads(message)["seq"]
    except (orjson.JSONDecodeError, TypeError, KeyError):
        return 0
    return seq if isinstance(seq, int) and 0 <= seq <= LAST_SEQ else 0
