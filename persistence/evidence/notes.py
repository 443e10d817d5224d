"""Checkpoints as text that anybody can check: a C2SP signed note with an Ed25519 signature.

opora/1c0ffee5
1234
(root, base64)
2026-11-22T09:00:00+00:00

— opora/1c0ffee5 (key id and signature, base64)
"""

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = b"\x01"
DASH = "\u2014"
ORIGIN = "opora/"


class Signer:
    """The installation's signing key in use: `seed` is 32 bytes from the settings."""

    def __init__(self, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = self._key.public_key().public_bytes_raw()

    def key_id(self, origin: str) -> bytes:
        """The first four bytes of a hash over name and key, as the note format wants them."""
        return key_id(origin, self.public)

    def sign(self, text: str, origin: str) -> str:
        """The text (lines, each ended) as a signed note."""
        signature = self.key_id(origin) + self._key.sign(text.encode())
        return f"{text}\n{DASH} {origin} {base64.b64encode(signature).decode()}\n"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How much was in the log at a moment, and the hash over all of it."""

    origin: str
    size: int
    root: bytes
    at: datetime

    def text(self) -> str:
        """The lines that are signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n{self.at.isoformat()}\n"


def origin_of(public: bytes) -> str:
    """What an installation calls itself in its notes, by the first key it ever had."""
    return ORIGIN + hashlib.sha256(public).hexdigest()[:8]


def key_id(origin: str, public: bytes) -> bytes:
    """Which key of that name it is."""
    return hashlib.sha256(origin.encode() + b"\n" + ED25519 + public).digest()[:4]


def parse(note: str) -> Checkpoint:
    """What a note says, whoever signed it; raises ValueError."""
    origin, size, root, at = note.partition("\n\n")[0].split("\n")
    return Checkpoint(origin, int(size), base64.b64decode(root, validate=True), datetime.fromisoformat(at))


def is_signed(note: str, public: bytes) -> bool:
    """Whether the note, byte for byte, is what the holder of the key signed."""
    text, _gap, signature = note.partition("\n\n")
    origin = text.partition("\n")[0]
    try:
        told = base64.b64decode(signature.removeprefix(f"{DASH} {origin} ").removesuffix("\n"), validate=True)
        Ed25519PublicKey.from_public_bytes(public).verify(told[4:], f"{text}\n".encode())
    except (InvalidSignature, ValueError):
        return False
    whole = f"{text}\n\n{DASH} {origin} {base64.b64encode(told).decode()}\n"
    return told[:4] == key_id(origin, public) and note == whole
