"""Estimates of what a study takes before it runs: its duration and its memory."""
