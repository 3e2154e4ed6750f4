"""Scripts that compute the state of an own picture, with scikit-learn or Cutlab's service."""

from __future__ import annotations

import numpy as np

from components.export import code
from components.pictures.working_size import longest_side
from components.state.model import ExplorerState
from segmentation import ImageFile

__all__ = ["picture_scikit_learn_code", "picture_service_code"]

# A mask that was painted is in the file of the whole result.
RESULT = '"cutlab-result.npz"'
MASK_FILE = "# The mask was painted: export the whole result, NPZ, to have it here.\n"
LUMINANCE = "[0.2125, 0.7154, 0.0721]"


def picture_service_code(state: ExplorerState, threshold: float | None, file: ImageFile) -> str:
    """Write the script that computes exactly the labels on the page.

    Parameters
    ----------
    state : ExplorerState
    threshold : float or None
        Threshold of the mask in the picture's unit, if the reader has set one.
    file : ImageFile

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
    part = f"    crop={state.box},\n" if state.box else ""
    part += "    invert=True,\n" if state.invert else ""
    return f"""\
# Cutlab's result, by its service: run this in Cutlab's folder, with the picture there.
{MASK_FILE if by_hand else ""}{numpy}from segmentation import Method, {names}

picture = prepare(
    {reader}({source or repr(state.picture)}{page}),
{part}    longest={longest_side(state, file)},
    channel="{state.channel}",
    sigma={code.number(state.sigma)},
    mask="{mask}",
    threshold={None if threshold is None else code.number(threshold)},
    smallest={state.smallest},
)
{code.method(state)}
result = segment(picture.image, {inside}, method)
labels = result.labels  # -1 outside the mask
print(*picture.notes{"" if state.truth else ", result.verdict.sentence"})
"""


def truth_code(state: ExplorerState, crop: tuple[float, float, float, float] | None) -> str:
    """Write the lines after `picture_service_code` that compare with the truth of a state.

    Parameters
    ----------
    state : ExplorerState
    crop : tuple of four float or None
        Top, left, bottom, right of the picture in pixels of the truth; None if it is not cropped.
    """
    sides = crop and ", ".join(code.number(side) for side in crop)
    part = f", crop=({sides})" if sides else ""
    return f"""
# The truth beside the picture; the verdict is against the regions of one person.
from segmentation import compare_partitions, fit_truth, read_truth, with_truth

drawn = read_truth({(state.truth_file or "truth.png")!r})
truths = [fit_truth(each, labels.shape{part}) for each in drawn]
result = with_truth(result, truths[{state.person - 1}])
print(result.verdict.sentence, compare_partitions(labels, truths))
"""


def picture_scikit_learn_code(
    state: ExplorerState, threshold: float | None, file: ImageFile
) -> str:
    """Write the script that finds the regions by NumPy, scikit-image and scikit-learn.

    Parameters
    ----------
    state, threshold
        As for `picture_service_code`.
    file : ImageFile
        The picture as it was read, whose type and opacity decide what the script has to do.

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
            _reading(state, file),
            _preparation(state, threshold, file),
            _graph(state),
            code.solver(state) + regions(cut) + merging,
        )
    )


def _file(state: ExplorerState) -> str:
    return repr(state.picture_file or "picture.png")


