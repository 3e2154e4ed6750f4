"""Title and description of a state, for the pages that show its link."""

from __future__ import annotations

from components.state.model import ExplorerState
from components.state.presets import preset_of
from segmentation import SAMPLES

__all__ = ["GENERAL", "describe_state", "settings_of", "title_of"]

GENERAL = (
    "Cut a picture into regions with normalized cuts, change anything, and see at once whether the "
    "cut is right, and if not, what failed."
)
SAMPLE_TITLES = {sample.name: sample for sample in SAMPLES}


def title_of(state: ExplorerState) -> str:
    """Return a title of a few words.

    Examples
    --------
    >>> title_of(ExplorerState()), title_of(ExplorerState(noise=0.7))
    ('Tutorial: four circles', '4 circles, 4 regions')
    """
    if preset := preset_of(state):
        return preset.title
    regions = f"{state.n_clusters} regions"
    if sample := SAMPLE_TITLES.get(state.picture):
        return f"{sample.title}, {regions}"
    if state.picture:
        return f"A picture, {regions}"
    count = len(state.circles)
    return f"{count} circle{'' if count == 1 else 's'}, {regions}"


def describe_state(state: ExplorerState) -> str:
    """Return a sentence or two: the point of a preset, or the settings."""
    if preset := preset_of(state):
        return f"{preset.point} {GENERAL}"
    return f"{title_of(state)}, {settings_of(state)}. {GENERAL}"


def settings_of(state: ExplorerState) -> str:
    """Return the settings that tell most.

    Examples
    --------
    >>> settings_of(ExplorerState(noise=0.7))
    'β = 1, noise 0.7'
    """
    noise = "" if state.picture else f", noise {state.noise:g}"
    return f"β = {state.beta:g}{noise}"
