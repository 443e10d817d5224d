"""Text as people type and paste it, made fit to keep."""

import re
import unicodedata
from typing import Any

from forms.messages import N_, BadAnswer

LINE = 300
TEXT = 20_000
_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_BROKEN = re.compile("[\x00\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
# Characters nobody sees: controls, zero-width marks, and marks that turn the direction of writing around.
_MARKS = "\x01-\x08\x0e-\x1f\x7f-\x9f\xad\u200b\u200e\u200f\ufeff\u202a-\u202e\u2060-\u2064\u2066-\u2069"
_UNSEEN = re.compile(f"[{_MARKS}]+")
_BLANK = re.compile(rf"[\s{_MARKS}]*")


def clean(raw: Any, longest: int, lines: bool = False) -> str:
    """Trimmed, normalised text; `lines` keeps line ends. Raises BadAnswer."""
    if not isinstance(raw, str):
        raise BadAnswer(N_("This is not text."))
    if len(raw) > 4 * longest + 1000:
        raise BadAnswer(N_("Too long: at most %(max)s characters."), max=longest)
    text = unicodedata.normalize("NFC", raw if raw.isprintable() else _legible(raw)).strip()
    text = text if lines else " ".join(text.split())
    if len(text) > longest:
        message = N_("Too long by %(over)s: at most %(max)s characters.")
        raise BadAnswer(message, max=longest, over=len(text) - longest)
    return text


def _legible(raw: str) -> str:
    """The text without characters nobody sees, its lines ended in one way. Raises BadAnswer."""
    if _BROKEN.search(raw):
        raise BadAnswer(N_("There are characters here that cannot be kept. Please type the text anew."))
    return _UNSEEN.sub("", _BREAKS.sub("\n", raw))


def blank(raw: Any) -> bool:
    """Nothing was answered: no text but spaces, no element that is not blank itself."""
    if isinstance(raw, str):
        return not raw[:1].isalnum() and _BLANK.fullmatch(raw) is not None
    if isinstance(raw, list | tuple):
        return all(blank(item) for item in raw)
    if isinstance(raw, dict):
        return all(blank(item) for item in raw.values())
    return raw is None
