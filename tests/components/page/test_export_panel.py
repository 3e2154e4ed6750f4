"""The export panel's callbacks: a file or a sentence, and the dialog with both scripts."""

import asyncio
import base64

from dash import no_update

from app import create_app
from components.export.code import scikit_learn_code, service_code
from components.export.exporter import Exporter
from components.export.files import FILES, export
from components.page.panels.export import download, show_code
from components.state.model import ExplorerState

STATE = ExplorerState(noise=0.3, seed=5, beta=2.0, n_clusters=3)
DATA = STATE.model_dump(mode="json")
BAD = DATA | {"beta": 300}
WHY = "Affinity β must be a number from 0 to 100. Got 300 instead."


def test_a_file_is_sent_and_named():
    sent, status, problem, _ = asyncio.run(download(Exporter(), "labels-npz", DATA))
    assert (sent["filename"], sent["type"]) == ("cutlab-labels.npz", "application/zip")
    assert base64.b64decode(sent["content"]) == export("labels-npz", STATE)
    assert (status, problem) == ("Saved cutlab-labels.npz.", "")


def test_a_file_that_cannot_be_made_is_reported():
    sent, status, problem, needs = asyncio.run(download(Exporter(), "labels-png", BAD))
    assert (sent, needs) == (no_update, "")
    assert (status, problem) == ("", f"cutlab-labels.png could not be made: {WHY}")


def test_the_dialog_has_a_tab_for_each_script():
    tabs, opened, problem, _ = asyncio.run(show_code(Exporter(), 1, DATA))
    assert (opened, problem) == (True, "")
    head, *panels = tabs.children
    names = ["code-scikit-learn", "code-cutlab"]
    assert [tab.children for tab in head.children] == [FILES[name].title for name in names]
    assert [panel.children[1].children for panel in panels] == [
        scikit_learn_code(STATE),
        service_code(STATE),
    ]


def test_the_dialog_stays_closed_without_code():
    content, opened, problem, needs = asyncio.run(show_code(Exporter(), 1, BAD))
    assert content is needs is no_update
    assert (opened, problem) == (False, f"The code could not be written: {WHY}")


def test_a_picture_that_another_process_of_the_server_has_is_asked_for():
    picture = "0" * 32
    data = DATA | {"picture": picture}
    sent, status, problem, needs = asyncio.run(download(Exporter(), "labels-png", data))
    assert (sent, problem, needs) == (no_update, "", picture)
    assert status == "Sending the picture again …"
    *shown, needs = asyncio.run(show_code(Exporter(), 3, data))
    assert shown == [no_update, False, ""]
    assert needs["picture"] == picture
    assert (needs["button"], needs["prop"], needs["clicks"]) == ("code-open", "n_clicks", 3)


def test_all_files_wait_in_one_line(monkeypatch):
    begun = []
    begin = Exporter.__init__
    monkeypatch.setattr(Exporter, "__init__", lambda each: begun.append(each) or begin(each))
    create_app()
    assert len(begun) == 1
