"""The stages of a segmentation, from a checked picture to data."""
