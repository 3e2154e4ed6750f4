"""Accessibility rules that a page breaks, found by axe."""

from axe_playwright_python.sync_playwright import Axe

# Mantine's dialogs have a <header>, which axe takes for a second banner of the page; screen readers
# do not read the page behind a dialog.
DIALOG = {
    "rules": {
        "landmark-no-duplicate-banner": {"enabled": False},
        "landmark-unique": {"enabled": False},
    }
}


def violations(page, dialog=False):
    """Return the broken rules, each with the first element that breaks it."""
    found = Axe().run(page, options=DIALOG if dialog else None).response["violations"]
    return [(v["id"], v["nodes"][0]["html"]) for v in found]
