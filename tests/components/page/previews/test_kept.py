"""Previews are drawn once for all who ask, and strangers do not take the page's own away."""

import asyncio
import threading

import pytest
from anyio import CapacityLimiter

from components.page.previews import kept
from components.page.previews.kept import Busy, Previews
from components.state.model import ExplorerState

OWN = [ExplorerState(seed=seed) for seed in range(3)]
OTHERS = [ExplorerState(seed=seed) for seed in range(10, 15)]


class Drawer:
    """Function that draws a state, once it may go on."""

    def __init__(self):
        self.drawn = []
        self.go_on = threading.Event()

    def __call__(self, state):
        self.drawn.append(state.seed)
        assert state in OWN or self.go_on.wait(30)
        return None if state.seed == 14 else str(state.seed).encode()


@pytest.fixture
def draw():
    drawer = Drawer()
    yield drawer
    drawer.go_on.set()  # lets its threads end


def of(draw, most_kept=2):
    return Previews(draw, OWN, (CapacityLimiter(2), CapacityLimiter(1)), most_kept)


def test_a_class_on_a_fresh_server_has_its_thumbnails_drawn_once(draw):
    draw.go_on.set()

    async def crowd():
        previews = of(draw)
        asked = [previews.get(state) for _ in range(60) for state in (*OWN, OTHERS[0])]
        return await asyncio.gather(*asked)

    assert asyncio.run(crowd()) == [b"0", b"1", b"2", b"10"] * 60
    assert sorted(draw.drawn) == [0, 1, 2, 10]


def test_the_page_s_own_and_what_is_kept_wait_for_no_stranger(draw, monkeypatch):
    monkeypatch.setattr(kept, "MOST_WAITING", 2)

    async def crowd():
        previews = of(draw)
        await previews.get(OWN[0])
        strangers = [asyncio.create_task(previews.get(state)) for state in OTHERS[:2]]
        async with asyncio.timeout(30):
            while not any(seed >= 10 for seed in draw.drawn):
                await asyncio.sleep(0)
            assert [await previews.get(state) for state in OWN] == [b"0", b"1", b"2"]
            with pytest.raises(Busy):
                await previews.get(OTHERS[2])
            same = asyncio.create_task(previews.get(OTHERS[0]))  # waits for the first stranger's
            draw.go_on.set()
            assert await asyncio.gather(*strangers, same) == [b"10", b"11", b"10"]
            assert await previews.get(OTHERS[2]) == b"12"

    asyncio.run(crowd())


def test_strangers_take_the_memory_of_strangers_alone(draw):
    draw.go_on.set()

    async def crowd():
        previews = of(draw)
        for state in (*OWN, *OTHERS, *OWN, *OTHERS[-2:], OTHERS[0]):
            await previews.get(state)
        assert await previews.get(OTHERS[-1]) is None  # which is kept as well

    asyncio.run(crowd())
    assert draw.drawn == [0, 1, 2, 10, 11, 12, 13, 14, 10]


def test_who_leaves_ends_no_one_else_s_drawing(draw):
    async def leave():
        previews = of(draw)
        first, second = (asyncio.create_task(previews.get(OTHERS[0])) for _ in range(2))
        async with asyncio.timeout(30):
            while not draw.drawn:
                await asyncio.sleep(0)
            first.cancel()
            draw.go_on.set()
            return await second

    assert asyncio.run(leave()) == b"10"


def test_a_fault_is_told_to_all_and_the_next_one_draws_again():
    faults = [ZeroDivisionError()]

    def make(state):
        if faults:
            raise faults.pop()
        return b"drawn"

    async def again():
        previews = of(make)
        asked = [previews.get(OWN[0]) for _ in range(2)]
        found = await asyncio.gather(*asked, return_exceptions=True)
        assert [type(each) for each in found] == [ZeroDivisionError] * 2
        return await previews.get(OWN[0])

    assert asyncio.run(again()) == b"drawn"
