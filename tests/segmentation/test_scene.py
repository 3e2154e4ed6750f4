import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segmentation import Circle, ParameterError, Scene

coordinates = st.floats(-30, 50, allow_nan=False)
circles = st.builds(Circle, row=coordinates, col=coordinates, radius=st.floats(0.1, 40))
scenes = st.builds(
    Scene,
    circles=st.lists(circles, min_size=1, max_size=5),
    size=st.integers(8, 24),
    noise=st.floats(0, 2),
    seed=st.integers(0, 2**32),
)


@given(scenes)
def test_every_pixel_obeys_the_definitions(scene):
    picture = scene.render()
    for (row, col), truth in np.ndenumerate(picture.truth):
        # Power distances one by one; the first circle wins a tie, as min does.
        powers = [(row - c.row) ** 2 + (col - c.col) ** 2 - c.radius**2 for c in scene.circles]
        expected = powers.index(min(powers)) if min(powers) < 0 else -1
        assert truth == expected
        assert picture.mask[row, col] == (expected >= 0)


@given(scenes)
def test_overlaps_are_no_brighter(scene):
    picture = scene.render()
    noise = np.random.default_rng(scene.seed).standard_normal((scene.size, scene.size))
    np.testing.assert_allclose(
        picture.image, 1 + picture.mask + scene.noise * noise, rtol=0, atol=1e-14
    )


def test_the_border_of_a_circle_is_outside():
    mask = Scene((Circle(row=4, col=4, radius=2),), size=9).render().mask
    assert not mask[2, 4]
    assert mask[3, 4]
    assert mask.sum() == 9


def test_moving_a_circle_does_not_reroll_the_noise():
    here, there = (Scene((Circle(row, 50, 20),), seed=7).render() for row in (30, 60))
    outside = ~here.mask & ~there.mask
    assert np.array_equal(here.image[outside], there.image[outside])


def test_the_cached_noise_cannot_be_spoilt():
    first = Scene().render()
    first.image[:] = 0
    assert Scene().render().image.min() != 0


def test_each_parameter_changes_the_picture():
    plain = Scene().render().image
    changed = [
        Scene(noise=0.3),
        Scene(seed=1),
        Scene(size=99),
        Scene(circles=Scene().circles[:3]),
        Scene(circles=(Circle(29, 24, 16), *Scene().circles[1:])),
        Scene(circles=(Circle(28, 25, 16), *Scene().circles[1:])),
        Scene(circles=(Circle(28, 24, 17), *Scene().circles[1:])),
    ]
    assert not any(np.array_equal(plain, scene.render().image) for scene in changed)


def test_large_scenes_are_not_cached_and_still_repeatable():
    scene = Scene(size=520)
    assert np.array_equal(scene.render().image, scene.render().image)


def test_scenes_are_values():
    assert hash(Scene()) == hash(Scene())
    assert Scene(circles=[Circle(1, 2, 3)]) == Scene(circles=(Circle(1.0, 2.0, 3.0),))


@pytest.mark.parametrize(
    ("make", "parameter"),
    [
        (lambda: Circle(float("nan"), 0, 1), "row"),
        (lambda: Circle(0, "3", 1), "col"),
        (lambda: Circle(0, 0, 0), "radius"),
        (lambda: Circle(0, 0, True), "radius"),
        (lambda: Scene(size=7), "size"),
        (lambda: Scene(size=4097), "size"),
        (lambda: Scene(size=100.5), "size"),
        (lambda: Scene(noise=-0.1), "noise"),
        (lambda: Scene(noise=float("inf")), "noise"),
        (lambda: Scene(seed=-1), "seed"),
        (lambda: Scene(circles=()), "circles"),
        (lambda: Scene(circles=[Circle(1, 1, 1)] * 65), "circles"),
        (lambda: Scene(circles=[(1, 1, 1)]), "circles"),
        (lambda: Scene(circles=3), "circles"),
    ],
)
def test_values_outside_their_range_are_refused_by_name(make, parameter):
    with pytest.raises(ParameterError) as caught:
        make()
    assert caught.value.parameter == parameter
