"""The arrays of a result in one file of NumPy's."""

from __future__ import annotations

from io import BytesIO

import numpy as np
from numpy.typing import ArrayLike

from segmentation._validation import check_instance
from segmentation.stages.data import SegmentationData

__all__ = ["encode_result"]


def encode_result(result: SegmentationData, **more: ArrayLike) -> bytes:
    """Return everything that a result has in arrays, as the content of an NPZ file.

    Parameters
    ----------
    result : Segmentation
    **more : array-like
        Further arrays or texts by name, such as the mask and the parameters.

    Returns
    -------
    bytes
        With image, labels, eigenvalues, eigenvectors, residuals, the truth if there is one, and
        `more`; nothing in it is pickled.

    Raises
    ------
    ParameterError
        If `result` is no Segmentation.

    Examples
    --------
    >>> from segmentation import Method, segment
    >>> result = segment([[0, 0, 0, 9, 9]] * 3, method=Method(n_clusters=2))
    >>> with np.load(BytesIO(encode_result(result, note="five columns"))) as arrays:
    ...     print(arrays["labels"][0], arrays["note"])
    [0 0 0 1 1] five columns
    """
    check_instance("encode_result", "result", result, SegmentationData)
    truth = {} if result.truth is None else {"truth": result.truth}
    arrays = {
        "image": result.image,
        "labels": result.labels,
        "eigenvalues": result.eigenvalues,
        "eigenvectors": result.eigenvectors,
        "residuals": result.residuals,
    }
    file = BytesIO()
    np.savez_compressed(file, allow_pickle=False, **arrays | truth | more)
    return file.getvalue()
