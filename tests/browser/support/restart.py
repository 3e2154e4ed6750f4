"""Bring a page that is used again to where it stood when it was loaded, but for the state."""

from components.state.model import ExplorerState
from components.studies.plan.state import BLANK
from tests.browser.support.explorer import Explorer, as_text

# Listeners that a test adds end with `signal`, and the next test has Dash's own function and the
# browser's clipboard. The first state ends a presentation, and nothing that plays may follow it.
BEGIN = """(text) => {
  window.test_over?.abort();
  window.test_over = new AbortController();
  window.signal = window.test_over.signal;
  window.own_set_props ??= window.dash_clientside.set_props;
  window.dash_clientside.set_props = window.own_set_props;
  delete navigator.clipboard;
  delete document.execCommand;
  for (const panel of document.querySelectorAll(".play-panel")) {
    panel.querySelectorAll(".number-field")[2].value = 4;
    panel.querySelector("input[type=checkbox]").checked = false;
    panel.querySelector(".close").click();
  }
  if (text) window.cutlab.adopt(JSON.parse(text));
}"""

CLEAR = """async (blank) => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  if (document.fullscreenElement) await document.exitFullscreen();
  for (const open of all(":popover-open")) open.hidePopover();
  for (const each of all("details")) each.open = each.matches('[data-circle="0"]');
  for (const status of all(".handle-status, .header-status")) status.textContent = "";
  const { set_props } = window.dash_clientside;
  for (const { id, textContent } of all("[id$=-problem], #export-status, #lesson-body"))
    if (textContent) set_props(id, { children: null });
  const plan = JSON.parse(sessionStorage.getItem("cutlab.plan"));
  document.querySelector('[data-action="close-study"]')?.click(); // sends no range later
  const left = { ...blank, loaded: plan?.loaded + 1, edit: plan?.edit };
  if (plan) set_props("plan-edit", { data: { left } });
  localStorage.clear();
  sessionStorage.clear();
  // Mantine follows the choice of another page of the site.
  const scheme = { key: "mantine-color-scheme-value", newValue: "auto", storageArea: localStorage };
  dispatchEvent(new StorageEvent("storage", scheme));
  set_props("lesson-before", { data: null });
  set_props("lesson", { data: [] });
  document.activeElement.blur();
  return plan && left.loaded;
}"""
# The callback has answered, and the panel is gone.
NO_PLAN = """(loaded) => {
  const plan = JSON.parse(sessionStorage.getItem("cutlab.plan"));
  return plan?.loaded === loaded && !plan.open && !document.querySelector(".vary, .varying"); }"""
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
DIALOG = "Boolean(document.querySelector('[role=dialog]'))"


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
    dialog = page.evaluate(f"{READY} ? {DIALOG} : null")
    if dialog is None:
        return False
    page.mouse.up()
    page.mouse.move(5, 5)
    while dialog:
        page.keyboard.press("Escape")
        page.wait_for_function(f"!{DIALOG}")
        dialog = page.evaluate(DIALOG)
    page.evaluate(BEGIN, as_text(ExplorerState()))
    loaded = page.evaluate(CLEAR, BLANK)
    if loaded is not None:
        page.wait_for_function(NO_PLAN, arg=loaded)
        page.evaluate("sessionStorage.clear()")
    page.wait_for_function(HAS_LESSON, arg=0)
    if lesson:
        page.evaluate(LOAD, list(lesson))
        page.wait_for_function(HAS_LESSON, arg=len(lesson))
    explorer = Explorer(page)
    if lesson or explorer.state() != state:
        explorer.adopt(state, rest=False)
    explorer.rest()
    page.evaluate(UNZOOM, state.size)
    return True
