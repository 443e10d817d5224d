"""Measuring is asked for by name: `make bench`, or `-m benchmark`."""

import pytest


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the measurements out unless a run is for them."""
    if "benchmark" in config.getoption("markexpr", ""):
        return
    measuring = [item for item in items if item.get_closest_marker("benchmark")]
    config.hook.pytest_deselected(items=measuring)
    items[:] = [item for item in items if item not in set(measuring)]
