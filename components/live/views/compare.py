"""View of two states: a pinned one, A, and the one on screen, B."""

from __future__ import annotations

from html import escape

import numpy as np
from numpy.typing import NDArray

from components.figures.theme import image_range
from components.live.codec import Arrays
from components.live.differences import Row, parameter_rows, result_rows
from components.live.pinned import pinned_result, pinned_state
from components.live.views.base import Content, Tile, View, ViewContext, formula
from components.pictures.store import MissingPictureError
from components.state.model import ExplorerState
from components.state.numbers import count, short_number
from segmentation import CutlabError, Segmentation, match_labels

__all__ = ["VIEW"]

NOTHING = "No state is pinned. Press “Pin as A” under the pictures, then change something."
WORDS = ("same region", "another region", "in A alone", "in B alone")
ALONE = 2


def _content(context: ViewContext) -> Content:
    b = context.state
    if not b.pinned:
        return Content(NOTHING, nothing=True)
    a, problem = pinned_state(b)
    if problem:
        return Content(f"A cannot be shown. {problem}", nothing=True)
    try:
        found = pinned_result(a, b.pinned)
    except MissingPictureError:  # which the browser may have
        raise
    except CutlabError as error:
        return Content(f"A cannot be shown. {error}", nothing=True)
    tables = [
        _table("Settings", parameter_rows(a, b), "The settings are the same."),
        _table("Results", result_rows(found, context.result), "The results are the same."),
    ]
    below = f'<div class="tables">{"".join(tables)}</div>'
    if found.labels.shape != context.result.labels.shape:
        (h, w), (height, width) = found.labels.shape, context.result.labels.shape
        text = f"A has {w} × {h} pixels and B {width} × {height}: no pixel can be compared."
        return Content(text, below=below)
    return _compared(a, b, found, context.result, below)


def _compared(
    a: ExplorerState, b: ExplorerState, found: Segmentation, result: Segmentation, below: str
) -> Content:
    nodes = result.graph.nodes
    own = found.graph.nodes
    matched = match_labels(found.labels, result.labels).ravel()
    differs = _differences(matched, result.labels.ravel())
    either = np.flatnonzero((matched >= 0) | (result.labels.ravel() >= 0))
    n = int(np.count_nonzero(differs[either]))
    sentence = _sentence(differs[either], len(either))
    tiles = [
        Tile("A, pinned", f"A: {_told(found)}", "a", nodes="nodes_a"),
        Tile("B, on screen", f"B: {_told(result)}", "b"),
        Tile(
            f"{count(n, 'pixel')} {'differs' if n == 1 else 'differ'}",
            sentence,
            "differs",
            nodes="nodes_either",
            colors="affinity",
            ends=(0.0, 1.0),
            words=WORDS,
        ),
    ]
    arrays: Arrays = {
        "a": matched[own].astype(np.uint8),
        "b": result.labels.ravel()[nodes].astype(np.uint8),
        "differs": differs[either].astype(np.uint8),
        "nodes_a": own.astype(np.uint32),
        "nodes_either": either.astype(np.uint32),
    }
    if not (a.picture or b.picture) and a.scene() != b.scene():
        low, high = image_range(max(a.noise, b.noise))
        for name, title, image in (("A", "A", found.image), ("B", "B", result.image)):
            key = f"image_{name.lower()}"
            arrays[key] = image.ravel().clip(low, high).astype(np.float32)
            tiles.append(
                Tile(f"Original of {title}", f"The noisy original of {title}", key,
                     nodes="nodes_all", colors="image", ends=(low, high))
            )  # fmt: skip
        arrays["nodes_all"] = np.arange(result.image.size, dtype=np.uint32)
    return Content(sentence, tiles=tuple(tiles), below=below, arrays=arrays)


def _differences(a: NDArray[np.intp], b: NDArray[np.intp]) -> NDArray[np.int8]:
    """Return for each pixel its index into `WORDS`."""
    found: NDArray[np.int8] = (a != b).astype(np.int8)
    found[(a >= 0) & (b < 0)] = ALONE
    found[(a < 0) & (b >= 0)] = ALONE + 1
    return found


def _told(result: Segmentation) -> str:
    return f"{count(result.n_regions, 'region')}, Ncut {short_number(result.ncut)}"


def _sentence(differs: NDArray[np.int8], n: int) -> str:
    other = int((differs == 1).sum())
    alone = int((differs >= ALONE).sum())
    if not other and not alone:
        return f"A and B give the same regions on all {n:,} pixels."
    sentence = (
        f"{other:,} of {count(n, 'pixel')} ({other / n:.1%}) {_are(other)} in another region, "
        "after the regions of A are matched to those of B."
    )
    if alone:
        sentence += f" {alone:,} {_are(alone)} in the mask of one of them alone."
    return sentence


def _are(n: int) -> str:
    return "is" if n == 1 else "are"


def _table(title: str, rows: list[Row], none: str) -> str:
    if not rows:
        return f"<p>{none}</p>"
    lines = "".join(
        f'<tr><th scope="row">{escape(name)}</th><td>{escape(a)}</td><td>{escape(b)}</td></tr>'
        for name, a, b in rows
    )
    head = "".join(f'<th scope="col">{text}</th>' for text in ("A", "B"))
    return (
        f"<table><caption>{title} that differ</caption><thead><tr><td></td>{head}</tr></thead>"
        f"<tbody>{lines}</tbody></table>"
    )


VIEW = View(
    "Compare",
    "A state that you pinned, A, beside the one on screen, B: which pixels are in another region, "
    "and what differs in settings and results.",
    (
        "Region numbers mean nothing by themselves, so the regions of A first get the numbers, and "
        "colours, of those of B with which they share most pixels in all (the Hungarian method):",
        formula(r"\max_{\pi} \sum_i |A_i \cap B_{\pi(i)}|, \quad \pi \text{ one to one}"),
        "A region without a partner gets a number of its own; all its pixels differ.",
        "What is pinned is the state, not the picture: a link holds it, undo and redo know it, and "
        "“Swap A and B” goes back to it.",
    ),
    ("kuhn",),
    _content,
)
