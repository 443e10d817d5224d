"""Proof that nothing was changed: the log of everything, its signed checkpoints, and looking all of it over."""
