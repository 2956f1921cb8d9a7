"""What the tests of the report's page share: a browser, and the page of the sample."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from codegen.report.page import render
from tests.browser import chromium
from tests.codegen.report_page.steps import DATA, Open, go

VIEWPORT: Any = {"width": 1280, "height": 800}


# Not for the session: while it runs, no other test of the process can have an event loop.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(render(DATA))
    return path


class Heard:
    """What a page wrote to the console, and what it fetched."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.fetched: list[str] = []

    def listen(self, page: Page) -> Page:
        page.set_default_timeout(5000)
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("request", lambda request: self.fetched.append(request.url))
        return page

    def check(self) -> None:
        assert self.said == []
        assert {url.split("#")[0].rpartition("/")[2] for url in self.fetched} <= {"report.html"}


@pytest.fixture
def opened(browser: Browser, file: Path) -> Iterator[Open]:
    """Opens the page at an address. At the end nothing was fetched, and nothing stands in the console."""
    contexts: list[BrowserContext] = []
    heard = Heard()

    def start(address: str = "", path: Path = file, **options: Any) -> Page:
        contexts.append(browser.new_context(**{"viewport": VIEWPORT} | options))
        page = heard.listen(contexts[-1].new_page())
        page.goto(path.as_uri() + address)
        return page

    yield start
    for context in contexts:
        context.close()
    heard.check()


@pytest.fixture(scope="module")
def shared(browser: Browser, file: Path) -> Iterator[tuple[Page, Heard]]:
    heard = Heard()
    page = heard.listen(browser.new_page(viewport=VIEWPORT))
    page.goto(file.as_uri())
    yield page, heard
    page.close()


@pytest.fixture
def page(shared: tuple[Page, Heard]) -> Iterator[Page]:
    """The page, at its beginning: the address is all of its state. It was opened once for all tests of a module."""
    go(shared[0], "overview")
    shared[0].evaluate("document.activeElement.blur()")
    yield shared[0]
    shared[1].check()
