"""k-means in the embedding: compiled, or by scikit-learn until it is compiled."""

from segmentation.labels.kmeans.assign import assign, cluster

__all__ = ["assign", "cluster"]
