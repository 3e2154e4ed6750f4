"""The controls: by mouse, keyboard and number; their errors; circles, presets, themes."""

import pytest
from playwright.sync_api import expect

from components.state.control_specs import control_specs
from components.state.model import MAX_CIRCLES, CircleState, ExplorerState
from components.state.presets import PRESETS
from tests.browser.support.accessible import violations
from tests.browser.support.contexts import TOUCH
from tests.browser.support.explorer import fit


def test_the_tutorial_is_there_at_once_in_either_scheme_and_from_the_app_alone(visit, server):
    explorer = visit(server)
    result = explorer.expect_service_s_labels()
    assert explorer.state() == ExplorerState()
    expect(explorer.fact("n_nodes")).to_have_text("2,678")
    expect(explorer.fact("n_edges")).to_have_text(f"{result.n_edges:,}")
    scheme = explorer.page.locator("html")
    before = scheme.get_attribute("data-mantine-color-scheme")
    explorer.page.get_by_role("button", name="Switch between light and dark").click()
    expect(scheme).not_to_have_attribute("data-mantine-color-scheme", before)
    asked = explorer.page.evaluate(
        "performance.getEntriesByType('resource').map(({name}) => new URL(name).origin)"
    )
    assert set(asked) == {server}


def test_every_field_has_a_control_with_a_name_and_a_sentence(explorer):
    circles = [f"circles.{i}.{name}" for i in range(4) for name in control_specs(CircleState)]
    for field in [*control_specs(), *circles]:
        row = explorer.page.locator(f'[data-field="{field}"]:not(.truth-tools .control-switch)')
        spec = control_specs().get(field) or control_specs(CircleState)[field.split(".")[-1]]
        expect(row.locator("label[for]")).to_have_text(spec.title)
        expect(row.locator(".help")).to_have_attribute("data-help", spec.help)
        for control in row.locator("input:not(.vary-switch *), select").all():
            assert spec.title in control.get_attribute("aria-label")
        if spec.unit:
            expect(row.locator(".unit")).to_have_text(spec.unit)
    explorer.page.locator('[data-field="beta"] .help').focus()
    expect(explorer.page.locator(".tip")).to_have_text(control_specs()["beta"].help)
    explorer.page.keyboard.press("Escape")
    expect(explorer.page.locator(".tip")).to_be_hidden()
    tools = explorer.page.locator(".pictures .modebar-btn")  # none sends anything away
    titles = {tool.get_attribute("data-title") for tool in tools.all()}
    assert titles == {"Zoom", "Pan", "Zoom in", "Zoom out", "Autoscale", "Reset axes"}


def test_slider_by_keyboard(explorer):
    explorer.slider("circles.0.row").focus()
    for key, value in (
        ("ArrowRight", 29),
        ("ArrowLeft", 28),
        ("ArrowLeft", 27),
        ("Shift+ArrowRight", 37),
        ("PageUp", 47),
        ("Home", 0),
    ):
        explorer.page.keyboard.press(key)
        expect(explorer.number("circles.0.row")).to_have_value(str(value))
        explorer.rest()
        assert explorer.state().circles[0].row == value
    # Beta leaves zero and comes back.
    explorer.slider("beta").focus()
    explorer.page.keyboard.press("Home")
    expect(explorer.number("beta")).to_have_value("0")
    explorer.page.keyboard.press("ArrowRight")
    expect(explorer.number("beta")).to_have_value("0.01")
    explorer.page.keyboard.press("ArrowRight")
    assert 0.01 < float(explorer.number("beta").input_value()) < 0.02
    explorer.page.keyboard.press("ArrowLeft")
    explorer.page.keyboard.press("ArrowLeft")
    expect(explorer.number("beta")).to_have_value("0")
    explorer.expect_service_s_labels()


CHANGED = {"beta": 12.5, "noise": 0.75, "size": 120}
NUMBERS = {
    name: CHANGED.get(name, spec.maximum)
    for name, spec in control_specs().items()
    if spec.kind == "number" and spec.group not in ("embedding", "look", "picture", "truth")
}


def test_number_field_sets_the_state(explorer):
    explorer.page.locator(".more").evaluate("(more) => (more.open = true)")
    for field, value in NUMBERS.items():
        explorer.adopt(ExplorerState(), rest=False)
        explorer.number(field).fill(f"{value:g}")
        explorer.expect_service_s_labels()
        assert getattr(explorer.state(), field) == value


