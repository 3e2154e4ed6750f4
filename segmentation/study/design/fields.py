"""Fields that a study can vary: those of scene and method, and derived ones."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from typing import Literal

from segmentation._validation import INTEGERS, REALS
from segmentation.eigen import SOLVER_NAMES
from segmentation.graph.build import FEATURES, SCALES
from segmentation.labels import METHODS

__all__ = ["DERIVED", "FIELDS", "FIELDS_OF", "Field", "circle_field"]


@dataclass(frozen=True)
class Field:
    """A field that can be varied, with its bounds.

    Attributes
    ----------
    kind : {"real", "integer", "choice"}
    title, unit, help : str
        Shown to a reader; `unit` is empty for a number without one.
    low, high : float
        Bounds of a number.
    above : bool
        Whether `low` itself is excluded.
    choices : tuple
        Allowed values of a choice.
    """

    kind: Literal["real", "integer", "choice"]
    title: str
    help: str
    low: float = -math.inf
    high: float = math.inf
    unit: str = ""
    above: bool = False
    choices: tuple[bool | str, ...] = ()

    @property
    def rule(self) -> str:
        """Text of the rule, to follow "must be"."""
        if self.kind == "choice":
            return "one of " + ", ".join(repr(choice) for choice in self.choices)
        noun = "an integer" if self.kind == "integer" else "a number"
        if self.above:
            return f"{noun} above {self.low:g} and up to {self.high:g}"
        low, high = (f"{x:g}" if abs(x) < 1e7 else str(x) for x in (self.low, self.high))
        return f"{noun} from {low} to {high}"

    def allows(self, value: object) -> bool:
        """Return whether a value obeys the rule.

        Parameters
        ----------
        value : object

        Returns
        -------
        bool
        """
        if self.kind == "choice":
            return any(type(value) is type(choice) and value == choice for choice in self.choices)
        kinds = (int,) if self.kind == "integer" else (int, float)
        if isinstance(value, bool) or not isinstance(value, kinds):
            return False
        return self.low < value <= self.high or (value == self.low and not self.above)


SCENE_FIELDS = {
    "noise": Field(
        "real",
        "Noise level",
        "Standard deviation of the Gaussian noise; the background is 1, the circles are 2.",
        *REALS["noise"],
    ),
    "seed": Field(
        "integer",
        "Noise seed",
        "Which noise is drawn; replicate r adds r to it.",
        *INTEGERS["seed"],
    ),
    "size": Field(
        "integer",
        "Image size, circles fixed",
        "Height and width of the picture; the circles stay where they are.",
        *INTEGERS["size"],
        unit="px",
    ),
}

METHOD_FIELDS = {
    "beta": Field(
        "real",
        "Affinity β",
        "How sharply an edge weakens with the intensity step g across it: exp(−β g / s).",
        *REALS["beta"],
    ),
    "n_clusters": Field(
        "integer",
        "Clusters k",
        "Into how many regions the circles are cut.",
        *INTEGERS["n_clusters"],
    ),
    "assign_labels": Field(
        "choice",
        "Label assignment",
        "How the eigenvectors are turned into labels. k-means: by clusters of least inertia. "
        "discretize: by the closest partition up to a rotation. cluster QR: by a pivoted QR "
        "factorization, without starts. sweep: by the best threshold, and recursively so.",
        choices=METHODS,
    ),
    "eigen_solver": Field(
        "choice",
        "Eigen solver",
        "How the smallest eigenvectors are computed. All agree where they converge; “aggregates” "
        "is approximate above 500,000 pixels.",
        choices=tuple(SOLVER_NAMES),
    ),
    "scale": Field(
        "choice",
        "Scale s",
        "What β is relative to: the standard deviation of the gradients with the graph's diagonal "
        "(“graph”, the tutorial's) or without it (“edges”).",
        choices=tuple(SCALES),
    ),
    "eps": Field(
        "real",
        "Floor ε",
        "Added to every affinity, so that no edge is cut for free.",
        *REALS["eps"],
    ),
    "use_mask": Field(
        "choice",
        "Mask used",
        "Cut only what is inside the circles; off, the background too.",
        choices=(True, False),
    ),
    "random_state": Field(
        "integer",
        "Label seed",
        "Seed of whatever is random in the method, such as where k-means starts.",
        *INTEGERS["random_state"],
    ),
}

WHOLE_FIELDS = {
    "radius_factor": Field(
        "real",
        "Common radius factor",
        "A common factor on the radii of all circles.",
        0,
        1000,
        above=True,
    ),
    "resolution": Field(
        "integer",
        "Image size, circles scaled",
        "Height and width of the picture; the circles scale with it.",
        *INTEGERS["size"],
        unit="px",
    ),
}

CIRCLE_FIELDS = {
    "row": Field(
        "real", "Row", "Distance of the centre from the top edge.", *REALS["row"], unit="px"
    ),
    "col": Field(
        "real", "Column", "Distance of the centre from the left edge.", *REALS["col"], unit="px"
    ),
    "radius": Field(
        "real",
        "Radius",
        "Pixels nearer to the centre than this belong to the circle.",
        *REALS["radius"],
        unit="px",
        above=True,
    ),
    "radius_ratio": Field(
        "real", "Radius ratio", "Its radius as a fraction of another's.", 0, 1000, above=True
    ),
    "overlap": Field(
        "real",
        "Overlap",
        "How deep it and another circle overlap, in diameters of the smaller one: 0 where they "
        "touch, 1 where the smaller one lies just inside, negative for a gap. It moves along the "
        "line of their centres.",
        -100,
        1,
    ),
}

DERIVED = ("radius_ratio", "overlap")  # fields of a circle relative to another one
FIELDS = SCENE_FIELDS | METHOD_FIELDS | WHOLE_FIELDS
# Fields of a study on a picture.
PICTURE_FIELDS = {
    **METHOD_FIELDS,
    "n_clusters": replace(METHOD_FIELDS["n_clusters"], help="Into how many regions it is cut."),
    "use_mask": replace(METHOD_FIELDS["use_mask"], help="Cut only what is inside the mask."),
    "feature": Field(
        "choice",
        "Feature",
        "What gradients are differences of: intensity, or colour, by the distance in CIE Lab.",
        choices=tuple(FEATURES),
    ),
    "merge_from": Field(
        "integer",
        "Merge from",
        "Number of regions to cut into first, of which those of weak contrast are then merged; 0 "
        "merges none.",
        0,
        INTEGERS["n_clusters"][1],
    ),
    "sigma": Field(
        "real",
        "Smoothing σ",
        "Width of the Gaussian that smooths the picture before its gradients are taken.",
        0,
        100,
        unit="px",
    ),
}
ISHIGAMI_FIELDS = {
    f"x{i}": Field("real", f"x{i}", "An input of the Ishigami function.", -math.pi, math.pi)
    for i in (1, 2, 3)
}
FIELDS_OF = {"segmentation": FIELDS, "picture": PICTURE_FIELDS, "ishigami": ISHIGAMI_FIELDS}

_CIRCLE = re.compile(r"circles\[(0|[1-9][0-9]?)\]\.(\w+)")


def circle_field(name: str) -> tuple[int, str] | None:
    """Return the circle's number and field of a name such as "circles[1].row", or None."""
    match = _CIRCLE.fullmatch(name)
    if match is None or match[2] not in CIRCLE_FIELDS:
        return None
    return int(match[1]), match[2]


def find_field(name: str, evaluator: str, of: int | None = None) -> Field | None:
    """Return the field of a name, or None; its title counts circles from 1."""
    place = circle_field(name)
    if place is None or evaluator != "segmentation":
        return FIELDS_OF[evaluator].get(name)
    number, key = place
    title = f"{CIRCLE_FIELDS[key].title} of circle {number + 1}"
    if key in DERIVED:
        title += f" {'to' if key == 'radius_ratio' else 'with'} circle {(of or 0) + 1}"
    return replace(CIRCLE_FIELDS[key], title=title)
