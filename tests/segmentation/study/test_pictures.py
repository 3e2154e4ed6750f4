"""Studies of pictures: a trial is what the service says of the prepared picture."""

import base64
import json
import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from sklearn.metrics import adjusted_rand_score

from segmentation import (
    PICTURE_METHODS,
    Scene,
    compare_partitions,
    prepare,
    sample_image,
    segment,
)
from segmentation.study import (
    Choice,
    Morris,
    Range,
    Study,
    StudyError,
    StudyPicture,
    Sweep,
    describe,
    n_trials,
    pictures,
    read_study,
    run_trial,
    trial,
)
from segmentation.study.analysis import table
from segmentation.study.command_line import running
from segmentation.study.design.quantities import TRUTH_OUTPUTS, outputs_of
from segmentation.study.picture_files import content_text, with_files_stored
from segmentation.study.pictures import prepare_picture

COFFEE = StudyPicture(sample="coffee", longest=48, noise=5.0)
METHOD = replace(PICTURE_METHODS["colour"], n_clusters=3, merge_from=0)
BETA = Range(name="beta", low=1, high=20, scale="log")
DISC = np.hypot(*(np.indices((30, 40)) - np.array([15, 20])[:, None, None])) < 9
TRUTH = DISC.astype(np.uint8)


def small(picture=COFFEE, **changes):
    fields = {
        "name": "Coffee",
        "evaluator": "picture",
        "picture": picture,
        "method": METHOD,
        "parameters": (BETA,),
        "design": Sweep(points=3),
        "replicates": 3,
    }
    return Study(**(fields | changes))


def png(array):
    file = BytesIO()
    Image.fromarray(array).save(file, "png")
    return file.getvalue()


def labels_of(study, index):
    now = trial(study, index)
    prepared = prepare_picture(now.picture, now.method.feature)
    return segment(prepared.image, prepared.mask, now.method).labels


def test_without_noise_the_picture_is_that_of_prepare():
    picture = StudyPicture(sample="coffee", longest=48, sigma=0.7, mask="above", smallest=3)
    for feature, channel in (("colour", "colour"), ("intensity", "grey")):
        found = prepare_picture(picture, feature)
        expected = prepare(
            sample_image("coffee"), longest=48, sigma=0.7, mask="above", smallest=3, channel=channel
        )
        np.testing.assert_array_equal(found.image, expected.image)
        np.testing.assert_array_equal(found.mask, expected.mask)


def test_noise_has_the_level_that_is_given():
    plain = StudyPicture(sample="camera", longest=200, sigma=0.0)
    clean = prepare_picture(plain, "intensity").image
    noisy = [
        prepare_picture(plain.model_copy(update={"noise": 4.0, "seed": seed}), "intensity").image
        for seed in (0, 1)
    ]
    for image in noisy:
        assert np.std(image - clean) == pytest.approx(0.04 * 255, rel=0.02)
        assert np.mean(image - clean) == pytest.approx(0, abs=0.2)
    correlation = np.corrcoef((noisy[0] - clean).ravel(), (noisy[1] - clean).ravel())[0, 1]
    assert abs(correlation) < 0.02


def test_a_record_has_the_agreement_with_the_base_and_with_the_replicate_before():
    study = small()
    text = study.to_json()
    clean = prepare_picture(COFFEE.model_copy(update={"noise": 0.0}), "colour")
    base = segment(clean.image, clean.mask, METHOD).labels.ravel()
    for index, before in ((3, 5), (4, 3)):  # of the second point
        record = run_trial(text, index)
        own, other = (labels_of(study, each).ravel() for each in (index, before))
        assert record.error is None
        assert record.verdict is None
        assert record.values["reference_rand"] == pytest.approx(adjusted_rand_score(base, own))
        assert record.values["replicate_rand"] == pytest.approx(adjusted_rand_score(other, own))
        assert set(record.values) == {*study.output_names} - {"seconds"}


def test_a_trial_does_not_depend_on_those_before_it():
    text = small(outputs=("reference_rand", "replicate_rand", "ncut")).to_json()
    found = {index: run_trial(text, index).values for index in (7, 1, 0)}
    for cached in (pictures._file, pictures._reduced, pictures._reference, pictures._outcome):
        cached.cache_clear()
    for index in (1, 7, 0):
        assert run_trial(text, index).values == found[index]


