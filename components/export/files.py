"""Files to export, each a pure function of a state."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO, StringIO
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from components.export.code import scikit_learn_code, service_code
from components.export.standalone import standalone
from components.figures.pictures import outline_shapes, pictures
from components.figures.theme import image_range
from components.state.model import VIEW_FIELDS, ExplorerState
from segmentation import Drawing, Picture, Segmentation, draw_pictures, segment_scene
from segmentation.drawing.colors import OUTSIDE, REGIONS
from segmentation.drawing.png import indexed_png

__all__ = ["FILES", "ExportName", "File", "export"]

ExportName = Literal[
    "pictures-png",
    "pictures-svg",
    "labels-png",
    "labels-npz",
    "result-npz",
    "metrics-csv",
    "metrics-json",
    "figure-html",
    "code-scikit-learn",
    "code-cutlab",
]


class ExportContext:
    """A state and its results, computed on demand."""

    def __init__(self, state: ExplorerState) -> None:
        self.state = state

    @cached_property
    def picture(self) -> Picture:
        """The rendered scene."""
        return self.state.scene().render()

    @cached_property
    def result(self) -> Segmentation:
        """Its segmentation from a cold start, as for every picture at rest."""
        return segment_scene(self.state.scene(), self.state.method())

    @property
    def parameters(self) -> dict[str, Any]:
        """Fields of scene and method, without those of the view."""
        return self.state.model_dump(mode="json", exclude=set(VIEW_FIELDS))

    @property
    def metrics(self) -> dict[str, Any]:
        """Numbers that summarize the result; those that need a truth are None without one."""
        result = self.result
        truth = result.metrics
        return {
            "n_nodes": result.n_nodes,
            "n_edges": result.n_edges,
            "n_components": result.n_components,
            "n_regions": result.n_regions,
            "ncut": result.ncut,
            "adjusted_rand": truth.adjusted_rand if truth else None,
            "mean_iou": truth.mean_iou if truth else None,
            "misclassified": truth.misclassified if truth else None,
            "verdict": result.verdict.outcome,
        }

    @property
    def caption(self) -> tuple[str, ...]:
        """Parameters and metrics in Latin letters, which all fonts have."""
        s, result = self.state, self.result
        mask = "mask on" if s.use_mask else "mask off"
        method = (
            f"{s.size} x {s.size} px, noise {s.noise:g} (seed {s.seed}); beta {s.beta:g}, "
            f"scale {s.scale}, eps {s.eps:g}, {mask}; k {s.n_clusters}, {s.assign_labels} "
            f"(seed {s.random_state}), eigen solver {s.eigen_solver}."
        )
        circles = "; ".join(f"{c.row:g},{c.col:g},{c.radius:g}" for c in s.circles)
        found = f"Ncut {result.ncut:.4f}"
        if result.metrics:
            found += f", adjusted Rand index {result.metrics.adjusted_rand:.3f}"
        return method, f"Circles (row,column,radius): {circles}.", f"{found}."


@dataclass(frozen=True)
class File:
    """A kind of file, with its title in the menu and its name on disk."""

    title: str
    filename: str
    media_type: str
    make: Callable[[ExportContext], bytes]


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
    return draw_pictures(
        context.picture.image,
        context.result.labels,
        circles=state.scene().circles if state.outlines else (),
        value_range=image_range(state.noise),
        caption=context.caption,
    )


def _labels_png(context: ExportContext) -> bytes:
    """Draw one dot per pixel; its palette entry is the region + 1, and entry 0 is transparent."""
    levels = (context.result.labels + 1).astype(np.uint8)
    return indexed_png(levels, (OUTSIDE, *REGIONS), transparent=0)


def _labels_npz(context: ExportContext) -> bytes:
    return _npz(labels=context.result.labels)


def _result_npz(context: ExportContext) -> bytes:
    picture, result = context.picture, context.result
    return _npz(
        image=picture.image,
        mask=picture.mask,
        truth=picture.truth,
        labels=result.labels,
        eigenvalues=result.eigenvalues,
        eigenvectors=result.eigenvectors,
        residuals=result.residuals,
        parameters=np.array(json.dumps(context.parameters)),
    )


def _npz(**arrays: NDArray[Any]) -> bytes:
    buffer = BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, **arrays)
    return buffer.getvalue()


def _metrics_csv(context: ExportContext) -> bytes:
    """Return one row and a header, so that the files of many scenes can be concatenated."""
    row = {**context.parameters, **context.metrics}
    row["circles"] = json.dumps(row["circles"])
    text = StringIO()
    writer = csv.DictWriter(text, row, lineterminator="\n")
    writer.writeheader()
    writer.writerow(row)
    return text.getvalue().encode()


def _metrics_json(context: ExportContext) -> bytes:
    result = context.result
    cuts = result.cuts
    regions = [
        {
            "label": int(label),
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
    figure = pictures(context.picture, context.result, context.state.noise)
    figure.update_layout(font_family="system-ui, sans-serif")
    if context.state.outlines:
        figure.update_layout(shapes=outline_shapes(context.state.circles))
    return standalone(figure, "Cutlab: original and labels", context.caption).encode()


FILES: dict[ExportName, File] = {
    "pictures-png": File("Pictures, PNG", "cutlab-pictures.png", "image/png", _drawing_png),
    "pictures-svg": File("Pictures, SVG", "cutlab-pictures.svg", "image/svg+xml", _drawing_svg),
    "labels-png": File("Labels, PNG", "cutlab-labels.png", "image/png", _labels_png),
    "labels-npz": File("Labels, NPZ", "cutlab-labels.npz", "application/zip", _labels_npz),
    "result-npz": File("Whole result, NPZ", "cutlab-result.npz", "application/zip", _result_npz),
    "metrics-csv": File("Metrics, CSV", "cutlab-metrics.csv", "text/csv", _metrics_csv),
    "metrics-json": File("Metrics, JSON", "cutlab-metrics.json", "application/json", _metrics_json),
    "figure-html": File(
        "Interactive figure, HTML", "cutlab-figure.html", "text/html", _figure_html
    ),
    "code-scikit-learn": File(
        "NumPy and scikit-learn",
        "cutlab_scikit_learn.py",
        "text/x-python",
        lambda context: scikit_learn_code(context.state).encode(),
    ),
    "code-cutlab": File(
        "Cutlab's service",
        "cutlab_service.py",
        "text/x-python",
        lambda context: service_code(context.state).encode(),
    ),
}
