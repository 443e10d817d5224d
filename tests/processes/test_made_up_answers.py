"""Whatever form is tried, previewed or shown in the demonstration: made-up answers are ones it takes."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine.feel import compile_condition
from engine.roles import parse as parse_roles
from forms.catalog import load
from forms.definition import parse
from forms.made_up import MadeUp
from forms.samples import fill
from forms.schema import validate

HOUSE = Path(__file__).parents[2]
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
STAFF = {
    role.key: [f"{role.key}-anna", f"{role.key}-boris"]
    for role in parse_roles((HOUSE / "processes" / "roles.toml").read_text("utf-8"))
}
FORMS = load(HOUSE / "forms")
SEEDS = 5


@pytest.mark.parametrize("key", FORMS)
def test_a_form_takes_what_is_made_up_for_it(key: str) -> None:
    form = parse(key, FORMS[key], compile_condition)
    for seed in range(SEEDS):
        validate(form, fill(form, {}, MadeUp(seed, NOW, STAFF)), NOW)
