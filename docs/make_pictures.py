"""Take the pictures of the README from the real page: ``make pictures``."""

from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.chromium import ARGUMENTS, chromium_path
from tests.browser.explorer import Explorer
from tests.serving import serve

PICTURES = Path(__file__).parent / "pictures"
SHOTS = {
    "explorer-light": ({"width": 1360, "height": 800}, "light"),
    "explorer-dark": ({"width": 1360, "height": 800}, "dark"),
    "explorer-phone": ({"width": 390, "height": 844}, "light"),
}


def main() -> None:
    """Open the page in each size and scheme and save what is seen."""
    PICTURES.mkdir(exist_ok=True)
    with serve() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(ARGUMENTS))
        for name, (viewport, scheme) in SHOTS.items():
            page = browser.new_page(viewport=viewport, color_scheme=scheme)
            explorer = Explorer(page)
            explorer.open(url)
            explorer.rest()
            page.screenshot(path=PICTURES / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
