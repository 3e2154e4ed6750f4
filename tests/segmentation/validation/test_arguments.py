"""Every public function against hostile values: an error that names the parameter, or the result
of the clean value that was meant; never anything else, a warning included."""

import inspect
import sys
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pytest
from numba.extending import is_jitted
from scipy import sparse

import segmentation
from segmentation import (
    Circle,
    Method,
    Scene,
    align_vectors,
    assign_labels,
    cut_edges,
    ncut_value,
    pixel_graph,
    refine,
    region_cuts,
    segment,
)
from tests.segmentation.validation.hostile import check_values, equal

IMAGE = [[0, 0, 0, 1, 0], [0, 1, 0, 1, 1], [0, 0, 0, 1, 1], [0, 0, 1, 1, 0]]
MASK = [[True, True, True, True, True]] * 3 + [[True, True, False, True, True]]
LABELS = [[0, 0, 0, 1, 1], [0, 0, 0, 1, 1], [0, 2, 2, 1, 1], [2, 2, -1, 1, 1]]
PATH = [[0, 2, 0, 0], [2, 0, 1, 0], [0, 1, 0, 3], [0, 0, 3, 0]]
POINTS = [[1, 0], [1, 1], [-2, 0], [-2, 1], [1, 0]]
VECTORS = [[[1, 2], [0, 1]], [[2, -1], [1, 1]]]
METHOD = Method(n_clusters=2, scale="edges", eps=0.1)
GRAPH = pixel_graph(IMAGE, MASK, eps=0.1)


@pytest.fixture(scope="module")
def result():
    return segment(IMAGE, MASK, METHOD)


@dataclass
class Call:
    """Call of a function with clean values.

    `kinds` says which parameters take arrays, and of which dtypes they may be; `others` are the
    parameters that an error may name as well, because the value given has to fit them.
    """

    clean: dict
    kinds: dict = field(default_factory=dict)
    others: dict = field(default_factory=dict)


PICTURE = {"image": "buif", "mask": "b"}
GRAPHS = {"image": IMAGE, "beta": 2, "scale": "edges", "eps": 0.1, "feature": "intensity"}
FITTING = {"image": ("mask",), "mask": ("image",)}
PARTITION = Call(
    {"affinity": PATH, "labels": [0, 0, 1, 1]},
    {"affinity": "uif", "labels": "iu"},
    {"labels": ("affinity",)},
)


