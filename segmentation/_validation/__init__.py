"""Validation of the arguments of public functions; private functions do not check them again.

Every argument of a public function passes one of these checks. They return plain values: Python
numbers, and writeable C-contiguous arrays in native byte order. For any other kind of array, numba
would compile another variant of each kernel, in the caller's thread.
"""

from segmentation._validation.arrays import check_array, check_labels
from segmentation._validation.bounds import INTEGERS, REALS
from segmentation._validation.partition import check_partition
from segmentation._validation.pictures import check_image, check_mask, check_picture, check_truth
from segmentation._validation.scalars import (
    check_bounds,
    check_choice,
    check_flag,
    check_instance,
    check_integer,
    check_items,
    check_names,
    check_real,
    check_texts,
)

__all__ = [
    "INTEGERS",
    "REALS",
    "check_array",
    "check_bounds",
    "check_choice",
    "check_flag",
    "check_image",
    "check_instance",
    "check_integer",
    "check_items",
    "check_labels",
    "check_mask",
    "check_names",
    "check_partition",
    "check_picture",
    "check_real",
    "check_texts",
    "check_truth",
]
