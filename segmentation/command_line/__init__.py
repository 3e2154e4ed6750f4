"""The command line for pictures: ``python -m segmentation``."""
