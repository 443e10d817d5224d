"""Passwords: argon2id, the same time for a wrong name as for a wrong password."""

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_HASHER = PasswordHasher()
_NOBODY = _HASHER.hash(secrets.token_hex(16))


LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that look alike in print."""


def fresh() -> str:
    """A password to hand over: four groups of four, 79 bits."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))


def seal(password: str) -> str:
    """The hash to keep."""
    return _HASHER.hash(password)


def fits(sealed: str | None, password: str) -> bool:
    """Whether the password is the one that was sealed; as slow for nobody (None) as for somebody."""
    try:
        return _HASHER.verify(sealed or _NOBODY, password) and sealed is not None
    except (VerificationError, InvalidHashError):
        return False


def outdated(sealed: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return _HASHER.check_needs_rehash(sealed)
