"""Model of the time that a segmentation takes: nothing is computed to find it."""

from __future__ import annotations

__all__ = ["segmentation_seconds"]

# Microseconds a node, fitted to the median times of one thread for scenes of 50 to 400 pixels and k
# 4 and 20, and for the samples at 100 to 400 pixels: eigenvectors of a scene, those of a picture,
# and labels, whose time grows with the square of k. Within a factor of three of each. Beyond the
# largest of these, the time of a node grows: within a factor of two of scenes and of the samples
# "camera" and "retina", enlarged, at one and four megapixels and k 4 and 8.
SCENE, PICTURE = 0.7, 5.0
LABELS = {"kmeans": 0.035, "discretize": 0.025, "cluster_qr": 0.014, "sweep": 0.03}
# The same for eigenvectors by a solver that takes longer, with scenes of 50 to 150 pixels.
SOLVERS = {"direct": 3.0, "arpack": 6.0, "amg": 40.0, "lobpcg": 150.0}
DENSE = 1e-4  # times the square of the nodes, up to
MOST_DENSE = 2_500  # nodes, beyond which that solver refuses
LARGE, GROWTH = 160_000, 0.3  # nodes from which it grows, and the exponent


def segmentation_seconds(
    nodes: float, k: float, *, picture: bool = False, solver: str = "auto", labels: str = "kmeans"
) -> float:
    """Estimate the time that a segmentation takes.

    Parameters
    ----------
    nodes : float
        Pixels that are segmented.
    k : float
        Regions that are cut.
    picture : bool, default=False
        Whether a picture is segmented, rather than circles.
    solver, labels : str
        As of `Method`; an unknown one counts as the default.

    Returns
    -------
    float
        Seconds of one thread.

    Examples
    --------
    >>> round(segmentation_seconds(160_000, 20), 1)
    2.4
    """
    vectors = max(PICTURE if picture else SCENE, SOLVERS.get(solver, 0.0))
    if solver == "dense":
        vectors += DENSE * min(nodes, MOST_DENSE) ** 2
    growth = 1.0 if solver == "aggregates" else max(nodes / LARGE, 1.0) ** GROWTH
    return 1e-6 * growth * nodes * (vectors + LABELS.get(labels, LABELS["kmeans"]) * k**2)
