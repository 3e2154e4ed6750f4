"""A panel a file: its layout, its callbacks, and register(app)."""
