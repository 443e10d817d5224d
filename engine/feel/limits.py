"""How much one expression may ask for: what a diagram says must never hang the server."""

MAX_SOURCE = 10_000  # characters of an expression
MAX_NESTING = 40  # brackets within brackets
MAX_DEPTH = 160  # operators within operators, so that Python's own stack is never reached
MAX_STEPS = 100_000  # turns of all loops and filters of one evaluation
MAX_LIST = 20_000  # items of a list made by an expression
MAX_STRING = 100_000  # characters of a string made by an expression
MAX_WALK = 100_000  # values seen while comparing or printing nested ones
MAX_EXPONENT = 9_999
