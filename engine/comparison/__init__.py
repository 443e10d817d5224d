"""Two sets of a method's files compared, for people: what was added, taken away, changed and moved, in words."""

from engine.comparison.compare import compare
from engine.comparison.model import ADDED, CHANGED, MOVED, REMOVED, Comparison, Item, Value, Word

__all__ = ["ADDED", "CHANGED", "MOVED", "REMOVED", "Comparison", "Item", "Value", "Word", "compare"]
