import numpy as np
import pytest

from segmentation import Circle, Method, ParameterError, Scene
from segmentation.study import (
    Choice,
    LatinHypercube,
    Range,
    Study,
    Sweep,
    trial,
)
from segmentation.study.design.apply import apply
from tests.segmentation.study.studies import TWO, small


def moved(*parameters, values):
    study = Study(name="x", scene=CHAIN, parameters=parameters, design=LatinHypercube(n=2))
    names = [parameter.name for parameter in study.parameters]
    return apply(CHAIN, Method(), parameters, dict(zip(names, values, strict=True)))[0]


CHAIN = Scene((Circle(50, 20, 16), Circle(50, 50, 8), Circle(20, 50, 4)), size=100)


def test_a_radius_ratio_refers_to_the_final_radius_of_the_other():
    # Written in the order in which they must not be applied.
    scene = moved(
        Range(name="circles[2].radius_ratio", low=0.1, high=1, of=1),
        Range(name="circles[1].radius_ratio", low=0.1, high=1),
        Range(name="circles[0].radius", low=1, high=50),
        Range(name="radius_factor", low=0.5, high=4),
        values=(0.5, 0.25, 40, 2),
    )
    assert [circle.radius for circle in scene.circles] == [80, 20, 10]


def test_an_overlap_is_the_depth_of_the_lens_in_diameters_of_the_smaller_circle():
    one = Range(name="circles[1].overlap", low=-1, high=1)
    for overlap, distance in ((0, 24), (1, 8), (0.5, 16), (-0.25, 28)):
        circle = moved(one, values=(overlap,)).circles[1]
        assert (circle.row, circle.col) == pytest.approx((50, 20 + distance))


def test_an_overlap_keeps_the_direction_and_takes_the_final_radii():
    scene = moved(
        Range(name="circles[2].overlap", low=-1, high=1, of=1),
        Range(name="circles[1].overlap", low=-1, high=1),
        Range(name="radius_factor", low=0.5, high=4),
        values=(0, 0, 0.5),
    )
    b, c = scene.circles[1:]
    assert (b.row, b.col) == pytest.approx((50, 32))
    direction = np.array([c.row - b.row, c.col - b.col])
    np.testing.assert_allclose(np.linalg.norm(direction), 6)
    np.testing.assert_allclose(direction / 6, np.array([-30, 18]) / np.hypot(30, 18))


def test_circles_of_one_centre_part_to_the_right():
    scene = Scene((Circle(50, 50, 10), Circle(50, 50, 5)))
    study = Study(
        name="x",
        scene=scene,
        parameters=(Choice(name="circles[1].overlap", values=(0, 1)),),
        design=Sweep(),
    )
    assert [trial(study, i).scene.circles[1].col for i in (0, 1)] == [65, 55]


def test_the_resolution_scales_the_circles_and_the_size_does_not():
    study = small(parameters=(Choice(name="resolution", values=(44, 88)),))
    assert trial(study, 0).scene == study.scene
    large = trial(study, 2).scene
    assert large.size == 88
    assert [(c.row, c.col, c.radius) for c in large.circles] == [(40, 30, 20), (40, 60, 14)]
    plain = small(parameters=(Choice(name="size", values=(44, 88)),))
    assert trial(plain, 2).scene.circles == TWO.circles


def test_a_radius_that_cannot_be_is_a_parameter_error():
    scene = Scene((Circle(0, 0, 1e6), Circle(0, 0, 1)))
    parameter = Choice(name="radius_factor", values=(1, 2))
    study = Study(name="x", scene=scene, parameters=(parameter,), design=Sweep())
    with pytest.raises(ParameterError, match="'radius' parameter of Circle"):
        trial(study, 1)
