"""Driver of the explorer in tests.

Numbers travel as typed arrays, and states as texts: Playwright looks at each item of any other list
or object four times on its way, which for a picture takes longer than all else that a test does.
"""

import json

import numpy as np
from playwright.sync_api import expect

from components.state.model import ExplorerState
from components.state.numbers import short_number
from segmentation import segment_scene

RECORD = """() => {
  window.frames_painted = [];
  const test = window.signal ?? window;
  if (window.recorded === test) return;
  window.recorded = test;
  const canvas = document.querySelector('canvas[data-cells="labels"]');
  const copy = document.createElement("canvas");
  const context = copy.getContext("2d", {willReadFrequently: true});
  document.addEventListener("cutlab:painted", ({detail}) => {
    const {state, seq, rest} = detail;
    [copy.width, copy.height] = [canvas.width, canvas.height];
    context.drawImage(canvas, 0, 0);
    const centres = state.circles.map(({row, col}) =>
      String(context.getImageData(Math.round(col), Math.round(row), 1, 1).data));
    window.frames_painted.push({seq, rest, state, centres});
  }, {signal: window.signal});
}"""

# As on a page that comes by http from another machine; what is copied is heard.
CLOSED = """() => {
  Object.defineProperty(navigator, "clipboard", {value: undefined, configurable: true});
  const hear = () => (window.heard = getSelection().toString());
  document.addEventListener("copy", hear, {signal: window.signal});
}"""


LABELS = """() => {
  const {z} = document.querySelector(".js-plotly-plot")._fullData[1];
  const all = new Int32Array(z.length * z[0].length);
  z.forEach((row, i) => all.set(row, i * row.length));
  return [z.length, all]; }"""


def figure_labels(page):
    """Return the labels that the figure of a page shows."""
    height, labels = page.evaluate(LABELS)
    return np.array(labels).reshape(height, -1)


def as_text(state):
    return json.dumps(state.model_dump(mode="json"))


def touch(session, kind, *points):
    """Send what fingers do, through a session of the DevTools protocol."""
    places = [{"x": x, "y": y} for x, y in points]
    session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": places})


def fit(page, width, height=900):
    """Make the window as large as that, and wait until nothing scrolls sideways in it."""
    page.set_viewport_size({"width": width, "height": height})
    page.wait_for_function("(width) => document.documentElement.scrollWidth <= width", arg=width)


