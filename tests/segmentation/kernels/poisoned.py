"""Run every kernel on buffers full of garbage; print differences, and kernels that were not run.

It has to be a separate process: memory that kernels allocate is poisoned by a symbol to which
machine code is linked when it is loaded. Memory that Python allocates for kernels is poisoned by a
replacement of `numpy.empty`.
"""

import ctypes
import hashlib
import importlib
import json
import sys
from dataclasses import fields, is_dataclass

import numba
import numpy as np
from llvmlite import binding
from numba.core.runtime import _nrt_python

from segmentation import ConvergenceError, Method, Scene, cores, segment, segment_scene
from segmentation.compile.compilation import compile_all
from segmentation.eigen import aggregates
from segmentation.eigen.direct import orthogonal
from segmentation.eigen.multigrid import hierarchy
from segmentation.explain.refine import refine_graph
from segmentation.graph import pixel_graph
from segmentation.kernels.directory import PACKAGE
from segmentation.kernels.dispatchers import KernelDispatcher
from segmentation.kernels.team import ALONE
from segmentation.labels import METHODS, assign_labels
from segmentation.stages.boundaries import settle_boundaries

# 0xff in every byte is NaN, and -1 as an integer; 0x41 is 2e6 (12 in single), and huge.
POISONS = (None, 0xFF, 0x41)
SIZE = ctypes.c_size_t
ALLOCATORS = {
    "MemInfo_alloc": (SIZE,),
    "MemInfo_alloc_safe": (SIZE,),
    "MemInfo_alloc_aligned": (SIZE, ctypes.c_uint),
    "MemInfo_alloc_safe_aligned": (SIZE, ctypes.c_uint),
}

poison = {"byte": None}
_kept = []  # what machine code points to must not be collected


def poison_kernels():
    """Fill all memory that compiled code allocates, if that code is loaded later than this call."""
    numba.njit(lambda: None)()  # or its allocators would be linked to later, over these
    data_of = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p)(
        _nrt_python.c_helpers["MemInfo_data"]
    )
    for name, arguments in ALLOCATORS.items():
        kind = ctypes.PYFUNCTYPE(ctypes.c_void_p, *arguments)
        original = kind(_nrt_python.c_helpers[name])

        def allocate(size, *alignment, original=original):
            block = original(size, *alignment)
            if poison["byte"] is not None:
                ctypes.memset(data_of(block), poison["byte"], size)
            return block

        replacement = ctypes.CFUNCTYPE(ctypes.c_void_p, *arguments)(allocate)
        _kept.append(replacement)
        address = ctypes.cast(replacement, ctypes.c_void_p).value
        binding.add_symbol(f"NRT_{name}", address)


def poison_numpy():
    """Fill the arrays of `numpy.empty`; after compilation, which uses that function itself."""
    for name in ("empty", "empty_like"):
        original = getattr(np, name)

        def allocate(*args, original=original, **options):
            array = original(*args, **options)
            if poison["byte"] is not None and array.dtype != object:
                ctypes.memset(array.ctypes.data, poison["byte"], array.nbytes)
            return array

        setattr(np, name, allocate)


def find_kernels():
    """Return the modules that hold or name a kernel, and the kernels with their names."""
    package = PACKAGE
    names = [
        ".".join((package.name, *path.relative_to(package).with_suffix("").parts))
        for path in package.rglob("*.py")
        if "study" not in path.parts and path.stem not in ("__init__", "__main__")
    ]
    modules = [importlib.import_module(name) for name in names]
    kernels = {
        f"{module.__name__}.{name}": value
        for module in modules
        for name, value in vars(module).items()
        if type(value) is KernelDispatcher and value.__module__ == module.__name__
    }
    return modules, kernels


def count_calls(modules, kernels):
    """Count Python's calls of every kernel; return the counts by name."""
    counts = dict.fromkeys(kernels, 0)

    def counted(name, kernel):
        def call(*args):
            counts[name] += 1
            return kernel(*args)

        return call

    counting = {id(kernel): counted(name, kernel) for name, kernel in kernels.items()}
    for module in modules:
        for attribute, value in list(vars(module).items()):
            if id(value) in counting:
                setattr(module, attribute, counting[id(value)])
    return counts


def digest(value):
    """Return all bits of arrays, numbers and texts, however deep."""
    if isinstance(value, np.ndarray):
        return hashlib.sha256(repr((value.dtype, value.shape)).encode() + value.tobytes()).digest()
    if is_dataclass(value) and not isinstance(value, type):
        return tuple(
            (field.name, digest(getattr(value, field.name)))
            for field in fields(value)
            if field.name not in ("timings", "_graph")
        )
    if isinstance(value, dict):
        return tuple((name, digest(entry)) for name, entry in value.items())
    if isinstance(value, (list, tuple)):
        return tuple(digest(entry) for entry in value)
    return repr(value)


