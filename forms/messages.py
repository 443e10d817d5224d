"""What people are told: English message ids with parameters, put into words by the web."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


def N_(message: str) -> str:  # noqa: N802 - the name translators' tools look for
    """Mark a message id for the translation catalogue."""
    return message


@dataclass(frozen=True)
class Message:
    """A sentence to translate: `id` with `%(name)s` places for `params`."""

    id: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def plain(self) -> str:
        """The sentence in English, for terminals and logs."""
        return self.id % self.params if self.params else self.id

    def __str__(self) -> str:
        return self.plain()


class BadAnswer(Exception):
    """An answer that will not do, with the sentence that says why."""

    def __init__(self, sentence: str, **params: Any) -> None:
        self.message = Message(sentence, params)
        super().__init__(self.message.plain())
