"""The page: its layout, ids and panels."""
