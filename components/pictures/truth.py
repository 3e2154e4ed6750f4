"""True regions beside a picture: their files, and their comparison with the regions found."""

from __future__ import annotations

import hashlib
import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from components.pictures.cache import BoundedCache
from components.pictures.store import PICTURES, MissingPictureError, hash_of
from components.state.model import ExplorerState
from segmentation import (
    CutlabError,
    ImageError,
    ParameterError,
    PartitionMetrics,
    Segmentation,
    compare_partitions,
    fit_truth,
    with_truth,
)
from segmentation.errors import Received
from segmentation.pictures.resizing import shrunken_shape
from segmentation.pictures.truth import scaled_box

__all__ = [
    "MOST_TRUTH_FILE",
    "add",
    "agreement",
    "agreement_text",
    "compared",
    "described",
    "fits",
    "shape_of",
    "truths_of",
]

MOST_TRUTH_FILE = 4_000_000  # bytes
ALL_DECODED = 128 * 2**20
ALL_FITTED = 64 * 2**20
ALL_AGREEMENTS = 1000  # entries
MOST_PIXELS = 1_000_000  # of a picture whose agreement is measured, which takes seconds beyond

Regions = tuple[NDArray[np.intp], ...]

_decoded: BoundedCache[Regions] = BoundedCache(ALL_DECODED)
_fitted: BoundedCache[Regions] = BoundedCache(ALL_FITTED)
_agreements: BoundedCache[PartitionMetrics] = BoundedCache(ALL_AGREEMENTS)


def add(content: bytes, viewer: str, of: tuple[int, int] | None = None) -> tuple[str, Regions]:
    """Decode a file of true regions, and keep it as a picture's file is kept.

    Parameters
    ----------
    content : bytes
    viewer : str
        Name of the viewer, whose files together are bounded.
    of : tuple of int, default=None
        Height and width of the picture's file, which the truth has to fit.

    Returns
    -------
    truth : str
        Its hash.
    regions : tuple of ndarray
        Those of each person.

    Raises
    ------
    ParameterError
        If the file has no true regions of that picture.
    """
    if len(content) > MOST_TRUTH_FILE:
        rule = f"a file of at most {MOST_TRUTH_FILE // 1_000_000} MB"
        raise _refuse(rule, f"{len(content) / 1e6:.1f} MB")
    truth = hash_of(content)
    regions = _decode(truth, content)
    if of is not None:
        _check(regions, of)
    PICTURES.files.put(truth, content, len(content), viewer)
    return truth, regions


def fits(shape: tuple[int, ...], of: tuple[int, int]) -> bool:
    """Return whether an array lies over a picture's file: it has its size, or is it shrunk."""
    return len(shape) == 2 and shape == shrunken_shape(of, max(shape))


def truths_of(state: ExplorerState, shape: tuple[int, ...]) -> Regions:
    """Return the true regions of a state's picture, of each person, in the working size.

    Parameters
    ----------
    state : ExplorerState
        With a picture and a truth.
    shape : tuple of int
        Height and width of the prepared picture.

    Raises
    ------
    MissingPictureError
        If the server lacks the file of the truth, or of the picture.
    ParameterError
        If it is none of the picture.
    """
    content = PICTURES.files.get(state.truth)
    if content is None:
        raise MissingPictureError(state.truth)
    key = str((state.truth, state.picture, state.page, state.crop, shape))
    found = _fitted.get(key)
    if found is None:
        regions = _decode(state.truth, content)
        whole = PICTURES.read(state.picture, state.page).shape
        _check(regions, whole)
        crop = state.box and scaled_box(state.box, whole, regions[0].shape)
        size = (shape[0], shape[1])
        found = tuple(fit_truth(each, size, crop=crop) for each in regions)
        _fitted.put(key, found, sum(each.nbytes for each in found))
    if state.person > len(found):
        people = f"at most {len(found)}, the number of people who drew the truth"
        raise ParameterError("with_truth", "person", people, state.person)
    return found


def shape_of(state: ExplorerState) -> tuple[int, ...]:
    """Return the shape of the file of a state's truth."""
    content = PICTURES.files.get(state.truth)
    if content is None:
        raise MissingPictureError(state.truth)
    return _decode(state.truth, content)[0].shape


