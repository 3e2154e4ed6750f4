import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import ndimage

from segmentation import (
    Circle,
    Method,
    ParameterError,
    Scene,
    assign_labels,
    pixel_graph,
    segment,
    segment_scene,
    spectral_embedding,
)
from segmentation.labels.sweep import assign, sweep
from segmentation.stages.metrics import graph_cuts

valued_pictures = st.tuples(st.integers(1, 6), st.integers(2, 6)).flatmap(
    lambda shape: st.tuples(
        hnp.arrays(np.float64, shape, elements=st.floats(0, 1)),
        hnp.arrays(np.bool_, shape).filter(lambda mask: mask.sum() > 1),
        # Few values, so that many tie.
        hnp.arrays(np.float64, shape, elements=st.sampled_from([-2.0, -0.5, 0.0, 0.25, 1.0, 3.0])),
    )
)


@given(valued_pictures)
def test_it_equals_trying_every_threshold(case):
    image, mask, picture = case
    graph, values = pixel_graph(image, mask), picture[mask]
    cut = sweep(graph, values)
    distinct = np.unique(values)
    assert len(cut.thresholds) == len(distinct) - 1
    for i, threshold in enumerate(cut.thresholds):
        assert distinct[i] < threshold < distinct[i + 1]
        cuts = graph_cuts(graph, (values > threshold).astype(np.intp))
        assert cut.below[i] == np.count_nonzero(values < threshold)
        if cuts.volume.min() > 0:
            assert cut.cost[i] == pytest.approx(cuts.ncut, abs=1e-9)
        else:
            assert cut.cost[i] == np.inf


@given(valued_pictures, st.integers(0, 2**30))
def test_a_part_costs_what_it_adds_to_the_whole(case, bits):
    image, mask, picture = case
    graph = pixel_graph(image, mask)
    labels = np.array([bits >> (i % 30) & 1 for i in range(graph.n_nodes)])
    members = np.flatnonzero(labels == labels[0])
    values = picture[mask][members]
    before = graph_cuts(graph, labels).ncut
    cut = sweep(graph.restrict(members), values, graph.degree[members])
    for threshold, cost in zip(cut.thresholds, cut.cost, strict=True):
        after = labels.copy()
        after[members[values > threshold]] = 2
        if np.isfinite(cost):
            assert cost == pytest.approx(graph_cuts(graph, after).ncut - before, abs=1e-8)


def test_small_volumes_lose_no_digits():
    """Weights over 20 orders: sums from the wrong side would drown the small ones in rounding."""
    gradients = np.array([0.0, 20, 18, 16, 0.1, 0.1, 14, 19, 20])
    graph = pixel_graph(np.cumsum(gradients)[None], beta=10, scale="edges")
    assert graph.right[:-1].min() < 1e-10 * graph.right.max()
    cut = sweep(graph, np.arange(9.0))
    for i, cost in enumerate(cut.cost):
        cuts = graph_cuts(graph, (np.arange(9) > i).astype(np.intp))
        assert cost == pytest.approx(cuts.ncut, rel=1e-9, abs=1e-14)


def test_a_small_disc_beside_a_large_one():
    """K-means cuts the large one in two, and the sweep finds both, for every noise."""
    for seed in range(4):
        scene = Scene((Circle(50, 36, 24), Circle(50, 66, 10)), seed=seed)
        found = [
            segment_scene(scene, Method(n_clusters=2, assign_labels=name)).metrics
            for name in ("kmeans", "sweep")
        ]
        assert found[0].misclassified > 0.05
        assert found[1].misclassified < 0.02


@pytest.mark.parametrize("k", [1, 2, 3, 5, 12])
def test_it_finds_as_many_regions_as_asked_for(k):
    result = segment_scene(Scene(), Method(n_clusters=k, assign_labels="sweep"))
    assert result.n_regions == k
    assert result.ncut >= result.eigenvalues[:k].sum() - 1e-12
    assert (result.region_parts[result.cuts.size > 0] >= 1).all()


def test_separate_pieces_come_apart_first():
    circles = [Circle(16 + 33 * i, 12 + 25 * j, 11) for i in range(3) for j in range(4)]
    scene = Scene(circles)
    result = segment_scene(scene, Method(n_clusters=12, assign_labels="sweep"))
    assert np.array_equal(result.labels, scene.render().truth)
    assert segment_scene(scene, Method(n_clusters=5, assign_labels="sweep")).ncut == 0


