"""The model of the time that a segmentation takes, against measured times."""

import pytest

from components.live.duration import segmentation_seconds

MEGAPIXEL = 1_000_000


@pytest.mark.parametrize(
    ("nodes", "k", "labels", "picture", "measured"),
    [
        (160_000, 8, "kmeans", True, 1.6),
        (160_000, 4, "cluster_qr", True, 0.9),
        (MEGAPIXEL, 8, "kmeans", True, 14.8),
        (MEGAPIXEL, 4, "cluster_qr", True, 9.6),
        (4 * MEGAPIXEL, 8, "kmeans", True, 95.0),
        (4 * MEGAPIXEL, 4, "cluster_qr", True, 53.0),
        (MEGAPIXEL, 4, "kmeans", False, 2.3),
        (4 * MEGAPIXEL, 4, "kmeans", False, 16.6),
        (1_084_738, 4, "kmeans", False, 1.4),  # the tutorial's circles, 2000 pixels wide
    ],
)
def test_the_model_is_within_a_factor_of_two(nodes, k, labels, picture, measured):
    estimated = segmentation_seconds(nodes, k, picture=picture, labels=labels)
    assert measured / 2 < estimated < 2 * measured
