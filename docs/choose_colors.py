"""Choose the colours of regions: ``python -m docs.choose_colors`` prints `REGIONS`.

The first ten were chosen before. The others come in stages, each as far as possible from all before
and from each other, by CIEDE2000: each colour in turn moves to the place that is farthest from the
others, until none moves (T. Schlömer, D. Heck and O. Deussen, Farthest-point optimized point sets
with maximized minimum distance, High Performance Graphics 2011). As in glasbey's palettes the least
distance counts, in colour blindness as well, where it cannot be as large and has a weight.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray
from skimage.color import deltaE_ciede2000

from components.figures.theme import NO_CIRCLE
from segmentation.drawing.colors import OUTSIDE, REGIONS
from tests.vision import VISIONS, channels, least_distance, luminance, seen_lab

KEPT = 10
LEVELS = np.arange(0, 256, 8)  # of a channel
STARTS = 12
CONTRAST = 1.6
# Light and dark pages under the veil of the background, and paper.
BACKGROUNDS = np.vstack([0.9 * channels("#ffffff", "#242424") + 0.1 * 128 / 255, channels(OUTSIDE)])
# For colours up to a number: weights of distances in colour blindness, and of lightness for print.
STAGES = ((12, 1.4, 6.0), (20, 1.8, np.inf), (44, 2.4, np.inf), (64, 2.6, np.inf))

Floats = NDArray[np.float64]


def candidates() -> Floats:
    """Return channels of the colours that stand out from all backgrounds."""
    grid = np.stack(np.meshgrid(LEVELS, LEVELS, LEVELS), axis=-1).reshape(-1, 3) / 255
    light, behind = luminance(grid)[:, None] + 0.05, luminance(BACKGROUNDS) + 0.05
    ratios = np.maximum(light, behind) / np.minimum(light, behind)
    chosen: Floats = grid[(ratios >= CONTRAST).all(axis=1)]
    return chosen


class Stage:
    """Candidates for the next colours, and their weighted distances."""

    def __init__(self, palette: Floats, blind: float, lightness: float) -> None:
        self.channels = candidates()
        self._labs = {vision: seen_lab(self.channels, vision) for vision in VISIONS}
        self._weights = dict.fromkeys(VISIONS, blind) | {"normal": 1.0}
        self._lightness = lightness
        avoided = np.vstack([palette, channels(NO_CIRCLE)])
        self.fixed = np.min([self._distances(color) for color in avoided], axis=0)
        self.column = cache(lambda place: self._distances(self.channels[place]))

    def _distances(self, color: Floats) -> Floats:
        """Return the distance of each candidate from a colour, the least of all visions."""
        found = [
            self._weights[vision] * deltaE_ciede2000(lab, seen_lab(color[None], vision))
            for vision, lab in self._labs.items()
        ]
        if np.isfinite(self._lightness):
            own = seen_lab(color[None])[0, 0]
            found.append(self._lightness * np.abs(self._labs["normal"][:, 0] - own))
        return np.min(found, axis=0)

    def farthest(self, count: int, seed: int) -> tuple[float, list[int]]:
        """Return the least distance, and the candidates that have it, from a random start."""
        rng = np.random.default_rng(seed)
        chosen = [int(place) for place in rng.choice(len(self.channels), count, replace=False)]
        columns = np.array([self.column(place) for place in chosen])
        moved = True
        while moved:
            moved, least = False, np.inf
            for i in rng.permutation(count):
                columns[i] = np.inf
                room = np.minimum(self.fixed, columns.min(axis=0))
                best = int(room.argmax())
                if room[best] > room[chosen[i]]:
                    chosen[i], moved = best, True
                least = min(least, room[chosen[i]])
                columns[i] = self.column(chosen[i])
        return least, chosen

    def ordered(self, chosen: list[int]) -> list[int]:
        """Return candidates in the order in which each is the farthest from all before."""
        room, order = self.fixed.copy(), []
        while len(order) < len(chosen):
            left = [place for place in chosen if place not in order]
            order.append(max(left, key=lambda place: room[place]))
            room = np.minimum(room, self.column(order[-1]))
        return order


def main() -> None:
    """Print the colours, and the least distances of the first ones as each vision sees them."""
    palette = channels(*REGIONS[:KEPT])
    for total, blind, lightness in STAGES:
        stage = Stage(palette, blind, lightness)
        count = total - len(palette)
        _, chosen = max(stage.farthest(count, seed) for seed in range(STARTS))
        palette = np.vstack([palette, stage.channels[stage.ordered(chosen)]])
    for color in np.rint(255 * palette).astype(int).tolist():
        print('    "#{:02x}{:02x}{:02x}",'.format(*color))
    for total in (KEPT, *(total for total, *_ in STAGES)):
        least = (f"{vision} {least_distance(palette[:total], vision):.1f}" for vision in VISIONS)
        print(total, *least)


if __name__ == "__main__":
    main()
