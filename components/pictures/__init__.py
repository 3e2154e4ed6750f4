"""Own pictures on the server: files in memory, their decoding and preparation."""
