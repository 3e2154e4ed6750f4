"""Circle handles on the original picture: by mouse, finger and key, zoomed, overlapping."""

import numpy as np
import pytest
from playwright.sync_api import expect

from components.state.model import MAX_CIRCLES, CircleState, ExplorerState
from tests.browser.support.accessible import violations
from tests.browser.support.contexts import TOUCH
from tests.browser.support.explorer import fit, touch

FIRST = ExplorerState().circles[0]  # row 28, column 24, radius 16


def circles(*triples):
    return tuple(CircleState(row=r, col=c, radius=radius) for r, c, radius in triples)


def handle(explorer, i):
    return explorer.page.locator(".handle").nth(i)


def take(explorer, start, end, *, release=True):
    """Press at a place of the original and move to another, through ten more."""
    explorer.point_at(*start)
    explorer.page.mouse.down()
    for part in np.linspace(0.1, 1, 10):
        explorer.point_at(*(np.array(start) + part * (np.array(end) - start)).tolist())
    if release:
        explorer.page.mouse.up()


def expect_agreement(explorer, i):
    """Assert that picture, sliders and numbers show the state's circle; return it."""
    explorer.expect_service_s_labels()
    circle = explorer.state().circles[i]
    card = explorer.page.locator(".circle").nth(i)
    card.evaluate("(card) => (card.open = true)")
    for name, value in circle.model_dump().items():
        assert float(explorer.slider(f"circles.{i}.{name}").input_value()) == value
        assert float(explorer.number(f"circles.{i}.{name}").input_value()) == value
    for line in explorer.page.locator(f".picture-over g circle:nth-child({2 * i + 1})").all():
        drawn = [float(line.get_attribute(name)) for name in ("cy", "cx", "r")]
        assert drawn == [circle.row, circle.col, circle.radius]
    described = f"row {circle.row:g}, column {circle.col:g}, radius {circle.radius:g}"
    expect(handle(explorer, i)).to_have_attribute("aria-valuetext", described)
    return circle


def ranges(explorer):
    return explorer.page.evaluate(
        """() => { const {xaxis, yaxis} = document.querySelector(".js-plotly-plot")._fullLayout;
        return [...xaxis.range, ...yaxis.range]; }"""
    )


def zoom(explorer, left, right, top, bottom):
    explorer.page.evaluate(
        """([left, right, top, bottom]) => Plotly.relayout(
           document.querySelector(".js-plotly-plot"),
           {"xaxis.range": [left, right], "yaxis.range": [bottom, top]})""",
        [left, right, top, bottom],
    )


WHOLE = [-0.5, 99.5, 99.5, -0.5]


def test_a_circle_is_dragged_and_both_pictures_follow(explorer):
    explorer.record()
    take(explorer, (28, 24), (38, 30), release=False)
    explorer.page.wait_for_function(
        "window.frames_painted.some(({state}) => state.circles[0].row === 38)"
    )
    moving = {f["state"]["circles"][0]["row"] for f in explorer.painted() if not f["rest"]}
    assert len(moving) >= 3  # places on the way, not only the last
    readout = explorer.page.locator(".handle-readout")
    expect(readout).to_contain_text("Circle 1: row 38")
    read, tools = readout.bounding_box(), explorer.page.locator(".picture-tools").bounding_box()
    assert read["x"] + read["width"] <= tools["x"]
    explorer.page.mouse.up()
    circle = expect_agreement(explorer, 0)
    assert (circle.row, circle.col, circle.radius) == (38, 30, 16)
    assert explorer.state().circles[1:] == ExplorerState().circles[1:]
    assert ranges(explorer) == WHOLE


def test_a_rim_is_dragged_and_the_radius_changes(explorer):
    centre = np.array([67, 58])  # of the third circle
    for angle in (0, 2.5):
        explorer.adopt(ExplorerState())
        away = np.array([np.sin(angle), np.cos(angle)])
        take(explorer, (centre + 15 * away).tolist(), (centre + 22 * away).tolist())
        assert expect_agreement(explorer, 2) == CircleState(row=67, col=58, radius=22)


def test_a_press_alone_changes_nothing(explorer):
    fractions = ExplorerState(circles=circles((28.37, 24.5, 16.25), (70, 70, 12)))
    explorer.adopt(fractions)
    explorer.point_at(28, 24)
    explorer.page.mouse.down()
    explorer.page.mouse.up()
    expect(handle(explorer, 0)).to_be_focused()
    explorer.rest()
    assert explorer.state() == fractions
    take(explorer, (28, 24), (28, 34))
    explorer.rest()
    # Changed fields are whole pixels, and the others are unchanged.
    moved = explorer.state().circles[0]
    assert moved.col in (34, 35)
    assert moved.radius == 16.25


