"""Triggers of callbacks: a pressed button, or one that was added to the page."""

import pytest
from dash._callback_context import context_value
from dash._utils import AttributeDict

from components.studies.access import bound_with_trigger


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
