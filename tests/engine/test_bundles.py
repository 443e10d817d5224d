"""What a family's settings may not say."""

import pytest

from engine.definitions import Bundle, review
from tests.persistence.garden import BUNDLE, SETTINGS


@pytest.mark.parametrize("pattern", ["{yr}-{n}", "the same", "{n:q}", "{", "{n.x}", "{year}"])
def test_a_number_that_does_not_tell_cases_apart_is_refused_at_deploy(pattern: str) -> None:
    settings = SETTINGS.replace("G-{year}-{n:03}", pattern)
    definition, findings = review(Bundle({**BUNDLE.files, "process.toml": settings}))
    assert definition is None
    assert [(finding.file, finding.element) for finding in findings][-1] == ("process.toml", "number")
