"""Frames of a drag whose eigenpairs follow those of the last frame."""

import gc

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from segmentation import Method, segment
from segmentation.eigen import direct, smallest_eigenpairs
from segmentation.eigen.direct import following
from segmentation.eigen.frames import FOLLOWING
from segmentation.graph.build import pixel_graph

SHAPE = (84, 90)
METHOD = Method(beta=6, n_clusters=6, assign_labels="cluster_qr", scale="edges", eps=1e-6)


def picture(seed=0, sigma=0.0):
    """Return steps of brightness, in which strong edges are more than 2 % of all, and noise."""
    rows, columns = np.indices(SHAPE)
    steps = rows // 21 % 2 + 2 * (columns // 18) + (np.hypot(rows - 40, columns - 40) < 25)
    noise = np.random.default_rng(seed).standard_normal(SHAPE)
    return steps + (0.15 + sigma) * noise


def drag(changes, image=None, **options):
    """Return the results of a drag: at rest, and of each change of the method."""
    image = picture() if image is None else image
    results = [segment(image, method=METHOD, **options)]
    for change in changes:
        method = Method(**{**vars(METHOD), **change})
        results.append(segment(image, method=method, previous=results[-1], **options))
    return results


def sine(found, exact):
    """Return the largest angle, as a sine, of exact eigenvectors to the space of found ones."""
    root = 1 / exact.graph.inverse_sqrt_degree[:, None]
    k = exact.method.n_cut
    ours, theirs = found.embedding[:, :k] * root, exact.embedding[:, :k] * root
    return np.linalg.norm(theirs - ours @ (ours.T @ theirs), axis=0).max()


@pytest.fixture
def factorizations(monkeypatch):
    """The graphs that are factorized, as a list that grows."""
    found, original = [], direct.solver.factorize

    def counted(grid, *rest):
        found.append(grid)
        return original(grid, *rest)

    monkeypatch.setattr(direct.solver, "factorize", counted)
    return found


@pytest.mark.parametrize("field", ["beta", "n_clusters"])
def test_frames_follow_without_a_factorization(field, factorizations):
    values = {"beta": [6.05, 6.1, 6.2, 6.3], "n_clusters": [9, 10, 11, 13]}[field]
    results = drag({field: value} for value in values)
    assert len(factorizations) == 2  # at rest, and of the first frame, whose factor is kept
    for result in results[2:]:
        exact = segment(result.image, method=result.method)
        assert (result.solver, result.n_components) == ("direct", 1)
        assert sine(result, exact) < 0.03
        assert adjusted_rand_score(exact.node_labels, result.node_labels) > 0.98
        np.testing.assert_allclose(result.eigenvalues, exact.eigenvalues, rtol=0.02, atol=1e-12)
        assert result.residuals.max() <= FOLLOWING


def test_a_long_drag_does_not_drift(factorizations):
    """Each frame starts from the last; an ever older factor would take them ever farther off."""
    results = drag({"beta": 6 + step / 2} for step in range(1, 29))
    assert 3 < len(factorizations) < 28
    for result in results[2::5]:
        exact = segment(result.image, method=result.method)
        assert sine(result, exact) < 0.03
        assert adjusted_rand_score(exact.node_labels, result.node_labels) > 0.98


def test_by_a_new_factor_frames_follow_without_lanczos(factorizations, monkeypatch):
    original, solved = direct.solver.shift_invert_lanczos, []

    def counted(*arguments):
        solved.append(arguments)
        return original(*arguments)

    monkeypatch.setattr(direct.solver, "shift_invert_lanczos", counted)
    results = drag({"beta": 6 + step} for step in range(1, 4))
    assert len(factorizations) > 2
    assert len(solved) == 1  # at rest
    for result in results[1:]:
        assert sine(result, segment(result.image, method=result.method)) < 0.03


def test_what_is_computed_from_nothing_does_not_depend_on_a_drag_before():
    before = segment(picture(), method=METHOD)
    drag([{"beta": 6.2}, {"beta": 6.4}])
    after = segment(picture(), method=METHOD)
    np.testing.assert_array_equal(before.labels, after.labels)
    np.testing.assert_array_equal(before.embedding, after.embedding)
    np.testing.assert_array_equal(before.residuals, after.residuals)


@pytest.mark.parametrize("beta", [0.5, 12.0, 25.0])
def test_a_great_change_of_beta_is_as_exact(beta):
    result = drag([{"beta": 6.1}, {"beta": beta}])[-1]
    exact = segment(result.image, method=result.method)
    assert sine(result, exact) < 0.03
    np.testing.assert_allclose(result.eigenvalues, exact.eigenvalues, rtol=0.02, atol=1e-12)


def test_another_picture_is_solved_anew(factorizations):
    before = drag([{"beta": 6.1}])[-1]
    other = np.roll(picture(5), (9, 7), axis=(0, 1))
    result = segment(other, method=METHOD, previous=before)
    assert len(factorizations) == 3
    assert sine(result, segment(other, method=METHOD)) < 0.03


def test_more_regions_than_the_block_holds_are_solved_anew(factorizations):
    results = drag({"n_clusters": k} for k in (14, 15, 16, 17))
    assert len(factorizations) == 3
    assert [len(result.eigenvalues) for result in results] == [7, 15, 16, 17, 18]


def test_another_mask_is_solved_anew(factorizations):
    image, mask = picture(), np.ones(SHAPE, bool)
    results = [segment(image, mask, METHOD)]
    for row in range(3):
        mask[row] = False
        results.append(segment(image, mask, METHOD, previous=results[-1]))
    assert len(factorizations) == 4


def test_a_small_picture_is_solved_to_the_usual_exactness(factorizations):
    results = drag([{"beta": 6.1}, {"beta": 6.2}], image=picture()[:50])
    assert len(factorizations) == 3
    assert (results[-1].residuals[:6] <= 1e-6).all()


def test_a_factor_lives_as_long_as_its_graph_and_within_a_bound(monkeypatch):
    following._kept.clear()
    graphs = [pixel_graph(picture(seed), beta=6, scale="edges", eps=1e-6) for seed in range(3)]
    assert smallest_eigenpairs(graphs[0], 7, "direct").kept is None
    pairs = [direct.solve(graph, 7) for graph in graphs]
    monkeypatch.setattr(following, "MOST_BYTES", 2 * pairs[0].kept.size)
    for graph, each in zip(graphs, pairs, strict=True):
        direct.keep(graph, each.kept)
    assert [direct.kept_factor(graph) is not None for graph in graphs] == [False, True, True]
    direct.keep(graphs[0], pairs[2].kept)  # of two graphs that share a factor it counts once
    assert [direct.kept_factor(graph) is not None for graph in graphs] == [True, True, True]
    del graphs[2]
    gc.collect()
    direct.keep(graphs[0], pairs[0].kept)
    assert len(following._kept) == 2 or following._kept[0][0]() is graphs[0]
