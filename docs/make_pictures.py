"""Take the pictures of the README from the real page: ``make pictures``.

``python -m docs.make_pictures photograph-light`` takes some of them.
"""

import json
import sys
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from components.pictures.opening import sample_fields
from components.state.link import to_query
from components.state.model import CircleState, ExplorerState
from components.state.names import LISTS
from segmentation import SAMPLES
from tests.browser.support.chromium import ARGUMENTS, chromium_path
from tests.browser.support.contexts import KNOWN
from tests.browser.support.explorer import Explorer
from tests.serving import serve

PICTURES = Path(__file__).parent / "pictures"
# Circles of unequal size: k-means cuts through the larger one.
UNEQUAL = ExplorerState(
    circles=(
        CircleState(row=50.0, col=36.0, radius=24.0),
        CircleState(row=50.0, col=66.0, radius=10.0),
    ),
    n_clusters=2,
    views=("embedding", "threshold", "methods"),
)
PHOTOGRAPH = ExplorerState(
    **next(sample_fields(sample) for sample in SAMPLES if sample.name == "coffee"),
    views=("spectrum",),
)
# What an embedded page shows besides one slider.
SHOWN = {"handles", "verdict"}
# A step of a lesson, as a teacher would write it.
STEP = {
    "title": "Unequal circles",
    "note": "k-means cuts through the large circle. The sweep, on the same eigenvectors, does not.",
    "link": "?" + to_query(UNEQUAL.model_copy(update={"views": ()})),
}
LESSON = json.dumps({"cutlab": "lesson", "version": 1, "steps": [STEP]})
STUDY = "study-light"
SHOTS = {
    "explorer-light": ({"width": 1360, "height": 800}, "light", None),
    "explorer-dark": ({"width": 1360, "height": 800}, "dark", None),
    "explorer-phone": ({"width": 390, "height": 844}, "light", None),
    "explanation-light": ({"width": 1360, "height": 1500}, "light", UNEQUAL),
    "photograph-light": ({"width": 1360, "height": 800}, "light", PHOTOGRAPH),
    "photograph-dark": ({"width": 1360, "height": 800}, "dark", PHOTOGRAPH),
    "photograph-phone": ({"width": 390, "height": 844}, "light", PHOTOGRAPH),
    "present-light": (
        {"width": 1920, "height": 1080},
        "light",
        UNEQUAL.model_copy(update={"views": (), "view": "present"}),
    ),
    "embed-light": (
        {"width": 640, "height": 600},
        "light",
        ExplorerState(
            view="embed", hide=tuple(n for n in LISTS["hide"] if n not in {"noise", *SHOWN})
        ),
    ),
}


def main() -> None:
    """Open the page in each size and scheme and save what is seen."""
    wanted = sys.argv[1:] or [*SHOTS, STUDY]
    PICTURES.mkdir(exist_ok=True)
    with serve() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(ARGUMENTS))
        for name, (viewport, scheme, state) in SHOTS.items():
            if name not in wanted:
                continue
            page = browser.new_page(viewport=viewport, color_scheme=scheme)
            if state is not None:
                page.add_init_script(KNOWN)
            if state is not None and state.view == "present":
                page.add_init_script(f"localStorage.setItem('cutlab.lesson', {json.dumps(LESSON)})")
            explorer = Explorer(page)
            explorer.open(url)
            if state is not None:
                explorer.adopt(state)
            explorer.explained()
            page.screenshot(path=PICTURES / f"{name}.png")
        if STUDY in wanted:
            _study(browser.new_page(viewport={"width": 1360, "height": 1500}), url)
        browser.close()


def _study(page: Page, url: str) -> None:
    """Run a ready study, whose database ends with the server, and save its page."""
    page.set_default_timeout(300_000)  # workers start, kernels load, some thousand trials run
    page.goto(f"{url}/study")
    page.get_by_role("button", name="Unequal radii").click()
    expect(page.locator("#study-state")).to_have_text("done", timeout=300_000)
    expect(page.locator(".study .js-plotly-plot .main-svg").first).to_be_visible()
    page.wait_for_timeout(2000)  # the figures' last change is drawn
    page.screenshot(path=PICTURES / f"{STUDY}.png")


if __name__ == "__main__":
    main()
