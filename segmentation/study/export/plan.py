"""What a file of trials needs of its study, as plain data that another process can read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

__all__ = ["FilePlan"]


@dataclass(frozen=True, eq=False)
class FilePlan:
    """What a file of trials needs of its study.

    Attributes
    ----------
    text : str
        The study as JSON.
    replicates : int
    seed : int or None
        Noise seed of the first replicate, unless it is a parameter; None for a test function.
    parameters : list of dict
        ``name``, ``whole``, ``kind`` (its type), and the fields of a `Range` or a `Choice`.
    outputs : list of str
        Columns of the outputs.
    unit : ndarray of shape (points, parameters), float64
        As of `unit_points`.
    """

    text: str
    replicates: int
    seed: int | None
    parameters: list[dict[str, Any]]
    outputs: list[str]
    unit: NDArray[np.float64]

    def to_bytes(self) -> bytes:
        """Return the plan for another process."""
        fields = {name: value for name, value in vars(self).items() if name != "unit"}
        head = orjson.dumps(fields | {"shape": self.unit.shape})
        return head + b"\n" + np.ascontiguousarray(self.unit).tobytes()

    @classmethod
    def from_bytes(cls, data: bytes) -> FilePlan:
        """Read what `to_bytes` returned."""
        end = data.index(b"\n")
        fields = orjson.loads(data[:end])
        unit = np.frombuffer(data, np.float64, offset=end + 1).reshape(fields.pop("shape"))
        return cls(**fields, unit=unit)