def test_choices_and_switches_set_the_state(explorer):
    explorer.page.locator(".more").evaluate("(more) => (more.open = true)")
    for field, value in (
        ("assign_labels", "discretize"),
        ("assign_labels", "cluster_qr"),
        ("scale", "edges"),
        ("eigen_solver", "lobpcg"),
        ("eigen_solver", "amg"),
    ):
        explorer.adopt(ExplorerState(), rest=False)
        explorer.page.locator(f'[data-field="{field}"] select').select_option(value)
        explorer.expect_service_s_labels()
        assert getattr(explorer.state(), field) == value
    explorer.adopt(ExplorerState(), rest=False)
    explorer.page.locator('[data-field="use_mask"] [role=switch]').uncheck()
    result = explorer.expect_service_s_labels()
    assert result.n_nodes == 10_000
    explorer.adopt(ExplorerState(), rest=False)
    outlines = explorer.page.locator(".picture-over circle")
    expect(outlines).to_have_count(2 * 2 * 4)
    explorer.page.locator('[data-field="outlines"][data-only] input').uncheck()
    expect(outlines).to_have_count(0)
    explorer.expect_service_s_labels()


def test_bad_number_is_reported_beside_its_control_and_loses_nothing(explorer):
    good = explorer.labels()
    for field, typed, message in (
        ("beta", "300", "Affinity β must be a number from 0 to 100. Got 300 instead."),
        ("n_clusters", "2.5", "Clusters k must be a whole number from 1 to 32. Got 2.5 instead."),
        ("noise", "", "Noise level must be a number from 0 to 2. Got nothing instead."),
        ("circles.0.radius", "-3", "Radius of circle 1 must be a number from 1 to 200."),
    ):
        before = explorer.number(field).input_value()
        explorer.number(field).fill(typed)
        expect(explorer.notice(field)).to_contain_text(message)
        expect(explorer.notice("all")).to_be_empty()  # once is enough
        expect(explorer.page.locator(".stale-mark")).to_be_visible()
        assert (explorer.labels() == good).all()
        if not typed:  # an emptied field leaves its slider where it was
            assert float(explorer.slider(field).input_value()) == pytest.approx(float(before))
        explorer.number(field).fill(before)
        explorer.expect_service_s_labels()
        expect(explorer.notice(field)).to_be_empty()
        expect(explorer.page.locator(".stale-mark")).to_be_hidden()


def test_the_last_circle_stays_and_fewer_nodes_than_clusters_are_reported_once_it_rests(explorer):
    remove = explorer.page.get_by_role("button", name="Remove circle 1")
    for _ in range(3):
        remove.click()
    expect(remove).to_be_disabled()
    result = explorer.expect_service_s_labels()
    assert explorer.state().n_clusters == 1
    assert set(result.labels.ravel()) == {-1, 0}
    explorer.page.select_option('[data-field="assign_labels"] select', "cluster_qr")
    explorer.number("circles.0.radius").fill("1")
    explorer.number("n_clusters").fill("5")
    notice = explorer.notice("n_clusters")
    expect(notice).to_contain_text("must be at most")
    explorer.number("circles.0.radius").fill("10")
    expect(notice).to_be_empty()
    # What is held keeps its place while another control is at fault.
    explorer.grab("circles.0.radius")
    place = explorer.slider("circles.0.radius").bounding_box()
    explorer.drag_to(1)
    expect(explorer.page.locator(".verdict-sentence")).to_contain_text("No verdict")
    expect(notice).to_be_empty()
    assert explorer.slider("circles.0.radius").bounding_box() == place
    explorer.page.mouse.up()
    expect(notice).to_contain_text("must be at most")


def test_add_and_remove_circles(explorer):
    add = explorer.page.get_by_role("button", name="Add a circle")
    for count in range(5, MAX_CIRCLES + 1):
        add.click()
        expect(explorer.page.locator(".circle")).to_have_count(count)
    expect(add).to_be_disabled()
    explorer.expect_service_s_labels()
    state = explorer.state()
    assert state.n_clusters == MAX_CIRCLES  # clusters follow while they equal the circles
    explorer.page.locator(".circle").nth(2).locator("summary").click()
    explorer.page.get_by_role("button", name="Remove circle 3").click()
    expect(explorer.page.locator(".circle")).to_have_count(MAX_CIRCLES - 1)
    explorer.expect_service_s_labels()
    assert explorer.state().circles == state.circles[:2] + state.circles[3:]


