"""State of the explorer: model, control specs, links and presets."""
