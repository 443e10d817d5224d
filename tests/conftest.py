"""What every test gets: its own settings, reproducible examples, and marks from the fixtures it uses."""

import os

import hypothesis
import pytest

pytest_plugins = ["tests.postgres", "tests.chromium"]

KEPT = {"OPORA_TEST_PG", "OPORA_HYPOTHESIS"}

hypothesis.settings.register_profile("daily", derandomize=True, deadline=None, database=None, max_examples=50)
hypothesis.settings.register_profile("nightly", deadline=None, database=None, max_examples=2000)


def pytest_configure() -> None:
    """A developer's own settings never reach a test."""
    for name in [name for name in os.environ if name.startswith("OPORA_") and name not in KEPT]:
        del os.environ[name]
    hypothesis.settings.load_profile(os.environ.get("OPORA_HYPOTHESIS", "daily"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A test that asks for the server or the browser is marked so, by nobody's memory; long ones are asked for by name."""
    for item in items:
        asked = {*getattr(item, "fixturenames", ()), *_choices(item)}
        if asked & {"postgres_server", "postgresql"}:
            item.add_marker("postgres")
        if "chromium" in asked:
            item.add_marker("browser")
    if "nightly" not in config.getoption("markexpr", ""):
        long = [item for item in items if item.get_closest_marker("nightly")]
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in set(long)]


def _choices(item: pytest.Item) -> list[str]:
    """What a parametrised test was given, such as the kind of database."""
    call = getattr(item, "callspec", None)
    return [value for value in call.params.values() if isinstance(value, str)] if call else []
