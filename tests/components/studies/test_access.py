"""Callbacks of studies: their triggers, and the kind of work on which they wait."""

import pytest
from dash import Dash
from dash._callback_context import context_value
from dash._utils import AttributeDict

from components.page.backend import WORK, Work
from components.page.ids import Id
from components.studies.access import bound_with_trigger
from components.studies.plan import panel as plan_panel
from components.studies.study import figure_files


@pytest.mark.parametrize(
    ("values", "pressed"),
    [
        ([None, None], None),
        ([0], None),
        ([2], "b0"),
        ([None, 1, None], "b1"),
        ([None, None, 3], "b2"),
    ],
)
def test_a_button_that_was_pressed_differs_from_those_that_came(values, pressed):
    triggered = [{"prop_id": f"b{i}.n_clicks", "value": value} for i, value in enumerate(values)]
    token = context_value.set(AttributeDict(triggered_inputs=triggered))
    try:
        callback = bound_with_trigger(
            lambda access, pressed, clicks: (access, pressed, clicks), "it"
        )
        assert callback(clicks=values) == ("it", pressed, values)
    finally:
        context_value.reset(token)


def test_callbacks_that_only_read_do_not_wait_behind_those_that_write(access):
    app = Dash(__name__)
    plan_panel.register(app, access)
    figure_files.register(app, access)
    kinds = {
        name.split(".data")[0].strip("."): getattr(each.get("callback"), WORK, None)
        for name, each in app.callback_map.items()
    }
    for id in (Id.PLAN, Id.FIGURE_OF_STUDY, Id.FIGURE_STUDY_DOWNLOAD):
        assert kinds[id] is Work.READING
    assert kinds[Id.PLAN_GO] is Work.WRITING
