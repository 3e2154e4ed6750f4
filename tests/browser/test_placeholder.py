"""The pictures are on screen before the scripts are, where the figure will put them."""

import re

import pytest
from playwright.sync_api import expect

from components.page.placeholder import PLACEHOLDER_PATH

PLOTLY = re.compile(r"plotly[^/]*\.js(\?|$)")
SCRIPTS = re.compile(r"\.m?js(\?|$)")

# Place of a panel of the image on screen, computed by its own rule, as its document is closed.
PANELS = """() => {
  const box = document.querySelector(".placeholder img").getBoundingClientRect();
  const side = Math.min(0.48 * box.width, box.height);
  const top = box.y + (box.height - side) / 2;
  return [0.24, 0.76].map((at) => [box.x + at * box.width - side / 2, top, side]);
}"""
AXES = """() => [".xy", ".x2y2"].map((name) => {
  const image = document.querySelector(`.js-plotly-plot ${name} .heatmaplayer image`);
  const box = image.getBoundingClientRect();
  return [box.x, box.y, box.width];
})"""


@pytest.mark.parametrize("query", ["", "?noise=0.5&n_clusters=3"])
@pytest.mark.parametrize("width", [360, 800, 1400])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pictures_first(new_page, server, query, width, scheme):
    size = {"width": width, "height": 900}
    page = new_page(server, viewport=size, color_scheme=scheme, reduced_motion="reduce")
    held, complaints = [], []
    page.on("console", lambda message: complaints.append(message.text))
    hold = True
    page.route(SCRIPTS, lambda route: held.append(route) if hold else route.continue_())
    page.goto(f"{server}/{query}", wait_until="commit")
    image = page.locator(".placeholder img")
    expect(image).to_be_visible()
    page.wait_for_function("document.querySelector('.placeholder img').naturalWidth > 0")
    assert image.evaluate("(image) => image.src").endswith(PLACEHOLDER_PATH + query)
    assert page.evaluate("document.documentElement.dataset.mantineColorScheme") == scheme
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    panels = page.evaluate(PANELS)
    hold = False
    for route in held:
        route.continue_()
    expect(page.locator(".placeholder")).to_have_count(0)
    for panel, axes in zip(panels, page.evaluate(AXES), strict=True):
        assert panel == pytest.approx(axes, abs=6)
    assert complaints == []


def test_what_takes_too_long_is_left_to_the_scripts(visit, server):
    page = visit(server + "/?size=400&use_mask=false").page
    expect(page.locator(".placeholder")).to_have_count(0)


def test_the_circles_handles_come_with_their_picture(new_page, server):
    page, held, hold = new_page(server), [], True
    page.route(PLOTLY, lambda route: held.append(route) if hold else route.continue_())
    page.goto(server)
    handles = page.locator(".circle-handles")
    page.wait_for_function("document.querySelectorAll('.circle-handles > *').length === 4")
    page.wait_for_function("window.cutlab.explained()")
    expect(handles).to_be_hidden()
    assert held
    hold = False
    for route in held:
        route.continue_()
    expect(page.locator(".placeholder")).to_have_count(0)
    expect(handles).to_be_visible()
