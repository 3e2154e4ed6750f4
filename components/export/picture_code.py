"""Scripts that compute the state of an own picture, with scikit-learn or Cutlab's service."""

from __future__ import annotations

from components.export import code
from components.state.model import ExplorerState

__all__ = ["picture_scikit_learn_code", "picture_service_code"]

# A mask that was painted is in the file of the whole result.
RESULT = '"cutlab-result.npz"'
MASK_FILE = "# The mask was painted: export the whole result, NPZ, to have it here.\n"
LUMINANCE = "[0.2125, 0.7154, 0.0721]"


def picture_service_code(state: ExplorerState, threshold: float | None) -> str:
    """Write the script that computes exactly the labels on the page.

    Parameters
    ----------
    state : ExplorerState
    threshold : float or None
        Threshold of the mask in the picture's unit, if the reader has set one.

    Returns
    -------
    str
        The script needs Cutlab's folder on Python's path and the picture beside it, and defines
        ``labels`` and ``result``.
    """
    by_hand = state.mask == "painted"
    mask = "none" if by_hand else state.mask.removeprefix("otsu_")
    reader, source = ("read_image", _file(state)) if state.uploaded else ("sample_image", None)
    page = f", page={state.page - 1}" if state.uploaded and state.page > 1 else ""
    inside = f'np.load({RESULT})["mask"]' if by_hand else "picture.mask"
    names = ", ".join(sorted(("prepare", reader, "segment")))
    numpy = "import numpy as np\n\n" if by_hand else ""
    return f"""\
# Cutlab's result, by its service: run this in Cutlab's folder, with the picture there.
{MASK_FILE if by_hand else ""}{numpy}from segmentation import Method, {names}

picture = prepare(
    {reader}({source or repr(state.picture)}{page}),
    longest={state.picture_size},
    channel="{state.channel}",
    sigma={code.number(state.sigma)},
    mask="{mask}",
    threshold={None if threshold is None else code.number(threshold)},
    smallest={state.smallest},
)
{code.method(state)}
result = segment(picture.image, {inside}, method)
labels = result.labels  # -1 outside the mask
print(*picture.notes, result.verdict.sentence)
"""


def picture_scikit_learn_code(state: ExplorerState, threshold: float | None) -> str:
    """Write the script that finds the regions by NumPy, scikit-image and scikit-learn.

    Parameters
    ----------
    state, threshold
        As for `picture_service_code`.

    Returns
    -------
    str
        The script defines ``image``, ``mask``, ``graph`` and ``labels``.
    """
    head, regions = code.by_label_method(state)
    cut = state.model_copy(update={"n_clusters": max(state.n_clusters, state.merge_from)})
    merging = ""
    if cut.n_clusters > state.n_clusters:
        merging = f"""
# scikit-learn merges no regions: this step is Cutlab's, so run it in its folder.
from segmentation import merge_regions

labels = merge_regions(labels, image, {state.n_clusters})
"""
    return "\n".join(
        (
            "# Cutlab's result, by scikit-image and scikit-learn; the numbers of the regions may "
            "differ.",
            head.rstrip("\n"),
            _reading(state),
            _preparation(state, threshold),
            _graph(state),
            code.solver(state) + regions(cut) + merging,
        )
    )


def _file(state: ExplorerState) -> str:
    return repr(state.picture_file or "picture.png")


def _reading(state: ExplorerState) -> str:
    if not state.uploaded:
        return f"""\
from skimage import color, data, filters, morphology, transform

picture = data.{state.picture}()"""
    number = f"[{state.page - 1}]" if state.page > 1 else ""
    single = "" if number else "; of one page"
    return f"""\
from skimage import color, filters, io, morphology, transform

# A file of 8 or 16 bits that is upright, and opaque unless alpha is the mask{single}.
picture = io.imread({_file(state)}){number}"""


def _preparation(state: ExplorerState, threshold: float | None) -> str:
    lab = "color.rgb2lab(image / np.iinfo(picture.dtype).max)"
    select = {
        "grey": f"image = image @ {LUMINANCE} if image.ndim == 3 else image",
        "colour": f"image = {lab}",
    }.get(state.channel)
    if select is None:
        select = f"image = image[..., {('red', 'green', 'blue').index(state.channel)}]"
    grey = "image[..., 0]" if state.channel == "colour" else "image"
    used = f"filters.threshold_otsu({grey})" if threshold is None else code.number(threshold)
    mask = {
        "none": "np.ones(shape, dtype=bool)",
        "alpha": "transform.resize_local_mean(alpha, shape, preserve_range=True) >= "
        "np.iinfo(picture.dtype).max / 2",
        "above": f"{grey} > {used}",
        "below": f"{grey} <= {used}",
        "painted": f'np.load({RESULT})["mask"]',
    }[state.mask.removeprefix("otsu_")]
    alpha = (
        "alpha, picture = picture[..., -1], picture[..., :-1]\n" if state.mask == "alpha" else ""
    )
    smooth = f"""\
image = filters.gaussian(
    image, {code.number(state.sigma)}, channel_axis=-1 if image.ndim == 3 else None,
    preserve_range=True
)
"""
    pieces = ""
    if state.smallest > 1:
        pieces = f"mask = morphology.remove_small_objects(mask, max_size={state.smallest - 1})\n"
    whole = "" if state.use_mask else "mask[:] = True  # what is outside is cut too\n"
    return f"""\
{alpha}factor = min(1, {state.picture_size} / max(picture.shape[:2]))
shape = tuple(max(1, round(side * factor)) for side in picture.shape[:2])
axis = -1 if picture.ndim == 3 else None
image = transform.resize_local_mean(picture, shape, channel_axis=axis, preserve_range=True)
{select}
{smooth if state.sigma else ""}mask = {mask}
{pieces}{whole}"""


def _graph(state: ExplorerState) -> str:
    if state.channel != "colour":
        return code.graph(state)
    first, rest = code.graph(state).split("\n", 1)
    return f"""\
{first.replace("(image,", "(image[..., 0],")}
edges = graph.row != graph.col  # their gradients are distances in CIE Lab
values = image[mask]
step = values[graph.row[edges]] - values[graph.col[edges]]
graph.data[edges] = np.linalg.norm(step, axis=1)
{rest}"""
