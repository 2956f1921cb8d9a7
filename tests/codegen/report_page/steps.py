"""What the tests of the report's page do again and again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from codegen.report.page import render
from tests.codegen.report_page.sample import Row, sample

VIEWS = ("overview", "api", "plugins", "history")
PHONE = {"width": 360, "height": 740}
DATA = sample()
ROWS: list[Row] = DATA["rows"]
RECORDED = {row["kind"] for row in ROWS if row["exercised"] or "called" in row}

Open = Callable[..., Page]


def written(data: dict[str, Any], folder: Path) -> Path:
    """The page of other data."""
    path = folder / "report.html"
    path.write_text(render(data))
    return path


def shown(page: Page) -> int:
    """How many rows the count tells."""
    return int(page.locator("[data-count]").inner_text().split()[0].replace(",", ""))


def names(page: Page) -> list[str]:
    """Of the rows that are drawn."""
    return page.locator("table.rows > tbody > tr:not(.opened) .name").all_inner_texts()


_GO = """address => new Promise((done) => {
  if (location.hash === "#" + address) return done();
  addEventListener("hashchange", () => done(), {once: true});
  location.hash = address;
})"""


def go(page: Page, address: str) -> None:
    """To another address of the page."""
    page.evaluate(_GO, address)
