"""Message encoding of the live routes, and their answer to an invalid request.

An answer is binary, little-endian::

    uint32              length n of the header
    n bytes             header, JSON, padded with blanks to let the arrays begin at a multiple of 8
    arrays              one after the other, in the header's order, each padded likewise

The header has the ``seq`` of the request, by which the browser recognizes late answers, and either
``problems`` (a list of field and message: nothing was computed, and the last valid state stays),
with ``limits`` if they are known (the largest values with an answer, by field), or
``needs`` (the hash of a picture that the server lacks, for the browser to send it and ask again),
or ``stage`` (what is being computed, before an answer that takes long), or the results of the route
and ``arrays``: name, dtype, shape, offset from the first array's start.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import nullcontext
from time import perf_counter
from typing import Any, TypeVar

import numpy as np
import orjson
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from components.live.limits import largest_beta
from components.pictures.store import MissingPictureError
from components.state.control_specs import (
    Problem,
    control_specs,
    format_setting,
    format_value,
    problems,
    with_titles,
)
from components.state.model import ExplorerState
from segmentation import ConvergenceError, CutlabError, ImageError, ParameterError
from segmentation.cores import solver_threads
from segmentation.errors import Received

__all__ = [
    "FAULT",
    "Arrays",
    "Header",
    "Request",
    "SupersededError",
    "answer",
    "progress",
    "refusal",
]

ALIGNMENT = 8
LAST_SEQ = 2**53  # largest integer up to which a browser's numbers are exact

FAULT = "The server failed on this state; its log says why. Any other state works."

log = logging.getLogger("cutlab.live")

Header = dict[str, Any]
Arrays = dict[str, NDArray[Any]]


class Request(BaseModel):
    """Request of a live route: a complete state."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    seq: int = Field(ge=0, le=LAST_SEQ)
    state: ExplorerState
    have: str = Field(default="", max_length=64)
    rest: bool = False


class SupersededError(Exception):
    """Error that ends a computation whose result nobody waits for any more.

    It is no `CutlabError`, which the service takes for the refusal of a problem.
    """


AnyRequest = TypeVar("AnyRequest", bound=Request)


def answer(
    message: bytes | str,
    kind: type[AnyRequest],
    compute: Callable[[AnyRequest], tuple[Header, Arrays]],
) -> bytes:
    """Check a message, compute, and encode the answer.

    Parameters
    ----------
    message : bytes or str
        Any content; errors in it are returned as ``problems``.
    kind : type
        Model of the request.
    compute : callable
        Function from a request to header and arrays.

    Returns
    -------
    bytes
    """
    started = perf_counter()
    try:
        request = kind.model_validate_json(message)
    except ValidationError as error:
        return _pack({"seq": _seq(message), "problems": problems(error)}, {})
    # At rest an answer is a function of the state alone, not of how many cores are free.
    threads = solver_threads(1) if request.rest else nullcontext()
    try:
        with threads:
            header, arrays = compute(request)
        header = {"seq": request.seq, "server_ms": (perf_counter() - started) * 1e3, **header}
        return _pack(header, arrays)
    except MissingPictureError as error:
        return _pack({"seq": request.seq, "needs": error.picture}, {})
    except SupersededError:
        return b""
    except CutlabError as error:
        refused: Header = {"seq": request.seq, "problems": [refusal(error)]}
        try:
            beta = largest_beta(request.state) if isinstance(error, ConvergenceError) else None
        except SupersededError:
            return b""
        return _pack(refused if beta is None else {**refused, "limits": {"beta": beta}}, {})
    except Exception:  # the viewer goes on, and the fault is logged
        log.exception("no answer for %s", request.state.model_copy(update={"picture_file": ""}))
        return _pack({"seq": request.seq, "problems": [Problem("", FAULT)]}, {})


# Controls for parameters of the service that have none of their own; circles make the mask.
_CONTROLS = {
    "segment_scene": {"mask": "circles", "image": "noise"},
    "prepare": {"longest": "picture_size"},
}


def refusal(error: CutlabError) -> Problem:
    """Return the service's error as a problem of the control that causes it."""
    if isinstance(error, ParameterError):
        field = _CONTROLS.get(error.owner, {}).get(error.parameter, error.parameter)
        rule = f"must be {error.rule}. Got {_received(error)} instead."
        if isinstance(error, ImageError) and error.owner not in _CONTROLS:
            return Problem("picture", f"The picture {rule}")
        if error.owner == "crop":
            return Problem("crop", f"{field.capitalize()} of the crop {rule}")
        if field in control_specs():
            return Problem(field, f"{control_specs()[field].title} {rule}")
        return Problem(field, f"{field.replace('_', ' ').capitalize()} {rule}")
    if isinstance(error, ConvergenceError) and error.change:
        change = " and ".join(format_setting(*each) for each in error.change.items())
        return Problem("beta", f"{with_titles(error.problem)} With {change} there is an answer.")
    return Problem("beta", with_titles(str(error)))  # no convergence, which a large beta causes


def _received(error: ParameterError) -> str:
    """Return the value in an error: a description as it is, and other values as the page does."""
    return str(error.value) if isinstance(error.value, Received) else format_value(error.value)


def progress(message: bytes | str, stage: str, elapsed: float) -> bytes:
    """Encode what is being computed for a message, and for how many seconds."""
    return _pack({"seq": _seq(message), "stage": stage, "elapsed": round(elapsed, 2)}, {})


def _pack(header: Header, arrays: Arrays) -> bytes:
    offset, listed, chunks = 0, [], []
    for name, array in arrays.items():
        data = np.ascontiguousarray(array).tobytes()
        listed.append(
            {"name": name, "dtype": array.dtype.name, "shape": array.shape, "offset": offset}
        )
        chunks.append(data + bytes(-len(data) % ALIGNMENT))
        offset += len(chunks[-1])
    text = orjson.dumps(
        {**header, "arrays": listed},
        option=orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS,
    )
    text += b" " * (-(len(text) + 4) % ALIGNMENT)
    return b"".join([len(text).to_bytes(4, "little"), text, *chunks])


def _seq(message: bytes | str) -> int:
    """Return the sequence number of an invalid request, so that the frame client can go on."""
    try:
        seq = orjson.loads(message)["seq"]
    except (orjson.JSONDecodeError, TypeError, KeyError):
        return 0
    return seq if type(seq) is int and 0 <= seq <= LAST_SEQ else 0
