"""The state of the explorer: its model, controls, links and presets."""
