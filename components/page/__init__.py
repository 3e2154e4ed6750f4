"""The page: layout, ids and panels."""
