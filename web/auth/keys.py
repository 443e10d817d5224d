"""Secret addresses: made here, known by their hash alone."""

import hashlib
import secrets


def fresh() -> str:
    """A secret that nobody guesses."""
    return secrets.token_urlsafe(32)


def hashed(secret: str) -> str:
    """What is kept of it."""
    return hashlib.sha256(secret.encode()).hexdigest()