def test_under_zoom_the_hand_is_where_the_circle_is(explorer):
    zoom(explorer, 10, 50, 20, 60)
    take(explorer, (30, 28), (41, 33))
    assert expect_agreement(explorer, 0) == CircleState(row=39, col=29, radius=16)
    assert ranges(explorer) == [10, 50, 60, 20]
    take(explorer, (39, 45), (39, 48))
    assert expect_agreement(explorer, 0).radius == 19


def test_a_drag_goes_on_outside_of_the_plot_and_stays_in_bounds(explorer):
    explorer.point_at(28, 24)
    explorer.page.mouse.down()
    explorer.page.mouse.move(3, 3)
    explorer.page.wait_for_function(
        "(({row, col}) => row === 0 && col === 0)(window.cutlab.state().circles[0])"
    )
    explorer.page.mouse.move(1270, 890)
    explorer.page.wait_for_function("window.cutlab.state().circles[0].row === 100")
    explorer.point_at(50, 40)
    explorer.page.mouse.up()
    assert expect_agreement(explorer, 0) == CircleState(row=50, col=40, radius=16)
    take(explorer, (50, 56), (50, 300))
    assert expect_agreement(explorer, 0).radius == 50
    take(explorer, (50, 90), (50, 40))
    assert expect_agreement(explorer, 0).radius == 1


NESTED = circles((50, 50, 30), (50, 55, 8), (50, 85, 12), (20, 20, 10))


def test_of_circles_that_overlap_the_nearest_rim_or_the_smallest_is_taken(explorer):
    before = NESTED
    for at, taken, field in (
        ((50, 55), 1, "col"),  # inside two: the smaller
        ((50, 73), 2, "radius"),
    ):
        explorer.adopt(ExplorerState(circles=before, n_clusters=3))
        away = (at[0], at[1] + 5) if field == "col" else at
        if field == "radius":
            centre = np.array([before[taken].row, before[taken].col])
            out = np.array(at) - centre
            away = (centre + out * (1 + 5 / np.linalg.norm(out))).tolist()
        take(explorer, at, away)
        explorer.rest()
        after = explorer.state().circles
        changed = [i for i, (a, b) in enumerate(zip(after, before, strict=True)) if a != b]
        assert changed == [taken]
        assert getattr(after[taken], field) == getattr(before[taken], field) + 5


def test_zoom_stays_beside_the_circles_and_on_the_labels(explorer):
    take(explorer, (55, 5), (95, 45))
    explorer.page.wait_for_function(
        'document.querySelector(".js-plotly-plot")._fullLayout.xaxis.range[1] < 90'
    )
    assert explorer.state() == ExplorerState()
    zoom(explorer, *[WHOLE[i] for i in (0, 1, 3, 2)])
    box = explorer.page.locator('.nsewdrag[data-subplot="x2y2"]').bounding_box()
    for part in (0.2, 0.6):
        explorer.page.mouse.move(box["x"] + part * box["width"], box["y"] + part * box["height"])
        explorer.page.mouse.down() if part == 0.2 else explorer.page.mouse.up()
    explorer.page.wait_for_function(
        'document.querySelector(".js-plotly-plot")._fullLayout.xaxis.range[1] < 90'
    )
    assert explorer.state() == ExplorerState()


def test_the_cursor_says_what_would_be_taken(explorer):
    svg = explorer.page.locator(".circle-handles")
    for place, cursor in [
        ((28, 24), "move"),
        ((28, 8), "ew-resize"),
        ((12, 24), "ns-resize"),
        ((28 + 11.3, 24 - 11.3), "nesw-resize"),
    ]:
        explorer.point_at(*place)
        expect(svg).to_have_css("cursor", cursor)
        expect(handle(explorer, 0)).to_have_class("handle near")
    explorer.point_at(90, 10)
    expect(handle(explorer, 0)).to_have_class("handle")


def test_hover_goes_on_from_background_to_circle_and_ends_outside(explorer):
    shown = explorer.page.locator(".hoverlayer .hovertext")
    for place, circle in [((90, 10), "none"), ((28, 24), 1), ((67, 58), 3), ((90, 90), "none")]:
        explorer.point_at(*place)
        expect(shown).to_contain_text(f"row {place[0]}, column {place[1]}")
        expect(shown).to_contain_text(f"circle {circle}")
    explorer.point_at(28, 24)
    explorer.page.mouse.move(5, 5)
    expect(shown).to_have_count(0)
    crosses = explorer.page.locator(".crosshair")
    assert crosses.evaluate_all("(all) => all.map((c) => c.getAttribute('d'))") == ["", ""]


