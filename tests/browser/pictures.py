"""Draw the pages of the demonstration into artifacts/pictures, wide and narrow: `make pictures`.

The walk knows no page by name: as each demo account it opens what the menu offers, then the first thing of each
list, then that thing's tabs.
"""

import os
import re
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.chromium import QUIET, find_chromium

PICTURES = Path("artifacts/pictures")
WIDTHS = {"wide": 1280, "narrow": 360}
STEPS = ("nav a[href^='/']", "main a[href^='/']:not(nav a)", "main nav a[href^='/']")


def draw() -> int:
    """Draw everything; the number of pictures."""
    program = find_chromium()
    if program is None:
        sys.exit("No Chromium here: install Debian's chromium")
    with demonstration() as home, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(QUIET))
        drawn = sum(walk(browser, home, guest) for guest in range(guests(browser, home)))
        browser.close()
    return drawn


@contextmanager
def demonstration() -> Iterator[str]:
    """A demonstration of our own on a free port; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        command = [str(Path(sys.executable).with_name("opora")), "demo", "--port", str(port)]
        environment = {**os.environ, "OPORA_DATA": folder, "PYTHONUNBUFFERED": "1"}
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as server:
            assert server.stdout
            try:
                if not any("http://" in line for line in server.stdout):
                    sys.exit("The demonstration did not start")
                yield f"http://127.0.0.1:{port}"
            finally:
                server.terminate()


def guests(browser: Browser, home: str) -> int:
    """How many doors the sign-in page has."""
    page = open_page(browser, home, WIDTHS["wide"])
    doors = page.locator(".guests button").count()
    picture(page, "sign-in", "wide")
    page.context.close()
    return doors


def walk(browser: Browser, home: str, guest: int) -> int:
    """Everything one account sees at first sight, at each width."""
    drawn = 0
    for label, width in WIDTHS.items():
        page = open_page(browser, home, width)
        door = page.locator(".guests button").nth(guest)
        name = f"{guest + 1:02}-{slug(door.inner_text())}"
        door.click()
        for place in reachable(page):
            page.goto(home + place)
            picture(page, f"{name}/{slug(place)}", label)
            drawn += 1
        page.context.close()
    return drawn


def reachable(page: Page) -> list[str]:
    """Addresses: the menu's; from each of them the first of a list; from that its tabs."""
    menu = links(page, STEPS[0])
    home = page.url.split("/", 3)
    root = "/".join(home[:3])
    found = dict.fromkeys(menu)
    for place in menu:
        page.goto(root + place)
        first = [link for link in links(page, STEPS[1]) if link not in found][:1]
        for inner in first:
            page.goto(root + inner)
            found.update(dict.fromkeys([inner, *links(page, STEPS[2])]))
    return list(found)


def links(page: Page, selector: str) -> list[str]:
    """Addresses of this house behind a selector, without questions and anchors, each once."""
    addresses = page.locator(selector).evaluate_all("all => all.map(one => one.getAttribute('href'))")
    return list(dict.fromkeys(re.split("[?#]", address)[0] for address in addresses))


def open_page(browser: Browser, home: str, width: int) -> Page:
    """The sign-in page in a fresh context."""
    size = {"width": width, "height": 800}
    context = browser.new_context(viewport=size, locale="ru-RU", timezone_id="Europe/Moscow")  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(home + "/")
    return page


def picture(page: Page, name: str, label: str) -> None:
    """A picture of the whole page, when it has settled."""
    page.wait_for_load_state("networkidle")
    path = PICTURES / f"{name}.{label}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path, full_page=True)


def slug(text: str) -> str:
    """A file's name for an address or a title."""
    return re.sub(r"[^\w]+", "-", text).strip("-").lower()[:60] or "home"


if __name__ == "__main__":
    print(f"{draw()} pictures in {PICTURES}")
