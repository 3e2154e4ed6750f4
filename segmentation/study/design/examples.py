"""Three instructive studies, ready to run."""

from __future__ import annotations

from segmentation.scene import Circle, Scene
from segmentation.stages.method import Method
from segmentation.study.design.designs import Grid, Morris
from segmentation.study.design.model import Study
from segmentation.study.design.parameters import Choice, Range

__all__ = ["EXAMPLES"]

UNEQUAL_RADII = Study(
    name="Unequal radii: who fails",
    notes=(
        "Two discs, cut in two by k-means. The smaller the second one and the deeper the overlap, "
        "the worse: first the rounding fails (the true cut is cheaper, but k-means misses it), "
        "then the objective (the wrong cut is cheaper). Look at the verdict as a phase diagram."
    ),
    scene=Scene((Circle(50, 26, 22), Circle(50, 60, 11)), noise=0.2),
    method=Method(n_clusters=2),
    parameters=(
        Range(name="circles[1].radius_ratio", low=0.2, high=1.0),
        Range(name="circles[1].overlap", low=0.02, high=0.5),
    ),
    design=Grid(points=(17, 13)),
    replicates=6,
)

NOISE_AND_BETA = Study(
    name="Noise against β",
    notes=(
        "The tutorial's scene. Without noise β does not matter; with noise a sharp affinity sees "
        "edges where there are none, and single pixels become cheaper to cut off than circles: the "
        "objective fails, at a β that goes down as the noise goes up. From a noise of about 0.5 on "
        "it stays where it is, because β is relative to s, which grows with the noise. Look at the "
        "adjusted Rand index, and at its spread, which is largest where it breaks."
    ),
    parameters=(
        Range(name="noise", low=0.0, high=1.0),
        Range(name="beta", low=0.5, high=14.0, scale="log"),
    ),
    design=Grid(points=(11, 12)),
    replicates=8,
)

EVERYTHING = Study(
    name="What matters at all",
    notes=(
        "Morris' screening over everything, in the tutorial's scene. Parameters far to "
        "the right matter; those high up matter in combination; those at the origin do not, such "
        "as the label seed and the solver, as it should be."
    ),
    parameters=(
        Range(name="noise", low=0.0, high=1.0),
        Range(name="beta", low=0.1, high=6.0, scale="log"),
        Range(name="eps", low=0.0, high=0.1),
        Choice(name="scale", values=("graph", "edges")),
        Choice(name="assign_labels", values=("kmeans", "discretize", "cluster_qr", "sweep")),
        Choice(name="eigen_solver", values=("auto", "direct")),
        Range(name="random_state", low=0, high=999),
        Range(name="radius_factor", low=0.9, high=1.2),
        Range(name="circles[1].radius_ratio", low=0.4, high=1.0),
        Range(name="resolution", low=60, high=100),
    ),
    design=Morris(trajectories=32, levels=4),
    replicates=3,
)

EXAMPLES = {
    "unequal-radii": UNEQUAL_RADII,
    "noise-and-beta": NOISE_AND_BETA,
    "everything": EVERYTHING,
}