def compared(state: ExplorerState, result: Segmentation) -> Segmentation:
    """Return a result with metrics and verdict against the truth of its state, if that has one.

    If the state of a picture has none, nor has what is returned.
    """
    if not state.picture:
        return result
    if state.truth:
        return with_truth(result, truths_of(state, result.labels.shape)[state.person - 1])
    if result.truth is None:
        return result
    return replace(result, truth=None, n_circles=0, true_name="circles", metrics=None)


def agreement(state: ExplorerState, result: Segmentation) -> PartitionMetrics | None:
    """Return the figures of agreement with the truth of all people; None without any.

    There are none either for more than a megapixel, or where no pixel has both.
    """
    if not (state.picture and state.truth) or result.labels.size > MOST_PIXELS:
        return None
    labels = hashlib.blake2b(result.labels.tobytes(), digest_size=16, usedforsecurity=False)
    what = (state.truth, state.picture, state.page, state.crop, result.labels.shape)
    key = f"{labels.hexdigest()} {what}"
    found = _agreements.get(key)
    if found is None:
        try:
            found = compare_partitions(result.labels, truths_of(state, result.labels.shape))
        except MissingPictureError:
            raise
        except CutlabError:
            return None
        _agreements.put(key, found, 1)
    return found


def agreement_text(state: ExplorerState, result: Segmentation) -> str:
    """Return the figures of agreement in words, or why there are none; empty without a truth."""
    found = agreement(state, result)
    if found is not None:
        return described(found, result.labels.shape)
    if state.picture and state.truth and result.labels.size > MOST_PIXELS:
        return (
            f"Figures of agreement with the truth are for pictures of up to {MOST_PIXELS:,} "
            f"pixels; this one has {result.labels.size:,}."
        )
    return ""


def described(found: PartitionMetrics, shape: tuple[int, ...]) -> str:
    """Return the figures of agreement in words.

    Examples
    --------
    >>> found = compare_partitions([[0, 0, 1, 1]], [[5, 5, 5, 7]])
    >>> print(described(found, (1, 4)))
    Agreement with the truth: covering 0.625; variation of information 1.189 bits, of which 0.689 \
for splitting true regions and 0.500 for merging them; probabilistic Rand index 0.500; boundaries: \
precision 0.000, recall 0.000, F 0.000, where pixels match within 0.0 pixels, 0.0075 of the \
diagonal.
    """
    share = found.tolerance / math.hypot(shape[0], shape[1])
    people = f" All are means over {found.n_truths} people." if found.n_truths > 1 else ""
    return (
        f"Agreement with the truth: covering {found.covering:.3f}; variation of information "
        f"{found.variation_of_information:.3f} bits, of which {found.split:.3f} for splitting true "
        f"regions and {found.merge:.3f} for merging them; probabilistic Rand index "
        f"{found.probabilistic_rand:.3f}; boundaries: precision {found.boundary_precision:.3f}, "
        f"recall {found.boundary_recall:.3f}, F {found.boundary_f:.3f}, where pixels match within "
        f"{found.tolerance:.1f} pixels, {share:.4g} of the diagonal.{people}"
    )


def _decode(truth: str, content: bytes) -> Regions:
    found = _decoded.get(truth)
    if found is None:
        try:
            found = PICTURES.read_truth(content)
        except ImageError as error:
            raise ParameterError("read_truth", "truth", error.rule, error.value) from None
        _decoded.put(truth, found, sum(each.nbytes for each in found))
    return found


def _check(regions: Regions, of: tuple[int, int]) -> None:
    """Refuse regions that do not lie over the file of a picture."""
    height, width = regions[0].shape
    if not fits(regions[0].shape, of):
        size = f"{of[1]} × {of[0]} pixels"
        rule = f"{size}, as the picture's file, or smaller in the same proportions"
        raise _refuse(rule, f"{width} × {height}")


def _refuse(rule: str, got: str) -> ParameterError:
    return ParameterError("read_truth", "truth", rule, Received(got))
