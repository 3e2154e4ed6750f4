"""The table: test, figure, promise, kept or not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic

import numpy as np

HEAD = "| test | figure | promise | |\n| --- | --- | --- | --- |"


@dataclass
class Report:
    """Results, printed as they come and as a table at the end."""

    rows: list[tuple[str, str, str, bool]] = field(default_factory=list)

    def tell(self, test: str, figure: str, promise: str, kept: bool) -> None:
        """Add a result."""
        self.rows.append((test, figure, promise, kept))
        print(f"{'kept' if kept else 'NOT KEPT'} | {test}: {figure} ({promise})", flush=True)

    def most(self, test: str, value: float, most: float, unit: str, more: str = "") -> None:
        """Add a result that is a number with an upper bound."""
        shown = f"{value:,.0f}" if value >= 10 else f"{value:.1f}"
        self.tell(test, f"{shown} {unit}{more and f', {more}'}", f"at most {most:g} {unit}",
                  value <= most)  # fmt: skip

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Run a step; an error in it is a promise that was not kept."""
        print(f"--- {name}", flush=True)
        begin = monotonic()
        try:
            yield
        except Exception as error:
            self.tell(name, f"{type(error).__name__}: {error}"[:300], "it runs to its end", False)
        print(f"--- {name}: {monotonic() - begin:.0f} s", flush=True)

    def table(self) -> str:
        """Return all results as Markdown."""
        lines = (
            f"| {test} | {figure} | {promise} | {'kept' if kept else '**not kept**'} |"
            for test, figure, promise, kept in self.rows
        )
        return "\n".join([HEAD, *lines])

    def all_kept(self) -> bool:
        """Return True if nothing was promised in vain."""
        return bool(self.rows) and all(kept for *_, kept in self.rows)


def p95(seconds: list[float]) -> float:
    """Return the 95th percentile in milliseconds."""
    return 1000 * float(np.percentile(seconds, 95)) if seconds else float("inf")


def p50(seconds: list[float]) -> float:
    """Return the median in milliseconds."""
    return 1000 * float(np.median(seconds)) if seconds else float("inf")
