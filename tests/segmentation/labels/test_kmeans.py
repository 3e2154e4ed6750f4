import numpy as np
import pytest
from sklearn.cluster import k_means
from sklearn.metrics import adjusted_rand_score

from segmentation import Circle, Method, Scene, segment_scene
from segmentation.compile.compilation import compile_all
from segmentation.labels import kmeans
from segmentation.labels.exchange import exchange
from segmentation.labels.match import canonical


@pytest.fixture(scope="module", autouse=True)
def _kernels():
    compile_all()


def inertia(points, labels):
    clusters = (points[labels == label] for label in np.unique(labels))
    return sum(((cluster - cluster.mean(axis=0)) ** 2).sum() for cluster in clusters)


def ten_starts(points, k):
    return k_means(points, k, n_init=10, random_state=0)[1]


def embedding(scene, k):
    return segment_scene(scene, Method(n_clusters=k)).embedding[:, :k]


@pytest.mark.parametrize(("make_scene", "k"), [(Scene.tutorial, 4), (Scene.tutorial_two, 2)])
def test_the_tutorials_scenes_are_parted_as_by_ten_starts(make_scene, k):
    for seed in range(8):
        points = embedding(make_scene(seed=seed), k)
        labels = kmeans.assign(points, k, seed)
        assert adjusted_rand_score(ten_starts(points, k), labels) == 1.0


@pytest.mark.parametrize("number", range(12))
def test_no_more_inertia_than_ten_starts(number):
    rng = np.random.default_rng(number)
    k = int(rng.integers(2, 8))
    corners = rng.standard_normal((k, k))
    points = corners[rng.integers(k, size=700)] + 0.2 * rng.standard_normal((700, k))
    ours, theirs = inertia(points, kmeans.assign(points, k)), inertia(points, ten_starts(points, k))
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


def test_exchange_only_improves_and_knows_by_how_much():
    points = np.random.default_rng(1).standard_normal((300, 2))
    points -= points.mean(axis=0)
    labels = np.arange(300) % 4
    before = inertia(points, labels)
    spread = exchange(points, labels, 4)
    assert inertia(points, labels) < before
    assert (points**2).sum() - spread == pytest.approx(inertia(points, labels))


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
    assert inertia(embedding, found) <= 1.02 * best


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
