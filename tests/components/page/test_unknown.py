"""Addresses that are no page are answered as such; everything else passes."""

import asyncio

import httpx
import pytest
from starlette.responses import PlainTextResponse

from components.page.unknown import UnknownPages

PAGE = {"accept": "text/html,application/xhtml+xml"}
APP = UnknownPages(PlainTextResponse("the app"), others=("/_", "/assets/", "/health"))


def answer(path, method="GET", headers=PAGE):
    async def ask():
        transport = httpx.ASGITransport(APP)
        async with httpx.AsyncClient(transport=transport, base_url="http://lab.example") as client:
            return await client.request(method, path, headers=headers)

    return asyncio.run(ask())


@pytest.mark.parametrize(
    "path",
    ["/", "/?noise=1", "/study", "/study/", "/study/12", "/_dash-layout", "/assets/x", "/health"],
)  # fmt: skip
def test_pages_and_other_routes_pass(path):
    assert (answer(path).status_code, answer(path).text) == (200, "the app")


@pytest.mark.parametrize(
    "path", ["/nope", "/study/abc", "/study/-1", "/study/1/2", "/study/compare/1,2", "/study/%31x"]
)
def test_what_is_no_page_is_not_found(path):
    found = answer(path)
    assert found.status_code == 404
    assert "There is no such page" in found.text


def test_a_near_miss_is_led_on():
    found = answer("/studies")
    assert (found.status_code, found.headers["location"]) == (307, "/study")


def test_what_is_not_asked_for_by_a_person_passes():
    assert answer("/nope", headers={"accept": "*/*"}).text == "the app"
    assert answer("/nope", method="POST").text == "the app"
