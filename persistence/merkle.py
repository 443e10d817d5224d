"""The tree over the log (RFC 6962): appended to in a few hashes, proofs of a few hashes."""

import hashlib
from collections.abc import Callable, Mapping

EMPTY = hashlib.sha256(b"").digest()
Place = tuple[int, int]
"""A complete subtree: its level (0 for leaves) and its number within the level."""


def leaf_hash(content: bytes) -> bytes:
    """The hash of a leaf."""
    return hashlib.sha256(b"\x00" + content).digest()


def parent(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees side by side."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def frontier(size: int) -> list[Place]:
    """The complete subtrees that make up a tree of so many leaves, from left to right."""
    return [(level, (size >> level) - 1) for level in range(size.bit_length() - 1, -1, -1) if size >> level & 1]


def append(known: dict[Place, bytes], place: int, content: bytes) -> dict[Place, bytes]:
    """The subtrees that one more leaf completes; they are added to those `known`, which hold the frontier."""
    level, added = 0, {(0, place): leaf_hash(content)}
    while place & 1:
        left, right = known[level, place - 1], added[level, place]
        level, place = level + 1, place >> 1
        added[level, place] = parent(left, right)
    known.update(added)
    return added


def root(known: Mapping[Place, bytes], size: int) -> bytes:
    """The hash of the tree of so many leaves."""
    found = [known[place] for place in frontier(size)]
    if not found:
        return EMPTY
    top = found.pop()
    while found:
        top = parent(found.pop(), top)
    return top


def inclusion(at: Callable[[Place], bytes], index: int, size: int) -> list[bytes]:
    """What shows that the leaf `index` stands in the tree of so many leaves; `at` finds complete subtrees."""
    first, path = 0, []
    while size > 1:
        half = 1 << (size - 1).bit_length() - 1
        if index < half:
            path.append(_span(at, first + half, size - half))
            size = half
        else:
            path.append(_span(at, first, half))
            first, index, size = first + half, index - half, size - half
    return path[::-1]


def _span(at: Callable[[Place], bytes], first: int, size: int) -> bytes:
    """The hash of the leaves from `first`, which begins a subtree of the tree."""
    level = size.bit_length() - 1
    if size == 1 << level:
        return at((level, first >> level))
    half = 1 << level
    return parent(_span(at, first, half), _span(at, first + half, size - half))


def leads_to(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes | None:
    """The root that a leaf and its path lead to (RFC 9162, 2.1.3.2); None for a path of another length."""
    node, last, top = index, size - 1, leaf
    for step in path:
        if last == 0:
            return None
        if node & 1 or node == last:
            top = parent(step, top)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            top = parent(top, step)
        node, last = node >> 1, last >> 1
    return top if last == 0 else None
