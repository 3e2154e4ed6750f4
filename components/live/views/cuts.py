"""View of the cut edges and the cost of each region, found and true."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from components.figures.theme import COST_SCALE, REGIONS
from components.live.codec import Arrays
from components.live.views.base import (
    Content,
    Strokes,
    Tile,
    View,
    ViewContext,
    edge_arrays,
    formula,
)
from components.state.numbers import short_number
from segmentation import RegionCuts, cut_edges
from segmentation.stages.metrics import connected_parts

__all__ = ["VIEW"]


HEADS = ("region", "cut", "vol", "cut / vol", "parts")


def _content(context: ViewContext) -> Content:
    result = context.result
    if context.state.n_clusters == 1:
        return Content("With k = 1 nothing is cut: Ncut is 0. Raise k to see boundaries.", True)
    sides = [("Found", result.node_labels, result.cuts)]
    if result.true_regions is not None and result.truth_cuts is not None:
        sides.append(("Truth", result.true_regions, result.truth_cuts))
    edges = [cut_edges(result.graph, labels) for _, labels, _ in sides]
    largest = max(float(each.weight.max(initial=0)) for each in edges)
    tiles, tables, arrays = [], [], Arrays()
    for number, ((title, labels, cuts), cut) in enumerate(zip(sides, edges, strict=True)):
        ncut = short_number(cuts.ncut)
        label = f"{title}: the boundary between regions, Ncut {ncut}"
        strokes = Strokes(str(number), across=True, largest=largest or 1.0, colors="cost")
        tiles.append(
            Tile(f"{title} · Ncut {ncut}", label, f"labels{number}", colors="pale", strokes=strokes)
        )
        tables.append(_table(title, cuts, connected_parts(result.graph, labels)))
        drawn = {"labels": labels.astype(np.uint8), **edge_arrays(result.graph, cut)}
        arrays |= {f"{name}{number}": array for name, array in drawn.items()}
    scale = _scale(largest) if largest else ""
    below = f'{scale}<div class="tables">{"".join(tables)}</div>'
    sentence = _sentence(result.true_name, *(cuts for _, _, cuts in sides))
    return Content(sentence, tiles=tuple(tiles), below=below, arrays=arrays)


def _scale(largest: float) -> str:
    bar = f"background: linear-gradient(to right, {', '.join(COST_SCALE)})"
    return (
        f'<div class="scale"><span>cheap to cut, 0</span><span class="scale-bar" style="{bar}">'
        f"</span><span>expensive, {short_number(largest)}</span></div>"
    )


def _table(title: str, cuts: RegionCuts, parts: NDArray[np.intp]) -> str:
    heads = "".join(f'<th scope="col">{name}</th>' for name in HEADS)
    rows = "".join(_row(cuts, parts, region) for region in np.flatnonzero(cuts.size).tolist())
    total = (
        f'<th scope="row">Ncut</th><td></td><td></td><td>{short_number(cuts.ncut)}</td><td></td>'
    )
    return (
        f"<table><caption>{title}</caption><thead><tr>{heads}</tr></thead>"
        f"<tbody>{rows}</tbody><tfoot><tr>{total}</tr></tfoot></table>"
    )


def _row(cuts: RegionCuts, parts: NDArray[np.intp], region: int) -> str:
    color = REGIONS[region % len(REGIONS)]
    cells = (
        short_number(cuts.cut[region]),
        short_number(cuts.volume[region]),
        short_number(cuts.ratio[region]),
        str(parts[region]),
    )
    return (
        f'<tr><th scope="row"><span class="swatch" style="background: {color}"></span> '
        f"{region + 1}</th>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"
    )


def _sentence(name: str, found: RegionCuts, truth: RegionCuts | None = None) -> str:
    if found.ncut == 0:
        return "Nothing is cut: the regions are separate pieces of the graph, and Ncut is 0."
    costliest = int(np.argmax(found.ratio))
    sentence = (
        f"Found: Ncut {short_number(found.ncut)}; region {costliest + 1} contributes most, "
        f"{short_number(found.ratio[costliest])}."
    )
    if truth is not None:
        name = f"true {name.removeprefix('true ')}"
        sentence += f" The {name} would cost {short_number(truth.ncut)}."
    return sentence


VIEW = View(
    "Cuts",
    "The boundary between regions, coloured by how much affinity it cuts, and what each region "
    "contributes to Ncut.",
    (
        "The normalized cut weighs the affinity that a region loses at its boundary against its "
        "volume:",
        formula(
            r"\text{Ncut} = \sum_{i=1}^{k} \frac{\text{cut}(A_i)}{\text{vol}(A_i)}, \quad "
            r"\text{cut}(A) = \sum_{p \in A,\, q \notin A} w_{pq}, \quad "
            r"\text{vol}(A) = \sum_{p \in A} d_p"
        ),
        "d is a node's degree, the sum of its edges' weights; self weights are left out. A small "
        "region has a small volume, so even a short boundary is expensive for it: this is why the "
        "normalized cut prefers parts of about equal size, and why very unequal circles can be cut "
        "in the wrong place even though the solver and the labelling worked.",
        "A region may fall into several connected parts: nothing in the cost forbids it. "
        "Blue stretches of the boundary follow steps of intensity and cost little; red ones cut "
        "through pixels that belong together.",
    ),
    ("shi-malik",),
    _content,
)
