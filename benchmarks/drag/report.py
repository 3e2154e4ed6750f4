"""The table that the benchmark prints."""

from dataclasses import dataclass, field
from math import isnan

from benchmarks.drag.frames import Drag, middle, percentile
from benchmarks.drag.mouse import SETTLE_SECONDS

HEADER = (
    "app",
    "slider",
    "browsers",
    "changes/s",
    "states/s",
    "**frames/s**",
    "latency p50 / p95, ms",
    "settle p50 / max, ms",
    "computed : shown",
    "out of order",
    "page frames/s",
)


@dataclass
class Case:
    """One line of the table: an app, a slider, so many browsers; a list of drags per run."""

    app: str
    slider: str
    browsers: int
    runs: list[list[Drag]] = field(default_factory=list)

    @property
    def drags(self) -> list[Drag]:
        """All drags of all runs."""
        return [drag for drags in self.runs for drag in drags]


def row(case: Case) -> list[str]:
    """Return a line's cells: rates are medians over drags, latencies pool all frames."""
    drags = case.drags
    latencies = [value for drag in drags for value in drag.latencies]
    settles = [drag.settle for drag in drags if drag.settle is not None]
    lost = len(drags) - len(settles)
    shown, computed = sum(d.shown for d in drags), sum(d.computed for d in drags)
    return [
        case.app,
        case.slider,
        str(case.browsers),
        _number(middle([d.changes / d.seconds for d in drags if d.seconds])),
        _number(middle([d.shown / d.seconds for d in drags if d.seconds]), 1),
        f"**{_number(middle([d.frames / d.seconds for d in drags if d.seconds]), 1)}**",
        f"{_number(percentile(latencies, 50))} / {_number(percentile(latencies, 95))}",
        f"{_number(middle(settles))} / {_number(max(settles, default=float('nan')))}"
        + (f" ({lost} lost)" if lost else ""),
        f"{computed} : {shown}" + (f" = {computed / shown:.2f}" if shown else ""),
        str(sum(d.disorder for d in drags)),
        _number(middle([d.beats for d in drags])),
    ]


def table(cases: list[Case], seconds: float, runs: int) -> str:
    """Return the markdown table with its legend."""
    lines = [HEADER, ["---"] * len(HEADER), *(row(case) for case in cases)]
    text = "\n".join("| " + " | ".join(line) + " |" for line in lines)
    drags = [drag for case in cases for drag in case.drags]
    hidden = sum(drag.hidden for drag in drags)
    late = max((drag.late for drag in drags), default=0.0)
    sampling = max((drag.sampling for drag in drags), default=0.0)
    return f"""{text}

{runs} drag(s) of {seconds:g} s per line and browser, a mouse move every 8 ms. changes/s: how often
the slider took another value, no app can show more (k has 20 positions, so it is shaken faster).
states/s: frames that show another state. frames/s: frames during the movement in which the
labelled picture's pixels changed; moving beta or noise a little often leaves every label as it
was, and such a frame does not count. latency: pointermove to drawn frame. settle: last change of
the slider to the drawn final state; lost: not within {SETTLE_SECONDS:g} s.
Most that a move was sent late: {late:.0f} ms. Mean cost of looking at a picture: at most
{sampling:.2f} ms. Frames whose picture was hidden: {hidden}."""


def note(case: Case) -> str:
    """Return the line of progress for the latest run of a case."""
    latest = Case(case.app, case.slider, case.browsers, case.runs[-1:])
    return " | ".join(row(latest))


def _number(value: float, digits: int = 0) -> str:
    return "–" if isnan(value) else f"{value:.{digits}f}"
