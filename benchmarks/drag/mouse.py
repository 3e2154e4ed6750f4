"""A real mouse in a real Chromium, moved on a fixed clock."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, CDPSession, Page, Playwright

from tests.browser.support.chromium import ARGUMENTS, chromium_path

MOVE_SECONDS = 0.008
"""Time between two moves: a mouse of 125 Hz."""

SETTLE_SECONDS = 20.0
"""How long the picture may take to show the final state before the drag counts as lost."""

PROBE = Path(__file__).with_name("probe.js")


@dataclass(frozen=True)
class Slider:
    """The slider that is dragged, and the path of the drag.

    `span` is the part of the track, as fractions of its length; one pass over it takes
    `pass_seconds`, chosen so that the value changes about as often as a screen of 60 Hz can
    show. `to_state` makes the state's value from the thumb's ``aria-valuenow``. With `picture` it
    is the first circle itself that is dragged, across Cutlab's original picture.
    """

    field: str
    title: str
    pass_seconds: float
    span: tuple[float, float] = (0.1, 0.9)
    to_state: Callable[[float], float] = float
    picture: bool = False


SLIDERS = {
    slider.title: slider
    for slider in (
        Slider("circles.0.row", "row", 1.0),
        Slider("noise", "noise", 1.0),
        # Up to beta 9 only: beyond, the naive app's eigensolver takes seconds to minutes.
        Slider("beta", "beta", 1.0, (0.05, 0.45), lambda root: float(f"{100 * root**3:.3g}")),
        Slider("n_clusters", "k", 0.25),
        Slider("circles.0.col", "circle", 1.0, picture=True),
    )
}


async def launch(playwright: Playwright) -> Browser:
    """Start the system's Chromium, or the one that ``CUTLAB_CHROMIUM`` names."""
    return await playwright.chromium.launch(executable_path=chromium_path(), args=list(ARGUMENTS))


async def open_page(browser: Browser, url: str, script: str = "") -> Page:
    """Open the app with the probe (and `script`) inside; wait until its labels are there."""
    page = await browser.new_page(viewport={"width": 1400, "height": 1000})
    await page.add_init_script(path=PROBE)
    if script:
        await page.add_init_script(script)
    await page.goto(url)
    await page.wait_for_selector('[data-field="noise"] [role=slider]')
    await page.wait_for_selector(
        'canvas[data-picture="labels"], .js-plotly-plot .heatmaplayer image', state="attached"
    )
    await page.wait_for_timeout(1500)  # fonts, late bundles and the first resting picture
    return page


async def open_views(page: Page) -> None:
    """Open every view of Cutlab, in a window high enough that all are in sight."""
    await page.set_viewport_size({"width": 1400, "height": 4000})
    for chip in await page.locator(".chip").all():
        await chip.click()
    await page.wait_for_function("window.cutlab.explained()")


async def drag(page: Page, slider: Slider, seconds: float) -> dict[str, Any]:
    """Drag a thumb to and fro, never waiting for the page, and read the probe.

    Parameters
    ----------
    page : Page
        From `open_page`.
    slider : Slider
        What to drag.
    seconds : float
        Duration of the movement.

    Returns
    -------
    dict
        The probe's lists, and ``sent`` (moves), ``late`` (the largest delay of a move behind
        its clock, in milliseconds) and ``settled`` (whether the final state was shown).
    """
    session = await page.context.new_cdp_session(page)
    held = [slider.field, slider.picture]
    place = await page.evaluate("([field, picture]) => cutlabProbe.geometry(field, picture)", held)
    await page.wait_for_timeout(300)
    await page.evaluate("([field, picture]) => cutlabProbe.start(field, picture)", held)
    await _mouse(session, "mouseMoved", place["x"], place["y"], held=False)
    await _mouse(session, "mousePressed", place["x"], place["y"])
    sent, late, x = await _move(session, place, slider, seconds)
    settled = await _settle(page, slider)
    await _mouse(session, "mouseReleased", x, place["y"])
    seen = await page.evaluate("() => cutlabProbe.read()")
    await session.detach()
    return {**seen, "sent": sent, "late": late, "settled": settled}


async def _move(
    session: CDPSession, place: dict[str, float], slider: Slider, seconds: float
) -> tuple[int, float, float]:
    """Send a move every 8 ms; their answers are collected only at the end."""
    loop = asyncio.get_running_loop()
    width = place["right"] - place["left"]
    start_fraction = (place["x"] - place["left"]) / width
    begin, late, tasks = loop.time(), 0.0, []
    x = place["x"]
    for number in range(1, round(seconds / MOVE_SECONDS) + 1):
        due = begin + number * MOVE_SECONDS
        await asyncio.sleep(max(0.0, due - loop.time()))
        late = max(late, loop.time() - due)
        fraction = sweep(number * MOVE_SECONDS, slider, start_fraction)
        x = place["left"] + fraction * width
        tasks.append(asyncio.create_task(_mouse(session, "mouseMoved", x, place["y"])))
    await asyncio.gather(*tasks)
    return len(tasks), 1000 * late, x


def sweep(elapsed: float, slider: Slider, start: float) -> float:
    """Return the fraction of the track at a time: to and fro at constant speed.

    Parameters
    ----------
    elapsed : float
        Seconds since the press.
    slider : Slider
        Its `span` and `pass_seconds`.
    start : float
        Position of the thumb at the press; outside the span, the movement begins at the nearer end.

    Examples
    --------
    >>> slow = Slider("noise", "noise", pass_seconds=1.0, span=(0.0, 1.0))
    >>> [round(sweep(t, slow, 0.5), 2) for t in (0.0, 0.25, 0.5, 1.0, 1.5)]
    [0.5, 0.75, 1.0, 0.5, 0.0]
    """
    low, high = slider.span
    phase = min(max((start - low) / (high - low), 0.0), 1.0) + elapsed / slider.pass_seconds
    phase %= 2.0
    return low + (high - low) * (phase if phase <= 1.0 else 2.0 - phase)


async def _mouse(session: CDPSession, kind: str, x: float, y: float, *, held: bool = True) -> None:
    press = kind != "mouseMoved"
    await session.send(
        "Input.dispatchMouseEvent",
        {
            "type": kind,
            "x": x,
            "y": y,
            "button": "left" if held or press else "none",
            "buttons": 1 if held and kind != "mouseReleased" else 0,
            "clickCount": 1 if press else 0,
        },
    )


async def _settle(page: Page, slider: Slider) -> bool:
    """Wait, the button still held, until a frame with the thumb's last value was drawn."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + SETTLE_SECONDS
    while loop.time() < deadline:
        await asyncio.sleep(0.1)
        last = await page.evaluate(
            "() => [cutlabProbe.visits.at(-1)?.value, cutlabProbe.frames.at(-1)?.value]"
        )
        if None not in last and same(slider.to_state(last[0]), last[1]):
            return True
    return False


def same(wanted: float, shown: float) -> bool:
    """Return whether a painted value is the thumb's, up to the control's rounding."""
    return abs(wanted - shown) <= 1e-6 * max(1.0, abs(wanted))
