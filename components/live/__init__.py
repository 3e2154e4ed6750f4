"""The live path: a state in, a frame or its explanation out, as bytes."""
