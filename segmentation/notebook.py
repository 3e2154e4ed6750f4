"""How scenes, pictures and results show themselves in a notebook."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from segmentation.drawing import draw_pictures
from segmentation.drawing.svg import image_tag

if TYPE_CHECKING:
    from segmentation.result import Segmentation
    from segmentation.scene import Picture, Scene

__all__ = ["show_picture", "show_result", "show_scene"]

LARGEST = 1024  # of a picture that is put into a notebook, in pixels a side
TOO_LARGE = "Too large to be shown here; <code>draw_pictures</code> makes a file."


def show_scene(scene: Scene) -> str:
    """Return a scene as HTML: its picture with the circles' outlines."""
    n = len(scene.circles)
    numbers = {
        "size": f"{scene.size} × {scene.size} px",
        "circles": n,
        "noise": f"{scene.noise:g}",
        "seed": scene.seed,
    }
    if scene.size > LARGEST:
        return _block("Scene", f"<p>{TOO_LARGE}</p>", numbers)
    drawing = draw_pictures(scene.render().image, circles=scene.circles, titles=("Scene", ""))
    return _block("Scene", image_tag(drawing), numbers)


def show_picture(picture: Picture) -> str:
    """Return a rendered scene as HTML: the image, and the circle of each pixel."""
    numbers = {
        "shape": " × ".join(map(str, picture.image.shape)),
        "pixels in the mask": f"{int(picture.mask.sum()):,}",
        "circles with pixels": len(set(picture.truth[picture.mask].tolist())),
    }
    drawn = _drawn(picture.image, picture.truth, ("Image", "Truth"))
    return _block("Picture", drawn, numbers)


def show_result(result: Segmentation) -> str:
    """Return a segmentation as HTML: both pictures, the numbers and the verdict."""
    numbers: dict[str, Any] = {
        "nodes": f"{result.n_nodes:,}",
        "edges": f"{result.n_edges:,}",
        "components": result.n_components,
        "regions": result.n_regions,
        "Ncut": f"{result.ncut:.4f}",
    }
    if result.metrics:
        numbers["adjusted Rand index"] = f"{result.metrics.adjusted_rand:.3f}"
    verdict = () if result.truth is None else (result.verdict.sentence,)
    sentences = (*verdict, *result.warnings)
    told = "".join(f"<p>{escape(sentence)}</p>" for sentence in sentences)
    return _block(
        "Segmentation", _drawn(result.image, result.labels, ("Original", "Labels")), numbers, told
    )


def _drawn(image: Any, labels: Any, titles: tuple[str, str]) -> str:
    if max(image.shape) > LARGEST:
        return f"<p>{TOO_LARGE}</p>"
    return image_tag(draw_pictures(image, labels, titles=titles))


def _block(title: str, picture: str, numbers: dict[str, Any], told: str = "") -> str:
    listed = " · ".join(f"{name} <b>{escape(str(value))}</b>" for name, value in numbers.items())
    return f"<div><p><b>{title}</b></p>{picture}<p>{listed}</p>{told}</div>"
