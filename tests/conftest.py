"""A property is true however busy the machine is: no example has a deadline."""

from hypothesis import settings

settings.register_profile("cutlab", deadline=None)
settings.load_profile("cutlab")
