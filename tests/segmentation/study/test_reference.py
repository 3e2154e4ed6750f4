"""The regions with which the trials of a study on a picture are compared."""

import json
from dataclasses import replace

import pytest
from pydantic import ValidationError
from sklearn.metrics import adjusted_rand_score

from segmentation import PICTURE_METHODS, join_regions, segment
from segmentation.study import (
    Range,
    Study,
    StudyError,
    StudyPicture,
    Sweep,
    read_study,
    run_trial,
    trial,
)
from segmentation.study.pictures import prepare_picture

METHOD = replace(PICTURE_METHODS["colour"], n_clusters=5, merge_from=0)
STUDY = Study(
    name="Coffee",
    evaluator="picture",
    picture=StudyPicture(sample="coffee", longest=48, noise=5.0),
    method=METHOD,
    parameters=(Range(name="beta", low=1, high=20, scale="log"),),
    design=Sweep(points=3),
    replicates=2,
    outputs=("reference_rand",),
)


def result_of(picture, method):
    prepared = prepare_picture(picture, method.feature)
    return segment(prepared.image, prepared.mask, method)


@pytest.mark.parametrize(
    ("merges", "groups"),
    [
        (((1, 3),), [(1, 3)]),
        (((0, 2), (1, 4)), [(0, 2), (1, 4)]),
        (((0, 2), (2, 4)), [(0, 2, 4)]),
        (((0, 2, 60), (4, 61), (60, 61)), [(0, 2)]),  # of regions that the base lacks
    ],
)
def test_the_reference_has_the_merges_of_the_base(merges, groups):
    study = STUDY.model_copy(update={"merges": merges})
    clean = STUDY.picture.model_copy(update={"noise": 0.0})
    base = join_regions(result_of(clean, METHOD), groups).labels.ravel()
    now = trial(study, 3)
    own = result_of(now.picture, now.method).labels.ravel()
    found = run_trial(study.to_json(), 3).values["reference_rand"]
    assert found == pytest.approx(adjusted_rand_score(base, own))
    assert found != run_trial(STUDY.to_json(), 3).values["reference_rand"]


def test_merges_are_in_the_text_of_a_study_that_has_some():
    study = STUDY.model_copy(update={"merges": ((1, 3), (0, 2))})
    assert read_study(study.to_json()) == study
    assert "merges" not in json.loads(STUDY.to_json())  # as in studies stored before


@pytest.mark.parametrize("merges", [[[1]], [[1, -1]], [[1, 64]], [["1", 2]], [[1.5, 2]], 3])
def test_what_is_no_merge_is_refused(merges):
    with pytest.raises(StudyError, match="merges"):
        read_study(json.dumps(json.loads(STUDY.to_json()) | {"merges": merges}))


def test_circles_have_no_merges():
    fields = {"name": "x", "parameters": (Range(name="beta", low=1, high=2),)}
    with pytest.raises((StudyError, ValidationError), match="merges must be left out without"):
        Study(**fields, design=Sweep(points=2), merges=((0, 1),))
