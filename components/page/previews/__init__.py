"""Previews of a state: thumbnails, and what a link to the page looks like where it is shared."""
