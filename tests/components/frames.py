"""Requests and frames, as the browser writes and reads them."""

import json
import math

import numpy as np

from components.state.model import ExplorerState


def request(seq=1, state=None, **more):
    """A request as text."""
    state = (state or ExplorerState()).model_dump(mode="json")
    return json.dumps({"seq": seq, "state": state, **more})


def decode(frame):
    """Header and arrays of a frame."""
    length = int.from_bytes(frame[:4], "little")
    header = json.loads(frame[4 : 4 + length])
    arrays = {}
    for entry in header["arrays"]:
        shape, dtype = entry["shape"], np.dtype(entry["dtype"])
        begin = 4 + length + entry["offset"]
        assert begin % dtype.itemsize == 0  # the browser's typed arrays insist on it
        flat = np.frombuffer(frame, dtype, math.prod(shape), begin)
        arrays[entry["name"]] = flat.reshape(shape)
    return header, arrays
