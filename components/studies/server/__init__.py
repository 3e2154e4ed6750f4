"""Studies of a server: their database and runner, and whose they are."""
