"""The study that the benchmarks run."""

from segmentation import Method
from segmentation.study import Range, Study, Sweep

OUTPUTS = ("adjusted_rand", "mean_iou", "misclassified", "ncut")
POINTS = 100


def tutorial(trials, outputs=OUTPUTS):
    """Return a sweep of beta over the tutorial's scene."""
    return Study(
        name="Throughput",
        method=Method(n_clusters=4, assign_labels="kmeans"),
        parameters=(Range(name="beta", low=0.5, high=2.0),),
        design=Sweep(points=POINTS),
        replicates=max(1, trials // POINTS),
        outputs=outputs,
    )
