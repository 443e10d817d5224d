"""The tree of everything that can go wrong, each with a code and a sentence a person can act on.

OporaError
├── NotAllowed          you may not do this
├── NotFound            there is no such case, task or definition
├── Conflict            somebody else was faster
│   ├── Stale           the case moved while you were reading it
│   ├── Clash           a file of a draft was changed meanwhile (engine.studio)
│   └── Closed          a draft waits for approval or is over (engine.studio)
├── Unfit               a file or name that no draft takes (engine.studio)
├── Gone                the task or timer no longer waits
├── Suspended           the case is stopped for now
├── Invalid             what was typed does not fit the form
├── Refused             a definition cannot be deployed
├── Stuck               the diagram offers no way on
├── Damaged             what is stored does not verify
│   └── WrongKey        the master key is not the one it was sealed with
├── Unavailable         the database is away, full or cannot be written
│   └── Interrupted     the connection to it broke; the use case is tried again
├── FeelError           an expression cannot be compiled or evaluated (engine.feel)
├── DecisionError       a decision table gives no answer (engine.decisions)
├── BadCalendar         a working calendar that cannot be (engine.calendars)
├── BadRule             a deadline that cannot be reckoned (engine.deadlines)
└── Astray              a scenario went another way (engine.simulation)
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar


def N_(message: str) -> str:  # noqa: N802 - the name translators' tools look for
    """Mark a message id for the translation catalogue."""
    return message


class OporaError(Exception):
    """Something went wrong; `code` is stable, `sentence` is a message id filled in with `params`."""

    code: ClassVar[str] = "error"
    sentence: str = N_("Something went wrong.")

    def __init__(self, **params: Any) -> None:
        self.params: dict[str, Any] = params
        super().__init__(self.plain())

    def plain(self) -> str:
        """The sentence in English, for terminals and logs."""
        return self.sentence % self.params if self.params else self.sentence


class NotAllowed(OporaError):
    code = "not-allowed"
    sentence = N_("Your role does not allow this.")


class NotFound(OporaError):
    code = "not-found"
    sentence = N_("There is no such page, or it is not for you.")


class Conflict(OporaError):
    """Somebody else was faster: `who` (account id), `what` (event kind), `when` (moment)."""

    code = "conflict"
    sentence = N_("Somebody else has already done this.")

    def __init__(self, who: str | None = None, what: str = "", when: Any = None) -> None:
        super().__init__()
        self.who, self.what, self.when = who, what, when


class Stale(Conflict):
    """The stored version moved between reading and writing; the use case is tried again."""

    code = "stale"
    sentence = N_("The case changed while you were working on it.")


class Gone(OporaError):
    code = "gone"
    sentence = N_("This step is no longer open.")


class Suspended(OporaError):
    code = "suspended"
    sentence = N_("The case is suspended. Nothing can be done in it until it is resumed.")


class Invalid(OporaError):
    """Answers that do not fit the form: `errors` maps a field's path to its messages."""

    code = "invalid"
    sentence = N_("Some answers need your attention.")

    def __init__(self, errors: Mapping[str, Sequence[Any]]) -> None:
        super().__init__()
        self.errors = dict(errors)


class Refused(OporaError):
    """A definition that cannot be deployed: `findings` name file, element and reason."""

    code = "refused"
    sentence = N_("The definition cannot be deployed.")

    def __init__(self, findings: Sequence[Any]) -> None:
        self.findings = tuple(findings)
        super().__init__()

    def plain(self) -> str:
        return "\n".join([self.sentence, *(str(finding) for finding in self.findings)])


class Stuck(OporaError):
    """The diagram offers no way on from element `node`; the whole step is refused.

    `reason` is a message id, or the error of the expression or table that has no answer.
    """

    code = "stuck"
    sentence = N_("The diagram offers no way on from the element %(node)s: %(reason)s")

    def __init__(self, node: str, reason: str | OporaError) -> None:
        super().__init__(node=node, reason=reason)


class Damaged(OporaError):
    """A stored thing that fails verification: `check` names the check, `where` the place."""

    code = "damaged"
    sentence = N_("The check %(check)s failed: %(where)s")

    def __init__(self, check: str, where: str) -> None:
        super().__init__(check=check, where=where)


class WrongKey(Damaged):
    """Nothing that is sealed opens with the master key of the settings."""

    code = "wrong-key"
    sentence = N_("The master key does not fit this database.")

    def __init__(self) -> None:
        super().__init__("key", "")

    def plain(self) -> str:
        return self.sentence


class Unavailable(OporaError):
    """The database cannot be used: `reason` is a message id, `detail` what its driver said."""

    code = "unavailable"
    sentence = N_("The database cannot be used at the moment: %(reason)s. Please try again in a few minutes.")

    def __init__(self, reason: str, detail: str = "") -> None:
        self.detail = " ".join(detail.split())
        super().__init__(reason=reason)

    def plain(self) -> str:
        return f"{super().plain()} ({self.detail})" if self.detail else super().plain()


class Interrupted(Unavailable):
    """The connection to the database broke, and nothing was committed; the use case is tried again."""
