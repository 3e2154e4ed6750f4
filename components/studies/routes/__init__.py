"""Routes that give what a study has stored."""
