"""The heart: a definition flattened to a plan, a small state, and the pure function `step`."""