class Explorer:
    def __init__(self, page):
        self.page = page

    def open(self, url):
        self.page.goto(url)
        # attached: an own picture is painted on a canvas, and its heatmap is hidden
        self.page.wait_for_selector(".heatmaplayer image", state="attached")
        self.page.wait_for_selector(".controls [data-field]", state="attached")

    def slider(self, field):
        return self.page.locator(f'[data-field="{field}"] input[type=range]')

    def number(self, field):
        return self.page.locator(f'[data-field="{field}"] .number-field')

    def notice(self, field):
        return self.page.locator(f'[data-notice="{field}"]')

    def fact(self, name):
        return self.page.locator(f'[data-fact="{name}"]')

    def grab(self, field):
        """Press the mouse on a slider's thumb; return its track."""
        slider = self.slider(field)
        slider.scroll_into_view_if_needed()
        box = slider.bounding_box()
        low, high, value = slider.evaluate("s => [+s.min, +s.max, +s.value]")
        self.track = (box["x"] + 8, box["width"] - 16, box["y"] + box["height"] / 2, low, high)
        self.drag_to(value)
        self.page.mouse.down()

    def drag_to(self, value):
        """Move the mouse to the place of a value on the track."""
        left, width, y, low, high = self.track
        self.page.mouse.move(left + width * (value - low) / (high - low), y)

    def record(self):
        self.page.evaluate(RECORD)

    def painted(self):
        return json.loads(self.page.evaluate("JSON.stringify(window.frames_painted)"))

    def state(self):
        """Return the state on screen."""
        text = self.page.evaluate("JSON.stringify(window.cutlab.state())")
        return ExplorerState.model_validate_json(text, strict=False)

    def await_state(self, state):
        """Wait for a state that a callback of Dash sets."""
        self.page.wait_for_function(
            """(text) =>
              JSON.stringify(window.cutlab.state()) === JSON.stringify(JSON.parse(text))""",
            arg=as_text(state),
        )

    def rest(self):
        """Wait until the hoverable heatmaps show the newest state."""
        self.page.wait_for_function("window.cutlab.at_rest()")

    def labels(self):
        """Return the labels that the figure shows."""
        return figure_labels(self.page)

    def expect_service_s_labels(self):
        """Assert that the page at rest shows the service's result for its state."""
        self.rest()
        state = self.state()
        result = segment_scene(state.scene(), state.method())
        np.testing.assert_array_equal(self.labels(), result.labels)
        expect(self.fact("ncut")).to_have_text(short_number(result.ncut))
        return result

    def adopt(self, state, rest=True):
        """Set the whole state, as a link would."""
        self.page.evaluate("(text) => window.cutlab.adopt(JSON.parse(text))", as_text(state))
        if rest:
            self.rest()

    def close_clipboard(self):
        """Take the clipboard's interface away; `heard` has what is copied without it."""
        self.page.evaluate(CLOSED)

    def heard(self):
        return self.page.evaluate("window.heard")

    def explained(self):
        """Wait until verdict and views are those of the pictures at rest."""
        self.page.wait_for_function("window.cutlab.explained()")

    def verdict(self):
        return self.page.locator(".verdict-sentence")

    def open_view(self, name):
        self.page.locator(f'.chip[data-view="{name}"]').click()

    def card(self, name):
        return self.page.locator(f'.card[data-card="{name}"]')

    def sentence(self, name):
        return self.card(name).locator(".view-sentence")

    def asked_views(self):
        return self.page.evaluate("window.cutlab.state().views")

    def trace(self, name, number, chart=0):
        """Return the numbers of a trace in a view's chart."""
        return self.page.evaluate(
            """([name, number, chart]) => {
              const charts = document.querySelectorAll(`[data-card="${name}"] .chart`);
              const {x, y, marker} = charts[chart]._fullData[number];
              const list = (a) => Float64Array.from(a, Number);
              return {x: list(x), y: list(y), colors: marker && marker.color}; }""",
            [name, number, chart],
        )

    def cells(self, name):
        """Return the colours of a canvas of the pictures, one per pixel, (H, W, 4)."""
        width, height, data = self.page.evaluate(
            """(name) => { const c = document.querySelector(`canvas[data-cells="${name}"]`);
              const copy = new OffscreenCanvas(c.width, c.height);
              const context = copy.getContext("2d", {willReadFrequently: true});
              context.drawImage(c, 0, 0);
              const {data} = context.getImageData(0, 0, c.width, c.height);
              return [c.width, c.height, data]; }""",
            name,
        )
        return np.array(data).reshape(height, width, 4)

    def region_sizes(self):
        """Pixels of each colour in the labelled picture's canvas, smaller colour first."""
        cells = self.cells("labels")
        opaque = cells[cells[..., 3] == 255]
        return np.unique(opaque, axis=0, return_counts=True)[1].tolist()

    def screen_place(self, row, col):
        """Return the place of a pixel of the original on the screen."""
        return self.page.evaluate(
            """([row, col]) => {
              const graph = document.querySelector(".pictures .js-plotly-plot");
              const box = graph.getBoundingClientRect();
              const {xaxis, yaxis} = graph._fullLayout;
              return [box.left + xaxis._offset + xaxis.d2p(col),
                      box.top + yaxis._offset + yaxis.d2p(row)]; }""",
            [row, col],
        )

    def point_at(self, row, col):
        self.page.mouse.move(*self.screen_place(row, col))

    def drag_around(self, left, top, width, height):
        """Draw a lasso around a box."""
        mouse = self.page.mouse
        mouse.move(left + 2, top + 2)
        mouse.down()
        for x, y in ((1, 0), (1, 1), (0, 1), (0, 0)):
            mouse.move(left + 2 + x * (width - 4), top + 2 + y * (height - 4), steps=4)
        mouse.up()

    def tile_colors(self, name):
        """Return the number of different colours in a view's first tile."""
        return self.page.evaluate(
            """(name) => { window.tile_colors = (name) => {
                const c = document.querySelector(`[data-card="${name}"] canvas`);
                const {data} = c.getContext("2d").getImageData(0, 0, c.width, c.height);
                return new Set(new Uint32Array(data.buffer)).size; };
              return window.tile_colors(name); }""",
            name,
        )
