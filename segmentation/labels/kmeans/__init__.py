"""k-means in the embedding, compiled, and by scikit-learn while it is not."""

from segmentation.labels.kmeans.assign import assign, cluster

__all__ = ["assign", "cluster"]
