"""The graph, and all that follows from it, is the same to the last bit with and without kernels."""

import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from benchmarks.inputs.random_problems import random_picture
from segmentation import ConvergenceError, Method, segment
from segmentation.eigen.components import components
from segmentation.eigen.embedding import embed
from segmentation.graph import pixel_graph
from segmentation.kernels import compiled
from segmentation.labels import cluster_qr
from segmentation.stages.metrics import connected_parts, graph_cuts

ROOT = Path(__file__).parents[3]
ARRAYS = ("nodes", "right", "down", "right_index", "down_index", "diagonal")
DERIVED = ("degree", "inverse_sqrt_degree", "n_edges", "n_isolated", "scale", "weight_range")


@contextmanager
def no_kernels():
    """Imitate a process before anything is compiled."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compiled, "ready", lambda *_: False)
        patch.setenv("CUTLAB_COMPILE", "never")
        yield


def bits(value):
    array = np.ascontiguousarray(value)
    return array.dtype, array.shape, array.tobytes()


def everything(image, mask, **options):
    """Return the bits of a graph's arrays, and of all that solvers derive from it."""
    graph = pixel_graph(image, mask, **options)
    known = {name: bits(getattr(graph, name)) for name in ARRAYS + DERIVED}
    for name in ("affinity", "laplacian"):
        matrix = getattr(graph, name)
        known[name] = [bits(part) for part in (matrix.data, matrix.indices, matrix.indptr)]
    known["components"] = [bits(part) for part in components(graph)]
    regions = np.random.default_rng(1).integers(0, 4, graph.n_nodes)
    cuts = graph_cuts(graph, regions)
    known["cuts"] = [bits(numbers) for numbers in (cuts.size, cuts.cut, cuts.volume)]
    known["parts"] = bits(connected_parts(graph, regions))
    part = graph.restrict(np.arange(0, graph.n_nodes, 2))
    known["part"] = [bits(part.degree), bits(part.right), bits(part.down)]
    vectors = np.random.default_rng(0).standard_normal((graph.n_nodes, 3)).round(1)
    for order in "CF":
        embedding = embed(graph, np.asarray(vectors, order=order))
        known[f"embedding {order}"] = bits(embedding), embedding.flags.c_contiguous
    return known


def assert_one_graph(image, mask, **options):
    with_kernels = everything(image, mask, **options)
    with no_kernels():
        without = everything(image, mask, **options)
    for name, value in with_kernels.items():
        assert value == without[name], name


pictures = st.tuples(st.integers(1, 9), st.integers(1, 9)).flatmap(
    lambda shape: st.tuples(
        hnp.arrays(np.float64, shape, elements=st.floats(allow_nan=False, allow_infinity=False)),
        hnp.arrays(np.bool_, shape).filter(np.any),
    )
)
options = {
    "beta": st.floats(0, 1000),
    "scale": st.sampled_from(["graph", "edges"]),
    "eps": st.sampled_from([0.0, 1e-6, 0.1, 1.0]),
}


@given(pictures, st.fixed_dictionaries(options))
def test_any_picture_has_one_graph(picture, chosen):
    assert_one_graph(*picture, **chosen)


@pytest.mark.parametrize("chunk", range(4))
def test_random_pictures_have_one_graph(chunk):
    for seed in range(chunk, 200, 4):
        one = random_picture(seed)
        assert_one_graph(one.image, one.mask, beta=one.beta, scale=one.scale, eps=one.eps)


def test_a_picture_of_more_pixels_than_are_summed_at_once_has_one_graph():
    image = np.random.default_rng(0).standard_normal((300, 290))
    for mask in (None, image > -1):
        assert_one_graph(image, mask, beta=5)


embeddings = st.integers(1, 9).flatmap(
    lambda k: hnp.arrays(
        np.float64,
        st.tuples(st.integers(k, 40), st.just(k)),
        # Few numbers, none of them exact in binary: rows that are equally far, but for rounding.
        elements=st.sampled_from([-0.7, -0.1, 0.0, 0.1, 0.3, 0.7]),
    )
)


@given(embeddings)
def test_cluster_qr_chooses_the_same_rows_among_equals(embedding):
    labels = cluster_qr.assign(embedding, embedding.shape[1])
    with no_kernels():
        assert np.array_equal(cluster_qr.assign(embedding, embedding.shape[1]), labels)


@pytest.mark.parametrize("assign", ["discretize", "cluster_qr", "sweep"])
def test_what_lapack_solves_has_one_partition(assign):
    """Below 100 nodes the same solver answers, so nothing is left that could differ."""
    for seed in range(60):
        one = random_picture(seed)
        if one.mask.sum() >= 100:
            continue
        method = Method(one.beta, max(1, one.n - 1), assign, scale=one.scale, eps=one.eps)
        found = _outcome(one.image, one.mask, method)
        with no_kernels():
            assert _outcome(one.image, one.mask, method) == found, one.name


def _outcome(image, mask, method):
    try:
        result = segment(image, mask, method)
    except ConvergenceError as error:
        return str(error)
    return bits(result.labels), bits(result.eigenvalues), bits(result.embedding)


TWICE = """
import sys
import segmentation
from segmentation import ConvergenceError, Method, Scene, segment
from segmentation.kernels import compiled
# Or python -m segmentation.compile would warn.
assert "segmentation.compile.__main__" not in sys.modules
picture = Scene(noise=0.2 + 0.2 * 2, seed=41).render()
outcomes = []
for _ in range(2):
    try:
        result = segment(picture.image, picture.mask, Method(beta=20))
    except ConvergenceError as error:
        outcomes.append(str(error))
    else:
        arrays = result.labels, result.eigenvalues, result.embedding, result.graph.right
        outcomes.append((result.scale, result.solver, *(array.tobytes() for array in arrays)))
    assert compiled.ready()
print(outcomes[0] == outcomes[1])
"""


def test_the_first_call_of_a_process_has_the_outcome_of_the_second():
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", TWICE],
        cwd=ROOT,
        env={**os.environ, "CUTLAB_COMPILE": "wait"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (run.stdout, run.stderr) == ("True\n", "")
