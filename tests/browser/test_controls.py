"""The controls: by mouse, keyboard and number; their errors; circles, presets, themes."""

import pytest
from playwright.sync_api import expect

from components.state.control_specs import control_specs
from components.state.model import MAX_CIRCLES, CircleState, ExplorerState
from components.state.presets import PRESETS
from tests.browser.support.accessible import violations


def test_the_tutorial_is_there_at_once(visit, server):
    explorer = visit(server)
    result = explorer.expect_service_s_labels()
    assert explorer.state() == ExplorerState()
    expect(explorer.fact("n_nodes")).to_have_text("2,678")
    expect(explorer.fact("n_edges")).to_have_text(f"{result.n_edges:,}")


def test_every_field_has_a_control_with_a_name_and_a_sentence(explorer):
    circles = [f"circles.{i}.{name}" for i in range(4) for name in control_specs(CircleState)]
    for field in [*control_specs(), *circles]:
        row = explorer.page.locator(f'[data-field="{field}"]')
        spec = control_specs().get(field) or control_specs(CircleState)[field.split(".")[-1]]
        expect(row.locator("label[for]")).to_have_text(spec.title)
        expect(row.locator(".help")).to_have_attribute("data-help", spec.help)
        for control in row.locator("input, select").all():
            assert spec.title in control.get_attribute("aria-label")
        if spec.unit:
            expect(row.locator(".unit")).to_have_text(spec.unit)


def test_help_shows_on_focus(explorer):
    explorer.page.locator('[data-field="beta"] .help').focus()
    expect(explorer.page.locator(".tip")).to_have_text(control_specs()["beta"].help)
    explorer.page.keyboard.press("Escape")
    expect(explorer.page.locator(".tip")).to_be_hidden()


@pytest.mark.parametrize(
    ("key", "value"),
    [("ArrowRight", 29), ("ArrowLeft", 27), ("Shift+ArrowRight", 38), ("PageUp", 38), ("Home", 0)],
)
def test_slider_by_keyboard(explorer, key, value):
    explorer.slider("circles.0.row").focus()
    explorer.page.keyboard.press(key)
    expect(explorer.number("circles.0.row")).to_have_value(str(value))
    explorer.rest()
    assert explorer.state().circles[0].row == value


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (n, k.maximum)
        for n, k in control_specs().items()
        if k.kind == "number" and k.group != "embedding"
    ],
)
def test_number_field_sets_the_state(explorer, field, value):
    explorer.page.locator(".more").evaluate("(more) => (more.open = true)")
    if field == "beta":
        value = 12.5
    if field == "noise":
        value = 0.75
    if field == "size":
        value = 120
    explorer.number(field).fill(f"{value:g}")
    explorer.expect_service_s_labels()
    assert getattr(explorer.state(), field) == value


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("assign_labels", "discretize"),
        ("assign_labels", "cluster_qr"),
        ("scale", "edges"),
        ("eigen_solver", "lobpcg"),
        ("eigen_solver", "amg"),
    ],
)
def test_choice_sets_the_state(explorer, field, value):
    explorer.page.locator(".more").evaluate("(more) => (more.open = true)")
    explorer.page.locator(f'[data-field="{field}"] select').select_option(value)
    explorer.expect_service_s_labels()
    assert getattr(explorer.state(), field) == value


def test_mask_off_cuts_the_background_too(explorer):
    explorer.page.locator(".more").evaluate("(more) => (more.open = true)")
    explorer.page.locator('[data-field="use_mask"] [role=switch]').uncheck()
    result = explorer.expect_service_s_labels()
    assert result.n_nodes == 10_000


def test_outlines_can_be_switched_off(explorer):
    outlines = explorer.page.locator(".picture-over circle")
    expect(outlines).to_have_count(2 * 2 * 4)
    explorer.page.locator('[data-field="outlines"] input').uncheck()
    expect(outlines).to_have_count(0)
    explorer.expect_service_s_labels()


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("beta", "300", "Affinity β must be a number from 0 to 100. Got 300 instead."),
        ("n_clusters", "2.5", "Clusters k must be a whole number from 1 to 32. Got 2.5 instead."),
        ("noise", "", "Noise level must be a number from 0 to 2. Got nothing instead."),
        ("circles.0.radius", "-3", "Radius of circle 1 must be a number from 1 to 200."),
    ],
)
def test_bad_number_is_reported_beside_its_control_and_loses_nothing(
    explorer, field, typed, message
):
    good = explorer.labels()
    before = explorer.number(field).input_value()
    explorer.number(field).fill(typed)
    expect(explorer.notice(field)).to_contain_text(message)
    expect(explorer.notice("all")).to_be_empty()  # once is enough
    expect(explorer.page.locator(".stale-mark")).to_be_visible()
    assert (explorer.labels() == good).all()
    explorer.number(field).fill(before)
    explorer.expect_service_s_labels()
    expect(explorer.notice(field)).to_be_empty()
    expect(explorer.page.locator(".stale-mark")).to_be_hidden()


def test_fewer_nodes_than_clusters_is_reported_at_the_clusters(explorer):
    explorer.page.select_option('[data-field="assign_labels"] select', "cluster_qr")
    for _ in range(3):
        explorer.page.get_by_role("button", name="Remove circle 1").click()
    explorer.number("circles.0.radius").fill("1")
    explorer.number("n_clusters").fill("5")
    expect(explorer.notice("n_clusters")).to_contain_text("must be at most")


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


def test_the_last_circle_stays(explorer):
    for _ in range(3):
        explorer.page.get_by_role("button", name="Remove circle 1").click()
    expect(explorer.page.get_by_role("button", name="Remove circle 1")).to_be_disabled()
    result = explorer.expect_service_s_labels()
    assert explorer.state().n_clusters == 1
    assert set(result.labels.ravel()) == {-1, 0}