def test_size_scales_the_scene_there_and_back(explorer):
    page = explorer.page
    page.locator(".more").evaluate("(more) => (more.open = true)")
    explorer.number("size").fill("200")
    explorer.expect_service_s_labels()
    first = explorer.state().circles[0]
    assert (first.row, first.col, first.radius) == (56, 48, 32)
    # A double click shows the whole of the resized picture.
    graph = 'document.querySelector(".js-plotly-plot")'
    page.evaluate(f'Plotly.relayout({graph}, {{"xaxis.range": [10, 50], "yaxis.range": [60, 20]}})')
    page.locator('.nsewdrag[data-subplot="x2y2"]').dblclick()
    page.wait_for_function(f"{graph}._fullLayout.xaxis.range[1] > 199")
    ranges = page.evaluate(f"[{graph}._fullLayout.xaxis.range, {graph}._fullLayout.yaxis2.range]")
    assert ranges == [[-0.5, 199.5], [199.5, -0.5]]
    explorer.number("size").fill("100")
    explorer.expect_service_s_labels()
    assert explorer.state() == ExplorerState()
    page.evaluate(
        """() => { const set = (field, value) => {
          const box = document.querySelector(`[data-field="${field}"] .number-field`);
          box.value = value; box.dispatchEvent(new Event("input", {bubbles: true})); };
        set("circles.1.row", 80); set("size", 110); }"""
    )
    explorer.expect_service_s_labels()
    assert explorer.state().circles[1].row == pytest.approx(88)  # what was just set is scaled


def test_new_noise_is_new(explorer):
    explorer.page.get_by_role("button", name="New noise").click()
    explorer.rest()
    assert explorer.state().seed != 0
    explorer.expect_service_s_labels()


def test_presets_load_and_say_their_point_and_own_scenes_have_no_name(explorer):
    menu = explorer.page.get_by_role("combobox", name="Preset scene")
    for preset in (*PRESETS[1:], PRESETS[0]):
        menu.click()
        explorer.page.get_by_role("option", name=preset.title, exact=True).click()
        explorer.await_state(preset.state)
        explorer.expect_service_s_labels()
        expect(menu).to_have_value(preset.title)
    point = explorer.page.locator("[data-point]")
    expect(point).to_have_text(PRESETS[0].point)
    explorer.number("noise").fill("0.35")
    expect(menu).to_have_value("")
    expect(point).to_be_hidden()
    explorer.number("noise").fill("0.2")
    expect(point).to_be_visible()
    expect(point).to_have_text(PRESETS[0].point)


def test_nothing_scrolls_sideways(explorer):
    for width in (360, 650, 768, 1100, 1280, 2560):
        fit(explorer.page, width)


def test_pictures_stay_in_sight_on_a_phone(visit, server):
    explorer = visit(server, viewport={"width": 390, "height": 844}, **TOUCH)
    explorer.page.locator('[data-field="circles.0.radius"]').scroll_into_view_if_needed()
    box = explorer.page.locator(".pictures").bounding_box()
    assert box["y"] >= 0
    assert box["y"] + box["height"] < 844 / 2
    outcome = explorer.page.locator(".outcome")
    expect(outcome).to_have_text("agrees with the circles")
    assert outcome.evaluate("(text) => text.scrollWidth <= text.clientWidth")  # none is cut off
    assert outcome.evaluate("(text) => text.parentElement.clientHeight >= text.scrollHeight")


def test_focus_stays_when_a_circle_goes(explorer):
    for left in (3, 2, 1):
        explorer.page.locator(".circle").last.evaluate("(card) => (card.open = true)")
        explorer.page.locator(".circle .remove").last.focus()
        explorer.page.keyboard.press("Enter")
        expect(explorer.page.locator(".circle")).to_have_count(left)
        expect(explorer.page.locator(".circle").last.locator("summary")).to_be_focused()


def test_axe_finds_no_violation(explorer):
    explorer.page.locator(".more").evaluate("(more) => (more.open = true)")
    explorer.number("noise").fill("7")
    expect(explorer.notice("noise")).not_to_be_empty()
    for width in (1280, 390):
        fit(explorer.page, width)
        assert violations(explorer.page) == []
