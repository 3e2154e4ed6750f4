"""Studies and their trials as pure functions: trial 4,711 is the same on any machine."""

from segmentation.study.design.trials import Trial, n_points, n_trials, points, run_order, trial

__all__ = ["Trial", "n_points", "n_trials", "points", "run_order", "trial"]
