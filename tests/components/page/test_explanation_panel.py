"""The views' cards and buttons, which the script goes through side by side."""

from dash import html

from components.live.views import VIEWS
from components.page.panels.explanation import layout, verdict


def elements(root, kind, name):
    """Every element of a kind and class in a layout."""
    return [
        each
        for each in root._traverse()
        if isinstance(each, kind) and name in getattr(each, "className", "").split()
    ]


def test_each_view_has_a_button_and_a_closed_card_in_one_order():
    chips = elements(layout(), html.Button, "chip")
    cards = elements(layout(), html.Section, "card")
    assert [getattr(chip, "data-view") for chip in chips] == list(VIEWS)
    assert [getattr(card, "data-card") for card in cards] == list(VIEWS)
    assert all(card.hidden for card in cards)
    assert [chip.title for chip in chips] == [view.summary for view in VIEWS.values()]


def test_the_verdict_has_a_place_for_all_that_is_written_into_it():
    written = ("verdict-sentence", "verdict-agreement", "verdict-diagnostics", "verdict-rule")
    assert all(len(elements(verdict(), html.P, name)) == 1 for name in written)
    assert len(elements(verdict(), html.Div, "verdict-tries")) == 1
    assert [isinstance(each, html.Tbody) for each in verdict()._traverse()].count(True) == 1