def stored(**changes):
    """A picture of a disc with its truth, both within the study."""
    grey = np.where(DISC, 180, 60).astype(np.uint8)
    fields = {
        "data": content_text(png(grey)),
        "truth_data": content_text(png(TRUTH)),
        "name": "disc.png",
        "longest": 40,
    }
    return StudyPicture(**fields | changes)


GREY = replace(PICTURE_METHODS["intensity"], n_clusters=2)


def test_outputs_against_a_truth_are_those_of_compare_partitions():
    study = small(stored(), method=GREY, replicates=1)
    record = run_trial(study.to_json(), 1)
    metrics = compare_partitions(labels_of(study, 1), TRUTH)
    for name in TRUTH_OUTPUTS:
        assert record.values[name] == getattr(metrics, name), name
    assert record.values["adjusted_rand"] > 0.9
    assert "replicate_rand" not in study.output_names


def test_a_truth_of_the_files_size_is_shrunk_with_the_picture():
    study = small(stored(longest=20), method=GREY, replicates=1)
    record = run_trial(study.to_json(), 1)
    metrics = compare_partitions(labels_of(study, 1), TRUTH[1::2, 1::2])
    assert record.values["covering"] == metrics.covering


def test_a_crop_takes_its_part_of_the_truth_and_dark_and_bright_may_be_exchanged():
    picture = stored(crop=(4, 6, 28, 36), invert=True, mask="below", sigma=0.0)
    study = small(picture, method=GREY, replicates=1)
    assert read_study(study.to_json()) == study
    record = run_trial(study.to_json(), 1)
    metrics = compare_partitions(labels_of(study, 1), TRUTH[4:28, 6:36])
    assert record.values["covering"] == metrics.covering
    prepared = prepare_picture(picture, "intensity")
    np.testing.assert_array_equal(prepared.mask, DISC[4:28, 6:36])


def test_every_parameter_changes_the_regions_or_nothing_is_varied():
    fields = {
        "beta": Range(name="beta", low=1, high=50),
        "n_clusters": Range(name="n_clusters", low=2, high=9),
        "sigma": Range(name="sigma", low=0, high=4),
        "scale": Choice(name="scale", values=("graph", "edges")),
        "feature": Choice(name="feature", values=("intensity", "colour")),
        "eps": Range(name="eps", low=1e-6, high=0.3),
        "merge_from": Range(name="merge_from", low=0, high=20),
    }
    for name, parameter in fields.items():
        study = small(parameters=(parameter,), design=Sweep(points=2), replicates=1)
        first, last = (labels_of(study, index) for index in (0, n_trials(study) - 1))
        assert (first != last).any(), name


def test_designs_and_tables_work_as_with_scenes():
    study = small(
        parameters=(BETA, Range(name="sigma", low=0, high=2)),
        design=Morris(trajectories=2),
        replicates=2,
        outputs=("reference_rand", "seconds"),
    )
    records = [run_trial(study.to_json(), index) for index in range(n_trials(study))]
    found = table(study, records)
    assert found["reference_rand"].between(-1, 1).all()
    assert found["error"].isna().all()
    assert describe(study.parameters[1], "picture").title == "Smoothing σ"


def test_a_trial_that_cannot_be_has_a_sentence():
    study = small(stored(mask="above", threshold=250.0), method=GREY, replicates=1)
    assert "true for at least one pixel" in run_trial(study.to_json(), 0).error
    named = small(StudyPicture(file="photo.png"), replicates=1)
    assert "must be stored in the study" in run_trial(named.to_json(), 0).error


def test_the_text_of_a_study_is_read_back():
    for picture in (COFFEE, stored(noise=1.0), StudyPicture(file="a.png", truth="a.mat", noise=1)):
        study = small(picture)
        assert read_study(study.to_json()) == study
        assert "scene" not in json.loads(study.to_json())
    assert outputs_of("picture").keys() >= set(small().output_names)


def test_the_studies_of_the_documentation_are_read():
    text = (Path(__file__).parents[3] / "docs" / "study.md").read_text(encoding="utf-8")
    studies = [read_study(block) for block in re.findall(r"```json\n(.*?)```", text, re.DOTALL)]
    assert [study.evaluator for study in studies] == ["segmentation", "picture"]
    assert run_trial(studies[1].to_json(), 0).error is None


