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
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from time import perf_counter
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from components.knobs import Problem, problems
from components.state import ExplorerState
from components.theme import image_range
from segmentation import (
    CutlabError,
    Method,
    ParameterError,
    Scene,
    Segmentation,
    segment_scene,
)

__all__ = ["FrameMaker", "FrameRequest", "Segment", "facts"]

Segment = Callable[[Scene, Method], Segmentation]
# A frame at rest repeats the state of the last live one: it should not be computed again.
REMEMBERED = 16
ALIGNMENT = 8

log = logging.getLogger("cutlab.frame")


class FrameRequest(BaseModel):
    """A request, checked; see the module's text for the fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    seq: int = Field(ge=0)
    state: ExplorerState
    have: str = Field(default="", max_length=64)
    rest: bool = False


@dataclass(frozen=True, eq=False)
class _Solved:
    """What frames need of a result: small enough to keep several of them."""

    labels: NDArray[np.uint8]
    truth: NDArray[np.uint8]
    image: NDArray[np.float32]
    facts: dict[str, Any]
    warnings: tuple[str, ...]


class FrameMaker:
    """Answers requests; threads may share one.

    Parameters
    ----------
    segment : callable, default=segmentation.segment_scene
        From scene and method to a segmentation with truth.
    """

    def __init__(self, segment: Segment = segment_scene) -> None:
        def solve(scene: Scene, method: Method) -> _Solved:
            result, picture = segment(scene, method), scene.render()
            return _Solved(
                labels=(result.labels + 1).astype(np.uint8),
                truth=(picture.truth + 1).astype(np.uint8),
                image=picture.image.astype(np.float32),
                facts=facts(result),
                warnings=result.warnings,
            )

        self._solve = lru_cache(maxsize=REMEMBERED)(solve)

    def respond(self, message: bytes | str) -> bytes:
        """Answer one request.

        Parameters
        ----------
        message : bytes or str
            From anywhere: whatever is wrong with it comes back as ``problems``.

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
        try:
            solved = self._solve(request.state.scene(), request.state.method())
        except CutlabError as error:
            return _frame({"seq": request.seq, "problems": [_refusal(error)]})
        except Exception:  # the viewer goes on; the fault is for the log
            log.exception("no frame for %s", request.state)
            sentence = "The server failed on this state; its log says why. Any other state works."
            return _frame({"seq": request.seq, "problems": [Problem("", sentence)]})
        header, arrays = _content(request, solved)
        header["server_ms"] = (perf_counter() - started) * 1e3
        return _frame(header, arrays)


# Where the service's parameter is not itself a control: the mask is the union of the circles.
_CONTROLS = {"mask": "circles", "image": "noise"}


def _refusal(error: CutlabError) -> Problem:
    """Say the service's error at the control that causes it."""
    if isinstance(error, ParameterError):
        return Problem(_CONTROLS.get(error.parameter, error.parameter), str(error))
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
    request: FrameRequest, solved: _Solved
) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Choose what the browser lacks."""
    scene = repr(request.state.scene()).encode()
    key = hashlib.blake2b(scene, digest_size=12, usedforsecurity=False).hexdigest()
    low, high = image_range(request.state.noise)
    arrays: dict[str, NDArray[Any]] = {"labels": solved.labels}
    if request.rest:
        arrays["truth"] = solved.truth
        arrays["image"] = solved.image
    elif request.have != key:
        levels = (solved.image - low) * (255 / (high - low))
        arrays["image"] = np.clip(np.rint(levels), 0, 255).astype(np.uint8)
    header = {
        "seq": request.seq,
        "image_key": key,
        "image_range": (low, high),
        "shape": solved.labels.shape,
        "facts": solved.facts,
        "warnings": solved.warnings,
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
    return seq if isinstance(seq, int) and seq >= 0 else 0
