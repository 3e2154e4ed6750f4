"""Scripts that compute a state: one with scikit-learn, one with Cutlab's service."""

from __future__ import annotations

from collections.abc import Callable

from components.state.control_specs import control_specs
from components.state.model import ExplorerState

__all__ = [
    "by_label_method",
    "graph",
    "method",
    "number",
    "scikit_learn_code",
    "service_code",
    "solver",
]


def service_code(state: ExplorerState) -> str:
    """Write the script that computes exactly the labels on the page.

    Parameters
    ----------
    state : ExplorerState

    Returns
    -------
    str
        The script needs Cutlab's folder on Python's path, and defines ``labels`` and ``result``.

    Examples
    --------
    >>> print(service_code(ExplorerState())[:52])
    # Cutlab's result, by its service: run this in Cutla
    """
    circles = "".join(
        f"        Circle(row={number(c.row)}, col={number(c.col)}, radius={number(c.radius)}),\n"
        for c in state.circles
    )
    return f"""\
# Cutlab's result, by its service: run this in Cutlab's folder.
from segmentation import Circle, Method, Scene, segment_scene

scene = Scene(
    circles=(
{circles}    ),
    size={state.size},
    noise={number(state.noise)},
    seed={state.seed},
)
{method(state)}
result = segment_scene(scene, method)
labels = result.labels  # -1 outside the mask
print(result.verdict.sentence)
"""


def method(state: ExplorerState) -> str:
    """Write the method of a state."""
    more = f"    merge_from={state.merge_from},\n" if state.method().merge_from else ""
    if state.method().feature == "colour":
        more += '    feature="colour",\n'
    return f"""\
method = Method(
    beta={number(state.beta)},
    n_clusters={state.n_clusters},
    assign_labels="{state.assign_labels}",
    eigen_solver="{state.method().eigen_solver}",
    scale="{state.scale}",
    eps={number(state.eps)},
    use_mask={state.use_mask},
    random_state={state.random_state},
{more})"""


def scikit_learn_code(state: ExplorerState) -> str:
    """Write the script that finds the regions on the page by NumPy and scikit-learn.

    Comments in the script name the steps that scikit-learn lacks. It uses Cutlab's sweep, and
    ARPACK in place of any other eigensolver, because their eigenvectors are the same.

    Parameters
    ----------
    state : ExplorerState

    Returns
    -------
    str
        The script defines ``image``, ``mask``, ``graph`` and ``labels``.
    """
    head, regions = by_label_method(state)
    return "\n".join(
        (
            "# Cutlab's result, by NumPy and scikit-learn; the numbers of the regions may differ.",
            head,
            _scene(state),
            graph(state),
            solver(state) + regions(state),
        )
    )


def by_label_method(state: ExplorerState) -> tuple[str, Callable[[ExplorerState], str]]:
    """Return the imports for a label method, and the function that writes its step."""
    return {
        "kmeans": (_KMEANS_HEAD, _kmeans),
        "sweep": (_SWEEP_HEAD, _sweep),
    }.get(state.assign_labels, (_HEAD, _clustering))


_HEAD = """\
import numpy as np
from sklearn.cluster import spectral_clustering
from sklearn.feature_extraction.image import img_to_graph
"""
_KMEANS_HEAD = """\
import numpy as np
from scipy.spatial.distance import cdist
from sklearn.cluster import k_means
from sklearn.feature_extraction.image import img_to_graph
from sklearn.manifold import spectral_embedding
"""
_SWEEP_HEAD = """\
# scikit-learn has no sweep: that step is Cutlab's, so run this in its folder.
import numpy as np
from sklearn.feature_extraction.image import img_to_graph
from sklearn.manifold import spectral_embedding

from segmentation import assign_labels, pixel_graph
"""