def test_size_scales_the_scene_there_and_back(explorer):
    explorer.page.locator(".more").evaluate("(more) => (more.open = true)")
    explorer.number("size").fill("200")
    explorer.expect_service_s_labels()
    first = explorer.state().circles[0]
    assert (first.row, first.col, first.radius) == (56, 48, 32)
    explorer.number("size").fill("100")
    explorer.expect_service_s_labels()
    assert explorer.state() == ExplorerState()


def test_new_noise_is_new(explorer):
    explorer.page.get_by_role("button", name="New noise").click()
    explorer.rest()
    assert explorer.state().seed != 0
    explorer.expect_service_s_labels()


def test_presets_load_and_own_scenes_have_no_name(explorer):
    menu = explorer.page.get_by_role("combobox", name="Preset scene")
    for preset in (*PRESETS[1:], PRESETS[0]):
        menu.click()
        explorer.page.get_by_role("option", name=preset.title, exact=True).click()
        explorer.await_state(preset.state)
        explorer.expect_service_s_labels()
        expect(menu).to_have_value(preset.title)
    explorer.number("noise").fill("0.35")
    expect(menu).to_have_value("")


def test_colour_scheme_can_be_switched(visit, server):
    explorer = visit(server)
    scheme = explorer.page.locator("html")
    before = scheme.get_attribute("data-mantine-color-scheme")
    explorer.page.get_by_role("button", name="Switch between light and dark").click()
    expect(scheme).not_to_have_attribute("data-mantine-color-scheme", before)


@pytest.mark.parametrize("width", [360, 650, 768, 1100, 1280, 2560])
def test_nothing_scrolls_sideways(shared, width):
    explorer = shared(viewport={"width": width, "height": 900})
    assert explorer.page.evaluate("document.documentElement.scrollWidth") <= width


def test_pictures_stay_in_sight_on_a_phone(visit, server):
    explorer = visit(server, viewport={"width": 390, "height": 844}, has_touch=True)
    explorer.page.locator('[data-field="circles.0.radius"]').scroll_into_view_if_needed()
    box = explorer.page.locator(".pictures").bounding_box()
    assert box["y"] >= 0
    assert box["y"] + box["height"] < 844 / 2


def test_everything_is_served_by_the_app(visit, server):
    explorer = visit(server)
    asked = explorer.page.evaluate(
        "performance.getEntriesByType('resource').map(({name}) => new URL(name).origin)"
    )
    assert set(asked) == {server}


def test_no_tool_sends_anything_away(explorer):
    tools = explorer.page.locator(".pictures .modebar-btn")
    titles = {tool.get_attribute("data-title") for tool in tools.all()}
    assert titles == {"Zoom", "Pan", "Zoom in", "Zoom out", "Autoscale", "Reset axes"}


def test_an_emptied_field_leaves_its_slider_where_it_was(explorer):
    explorer.number("noise").fill("")
    expect(explorer.notice("noise")).to_contain_text("Got nothing")
    assert float(explorer.slider("noise").input_value()) == pytest.approx(0.2)


def test_beta_leaves_zero_and_comes_back_by_keyboard(explorer):
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


def test_size_scales_what_was_just_set(explorer):
    explorer.page.locator(".more").evaluate("(more) => (more.open = true)")
    explorer.page.evaluate(
        """() => { const set = (field, value) => {
          const box = document.querySelector(`[data-field="${field}"] .number-field`);
          box.value = value; box.dispatchEvent(new Event("input", {bubbles: true})); };
        set("circles.1.row", 80); set("size", 110); }"""
    )
    explorer.expect_service_s_labels()
    assert explorer.state().circles[1].row == pytest.approx(88)


def test_focus_stays_when_a_circle_goes(explorer):
    for left in (3, 2, 1):
        explorer.page.locator(".circle").last.evaluate("(card) => (card.open = true)")
        explorer.page.locator(".circle .remove").last.focus()
        explorer.page.keyboard.press("Enter")
        expect(explorer.page.locator(".circle")).to_have_count(left)
        expect(explorer.page.locator(".circle").last.locator("summary")).to_be_focused()


def test_a_preset_says_its_point(explorer):
    point = explorer.page.locator("[data-point]")
    expect(point).to_have_text(PRESETS[0].point)
    explorer.number("noise").fill("0.35")
    expect(point).to_be_empty()
    explorer.number("noise").fill("0.2")
    expect(point).to_have_text(PRESETS[0].point)


def test_double_click_shows_the_whole_of_a_resized_picture(explorer):
    explorer.page.locator(".more").evaluate("(more) => (more.open = true)")
    explorer.number("size").fill("200")
    explorer.expect_service_s_labels()
    graph = 'document.querySelector(".js-plotly-plot")'
    explorer.page.evaluate(
        f'Plotly.relayout({graph}, {{"xaxis.range": [10, 50], "yaxis.range": [60, 20]}})'
    )
    explorer.page.locator('.nsewdrag[data-subplot="x2y2"]').dblclick()
    explorer.page.wait_for_function(f"{graph}._fullLayout.xaxis.range[1] > 199")
    ranges = explorer.page.evaluate(
        f"[{graph}._fullLayout.xaxis.range, {graph}._fullLayout.yaxis2.range]"
    )
    assert ranges == [[-0.5, 199.5], [199.5, -0.5]]


@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_no_violation(shared, width):
    explorer = shared(viewport={"width": width, "height": 900})
    explorer.page.locator(".more").evaluate("(more) => (more.open = true)")
    explorer.number("noise").fill("7")
    expect(explorer.notice("noise")).not_to_be_empty()
    assert violations(explorer.page) == []
