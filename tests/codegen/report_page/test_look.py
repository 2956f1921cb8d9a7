"""How the report's page looks, on what, and with which data."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from codegen.errors import CodegenError
from codegen.report.page import render
from tests.browser import chromium, poor_contrast
from tests.codegen.report_page.sample import empty
from tests.codegen.report_page.steps import DATA, PHONE, VIEWS, Open, go, names, shown, written

# ---------------------------------------------------------------------------- how it looks


GENERATED = Path(__file__).parents[3] / "generated"


def test_text_is_readable(opened: Open) -> None:
    page = opened()
    views = ("overview", "api?status=undocumented", "PJRT_Client_Create", "plugins?area=Client", "history?new=0.100")
    for address in (*views, "api?q=nothing!"):
        go(page, address)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert poor_contrast(page) == [], (address, scheme)


def test_light_and_dark_follow_the_system_or_the_button(opened: Open) -> None:
    def brightness(page: Page) -> int:
        return sum(map(int, re.findall(r"\d+", page.evaluate("getComputedStyle(document.body).backgroundColor"))))

    page = opened(color_scheme="dark")
    assert brightness(page) < 150
    page.emulate_media(color_scheme="light")
    assert brightness(page) > 600
    button = page.locator("[data-theme-button]")
    button.click()
    button.click()
    assert button.inner_text() == "Dark"
    assert brightness(page) < 150
    page.reload()
    assert brightness(page) < 150
    assert button.inner_text() == "Dark"
    button.click()
    assert brightness(page) > 600


def test_without_storage_the_button_still_works(browser: Browser, file: Path) -> None:
    page = browser.new_page(color_scheme="light")
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new Error('denied'); }})")
    page.goto(file.as_uri())
    for _ in range(2):
        page.locator("[data-theme-button]").click()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert said == []
    page.close()


def test_a_phone_scrolls_one_way(opened: Open) -> None:
    page = opened(viewport=PHONE)
    for address in ("overview", "api", "PJRT_Client_Create", "plugins", "history?new=0.100"):
        go(page, address)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], address
        low = page.evaluate(
            """() => [...document.querySelectorAll("main button, main select")]
              .filter((e) => e.checkVisibility() && e.getBoundingClientRect().height < 18).map((e) => e.outerHTML)"""
        )
        assert low == []


def test_what_can_be_used_has_a_name(page: Page) -> None:
    for view in VIEWS:
        go(page, view)
        assert page.locator("h1").filter(visible=True).count() == 1
        nameless = page.evaluate(
            """() => [...document.querySelectorAll("a[href], button, input, select, summary, [role=button], .scroll")]
              .filter((e) => e.checkVisibility())
              .filter((e) => !(e.textContent.trim() || e.getAttribute("aria-label") || e.labels?.length))
              .map((e) => e.outerHTML)"""
        )
        assert nameless == []
    for landmark in ("banner", "navigation", "main", "search", "contentinfo"):
        assert page.get_by_role(landmark).count() == 1, landmark
    assert page.locator("[data-count]").get_attribute("aria-live") == "polite"


def test_nothing_is_left_in_the_global_scope(page: Page, opened: Open, tmp_path: Path) -> None:
    blank = tmp_path / "report.html"
    blank.write_text("<!doctype html><title>blank</title>")
    own, usual = [set(p.evaluate("Object.getOwnPropertyNames(window)")) for p in (page, opened(path=blank))]
    assert own - usual == set()


# ---------------------------------------------------------------------------- data of other kinds

HOSTILE = [
    '</script><img src=x onerror="window.hit=1">',
    "<!--<script>window.hit=1</script>",
    "{{ 7*7 }}{% raw %}${window.hit=1}",
    "'\"><svg onload=window.hit=1>&amp;\u2028\ud800",
    "W" * 3000,
    "__proto__",
    "overview",
]


def hostile() -> dict[str, Any]:
    rows = [
        {
            "kind": text if n % 2 else "function",
            "name": text,
            "area": text,
            "header": text,
            "owner": text,
            "since": text,
            "without": text,
            "mark": text,
            "raw": text,
            "facade": [text, text],
            "exercised": {text: {"cell": text, "note": text}},
            "documented": [text],
            "gap": text,
            "args": [text, [text, text], {"name": text, "type": text}],
        }
        for n, text in enumerate([*HOSTILE, HOSTILE[0]])
    ]
    history = [{"version": text, "functions": n, "structs": n, "breaking": n} for n, text in enumerate(HOSTILE)]
    lists = {"added": HOSTILE, "grown": HOSTILE, "renamed": [[text, text + "!"] for text in HOSTILE], "broke": HOSTILE}
    return {
        "api": HOSTILE[0],
        "plugins": [{"id": text, "label": text, "real": True} for text in HOSTILE],
        "legend": dict.fromkeys(HOSTILE, HOSTILE[0]),
        "areas": HOSTILE,
        "rows": rows,
        "totals": {
            text: {"all": 2, "raw": 1, "facade": 0, "answered": 0, "documented": 1, "gaps": 1} for text in HOSTILE
        },
        "history": history,
        "changes": [{"version": text, "from": text} | lists for text in HOSTILE],
        "problems": HOSTILE,
    }


def test_what_the_data_says_is_text_and_never_markup(opened: Open, tmp_path: Path) -> None:
    page = opened(path=written(hostile(), tmp_path), viewport=PHONE)
    for address in ("overview", "api", "plugins", "history"):
        go(page, address)
        expect(page.locator(f'[data-view="{address}"]')).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], address
    go(page, "api")
    for button in page.locator(".name").all():
        button.click()
    assert page.locator("tr.opened").count() == len(HOSTILE) + 1
    assert names(page) == [text.replace("\ud800", "?") for text in [*HOSTILE, HOSTILE[0]]]
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert page.evaluate("window.hit") is None
    assert page.locator("img, svg:not(.chart), iframe").count() == 0
    assert page.locator("script").count() == 3


def test_a_report_of_nothing(opened: Open, tmp_path: Path) -> None:
    page = opened(path=written(empty(), tmp_path), viewport=PHONE)
    for view in VIEWS:
        go(page, view)
        expect(page.locator("h1").filter(visible=True)).to_have_count(1)
        expect(page.locator(f'[data-view="{view}"]')).to_contain_text("no" if view == "overview" else "No")


def test_the_report_that_is_committed(opened: Open, tmp_path: Path) -> None:
    data = json.loads((GENERATED / "report" / "report.json").read_text())
    page = opened(path=written(data, tmp_path))
    for kind, total in data["totals"].items():
        expect(page.locator(f'.card[data-kind="{kind}"] [data-all]')).to_have_text(f"{total['all']:,}")
        links = {
            "no-facade": "facade",
            "undocumented": "documented",
            "no-raw": "raw",
            "idle": "exercised",
            "unreal": "answered",
        }
        for status, figure in links.items():
            go(page, f"api?kind={kind}&status={status}")
            assert shown(page) == total["all"] - total.get(figure, total["all"]), (kind, status)
        go(page, f"api?kind={kind}&status=gap")
        assert shown(page) == total["gaps"]
    go(page, "plugins")
    assert not page.locator(".legend", has_text="?").count(), "an answer that the page does not know"
    go(page, "history")
    assert page.locator(".stop").count() == len(data["history"])


def test_a_history_of_one_version(opened: Open, tmp_path: Path) -> None:
    page = opened("#history", path=written(DATA | {"history": DATA["history"][:1], "changes": []}, tmp_path))
    assert page.locator(".stop").count() == 1
    page.locator(".stop").click()
    expect(page.locator("[data-changes]")).to_contain_text("compare")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d.pop("history"), "report: history: is missing: make the data with `python -m codegen report`"),
        (lambda d: d.update(rows={}), "report: rows: dict '{}' is given, list is expected"),
        (lambda d: d["rows"].append("PJRT_X"), r"report: rows\[0\]: str 'PJRT_X' is given, an object is expected"),
        (
            lambda d: d["rows"].append({"kind": "struct"}),
            r"report: rows\[0\].name: nothing is given, a text is expected",
        ),
        (lambda d: d["plugins"].append({"id": 3, "label": "x"}), r"report: plugins\[0\].id: int '3' is given, a text"),
        (
            lambda d: d["rows"].append({"kind": "struct", "name": "PJRT_X", "exercised": {"a": "answered"}}),
            r"report: rows\[0\].exercised.a: str 'answered' is given, an object with a text",
        ),
        (lambda d: d["totals"].update(struct=7), "report: totals.struct: int '7' is given, an object is expected"),
    ],
)
def test_data_of_another_shape_is_refused(change: Callable[[dict[str, Any]], object], message: str) -> None:
    data = empty()
    change(data)
    with pytest.raises(CodegenError, match=message):
        render(data)


def test_what_is_no_object_is_refused() -> None:
    with pytest.raises(CodegenError, match=r"report: the data is list '\[\]', not an object"):
        render([])  # type: ignore[arg-type]


def test_a_browser_that_is_missing_is_told_and_not_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(pytest.fail.Exception, match="apt-get install"), chromium():
        pass
