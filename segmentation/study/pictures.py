"""Evaluation of a trial of a study on a picture."""

from __future__ import annotations

import base64
import math
from dataclasses import replace
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from segmentation.errors import CutlabError, ImageError
from segmentation.evaluation import compare_partitions
from segmentation.evaluation.overlap import overlaps
from segmentation.explain.result import Segmentation
from segmentation.pictures import (
    ImageFile,
    PreparedPicture,
    fit_truth,
    read_image,
    read_truth,
    sample_image,
)
from segmentation.pictures.channels import shown_range
from segmentation.pictures.masks import inside_of
from segmentation.pictures.preparing import checked_steps
from segmentation.pictures.steps import Reduced, Steps
from segmentation.pictures.truth import scaled_box
from segmentation.pipeline import segment
from segmentation.stages.joining import join_regions
from segmentation.stages.method import Method
from segmentation.stages.metrics import adjusted_rand
from segmentation.study.design.model import Study
from segmentation.study.design.picture import StudyPicture
from segmentation.study.design.quantities import TRUTH_OUTPUTS
from segmentation.study.design.trials import trial
from segmentation.study.measures import MEASURES

__all__ = ["evaluate_picture", "prepare_picture"]

Labels = NDArray[np.int16]
Regions = tuple[NDArray[np.intp], ...]

OWN = MEASURES.keys() - TRUTH_OUTPUTS.keys()  # what a result says without a truth


def evaluate_picture(study: Study, index: int) -> dict[str, float]:
    """Return the outputs of a trial by name; an output without a value is absent.

    Parameters
    ----------
    study : Study
        Of the evaluator "picture".
    index : int

    Returns
    -------
    dict of str to float

    Raises
    ------
    CutlabError
        If the picture cannot be prepared or segmented.
    """
    now = trial(study, index)
    assert now.picture is not None
    labels, measured = _outcome(study, index)
    found: dict[str, float | None] = {**measured}
    names = study.output_names
    if set(names) & set(TRUTH_OUTPUTS):
        given = now.picture
        source = given.sample, given.data, given.page
        truths = _truths(given.truth_data or "", labels.shape, given.crop, source)
        metrics = compare_partitions(labels, truths)
        found |= {name: getattr(metrics, name) for name in names if name in TRUTH_OUTPUTS}
    if "reference_rand" in names:
        found["reference_rand"] = _agreement(labels, _reference(study))
    if "replicate_rand" in names:
        before = (now.replicate - 1) % study.replicates
        try:
            other, _ = _outcome(study, now.point * study.replicates + before)
            found["replicate_rand"] = _agreement(labels, other)
        except CutlabError:
            found["replicate_rand"] = None
    return {name: x for name, x in found.items() if x is not None and math.isfinite(x)}


def prepare_picture(picture: StudyPicture, feature: str) -> PreparedPicture:
    """Return a study's picture, with its noise, ready for a segmentation of a feature.

    Parameters
    ----------
    picture : StudyPicture
    feature : {"intensity", "colour"}

    Returns
    -------
    PreparedPicture

    Raises
    ------
    ParameterError
        If it cannot be read or prepared in that way.
    """
    source = picture.sample, picture.data, picture.page
    for name, path in (("file", picture.file), ("painted", picture.painted)):
        if path is not None:
            rule = "stored in the study, as `python -m segmentation.study run` does"
            raise ImageError("run_trial", f"picture.{name}", rule, path)
    how = (picture.longest, picture.mask == "alpha", picture.crop, picture.invert)
    reduced = _reduced(*source, *how)
    if picture.noise:
        low, high = shown_range(reduced.plain, reduced.known, reduced.kind)
        noise = np.random.default_rng(picture.seed).standard_normal(reduced.plain.shape)
        noise *= picture.noise / 100 * (high - low)
        reduced = replace(reduced, plain=reduced.plain + noise)
    file = _file(*source)
    steps = _steps(picture, feature, file)
    if picture.painted_data is not None:
        inside = _painting(picture.painted_data)
        reduced = steps.with_painting(reduced, inside, file.shape)
    return steps.finish(reduced)


def _segment(picture: StudyPicture, method: Method) -> Segmentation:
    prepared = prepare_picture(picture, method.feature)
    return segment(prepared.image, prepared.mask, method)


# Caches: a trial is a function of the study and its number, and so are the values kept here.


@lru_cache(maxsize=2)
def _file(sample: str | None, data: str | None, page: int) -> ImageFile:
    return sample_image(sample or "") if data is None else read_image(_bytes(data), page=page)


@lru_cache(maxsize=2)
def _painting(data: str) -> NDArray[np.bool_]:
    return inside_of(read_image(_bytes(data)).array)


@lru_cache(maxsize=4)
def _reduced(
    sample: str | None,
    data: str | None,
    page: int,
    longest: int,
    opaque: bool,
    crop: tuple[int, int, int, int] | None,
    invert: bool,
) -> Reduced:
    file = _file(sample, data, page)
    mask: Literal["alpha", "none"] = "alpha" if opaque else "none"
    plain = StudyPicture(sample="coins", longest=longest, mask=mask, crop=crop, invert=invert)
    return _steps(plain, "intensity", file).reduce(file)


@lru_cache(maxsize=2)
def _truths(
    data: str,
    shape: tuple[int, int],
    crop: tuple[int, int, int, int] | None,
    source: tuple[str | None, str | None, int],
) -> Regions:
    """Return the true regions of a picture in the size of what is segmented."""
    truths = read_truth(_bytes(data))
    if crop is None:
        return tuple(fit_truth(truth, shape) for truth in truths)
    whole = _file(*source).shape
    return tuple(
        fit_truth(truth, shape, crop=scaled_box(crop, whole, truth.shape)) for truth in truths
    )


@lru_cache(maxsize=4)
def _reference(study: Study) -> Labels | None:
    """Return the labels of a study's base without noise, merged; None if there are none."""
    assert study.picture is not None
    try:
        plain = study.picture.model_copy(update={"noise": 0.0})
        result = _segment(plain, study.method)
        found = {*np.flatnonzero(result.cuts.size).tolist()}
        groups = [[label for label in group if label in found] for group in study.merges]
        return join_regions(result, [group for group in groups if group]).labels.astype(np.int16)
    except CutlabError:
        return None


@lru_cache(maxsize=16)
def _outcome(study: Study, index: int) -> tuple[Labels, dict[str, float | None]]:
    """Return the labels of a trial and those of its outputs that need its result alone."""
    now = trial(study, index)
    assert now.picture is not None
    result = _segment(now.picture, now.method)
    measured = {name: MEASURES[name](result) for name in study.output_names if name in OWN}
    return result.labels.astype(np.int16), measured


def _agreement(labels: Labels, others: Labels | None) -> float | None:
    """Return the adjusted Rand index over the pixels that both segment."""
    if others is None or not ((labels >= 0) & (others >= 0)).any():
        return None
    return adjusted_rand(overlaps(labels.astype(np.intp), others.astype(np.intp)))


def _steps(picture: StudyPicture, feature: str, file: ImageFile) -> Steps:
    return checked_steps(
        file,
        channel="colour" if feature == "colour" else picture.channel,
        longest=picture.longest,
        sigma=picture.sigma,
        crop=picture.crop,
        invert=picture.invert,
        mask="none" if picture.mask == "painted" else picture.mask,  # which is laid over it
        threshold=picture.threshold,
        smallest=picture.smallest,
    )


def _bytes(data: str) -> bytes:
    return base64.b64decode(data)
