"""Animations: a number goes from one end to the other and back, until something stops it."""

from itertools import pairwise

import pytest
from playwright.sync_api import expect

from components.state.model import ExplorerState

WATCH = """(path) => { window.visited = []; window.commits = [];
  const {signal, own_set_props: set_props} = window;
  const watching = (window.watching = {});
  const read = () => path.split(".").reduce((part, key) => part?.[key], window.cutlab.state());
  const watch = () => {
    if (signal.aborted || window.watching !== watching) return;
    const value = read();
    if (window.visited.at(-1) !== value) window.visited.push(value);
    requestAnimationFrame(watch); };
  watch();
  window.dash_clientside.set_props = (id, props) => {
    if (id === "state") window.commits.push(props.data);
    return set_props(id, props); }; }"""


def button(explorer, field):
    return explorer.page.locator(f'[data-field="{field}"] .play')


def panel(explorer):
    return explorer.page.locator(".play-panel")


def settings(explorer, *, start=None, end=None, seconds=None):
    boxes = panel(explorer).locator(".number-field")
    for i, value in enumerate((start, end, seconds)):
        if value is not None:
            boxes.nth(i).fill(str(value))


def close(explorer):
    """Close the settings as they were opened first."""
    settings(explorer, seconds=4)
    panel(explorer).get_by_role("button", name="Close play").click()


@pytest.fixture
def calm(shared):
    """A page of somebody who dislikes motion: nothing moves before its settings are there."""
    return shared(reduced_motion="reduce")


def play(explorer, field, **how):
    """Open a number's settings and press their button."""
    explorer.page.locator("details:has(.play)").evaluate_all(
        "(all) => all.forEach((one) => (one.open = true))"
    )
    button(explorer, field).click()
    settings(explorer, **how)
    explorer.page.evaluate(WATCH, field)
    panel(explorer).get_by_role("button", name="Play", exact=True).click()


def stopped(explorer):
    expect(panel(explorer).get_by_role("button", name="Play", exact=True)).to_be_visible()
    return explorer.page.evaluate("window.visited")


def turns(values):
    """Return the turning points of a walk, ends included."""
    ways = [b > a for a, b in pairwise(values)]
    return [values[0], *(values[i + 1] for i in range(len(ways) - 1) if ways[i] != ways[i + 1])]


def test_a_number_goes_there_and_back(calm):
    for field, start, end in (("circles.1.row", 40, 60), ("size", 100, 120)):
        calm.adopt(ExplorerState())
        play(calm, field, start=start, end=end, seconds=0.5)
        calm.page.wait_for_function("window.visited.length > 3")
        values = stopped(calm)
        if values[0] != start:
            values = values[1:]  # what it was before
        assert turns(values) == [start, end]
        assert values[-1] == start
        calm.expect_service_s_labels()
        close(calm)


def test_a_press_plays_from_here_to_the_farther_end(explorer):
    explorer.page.evaluate(WATCH, "noise")
    button(explorer, "noise").click()
    expect(button(explorer, "noise")).to_have_attribute("aria-label", "Stop Noise level")
    explorer.page.wait_for_function("window.visited.length > 5")
    close = panel(explorer).get_by_role("button", name="Close play").bounding_box()
    boxes = panel(explorer).locator(".number-field")
    assert abs(close["y"] - boxes.first.bounding_box()["y"]) < 5  # not on a line of its own
    assert [box.input_value() for box in boxes.all()] == ["0.2", "2", "4"]
    button(explorer, "noise").click()
    values = stopped(explorer)
    expect(button(explorer, "noise")).to_have_attribute("aria-label", "Play Noise level")
    assert values[:6] == sorted(values[:6])
    assert all(round(value, 2) == value for value in values)
    explorer.expect_service_s_labels()


def test_the_pictures_follow_what_plays(calm):
    calm.record()
    play(calm, "circles.0.row", start=28, end=48, seconds=1)
    stopped(calm)
    calm.rest()
    rows = {f["state"]["circles"][0]["row"] for f in calm.painted() if not f["rest"]}
    assert len(rows) > 5
    assert calm.state() == ExplorerState()