def _reading(state: ExplorerState, file: ImageFile) -> str:
    name = _file(state)
    if not state.uploaded:
        return _imports(f"data.{state.picture}()", "color, data, filters, morphology, transform")
    if file.array.dtype == np.uint8 and file.format != "TIFF":
        mode = "RGBA" if file.alpha is not None else "RGB" if file.is_colour else "L"
        frame, used = f"Image.open({name})", "Image, ImageOps"
        if file.page > 0:
            frame, used = (
                f"ImageSequence.all_frames({frame})[{file.page}]",
                f"{used}, ImageSequence",
            )
        read = f'np.asarray(ImageOps.exif_transpose({frame}).convert("{mode}"))'
        return _imports(read, first=f"from PIL import {used}\n")
    notes = "".join(f"# {note}\n" for note in file.notes)
    if file.format == "PNG" and (file.is_colour or file.alpha is not None):
        read, last = f"read_image({name})", "\nfrom segmentation import read_image\n"
        comment = "  # other readers reduce its 16 bits to 8"
        if file.alpha is None:
            return _imports(f"{read}.array{comment}", last=last, notes=notes)
        alpha = "np.rint(file.alpha * 65535).astype(file.array.dtype)"
        notes += f"file = {read}{comment}\n"
        return _imports(f"np.dstack([file.array, {alpha}])", last=last, notes=notes)
    if file.format == "TIFF" and file.n_pages > 1:
        read = f"tifffile.imread({name}, key={file.page})"
        return _imports(read, first="import tifffile\n", notes=notes)
    read = f"io.imread({name})"
    return _imports(read, "color, filters, io, morphology, transform", notes=notes)


def _imports(
    read: str,
    modules: str = "color, filters, morphology, transform",
    first: str = "",
    last: str = "",
    notes: str = "",
) -> str:
    """Write the imports and the reading, with notes on what was done to the file."""
    return f"{first}from skimage import {modules}\n{last}\n{notes}picture = {read}"


def _preparation(state: ExplorerState, threshold: float | None, file: ImageFile) -> str:
    lab = f"color.rgb2lab({_unit(file)})"
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
        "alpha": "transform.resize_local_mean(alpha, shape) >= 0.5"
        if file.alpha is not None
        else "np.ones(shape, dtype=bool)",
        "above": f"{grey} > {used}",
        "below": f"{grey} <= {used}",
        "painted": f'np.load({RESULT})["mask"]',
    }[state.mask.removeprefix("otsu_")]
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
    crop = ""
    if state.box:
        top, left, bottom, right = state.box
        crop = f"picture = picture[{top}:{bottom}, {left}:{right}]\n"
    return f"""\
{crop}{_opacity(state, file)}factor = min(1, {longest_side(state, file)} / max(picture.shape[:2]))
shape = tuple(max(1, round(side * factor)) for side in picture.shape[:2])
axis = -1 if picture.ndim == 3 else None
image = transform.resize_local_mean(picture, shape, channel_axis=axis, preserve_range=True)
{_inversion(file) if state.invert else ""}{select}
{smooth if state.sigma else ""}mask = {mask}
{pieces}{whole}"""


def _opacity(state: ExplorerState, file: ImageFile) -> str:
    """Write the step that takes alpha from the channels, for a mask or to lay it over white."""
    if file.alpha is None:
        return ""
    whole = file.array.dtype.kind == "u"
    opaque = np.iinfo(file.array.dtype).max if whole else 1
    white = 2**file.bits - 1 if whole else 1
    colours = ":3" if file.is_colour else "[0, 0, 0]"
    split = f"alpha, picture = picture[..., -1] / {opaque}, picture[..., {colours}]\n"
    if state.mask == "alpha":
        return split
    return f"""\
{split}over = picture * alpha[..., None] + {white} * (1 - alpha[..., None])
picture = {"np.rint(over)" if whole else "over"}.astype(picture.dtype)  # over white
"""


def _inversion(file: ImageFile) -> str:
    """Write the step that exchanges dark and bright."""
    if file.array.dtype.kind == "u":
        return f"image = {2**file.bits - 1} - image\n"
    return """\
low, high = image.min(), image.max()
if 0 <= low and high <= 1:
    low, high = 0, 1
image = low + high - image
"""


def _unit(file: ImageFile) -> str:
    """Write the image in numbers from 0 (black) to 1 (white), as CIE Lab needs it."""
    colours = "image" if file.is_colour or file.alpha is not None else "np.dstack([image] * 3)"
    if file.array.dtype.kind == "u":
        return f"{colours} / {2**file.bits - 1}"
    if file.array.dtype.kind == "f" and file.array.min() >= 0 and file.array.max() <= 1:
        return colours
    return f"({colours} - image.min()) / np.ptp(image)"


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
