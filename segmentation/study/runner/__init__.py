"""Running studies: a coordinator, the chunks it has in flight, and the workers."""
