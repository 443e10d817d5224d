"""Places in a case by the names people know them by."""

from engine.definitions import Definition
from web import desk


def title(key: str, definition: Definition) -> str:
    """A seat by the name the method gives it, else by the question that fills it, else by the role of its name."""
    if named := definition.settings.get("seats", {}).get(key):
        return str(named)
    fields = (field for form in definition.forms.values() for field in form.fields)
    return next((field.label for field in fields if field.seat == key), desk.services().roles.title(key))
