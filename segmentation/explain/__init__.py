"""Explanations of a segmentation: functions of its data, and the class with all of them."""
