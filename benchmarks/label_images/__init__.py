"""Label images before and after a change."""
