"""The plan of a study, beside the controls of the explorer."""
