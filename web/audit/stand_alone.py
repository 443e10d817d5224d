"""Checks a package of an Opora case: python3 verify.py PACKAGE.zip [--key HEX]

Needs nothing but Python. Says OK, or names what is wrong, and ends with 0 or 1. `--key` is the public key you
trust, as you got it from the organisation by another way; without it the key in the package is believed.
"""

import base64
import hashlib
import json
import sys
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
Point = tuple[int, int, int, int]


def sha(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def canonical(data: Any) -> bytes:
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


# --- Ed25519 (RFC 8032) -----------------------------------------------------------------------------


def add(p: Point, q: Point) -> Point:
    """In extended coordinates, which need no division."""
    a, b = (p[1] - p[0]) * (q[1] - q[0]), (p[1] + p[0]) * (q[1] + q[0])
    c, d = 2 * p[3] * q[3] * D, 2 * p[2] * q[2]
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def same(p: Point, q: Point) -> bool:
    return (p[0] * q[2] - q[0] * p[2]) % P == 0 == (p[1] * q[2] - q[1] * p[2]) % P


def times(n: int, point: Point) -> Point:
    found = (0, 1, 1, 0)
    while n:
        found = add(found, point) if n & 1 else found
        point, n = add(point, point), n >> 1
    return found


def unpack(told: bytes) -> Point:
    y = int.from_bytes(told, "little") & (1 << 255) - 1
    squared = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(squared, (P + 3) // 8, P)
    x = x if x * x % P == squared else x * pow(2, (P - 1) // 4, P) % P
    if y >= P or x * x % P != squared:
        raise ValueError("no point")
    x = P - x if x & 1 != told[31] >> 7 else x
    return x, y, 1, x * y % P


BASE = unpack(bytes([0x58] + [0x66] * 31))


def is_signature(public: bytes, text: bytes, signature: bytes) -> bool:
    s = int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or s >= L:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + text).digest(), "little") % L
    return same(times(s, BASE), add(unpack(signature[:32]), times(h, unpack(public))))


def is_signed(note: str, public: bytes) -> bool:
    """Whether a signed note is, byte for byte, what the key's holder signed."""
    text, _gap, line = note.partition("\n\n")
    origin = text.partition("\n")[0]
    try:
        told = base64.b64decode(line.removeprefix(f"\u2014 {origin} ").removesuffix("\n"), validate=True)
        whole = f"{text}\n\n\u2014 {origin} {base64.b64encode(told).decode()}\n"
        is_key = told[:4] == sha(origin.encode(), b"\n\x01", public)[:4]
        return is_key and note == whole and is_signature(public, f"{text}\n".encode(), told[4:])
    except (ValueError, IndexError):
        return False


# --- AES-256 in counter mode: the seal's contents; that it is the right seal shows the chain ----------


def _box() -> bytes:
    found, p, q = bytearray(256), 1, 1
    while True:
        p = p ^ (p << 1) & 255 ^ (0x1B if p & 128 else 0)
        q ^= q << 1
        q ^= q << 2
        q ^= q << 4
        q = q & 255 ^ (0x09 if q & 128 else 0)
        found[p] = q ^ (q << 1 | q >> 7) & 255 ^ (q << 2 | q >> 6) & 255 ^ (q << 3 | q >> 5) & 255
        found[p] ^= (q << 4 | q >> 4) & 255 ^ 0x63
        if p == 1:
            found[0] = 0x63
            return bytes(found)


BOX = _box()


def schedule(key: bytes) -> list[bytes]:
    words, power = [key[at : at + 4] for at in range(0, 32, 4)], 1
    for n in range(8, 60):
        word = words[-1]
        if n % 8 == 0:
            word = bytes(BOX[b] for b in word[1:] + word[:1])
            word, power = bytes([word[0] ^ power]) + word[1:], power << 1
        elif n % 8 == 4:
            word = bytes(BOX[b] for b in word)
        words.append(bytes(a ^ b for a, b in zip(words[n - 8], word, strict=True)))
    return [b"".join(words[at : at + 4]) for at in range(0, 60, 4)]


def twice(b: int) -> int:
    return b << 1 & 255 ^ (0x1B if b & 128 else 0)


def block(keys: list[bytes], told: bytes) -> bytes:
    state = bytes(a ^ b for a, b in zip(told, keys[0], strict=True))
    for key in keys[1:]:
        state = bytes(BOX[state[(n + 4 * (n % 4)) % 16]] for n in range(16))
        if key is not keys[-1]:
            mixed = []
            for at in range(0, 16, 4):
                a = state[at : at + 4]
                every = a[0] ^ a[1] ^ a[2] ^ a[3]
                mixed += [a[n] ^ every ^ twice(a[n] ^ a[(n + 1) % 4]) for n in range(4)]
            state = bytes(mixed)
        state = bytes(a ^ b for a, b in zip(state, key, strict=True))
    return state


def unseal(keys: list[bytes], sealed: bytes) -> bytes:
    nonce, told = sealed[:12], sealed[12:-16]
    stream = b"".join(block(keys, nonce + n.to_bytes(4, "big")) for n in range(2, 2 + (len(told) + 15) // 16))
    return bytes(a ^ b for a, b in zip(told, stream, strict=False))


# --- the package --------------------------------------------------------------------------------------


def problems(parts: dict[str, bytes], trusted: str) -> Iterator[str]:
    """Everything that is wrong, each with the name of the part."""
    log = json.loads(parts["log.json"])
    public = bytes.fromhex(trusted or log["public"])
    if trusted and log["public"] != trusted:
        yield "log.json: signed with another key than the one you trust"
    yield from manifest(parts, public)
    events = [json.loads(line) for line in parts["events.jsonl"].decode().splitlines()]
    yield from chain(events, json.loads(parts["manifest.json"])["case"], parts["key.txt"])
    yield from logged(log, events, public)
    yield from named(parts, [json.loads(event["header"]) for event in events])


def manifest(parts: dict[str, bytes], public: bytes) -> Iterator[str]:
    note = parts["manifest.note"].decode()
    if not is_signed(note, public) or sha(parts["manifest.json"]).hex() != note.split("\n")[1]:
        yield "manifest.json: was not signed like this"
    listed = json.loads(parts["manifest.json"])["files"]
    for name in sorted(listed.keys() | parts.keys() - {"manifest.json", "manifest.note"}):
        if name not in parts or name not in listed:
            yield f"{name}: {'is missing' if name in listed else 'does not belong here'}"
        elif sha(parts[name]).hex() != listed[name]:
            yield f"{name}: was changed"


def chain(events: list[Any], case: str, key: bytes) -> Iterator[str]:
    """Each event follows from the one before it, and says what is sealed in it."""
    previous, keys = bytes(32), schedule(bytes.fromhex(key.decode().strip()))
    for seq, event in enumerate(events, 1):
        header, sealed = event["header"].encode(), base64.b64decode(event["sealed"])
        told = json.loads(header)
        previous = sha(b"\x00", previous, len(header).to_bytes(8, "big"), header, sealed)
        if previous.hex() != event["hash"]:
            yield f"event {seq}: does not follow from the one before it"
            previous = bytes.fromhex(event["hash"])
        if (told["seq"], told["case"]) != (seq, case):
            yield f"event {seq}: is not the one that belongs here"
        if sealed and unseal(keys, sealed) != canonical(event["private"]):
            yield f"event {seq}: its values are not those that were sealed"


def logged(log: Any, events: list[Any], public: bytes) -> Iterator[str]:
    """The last event stands in the log, and the log was signed."""
    leaf, index, path = log["leaf"], log["index"], [bytes.fromhex(step) for step in log["path"]]
    if leaf["subject"] != json.loads(events[0]["header"])["case"] or leaf["hash"] != events[-1]["hash"]:
        yield "log.json: is about another case, or about another last event"
    _origin, size, root, _at = log["checkpoint"].partition("\n\n")[0].split("\n")
    node, last, top = index, int(size) - 1, sha(b"\x00", canonical(leaf))
    for step in path:
        if node & 1 or node == last:
            top = sha(b"\x01", step, top)
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            top = sha(b"\x01", top, step)
        node, last = node >> 1, last >> 1
    if last or base64.b64encode(top).decode() != root:
        yield "log.json: the case does not stand in the signed log"
    if not is_signed(log["checkpoint"], public):
        yield "log.json: the checkpoint was not signed like this"


def named(parts: dict[str, bytes], headers: list[Any]) -> Iterator[str]:
    """What the events name is there, under its own checksum."""
    for header in headers:
        data = header["data"]
        for checksum in {data.get("definition"), *((data["from"], data["to"]) if "renames" in data else ())} - {None}:
            text = parts.get(f"definitions/{checksum}.json", b"null")
            if sha(canonical(json.loads(text))).hex() != checksum:
                yield f"definitions/{checksum}.json: is not the version the case ran on"
        name = f"calendars/{data.get('calendar')}.json"
        if "calendar" in data and sha(canonical(json.loads(parts.get(name, b"null")))).hex() != data["calendar"]:
            yield f"{name}: is not the calendar that counted"
        for ending, checksum in (data.get("files") or {}).items():
            if sha(parts.get(f"files/{checksum}.{ending}", b"")).hex() != checksum:
                yield f"files/{checksum}.{ending}: is not the file that was issued"


def main(words: list[str]) -> int:
    trusted = words[words.index("--key") + 1] if "--key" in words else ""
    try:
        with zipfile.ZipFile(words[0]) as package:
            names = package.namelist()
            parts = {name: package.read(name) for name in names}
        found = [f"{name}: is there twice" for name in sorted({name for name in names if names.count(name) > 1})]
        found += problems(parts, trusted)
    except IsADirectoryError:
        found = ["this is a folder: name the .zip file as it came from the organisation"]
    except (OSError, zipfile.BadZipFile, zlib.error, ValueError, LookupError, TypeError, AttributeError) as error:
        found = [f"the package cannot be read: {type(error).__name__} {error}"]
    for line in dict.fromkeys(found):
        print("WRONG", line)
    if not found:
        told = json.loads(parts["manifest.json"])
        print("OK", told["number"], told["events"], "events, signed with", json.loads(parts["log.json"])["public"])
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]) if len(sys.argv) > 1 else print(__doc__))