def noisy(height, width, seed=0):
    rows, columns = np.indices((height, width))
    steps = (rows > height // 3) + 2.0 * (columns > width // 2)
    return steps + 0.3 * np.random.default_rng(seed).standard_normal((height, width))


def answer(image, mask=None, previous=None, **options):
    """Return a result with its explanations, or the refusal."""
    try:
        result = segment(image, mask, Method(**options), previous=previous)
    except ConvergenceError as error:
        return error
    return result


def drag():
    """A cold start, a warm start, and an extrapolation; then another mask."""
    mask = np.ones((40, 44), bool)
    mask[15:20, 10:20] = False
    for k in (3, 9):
        result = None
        for step in range(3):
            image = noisy(40, 44) + 0.01 * step
            result = answer(image, mask, result, n_clusters=k, eigen_solver="multigrid")
            yield result
        yield answer(image, mask[:, ::-1], result, n_clusters=k, eigen_solver="multigrid")


def solvers():
    for solver, k, beta in (
        ("multigrid", 18, 1.0),
        ("direct", 3, 20.0),
        ("direct", 5, 40.0),
        ("direct", 12, 1.0),
        ("arpack", 3, 1.0),
        ("lobpcg", 3, 1.0),
        ("amg", 3, 1.0),
        ("dense", 5, 1.0),
        ("auto", 3, 60.0),
    ):
        yield answer(noisy(30, 31), n_clusters=k, eigen_solver=solver, beta=beta)
    yield approximate(noisy(60, 61))
    yield answer(noisy(8, 9), n_clusters=3)
    yield answer(np.repeat([0.0, 9.0, 0.0, 9.0], 100).reshape(20, 20), n_clusters=3, beta=90)


def approximate(image):
    """Labels of the aggregates of a picture, its boundaries settled."""
    graph = pixel_graph(image, beta=5, scale="edges", eps=1e-6)
    pairs = aggregates.solve(graph, 4)
    return pairs, settle_boundaries(graph, pairs.aggregates.number.astype(np.intp) % 3)


def following():
    """A frame whose eigenpairs follow those of the last one, and one that cannot."""
    result, options = None, {"scale": "edges", "eps": 1e-6, "eigen_solver": "direct"}
    for k, beta in ((5, 6.0), (5, 6.1), (5, 6.2), (9, 6.2)):
        result = answer(noisy(84, 90), None, result, n_clusters=k, beta=beta, **options)
        yield result


def two_threads():
    """Problems that two threads share, which are larger otherwise."""
    usual = cores.SMALLEST_SHARED, hierarchy.SMALLEST_LEVEL
    cores.SMALLEST_SHARED, hierarchy.SMALLEST_LEVEL = 400, 100
    with cores.solver_threads(2):
        for solver, k in (("multigrid", 3), ("multigrid", 12), ("direct", 3), ("direct", 12)):
            result = answer(noisy(44, 40), n_clusters=k, eigen_solver=solver)
            yield result
            yield answer(noisy(44, 40) * 1.01, None, result, n_clusters=k, eigen_solver=solver)
    cores.SMALLEST_SHARED, hierarchy.SMALLEST_LEVEL = usual


def labels():
    generator = np.random.default_rng(0)
    scattered = generator.random((40, 41)) < 0.6
    for method in METHODS:
        yield answer(noisy(40, 41), scattered, n_clusters=6, assign_labels=method)
        yield answer(noisy(30, 30), n_clusters=2, assign_labels=method)
    # Too few for a sample, more than the small one, and more than the large one.
    for n, k in ((70, 6), (600, 2), (700, 20), (4200, 6), (4200, 20)):
        points = generator.standard_normal((n, 6))
        yield assign_labels(points, k)
        yield assign_labels(np.repeat(points[: n // 8], 8, axis=0), k)
        yield assign_labels(points.round(), k)


def explanations():
    for scene, k in ((Scene.tutorial_two(), 2), (Scene(noise=0.8, size=50), 4)):
        result = segment_scene(scene, Method(n_clusters=k))
        yield result, result.verdict, result.spectrum, result.threshold_curve
        yield refine_graph(result.graph, result.node_labels)
    yield pixel_graph(noisy(20, 20), noisy(20, 20) > 0, eps=1e-6).degree


def kernels_alone():
    """Call the kernels that otherwise only kernels call."""
    block, upper = np.random.default_rng(0).standard_normal((20, 8)), np.empty((8, 8))
    yield orthogonal.orthonormalize(ALONE, block, upper), block, upper


@numba.njit
def read_what_was_not_written(n):
    return np.empty(n)[1]


def careless():
    yield read_what_was_not_written(3), np.empty(3)[1]


SCENES = (drag, solvers, following, two_threads, labels, explanations, kernels_alone, careless)


def main():
    poison_kernels()
    compile_all()
    imported = "sklearn" in sys.modules
    read_what_was_not_written(3)
    modules, kernels = find_kernels()
    counts = count_calls(modules, kernels)
    poison_numpy()

    runs = []
    for poison["byte"] in POISONS:
        runs.append([(scene.__name__, digest(found)) for scene in SCENES for found in scene()])
    first, *others = runs
    different = {
        f"{name} {number}"
        for other in others
        for number, ((name, one), (_, two)) in enumerate(zip(first, other, strict=True))
        if one != two
    }
    report = {
        "scikit-learn was imported": imported,
        "different": sorted(different),
        "never called": sorted(name for name, count in counts.items() if count == 0),
        "not compiled once": sorted(
            name for name, kernel in kernels.items() if len(kernel.signatures) != 1
        ),
    }
    json.dump(report, sys.stdout)


if __name__ == "__main__":
    main()
