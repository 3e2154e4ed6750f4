"""The parameters of a segmentation."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType

from segmentation._validation import (
    INTEGERS,
    REALS,
    check_choice,
    check_flag,
    check_integer,
    check_real,
)
from segmentation.eigen import SOLVER_NAMES
from segmentation.graph.build import FEATURES, SCALES
from segmentation.labels import METHODS

__all__ = ["PICTURE_METHODS", "Method"]


@dataclass(frozen=True)
class Method:
    """Parameters of a segmentation. The defaults are the tutorial's.

    Parameters
    ----------
    beta : float, default=1.0
        Rate at which the affinity decays with the gradient, from 0 to 1000.
    n_clusters : int, default=4
        Number of regions, from 1 to 64.
    assign_labels : {"kmeans", "discretize", "cluster_qr", "sweep"}, default="kmeans"
        Method that makes labels from the embedding; "sweep" is the recursive cut of Shi and Malik.
    eigen_solver : {"auto", "multigrid", "direct", "arpack", "lobpcg", "amg", "dense", "aggregates"}
        Default "auto". All but the last give the same answer, or none, and differ in time. "dense"
        is for up to 2,500 nodes. "aggregates" is "auto" up to 500,000 pixels; more are cut as
        aggregates of pixels, approximately and quickly, which a warning says.
    scale : {"graph", "edges"}, default="graph"
        Unit in which gradients are measured; see `affinity`.
    eps : float, default=0.0
        Added to every affinity, from 0 to 1.
    use_mask : bool, default=True
        False segments the whole picture and ignores the mask.
    random_state : int, default=0
        Seed of everything random in the method, from 0 to 2**32 - 1.
    feature : {"intensity", "colour"}, default="intensity"
        What gradients are differences of; "colour" is the distance in CIE Lab, see `pixel_graph`.
    merge_from : int, default=0
        Number of regions to cut into first, up to 64, if that is more than `n_clusters`; those of
        weak contrast are then merged, see `merge_regions`. 0 cuts into `n_clusters` at once.

    Raises
    ------
    ParameterError
        If a value breaks its rule.

    Examples
    --------
    >>> Method(n_clusters=2).beta
    1.0
    """

    beta: float = 1.0
    n_clusters: int = 4
    assign_labels: str = "kmeans"
    eigen_solver: str = "auto"
    scale: str = "graph"
    eps: float = 0.0
    use_mask: bool = True
    random_state: int = 0
    feature: str = "intensity"
    merge_from: int = 0

    def __post_init__(self) -> None:
        check_flag("Method", "use_mask", self.use_mask)
        checked = {
            "beta": check_real("Method", "beta", self.beta, *REALS["beta"]),
            "n_clusters": check_integer(
                "Method", "n_clusters", self.n_clusters, *INTEGERS["n_clusters"]
            ),
            "assign_labels": check_choice("Method", "assign_labels", self.assign_labels, METHODS),
            "eigen_solver": check_choice("Method", "eigen_solver", self.eigen_solver, SOLVER_NAMES),
            "scale": check_choice("Method", "scale", self.scale, SCALES),
            "eps": check_real("Method", "eps", self.eps, *REALS["eps"]),
            "use_mask": bool(self.use_mask),
            "random_state": check_integer(
                "Method", "random_state", self.random_state, *INTEGERS["random_state"]
            ),
            "feature": check_choice("Method", "feature", self.feature, FEATURES),
            "merge_from": check_integer(
                "Method", "merge_from", self.merge_from, 0, INTEGERS["n_clusters"][1]
            ),
        }
        for name, value in checked.items():
            object.__setattr__(self, name, value)

    @property
    def n_cut(self) -> int:
        """Number of regions that are cut, before any are merged."""
        return max(self.n_clusters, self.merge_from)

    def has_graph_of(self, other: Method) -> bool:
        """Return whether another method makes the same graph of a picture."""
        names = ("beta", "scale", "eps", "use_mask", "feature")
        return all(getattr(self, name) == getattr(other, name) for name in names)

    def has_cut_of(self, other: Method) -> bool:
        """Return whether another method merges the same regions, to another number at most."""
        same = replace(self, n_clusters=other.n_clusters) == other and self.n_cut == other.n_cut
        return same and self.merge_from > 0


# For photographs and microscope pictures, by their feature: contrast underflows without a floor,
# and brightness swamps the tutorial's scale. `docs/own-pictures.md` has the figures; in grey,
# merging makes regions worse.
_IN_GREY = Method(beta=5.0, n_clusters=8, assign_labels="cluster_qr", scale="edges", eps=1e-6)
PICTURE_METHODS = MappingProxyType(
    {"intensity": _IN_GREY, "colour": replace(_IN_GREY, feature="colour", merge_from=40)}
)
