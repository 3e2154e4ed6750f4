import pytest

from components.state.model import CircleState, ExplorerState
from segmentation import ParameterError
from segmentation.study import (
    Choice,
    Range,
    Study,
    Sweep,
    describe,
    n_trials,
    trial,
)
from segmentation.study.design.fields import CIRCLE_FIELDS, FIELDS
from tests.segmentation.study.studies import TWO


def test_each_field_that_can_be_varied_changes_the_scene_or_the_method():
    names = [*FIELDS, *(f"circles[1].{key}" for key in CIRCLE_FIELDS)]
    for name in names:
        field = describe(Range(name=name, low=0, high=1))
        if field.kind == "choice":
            parameter = Choice(name=name, values=field.choices[:2])
        else:
            low, high = {
                "overlap": (-1, 1),
                "eps": (0, 1),
                "size": (44, 45),
                "resolution": (44, 45),
            }.get(name.split(".")[-1], (1, 2))
            parameter = Range(name=name, low=low, high=high)
        study = Study(name="x", scene=TWO, parameters=(parameter,), design=Sweep(points=2))
        first, last = (trial(study, index) for index in (0, n_trials(study) - 1))
        assert (first.scene, first.method) != (last.scene, last.method)


def test_fields_are_called_as_on_the_page():
    for model, known in ((ExplorerState, FIELDS), (CircleState, CIRCLE_FIELDS)):
        shared = set(model.model_fields) & set(known)
        assert len(shared) > 2
        for name in shared:
            title = model.model_fields[name].title
            # The page's size scales the circles along, as a study's `resolution` does.
            assert known[name].title == ("Image size, circles fixed" if name == "size" else title)
            unit = (model.model_fields[name].json_schema_extra or {}).get("unit", "")
            assert known[name].unit == unit


def test_a_derived_field_names_both_circles_as_a_reader_counts_them():
    parameter = Range(name="circles[2].overlap", low=0, high=1, of=1)
    assert describe(parameter).title == "Overlap of circle 3 with circle 2"
    with pytest.raises(ParameterError):
        describe(Range(name="gamma", low=0, high=1))
