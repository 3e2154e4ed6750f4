"""Diagnostics from further segmentations, against those segmentations run anew."""

import re
from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score, confusion_matrix

from segmentation import Circle, Method, Scene, refine, segment, segment_scene
from segmentation.explain.wording import METHOD_NAMES

UNEQUAL = Scene((Circle(50, 36, 28), Circle(50, 70, 10)))
ALONE = (
    "With β = 0 the same regions are found, to the pixel: "
    "the mask alone decides, not the grey values."
)


def test_the_tutorial_has_none():
    picture = Scene().render()
    assert segment_scene(Scene()).diagnostics == ()
    assert segment(picture.image, picture.mask).diagnostics == ()


def test_they_are_found_out_when_asked_for():
    result = segment(UNEQUAL.render().image, method=Method(n_clusters=2))
    assert result.verdict.outcome == "no truth"
    assert not {"diagnostics", "by_method", "suggestions"} & vars(result).keys()
    assert result.diagnostics is result.diagnostics


@pytest.mark.parametrize("own", ["kmeans", "discretize", "cluster_qr"])
def test_a_cheaper_label_method_is_named_with_its_cost(own):
    picture = UNEQUAL.render()
    method = Method(n_clusters=2, assign_labels=own)
    result = segment(picture.image, picture.mask, method)
    sweep = segment(picture.image, picture.mask, replace(method, assign_labels="sweep"))
    labels = refine(result.graph.affinity, result.node_labels)
    weights = result.graph.affinity
    weights.setdiag(0)
    refined = sum(
        weights[labels == a][:, labels != a].sum() / weights[labels == a].sum()
        for a in np.unique(labels)
    )
    assert result.diagnostics[0] == (
        f"The sweep finds a cheaper cut: Ncut {sweep.ncut:.3g}, against {result.ncut:.3g} by "
        f"{METHOD_NAMES[own]} ({refined:.3g} with boundaries refined)."
    )
    assert sweep.ncut < 0.9 * refined
    assert sweep.diagnostics == ()


def test_where_there_is_a_truth_the_verdict_speaks_of_label_methods():
    assert segment_scene(UNEQUAL, Method(n_clusters=2)).diagnostics == ()


def test_fewer_regions_are_no_cheaper_cut():
    """Discretize leaves regions empty if nearly all pixels are regions of their own."""
    cheaper_with_fewer = 0
    for seed in range(10):
        image = np.random.default_rng(seed).random((1, 6))
        result = segment(image, method=Method(n_clusters=5, beta=20))
        cheaper = [by for by in result.by_method if by.ncut < 0.8 * result.ncut]
        if all(len(np.unique(by.labels)) < result.n_regions for by in cheaper):
            cheaper_with_fewer += len(cheaper)
            assert not any("cheaper" in sentence for sentence in result.diagnostics)
    assert cheaper_with_fewer


def scene(number):
    rng = np.random.default_rng(number)
    circles = [Circle(*rng.uniform(8, 32, 2), rng.uniform(6, 12)) for _ in range(3)]
    method = Method(beta=float(rng.choice([0.1, 0.5, 2])), n_clusters=int(rng.integers(2, 4)))
    return Scene(circles, size=40, noise=float(rng.choice([0.05, 0.3])), seed=number), method


@pytest.mark.parametrize("number", range(12))
def test_beta_0_is_reported_where_its_regions_are_the_same(number):
    drawn, method = scene(number)
    result = segment_scene(drawn, method)
    flat = segment_scene(drawn, replace(method, beta=0))
    sentences = [sentence for sentence in result.diagnostics if sentence.startswith("With β = 0")]
    if adjusted_rand_score(flat.node_labels, result.node_labels) == 1:
        assert sentences == [ALONE]
    else:
        assert sentences == []  # a pixel is more than a thousandth


def test_a_pixel_in_a_thousand_is_counted():
    circles = [Circle(r, c, 16) for r in (36, 64) for c in (36, 64)]
    result = segment_scene(Scene(circles))
    flat = segment_scene(Scene(circles), Method(beta=0))
    table = confusion_matrix(result.node_labels, flat.node_labels)
    moved = result.n_nodes - int(table.max(axis=1).sum())
    assert 0 < moved <= 0.001 * result.n_nodes
    (sentence,) = result.diagnostics
    numbers = re.findall(r"\d[\d,]*", sentence.replace("β = 0", ""))
    assert [int(number.replace(",", "")) for number in numbers] == [moved, result.n_nodes]
    assert sentence.endswith("the mask decides, and the grey values hardly matter.")


def test_without_a_mask_it_is_the_shape_that_decides():
    image = 1 + 1e-3 * np.random.default_rng(0).random((12, 20))
    sentences = segment(image, method=Method(beta=0.1, n_clusters=2)).diagnostics
    assert any("the shape of the picture alone decides" in sentence for sentence in sentences)


@pytest.mark.parametrize(
    ("image", "method"),
    [
        (np.random.default_rng(0).random((12, 20)), Method(beta=0, n_clusters=2)),
        (np.zeros((12, 20)), Method(n_clusters=2, scale="edges")),
        (np.random.default_rng(0).random((12, 20)), Method(n_clusters=1)),
    ],
    ids=["beta 0", "constant", "one region"],
)
def test_what_is_plain_is_not_told(image, method):
    assert segment(image, method=method).diagnostics == ()
