"""What a decision cannot answer."""

from engine.errors import N_, OporaError


class DecisionError(OporaError):
    """A decision that has no answer for these values; nothing is guessed."""

    code = "decision"


class WrongValue(DecisionError):
    """A value of a wrong type, or none of the allowed ones."""

    code = "decision-value"
    sentence = N_("The value of “%(name)s” is not what the decision allows: %(wanted)s.")


class RulesDisagree(DecisionError):
    """More rules fit than the hit policy allows."""

    code = "decision-rules"
    sentence = N_("The decision “%(decision)s” has several rules for this case: %(rules)s.")


NOT_XML = N_("The file is not readable as XML: %(reason)s")
TOO_LARGE = N_("The file is larger than a decision may be (%(limit)s).")
NOT_DMN = N_("The file does not hold a DMN model.")
NO_ID = N_("A decision has no id.")
TWICE = N_("The id “%(name)s” is given twice.")
NO_LOGIC = N_("The decision says nothing: it has neither a table nor an expression.")
TOO_DEEP = N_("The expressions are boxed within each other too deeply.")
NO_VARIABLE = N_("The loop does not name its variable.")
NOT_SUPPORTED = N_("“%(name)s” is not supported.")
NOT_FEEL = N_("The expression language “%(name)s” is not supported, only FEEL is.")
UNKNOWN_POLICY = N_("There is no hit policy “%(name)s”.")
ONE_OUTPUT = N_("A table that adds its answers up has exactly one output.")
NO_ORDER = N_("The hit policy needs the order of the output values of “%(name)s”.")
NO_OUTPUT = N_("A decision table needs an output.")
NO_NAME = N_("Each of several outputs needs a name of its own.")
WRONG_CELLS = N_("The rule does not have one cell for each column.")
NOT_ALLOWED = N_("The answer %(value)s is none of the values of the column “%(name)s”.")
UNKNOWN_TYPE = N_("There is no type “%(name)s”.")
UNKNOWN_REFERENCE = N_("“%(name)s” is required, but it is not in this file.")
CIRCLE = N_("The decision requires itself.")
OVERLAP = N_("The rules %(first)s and %(second)s both fit: %(where)s")
GAP = N_("No rule fits: %(where)s")
NEVER = N_("The rule %(rule)s never fits.")
COVERED = N_("The rule %(rule)s is never reached: earlier rules take all its cases.")
UNDECIDED = N_("Overlaps and gaps cannot be checked: the rule %(rule)s compares with something that is not fixed.")
TOO_MANY = N_("The table is too large to be checked for gaps.")
