"""Limits between the network and the app: times, sizes, connections, lines of the log."""
