"""The dialog of keys."""

from components.page.panels.keys import WAYS, open_dialog


def test_it_opens_with_every_key():
    content, opened, problem = open_dialog(1)
    assert (opened, problem) == (True, "")
    told = {
        row.children[0].children.children
        for section in content.children
        for row in section.children[1].children
    }
    assert told == {key for ways in WAYS.values() for key, _ in ways}