def calls(result):
    """Return a call of each public function."""
    one = {"result": result}
    return {
        "Circle": Call({"row": 3, "col": 4, "radius": 2}),
        "Method": Call(
            {"beta": 1, "n_clusters": 2, "assign_labels": "kmeans", "eigen_solver": "dense",
             "scale": "edges", "eps": 0.5, "use_mask": True, "random_state": 2,
             "feature": "intensity", "merge_from": 3}
        ),
        "Scene": Call({"circles": (Circle(3, 4, 2),), "size": 8, "noise": 1, "seed": 2}),
        "affinity": Call(GRAPHS | {"mask": MASK}, PICTURE, FITTING),
        "align_vectors": Call(
            {"vectors": VECTORS, "previous": VECTORS[::-1], "eigenvalues": [0, 1], "close": 0.5},
            {"vectors": "if", "previous": "if", "eigenvalues": "iuf"},
            {"vectors": ("eigenvalues",)},
        ),
        "assign_labels": Call(
            {"embedding": POINTS, "n_clusters": 2, "method": "cluster_qr", "random_state": 2,
             "graph": None},
            {"embedding": "if"},
            {"embedding": ("n_clusters",), "n_clusters": ("embedding",), "method": ("graph",)},
        ),
        "boundary_pixels": Call({"labels": LABELS}, {"labels": "i"}),
        "compare_methods": Call(one),
        "compare_partitions": Call(
            {"labels": LABELS, "truths": LABELS[::-1], "tolerance": 0.1},
            {"labels": "i", "truths": "i"}, {"labels": ("truths",)},
        ),
        "compile_kernels": Call({"progress": False}),
        "cut_edges": Call({"graph": GRAPH, "labels": LABELS}, {"labels": "i"}),
        "draw_pictures": Call(
            {"image": IMAGE, "labels": LABELS, "circles": (Circle(1, 1, 1),),
             "value_range": (0, 2), "titles": ("a", "b"), "caption": ("c",)},
            {"image": "buif", "labels": "i"},
            {"image": ("labels",)},
        ),
        "edge_gradients": Call(one),
        "encode_labels": Call({"labels": LABELS, "kind": "tiff"}, {"labels": "i"}),
        "fit_truth": Call(
            {"truth": LABELS, "shape": (2, 2), "crop": (0, 0, 2, 3)},
            {"truth": "i"}, {"truth": ("crop",)},
        ),
        "graph_edges": Call({"graph": GRAPH}),
        "join_regions": Call(one | {"groups": [[0, 1]]}),
        "match_labels": Call(
            {"labels": LABELS, "reference": LABELS[::-1], "n_reference": 4},
            {"labels": "i", "reference": "i"},
            {"labels": ("reference",)},
        ),
        "mean_affinity": Call({"graph": GRAPH}),
        "merge_regions": Call(
            {"labels": LABELS, "image": IMAGE, "n_regions": 2},
            {"labels": "i", "image": "iuf"}, {"labels": ("image",)},
        ),
        "ncut_value": PARTITION,
        "pixel_graph": Call(GRAPHS | {"mask": MASK}, PICTURE, FITTING),
        "prepare": Call(
            {"image": IMAGE, "channel": "grey", "longest": 8, "sigma": 1, "crop": (0, 0, 3, 4),
             "invert": False, "mask": "painted", "threshold": None, "painted": MASK, "smallest": 0},
            {"painted": "b"},
            {"image": ("crop", "painted", "mask"), "mask": ("channel",),
             "painted": ("mask",), "threshold": ("mask",), "smallest": ("mask",)},
        ),
        "read_image": Call({"source": IMAGE, "page": 0}),
        "read_truth": Call({"source": LABELS}),
        "refine": PARTITION,
        "region_cuts": PARTITION,
        "region_polygons": Call(one | {"box": (0, 0, 4, 5), "names": {0: "a"}}),
        "region_table": Call(one | {"names": {0: "a"}}),
        "sample_image": Call({"name": "coins"}),
        "segment": Call(
            {"image": IMAGE, "mask": MASK, "method": METHOD, "truth": LABELS, "previous": None},
            PICTURE | {"truth": "i"},
            {"image": ("mask", "n_clusters", "truth"), "mask": ("image", "n_clusters")},
        ),
        "segment_scene": Call({"scene": Scene(size=30), "method": METHOD, "previous": None}),
        "spectral_embedding": Call(
            GRAPHS | {"mask": MASK, "n_components": 2, "eigen_solver": "dense", "random_state": 2},
            PICTURE,
            {"image": ("mask", "n_components"), "mask": ("image", "n_components")},
        ),
        "spectrum": Call(one | {"n": 3}),
        "threshold_curve": Call(one),
        "weight_histogram": Call({"graph": GRAPH, "bins": 4}),
        "with_truth": Call(one | {"truth": LABELS}, {"truth": "i"}, {"truth": ("result",)}),
    }  # fmt: skip


def strided(array):
    wide = np.zeros((*array.shape[:-1], 2 * array.shape[-1]), array.dtype)
    wide[..., ::2] = array
    return wide[..., ::2]


def read_only(array):
    array.flags.writeable = False
    return array


def unaligned(array):
    spare = np.zeros(array.nbytes + 1, np.uint8)[1:]
    moved = spare.view(array.dtype).reshape(array.shape)
    moved[:] = array
    return moved


def mapped(array, folder):
    np.save(folder / "array.npy", array)
    return np.load(folder / "array.npy", mmap_mode="r")


class Subclass(np.ndarray):
    pass


def dispatchers():
    """Return every compiled function of the service that has been imported."""
    modules = [m for name, m in sys.modules.items() if name.startswith("segmentation")]
    found = [each for m in modules for each in vars(m).values() if is_jitted(each)]
    return {id(each): each for each in found}.values()


@pytest.mark.parametrize("layout", [np.asfortranarray, strided, read_only, unaligned])
def test_no_layout_of_an_array_has_a_kernel_compiled_anew(layout):
    """A caller would wait for it, a minute and more."""
    image, mask, labels = np.array(IMAGE, float), np.array(MASK), np.array(LABELS)
    points, path = np.random.default_rng(0).random((40, 2)), np.array(PATH, float)
    wide = sparse.csr_array(path)
    wide.indptr, wide.indices = wide.indptr.astype(np.int64), wide.indices.astype(np.int64)

    def call_all(layout, matrix):
        segment(layout(image.copy()), layout(mask.copy()), METHOD)
        for method in ("kmeans", "cluster_qr", "discretize"):
            assign_labels(layout(points.copy()), 2, method=method)
        refine(matrix, layout(np.array([[0, 1], [1, 1]])))
        cut_edges(GRAPH, layout(labels.copy()))

    call_all(lambda array: array, path)
    before = {each: len(each.signatures) for each in dispatchers()}
    call_all(layout, wide)
    assert {each: len(each.signatures) for each in dispatchers()} == before


