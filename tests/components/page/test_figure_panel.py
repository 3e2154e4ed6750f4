"""The dialog that saves figures: what it is opened for, its numbers, and refusals."""

import asyncio

from dash import no_update

from components.export.exporter import Exporter
from components.export.view_files import view_caption, view_csv
from components.page.panels.figure import view_numbers, view_subject
from components.state.model import ExplorerState

DATA = ExplorerState(noise=0.3).model_dump(mode="json")


def test_the_dialog_opens_for_a_view_with_its_caption_and_its_numbers():
    found, problem, needs = asyncio.run(view_subject(Exporter(), "spectrum", DATA, 3))
    assert (problem, needs) == ("", "")
    assert (found["title"], found["file"]) == ("Spectrum", "cutlab-spectrum")
    assert found["caption"] == view_caption("spectrum", DATA)
    sent, problem = asyncio.run(view_numbers(Exporter(), found))
    assert sent["filename"] == "cutlab-spectrum.csv"
    assert (sent["content"], problem) == (view_csv("spectrum", DATA), "")


def test_what_cannot_be_saved_is_told():
    found, problem, _ = asyncio.run(view_subject(Exporter(), "spectrum", DATA | {"beta": 300}, 1))
    assert found is no_update
    assert problem == "Affinity β must be a number from 0 to 100. Got 300 instead."
    found, problem, _ = asyncio.run(view_subject(Exporter(), "threshold", DATA, 1))
    assert found is no_update
    assert "set k to 2" in problem
    lost = DATA | {"picture": "0" * 32}
    assert asyncio.run(view_subject(Exporter(), "spectrum", lost, 1)) == (no_update, "", "0" * 32)
    assert asyncio.run(view_numbers(Exporter(), None)) == (no_update, no_update)
