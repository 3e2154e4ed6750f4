"""Files to export, each a pure function of a state."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from io import BytesIO, StringIO
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from components.export.context import ExportContext
from components.export.standalone import standalone
from components.figures.pictures import outline_shapes, photograph, pictures
from components.pictures.cutlab_file import write_file
from components.state.model import ExplorerState
from segmentation import (
    Drawing,
    draw_pictures,
    encode_labels,
    region_polygons,
    region_table,
)
from segmentation.drawing.colors import IMAGE_SCALE, OUTSIDE, REGIONS, shades
from segmentation.drawing.png import indexed_png
from segmentation.drawing.shapes import Pixels
from segmentation.evaluation import encode_result
from segmentation.pictures.writing import encode_overlay

__all__ = ["FILES", "ExportName", "File", "export"]

ExportName = Literal[
    "pictures-png",
    "pictures-svg",
    "labels-png",
    "labels-grey",
    "labels-tiff",
    "overlay-png",
    "labels-npz",
    "result-npz",
    "metrics-csv",
    "metrics-json",
    "regions-csv",
    "regions-geojson",
    "cutlab",
    "figure-html",
    "code-scikit-learn",
    "code-cutlab",
]


@dataclass(frozen=True)
class File:
    """A kind of file, with its title in the menu and its name on disk.

    `only` is the subject that it is for, circles or a picture; empty for both.
    """

    title: str
    filename: str
    media_type: str
    make: Callable[[ExportContext], bytes]
    only: Literal["", "circles", "picture"] = ""


def export(name: ExportName, state: ExplorerState) -> bytes:
    """Make a file.

    Parameters
    ----------
    name : str
        One of `FILES`.
    state : ExplorerState

    Returns
    -------
    bytes

    Raises
    ------
    CutlabError
        If the state has no result.
    """
    return FILES[name].make(ExportContext(state))


def _drawing_png(context: ExportContext) -> bytes:
    return _drawing(context).png()


def _drawing_svg(context: ExportContext) -> bytes:
    return _drawing(context).svg().encode()


def _drawing(context: ExportContext) -> Drawing:
    state = context.state
    drawing = draw_pictures(
        context.display if context.display.ndim == 3 else context.grey,
        context.result.labels,
        circles=state.scene().circles if state.outlines and not state.picture else (),
        value_range=context.value_range,
        caption=context.caption,
    )
    return _in_grey(drawing) if state.picture else drawing


def _in_grey(drawing: Drawing) -> Drawing:
    """Return a drawing whose original, and its colour bar, are grey, as photographs are."""
    scale, greys = shades(IMAGE_SCALE), shades(("#000000", "#ffffff"))
    shapes = tuple(
        replace(shape, palette=greys)
        if isinstance(shape, Pixels) and shape.palette == scale
        else shape
        for shape in drawing.shapes
    )
    return replace(drawing, shapes=shapes)


def _labels_png(context: ExportContext) -> bytes:
    """Draw one dot per pixel; its palette entry is the region + 1, and entry 0 is transparent."""
    levels = (context.result.labels + 1).astype(np.uint8)
    return indexed_png(levels, (OUTSIDE, *REGIONS), transparent=0)


def _labels_grey(context: ExportContext) -> bytes:
    return encode_labels(context.result.labels)


def _labels_tiff(context: ExportContext) -> bytes:
    return encode_labels(context.result.labels, "tiff")


def _overlay(context: ExportContext) -> bytes:
    return encode_overlay(context.display, context.result.labels)


def _regions_csv(context: ExportContext) -> bytes:
    table = region_table(context.result, context.region_names)
    text: str = table.to_csv(index=False, lineterminator="\n")
    return text.encode()


def _regions_geojson(context: ExportContext) -> bytes:
    found = region_polygons(context.result, context.box, names=context.region_names)
    return json.dumps(found, ensure_ascii=False).encode()


def _cutlab(context: ExportContext) -> bytes:
    return write_file(context.state, context.content, context.painting, context.truth)


def _labels_npz(context: ExportContext) -> bytes:
    return _npz(labels=context.result.labels)


def _result_npz(context: ExportContext) -> bytes:
    more: dict[str, Any] = {"display": context.display} if context.state.picture else {}
    more["parameters"] = np.array(json.dumps(context.parameters))
    names = context.region_names
    more["names"] = [names.get(label, "") for label in range(len(context.result.cuts.size))]
    return encode_result(context.result, mask=context.picture.mask, **more)


def _npz(**arrays: NDArray[Any]) -> bytes:
    buffer = BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, **arrays)
    return buffer.getvalue()


def _metrics_csv(context: ExportContext) -> bytes:
    """Return one row and a header, so that the files of many scenes can be concatenated."""
    row = {**context.parameters, **context.metrics}
    if "circles" in row:
        row["circles"] = json.dumps(row["circles"])
    text = StringIO()
    writer = csv.DictWriter(text, row, lineterminator="\n")
    writer.writeheader()
    writer.writerow(row)
    return text.getvalue().encode()


def _metrics_json(context: ExportContext) -> bytes:
    result, names = context.result, context.region_names
    cuts = result.cuts
    regions = [
        {
            "label": int(label),
            "name": names.get(int(label), ""),
            "pixels": int(cuts.size[label]),
            "parts": int(result.region_parts[label]),
            "cut": float(cuts.cut[label]),
            "volume": float(cuts.volume[label]),
        }
        for label in np.flatnonzero(cuts.size)
    ]
    content = {
        "parameters": context.parameters,
        "metrics": context.metrics,
        "verdict": result.verdict.sentence,
        "regions": regions,
        "eigenvalues": result.eigenvalues.tolist(),
        "warnings": result.warnings,
        "diagnostics": result.diagnostics,
    }
    return json.dumps(content, indent=1, ensure_ascii=False).encode()


def _figure_html(context: ExportContext) -> bytes:
    figure = pictures(
        replace(context.picture, image=context.grey), context.result, context.state.noise
    )
    figure.update_layout(font_family="system-ui, sans-serif")
    if context.state.picture:
        figure = photograph(figure, context.display, context.value_range)
    elif context.state.outlines:
        figure.update_layout(shapes=outline_shapes(context.state.circles))
    return standalone(figure, "Cutlab: original and labels", context.caption).encode()


FILES: dict[ExportName, File] = {
    "pictures-png": File("Pictures, PNG", "cutlab-pictures.png", "image/png", _drawing_png),
    "pictures-svg": File("Pictures, SVG", "cutlab-pictures.svg", "image/svg+xml", _drawing_svg),
    "labels-png": File("Labels, PNG", "cutlab-labels.png", "image/png", _labels_png),
    "labels-grey": File("Label numbers, grey PNG", "cutlab-numbers.png", "image/png", _labels_grey),
    "labels-tiff": File("Label numbers, TIFF", "cutlab-numbers.tif", "image/tiff", _labels_tiff),
    "overlay-png": File(
        "Labels over the picture, PNG", "cutlab-overlay.png", "image/png", _overlay, "picture"
    ),
    "labels-npz": File("Labels, NPZ", "cutlab-labels.npz", "application/zip", _labels_npz),
    "result-npz": File("Whole result, NPZ", "cutlab-result.npz", "application/zip", _result_npz),
    "metrics-csv": File("Metrics, CSV", "cutlab-metrics.csv", "text/csv", _metrics_csv),
    "metrics-json": File("Metrics, JSON", "cutlab-metrics.json", "application/json", _metrics_json),
    "regions-csv": File("Table of regions, CSV", "cutlab-regions.csv", "text/csv", _regions_csv),
    "regions-geojson": File(
        "Outlines of regions, GeoJSON",
        "cutlab-regions.geojson",
        "application/geo+json",
        _regions_geojson,
    ),
    "cutlab": File(
        "Picture and settings, to open again",
        "picture.cutlab",
        "application/zip",
        _cutlab,
        "picture",
    ),
    "figure-html": File(
        "Interactive figure, HTML", "cutlab-figure.html", "text/html", _figure_html
    ),
    "code-scikit-learn": File(
        "NumPy and scikit-learn",
        "cutlab_scikit_learn.py",
        "text/x-python",
        lambda context: context.scikit_learn_code.encode(),
    ),
    "code-cutlab": File(
        "Cutlab's service",
        "cutlab_service.py",
        "text/x-python",
        lambda context: context.service_code.encode(),
    ),
}
