"""Offers of a refusal: each has been tried, and works."""

from dataclasses import replace

import pytest
from skimage import data, transform

from segmentation import ConvergenceError, Method, segment
from segmentation import spectral_embedding as embedding
from segmentation.eigen.verification import remedy
from segmentation.errors import ResolutionError


def coins(size):
    return transform.resize(data.coins(), (size, size))


@pytest.mark.parametrize(
    "method",
    [
        Method(beta=50),
        Method(beta=50, assign_labels="sweep"),
        Method(beta=20, scale="edges", n_clusters=2, eigen_solver="arpack"),
        Method(beta=50, eps=1e-15, n_clusters=3),
    ],
)
def test_a_floor_that_is_offered_answers(method):
    image = coins(100)
    with pytest.raises(ResolutionError, match="With eps=1e-06 there is") as caught:
        segment(image, method=method)
    assert caught.value.change == {"eps": 1e-6}
    assert segment(image, method=replace(method, **caught.value.change)).ncut > 0


@pytest.mark.parametrize("solver", ["multigrid", "dense"])
def test_another_solver_is_offered_where_that_is_what_helps(solver):
    method = Method(beta=20, eigen_solver=solver)
    with pytest.raises(ConvergenceError, match="With eigen_solver='auto' there") as caught:
        segment(coins(100), method=method)
    assert caught.value.change == {"eigen_solver": "auto"}
    segment(coins(100), method=replace(method, eigen_solver="auto"))


def test_where_no_floor_does_beta_1_is_tried(monkeypatch):
    monkeypatch.setattr(remedy, "FLOORS", ())
    with pytest.raises(ConvergenceError, match=r"With beta=1\.0 there"):
        segment(coins(60), method=Method(beta=50))


def test_on_many_pixels_nothing_is_tried_and_that_is_said(monkeypatch):
    monkeypatch.setattr(remedy, "LARGEST_TRIED", 3000)
    with pytest.raises(ConvergenceError, match="Try eps=1e-06, which was not tried") as caught:
        segment(coins(60), method=Method(beta=50))
    assert caught.value.change is None


def test_an_embedding_s_refusal_offers_too():
    with pytest.raises(ResolutionError, match="With eps=1e-06 there is"):
        embedding(coins(60), beta=50)
    assert embedding(coins(60), beta=50, eps=1e-6).shape == (3600, 4)


def test_what_cannot_be_helped_is_not():
    def refuse(change):
        raise ConvergenceError("No.", "Raise eps.")

    asked = {"eigen_solver": "arpack", "eps": 0.0, "beta": 5.0}
    error = ConvergenceError("It failed.", "Lower beta or raise eps.")
    assert remedy.offer_change(error, 100, asked, refuse) is error
    tried = []
    remedy.offer_change(error, 100, asked, lambda change: tried.append(change))
    assert tried == [{"eigen_solver": "auto"}]
    shape = ResolutionError("It is too long.", "Shrink it.")
    assert remedy.offer_change(shape, 100, asked, refuse) is shape