def test_double_click_adds_a_circle_there(explorer):
    explorer.page.mouse.dblclick(*explorer.screen_place(85, 20))
    expect(explorer.page.locator(".handle")).to_have_count(5)
    circle = expect_agreement(explorer, 4)
    assert (circle.row, circle.col) == pytest.approx((85, 20), abs=1)
    assert explorer.state().n_clusters == 5
    expect(handle(explorer, 4)).to_be_focused()
    expect(explorer.page.locator(".handle-status")).to_contain_text("Circle 5 added: row 8")


def test_double_click_under_zoom_or_elsewhere_adds_nothing(explorer):
    for row, col in ((85, 15), (28, 24)):
        zoom(explorer, col - 15, col + 15, row - 15, row + 15)
        explorer.page.mouse.dblclick(*explorer.screen_place(row, col))
        explorer.page.wait_for_function(
            'document.querySelector(".js-plotly-plot")._fullLayout.xaxis.range[1] === 99.5'
        )
        assert ranges(explorer) == WHOLE
        assert explorer.state() == ExplorerState()
    explorer.page.mouse.dblclick(*explorer.screen_place(28, 24))
    explorer.page.locator('.nsewdrag[data-subplot="x2y2"]').dblclick(position={"x": 20, "y": 300})
    explorer.number("noise").fill("0.3")
    explorer.rest()
    assert len(explorer.state().circles) == 4


def test_keys_move_and_resize(explorer):
    for key, wanted in (
        ("ArrowUp", (27, 24, 16)),
        ("Shift+ArrowLeft", (28, 14, 16)),
        ("+", (28, 24, 17)),
    ):
        explorer.adopt(ExplorerState())
        handle(explorer, 0).focus()
        explorer.page.keyboard.press(key)
        circle = expect_agreement(explorer, 0)
        assert (circle.row, circle.col, circle.radius) == wanted
        expect(handle(explorer, 0)).to_be_focused()


def test_tab_goes_through_the_circles_in_order(explorer):
    handle(explorer, 0).focus()
    for i in range(1, 4):
        explorer.page.keyboard.press("Tab")
        expect(handle(explorer, i)).to_be_focused()
    ring = handle(explorer, 3).locator(".handle-ring")
    expect(ring).to_be_visible()
    expect(ring).to_have_css("stroke-width", "5px")
    expect(ring).to_have_css("vector-effect", "non-scaling-stroke")
    expect(handle(explorer, 3)).to_have_css("outline-style", "none")
    readout = explorer.page.locator(".handle-readout")
    expect(readout).to_have_text("Circle 4: row 24, column 70, radius 14")
    explorer.page.keyboard.press("Enter")
    expect(explorer.page.locator(".circle").nth(3).locator("summary")).to_be_focused()
    expect(explorer.number("circles.3.row")).to_be_visible()
    expect(readout).to_be_empty()


def test_duplicate_and_remove_by_button_and_by_keys_which_keep_the_focus(explorer):
    status = explorer.page.locator(".handle-status")
    explorer.page.get_by_role("button", name="Duplicate circle 1").click()
    explorer.rest()
    copy = FIRST.model_copy(update={"row": 34.0, "col": 30.0})
    assert explorer.state().circles == (*ExplorerState().circles, copy)
    explorer.page.get_by_role("button", name="Remove circle 1").click()
    expect(explorer.page.locator(".handle")).to_have_count(4)
    explorer.adopt(ExplorerState())
    handle(explorer, 0).focus()
    explorer.page.keyboard.press("d")
    expect(handle(explorer, 4)).to_be_focused()
    assert expect_agreement(explorer, 4) == CircleState(row=34, col=30, radius=16)
    for count in range(6, MAX_CIRCLES + 1):
        explorer.page.keyboard.press("Insert")
        expect(explorer.page.locator(".handle")).to_have_count(count)
    explorer.page.keyboard.press("d")
    expect(status).to_have_text(f"There are already {MAX_CIRCLES} circles, the maximum.")
    handle(explorer, 3).focus()
    explorer.page.keyboard.press("Delete")
    expect(status).to_have_text(f"Circle 4 removed, {MAX_CIRCLES - 1} left.")
    expect(handle(explorer, 3)).to_be_focused()
    for _ in range(MAX_CIRCLES):
        explorer.page.keyboard.press("Delete")
    expect(status).to_have_text("The last circle cannot be removed.")
    expect(handle(explorer, 0)).to_be_focused()
    explorer.expect_service_s_labels()
    assert len(explorer.state().circles) == 1


def test_a_circle_out_of_sight_comes_into_sight_with_the_focus(explorer):
    zoom(explorer, 5, 35, 10, 40)
    handle(explorer, 2).focus()
    explorer.page.wait_for_function(
        'document.querySelector(".js-plotly-plot")._fullLayout.xaxis.range[0] === 43'
    )
    assert ranges(explorer) == [43, 73, 82, 52]


