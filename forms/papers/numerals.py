"""Sums of money in words, as acts and contracts write them: the words are data, the grammar is Slavic plurals."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

LARGEST = 10**9


def sum_in_words(total: Decimal, language: str) -> str:
    """A sum in words, its hundredth parts in digits; "" where the language or the size is unknown."""
    words = _words(language)
    whole, part = divmod(int(total * 100), 100)
    if not words or not 0 <= whole < LARGEST:
        return ""
    told = " ".join(_told(whole, words)) or words["zero"]
    return f"{told} {_form(whole, words['whole'])} {part:02} {_form(part, words['part'])}"


def _told(number: int, words: Mapping[str, Any]) -> Iterator[str]:
    millions, thousands, rest = number // 10**6, number // 1000 % 1000, number % 1000
    for amount, name, feminine in ((millions, "millions", False), (thousands, "thousands", True), (rest, "", False)):
        yield from _triple(amount, words, feminine)
        if amount and name:
            yield _form(amount, words[name])


def _triple(number: int, words: Mapping[str, Any], feminine: bool) -> Iterator[str]:
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10) if rest >= len(words["ones"]) else (0, rest)
    changed = words["feminine"] if feminine and ones < len(words["feminine"]) else words["ones"]
    yield from filter(None, (words["hundreds"][hundreds], words["tens"][tens], changed[ones]))


def _form(number: int, forms: Sequence[str]) -> str:
    """The noun that goes with a number: one, two to four, many."""
    last, tens = number % 10, number % 100
    if last == 1 and tens != 11:
        return forms[0]
    return forms[1] if 2 <= last <= 4 and not 12 <= tens <= 14 else forms[2]


@cache
def _words(language: str) -> Mapping[str, Any]:
    path = Path(__file__).with_name(f"numerals.{language}.toml")
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
