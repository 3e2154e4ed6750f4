"""Trials of a study, each a function of the study and the trial's number alone.

The values of a trial depend neither on the machine or process nor on the trials evaluated before:
designs are drawn by generators seeded by the study, and values are rounded to 12 significant
digits, beyond which logarithms differ between libraries.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from segmentation._validation import check_instance, check_integer
from segmentation.scene import Scene
from segmentation.stages.method import Method
from segmentation.study.design.apply import apply, apply_to_picture
from segmentation.study.design.designs import Grid, Sweep, axes, sample
from segmentation.study.design.model import Study
from segmentation.study.design.parameters import Choice, Range, Value, value_at
from segmentation.study.design.picture import StudyPicture
from segmentation.study.design.values import bin_of

__all__ = ["Trial", "n_points", "n_trials", "points", "run_order", "trial", "unit_points"]

Floats = NDArray[np.float64]
BLOCK = 16_384  # points


@dataclass(frozen=True)
class Trial:
    """One evaluated scene or picture of a study.

    Attributes
    ----------
    index : int
        point * replicates + replicate.
    point, replicate : int
    scene : Scene
        With the noise seed of the replicate.
    method : Method
    values : mapping of str to value
        Values of the parameters by name, in the study's order.
    picture : StudyPicture or None
        With the noise seed of the replicate; None for a study of scenes.
    """

    index: int
    point: int
    replicate: int
    scene: Scene = field(repr=False)
    method: Method = field(repr=False)
    values: Mapping[str, Value]
    picture: StudyPicture | None = field(default=None, repr=False)


def n_points(study: Study) -> int:
    """Return the number of points of a study's design.

    Parameters
    ----------
    study : Study

    Returns
    -------
    int
    """
    check_instance("n_points", "study", study, Study)
    return study.n_points


def n_trials(study: Study) -> int:
    """Return the number of trials of a study: its points times its replicates.

    Parameters
    ----------
    study : Study

    Returns
    -------
    int
    """
    check_instance("n_trials", "study", study, Study)
    return study.n_points * study.replicates


@lru_cache(maxsize=4)
def unit_points(study: Study) -> Floats:
    """Return a study's design in the unit cube.

    Parameters
    ----------
    study : Study

    Returns
    -------
    ndarray of shape (points, parameters), float64
        Read-only. `value_at` maps the numbers to values.
    """
    drawn = sample(study.design, study.parameters, study.whole)
    drawn.flags.writeable = False
    return drawn


def points(study: Study) -> Floats:
    """Return the values of a study's points.

    Parameters
    ----------
    study : Study

    Returns
    -------
    ndarray of shape (points, parameters), float64
        Read-only. A parameter given by `values` has the position of its value among them, from 0.

    Examples
    --------
    >>> from segmentation.study import Range, Study, Sweep
    >>> beta = Range(name="beta", low=0, high=1)
    >>> points(Study(name="Beta", parameters=(beta,), design=Sweep(points=3)))
    array([[0. ],
           [0.5],
           [1. ]])
    """
    check_instance("points", "study", study, Study)
    return _points(study)


@lru_cache(maxsize=4)
def _points(study: Study) -> Floats:
    """Return `points` of a checked study."""
    unit = unit_points(study)
    found = np.empty(unit.shape)
    # In blocks, because Python's numbers take four times the memory.
    for begin in range(0, len(unit), BLOCK):
        block = unit[begin : begin + BLOCK]
        for i, (parameter, whole) in enumerate(zip(study.parameters, study.whole, strict=True)):
            found[begin : begin + BLOCK, i] = [
                _code(parameter, whole, u) for u in block[:, i].tolist()
            ]
    found.flags.writeable = False
    return found


def _code(parameter: Range | Choice, whole: bool, u: float) -> float:
    if isinstance(parameter, Choice):
        return bin_of(u, len(parameter.values))
    return float(value_at(parameter, whole, u))


def point_values(study: Study, point: int) -> dict[str, Value]:
    """Return the parameters' values at a point, by name."""
    row = unit_points(study)[point].tolist()
    return {
        parameter.name: value_at(parameter, whole, u)
        for parameter, whole, u in zip(study.parameters, study.whole, row, strict=True)
    }


def trial(study: Study, index: int) -> Trial:
    """Return one trial of a study.

    Replicate r of every point has the noise seed `seed` + r, so that points differ by their
    parameters alone (common random numbers). If `seed` is itself a parameter, r is added to its
    value.

    Parameters
    ----------
    study : Study
    index : int
        From 0 to `n_trials(study)` - 1.

    Returns
    -------
    Trial

    Raises
    ------
    ParameterError
        If the index is out of range, or a derived radius or centre leaves its range.

    Examples
    --------
    >>> from segmentation.study import Range, Study, Sweep
    >>> beta = Range(name="beta", low=0, high=1)
    >>> study = Study(name="Beta", parameters=(beta,), design=Sweep(points=3), replicates=2)
    >>> trial(study, 3)
    Trial(index=3, point=1, replicate=1, values={'beta': 0.5})
    """
    check_instance("trial", "study", study, Study)
    index = check_integer("trial", "index", index, 0, n_trials(study) - 1)
    point, replicate = divmod(index, study.replicates)
    values = point_values(study, point)
    scene, method, picture = study.scene, study.method, study.picture
    if study.evaluator == "segmentation":
        scene, method = apply(scene, method, study.parameters, values)
    elif picture is not None:
        picture, method = apply_to_picture(picture, method, values)
        picture = picture.model_copy(update={"seed": picture.seed + replicate})
    scene = replace(scene, seed=scene.seed + replicate)
    return Trial(index, point, replicate, scene, method, values, picture)


def run_order(study: Study) -> NDArray[np.int64]:
    """Return the indices of the trials in the order to run them, so that plots fill evenly.

    A sweep or grid is run from coarse to fine, the first replicate of all points before the second.
    A sample or a design for indices is run in its own order, the first part of which is a smaller
    design of the same kind.

    Parameters
    ----------
    study : Study

    Returns
    -------
    ndarray of shape (trials,), int64
        A permutation of the indices.
    """
    check_instance("run_order", "study", study, Study)
    design = study.design
    if not isinstance(design, (Sweep, Grid)):
        return np.arange(n_trials(study), dtype=np.int64)
    shape = [len(axis) for axis in axes(design, study.parameters, study.whole)]
    order = _coarse_to_fine(shape)
    return np.concatenate([order * study.replicates + r for r in range(study.replicates)])


def _coarse_to_fine(shape: list[int]) -> NDArray[np.int64]:
    """Return the cells of a grid ordered by the bits of their coordinates, the lowest bit first."""
    cells = np.indices(shape).reshape(len(shape), -1)
    bits = max(n - 1 for n in shape).bit_length()
    key = np.zeros(cells.shape[1], dtype=np.int64)
    for bit in range(bits):
        for coordinate in cells:
            key = 2 * key + (coordinate >> bit & 1)
    return np.argsort(key, kind="stable").astype(np.int64)
