"""The study page in a real browser: the list, one study, its figures and what is done with them."""

import re
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from playwright.sync_api import expect

from components.state.link import from_query
from components.studies.figures.view import trial_query
from segmentation.study import EXAMPLES, Range, Saltelli, Study, n_trials, read_study
from segmentation.study.store.store import Store
from tests.browser.support.accessible import violations
from tests.browser.support.explorer import Explorer
from tests.components import made_up
from tests.components.made_up import GRID, MORRIS, SAMPLE, SWEEP
from tests.components.studies.lab import LEASE, Lab

# Parallel coordinates ask the graphics card which line is under the pointer; without one Chromium
# says that this is slow.
SLOW = "GPU stall due to ReadPixels"


@pytest.fixture(scope="module")
def lab(server, study_database):
    store = Store(study_database, LEASE)
    lab = Lab(store)
    lab.url = server
    yield lab
    store.close()


@pytest.fixture
def study_page(new_page, lab):
    """Open a place of the study page."""

    def open_page(path="/study", tolerated=(), **options):
        page = new_page(lab.url, tolerated=(SLOW, *tolerated), **options)
        page.goto(lab.url + path)
        return page

    return open_page


def item(page, study):
    return page.locator(f'.study-items [data-study="{study}"]')


def card(page, name):
    return page.locator(f'[data-figure="{name}"]')


def drawn(page, name):
    """Wait until a figure is there."""
    expect(card(page, name).locator(".main-svg").first).to_be_attached()
    return card(page, name)


def choose(page, field, option):
    """Take an option of a select."""
    page.locator(f"#{field}").click()
    page.get_by_role("option", name=option, exact=True).click()


def accessible_and_fits(page):
    """Assert it of the page as a window of a desk and a phone shows it."""
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") == width


def test_ready_studies_show_their_scene_and_tell_how_long_they_take(lab, study_page):
    lab.add(MORRIS, name="For axe", failed=(2,))
    page = study_page()
    articles = page.locator(".study-ready article")
    expect(articles).to_have_count(3)
    for ready in articles.all():
        expect(ready).to_contain_text(re.compile(r"[0-9,]+ trials, about [0-9.]+ (s|min|h)"))
        picture = ready.locator(".study-scene img")
        page.wait_for_function("(image) => image.naturalWidth > 0", arg=picture.element_handle())
    accessible_and_fits(page)
    study = list(EXAMPLES.values())[-1]
    page.get_by_role("link", name=f"Base scene of {study.name}").click()
    page.wait_for_url("**/?*")
    state, _ = from_query(urlsplit(page.url).query)
    assert (state.scene(), state.method()) == (study.scene, study.method)


def test_delete_and_undo_by_keyboard(lab, study_page):
    study = lab.add(SWEEP, name="To be deleted")
    page = study_page()
    page.get_by_role("button", name="Delete To be deleted").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".study-status")).to_contain_text("To be deleted was deleted.")
    expect(page.get_by_role("heading", name="Studies")).to_be_focused()
    page.get_by_role("button", name="Undo").focus()
    page.keyboard.press("Enter")
    expect(page.locator(f'#studies-list [data-study="{study}"]')).to_be_visible()
    expect(page.get_by_role("heading", name="Studies")).to_be_focused()
    page.get_by_role("link", name="To be deleted", exact=True).click()
    page.get_by_role("button", name="Delete").click()
    page.wait_for_url("**/study#deleted=*")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".study-status")).to_contain_text("To be deleted is back.")
    page.wait_for_url("**/study")


def test_figures_fill_while_it_runs_even_if_the_server_is_lost_and_rest_when_it_is_done(
    lab, study_page
):
    study = lab.add(SWEEP, 12, name="Fills")
    page = study_page(f"/study/{study}", tolerated=("Failed to load", "did not respond"))
    expect(page).to_have_title("Fills – Cutlab")
    expect(page.locator(".study-facts")).to_contain_text("12 of 33 trials")
    expect(drawn(page, "mean")).to_contain_text("7 points without a value")
    bar = page.get_by_role("progressbar", name="Progress of Fills")
    expect(bar).to_have_attribute("aria-valuenow", re.compile("36[.]"))
    lab.record(study, SWEEP, 12, 15)
    expect(page.locator(".study-facts")).to_contain_text("15 of 33 trials")
    expect(card(page, "mean")).to_contain_text("6 points without a value")
    page.context.set_offline(True)
    notice = page.locator("#study-lost")
    expect(notice).to_contain_text("The server does not answer; trying again.")
    expect(page.get_by_text("The server does not answer")).to_have_count(1)
    page.get_by_role("button", name="Pause").focus()
    lab.record(study, SWEEP, 15, 33)
    page.context.set_offline(False)
    expect(page.locator("#study-state")).to_have_text("done")
    expect(notice).to_be_empty()
    expect(page.locator(".study-facts")).to_have_text("33 trials")
    expect(card(page, "mean")).not_to_contain_text("without a value")
    expect(bar).to_be_hidden()
    points = (
        "() => document.querySelector('[data-figure=mean] .js-plotly-plot')"
        "._fullData.at(-1).x.length"
    )
    page.wait_for_function(f"({points})() === 11")
    # A chart that is drawn again keeps its height.
    heights = page.locator(".study-chart:not([hidden]) .js-plotly-plot").evaluate_all(
        "(charts) => charts.map((chart) => chart.offsetHeight)"
    )
    assert min(heights) > 300
    # The focus does not vanish with the button that had it.
    expect(page.locator("#study-name")).to_be_focused()


