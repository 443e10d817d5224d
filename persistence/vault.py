"""Seals what is personal: one data key per case, wrapped by a master key kept outside the database.

Destroying a case's data key makes every sealed part of it unreadable for ever, backups of the
database included, while the chain of hashes, which covers only ciphertext, still verifies.
"""

import hmac
import secrets
from collections.abc import Mapping
from typing import Any

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from engine.errors import Damaged
from engine.history import Event, canonical

KEY_BYTES = 32
NONCE_BYTES = 12


class Seal:
    """A case's data key in use: AES-256-GCM, a random nonce before each ciphertext."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def close(self, event: Event) -> bytes:
        """The event's private part, sealed and bound to its place; empty when there is none."""
        if not event.private:
            return b""
        return self.lock(canonical(event.private), _place(event.case_id, event.seq, event.kind))

    def open(self, sealed: bytes, case_id: str, seq: int, kind: str) -> Mapping[str, Any]:
        """What was sealed at this place; raises Damaged when it is not what was sealed here."""
        if not sealed:
            return {}
        opened: Mapping[str, Any] = orjson.loads(self.unlock(sealed, _place(case_id, seq, kind)))
        return opened

    def lock(self, content: bytes, place: str) -> bytes:
        """Content sealed and bound to its place."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, content, place.encode())

    def unlock(self, sealed: bytes, place: str) -> bytes:
        """What was sealed at this place; raises Damaged when it is not what was sealed here."""
        try:
            return self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place.encode())
        except InvalidTag as error:
            raise Damaged("seal", place) from error


class Vault:
    """Makes, wraps and unwraps data keys. `master` is 32 bytes from the settings."""

    def __init__(self, master: bytes) -> None:
        if len(master) != KEY_BYTES:
            raise ValueError(f"the master key has {KEY_BYTES} bytes")
        self._cipher, self._master = AESGCM(master), master

    @staticmethod
    def new_master() -> bytes:
        """A fresh master key."""
        return secrets.token_bytes(KEY_BYTES)

    def mark(self, text: str) -> str:
        """A mark that is equal for equal texts and tells nothing else without the master key."""
        return hmac.digest(self._master, b"mark|" + text.encode(), "sha256").hex()[:32]

    def own(self, account_id: str) -> Seal:
        """The seal of what a person keeps that belongs to no case yet."""
        return Seal(hmac.digest(self._master, b"own|" + account_id.encode(), "sha256"))

    def new_key(self, case_id: str) -> tuple[bytes, Seal]:
        """A data key for a case: wrapped, to be stored; and ready to use."""
        key, nonce = secrets.token_bytes(KEY_BYTES), secrets.token_bytes(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, key, case_id.encode()), Seal(key)

    def unwrap(self, case_id: str, wrapped: bytes) -> Seal:
        """The case's key ready to use; raises Damaged under a wrong master key."""
        return Seal(self.bare(case_id, wrapped))

    def bare(self, case_id: str, wrapped: bytes) -> bytes:
        """The case's key itself, to be handed to who may have all of the case; raises Damaged."""
        try:
            return self._cipher.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], case_id.encode())
        except InvalidTag as error:
            raise Damaged("case-key", case_id) from error


def _place(case_id: str, seq: int, kind: str) -> str:
    return f"{case_id}|{seq}|{kind}"