def _scene(state: ExplorerState) -> str:
    circles = "".join(
        f"    ({number(c.row)}, {number(c.col)}, {number(c.radius)}),\n" for c in state.circles
    )
    whole = "" if state.use_mask else "mask[:] = True  # the background is cut too\n"
    return f"""\
circles = [  # row, column, radius
{circles}]
row, col = np.indices(({state.size}, {state.size}))
mask = np.zeros(row.shape, dtype=bool)
for r, c, radius in circles:
    mask |= (row - r) ** 2 + (col - c) ** 2 < radius**2
noise = np.random.default_rng({state.seed}).standard_normal(mask.shape)
image = mask + (1 + {number(state.noise)} * noise)
{whole}"""


def graph(state: ExplorerState) -> str:
    """Write the affinity of an image's pixels."""
    if state.scale == "graph":
        scale = "graph.data.std()  # over the diagonal too, as in the tutorial"
    else:  # without any difference between gradients all edges weigh the same
        scale = "graph.data[graph.row != graph.col].std() or np.inf  # without the diagonal"
    eps = f" + {number(state.eps)}" if state.eps else ""
    return f"""\
graph = img_to_graph(image, mask=mask)
scale = {scale}
graph.data = np.exp(-{number(state.beta)} * graph.data / scale){eps}
"""


def solver(state: ExplorerState) -> str:
    """Write a comment on the eigensolver, if it is none of scikit-learn's."""
    used = state.method().eigen_solver
    if used in ("auto", "arpack"):
        return ""
    if used == "aggregates":
        return (
            "# On the page a picture of more than 500,000 pixels is cut as aggregates of them:\n"
            "# regions differ somewhat, and ARPACK takes minutes.\n"
        )
    name = (control_specs()["eigen_solver"].labels or {})[used]
    return f"# On the page the eigen solver is {name}; ARPACK finds the same vectors.\n"


def _clustering(state: ExplorerState) -> str:
    return f"""\
labels = np.full(mask.shape, -1)
labels[mask] = spectral_clustering(
    graph,
    n_clusters={state.n_clusters},
    eigen_solver="arpack",
    assign_labels="{state.assign_labels}",
    random_state={state.random_state},
)
print("pixels of each region:", np.bincount(labels[mask]))
"""


def _kmeans(state: ExplorerState) -> str:
    k, seed = state.n_clusters, state.random_state
    return f"""\
{_embedding(state)}_, found, _ = k_means(embedding, {k}, n_init=10, random_state={seed}, tol=0)
# So far this is spectral_clustering(graph, n_clusters={k}). Cutlab's k-means continues:
# it moves single pixels to another region while that lowers the cost. (It has a further
# search, so a few pixels on a boundary can differ.)
while True:
    sizes = np.bincount(found)
    centres = [embedding[found == j].mean(axis=0) for j in range(len(sizes))]
    cost = cdist(embedding, centres, "sqeuclidean")
    own = np.arange(len(found)), found
    stay = cost[own] * sizes[found] / np.maximum(sizes[found] - 1, 1)
    cost *= sizes / (sizes + 1)
    cost[own] = stay
    gain = stay - cost.min(axis=1)
    i = gain.argmax()
    if gain[i] <= 1e-12 * stay.sum():
        break
    found[i] = cost[i].argmin()
labels = np.full(mask.shape, -1)
labels[mask] = found
print("pixels of each region:", np.bincount(found))
"""


def _sweep(state: ExplorerState) -> str:
    k, beta, eps = state.n_clusters, number(state.beta), number(state.eps)
    if state.method().feature == "colour":
        eps += ', feature="colour"'
    return f"""\
{_embedding(state)}ours = pixel_graph(image, mask, beta={beta}, scale="{state.scale}", eps={eps})
labels = np.full(mask.shape, -1)
labels[mask] = assign_labels(
    embedding, {k}, method="sweep", random_state={state.random_state}, graph=ours
)
print("pixels of each region:", np.bincount(labels[mask]))
"""


def _embedding(state: ExplorerState) -> str:
    return f"""\
embedding = spectral_embedding(
    graph,
    n_components={state.n_clusters},
    eigen_solver="arpack",
    random_state={state.random_state},
    drop_first=False,
)
"""


def number(value: float) -> str:
    """Write a number in a form that Python reads back exactly."""
    return str(int(value)) if value == int(value) else repr(value)