def test_a_view_is_kept_in_the_address_and_a_study_leads_to_its_copy_and_to_its_trials(
    lab, study_page
):
    other = lab.add(SWEEP, name="The other")
    study = lab.add(SWEEP, name="This one")
    page = study_page(f"/study/{study}")
    entry = drawn(page, "mean").locator(".legend .traces").last  # without a brush it hides a curve
    expect(entry).to_have_css("opacity", "1")
    entry.locator(".legendtoggle").click()
    expect(entry).to_have_css("opacity", "0.5")
    choose(page, "study-output", "Ncut")
    expect(card(page, "mean").locator("h3")).to_have_text("Ncut: mean and trials")
    choose(page, "study-other", "The other")
    expect(card(page, "mean")).to_contain_text("Over it, dashed: The other.")
    assert urlsplit(page.url).fragment == f"output=ncut&other={other}"
    page.get_by_role("link", name="Duplicate and change").click()
    page.wait_for_url(lambda url: urlsplit(url).path == "/")
    expect(page.get_by_label("Name of the study")).to_have_value("This one (copy)")
    page.go_back()
    expect(card(page, "mean")).to_contain_text("Over it, dashed: The other.")
    expect(page.locator("#study-output")).to_have_value("Ncut")
    drawn(page, "mean")
    place, trial = page.evaluate(
        """() => { const chart = document.querySelector('[data-figure=mean] .js-plotly-plot');
          const { xaxis, yaxis } = chart._fullLayout, box = chart.getBoundingClientRect();
          const mean = chart._fullData.find(({ name }) => name === "mean");
          return [[box.left + xaxis._offset + xaxis.d2p(mean.x[3]),
                   box.top + yaxis._offset + yaxis.d2p(mean.y[3])], mean.customdata[3]]; }"""
    )
    page.mouse.move(*place)
    expect(page.locator(".hoverlayer .hovertext").first).to_be_visible()
    page.mouse.click(*place)
    page.wait_for_url("**/?*")
    assert page.url.endswith(f"#study={study}")
    back = page.get_by_role("link", name="Back to the study")
    expect(back).to_have_attribute("href", f"/study/{study}")
    page.evaluate("location.hash = ''")
    expect(back).to_have_count(0)
    explorer = Explorer(page)
    page.wait_for_selector(".heatmaplayer image")
    page.wait_for_function("window.cutlab.at_rest?.()")
    state, problems = from_query(trial_query(SWEEP, trial))
    assert not problems
    assert explorer.state() == state
    explorer.expect_service_s_labels()


