"""The tutorial's own steps, done with scikit-learn and nothing of ours.

They follow "Spectral clustering for image segmentation" of scikit-learn's gallery.
"""

from __future__ import annotations

import numpy as np
from sklearn.cluster import spectral_clustering
from sklearn.feature_extraction.image import img_to_graph

CENTRES_AND_RADII = (((28, 24), 16), ((40, 50), 14), ((67, 58), 15), ((24, 70), 14))


def picture(n_circles, seed):
    row, col = np.indices((100, 100))
    circles = [
        (row - centre[0]) ** 2 + (col - centre[1]) ** 2 < radius**2
        for centre, radius in CENTRES_AND_RADII[:n_circles]
    ]
    image = sum(circles[1:], circles[0])
    mask = image.astype(bool)
    image = image.astype(float)
    image += 1 + 0.2 * np.random.default_rng(seed).standard_normal(image.shape)
    return image, mask


def graph(image, mask, beta=1.0):
    weights = img_to_graph(image, mask=mask)
    weights.data = np.exp(-beta * weights.data / weights.data.std())
    return weights


def labels(weights, n_clusters, assign_labels="kmeans"):
    return spectral_clustering(
        weights,
        n_clusters=n_clusters,
        eigen_solver="arpack",
        assign_labels=assign_labels,
        random_state=0,
    )
