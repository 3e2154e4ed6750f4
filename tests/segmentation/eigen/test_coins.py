"""The coins of scikit-learn's gallery: strong contrast, many regions."""

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter
from skimage import data, transform
from sklearn.cluster import spectral_clustering
from sklearn.feature_extraction.image import img_to_graph
from sklearn.metrics import adjusted_rand_score

from segmentation import Method, segment


def small():
    """The coins at the gallery's size, 4,697 pixels."""
    smooth = gaussian_filter(data.coins().astype(float), 2)
    return transform.rescale(smooth, 0.2, mode="reflect", anti_aliasing=False)


def whole():
    """All 116,352 pixels; scikit-learn takes five seconds."""
    return data.coins().astype(float)


@pytest.mark.parametrize("coins", [small, whole])
def test_labels_are_those_of_scikit_learn(coins):
    image = coins()
    graph = img_to_graph(image)
    graph.data = np.exp(-10 * graph.data / graph.data.std()) + 1e-6
    expected = spectral_clustering(
        graph, n_clusters=26, eigen_solver="arpack", assign_labels="cluster_qr", random_state=0
    )
    method = Method(beta=10, eps=1e-6, n_clusters=26, assign_labels="cluster_qr")
    found = segment(image, method=method)
    assert found.solver == "direct"
    assert adjusted_rand_score(expected, found.labels.ravel()) == 1.0
