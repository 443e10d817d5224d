"""The bytes that are hashed are the same for everybody who reads the rule: sorted keys, no spaces, UTF-8."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.history import canonical

TEXTS = st.text(st.characters(codec="utf-8"))
PLAIN = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXTS
VALUES = st.recursive(PLAIN, lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner))


@given(VALUES)
def test_an_outsider_gets_the_same_bytes_with_the_standard_library(data: object) -> None:
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert canonical(data) == text.encode()


@pytest.mark.parametrize("data", [datetime(2026, 1, 1, tzinfo=UTC), {1: 2}, "\ud800", {"set": {1}}])
def test_what_is_not_plain_is_refused(data: object) -> None:
    with pytest.raises(TypeError):
        canonical(data)
