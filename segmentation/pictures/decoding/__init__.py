"""Decoders of pictures: Pillow, tifffile, and arrays in memory."""
