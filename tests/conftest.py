"""Settings of hypothesis: no example has a deadline, because the machine may be busy.

`make test` draws few examples of each property; `make test-long` draws many, and runs the tests
marked `long`.
"""

from hypothesis import settings

settings.register_profile("gate", deadline=None, max_examples=40)
settings.register_profile("long", deadline=None, max_examples=1000)
settings.load_profile("gate")
