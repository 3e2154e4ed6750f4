import numpy as np
import pytest
from sklearn.cluster import k_means
from sklearn.metrics import adjusted_rand_score

from segmentation import Circle, Method, Scene, segment_scene
from segmentation.compile.compilation import compile_all
from segmentation.labels import kmeans
from segmentation.labels.kmeans import ten_starts
from segmentation.labels.kmeans.optima import find_optima, lay_out
from segmentation.labels.match import canonical


@pytest.fixture(scope="module", autouse=True)
def _kernels():
    compile_all()


def inertia(points, labels):
    clusters = (points[labels == label] for label in np.unique(labels))
    return sum(((cluster - cluster.mean(axis=0)) ** 2).sum() for cluster in clusters)


def by_scikit_learn(points, k):
    return k_means(points, k, n_init=10, random_state=0)[1]


def coinciding(number):
    """Points that lie in few places, many of them in some, as separate pieces in the embedding."""
    rng = np.random.default_rng(number)
    k = int(rng.integers(2, 13))
    n_places = int(rng.integers(k, 6 * k))
    places = rng.standard_normal((n_places, k)) * 10.0 ** rng.uniform(-3, 0, (n_places, 1))
    sizes = rng.integers(1, 60, n_places)
    points = np.repeat(places, sizes, axis=0)
    return rng.permutation(points), k


def embedding(scene, k):
    return segment_scene(scene, Method(n_clusters=k)).embedding[:, :k]


@pytest.mark.parametrize(("make_scene", "k"), [(Scene.tutorial, 4), (Scene.tutorial_two, 2)])
def test_the_tutorials_scenes_are_parted_as_by_ten_starts(make_scene, k):
    for seed in range(8):
        points = embedding(make_scene(seed=seed), k)
        labels = kmeans.assign(points, k, seed)
        assert adjusted_rand_score(by_scikit_learn(points, k), labels) == 1.0


@pytest.mark.parametrize("number", range(12))
def test_no_more_inertia_than_ten_starts(number):
    rng = np.random.default_rng(number)
    k = int(rng.integers(2, 8))
    corners = rng.standard_normal((k, k))
    points = corners[rng.integers(k, size=700)] + 0.2 * rng.standard_normal((700, k))
    ours = inertia(points, kmeans.assign(points, k))
    theirs = inertia(points, by_scikit_learn(points, k))
    assert ours <= theirs * (1 + 1e-9)


@pytest.mark.parametrize("number", range(20))
def test_no_partition_at_all_is_better_on_a_few_points(number):
    """In one dimension clusters are intervals, so all can be tried."""
    points = np.sort(np.random.default_rng(number).standard_normal(40))[:, None]
    every = [np.repeat([0, 1, 2], [i, j - i, 40 - j]) for j in range(2, 40) for i in range(1, j)]
    least = min(inertia(points, labels) for labels in every)
    assert inertia(points, kmeans.assign(points, 3)) == pytest.approx(least, rel=1e-12)


def test_no_single_move_improves():
    points = np.random.default_rng(0).standard_normal((600, 3))
    labels = kmeans.assign(points, 5)
    reached = inertia(points, labels)
    for i in range(0, 600, 7):
        for label in range(5):
            moved = labels.copy()
            moved[i] = label
            assert inertia(points, moved) >= reached * (1 - 1e-12)


def test_exchange_only_improves_and_the_inertia_is_that_of_the_labels():
    points = np.random.default_rng(1).standard_normal((300, 2))
    points -= points.mean(axis=0)
    cloud, starts = lay_out(points, np.ones(300)), points[None, :4]
    without, after = (
        find_optima(cloud, starts, 0, np.random.default_rng(0), 1, 0, longest)
        for longest in (0, 64)
    )
    for optima in (without, after):
        assert optima.inertias[0] == pytest.approx(inertia(points, optima.labels[0, :300]))
    assert after.inertias[0] < without.inertias[0]


def test_no_more_inertia_than_ten_starts_where_points_coincide():
    for number in range(100):
        points, k = coinciding(number)
        ours = inertia(points, kmeans.assign(points, k))
        theirs = inertia(points, by_scikit_learn(points, k))
        assert ours <= theirs * (1 + 1e-9), number


def test_ten_starts_are_those_of_scikit_learn():
    points = np.random.default_rng(3).random((400, 3))
    for seed in range(3):
        expected = k_means(points, 6, n_init=10, random_state=seed)[1]
        np.testing.assert_array_equal(ten_starts.assign(points, 6, seed), expected)


@pytest.mark.parametrize(("n_distinct", "k"), [(1, 3), (2, 3), (3, 3), (5, 3), (5, 5), (6, 5)])
def test_no_region_is_empty_if_there_are_rows_for_all(n_distinct, k):
    distinct = np.random.default_rng(n_distinct).standard_normal((n_distinct, 3))
    for copies in (1, 40, 400):
        points = np.repeat(distinct, copies, axis=0)
        if len(points) >= k:
            assert len(np.unique(kmeans.assign(points, k))) == min(k, n_distinct)


