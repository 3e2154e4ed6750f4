"""Studies of pictures with a mask that was painted."""

import base64
import json
from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from segmentation import PICTURE_METHODS, ParameterError, prepare
from segmentation.study import Range, Study, StudyError, StudyPicture, Sweep, read_study, run_trial
from segmentation.study.design.picture import MOST_PAINTED
from segmentation.study.picture_files import content_text, mask_text, with_files_stored
from segmentation.study.pictures import prepare_picture

DISC = np.hypot(*(np.indices((30, 40)) - np.array([15, 20])[:, None, None])) < 9
LEFT = np.indices((30, 40))[1] < 24
GREY = np.where(DISC, 180, 60).astype(np.uint8)


def png(array):
    file = BytesIO()
    Image.fromarray(array).save(file, "png")
    return file.getvalue()


def masked(inside=LEFT, **changes):
    fields = {"data": content_text(png(GREY)), "mask": "painted", "longest": 40}
    return StudyPicture(**fields | {"painted_data": mask_text(inside)} | changes)


def study_of(picture):
    return Study(
        name="Disc",
        evaluator="picture",
        picture=picture,
        method=replace(PICTURE_METHODS["intensity"], n_clusters=2, merge_from=0),
        parameters=(Range(name="beta", low=1, high=20),),
        design=Sweep(points=2),
    )


@pytest.mark.parametrize("how", [{"longest": 40}, {"longest": 20}, {"crop": (4, 6, 28, 36)}])
def test_the_mask_is_that_of_prepare(how):
    found = prepare_picture(masked(**how), "intensity")
    wanted = prepare(png(GREY), mask="painted", painted=LEFT, sigma=1.0, **how)
    np.testing.assert_array_equal(found.mask, wanted.mask)
    assert 0 < found.mask.sum() < found.mask.size


def test_a_mask_of_the_cropped_part_lies_over_it_and_is_resized_with_it():
    part = np.indices((24, 30))[1] < 10
    crop = {"crop": (4, 6, 28, 36)}
    assert (prepare_picture(masked(part, **crop), "intensity").mask == part).all()
    small = prepare_picture(masked(part, longest=15, **crop), "intensity").mask
    np.testing.assert_array_equal(small, part[::2, ::2])


def test_trials_and_their_reference_are_cut_within_the_mask():
    study = study_of(masked(noise=2.0))
    assert read_study(study.to_json()) == study
    record = run_trial(study.to_json(), 0)
    assert record.error is None
    everything = study_of(masked(painted_data=None, mask="none", noise=2.0))
    assert record.values["ncut"] != run_trial(everything.to_json(), 0).values["ncut"]
    same = study_of(masked()).model_copy(
        update={"parameters": (Range(name="beta", low=study.method.beta, high=100),)}
    )
    assert run_trial(same.to_json(), 0).values["reference_rand"] == 1
    empty = study_of(masked(LEFT & ~LEFT))
    assert "true for at least one pixel" in run_trial(empty.to_json(), 0).error


def test_a_mask_takes_a_bit_a_pixel_at_most():
    noise = np.random.default_rng(0).random((2000, 2000)) < 0.5
    assert len(base64.b64decode(mask_text(noise))) < MOST_PAINTED
    assert len(mask_text(np.ones((2000, 2000), bool))) < 4000


def test_a_study_without_a_mask_is_written_as_before():
    fields = json.loads(study_of(masked(painted_data=None, mask="none")).to_json())["picture"]
    assert not {"painted", "painted_data"} & set(fields)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"painted_data": None}, "picture must be given one of painted and painted_data if its"),
        ({"mask": "above"}, "picture must be given one of painted and painted_data if its mask"),
        ({"painted": "a.png"}, "picture must be given one of painted and painted_data if its mask"),
        ({"painted_data": "ä"}, "picture.painted_data must be the content of a file in base64."),
    ],
)
def test_a_mask_is_given_once_where_it_is_used(changes, words):
    given = json.loads(study_of(masked()).to_json())
    picture = {name: x for name, x in (given["picture"] | changes).items() if x is not None}
    with pytest.raises(StudyError) as caught:
        read_study(json.dumps(given | {"picture": picture}))
    assert words in str(caught.value)


def named():
    return study_of(masked(painted="mask.png", painted_data=None, data=None, file="disc.png"))


def test_the_command_line_stores_the_mask_that_is_named(tmp_path):
    (tmp_path / "disc.png").write_bytes(png(GREY))
    (tmp_path / "mask.png").write_bytes(png(np.where(LEFT, 255, 0).astype(np.uint8)))
    study, notes = with_files_stored(named(), tmp_path)
    assert notes[1] == "mask.png is stored in the study, and in all copies of it."
    assert study.picture == masked(name="disc.png")
    with pytest.raises(ParameterError, match="must be stored in the study"):
        prepare_picture(masked(painted="mask.png", painted_data=None), "intensity")


def test_the_command_line_refuses_what_is_no_mask_of_the_picture(tmp_path):
    (tmp_path / "disc.png").write_bytes(png(GREY))
    for content, words in (
        (
            png(GREY[1:]),
            "picture.painted must be a mask of the size of the picture's file, 40 × 30",
        ),
        (b"text", "picture.painted must be a PNG, JPEG"),
    ):
        (tmp_path / "mask.png").write_bytes(content)
        with pytest.raises(StudyError) as caught:
            with_files_stored(named(), tmp_path)
        assert words in str(caught.value)
