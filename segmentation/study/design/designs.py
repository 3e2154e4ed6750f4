"""The designs of a study, which choose points in the unit cube of its parameters."""

from __future__ import annotations

from math import prod
from typing import Annotated, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, Field

from segmentation.study.design.parameters import SETTINGS, Choice, Range, levels

__all__ = [
    "KINDS",
    "Design",
    "Grid",
    "LatinHypercube",
    "Morris",
    "Saltelli",
    "SobolSample",
    "Sweep",
    "count",
    "sample",
]

Floats = NDArray[np.float64]
Seed = Annotated[int, Field(ge=0, le=2**32 - 1)]
Points = Annotated[int, Field(ge=2, le=1_000_000)]


class _Design(BaseModel):
    """Base of the designs: their names, and the fewest and the most parameters they take."""

    model_config = SETTINGS
    title: ClassVar[str]
    noun: ClassVar[str]
    n_parameters: ClassVar[tuple[int, int]] = (1, 32)


class Sweep(_Design):
    """Evenly spaced values of one parameter; a choice takes each of its values instead.

    Parameters
    ----------
    points : int, default=21
        Number of values, from 2 to 1,000,000.
    """

    title: ClassVar[str] = "Sweep"
    noun: ClassVar[str] = "a sweep"
    n_parameters: ClassVar[tuple[int, int]] = (1, 1)
    kind: Literal["sweep"] = "sweep"
    points: Points = 21


class Grid(_Design):
    """Every combination of evenly spaced values of two parameters; the second varies fastest.

    Parameters
    ----------
    points : tuple of two int, default=(11, 11)
        Numbers of values, each from 2 to 1,000,000.
    """

    title: ClassVar[str] = "Grid"
    noun: ClassVar[str] = "a grid"
    n_parameters: ClassVar[tuple[int, int]] = (2, 2)
    kind: Literal["grid"] = "grid"
    points: tuple[Points, Points] = (11, 11)


class LatinHypercube(_Design):
    """Random points, one in each of `n` equal slices of every parameter.

    Parameters
    ----------
    n : int, default=256
        Number of points, at least 2.
    seed : int, default=0
        Seed of the design, from 0 to 2**32 - 1.
    """

    title: ClassVar[str] = "Latin hypercube"
    noun: ClassVar[str] = "a Latin hypercube"
    kind: Literal["latin_hypercube"] = "latin_hypercube"
    n: int = Field(default=256, ge=2)
    seed: Seed = 0


class SobolSample(_Design):
    """The first `n` points of a scrambled Sobol sequence; `n` is a power of two.

    Parameters
    ----------
    n : int, default=256
        Number of points, a power of two, at least 2.
    seed : int, default=0
        Seed of the design, from 0 to 2**32 - 1.
    """

    title: ClassVar[str] = "Sobol sample"
    noun: ClassVar[str] = "a Sobol sample"
    kind: Literal["sobol_sample"] = "sobol_sample"
    n: int = Field(default=256, ge=2)
    seed: Seed = 0


class Morris(_Design):
    """Trajectories with one step in each parameter, on a grid with an even number of levels.

    Parameters
    ----------
    trajectories : int, default=32
        Number of trajectories, at least 2; each has D + 1 points for D parameters.
    levels : int, default=4
        Number of levels of each parameter, even, from 2 to 1000.
    seed : int, default=0
        Seed of the design, from 0 to 2**32 - 1.
    """

    title: ClassVar[str] = "Morris screening"
    noun: ClassVar[str] = "a Morris screening"
    n_parameters: ClassVar[tuple[int, int]] = (2, 32)
    kind: Literal["morris"] = "morris"
    trajectories: int = Field(default=32, ge=2)
    levels: int = Field(default=4, ge=2, le=1000)
    seed: Seed = 0


class Saltelli(_Design):
    """Saltelli's matrices for Sobol indices.

    There are `n` base points, a power of two. For D parameters they give n (2 D + 2) points, or
    n (D + 2) without indices of second order.

    Parameters
    ----------
    n : int, default=256
        Number of base points, a power of two, at least 2.
    second_order : bool, default=True
        Whether the design also serves indices of second order.
    seed : int, default=0
        Seed of the design, from 0 to 2**32 - 1.
    """

    title: ClassVar[str] = "Sobol indices"
    noun: ClassVar[str] = "one of Sobol indices"
    n_parameters: ClassVar[tuple[int, int]] = (2, 32)
    kind: Literal["saltelli"] = "saltelli"
    n: int = Field(default=256, ge=2)
    second_order: bool = True
    seed: Seed = 0


Design = Annotated[
    Sweep | Grid | LatinHypercube | SobolSample | Morris | Saltelli, Field(discriminator="kind")
]
KINDS: dict[str, type[_Design]] = {
    design.model_fields["kind"].default: design
    for design in (Sweep, Grid, LatinHypercube, SobolSample, Morris, Saltelli)
}


def axes(
    design: Sweep | Grid, parameters: tuple[Range | Choice, ...], whole: tuple[bool, ...]
) -> list[Floats]:
    """Return the levels of each parameter of a sweep or grid."""
    points = (design.points,) if isinstance(design, Sweep) else design.points
    return [levels(*each) for each in zip(parameters, whole, points, strict=True)]


def count(design: Design, parameters: tuple[Range | Choice, ...], whole: tuple[bool, ...]) -> int:
    """Return the number of points of a design."""
    d = len(parameters)
    match design:
        case Sweep() | Grid():
            return prod(len(axis) for axis in axes(design, parameters, whole))
        case Morris():
            return design.trajectories * (d + 1)
        case Saltelli():
            return design.n * (2 * d + 2 if design.second_order else d + 2)
        case LatinHypercube() | SobolSample():
            return design.n


def sample(
    design: Design, parameters: tuple[Range | Choice, ...], whole: tuple[bool, ...]
) -> Floats:
    """Return the points in the unit cube, of shape (points, parameters)."""
    d = len(parameters)
    match design:
        case Sweep() | Grid():
            grid = np.meshgrid(*axes(design, parameters, whole), indexing="ij")
            return np.stack([axis.ravel() for axis in grid], axis=1)
        case LatinHypercube():
            from scipy.stats import qmc  # the import takes half a second

            return np.asarray(qmc.LatinHypercube(d, rng=design.seed).random(design.n))
        case SobolSample():
            from scipy.stats import qmc

            return np.asarray(qmc.Sobol(d, rng=design.seed).random(design.n))
        case Morris():
            from SALib.sample.morris import sample as morris_sample  # this takes a second

            drawn = morris_sample(
                unit_problem(d), design.trajectories, num_levels=design.levels, seed=design.seed
            )
            return np.asarray(drawn, dtype=np.float64)
        case Saltelli():
            from SALib.sample.sobol import sample as sobol_sample  # so does this

            return np.asarray(
                sobol_sample(
                    unit_problem(d),
                    design.n,
                    calc_second_order=design.second_order,
                    seed=design.seed,
                )
            )


def unit_problem(d: int) -> dict[str, object]:
    """Return SALib's description of `d` parameters in the unit cube."""
    names = [f"x{i}" for i in range(d)]
    return {"num_vars": d, "names": names, "bounds": [[0.0, 1.0]] * d}
