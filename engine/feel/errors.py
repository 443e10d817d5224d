"""What can be wrong with an expression, with the place where it is."""

from engine.errors import N_, OporaError
from engine.reasons import Reason


class FeelError(OporaError):
    """An expression that cannot be compiled, or that asks for more than the limits allow.

    `reason` is an English message id filled in with `params`; `position` counts characters from 0.
    """

    code = "feel"
    sentence = N_("The expression has a mistake at character %(place)s: %(reason)s")

    def __init__(self, reason: str, position: int = 0, **params: object) -> None:
        self.reason = reason
        self.position = position
        places = {"position": position, "place": position + 1}
        super().__init__(**params, **places, reason=Reason(reason, **params, **places))

    def explained(self) -> str:
        """The reason alone, in English."""
        told: str = self.params["reason"]
        return told


UNKNOWN_NAME = N_("nothing here is called “%(name)s”.")
UNKNOWN_NAME_GUESS = N_("nothing here is called “%(name)s”; did you mean “%(guess)s”?")
UNKNOWN_FUNCTION = N_("there is no function “%(name)s”.")
WRONG_ARGUMENTS = N_("the function “%(name)s” does not take these arguments.")
UNEXPECTED = N_("“%(found)s” cannot stand here.")
EXPECTED = N_("“%(wanted)s” is missing before “%(found)s”.")
ENDS_EARLY = N_("the expression ends too early.")
OPEN_STRING = N_("the quotation mark is never closed.")
OPEN_COMMENT = N_("the comment is never closed.")
BAD_LITERAL = N_("“%(found)s” is neither a date, a time nor a duration.")
HUGE_NUMBER = N_("“%(found)s” is too large a number.")
BAD_PATTERN = N_("the pattern “%(found)s” is not a regular expression that is allowed here.")
UNKNOWN_TYPE = N_("there is no type “%(name)s”.")
DOUBLE_KEY = N_("“%(name)s” is given twice.")
TOO_LONG = N_("the expression is longer than %(limit)s characters.")
TOO_DEEP = N_("the expression is nested too deeply.")
TOO_MUCH = N_("the expression takes more than %(limit)s steps.")
TOO_BIG = N_("a list or text of the expression grows beyond %(limit)s.")
NOT_FOR_FORMS = N_("a form cannot show or hide a field by this; compare a field with a fixed value.")
NEEDS_MOMENT = N_("this can only be said at a given moment under a given calendar.")
