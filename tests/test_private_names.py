"""Private names of dependencies: each has one adapter, which fails loudly if the name is gone."""

import ast
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
import sklearn

from segmentation.labels import discretize

ROOT = Path(__file__).parents[1]
FOLDERS = ("segmentation", "components", "benchmarks")
SOURCES = ("app.py", "docs/*.py", *(f"{folder}/**/*.py" for folder in FOLDERS))
# Assets have theirs in live/plotly.mjs, which tests/assets/live/plotly.test.mjs holds, and in a
# browser tests/browser/test_modules.py.
ADAPTERS = {
    "components/page/backend.py": {"dash.backends._fastapi"},
    "segmentation/labels/discretize.py": {"sklearn.cluster._spectral"},
    "segmentation/kernels/allocation.py": {"numba.core.cgutils", "numba.np.arrayobj"},
    "segmentation/kernels/compiler.py": {
        "numba.core.caching",
        "numba.core.codegen",
        "numba.core.compiler",
        "numba.core.compiler_machinery",
        "numba.core.ir",
        "numba.core.registry",
        "numba.core.targetconfig",
        "numba.core.typed_passes",
        "numba.core.untyped_passes",
    },
}
OURS = (*FOLDERS, "app")


def private_names(path):
    """Return the private modules and names of other packages that a file uses."""
    tree = ast.parse(path.read_text())
    modules = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules |= {a.asname or a.name.split(".")[0]: a.name for a in node.names}
        elif isinstance(node, ast.ImportFrom):
            modules |= {a.asname or a.name: f"{node.module}.{a.name}" for a in node.names}
    theirs = {name: path for name, path in modules.items() if path.split(".")[0] not in OURS}
    found = set(theirs.values())
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            found |= {f"{theirs[node.value.id]}.{node.attr}"} if node.value.id in theirs else set()
    return {name for name in found if _is_private(name)}


def _is_private(name):
    """Return whether a dotted name is private; numba declares all of its core to be so.

    `os._exit` is public in spite of its name.
    """
    if name == "os._exit":
        return False
    hidden = any(n.startswith("_") and not n.startswith("__") for n in name.split("."))
    return hidden or name.startswith("numba.core.")


def test_private_names_are_taken_in_adapters_only():
    found = {}
    for pattern in SOURCES:
        for path in ROOT.glob(pattern):
            modules = {name.rsplit(".", 1)[0] for name in private_names(path)}
            if modules:
                found[path.relative_to(ROOT).as_posix()] = modules
    assert found == ADAPTERS


def test_a_version_of_scikit_learn_without_the_name_is_told(monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn.cluster._spectral", ModuleType("_spectral"))
    message = f"scikit-learn {sklearn.__version__} has no sklearn.cluster._spectral.discretize"
    with pytest.raises(ImportError, match=message.replace(".", r"\.")):
        discretize.assign(np.eye(3), 3)
