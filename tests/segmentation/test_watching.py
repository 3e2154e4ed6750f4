"""Watching a segmentation, and ending it from outside."""

import numpy as np
import pytest

from segmentation import Method, segment
from segmentation.eigen.direct import cholesky
from segmentation.eigen.direct.dissection import dissect
from segmentation.eigen.grid import build
from segmentation.graph.build import pixel_graph
from segmentation.labels import kmeans
from segmentation.labels.kmeans import ten_starts
from segmentation.watching import announce, check_point, watching

IMAGE = np.random.default_rng(0).random((40, 40))
DIRECT = Method(eigen_solver="direct")


class EndedError(Exception):
    pass


def ending_after(count):
    """Return a watcher that raises at its call number `count` within the stage "eigen"."""
    seen = []

    def watcher(stage):
        seen.append(stage)
        if seen.count("eigen") == count:
            raise EndedError

    return watcher, seen


def test_stages_and_the_check_points_within_them():
    seen = []
    with watching(seen.append):
        result = segment(IMAGE, method=DIRECT)
    assert list(dict.fromkeys(seen)) == ["graph", "eigen", "labels", "metrics"]
    assert seen.count("eigen") > result.iterations
    segment(IMAGE, method=DIRECT)
    check_point()
    announce("graph")
    assert seen[-1] == "metrics"


@pytest.mark.parametrize("count", [1, 2, 3, 5])
def test_the_eigensolver_ends_at_its_next_check_point(count):
    watcher, seen = ending_after(count)
    with watching(watcher), pytest.raises(EndedError):
        segment(IMAGE, method=DIRECT)
    assert (seen.count("eigen"), seen[-1]) == (count, "eigen")


@pytest.mark.parametrize("solver", ["arpack", "lobpcg", "amg"])
def test_a_solver_of_a_library_ends_at_a_step(solver):
    watcher, seen = ending_after(6)
    with watching(watcher), pytest.raises(EndedError):
        segment(IMAGE, method=Method(eigen_solver=solver))
    assert (seen.count("eigen"), seen[-1]) == (6, "eigen")


@pytest.mark.parametrize("cluster", [kmeans.cluster, ten_starts.cluster])
def test_k_means_ends_between_two_starts(cluster):
    points, seen = np.random.default_rng(0).standard_normal((500, 4)), []

    def watcher(stage):
        seen.append(stage)
        if len(seen) == 3:
            raise EndedError

    with watching(watcher), pytest.raises(EndedError):
        cluster(points, 4)
    assert len(seen) == 3


def test_a_large_factorization_has_check_points_and_is_the_same(monkeypatch):
    graph = pixel_graph(IMAGE, beta=20)
    grid = build(graph)
    whole, seen = cholesky.factorize(grid, dissect(graph, grid), 1e-6), []
    monkeypatch.setattr(cholesky, "WORK", 1e5)
    with watching(seen.append):
        in_groups = cholesky.factorize(grid, dissect(graph, grid), 1e-6)
    assert len(seen) > 5
    np.testing.assert_array_equal(in_groups.entries, whole.entries)
    np.testing.assert_array_equal(in_groups.start, whole.start)
