"""Panels, one per file: layout, callbacks, and register(app)."""
