"""The views and the verdict show what the service says, and follow the pictures."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from components.live.views import VIEWS
from components.state.model import CircleState, ExplorerState
from components.state.numbers import short_number
from segmentation import segment_scene
from tests.browser.support.accessible import violations
from tests.browser.support.explorer import fit

ROUNDING = ExplorerState(
    circles=(
        CircleState(row=50.0, col=36.0, radius=24.0),
        CircleState(row=50.0, col=66.0, radius=10.0),
    ),
    n_clusters=2,
)


def separate(count):
    """Circles on a lattice, none touching another."""
    return tuple(
        CircleState(row=14.0 + 24 * (i // 4), col=14.0 + 24 * (i % 4), radius=7.0)
        for i in range(count)
    )


# Of the software that stands in for a graphics card, and of these tests' reading of canvases.
TOLERATED = ("GL Driver Message", "willReadFrequently")

SELECTED = """() => document.querySelector('[data-card="embedding"] .chart')
  ._fullData[0].selectedpoints"""
WATCH = """() => {
  window.behind = [];
  const of = (event) => JSON.stringify(event.detail.state);
  const verdict = document.querySelector(".verdict");
  let pictures, explained;
  const note = () =>
    window.behind.push([pictures === explained, verdict.classList.contains("updating")]);
  const {signal} = window;
  document.addEventListener(
    "cutlab:painted", (e) => { pictures = of(e); setTimeout(note); }, {signal});
  document.addEventListener(
    "cutlab:explained", (e) => { explained = of(e); setTimeout(note); }, {signal});
}"""


@pytest.fixture
def tall(shared):
    """A window in which every view is in sight."""
    return shared(viewport={"width": 1280, "height": 5000}, tolerated=TOLERATED)


def result_of(state):
    return segment_scene(state.scene(), state.method())


def test_verdict_is_always_there_and_no_view_is_asked_for_unless_open(explorer):
    explorer.explained()
    expect(explorer.verdict()).to_have_text(result_of(ExplorerState()).verdict.sentence)
    expect(explorer.page.locator(".verdict")).to_have_attribute("data-outcome", "agrees")
    expect(explorer.page.locator(".outcome")).to_have_text("agrees with the circles")
    assert explorer.page.locator(".card:visible").count() == 0
    assert explorer.asked_views() == []


def test_chips_open_and_close_and_longer_text_has_formulas_and_sources(tall):
    for name in VIEWS:
        tall.open_view(name)
    assert tall.state().views == tuple(VIEWS)
    tall.explained()
    doi = re.compile(r"^https://doi\.org/10\.")
    for name, view in VIEWS.items():
        card = tall.card(name)
        expect(card.locator("h3")).to_have_text(view.title)
        expect(card.locator(".view-what")).to_have_text(view.summary)
        card.get_by_text("What am I looking at?").click()
        math = card.locator("math").first
        expect(math).to_be_visible()
        assert math.bounding_box()["height"] > 15  # rendered, not a line of source
        expect(card.locator(".source a").first).to_have_attribute("href", doi)
        card.get_by_role("button", name=f"Close {view.title}").click()
        expect(card).to_be_hidden()
    assert tall.state().views == ()


def test_spectrum_shows_the_service_s_eigenvalues_and_explains_the_zeros(tall):
    tall.open_view("spectrum")
    tall.explained()
    spectrum = result_of(ExplorerState()).spectrum
    shown = tall.trace("spectrum", 0)
    np.testing.assert_allclose(shown["y"], spectrum.eigenvalues, atol=1e-9)
    expect(tall.sentence("spectrum")).to_have_text(" ".join(spectrum.sentences))
    tall.adopt(ExplorerState(circles=separate(3), n_clusters=3, views=("spectrum",)))
    tall.explained()
    expect(tall.sentence("spectrum")).to_contain_text("3 zeros: the mask has 3 separate pieces")


def test_eigenvectors_are_drawn_with_white_at_zero(tall):
    tall.open_view("eigenvectors")
    tall.explained()
    result = result_of(ExplorerState())
    captions = tall.card("eigenvectors").locator(".tile-caption").all_inner_texts()
    assert len(captions) == len(result.eigenvalues)
    assert "0.00139" in captions[3]
    tall.point_at(28, 24)
    value = float(tall.card("eigenvectors").locator(".tile-readout").nth(1).inner_text())
    assert abs(value) == pytest.approx(abs(result.eigenvectors[1, 28, 24]), rel=1e-2)


def test_embedding_points_are_the_service_s_and_its_coordinates_part_of_the_state(tall):
    tall.open_view("embedding")
    tall.explained()
    result = result_of(ExplorerState())
    shown = tall.trace("embedding", 0)
    assert len(shown["x"]) == result.n_nodes
    np.testing.assert_allclose(np.abs(shown["x"]), np.abs(result.embedding[:, 1]), atol=1e-5)
    np.testing.assert_allclose(np.abs(shown["y"]), np.abs(result.embedding[:, 2]), atol=1e-5)
    card = tall.card("embedding")
    card.locator('[data-field="embedding_x"] input').fill("4")
    card.locator('[data-field="embedding_color"] select').select_option("truth")
    tall.explained()
    assert tall.state().embedding_x == 4
    shown = tall.trace("embedding", 0)
    np.testing.assert_allclose(np.abs(shown["x"]), np.abs(result.embedding[:, 3]), atol=1e-5)
    colors = np.array(shown["colors"])
    for circle in range(4):
        assert len(set(colors[result.node_truth == circle])) == 1


def test_lasso_in_the_embedding_lights_up_the_pictures_and_a_brush_on_them_its_points(tall):
    tall.open_view("embedding")
    tall.explained()
    box = tall.card("embedding").locator(".nsewdrag").bounding_box()
    tall.drag_around(box["x"], box["y"], box["width"] / 3, box["height"])
    expect(tall.card("embedding").get_by_text("pixels marked")).to_be_visible()
    veil = tall.page.locator('canvas[data-picture="labels-veil"]')
    expect(veil).to_be_visible()
    selected = len(tall.page.evaluate(SELECTED))
    clear = np.count_nonzero(tall.cells("labels-veil")[..., 3] == 0)
    assert clear == selected > 0
    tall.page.get_by_role("button", name="Clear the marks").click()
    expect(veil).to_be_hidden()
    tall.page.get_by_role("button", name="Mark pixels on the pictures").click()
    x, y = tall.screen_place(28, 24)
    tall.drag_around(x - 20, y - 20, 40, 40)
    expect(tall.card("embedding").get_by_text("pixels marked")).to_be_visible()
    result = result_of(ExplorerState())
    marked = tall.page.evaluate(SELECTED)
    rows, cols = np.divmod(result.graph.nodes[np.array(marked)], 100)
    assert abs(rows.mean() - 28) < 2
    assert abs(cols.mean() - 24) < 2


def test_graph_draws_edges_when_zoomed_in(tall):
    tall.open_view("graph")
    tall.explained()
    result = result_of(ExplorerState())
    expect(tall.sentence("graph")).to_contain_text(f"{result.n_edges:,} edges")
    weights = tall.trace("graph", 0, chart=1)
    assert sum(weights["y"]) == result.n_edges
    before = tall.tile_colors("graph")
    tall.page.evaluate(
        """() => window.Plotly.relayout(document.querySelector(".pictures .js-plotly-plot"),
        {"xaxis.range": [20, 30], "yaxis.range": [30, 20]})"""
    )
    tall.page.wait_for_function("(before) => window.tile_colors('graph') > before", arg=before)


def test_a_click_between_two_pixels_shows_what_makes_the_weight_of_their_edge(tall):
    tall.open_view("graph")
    tall.explained()
    page, result = tall.page, result_of(ExplorerState())
    card = page.get_by_role("application", name="Edge of the graph")
    page.mouse.click(*tall.screen_place(40, 50.45))
    expect(card).to_be_focused()
    expect(card).to_contain_text("From row 40, column 50 to row 40, column 51")
    weight = result.graph.affinity[tuple(result.graph.nodes.searchsorted([4050, 4051]))]
    expect(card).to_contain_text(f"= {short_number(weight, 3)}")
    assert tall.state().circles == ExplorerState().circles  # the press of a circle moved none
    page.keyboard.press("ArrowDown")
    expect(card).to_contain_text("From row 41, column 50 to row 41, column 51")
    page.keyboard.press(" ")
    expect(card).to_contain_text("From row 41, column 50 to row 42, column 50")
    assert tall.state().edge == "41,50,down"
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(page.get_by_role("button", name="Show the lightest edge")).to_be_focused()


def test_cuts_table_is_the_service_s(tall):
    tall.open_view("cuts")
    tall.explained()
    result = result_of(ExplorerState())
    tables = tall.card("cuts").locator("table")
    for table, cuts in zip(tables.all(), (result.cuts, result.truth_cuts), strict=True):
        rows = [row.split("\t") for row in table.locator("tbody").inner_text().splitlines()]
        assert [float(row[1]) for row in rows] == pytest.approx(list(cuts.cut), abs=0.006)
        assert [float(row[3]) for row in rows] == pytest.approx(list(cuts.ratio), abs=6e-5)
        assert {row[4] for row in rows} == {"1"}
        expect(table.locator("tfoot")).to_contain_text(short_number(cuts.ncut))


def test_threshold_by_hand_and_by_its_curve_moves_the_picture(tall):
    tall.adopt(ROUNDING)
    tall.open_view("threshold")
    tall.explained()
    result = result_of(ROUNDING)
    card = tall.card("threshold")
    card.get_by_role("button", name="truth").click()
    heading = tall.page.locator(".picture-titles h2").nth(1)
    expect(heading).to_contain_text("Labels by hand")
    sizes = tall.region_sizes()
    assert sizes != np.bincount(result.node_labels).tolist()
    slider = card.locator('input[type="range"]')
    slider.focus()
    tall.page.keyboard.press("ArrowRight")
    assert tall.region_sizes() in ([sizes[0] + 1, sizes[1] - 1], [sizes[0] - 1, sizes[1] + 1])
    tall.page.keyboard.press("Escape")
    expect(heading).to_have_text("Labels")
    tall.expect_service_s_labels()
    box = card.locator(".nsewdrag").bounding_box()
    tall.page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + box["height"] / 2)
    tall.page.mouse.down()
    seen = set()
    for share in (0.4, 0.5, 0.6, 0.7):
        tall.page.mouse.move(box["x"] + box["width"] * share, box["y"] + box["height"] / 2)
        seen.add(tuple(tall.region_sizes()))
    tall.page.mouse.up()
    assert len(seen) == 4
    tall.page.get_by_role("button", name="Back to the labels").click()
    tall.expect_service_s_labels()


def test_methods_side_by_side_and_what_to_try_are_adopted_by_a_click(tall):
    tall.adopt(ROUNDING)
    tall.open_view("methods")
    tall.explained()
    result = result_of(ROUNDING)
    buttons = tall.card("methods").locator(".method")
    expect(buttons).to_have_count(4)
    for button, outcome in zip(buttons.all(), result.by_method, strict=True):
        expect(button).to_contain_text(short_number(outcome.ncut))
        expect(button).to_contain_text(f"{outcome.metrics.adjusted_rand:.3f}")
    buttons.nth(3).click()
    tall.explained()
    assert tall.state().assign_labels == "sweep"
    expect(tall.page.locator(".verdict")).to_have_attribute("data-outcome", "agrees")
    tall.expect_service_s_labels()
    tall.adopt(ROUNDING)
    tall.explained()
    expect(tall.page.locator(".verdict")).to_have_attribute("data-outcome", "rounding")
    tall.page.locator(".try").first.click()
    tall.explained()
    expect(tall.page.locator(".verdict")).not_to_have_attribute("data-outcome", "rounding")


def test_warnings_and_diagnostics_are_there_whole(explorer):
    """The graph falls into pieces, beta 0 finds the same regions: long sentences, all in sight."""
    page = explorer.page
    explorer.adopt(ExplorerState(circles=separate(12), n_clusters=2))
    explorer.explained()
    result = result_of(explorer.state())
    diagnostics = page.locator(".verdict-diagnostics")
    for width in (1280, 320):
        fit(page, width)
        for place, sentences in (
            (explorer.notice("warnings"), result.warnings),
            (diagnostics, result.diagnostics),
        ):
            assert sentences
            expect(place).to_have_text(" ".join(sentences))
            expect(place).to_be_visible()
            assert place.evaluate("(e) => e.scrollWidth <= e.clientWidth")
            assert place.evaluate("(e) => e.scrollHeight <= e.clientHeight")
    explorer.adopt(ExplorerState())
    explorer.explained()
    expect(diagnostics).to_be_hidden()
    expect(explorer.notice("warnings")).to_be_hidden()


SURVIVED = {
    "k = 1": ExplorerState(n_clusters=1),
    "one pixel": ExplorerState(
        circles=(CircleState(row=20.0, col=20.0, radius=1.0),), n_clusters=1
    ),
    "12 pieces": ExplorerState(circles=separate(12), n_clusters=12),
    "400 px": ExplorerState(
        size=400,
        n_clusters=2,
        circles=(
            CircleState(row=200.0, col=150.0, radius=90.0),
            CircleState(row=200.0, col=290.0, radius=60.0),
        ),
    ),
    "no mask": ExplorerState(use_mask=False, n_clusters=5),
    "no noise": ExplorerState(noise=0.0, beta=0.0),
}


def test_every_view_survives_what_is_unusual_or_says_that_it_has_nothing_to_show(tall):
    for unusual, state in SURVIVED.items():
        tall.adopt(state.model_copy(update={"views": tuple(VIEWS)}))
        tall.explained()
        for name in VIEWS:
            card = tall.card(name)
            assert card.locator(".view-sentence").inner_text(), (unusual, name)
            body = card.locator(".view-body")
            if body.is_visible():
                assert body.locator("canvas, .main-svg, table").count() > 0, (unusual, name)
        assert tall.verdict().inner_text(), unusual
    empty = ExplorerState(circles=(CircleState(row=300.0, col=300.0, radius=5.0),))
    tall.adopt(empty.model_copy(update={"views": tuple(VIEWS)}), rest=False)
    for name in VIEWS:
        expect(tall.sentence(name)).to_contain_text("Nothing to show")
    expect(tall.verdict()).to_contain_text("No verdict:")


def test_views_follow_a_drag_and_say_when_they_are_behind(tall):
    for name in VIEWS:
        tall.open_view(name)
    tall.explained()
    tall.page.evaluate(WATCH)
    tall.grab("circles.0.row")
    for row in range(29, 45):
        tall.drag_to(row)
        tall.page.wait_for_function(
            "(row) => window.cutlab.state().circles[0].row === row", arg=row
        )
    tall.page.mouse.up()
    tall.explained()
    notes = tall.page.evaluate("window.behind")
    assert any(updating for _, updating in notes)
    assert all(updating or same for same, updating in notes)
    assert notes[-1] == [True, False]
    result = result_of(tall.state())
    expect(tall.verdict()).to_have_text(result.verdict.sentence)
    shown = tall.trace("spectrum", 0)["y"]
    np.testing.assert_allclose(shown, result.spectrum.eigenvalues, atol=1e-9)
    expect(tall.card("cuts").locator("tfoot").first).to_contain_text(short_number(result.ncut))
    assert len(tall.trace("embedding", 0)["x"]) == result.n_nodes


def test_views_have_no_accessibility_violation(tall):
    """The rest of the page is checked in test_controls.py."""
    tall.adopt(ROUNDING.model_copy(update={"views": tuple(VIEWS)}))
    tall.explained()
    for width in (1280, 390):
        fit(tall.page, width, 6000)
        assert violations(tall.page, within=".views, .verdict") == []
