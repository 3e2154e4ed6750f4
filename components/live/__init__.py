"""The live path: from a state to the bytes of a frame or an explanation."""
