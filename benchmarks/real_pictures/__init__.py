"""Segmentations of real pictures, checked by other libraries."""
