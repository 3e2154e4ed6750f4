"""The explorer as a test's hand and eye."""

import numpy as np
from playwright.sync_api import expect

from components.state import ExplorerState
from segmentation import segment_scene

RECORD = """() => {
  window.frames_painted = [];
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
  });
}"""


class Explorer:
    def __init__(self, page):
        self.page = page

    def open(self, url):
        self.page.goto(url)
        self.page.wait_for_selector(".heatmaplayer image")
        self.page.wait_for_selector(".controls [data-field]")

    def slider(self, field):
        return self.page.locator(f'[data-field="{field}"] input[type=range]')

    def number(self, field):
        return self.page.locator(f'[data-field="{field}"] input[type=number]')

    def notice(self, field):
        return self.page.locator(f'[data-notice="{field}"]')

    def fact(self, name):
        return self.page.locator(f'[data-fact="{name}"]')

    def grab(self, field):
        """Press the mouse on a slider's thumb; gives its track."""
        slider = self.slider(field)
        slider.scroll_into_view_if_needed()
        box = slider.bounding_box()
        low, high, value = slider.evaluate("s => [+s.min, +s.max, +s.value]")
        self.track = (box["x"] + 8, box["width"] - 16, box["y"] + box["height"] / 2, low, high)
        self.drag_to(value)
        self.page.mouse.down()

    def drag_to(self, value):
        """Move the mouse to where a value stands on the track."""
        left, width, y, low, high = self.track
        self.page.mouse.move(left + width * (value - low) / (high - low), y)

    def record(self):
        self.page.evaluate(RECORD)

    def painted(self):
        return self.page.evaluate("window.frames_painted")

    def state(self):
        """The state on screen."""
        return ExplorerState.model_validate(
            self.page.evaluate("window.cutlab.state()"), strict=False
        )

    def await_state(self, state):
        """Wait for a state that comes by a callback of Dash, so not at once."""
        self.page.wait_for_function(
            "(wanted) => JSON.stringify(window.cutlab.state()) === JSON.stringify(wanted)",
            arg=state.model_dump(mode="json"),
        )

    def rest(self):
        """Wait until the hoverable heatmaps show the newest state."""
        self.page.wait_for_function("window.cutlab.at_rest()")

    def labels(self):
        """Labels that the figure shows."""
        return np.array(
            self.page.evaluate(
                """() => { const {z} = document.querySelector(".js-plotly-plot")._fullData[1];
                return Array.from(z, (row) => Array.from(row)); }"""
            )
        )

    def expect_service_s_labels(self):
        """The page at rest shows what the service says of its state."""
        self.rest()
        state = self.state()
        result = segment_scene(state.scene(), state.method())
        np.testing.assert_array_equal(self.labels(), result.labels)
        expect(self.fact("ncut")).to_have_text(f"{result.ncut:.4f}")
        return result
