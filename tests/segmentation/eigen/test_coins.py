"""The coins of scikit-learn's gallery, at the gallery's scale: strong contrast, many regions."""

import numpy as np
from scipy.ndimage import gaussian_filter
from skimage import data, transform
from sklearn.cluster import spectral_clustering
from sklearn.feature_extraction.image import img_to_graph
from sklearn.metrics import adjusted_rand_score

from segmentation import Method, segment


def test_labels_are_those_of_scikit_learn():
    smooth = gaussian_filter(data.coins().astype(float), 2)
    image = transform.rescale(smooth, 0.2, mode="reflect", anti_aliasing=False)
    graph = img_to_graph(image)
    graph.data = np.exp(-10 * graph.data / graph.data.std()) + 1e-6
    expected = spectral_clustering(
        graph, n_clusters=26, eigen_solver="arpack", assign_labels="cluster_qr", random_state=0
    )
    method = Method(beta=10, eps=1e-6, n_clusters=26, assign_labels="cluster_qr")
    found = segment(image, method=method)
    assert found.solver == "direct"
    assert adjusted_rand_score(expected, found.labels.ravel()) == 1.0
