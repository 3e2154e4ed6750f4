"""Warnings and diagnostics of pictures: brightness in the scale, and parts joined by the floor."""

import re
from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse.csgraph import connected_components

from segmentation import Method, Scene, pixel_graph, prepare, sample_image, segment, segment_scene

DISC = np.hypot(*np.indices((40, 40)) - 20) < 12


def of(result, words):
    return [sentence for sentence in (*result.warnings, *result.diagnostics) if words in sentence]


def test_an_offset_of_16_bits_is_told():
    image = (10_000 + 60 * DISC).astype(np.uint16)
    method = Method(n_clusters=2)
    (sentence,) = of(segment(image, method=method), "mean brightness dominates the scale “graph”")
    ratio = pixel_graph(image).scale / pixel_graph(image, scale="edges").scale
    assert f"it is {ratio:,.0f} times the scale “edges”" in sentence
    beta = float(re.search(r"β = (\S+) would do", sentence)[1])
    same = segment(image, method=replace(method, beta=beta, scale="edges"))
    plain = segment(image, method=method)
    assert same.ncut == pytest.approx(plain.ncut, rel=0.02)
    assert not of(same, "brightness")
    assert not of(segment(60 * DISC, method=method), "brightness")


def test_colour_has_lightness_for_brightness():
    lab = np.dstack((90 + 0.1 * DISC, 0.1 * DISC, 0 * DISC))
    method = Method(n_clusters=2, feature="colour")
    assert of(segment(lab, method=method), "brightness")
    assert not of(segment(lab, method=replace(method, scale="edges")), "brightness")


@pytest.mark.parametrize("noise", [0.1, 0.2, 0.5])
def test_scenes_are_not_dominated(noise):
    assert not of(segment_scene(Scene(noise=noise)), "brightness")


def squares(count, contrast=1.0):
    """Return a picture of so many strongly set off squares on a line, of unequal sizes."""
    image = np.zeros((12, 14 * count + 2))
    for i in range(count):
        image[2 : 8 + i % 3, 14 * i + 3 : 14 * i + 12] = contrast
    return image


@pytest.mark.parametrize("eps", [1e-6, 1e-4])
@pytest.mark.parametrize("feature", ["intensity", "colour"])
def test_parts_that_the_floor_alone_joins_are_counted(eps, feature):
    image = squares(11)
    if feature == "colour":
        image = np.dstack((50 + 0 * image, 20 * image, -20 * image))
    method = Method(beta=40, eps=eps, n_clusters=4, scale="edges", feature=feature)
    result = segment(image, method=method)
    (sentence,) = of(result, "hang together by the floor ε alone")
    assert sentence.startswith(
        "12 parts hang together by the floor ε alone. That is why the 5 smallest"
    )
    assert f"up to {result.eigenvalues[4]:.1g}" in sentence
    enough = of(segment(image, method=replace(method, n_clusters=12)), "hang together")
    assert enough == ["12 parts hang together by the floor ε alone."]
    assert not of(segment(image, method=replace(method, beta=1)), "hang together")


def test_the_count_is_that_of_the_components_without_weak_edges():
    picture = prepare(sample_image("coins"), longest=60)
    for beta in (5, 10, 20):
        method = Method(
            beta=beta, eps=1e-6, scale="edges", n_clusters=6, assign_labels="cluster_qr"
        )
        result = segment(picture.image, method=method)
        weights = result.graph.affinity.copy()
        weights.setdiag(0)
        weights.data[weights.data <= 2e-6] = 0
        weights.eliminate_zeros()
        count, part = connected_components(weights, directed=False)
        small = int((np.bincount(part) < 20).sum())
        sentences = of(result, "hang together")
        if count == 1:
            assert not sentences
        else:
            assert sentences[0].startswith(f"{count:,} parts")
            assert small == 0 or f"{small:,} of them of fewer than 20 pixels" in sentences[0]


def test_the_pieces_of_a_mask_are_not_the_floors():
    image, mask = squares(3), np.ones((12, 44), bool)
    mask[:, [0, 15, 29]] = False
    result = segment(image * 0 + 1, mask, Method(eps=1e-6, n_clusters=3))
    assert result.n_components == 3
    assert not of(result, "hang together")
