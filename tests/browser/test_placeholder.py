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
# True once the figure's panels are where those were, to 6 pixels.
NEAR = """(panels) => [".xy", ".x2y2"].every((name, i) => {
  const image = document.querySelector(`.js-plotly-plot ${name} .heatmaplayer image`);
  const box = image.getBoundingClientRect();
  return [box.x, box.y, box.width].every((at, j) => Math.abs(at - panels[i][j]) <= 6);
})"""


WIDTHS = (360, 800, 1400)


@pytest.mark.parametrize(("query", "scheme"), [("", "light"), ("?noise=0.5&n_clusters=3", "dark")])
def test_pictures_first(new_page, server, query, scheme):
    page = new_page(server, color_scheme=scheme, reduced_motion="reduce")
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
    panels = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        panels[width] = page.evaluate(PANELS)
    hold = False
    for route in held:
        route.continue_()
    expect(page.locator(".placeholder")).to_have_count(0)
    for width in reversed(WIDTHS):  # the last is that of the window
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_function(NEAR, arg=panels[width])
    assert complaints == []


def test_the_circles_handles_come_with_their_picture(new_page, server):
    page, held, hold = new_page(server), [], True
    page.route(PLOTLY, lambda route: held.append(route) if hold else route.continue_())
    page.goto(server, wait_until="commit")  # the script is one of those that a load waits for
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
