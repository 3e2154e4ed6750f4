"""A property is true however busy the machine is: no example has a deadline.

The gate draws few examples of each; `make test-long` draws many, and runs what is marked `long`.
"""

from hypothesis import settings

settings.register_profile("gate", deadline=None, max_examples=40)
settings.register_profile("long", deadline=None, max_examples=1000)
settings.load_profile("gate")
