"""Indicators of a method: data, checked at deploy, computed from coded answers and the lives of cases.

Persistence keeps the rows of the method's sets (`told`), a query collects `Facts` for a `Period`, `read` computes.
"""

from engine.indicators.checking import check, offered
from engine.indicators.measures import Facts, Point, Reading, Span, Tally, growth, read
from engine.indicators.model import COUNTS, FOREVER, MOST_MONTHS, Course, Indicator, RowSet, Side, courses, of, sets
from engine.indicators.periods import MONTHS, OWN, Period, around, months_on, whole
from engine.indicators.rows import Answered, CountedRow, told

__all__ = [
    "COUNTS",
    "FOREVER",
    "MONTHS",
    "MOST_MONTHS",
    "OWN",
    "Answered",
    "CountedRow",
    "Course",
    "Facts",
    "Indicator",
    "Period",
    "Point",
    "Reading",
    "RowSet",
    "Side",
    "Span",
    "Tally",
    "around",
    "check",
    "courses",
    "growth",
    "months_on",
    "of",
    "offered",
    "read",
    "sets",
    "told",
    "whole",
]
