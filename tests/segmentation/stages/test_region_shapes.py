"""The sentence on small and scattered regions, against counts by SciPy's image labelling."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import ndimage

from segmentation import Method, Scene, segment, segment_scene
from segmentation.graph import pixel_graph
from segmentation.stages.region_shapes import FEW_PIXELS, MANY_PARTS, SMALL_SHARE, describe_shapes


def sentence_of(labels, n_clusters=None):
    """Describe an image of labels, -1 outside the mask."""
    mask = labels >= 0
    graph = pixel_graph(np.zeros(labels.shape), mask)
    nodes = labels[mask]
    return describe_shapes(graph, nodes, np.bincount(nodes), n_clusters or len(np.unique(nodes)))


def counts_of(labels, n_clusters):
    """Return the sizes of small regions and the parts of scattered ones, region by region."""
    mask = labels >= 0
    pieces = ndimage.label(mask)[0]
    small, scattered = [], []
    for region in np.unique(labels[mask]):
        inside = labels == region
        size, parts = int(inside.sum()), ndimage.label(inside)[1]
        if size < FEW_PIXELS and size < SMALL_SHARE * mask.sum() / n_clusters:
            small.append(size)
        if parts - len(np.unique(pieces[inside])) + 1 >= MANY_PARTS:
            scattered.append(parts)
    return small, scattered


def check_numbers(words, counts, n_sizes):
    """Compare the numbers in one half of the sentence with the counts."""
    assert bool(words) == bool(counts)
    if not counts:
        return
    words = words.replace("is a single pixel", "has only 1").replace("are single pixels", "only 1")
    numbers = [int(number) for number in re.findall(r"\d+", words.replace(",", ""))]
    if len(counts) == 1:
        assert numbers[n_sizes:] == counts
    else:
        assert numbers[0] == len(counts)
        assert set(numbers[1:]) == {min(counts), max(counts)}


@given(
    seed=st.integers(0, 2**32 - 1),
    kept=st.sampled_from([0.5, 0.8, 1.0]),
    salt=st.sampled_from([0.0, 0.03, 0.3]),
    n_small=st.integers(0, 4),
    n_clusters=st.integers(1, 7),
)
def test_the_numbers_are_right(seed, kept, salt, n_small, n_clusters):
    rng = np.random.default_rng(seed)
    labels = np.repeat(rng.integers(0, 3, (4, 5)), 8, axis=0).repeat(8, axis=1)
    salted = rng.random(labels.shape) < salt
    labels[salted] = rng.integers(0, 3, salted.sum())
    for number in range(n_small):
        row, column = rng.integers(0, 28), rng.integers(0, 36)
        height, width = rng.integers(1, 5, 2)
        labels[row : row + height, column : column + width] = 4 + number
    labels[rng.random(labels.shape) > kept] = -1
    sentence = sentence_of(labels, n_clusters)
    small, scattered = counts_of(labels, n_clusters)
    halves = sentence.removesuffix(".").split("; ")
    of_size = "".join(half for half in halves if "part" not in half)
    of_parts = "".join(half for half in halves if "part" in half)
    check_numbers(of_size, small, n_sizes=0)
    check_numbers(of_parts, scattered, n_sizes=1)
    if len(scattered) == 1:
        size = int(re.search(r"of ([\d,]+) pixels", of_parts)[1].replace(",", ""))
        assert size in np.bincount(labels[labels >= 0])


def test_its_words():
    labels = np.zeros((30, 100), int)
    assert sentence_of(labels) == ""
    labels[10, 10:14] = 1
    assert sentence_of(labels) == "One region has only 4 pixels."
    labels[20, 20] = 2
    assert sentence_of(labels) == "2 regions have only 1 to 4 pixels each."
    labels[10, 11:14] = 0
    assert sentence_of(labels) == "2 regions are single pixels."
    labels[0, ::4] = 1
    assert sentence_of(labels) == (
        "One region is a single pixel; one region, of 26 pixels, lies in 26 separate parts."
    )
    labels[10:] = 0
    labels[2::2, ::4] = 3
    assert sentence_of(labels) == "2 regions lie in 25 to 350 separate parts each."


def test_parts_that_are_pieces_of_the_mask_are_not_told():
    """Forty stripes, each whole; then each cut in two; then sprinkled."""
    labels = np.full((40, 79), -1)
    labels[:, ::2] = 0
    assert sentence_of(labels) == ""
    labels[:20, ::2] = 1
    assert sentence_of(labels) == ""
    labels[::4, ::2] = 1
    assert sentence_of(labels).endswith("separate parts each.")


def test_a_result_s_warnings_have_it():
    warnings = segment_scene(Scene(), Method(beta=30)).warnings  # the preset "β too high"
    assert warnings == ("One region has only 3 pixels.",)


@pytest.mark.parametrize("seed", range(5))
def test_the_tutorial_has_none(seed):
    assert segment_scene(Scene.tutorial(seed=seed)).warnings == ()
    assert segment_scene(Scene.tutorial_two(seed=seed), Method(n_clusters=2)).warnings == ()


def test_regions_of_a_small_picture_are_not_small():
    image = np.arange(16.0).reshape(4, 4)
    assert segment(image, method=Method(n_clusters=8)).warnings == ()