def no_eigenvectors(*args, **kwargs):
    raise AssertionError("An eigenproblem was solved.")


@given(hnp.arrays(np.bool_, (9, 12)).filter(np.any), st.integers(1, 8))
def test_the_largest_pieces_come_apart_without_an_eigenvector(mask, k):
    """Only those with several pixels; the others stay with the largest."""
    graph = pixel_graph(np.zeros(mask.shape), mask)
    pieces, n_pieces = ndimage.label(mask)
    sizes = np.bincount(pieces.ravel())[1:]
    if np.count_nonzero(sizes > 1) < k:
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("segmentation.labels.sweep.smallest_eigenpairs", no_eigenvectors)
        labels = assign(graph, np.full((graph.n_nodes, 2), np.nan), k)
    assert graph_cuts(graph, labels).ncut == 0
    found = [np.unique(labels[pieces[mask] == number + 1]) for number in range(n_pieces)]
    assert all(len(numbers) == 1 for numbers in found)
    alone = [size for size, numbers in zip(sizes, found, strict=True) if numbers[0] > 0]
    assert sorted(alone) == sorted(sizes)[::-1][1:k][::-1]
    assert labels[pieces[mask] == np.argmax(sizes) + 1].max() == 0


def test_a_mask_of_thousands_of_pieces_is_cut_for_nothing():
    """Its largest piece has no Fiedler vector that double precision determines."""
    rng = np.random.default_rng(0)
    image, mask = rng.random((250, 250)), rng.random((250, 250)) < 0.6
    result = segment(image, mask, Method(beta=20, assign_labels="sweep"))
    assert result.n_components > 1000
    assert result.n_regions == 4
    assert result.ncut < 1e-15


def test_more_regions_than_pieces_cut_the_pieces():
    mask = np.ones((8, 20), dtype=bool)
    mask[:, 12] = False
    image = np.zeros(mask.shape)
    image[:, 6:12] = image[:, 16:] = 9
    result = segment(image, mask, Method(n_clusters=4, beta=2, assign_labels="sweep"))
    expected = np.repeat([0, 1, -1, 2, 3], [6, 6, 1, 3, 4])
    for number in range(4):
        assert len(np.unique(result.labels[:, expected == number])) == 1
    assert result.n_regions == 4


def test_isolated_pixels_are_no_region_of_their_own():
    mask = np.zeros((6, 12), bool)
    mask[:, :5] = mask[:, 6:10] = mask[0, 11] = mask[3, 11] = True
    result = segment(np.zeros(mask.shape), mask, Method(n_clusters=2, assign_labels="sweep"))
    assert sorted(result.cuts.size.tolist())[0] >= 24
    assert result.ncut == 0


def test_the_public_door_wants_the_graph_and_says_so():
    image = np.random.default_rng(0).random((9, 9))
    graph, embedding = pixel_graph(image), spectral_embedding(image, n_components=3)
    labels = assign_labels(embedding, 3, method="sweep", graph=graph)
    assert np.array_equal(labels, assign(graph, embedding, 3))
    assert assign_labels(embedding[:, :1], 1, method="sweep", graph=graph).max() == 0
    for wrong in (None, "graph", pixel_graph(image[:3])):
        with pytest.raises(ParameterError) as caught:
            assign_labels(embedding, 3, method="sweep", graph=wrong)
        assert caught.value.parameter == "graph"


def test_two_thresholds_that_cost_the_same_are_rivals():
    """A bar with a step at a third and one at two thirds: by symmetry either is as good."""
    image = np.repeat([0.0, 1.0, 0.0], 20) * np.ones((4, 1))
    result = segment(image, method=Method(n_clusters=2, beta=5, assign_labels="sweep"))
    sentences = [sentence for sentence in result.warnings if "equally good" in sentence]
    assert len(sentences) == 1
    assert "80 pixels (33%)" in sentences[0]
    lopsided = np.repeat([0.0, 1.0], [25, 35]) * np.ones((4, 1))
    result = segment(lopsided, method=Method(n_clusters=2, beta=5, assign_labels="sweep"))
    assert not any("equally good" in sentence for sentence in result.warnings)
