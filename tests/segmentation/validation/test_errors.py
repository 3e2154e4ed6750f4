import pickle

import pytest

from segmentation import (
    ConvergenceError,
    CutlabError,
    ImageError,
    MaskError,
    Method,
    ParameterError,
)
from segmentation.errors import AnalysisError, Problem, ResolutionError, StudyError


@pytest.mark.parametrize("kind", [ParameterError, ImageError, MaskError])
def test_argument_errors_have_one_wording_and_carry_their_parts(kind):
    error = kind("f", "x", "positive", -1)
    assert str(error) == "The 'x' parameter of f must be positive. Got -1 instead."
    assert (error.owner, error.parameter, error.rule, error.value) == ("f", "x", "positive", -1)
    assert isinstance(error, (CutlabError, ValueError))


def test_convergence_error_says_what_to_change():
    error = ConvergenceError("It failed.", "Lower beta.")
    assert str(error) == "It failed. Lower beta."
    assert isinstance(error, CutlabError)
    assert isinstance(error, RuntimeError)


def test_a_change_that_was_tried_is_offered():
    error = ResolutionError("It failed.", "Lower beta or raise eps.", {"eps": 1e-6})
    assert str(error) == "It failed. With eps=1e-06 there is an answer."
    assert isinstance(error, ConvergenceError)


@pytest.mark.parametrize(
    "error",
    [
        ImageError("f", "image", "grey", 3),
        ConvergenceError("It failed.", "Lower beta."),
        ResolutionError("It failed.", "Raise eps.", {"eps": 1e-6}),
        StudyError((Problem("design.n", "a power of two", 3),)),
        AnalysisError("Nothing has run yet."),
    ],
)
def test_errors_come_back_from_another_process(error):
    returned = pickle.loads(pickle.dumps(error))
    assert type(returned) is type(error)
    assert str(returned) == str(error)
    assert vars(returned) == vars(error)


def test_a_string_is_shown_as_one():
    with pytest.raises(ParameterError, match="Got 'mean' instead"):
        Method(assign_labels="mean")
