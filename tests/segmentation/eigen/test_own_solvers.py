"""Promises of the project's own solvers: labels, bounds on work, memory, threads."""

import tracemalloc
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from segmentation import Circle, Method, Scene, segment_scene
from segmentation.eigen import multigrid, smallest_eigenpairs
from segmentation.eigen.multigrid.solver import _this_thread
from segmentation.graph.build import build_graph, pixel_graph
from segmentation.labels import cluster_qr
from tests.segmentation.fixtures import tutorial


def scene_graph(size, beta=1.0):
    circles = tuple(
        Circle(row=row * size / 100, col=col * size / 100, radius=radius * size / 100)
        for (row, col), radius in tutorial.CENTRES_AND_RADII
    )
    picture = Scene(circles, size=size, noise=0.2).render()
    return build_graph(picture.image, picture.mask, beta, "graph", 0.0)


@pytest.mark.parametrize("n_circles", [2, 4])
def test_labels_are_those_of_scikit_learn_for_fifty_seeds(n_circles):
    for seed in range(50):
        image, mask = tutorial.picture(n_circles, seed)
        expected = tutorial.labels(tutorial.graph(image, mask), n_circles, "cluster_qr")
        graph = pixel_graph(image, mask)
        pairs = smallest_eigenpairs(graph, n_circles + 1)
        assert pairs.solver == "multigrid"
        embedding = pairs.vectors[:, :n_circles] * graph.inverse_sqrt_degree[:, None]
        found = cluster_qr.assign(embedding, n_circles)
        assert adjusted_rand_score(expected, found) == 1.0


def random_drag(number, n_frames):
    """Return the scenes and methods of a drag: a circle pulled along, or beta."""
    rng = np.random.default_rng(number)
    scene = Scene(seed=number)
    dragged, step = int(rng.integers(4)), rng.uniform(-1.5, 1.5, 2)
    beta, growth = rng.uniform(0.5, 4), rng.uniform(0.9, 1.1)
    for frame in range(n_frames):
        if number % 2:
            yield scene, Method(beta=beta * growth**frame, assign_labels="cluster_qr")
            continue
        old = scene.circles[dragged]
        moved = Circle(old.row + frame * step[0], old.col + frame * step[1], old.radius)
        circles = (*scene.circles[:dragged], moved, *scene.circles[dragged + 1 :])
        yield Scene(circles, seed=number), Method(beta=beta, assign_labels="cluster_qr")


@pytest.mark.parametrize(
    "first",
    [*range(0, 100, 25), *(pytest.param(n, marks=pytest.mark.long) for n in range(100, 200, 25))],
)
def test_a_drag_ends_in_the_labels_of_a_fresh_start_and_of_scikit_learn(first):
    """If there are several components, eigenvectors are arbitrary, and are not compared."""
    connected = 0
    for number in range(first, first + 25):
        warm = None
        for scene, method in random_drag(number, 4):
            warm = segment_scene(scene, method, previous=warm)
            cold = segment_scene(scene, method)
            np.testing.assert_array_equal(warm.labels, cold.labels)
        if cold.n_components > 1:
            continue
        connected += 1
        picture = scene.render()
        weights = tutorial.graph(picture.image, picture.mask, method.beta)
        expected = tutorial.labels(weights, 4, "cluster_qr")
        assert adjusted_rand_score(expected, cold.labels[picture.mask]) == 1.0
    assert connected > 15


@pytest.mark.parametrize(
    ("size", "beta", "most"), [(100, 1, 4), (100, 3, 6), (200, 1, 4), (400, 1, 3), (800, 1, 3)]
)
def test_iterations_are_pinned_and_do_not_grow(size, beta, most):
    pairs = smallest_eigenpairs(scene_graph(size, beta), 5, "multigrid", n_vectors=4)
    assert pairs.iterations <= most


def test_of_a_pair_behind_the_vectors_wanted_the_value_counts():
    graph = scene_graph(100)
    exact = smallest_eigenpairs(graph, 5, "arpack").values
    all_wanted = smallest_eigenpairs(graph, 5)
    pairs = smallest_eigenpairs(graph, 5, n_vectors=4)
    assert pairs.iterations < all_wanted.iterations
    assert pairs.residuals[4] > all_wanted.residuals[4]
    assert max(pairs.residuals[:4].max(), all_wanted.residuals.max()) < 1e-6
    assert pairs.residuals[4] < 1e-5
    np.testing.assert_allclose(pairs.values[4], exact[4], rtol=1e-7)
    away = pairs.vectors[:, :4] - all_wanted.vectors[:, :4] @ (
        all_wanted.vectors[:, :4].T @ pairs.vectors[:, :4]
    )
    assert np.linalg.norm(away, 2) < 1e-5


def test_warm_iterations_are_pinned():
    graph = scene_graph(100)
    cold = smallest_eigenpairs(graph, 5, n_vectors=4)
    assert smallest_eigenpairs(graph, 5, start=cold.block, n_vectors=4).iterations <= 2


def test_pieces_start_warm_each_from_its_own():
    mask = np.ones((60, 90), dtype=bool)
    mask[:, 30:32] = mask[40:43] = False
    graph = pixel_graph(np.random.default_rng(0).random(mask.shape), mask)
    cold = smallest_eigenpairs(graph, 6)
    warm = smallest_eigenpairs(graph, 6, start=cold.block)
    assert (cold.n_components, cold.solver) == (4, "multigrid")
    assert warm.iterations <= cold.iterations / 2


def test_strong_contrast_goes_to_the_direct_solver():
    pairs = smallest_eigenpairs(scene_graph(100, 20), 5, n_vectors=4)
    assert (pairs.solver, pairs.iterations <= 8) == ("direct", True)


@pytest.mark.parametrize("size", [200, 400, 800])
def test_memory_of_a_solve_is_bounded_per_node(size):
    graph = scene_graph(size)
    graph.inverse_sqrt_degree  # noqa: B018 - the graph's own memory, not the solver's
    tracemalloc.start()
    pairs = smallest_eigenpairs(graph, 5, "multigrid")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert pairs.solver == "multigrid"
    assert peak / graph.n_nodes < 400  # bytes


@pytest.mark.parametrize("solver", ["multigrid", "direct"])
def test_two_threads_give_the_same_bits_as_one(solver):
    graphs = [scene_graph(size, beta) for size in (90, 100) for beta in (1.0, 2.0)]

    def values(graph):
        return smallest_eigenpairs(graph, 5, solver).vectors

    alone = [values(graph) for graph in graphs]
    with ThreadPoolExecutor(2) as pool:
        together = list(pool.map(values, graphs * 3))
    for number, vectors in enumerate(together):
        assert np.array_equal(vectors, alone[number % len(graphs)])


def test_memory_kept_from_the_last_solve_is_not_read():
    """Neither a larger problem's numbers nor those of a failed solve reach the next one."""
    small, large = scene_graph(60), scene_graph(120)
    fresh = multigrid.solve(small, 5)
    multigrid.solve(large, 5)
    _this_thread.single[:] = np.nan
    again = multigrid.solve(small, 5)
    assert again.vectors.tobytes() == fresh.vectors.tobytes()
