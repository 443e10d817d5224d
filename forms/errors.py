"""What can go wrong with forms, each with a code and sentences a person can act on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from forms.messages import Message


class FormsError(Exception):
    """Something is wrong with a form; `code` is stable."""

    code: ClassVar[str] = "form"


@dataclass(frozen=True)
class Problem:
    """One fault of a definition: `where` is a field, a section or an attribute of the form."""

    where: str
    message: Message

    def __str__(self) -> str:
        return f"{self.where}: {self.message}" if self.where else str(self.message)


class BadForm(FormsError):
    """A definition that cannot be used, with all its problems at once."""

    code: ClassVar[str] = "form.bad"

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class InvalidAnswers(FormsError):
    """Answers that do not fit: messages by path (`birth_date`, `members-0-name`); no answer is repeated."""

    code: ClassVar[str] = "form.invalid"

    def __init__(self, errors: Mapping[str, Sequence[Message]]) -> None:
        self.errors: dict[str, list[Message]] = {path: list(told) for path, told in errors.items()}
        super().__init__(", ".join(self.errors))
