"""A real browser for tests of pages: headless Chromium of the distribution."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_ARGUMENTS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser, running. The test fails where none is installed."""
    path = next(filter(None, map(shutil.which, _NAMES)), None)
    if path is None:
        pytest.fail(
            f"none of {', '.join(_NAMES)} is on PATH, and pages are tested in a real browser: "
            "apt-get install -y --no-install-recommends chromium",
            pytrace=False,
        )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_ARGUMENTS)
        yield browser
        browser.close()


CONTRAST = """() => {
  const read = (text) => { const [r, g, b, a = 1] = text.match(/[\\d.]+/g).map(Number); return {r, g, b, a}; };
  const over = (top, under) => Object.fromEntries(
    ["r", "g", "b"].map((k) => [k, top[k] * top.a + under[k] * (1 - top.a)]).concat([["a", 1]]));
  const light = ({r, g, b}) => {
    const [x, y, z] = [r, g, b].map((v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const ground = (element) => {
    const layers = [];
    for (let e = element; e; e = e.parentElement) {
      const colour = read(getComputedStyle(e).backgroundColor);
      layers.push(colour);
      if (colour.a === 1) break;
    }
    return layers.reverse().reduce((under, top) => over(top, under));
  };
  const poor = new Map();
  let seen = 0;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const text = walker.currentNode.data.trim();
    if (!text || element.closest("script, noscript, option, .unseen, [hidden]")) continue;
    if (!element.checkVisibility({opacityProperty: true, visibilityProperty: true})) continue;
    seen += 1;
    const style = getComputedStyle(element);
    const under = ground(element);
    const colour = over(read(element instanceof SVGElement ? style.fill : style.color), under);
    const [a, b] = [light(colour), light(under)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && style.fontWeight >= 700);
    const where = `${element.localName}.${element.className.baseVal ?? element.className}`;
    if (ratio < (large ? 3 : 4.5)) poor.set(where, `${text.slice(0, 30)}: ${ratio.toFixed(2)}`);
  }
  return {seen, poor: [...poor]};
}"""
"""Run in a page: how many texts are seen, and those whose contrast is less than WCAG AA asks for."""


def poor_contrast(page: Page) -> list[list[str]]:
    """The texts in sight that are too faint for what is behind them. Fails where there is no text at all."""
    found = page.evaluate(CONTRAST)
    assert found["seen"] > 3, "the page shows no text"
    return found["poor"]
