"""What axe finds on a page."""

from axe_playwright_python.sync_playwright import Axe

# Mantine's dialogs head themselves by a <header>, which axe takes for a second banner of the page;
# to a reader the page behind a dialog is not there.
DIALOG = {
    "rules": {
        "landmark-no-duplicate-banner": {"enabled": False},
        "landmark-unique": {"enabled": False},
    }
}


def violations(page, dialog=False):
    """Rules that are broken, each with the first element that breaks it."""
    found = Axe().run(page, options=DIALOG if dialog else None).response["violations"]
    return [(v["id"], v["nodes"][0]["html"]) for v in found]
