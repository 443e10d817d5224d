"""From the signal to post-support and back, through real pages, wide, narrow and without scripts."""

from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Served
from tests.browser.walker import BrowserWalk, Desk

TEAM = "smolensk"
WIDE, NARROW = {"width": 1280, "height": 860}, {"width": 360, "height": 740}


@pytest.mark.parametrize(
    "options",
    [{"viewport": WIDE}, {"viewport": NARROW, "java_script_enabled": False}],
    ids=["wide", "narrow without scripts"],
)
def test_a_case_runs_from_signal_to_post_support(chromium: Browser, served: Served, options: dict[str, Any]) -> None:
    desk = Desk(chromium, served.home, **options)
    walk = BrowserWalk(served.stage, served.scenario, TEAM, desk)
    walk.run()
    curator = desk.open(served.people["curator"], f"/cases/{walk.case_id}")
    assert "Случай завершён" in curator.locator("main").inner_text()
    assert curator.get_by_text("После этого", exact=True).count() == 1
    desk.close()
