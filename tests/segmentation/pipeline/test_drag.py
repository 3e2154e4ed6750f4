"""Colours that regions keep during a drag, and pictures that do not depend on previous ones."""

from itertools import pairwise

import numpy as np
import pytest

from segmentation import Circle, Method, Scene, segment_scene

N_PATHS, N_FRAMES = 50, 6
# Share of a region of the previous frame that a region of this frame must have to count as the
# same.
SAME_REGION = 0.9


def path(number):
    """One of the tutorial's circles pulled in a straight line, 0.5 to 2.5 pixels a frame."""
    rng = np.random.default_rng(number)
    scene = Scene(seed=number)
    dragged = int(rng.integers(len(scene.circles)))
    direction, speed = rng.uniform(0, 2 * np.pi), rng.uniform(0.5, 2.5)
    for frame in range(N_FRAMES):
        old = scene.circles[dragged]
        moved = Circle(
            old.row + frame * speed * np.sin(direction),
            old.col + frame * speed * np.cos(direction),
            old.radius,
        )
        circles = (*scene.circles[:dragged], moved, *scene.circles[dragged + 1 :])
        yield Scene(circles, seed=number)


def recoloured(before, after):
    """Count the pixels of regions that have another number than before."""
    count = 0
    for old in np.unique(before[before >= 0]):
        for new in np.unique(after[after >= 0]):
            shared = ((before == old) & (after == new)).sum()
            united = ((before == old) | (after == new)).sum()
            if old != new and shared >= SAME_REGION * united:
                count += shared
    return count


@pytest.mark.parametrize("first", range(0, N_PATHS, 10))
def test_no_pixel_changes_colour_while_its_region_stays(first):
    for number in range(first, first + 10):
        method = Method(assign_labels=("kmeans", "cluster_qr")[number % 2])
        frames = [segment_scene(scene, method).labels for scene in path(number)]
        changes = [recoloured(*pair) for pair in pairwise(frames)]
        assert sum(changes) == 0, f"path {number}: {changes}"


def test_a_picture_depends_on_its_state_alone():
    """There and back, or straight: the last frame is the same to the bit."""
    scenes = list(path(0))
    direct = segment_scene(scenes[3])
    for scene in [*scenes, *scenes[::-1]]:
        last = segment_scene(scene)
        if scene == scenes[3]:
            assert np.array_equal(last.labels, direct.labels)
            assert np.array_equal(last.embedding, direct.embedding)


def test_counting_notices_a_change_of_colour():
    before = np.repeat([0, 1], 20)
    assert recoloured(before, 1 - before) == 40
    assert recoloured(before, before) == 0
