"""What a study is, and its trials: pure, so that trial 4,711 is the same on any machine."""

from segmentation.study.design.trials import Trial, n_points, n_trials, points, run_order, trial

__all__ = ["Trial", "n_points", "n_trials", "points", "run_order", "trial"]
