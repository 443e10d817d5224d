"""Draw the pages of the demonstration into artifacts/pictures, wide and narrow: `make pictures`.

The walk knows no page by name: as each demo account it opens what the menu offers, then the first thing of each
list, then that thing's tabs. The page an account starts on is drawn for each, any other kind of page once.
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
IDENTITY = re.compile(r"/([0-9a-f]{16,}|\d+)(?=/|$)")
STEPS = ("nav a[href^='/']", "main a[href^='/']:not(nav a)", "main nav a[href^='/']")


def draw() -> int:
    """Draw everything; the number of pictures."""
    program = find_chromium()
    if program is None:
        sys.exit("No Chromium here: install Debian's chromium")
    with demonstration() as home, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(QUIET))
        drawn: set[str] = set()
        for guest in range(guests(browser, home)):
            walk(browser, home, guest, drawn)
        browser.close()
    return len(drawn) * len(WIDTHS)


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


def walk(browser: Browser, home: str, guest: int, drawn: set[str]) -> None:
    """What one account sees at first sight and nobody before it has shown."""
    page = open_page(browser, home, WIDTHS["wide"])
    door = page.locator(".guests button").nth(guest)
    name = slug(door.locator("small").inner_text())
    door.click()
    for place in reachable(page, home):
        kind = f"start/{name}" if place == "/" else slug(IDENTITY.sub("/one", place))
        if kind not in drawn:
            drawn.add(kind)
            page.goto(home + place)
            for label, width in WIDTHS.items():
                page.set_viewport_size({"width": width, "height": 800})
                picture(page, kind, label)
    page.context.close()


def reachable(page: Page, home: str) -> list[str]:
    """Addresses: the menu's; from each of them the first of a list; from that its tabs."""
    found = dict.fromkeys(["/", *links(page, STEPS[0])])
    for place in list(found):
        page.goto(home + place)
        for inner in [link for link in links(page, STEPS[1]) if link not in found][:1]:
            page.goto(home + inner)
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
