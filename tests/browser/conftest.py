"""A real server over the demo company, and Debian's Chromium looking at it."""

import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from program import FIFTYTWO

from fiftytwo.base.lock import hold

# The shell of the same package is Chromium without its windows: a context costs it a fifth.
NAMES = (os.environ.get("FIFTYTWO_CHROMIUM", ""), "chromium-headless-shell", "chromium")
CHROMIUM = next(filter(None, map(shutil.which, filter(None, NAMES))), None)
# The machine that runs tests need not have a network, a graphics card or a user's sandbox.
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDTHS = {"desktop": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}
THEMES = ("light", "dark")
LOCALES = {"en": "en-GB", "de": "de-DE"}
WORDS = {"hr": "HR", "worker_rep": "worker representative"}  # roles that are said otherwise
FRESH_S = 600  # sensitive pages ask again who one is after fifteen minutes
PATIENCE_MS = 90_000  # a busy machine, a first look at the lake
DRAWN = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
ADDRESS = re.compile(r"http://\S+?/(?=\s)")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything in this folder, and skip it where there is no Chromium."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(
                    pytest.mark.skip(reason="no Chromium: apt-get install chromium-headless-shell")
                )


@pytest.fixture(scope="session")
def demo_workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo company; FIFTYTWO_TEST_DEMO names one that is made already."""
    made = os.environ.get("FIFTYTWO_TEST_DEMO")
    if made:
        return Path(made)
    own = tmp_path_factory.mktemp("browser") / "demo"
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return _make(own)
    # Workers that run side by side make it once; each serves a copy of its own.
    run = tmp_path_factory.getbasetemp().parent
    with hold(run / "demo.lock", "make the demo company", wait_s=600):
        made = run / "demo-company"
        if not made.exists():
            _make(run / "demo-half-made").rename(made)
    shutil.copytree(made, own)
    return own


def _make(folder: Path) -> Path:
    command = [*FIFTYTWO, "demo", "--workspace", str(folder)]
    subprocess.run(command, check=True, capture_output=True, timeout=600)
    return folder


@pytest.fixture(scope="session")
def server(demo_workspace: Path) -> Iterator[str]:
    """The address of `fiftytwo serve`, which ends with the tests."""
    process = subprocess.Popen(
        [*FIFTYTWO, "serve", "--workspace", str(demo_workspace), "--workers", "1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        line = process.stdout.readline()
        found = ADDRESS.search(line)
        assert found, f"serve said {line!r}"
        yield found.group().rstrip("/")
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
        process.stdout.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield started
        started.close()


@dataclass
class SignIns:
    """The session of each role, by the buttons of the sign-in page; a fresh one every ten minutes."""

    browser: Browser
    server: str
    made: dict[str, tuple[float, list]] = field(default_factory=dict)

    def __getitem__(self, role: str) -> list:
        at, cookies = self.made.get(role, (0.0, []))
        if not cookies or time.monotonic() - at > FRESH_S:
            cookies = self._sign_in(WORDS.get(role, role))
            self.made[role] = (time.monotonic(), cookies)
        return cookies

    def _sign_in(self, words: str) -> list:
        context = self.browser.new_context()
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.goto(f"{self.server}/sign-in/?next=/account/")
        page.get_by_role("button", name=f"Sign in as {words}", exact=True).first.click()
        page.wait_for_url("**/account/")
        cookies = context.cookies()
        context.close()
        return cookies


@pytest.fixture(scope="session")
def cookies(browser: Browser, server: str) -> SignIns:
    """The session of each role."""
    return SignIns(browser, server)


@dataclass
class Visit:
    """A page in the browser, and everything its console complained about."""

    page: Page
    server: str
    complaints: list[str] = field(default_factory=list)

    def hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def go(self, path: str, status: int = 200) -> Page:
        answer = self.page.goto(self.server + path)
        assert answer.status == status, self.page.inner_text("body")[:500]
        self.page.evaluate(DRAWN)  # no page asks for more than it loads at once
        return self.page


@pytest.fixture(scope="session")
def kept(browser: Browser) -> Iterator[dict[tuple, BrowserContext]]:
    """Contexts that tests share which only look: what they loaded stays in their cache."""
    contexts: dict[tuple, BrowserContext] = {}
    yield contexts
    for context in contexts.values():
        context.close()


@pytest.fixture
def visit(browser: Browser, server: str, cookies: SignIns, kept: dict):
    """Open a page as a role (or a stranger), in a theme, at a width; console errors fail the test.

    In a context of its own, or in one that other tests that only look have used (`looking`).
    """
    opened: list[tuple[BrowserContext | None, Visit]] = []

    def start(
        role: str | None = "head",
        theme: str = "light",
        width: str = "desktop",
        language: str = "en",
        *,
        looking: bool = False,
    ) -> Visit:
        kind = (role, theme, width, language)
        context = kept.get(kind) if looking else None
        if context is None:
            context = browser.new_context(
                color_scheme=theme, viewport=WIDTHS[width], locale=LOCALES[language]
            )
            context.set_default_timeout(PATIENCE_MS)
            if looking:
                kept[kind] = context
        if role:
            context.add_cookies(cookies[role])
        seen = Visit(context.new_page(), server)
        seen.page.on("console", seen.hear)
        seen.page.on("pageerror", lambda error: seen.complaints.append(str(error)))
        opened.append((None if looking else context, seen))
        return seen

    yield start
    complaints = [text for _context, seen in opened for text in seen.complaints]
    for context, seen in opened:
        (context or seen.page).close()
    assert complaints == []
