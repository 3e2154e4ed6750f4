"""The dialog that saves figures: what it is opened for, its numbers, and refusals."""

import asyncio
from types import SimpleNamespace

from dash import no_update

from components.export.exporter import Exporter
from components.export.view_files import view_caption, view_csv
from components.page.ids import Id
from components.page.panels import figure
from components.page.panels.figure import open_view, subject, view_numbers, view_subject
from components.state.model import ExplorerState

DATA = ExplorerState(noise=0.3).model_dump(mode="json")


def test_the_dialog_opens_for_a_view_with_its_caption_and_its_numbers():
    found, problem, needs = asyncio.run(view_subject(Exporter(), "spectrum", DATA, 3))
    assert (problem, needs) == ("", "")
    assert (found["title"], found["file"]) == ("Spectrum", "cutlab-spectrum")
    assert found["caption"] == view_caption("spectrum", DATA)
    sent, problem, needs = asyncio.run(view_numbers(Exporter(), found, 1))
    assert sent["filename"] == "cutlab-spectrum.csv"
    assert (sent["content"], problem, needs) == (view_csv("spectrum", DATA), "", no_update)


def test_what_cannot_be_saved_is_told():
    found, problem, _ = asyncio.run(view_subject(Exporter(), "spectrum", DATA | {"beta": 300}, 1))
    assert found is no_update
    assert problem == "Affinity β must be a number from 0 to 100. Got 300 instead."
    found, problem, _ = asyncio.run(view_subject(Exporter(), "threshold", DATA, 1))
    assert found is no_update
    assert "set k to 2" in problem
    lost = DATA | {"picture": "0" * 32}
    assert asyncio.run(view_subject(Exporter(), "spectrum", lost, 1)) == (no_update, "", "0" * 32)
    assert asyncio.run(view_numbers(Exporter(), None, None)) == (no_update,) * 3


def test_a_picture_that_the_server_lacks_is_asked_for_and_its_button_pressed_again():
    lost = DATA | {"picture": "0" * 32}
    wanted = subject("view", "spectrum", "Spectrum", "cutlab-spectrum", "", state=lost)
    assert asyncio.run(view_numbers(Exporter(), wanted, 4)) == (
        no_update,
        "",
        {
            "picture": "0" * 32,
            "button": {"type": Id.FIGURE_SAVE, "format": "csv"},
            "clicks": 4,
            "prop": "n_clicks",
            "problem": Id.FIGURE_VIEW_PROBLEM,  # the dialog covers the lines of the page
        },
    )


def test_why_a_view_s_picture_cannot_be_sent_is_told_beside_the_views(monkeypatch):
    pressed = SimpleNamespace(
        triggered=[{"value": 2}], triggered_id={"type": Id.FIGURE_OPEN, "view": "spectrum"}
    )
    monkeypatch.setattr(figure, "ctx", pressed)
    _, problem, needs = asyncio.run(open_view(Exporter(), [2], DATA | {"picture": "0" * 32}))
    assert problem == ""
    assert needs["problem"] == Id.FIGURE_OPEN_PROBLEM
