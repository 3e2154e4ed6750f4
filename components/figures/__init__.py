"""Pure functions from a result to a Plotly figure."""

# Plotly uses pandas as soon as any thread has begun to import it, which is too soon.
import pandas as pd  # noqa: F401