def test_single_points_far_out_are_regions():
    points = 1e-3 * np.random.default_rng(0).standard_normal((5000, 4))
    points[[17, 1200, 4999]] = np.eye(4)[:3]
    sizes = np.sort(np.bincount(kmeans.assign(points, 4)))
    assert sizes.tolist() == [1, 1, 1, 4997]


@pytest.mark.parametrize("k", [1, 9])
def test_one_region_and_one_for_each_row(k):
    points = np.random.default_rng(0).standard_normal((9, 2))
    assert len(np.unique(kmeans.assign(points, k))) == k


def test_the_seed_seeds():
    points = np.random.default_rng(0).random((5000, 2))
    found = [inertia(points, kmeans.assign(points, 30, seed)) for seed in (0, 0, 1)]
    assert found[0] == found[1]
    assert found[0] != found[2]


def test_a_millionth_more_or_less_changes_no_label():
    for seed in range(20):
        rng = np.random.default_rng(seed)
        first, *others = Scene().circles
        pulled = Circle(first.row + rng.uniform(-3, 3), first.col + rng.uniform(-3, 3), 16)
        points = embedding(Scene((pulled, *others), seed=seed), 4)
        shaken = points + 1e-6 * np.abs(points).max() * rng.standard_normal(points.shape)
        pair = (canonical(kmeans.assign(cloud, 4)) for cloud in (points, shaken))
        assert np.array_equal(*pair)


def test_pieces_that_coincide_in_the_embedding_are_not_split():
    """The embedding of separate pieces, more than clusters: its best partition is known."""
    k, sizes = 40, np.random.default_rng(5).integers(5, 200, 70)
    embedding = np.zeros((sizes.sum(), k))
    piece = np.repeat(np.arange(len(sizes)), sizes)
    known = piece < k
    embedding[known, piece[known]] = 1 / np.sqrt(sizes[piece[known]])
    found = kmeans.assign(embedding, k)
    assert all(len(np.unique(found[piece == number])) == 1 for number in range(len(sizes)))
    # All pieces without a coordinate are one point; it shares a cluster with one other.
    at_zero, size = np.count_nonzero(~known), sizes[:k]
    best = (at_zero * size / (at_zero + size) / size).min()
    assert inertia(embedding, found) == pytest.approx(best, rel=1e-9)


@pytest.mark.parametrize("number", range(4))
def test_a_quick_search_misses_little(number):
    """A percent of the inertia at most; it was .6 % in 112 random scenes."""
    rng = np.random.default_rng(number)
    circles = tuple(Circle(*rng.uniform(15, 85, 2), rng.uniform(8, 20)) for _ in range(5))
    scene = Scene(circles, noise=0.3, seed=number)
    for k in (2, 5, 9, 20):
        points = embedding(scene, k)
        thorough, quick = (kmeans.cluster(points, k, quick=quick).labels for quick in (False, True))
        assert inertia(points, quick) <= 1.01 * inertia(points, thorough) + 1e-12
        assert len(np.unique(quick)) == k


def test_the_same_embedding_gives_the_same_labels_wherever_it_lies_in_memory():
    embedding = np.random.default_rng(6).standard_normal((3000, 26))
    expected = kmeans.assign(embedding, 26)
    for shift in range(1, 6):
        memory = np.empty(embedding.size + 8)
        elsewhere = memory[shift : shift + embedding.size].reshape(embedding.shape)
        elsewhere[:] = embedding
        kept = np.empty(1000 * shift + 13)  # so that what is allocated next lies elsewhere too
        np.testing.assert_array_equal(kmeans.assign(elsewhere, 26), expected)
        del kept


@pytest.mark.parametrize("cluster", [kmeans.cluster, ten_starts.cluster])
def test_a_square_can_be_halved_in_two_ways_that_are_equally_good(cluster):
    grid = np.stack(np.meshgrid(*[np.linspace(-1, 1, 24)] * 2), axis=-1).reshape(-1, 2)
    found = cluster(grid, 2)
    assert found.rival is not None
    assert found.rival.n_different == pytest.approx(len(grid) / 2, abs=30)
    assert 0 <= found.rival.excess < 1e-3
    assert found.rival.cost == "inertia"


@pytest.mark.parametrize("cluster", [kmeans.cluster, ten_starts.cluster])
def test_a_clear_partition_has_no_rival(cluster):
    rng = np.random.default_rng(0)
    points = np.repeat(np.eye(4), 200, axis=0) + 0.05 * rng.standard_normal((800, 4))
    assert cluster(points, 4).rival is None
