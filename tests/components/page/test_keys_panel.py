"""The dialog of keys lists all keys."""

import dash_mantine_components as dmc

from components.page.panels.keys import WAYS, open_dialog
from tests.components.studies.lab import elements, words


def test_it_opens_with_every_key():
    content, opened, problem = open_dialog(1)
    assert (opened, problem) == (True, "")
    listed = [
        (words(key), words(what))
        for key, what in (row.children for row in elements(content, dmc.TableTr))
    ]
    assert listed == [way for ways in WAYS.values() for way in ways]