def given(**changes):
    fields = json.loads(small().to_json())
    return json.dumps(fields | changes)


SAMPLE = {"sample": "coffee", "noise": 1.0}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"picture": None}, 'picture must be given, for the evaluator "picture"'),
        ({"evaluator": "segmentation"}, "evaluator must be 'picture' beside a picture."),
        ({"picture": {}}, "picture must be given by one of sample, file and data."),
        ({"picture": SAMPLE | {"file": "a.png"}}, "given by one of sample, file and data."),
        ({"picture": {"sample": "cofee"}}, "picture.sample must be one of 'coins', 'camera'"),
        ({"picture": {"data": "ä"}}, "picture.data must be the content of a file in base64."),
        ({"picture": SAMPLE | {"sigma": -1}}, "picture.sigma must be greater than or equal to 0"),
        ({"picture": SAMPLE | {"hue": 1}}, "picture.hue must be one of the fields there (sample,"),
        ({"picture": {"sample": "coffee"}}, "replicates must be 1 without noise (picture.noise)"),
        ({"outputs": ["covering"]}, "outputs[0] must be left out without a truth (picture.truth)"),
        ({"outputs": ["mean_iou"]}, "outputs[0] must be one of adjusted_rand, covering"),
        ({"scene": {"size": 50}}, "scene must be left out beside a picture. Got a scene instead."),
        (
            {"parameters": [{"name": "noise", "low": 0, "high": 1}]},
            "parameters[0].name must be one of beta, n_clusters",
        ),
        (
            {"parameters": [{"name": "circles[0].row", "low": 0, "high": 1}]},
            "parameters[0].name must be one of beta",
        ),
        (
            {
                "picture": SAMPLE | {"mask": "above", "threshold": 5},
                "parameters": [{"name": "feature", "values": ["intensity", "colour"]}],
            },
            "picture.threshold must be left out where feature varies",
        ),
    ],
)
def test_rules_of_pictures_are_told_with_their_place(changes, words):
    with pytest.raises(StudyError) as caught:
        read_study(given(**changes))
    assert words in str(caught.value)


def test_scenes_take_no_fields_of_pictures():
    with pytest.raises(ValueError, match=r"parameters\[0\].name must be one of noise, seed"):
        Study(
            name="x",
            scene=Scene(),
            parameters=(Range(name="sigma", low=0, high=1),),
            design=Sweep(points=2),
        )


def test_the_command_line_stores_the_files_that_are_named(tmp_path):
    (tmp_path / "disc.png").write_bytes(png(np.where(DISC, 180, 60).astype(np.uint8)))
    (tmp_path / "truth.png").write_bytes(png(TRUTH))
    named = StudyPicture(file="disc.png", truth="truth.png", longest=40)
    study, notes = with_files_stored(small(named, method=GREY, replicates=1), tmp_path)
    assert study.picture == stored()
    assert notes[0] == "disc.png is stored in the study, and in all copies of it."
    assert len(notes) == 2
    assert base64.b64decode(study.picture.data) == (tmp_path / "disc.png").read_bytes()
    assert read_study(study.to_json()) == study


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "picture.file must be a file that can be read. Got"),
        (b"text", "picture.file must be a PNG, JPEG"),
        (bytes(2_000_001), "picture.file must be a file of at most 2 MB"),
    ],
)
def test_a_file_that_is_no_picture_is_refused_before_the_study(tmp_path, content, words):
    if content is not None:
        (tmp_path / "a.png").write_bytes(content)
    with pytest.raises(StudyError) as caught:
        with_files_stored(small(StudyPicture(file="a.png", noise=1.0)), tmp_path)
    assert words in str(caught.value)


def test_the_command_reads_paths_from_the_folder_of_the_study(tmp_path, monkeypatch):
    seen = []

    def stop(study, folder):
        seen.append(folder)
        raise StudyError(())

    monkeypatch.setattr(running, "with_files_stored", stop)
    path = tmp_path / "study.json"
    path.write_text(small().to_json())
    with pytest.raises(StudyError):
        running.run(type("Options", (), {"study": path, "out": None}))
    assert seen == [tmp_path]
