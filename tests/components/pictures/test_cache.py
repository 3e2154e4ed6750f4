"""A cache that forgets: by bytes, by owner, and by time."""

from hypothesis import given
from hypothesis import strategies as st

from components.pictures.cache import BoundedCache


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def kept(cache, keys):
    return [key for key in keys if cache.get(key) is not None]


def test_the_value_unused_for_longest_goes_first():
    cache = BoundedCache(30)
    for key in "abc":
        cache.put(key, key, 10)
    assert cache.get("a") == "a"
    cache.put("d", "d", 10)
    assert kept(cache, "abcd") == ["a", "c", "d"]


def test_an_owner_drops_only_its_own():
    cache = BoundedCache(100, 20)
    cache.put("other", 1, 20, "somebody")
    for key in "abc":
        cache.put(key, key, 10, "me")
    assert kept(cache, ["other", *"abc"]) == ["other", "b", "c"]


def test_what_is_larger_than_the_cache_is_not_kept():
    cache = BoundedCache(30, 20)
    cache.put("a", 1, 25, "me")
    assert cache.get("a") is None
    assert cache.size == 0


def test_values_are_forgotten_an_hour_after_their_last_use():
    clock = Clock()
    cache = BoundedCache(100, clock=clock)
    cache.put("used", 1, 10)
    cache.put("unused", 2, 10)
    clock.now = 3599.0
    assert cache.get("used") == 1
    clock.now = 3601.0
    assert kept(cache, ["used", "unused"]) == ["used"]


def test_values_are_forgotten_without_any_further_call():
    cache = BoundedCache(100, seconds=0.02)
    cache.put("a", 1, 10)
    cache._timer.join(30)
    while cache._timer:  # the first look may come before the last use is old enough
        cache._timer.join(30)
    assert cache.size == 0


@given(
    st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 40), st.sampled_from(["", "me"])))
)
def test_it_never_holds_more_than_its_bounds(puts):
    cache = BoundedCache(60, 35)
    for key, size, owner in puts:
        cache.put(key, size, size, owner)
        assert cache.size <= 60
        entries = cache._entries.values()
        assert sum(entry.size for entry in entries if entry.owner == owner) <= 35
        assert (cache.get(key) == size) == (size <= 35)
