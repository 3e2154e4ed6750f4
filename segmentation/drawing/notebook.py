"""HTML representation of scenes, pictures and results in a notebook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from numpy.typing import NDArray

from segmentation.drawing.pictures import Outline, draw_pictures
from segmentation.drawing.svg import image_tag

__all__ = ["LARGEST", "html_block"]

LARGEST = 1024  # largest side of a picture in a notebook, in pixels


def html_block(
    title: str,
    numbers: Mapping[str, Any],
    image: NDArray[Any] | None,
    labels: NDArray[Any] | None = None,
    *,
    circles: Iterable[Outline] = (),
    titles: tuple[str, str] = ("Original", "Labels"),
    sentences: Iterable[str] = (),
) -> str:
    """Return HTML with a picture, a line of numbers, and sentences.

    Parameters
    ----------
    title : str
    numbers : mapping of str to value
        Shown in one line, each value after its name.
    image, labels, circles, titles
        As for `draw_pictures`. None, or a side of more than 1,024 pixels, shows a hint instead.
    sentences : iterable of str, default=()
        Shown below the numbers, each as a paragraph.
    """
    if image is None or max(image.shape) > LARGEST:
        picture = "<p>Too large to be shown here; <code>draw_pictures</code> makes a file.</p>"
    else:
        picture = image_tag(draw_pictures(image, labels, circles=circles, titles=titles))
    listed = " · ".join(f"{name} <b>{escape(str(value))}</b>" for name, value in numbers.items())
    paragraphs = "".join(f"<p>{escape(sentence)}</p>" for sentence in sentences)
    return f"<div><p><b>{title}</b></p>{picture}<p>{listed}</p>{paragraphs}</div>"