def test_by_keyboard_a_table_leads_to_the_trial(lab, study_page):
    n_all = n_trials(GRID)
    study = lab.add(GRID, n_all // 2, name="By keyboard")
    page = study_page(f"/study/{study}")
    summary = drawn(page, "verdicts").locator("summary")
    summary.focus()
    page.keyboard.press("Enter")
    opener = card(page, "verdicts").get_by_role("link", name="Open trial").first
    expect(opener).to_be_visible()
    page.keyboard.press("Tab")
    expect(opener).to_be_focused()
    # The link has the focus also after more trials have come, whose table is written anew.
    former = opener.element_handle()
    lab.record(study, GRID, n_all // 2, n_all)
    page.wait_for_function("(link) => !link.isConnected", arg=former)
    expect(opener).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/?*#study={study}")


def test_a_study_is_saved_as_files_and_named_anew(lab, study_page):
    study = lab.add(SWEEP, name="Files & all")
    page = study_page(f"/study/{study}")
    drawn(page, "mean").get_by_role("button", name="Save this figure").click()
    dialog = page.get_by_role("dialog", name="Save “Adjusted Rand index: mean and trials”")
    expect(dialog.get_by_label("Caption")).to_have_value(re.compile("Varied: Affinity β from 0.1"))
    contents = {}
    for format in ("SVG", "PNG", "CSV of the numbers"):
        ending = format.split()[0].lower()
        with page.expect_download() as caught:
            dialog.get_by_role("button", name=format).click()
        assert caught.value.suggested_filename == (
            f"files-all-adjusted-rand-index-mean-and-trials.{ending}"
        )
        contents[ending] = Path(caught.value.path()).read_bytes()
    assert ElementTree.fromstring(contents["svg"]).get("width") == "85mm"
    assert b"Affinity" in contents["svg"]
    assert contents["png"].startswith(b"\x89PNG")
    assert contents["csv"].startswith(b"series,x,y")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    with page.expect_download() as caught:
        page.get_by_role("link", name="The study as JSON").click()
    assert caught.value.suggested_filename == f"study-{study}.json"
    assert read_study(Path(caught.value.path()).read_bytes()).parameters == SWEEP.parameters
    edit = page.get_by_role("button", name="Edit name and notes")
    edit.click()
    expect(page.get_by_role("textbox", name="Name")).to_be_focused()
    page.keyboard.press("Escape")
    expect(edit).to_be_focused()
    edit.press("Enter")
    expect(page.get_by_role("textbox", name="Name")).to_be_focused()
    page.get_by_role("textbox", name="Name").fill("New name")
    page.get_by_role("textbox", name="Notes").fill("What for?")
    page.evaluate("new Promise((done) => setTimeout(done))")  # until Dash has what is written
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Save", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.locator("#study-name")).to_have_text("New name")
    expect(page).to_have_title("New name – Cutlab")
    row = lab.store.get(study)
    assert (row.name, row.notes) == ("New name", "What for?")


def test_lines_of_parallel_coordinates_are_kept_by_keys_and_by_a_brush(lab, study_page):
    n = SAMPLE.n_points
    page = study_page(f"/study/{lab.add(SAMPLE, name='Lines')}")
    chart = drawn(page, "parallel")
    expect(chart).to_contain_text(f"{n} lines of {n} kept")
    low, high = chart.get_by_label("from"), chart.get_by_label("to", exact=True)
    choose(page, "lines-axis", "Affinity β")
    low.fill("1")
    low.press("Enter")
    first = made_up.trials(SAMPLE).groupby("point").first()
    above = first["beta"] >= 1
    expect(chart).to_contain_text(f"{above.sum()} lines of {n} kept")
    high.fill("3")
    high.press("Tab")
    within = first["beta"].between(1, 3)
    expect(chart).to_contain_text(f"{within.sum()} lines of {n} kept")
    choose(page, "lines-axis", "Label assignment")
    choose(page, "lines-value", "discretize")
    both = within & (first["assign_labels"] == "discretize")
    expect(chart).to_contain_text(f"{both.sum()} lines of {n} kept")
    choose(page, "lines-axis", "Affinity β")
    expect(low).to_have_value("1")
    page.wait_for_function(
        "() => document.querySelector('[data-figure=parallel] .js-plotly-plot')"
        ".data[0].dimensions.filter((each) => each.constraintrange).length === 2"
    )
    keep_all = chart.get_by_role("button", name="Keep all")
    keep_all.press("Enter")
    expect(chart).to_contain_text(f"{n} lines of {n} kept")
    page.wait_for_function(
        "() => document.querySelector('[data-figure=parallel] .js-plotly-plot')"
        ".data[0].dimensions.every((each) => !each.constraintrange)"
    )
    expect(keep_all).to_be_disabled()
    chart.scroll_into_view_if_needed()
    box = chart.locator(".axis-brush").first.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + box["height"] / 4, steps=4)
    page.mouse.up()
    least, most = page.wait_for_function(
        "() => document.querySelector('[data-figure=parallel] .js-plotly-plot')"
        ".data[0].dimensions[0].constraintrange"
    ).json_value()
    passing = int(first["noise"].between(least, most).sum())
    assert 0 < passing < n
    expect(chart).to_contain_text(f"{passing} lines of {n} kept")


def test_the_page_of_a_study_is_accessible_and_fits(lab, study_page):
    page = study_page(f"/study/{lab.add(MORRIS, name='For axe', failed=(2,))}")
    drawn(page, "parallel")
    accessible_and_fits(page)


def test_a_study_from_a_file_is_run_and_its_figures_come(lab, study_page, tmp_path):
    x1, x2, x3 = (Range(name=f"x{i}", low=-3.14159, high=3.14159) for i in (1, 2, 3))
    study = Study(
        name="Ishigami", evaluator="ishigami", parameters=(x1, x2, x3), design=Saltelli(n=64)
    )
    file = tmp_path / "ishigami.json"
    file.write_text(study.to_json())
    page = study_page()
    page.get_by_role("button", name="From a file").click()
    expect(page.get_by_label("The study")).to_be_focused()
    page.locator("#study-file input").set_input_files(file)
    expect(page.get_by_label("The study")).to_have_value(study.to_json())
    page.get_by_role("dialog").get_by_role("button", name="Run").click()
    page.wait_for_url("**/study/*")
    state = page.locator("#study-state")
    expect(state).to_have_text("done", timeout=80_000)
    expect(card(page, "sobol")).to_contain_text("From 64 of 64 base points")
    drawn(page, "convergence")
    expect(page.locator(".study-facts")).to_have_text(f"{n_trials(study):,} trials")
