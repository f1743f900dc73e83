"""Pictures of the demo company's pages for the README: `make screenshots`."""

import re
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from browser.conftest import CHROMIUM, SWITCHES
from playwright.sync_api import sync_playwright
from program import FIFTYTWO

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
PAGES = {"this-week": "/", "service": "/service/", "week-plan": "/plan/"}
HEAD = "nadia.verhoeven"


def shoot(address: str, password: str) -> None:
    """Sign in as the head and take one picture a page."""
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        page = browser.new_page(viewport={"width": 1440, "height": 1000}, color_scheme="light")
        page.set_default_timeout(90_000)
        page.goto(address)
        page.fill("[name=login]", HEAD)
        page.fill("[name=password]", password)
        page.press("[name=password]", "Enter")
        page.wait_for_load_state("networkidle")
        for name, path in PAGES.items():
            page.goto(address.rstrip("/") + path)
            page.wait_for_load_state("networkidle")
            page.screenshot(path=FOLDER / f"{name}.png")
        browser.close()


def main() -> int:
    """Make the demo company in a temporary folder, serve it, take the pictures."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = str(Path(folder) / "demo")
        made = subprocess.run(
            [*FIFTYTWO, "demo", "--workspace", workspace],
            check=True,
            capture_output=True,
            text=True,
        )
        password = re.search(r"password (\S+)", made.stdout)[1]
        server = subprocess.Popen(
            [*FIFTYTWO, "serve", "--workspace", workspace], stdout=subprocess.PIPE, text=True
        )
        try:
            address = re.search(r"http://\S+?/(?=\s)", server.stdout.readline())[0]
            shoot(address, password)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(30)
    return 0


if __name__ == "__main__":
    sys.exit(main())
