"""What the browser shows: state, figures, panels and the live frame route."""
