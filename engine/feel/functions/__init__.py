"""The standard functions of FEEL, one module per kind of value, and the functions of working time."""

from engine.feel.functions import contexts, conversion, dates, lists, numbers, ranges, strings, worktime
from engine.feel.functions.registry import call, fitting, names
from engine.feel.names import Names

MODULES = (contexts, conversion, dates, lists, numbers, ranges, strings, worktime)
FUNCTION_NAMES = Names(names())

__all__ = ["FUNCTION_NAMES", "call", "fitting"]
