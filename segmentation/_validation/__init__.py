"""Checks at the door of the service; inside it nothing is checked twice.

Every argument of a public function passes one of these. What comes back is plain: numbers of
Python, and arrays in C's order and the machine's own bytes that can be written to. For any other
kind of array a kernel would be compiled anew, in the caller's thread.
"""

from segmentation._validation.arrays import check_array, check_labels
from segmentation._validation.bounds import INTEGERS, REALS
from segmentation._validation.partition import check_partition
from segmentation._validation.pictures import check_image, check_mask, check_picture
from segmentation._validation.scalars import (
    check_bounds,
    check_choice,
    check_instance,
    check_integer,
    check_items,
    check_real,
    check_texts,
)

__all__ = [
    "INTEGERS",
    "REALS",
    "check_array",
    "check_bounds",
    "check_choice",
    "check_image",
    "check_instance",
    "check_integer",
    "check_items",
    "check_labels",
    "check_mask",
    "check_partition",
    "check_picture",
    "check_real",
    "check_texts",
]
