"""The page: state, live path, figures, exports, studies and panels."""
