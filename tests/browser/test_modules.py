"""The scripts as the browser has them: each once, and Plotly as they need it."""

import json

from playwright.sync_api import expect

from components.state.model import ExplorerState

# Private names that assets/live/plotly.mjs reads of the pictures' axes and the threshold curve's.
AXES = {
    ".pictures": ("_offset", "_length", "_rangeInitial0", "_rangeInitial1"),
    "[data-card=threshold]": ("_offset", "p2d"),
}


def loaded(page):
    """Addresses of the modules that were fetched."""
    return page.evaluate(
        """performance.getEntriesByType("resource").map(({name}) => new URL(name))
           .filter(({pathname}) => pathname.endsWith(".mjs")).map(({href}) => href)"""
    )


def test_every_module_is_fetched_once_and_none_without_a_version(explorer):
    explorer.rest()
    addresses = loaded(explorer.page)
    imports = json.loads(explorer.page.locator("script[type=importmap]").text_content())["imports"]
    assert sorted(a.split("/", 3)[3] for a in addresses) == sorted(v[1:] for v in imports.values())


def test_the_page_has_one_global_of_ours(explorer):
    page = explorer.page
    own = page.evaluate(
        """() => { const frame = document.createElement("iframe");
        document.body.append(frame);
        const known = new Set(Object.getOwnPropertyNames(frame.contentWindow));
        frame.remove();
        return Object.getOwnPropertyNames(window).filter((name) => !known.has(name)); }"""
    )
    assert [name for name in own if "cutlab" in name.lower()] == ["cutlab"]
    hook = page.evaluate("Object.keys(window.cutlab)")
    assert hook == ["state", "adopt", "at_rest", "explained", "stats", "forget"]


def test_plotly_has_the_private_names_that_the_adapter_uses(explorer):
    """A failure is to be mended in assets/live/plotly.mjs; canvases would be misplaced."""
    explorer.adopt(ExplorerState(n_clusters=2, views=("threshold",)))
    expect(explorer.card("threshold").locator(".main-svg").first).to_be_visible()
    for place, names in AXES.items():
        axes, missing = explorer.page.evaluate(
            """([place, names]) => {
              const {_fullLayout, _fullData} = document.querySelector(`${place} .js-plotly-plot`);
              const axes = Object.keys(_fullLayout).filter((key) => /^[xy]axis/.test(key));
              const lacks = (axis) => names.filter((name) => _fullLayout[axis][name] == null);
              return [axes, [...axes.flatMap(lacks), ...(_fullData ? [] : ["_fullData"])]]; }""",
            [place, list(names)],
        )
        assert {"xaxis", "yaxis"} <= set(axes)
        assert not missing