# Classes whose instances only the service makes.
RECORDS = {
    "Drawing", "Mark", "Match", "MethodOutcome", "Metrics", "Picture", "PixelEdges", "PixelGraph",
    "RegionCuts", "Segmentation", "Spectrum", "Suggestion", "ThresholdCurve", "Verdict", "Witness",
    "ImageFile", "PartitionMetrics", "PreparedPicture", "PICTURE_METHODS", "SAMPLES", "Sample",
}  # fmt: skip


def is_error(name):
    made = getattr(segmentation, name)
    return isinstance(made, type) and issubclass(made, Exception)


def parameters():
    """Return each public function with each of its parameters."""
    names = [n for n in segmentation.__all__ if n not in RECORDS and not is_error(n)]
    return [(n, p) for n in names for p in inspect.signature(getattr(segmentation, n)).parameters]


@pytest.fixture(params=parameters(), ids=".".join)
def case(request, result):
    name, parameter = request.param
    call = calls(result)[name]  # a public function without a line there is one without a test
    call.clean[parameter]
    return getattr(segmentation, name), parameter, call


def test_hostile_values_are_refused_by_name_or_taken_for_what_they_mean(case):
    function, parameter, call = case
    default = inspect.signature(function).parameters[parameter].default
    none = default is None or (function, parameter) == (align_vectors, "previous")
    check_values(function, call.clean, parameter, call.others.get(parameter, ()), none)


SAME = {
    "an array": lambda a, _: a,
    "tuples": lambda a, _: tuple(map(tuple, a.tolist())) if a.ndim == 2 else tuple(a.tolist()),
    "columns first": lambda a, _: np.asfortranarray(a),
    "strided": lambda a, _: strided(a),
    "backwards": lambda a, _: a[::-1].copy()[::-1],
    "read-only": lambda a, _: read_only(a),
    "unaligned": lambda a, _: unaligned(a),
    "of the other byte order": lambda a, _: a.astype(a.dtype.newbyteorder()),
    "a file in memory": mapped,
    "a subclass": lambda a, _: a.view(Subclass),
    "a matrix": lambda a, _: np.asmatrix(a) if a.ndim == 2 else a,
    "a masked array of which nothing is masked": lambda a, _: np.ma.array(a),
    "masked rows": lambda a, _: [np.ma.array(row) for row in a],
    "a data frame": lambda a, _: pd.DataFrame(a) if a.ndim == 2 else a,
    "a buffer": lambda a, _: memoryview(a),
}
DTYPES = {
    "b": [np.bool_],
    "u": [np.uint8, np.uint16, np.uint32, np.uint64],
    "i": [np.int8, np.int16, np.int32, np.int64],
    "f": [np.float16, np.float32, np.float64, np.longdouble],
}


@pytest.mark.filterwarnings("ignore:the matrix subclass:PendingDeprecationWarning")
def test_arrays_give_the_same_however_they_are_held(case, tmp_path):
    function, parameter, call = case
    kinds = call.kinds.get(parameter, "")
    expected = function(**call.clean) if kinds else None
    for kind in kinds:
        for dtype in DTYPES[kind]:
            clean = np.array(call.clean[parameter]).astype(dtype)
            before = clean.copy()
            for name, layout in SAME.items():
                held = layout(clean.copy(), tmp_path)
                found = function(**call.clean | {parameter: held})
                assert equal(found, expected), (name, dtype)
            assert np.array_equal(clean, before)


SPARSE = {
    "csr": sparse.csr_array,
    "csc": sparse.csc_matrix,
    "coo": sparse.coo_array,
    "lil": sparse.lil_matrix,
    "dok": sparse.dok_array,
    "bsr": sparse.bsr_array,
    "dia": sparse.dia_matrix,
}


@pytest.mark.parametrize("function", [ncut_value, region_cuts, refine])
def test_sparse_matrices_give_the_same_in_every_format(function):
    labels = PARTITION.clean["labels"]
    expected = function(PATH, labels)
    for made in SPARSE.values():
        for dtype in (np.uint8, np.int64, np.float32, np.float64):
            assert equal(function(made(np.array(PATH, dtype)), labels), expected)
    row, col = np.nonzero(PATH)
    halves = np.array(PATH, float)[row, col] / 2
    twice = (np.r_[halves, halves], (np.r_[row, row], np.r_[col, col]))
    assert equal(function(sparse.coo_array(twice, shape=(4, 4)), labels), expected)
