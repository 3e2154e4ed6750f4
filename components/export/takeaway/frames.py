"""Frames of a lesson's file: labels, picture and verdict of a state, in few bytes."""

from __future__ import annotations

import zlib
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from components.export.context import ExportContext
from components.figures.theme import IMAGE_SCALE
from components.live.codec import refusal
from components.live.frames import describe_facts, facts
from components.state.model import ExplorerState
from segmentation import CutlabError
from segmentation.drawing.colors import shades
from segmentation.drawing.levels import image_levels
from segmentation.drawing.png import indexed_png, png_bytes

__all__ = ["Frame", "frame", "original", "packed", "run_lengths"]

RAW = -15  # deflate without a header, as the browser's "deflate-raw"


@dataclass(frozen=True)
class Frame:
    """What a file shows of a state.

    Attributes
    ----------
    labels : ndarray of shape (H, W), uint8
        Region + 1; 0 outside.
    verdict : str
        Its sentence, or the reason why there is no result.
    outcome : str
        Outcome of the verdict; empty without a result.
    facts : str
    """

    labels: NDArray[np.uint8]
    verdict: str
    outcome: str
    facts: str


def frame(context: ExportContext) -> Frame:
    """Compute the frame of a state.

    Raises
    ------
    CutlabError
        If there is no result.
    """
    result = context.result
    texts = describe_facts(facts(result))
    line = f"Ncut {texts['ncut']}"
    if result.metrics:
        line += f" · Adjusted Rand index {texts['adjusted_rand']}"
    labels = (result.labels + 1).astype(np.uint8)
    return Frame(labels, result.verdict.sentence, result.verdict.outcome, line)


def refused(state: ExplorerState, error: CutlabError, shape: tuple[int, ...]) -> Frame:
    """Return the frame of a state without a result."""
    return Frame(np.zeros(shape, np.uint8), refusal(error).message, "", "")


def original(context: ExportContext) -> bytes:
    """Return the picture that is segmented, as PNG."""
    if context.state.picture:
        return png_bytes(Image.fromarray(context.display), optimize=True)
    image = context.state.scene().render().image
    return indexed_png(image_levels(image, *context.value_range), shades(IMAGE_SCALE))


def run_lengths(labels: NDArray[np.uint8]) -> bytes:
    """Return labels as runs within rows, of three bytes each: the label, and the length as uint16.

    Examples
    --------
    >>> run_lengths(np.array([[1, 1, 2], [2, 2, 2]], dtype=np.uint8)).hex(" ", 3)
    '010200 020100 020300'
    """
    begins = np.ones(labels.shape, dtype=bool)
    begins[:, 1:] = labels[:, 1:] != labels[:, :-1]
    at = np.flatnonzero(begins)
    runs = np.empty(len(at), dtype=[("label", "u1"), ("length", "<u2")])
    runs["label"] = labels.ravel()[at]
    runs["length"] = np.diff(np.append(at, labels.size))
    return runs.tobytes()


def packed(labels: Iterable[NDArray[np.uint8]]) -> str:
    """Return the runs of frames one after the other, deflated, in base64."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, RAW)
    parts = [deflate.compress(run_lengths(each)) for each in labels]
    return b64encode(b"".join([*parts, deflate.flush()])).decode()
