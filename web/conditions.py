"""A field's condition in words, for pages without scripts."""

from typing import Any

from flask_babel import gettext as _

from forms.definition import Field
from forms.fields import Tree


def words(tree: Tree, known: dict[str, Field]) -> str:
    """When the field is to be filled in; a plain sentence when the condition has no short one."""
    said = _say(tree, known)
    return _("Only if %(condition)s.", condition=said) if said else _("Only if it applies.")


def _say(tree: Any, known: dict[str, Field]) -> str:
    if not isinstance(tree, dict):
        return ""
    kind, body = next(iter(tree.items()))
    if kind in {"all", "any"}:
        parts = [_say(part, known) for part in body]
        joint = _(" and ") if kind == "all" else _(" or ")
        return joint.join(parts) if all(parts) else ""
    if kind == "filled":
        return _("“%(field)s” is filled in", field=_label(body, known))
    if kind in {"eq", "in", "contains"} and isinstance(body[0], dict):
        return _equal(body[0], body[1] if isinstance(body[1], list) else [body[1]], known)
    return ""


def _equal(operand: Any, values: list[Any], known: dict[str, Field]) -> str:
    field = known.get(operand.get("field", ""))
    if field is None:
        return ""
    told = _(" or ").join(f"«{_value(field, value)}»" for value in values)
    return _("“%(field)s” is %(value)s", field=field.label, value=told)


def _value(field: Field, value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    option = field.option(str(value))
    return option.label if option else str(value)


def _label(operand: Any, known: dict[str, Field]) -> str:
    field = known.get(operand.get("field", "")) if isinstance(operand, dict) else None
    return field.label if field else ""
