"""Bring a page that is used again to where it stood when it was loaded, but for the state."""

from components.state.model import ExplorerState
from tests.browser.support.explorer import Explorer

# Listeners that a test adds end with `signal`, and the next test has Dash's own function and the
# browser's clipboard.
BEGIN = """() => {
  window.test_over?.abort();
  window.test_over = new AbortController();
  window.signal = window.test_over.signal;
  window.own_set_props ??= window.dash_clientside.set_props;
  window.dash_clientside.set_props = window.own_set_props;
  delete navigator.clipboard;
  delete document.execCommand;
}"""

CLEAR = """async () => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  for (const panel of all(".play-panel")) {
    panel.querySelectorAll(".number-field")[2].value = 4;
    panel.querySelector("input[type=checkbox]").checked = false;
    panel.querySelector(".close").click();
  }
  if (document.fullscreenElement) await document.exitFullscreen();
  for (const open of all(":popover-open")) open.hidePopover();
  for (const each of all("details")) each.open = each.matches('[data-circle="0"]');
  for (const status of all(".handle-status, .header-status")) status.textContent = "";
  const { set_props } = window.dash_clientside;
  for (const { id, textContent } of all("[id$=-problem], #export-status, #lesson-body"))
    if (textContent) set_props(id, { children: null });
  localStorage.clear();
  sessionStorage.clear();
  // Mantine follows the choice of another page of the site.
  const scheme = { key: "mantine-color-scheme-value", newValue: "auto", storageArea: localStorage };
  dispatchEvent(new StorageEvent("storage", scheme));
  set_props("lesson-before", { data: null });
  set_props("lesson", { data: [] });
  document.activeElement.blur();
}"""
LOAD = "(lesson) => window.dash_clientside.set_props('lesson', { data: lesson })"
HAS_LESSON = """(length) => document.querySelector("#lesson-count").textContent ===
  (length === 1 ? "1 step" : `${length} steps`)"""
UNZOOM = """async (size) => {
  const graph = document.querySelector(".pictures .js-plotly-plot");
  const { xaxis, yaxis } = graph._fullLayout;
  const [across, down] = [[-0.5, size - 0.5], [size - 0.5, -0.5]];
  if (String([xaxis.range, yaxis.range]) !== String([across, down]))
    await window.Plotly.relayout(graph, { "xaxis.range": across, "yaxis.range": down });
  for (const each of document.querySelectorAll("html, .controls, .column")) each.scrollTo(0, 0);
  document.activeElement.blur();
  window.cutlab.forget();
}"""

READY = "window.test_over !== undefined && location.pathname === '/' && window.cutlab?.at_rest"


def restart(page, state, lesson=()):
    """Return whether it could be: the page may be another by now.

    Parameters
    ----------
    page : Page
    state : ExplorerState
        What is on screen then.
    lesson : sequence of dict
        The steps of the lesson then.
    """
    if not page.evaluate(f"Boolean({READY})"):
        return False
    page.mouse.up()
    page.mouse.move(5, 5)
    while page.locator("[role=dialog]").count():
        page.keyboard.press("Escape")
        page.wait_for_function("!document.querySelector('[role=dialog]')")
    page.evaluate(BEGIN)
    explorer = Explorer(page)
    explorer.adopt(ExplorerState(), rest=False)  # ends a presentation
    page.evaluate(CLEAR)
    page.wait_for_function(HAS_LESSON, arg=0)
    if lesson:
        page.evaluate(LOAD, list(lesson))
        page.wait_for_function(HAS_LESSON, arg=len(lesson))
    explorer.adopt(state)
    page.evaluate(UNZOOM, state.size)
    return True
