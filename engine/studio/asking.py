"""What an editor asks while somebody types: whether a text can be read, before it is saved."""

from collections.abc import Collection

from engine import feel
from engine.bpmn.expressions import BAD_TIMES
from engine.errors import N_, OporaError
from engine.feel import FeelError
from engine.kernel import schedule

KINDS = ("date", "duration", "cycle")


class Misread(OporaError):
    """A text that cannot be read as what it is meant for; `sentence` says why."""

    code = "misread"

    def __init__(self, sentence: str, **params: object) -> None:
        self.sentence = sentence
        super().__init__(**params)


def expression(text: str, names: Collection[str] | None = None) -> None:
    """Raise FeelError or Misread unless the text is FEEL that asks for known names only."""
    found = feel.compile_expression(text.strip().removeprefix("="))
    _known(found.names, names)


def tests(text: str, names: Collection[str] | None = None) -> None:
    """Raise FeelError or Misread unless the text is a cell of a decision table."""
    if text.strip() not in {"", "-"}:
        _known(feel.compile_unary_tests(text.strip()).names, names)


def timer(kind: str, text: str, names: Collection[str] | None = None) -> None:
    """Raise FeelError or Misread unless the text is a moment, span or cycle: ISO 8601, or FEEL after `=`."""
    plain = text.strip()
    if kind not in KINDS or not plain:
        raise Misread(N_("The timer does not say when."))
    if plain.startswith("="):
        expression(plain, names)
        return
    try:
        schedule.parse(kind, plain.strip('"'))
    except (ValueError, OverflowError):
        raise Misread(BAD_TIMES[kind], text=plain) from None


def _known(asked: Collection[str], names: Collection[str] | None) -> None:
    strangers = sorted(set(asked) - set(names)) if names is not None else []
    if strangers:
        raise Misread(N_("An expression asks for %(name)s, which nothing sets."), name=strangers[0])


__all__ = ["FeelError", "Misread", "expression", "tests", "timer"]
