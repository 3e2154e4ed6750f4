"""The app below a path, behind the nginx that docs/deploy.md recommends."""

from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import expect
from websockets.sync.client import connect

from app import LARGEST_BODIES
from components.live.picture_route import PICTURE_PATH
from components.live.routes import EXPLANATION_PATH, FRAME_PATH
from components.state.model import ExplorerState
from components.studies.server.service import StudyService
from tests.browser.support.explorer import Explorer
from tests.components.frames import decode, request
from tests.nginx import nginx
from tests.segmentation.study.studies import small
from tests.serving import serve

ROOT = "/cutlab"


@pytest.fixture(scope="module")
def studies(tmp_path_factory):
    file = tmp_path_factory.mktemp("root") / "studies.sqlite"
    made = StudyService(str(file), workers=1)
    made.start = made.start_early = lambda: None  # nothing here needs workers
    return made


@pytest.fixture(scope="module")
def lab(studies):
    """Address of the app through nginx."""
    app = serve(study_service=studies, root_path=ROOT, proxies=["127.0.0.1"])
    with app as url, nginx(urlsplit(url).netloc) as proxy:
        yield proxy + ROOT


@pytest.fixture
def beyond(new_page):
    """Open pages; the test fails if anything beyond the root path is asked for."""
    asked = []

    def open_page(url):
        page = new_page(url)
        page.on("request", lambda request: asked.append(request.url))
        page.on("websocket", lambda socket: asked.append(socket.url))
        return page

    yield open_page
    own = [urlsplit(url).path for url in asked if url.startswith(("http", "ws"))]
    assert {FRAME_PATH, EXPLANATION_PATH} < {path.removeprefix(ROOT) for path in own}
    assert [path for path in own[1:] if not path.startswith(f"{ROOT}/")] == []  # nginx adds a slash


def test_the_explorer_and_the_studies_work_below_a_path(beyond, lab, studies):
    page = beyond(lab)
    explorer = Explorer(page)
    explorer.open(f"{lab}?noise=0.3&n_clusters=3&views=spectrum")  # nginx adds the slash
    assert urlsplit(page.url)[2:4] == (f"{ROOT}/", "noise=0.3&n_clusters=3&views=spectrum")
    explorer.expect_service_s_labels()
    explorer.explained()
    assert page.evaluate("window.cutlab.stats.failures") == 0
    explorer.adopt(ExplorerState(noise=0.1))
    assert urlsplit(page.url)[2:4] == (f"{ROOT}/", "noise=0.1")

    page.get_by_role("button", name="Share", exact=True).click()
    expect(page.locator("#share-url")).to_have_value(f"{lab}/?noise=0.1")
    page.keyboard.press("Escape")

    number = studies.store().add(small().to_json(), 9, "Below a path", start=False)
    page.goto(f"{lab}/study")
    page.get_by_role("link", name="Below a path", exact=True).click()
    expect(page).to_have_url(f"{lab}/study/{number}")
    expect(page.locator("h2").filter(has_text="Below a path")).to_be_visible()
    page.goto(f"{lab}/#study={number}")
    page.get_by_role("link", name="Back to the study").click()
    expect(page).to_have_url(f"{lab}/study/{number}")
    page.get_by_role("link", name="Explorer", exact=True).click()
    expect(page).to_have_url(f"{lab}/")


def test_nginx_passes_on_what_the_app_needs(lab):
    netloc = urlsplit(lab).netloc
    with httpx.Client(base_url=lab, headers={"origin": f"http://{netloc}"}, timeout=60) as client:
        page = client.get("/", headers={"accept-encoding": "identity"})
        assert f'data-root="{ROOT}"' in page.text
        script = client.get("/assets/main.mjs")
        assert script.headers["content-encoding"] == "gzip"
        assert client.get("/nothing").status_code == 404
        largest = LARGEST_BODIES[PICTURE_PATH]
        answer = client.post(PICTURE_PATH, content=bytes(largest + 1))
        assert (answer.status_code, answer.text[:9]) == (413, "A request")  # the app's words
        assert client.post(PICTURE_PATH, content=bytes(largest)).json()["problem"]
    socket = connect(lab.replace("http", "ws") + FRAME_PATH, origin=f"http://{netloc}")
    with socket:
        socket.send(request(seq=7))
        assert decode(socket.recv())[0]["seq"] == 7
