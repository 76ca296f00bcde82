"""One service, one scene and one browser for all tests of the console; a page of its own for each visit."""

import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright, expect

from tests import chromium
from tests.console.scene import Scene, build
from tests.receiver import Receiver, receiver
from tests.running import House, Service, house_of, serving

PATIENCE_MS = 15_000
expect.set_options(timeout=PATIENCE_MS)

DESK = (1400, 900)
PHONE = (390, 780)


@pytest.fixture(scope="session")
def database_url(make_database: Callable[[], AbstractContextManager[str]]) -> Iterator[str]:
    with make_database() as url:
        yield url


WITHOUT = (
    "HttpsUpgrades",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxPopup",
)
"""What no test needs of the browser: pages of its own beside each of ours (the popups), what it asks the world at the
start, and, as Playwright's list of them is replaced by this one, what makes a page seen late."""


@pytest.fixture(scope="session")
def service(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """`bellhop serve` on a database of its own."""
    with serving(database_url, tmp_path_factory.mktemp("console")) as running:
        yield running


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def house(service: Service) -> AsyncIterator[House]:
    async with house_of(service) as house:
        yield house


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def door() -> AsyncIterator[Receiver]:
    """The receiver of every endpoint of the scene."""
    async with receiver() as door:
        yield door


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def scene(house: House, door: Receiver, database_url: str) -> Scene:
    return await build(house, door, database_url)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    path = chromium.find()
    if path is None:
        pytest.skip(chromium.INSTALL)
    flags = [f"--disable-features={','.join(WITHOUT)}", *["--no-sandbox"] * (os.geteuid() == 0)]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=flags)
        yield browser
        await browser.close()


@dataclass
class Visit:
    """A page of the console in a context of its own, and everything that its browser complained of."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    expected: tuple[str, ...] = ()
    requests: list[str] = field(default_factory=list)

    def hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.type}: {message.text} ({message.location.get('url')})")

    def check(self) -> None:
        """Fails with every error, warning and violation of the policy that the visit did not expect."""
        found = [each for each in self.complaints if not any(part in each for part in self.expected)]
        assert found == []


@dataclass
class Visitor:
    """Opens pages of the console."""

    browser: Browser
    service: Service
    default_key: str

    @asynccontextmanager
    async def __call__(
        self,
        path: str,
        *,
        key: str | None = "",
        size: tuple[int, int] = DESK,
        mode: Any = "light",
        expected: tuple[str, ...] = (),
        before: Callable[[Page], Any] | None = None,
    ) -> AsyncIterator[Visit]:
        """A page at this path, signed in with a key (None: not at all); fails when the browser complains.

        `expected` are parts of complaints that belong to the story, such as the 401 of a key that has ended.
        """
        width, height = size
        context = await self.browser.new_context(viewport={"width": width, "height": height}, color_scheme=mode)
        context.set_default_timeout(PATIENCE_MS)
        page = await context.new_page()
        visit = Visit(page, expected=expected)
        page.on("console", visit.hear)
        page.on("pageerror", lambda error: visit.complaints.append(f"error: {error}"))
        page.on("request", lambda request: visit.requests.append(f"{request.method} {request.url}"))
        if before is not None:
            await before(page)
        if key is not None:
            kept = f'{{"key": "{key or self.default_key}"}}'
            await page.add_init_script(f"sessionStorage.setItem('bellhop.session', '{kept}')")
        await page.goto(self.service.url + path)
        try:
            yield visit
            visit.check()
        except BaseException as error:
            error.add_note(f"at {page.url}, where the browser said: {visit.complaints}")
            raise
        finally:
            await context.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def visit(browser: Browser, service: Service, scene: Scene) -> Visitor:
    """Visits as the tenant of the scene, unless another key is given."""
    return Visitor(browser, service, scene.tenant.caller.key)
