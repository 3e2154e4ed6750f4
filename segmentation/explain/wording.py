"""Sentences for the verdict: plain enough for a student, with the numbers an expert needs."""

from __future__ import annotations

from segmentation.explain.witnesses import Witness
from segmentation.stages.data import SegmentationData

METHOD_NAMES = {
    "kmeans": "k-means",
    "discretize": "discretize",
    "cluster_qr": "cluster QR",
    "sweep": "the sweep",
}


def no_truth_sentence(reason: str) -> str:
    """Return the sentence for a result without a truth."""
    return f"{reason}."


def agrees_sentence(result: SegmentationData, found: Witness, truth: Witness) -> str:
    """Return the sentence for regions that are right."""
    wrong = found.match.wrong
    if wrong == 0:
        return f"The regions match the {result.true_name} to the pixel. Ncut: {found.ncut:.3g}."
    share = f"{100 * wrong / result.n_nodes:.2g}%"
    return (
        f"The regions match the {result.true_name}: {wrong:,} of {result.n_nodes:,} pixels "
        f"({share}) {'differs' if wrong == 1 else 'differ'}, within the boundary tolerance of "
        f"{found.match.allowed:,}. "
        f"Ncut: {found.ncut:.3g} found, {truth.ncut:.3g} for the true regions."
    )


def rounding_sentence(
    result: SegmentationData, found: Witness, refined: Witness, witness: Witness,
    by_labels: Witness | None = None,
) -> str:  # fmt: skip
    """Return the sentence for a failed rounding: a cheaper partition like the truth exists.

    `by_labels` is the cheapest one like the truth that a label method finds, if any does.
    """
    wrong = f"The rounding failed: {_off(result, found)}"
    cost = f"Ncut {witness.ncut:.3g} is less than the {found.ncut:.3g} of the regions found"
    if witness.name != "found":
        cost += f" ({refined.ncut:.3g} with their boundaries refined)"
    off = f"{witness.match.wrong:,} {_pixels(witness.match.wrong)} off"
    if witness.name == "truth":
        how = " with refined boundaries" if witness.refined else ""
        reached = ", but no label method tried gets there"
        if by_labels is not None:
            name = METHOD_NAMES[by_labels.name]
            reached = f"; {name} finds regions like them, at Ncut {by_labels.ncut:.3g}"
        return (
            f"{wrong}, though the true regions{how} are cheaper: their {cost}. "
            f"Normalized cut prefers them to what was found{reached}."
        )
    own = METHOD_NAMES[result.method.assign_labels]
    if witness.name == "found":
        who = "moving pixels at the boundaries of the found regions leads to"
    else:
        finds = " and moves at its boundaries find" if witness.refined else " finds"
        who = METHOD_NAMES[witness.name] + finds
    held = "The eigenvectors held the answer"
    if witness.name == "sweep" and result.method.n_clusters > 2:
        held = "The eigenvectors of the graph and of its parts held the answer"
    return (
        f"{wrong}, yet {who} the true regions ({off}), and they are cheaper: their {cost}. "
        f"{held}; turning them into labels by {own} lost it."
    )


def objective_sentence(
    result: SegmentationData, found: Witness, refined: Witness, truth: Witness, cheap: Witness,
    good: Witness, by_labels: Witness | None = None,
) -> str:  # fmt: skip
    """Return the sentence for a failed objective: regions unlike the truth are cheaper.

    `by_labels` is the cheapest partition like the truth that a label method finds, if any does.
    """
    cost = f"the regions found cost Ncut {found.ncut:.3g} ({refined.ncut:.3g} refined)"
    if cheap.ncut < refined.ncut:
        source = "truth itself, refined" if cheap.name == "truth" else METHOD_NAMES[cheap.name]
        cost += f", an equally wrong partition (by {source}) costs {cheap.ncut:.3g}"
    true_cost = f"the true partition costs {truth.ncut:.3g}"
    if good.ncut < truth.ncut:
        true_cost += f" (the cheapest similar one found: {good.ncut:.3g})"
    remedy = "No solver or label method can fix this; changing β, the scale or the mask might."
    if by_labels is not None:
        name = METHOD_NAMES[by_labels.name]
        remedy = (
            f"{name[0].upper()}{name[1:]} finds the true regions even so, at Ncut "
            f"{by_labels.ncut:.3g}; changing β, the scale or the mask might make them the cheaper "
            "ones."
        )
    return (
        f"The objective failed: {_off(result, found)}, and normalized cut itself prefers wrong "
        f"regions: {cost}; {true_cost}. {remedy}"
    )


def tie_sentence(
    result: SegmentationData, found: Witness, refined: Witness, good: Witness, clearly: float
) -> str:
    """Return the sentence for a tie: neither partition is clearly cheaper."""
    return (
        f"A tie: {_off(result, found)}, but with refined boundaries the regions found cost Ncut "
        f"{refined.ncut:.3g}, and the cheapest known like the true ones {good.ncut:.3g}, "
        f"less than {clearly:.0%} apart."
    )


def _off(result: SegmentationData, found: Witness) -> str:
    n = found.match.wrong
    missed = ""
    if n <= found.match.allowed and not found.match.good:
        missed = " and a true region is missed"
    are = "is" if n == 1 else "are"
    return f"{n:,} of {result.n_nodes:,} pixels {are} in a wrong region{missed}"


def _pixels(n: int) -> str:
    return "pixel" if n == 1 else "pixels"