def test_a_loop_goes_on_until_escape(calm):
    button(calm, "n_clusters").click()
    panel(calm).get_by_role("checkbox").check()
    settings(calm, start=3, end=4, seconds=0.2)
    calm.page.evaluate(WATCH, "n_clusters")
    panel(calm).get_by_role("button", name="Play", exact=True).click()
    calm.page.wait_for_function("window.visited.length > 7")
    calm.page.keyboard.press("Escape")
    stopped(calm)
    calm.expect_service_s_labels()
    assert calm.state().n_clusters in (3, 4)


def test_whoever_takes_it_has_it(explorer):
    for taken in ("slider", "circle", "number", "preset"):
        explorer.adopt(ExplorerState())
        explorer.page.evaluate(WATCH, "noise")
        button(explorer, "noise").click()
        explorer.page.wait_for_function("window.visited.length > 2")
        if taken == "slider":
            explorer.slider("circles.0.row").click()
        elif taken == "circle":
            explorer.page.mouse.click(*explorer.screen_place(67, 58))
        elif taken == "number":
            explorer.number("noise").focus()
            stopped(explorer)
            explorer.number("noise").fill("1.5")
            explorer.rest()
        else:
            explorer.adopt(ExplorerState(noise=1.5), rest=False)
        stopped(explorer)
        explorer.expect_service_s_labels()
        if taken in ("number", "preset"):
            assert explorer.state().noise == 1.5
        close(explorer)


def test_playing_is_one_commit(calm):
    """Slow steps come to rest each, and none of them is kept."""
    play(calm, "n_clusters", start=2, end=4, seconds=1)
    stopped(calm)
    calm.page.wait_for_function("window.commits.length > 0")
    calm.rest()
    assert calm.page.evaluate("window.commits.map(({n_clusters}) => n_clusters)") == [2]


def test_who_dislikes_motion_sees_the_settings_first_and_what_is_wrong_with_them(calm):
    calm.page.evaluate(WATCH, "noise")
    button(calm, "noise").click()
    expect(panel(calm)).to_be_visible()
    expect(button(calm, "noise")).to_have_attribute("aria-label", "Play Noise level")
    calm.number("beta").fill("2")
    calm.rest()
    assert calm.page.evaluate("window.visited") == [0.2]
    calm.adopt(ExplorerState())
    for how, message in [
        ({"end": 5}, "To must be a number from 0 to 2. Got 5 instead."),
        ({"start": "", "end": 1}, "From must be a number from 0 to 2. Got nothing instead."),
        ({"start": 0, "seconds": 0}, "Seconds must be a number from 0.2 to 600. Got 0 instead."),
    ]:
        settings(calm, **how)
        panel(calm).get_by_role("button", name="Play", exact=True).click()
        expect(panel(calm).get_by_role("alert")).to_have_text(message)
    assert calm.state() == ExplorerState()
    close(calm)
    expect(panel(calm)).to_have_count(0)
    expect(button(calm, "noise")).to_be_focused()


def test_a_circle_that_goes_takes_its_play_along(explorer):
    explorer.page.locator(".circle").last.evaluate("(card) => (card.open = true)")
    explorer.page.evaluate(WATCH, "circles.3.radius")
    button(explorer, "circles.3.radius").click()
    explorer.page.wait_for_function("window.visited.length > 2")
    explorer.page.locator(".handle").nth(3).focus()
    explorer.page.keyboard.press("Delete")
    expect(panel(explorer)).to_have_count(0)
    explorer.expect_service_s_labels()
    assert len(explorer.state().circles) == 3
    explorer.page.get_by_role("button", name="Add a circle").click()
    explorer.page.locator(".circle").last.evaluate("(card) => (card.open = true)")
    button(explorer, "circles.3.radius").click()
    expect(button(explorer, "circles.3.radius")).to_have_attribute(
        "aria-label", "Stop Circle 4, Radius"
    )
    explorer.page.keyboard.press("Escape")
    expect(panel(explorer)).to_have_count(1)