def test_escape_takes_a_drag_back(explorer):
    take(explorer, (28, 24), (60, 60), release=False)
    assert explorer.state().circles[0].row == 60
    explorer.page.keyboard.press("Escape")
    explorer.page.mouse.up()
    assert expect_agreement(explorer, 0) == FIRST


SPY = """() => { window.commits = []; window.sent_before = window.cutlab.stats.sent;
  const {set_props} = window.dash_clientside;
  window.dash_clientside.set_props = (id, props) => {
    if (id === "state") window.commits.push(props.data);
    return set_props(id, props); }; }"""


def test_a_drag_that_stops_on_the_way_is_committed_once(explorer):
    explorer.page.evaluate(SPY)
    take(explorer, (28, 24), (35, 24), release=False)
    explorer.rest()  # the heatmaps are back; the hand still holds
    take_on = explorer.screen_place(45, 24)
    explorer.page.mouse.move(*take_on)
    explorer.rest()
    assert explorer.page.evaluate("window.commits.length") == 0
    explorer.page.mouse.up()
    explorer.page.wait_for_function("window.commits.length > 0")
    rows = explorer.page.evaluate("window.commits.map(({circles}) => circles[0].row)")
    assert rows == [45]


def test_without_following_the_pictures_wait_for_the_release(explorer):
    explorer.page.locator(".more").evaluate("(more) => (more.open = true)")
    explorer.page.locator('[data-field="follow"] input').uncheck()
    explorer.rest()
    explorer.page.evaluate(SPY)
    take(explorer, (28, 24), (45, 24), release=False)
    expect(explorer.number("circles.0.row")).to_have_value("45")
    explorer.page.evaluate("() => new Promise((done) => setTimeout(done, 0))")
    assert explorer.page.evaluate("window.cutlab.stats.sent === window.sent_before")
    explorer.page.mouse.up()
    assert expect_agreement(explorer, 0).row == 45
    explorer.page.evaluate(SPY)
    explorer.grab("noise")
    for noise in (0.3, 0.4, 0.5):
        explorer.drag_to(noise)
    expect(explorer.number("noise")).to_have_value("0.5")
    assert explorer.page.evaluate("window.cutlab.stats.sent === window.sent_before")
    explorer.page.mouse.up()
    explorer.expect_service_s_labels()
    assert explorer.state().noise == pytest.approx(0.5)
    handle(explorer, 0).focus()
    explorer.page.keyboard.press("ArrowDown")
    assert expect_agreement(explorer, 0).row == 46


def test_a_number_that_is_being_typed_leaves_the_hands_alone(explorer):
    explorer.number("circles.0.row").fill("")
    expect(explorer.notice("circles.0.row")).to_contain_text("Got nothing")
    explorer.number("circles.0.radius").fill("-4")
    expect(explorer.notice("circles.0.radius")).to_contain_text("Got -4")
    take(explorer, (67, 58), (77, 58))
    explorer.number("circles.0.row").fill("28")
    explorer.number("circles.0.radius").fill("16")
    assert expect_agreement(explorer, 2).row == 77


def test_a_finger_moves_and_resizes_and_the_page_stays(visit, server):
    size = {"width": 390, "height": 844}
    explorer = visit(server, viewport=size, **TOUCH)
    session = explorer.page.context.new_cdp_session(explorer.page)
    for start, end, wanted in (
        ((28, 24), (44, 40), (44, 40, 16)),
        ((28, 8), (28, 3), (28, 24, 21)),
    ):
        explorer.adopt(ExplorerState())
        explorer.page.evaluate("scrollTo(0, 0)")
        corner = explorer.screen_place(0, 0)
        touch(session, "touchStart", explorer.screen_place(*start))
        for part in np.linspace(0.1, 1, 10):
            at = np.array(start) + part * (np.array(end) - start)
            touch(session, "touchMove", explorer.screen_place(*at.tolist()))
        touch(session, "touchEnd")
        explorer.rest()
        assert explorer.page.evaluate("scrollY") == 0
        assert explorer.screen_place(0, 0) == corner  # though the scene has no line of its own now
        circle = expect_agreement(explorer, 0)
        assert (circle.row, circle.col, circle.radius) == pytest.approx(wanted, abs=1)
        assert circle != FIRST
        assert explorer.page.evaluate("scrollY") == 0
        assert ranges(explorer) == WHOLE


def test_axe_finds_no_violation_with_a_circle_in_hand(explorer):
    """The rest of the page is checked in test_controls.py."""
    handle(explorer, 1).focus()
    explorer.page.keyboard.press("ArrowDown")
    explorer.page.locator('[data-field="noise"] .play').click()
    explorer.page.keyboard.press("Escape")
    explorer.explained()  # until then the verdict is dimmed
    for width in (1280, 360):
        fit(explorer.page, width)
        assert violations(explorer.page, within=".in-sight, .play-panel") == []
