"""Search, filters and addresses of the report's page."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.codegen.report_page.sample import LETTERS, NOTE, PLUGINS, VERSIONS, Row, answered, exercised
from tests.codegen.report_page.steps import RECORDED, ROWS, Open, go, names, shown

# ---------------------------------------------------------------------------- search and filters


def test_the_search_finds_names_and_what_else_a_row_says(page: Page) -> None:
    go(page, "api")
    assert shown(page) == len(ROWS)
    box = page.get_by_role("searchbox")
    page.keyboard.press("/")
    expect(box).to_be_focused()
    page.keyboard.type("buffer Client")
    found = shown(page)
    assert 0 < found < len(ROWS)
    assert found == sum("buffer" in text and "client" in text for text in map(haystack, ROWS))
    box.fill("pjrt_client_create")
    assert names(page)[0] == "PJRT_Client_Create"
    box.fill(NOTE)
    assert shown(page) == sum(any(c["note"] for c in row["exercised"].values()) for row in ROWS)
    box.fill("no such thing")
    assert shown(page) == 0
    expect(page.locator("[data-empty]")).to_be_visible()
    page.locator("[data-empty] button").click()
    assert shown(page) == len(ROWS)


def haystack(row: Row) -> str:
    """What the search looks at, for rows whose plugins say none of the words."""
    parts = [row[key] for key in ("name", "area", "header", "owner", "module", "raw", "gap")] + row["facade"]
    cells = [cell["cell"] for cell in row["exercised"].values()]
    return "\n".join([*parts, *cells, "pjrt_old_name" if row["name"] == "PJRT_Buffer_Bitcast" else ""]).lower()


def test_typing_in_another_view_shows_the_list(page: Page) -> None:
    go(page, "history")
    page.keyboard.press("/")
    page.keyboard.type("PJRT_Event_Await")
    expect(page.locator("table.rows")).to_be_visible()
    assert names(page)[0] == "PJRT_Event_Await"
    page.keyboard.press("Enter")
    expect(page.locator("tr.opened")).to_have_count(1)


STATUSES: dict[str, Callable[[Row], object]] = {
    "no-facade": lambda row: not row["facade"],
    "idle": lambda row: row["kind"] in RECORDED and not exercised(row),
    "unanswered": lambda row: (
        row["kind"] in RECORDED and "answered" not in [c["cell"] for c in row["exercised"].values()]
    ),
    "unreal": lambda row: row["kind"] in RECORDED and not answered(row),
    "undocumented": lambda row: not row["documented"],
    "experimental": lambda row: "experimental" in row["mark"],
    "deprecated": lambda row: "deprecated" in row["mark"],
    "gap": lambda row: row["gap"],
    "no-raw": lambda row: not row["raw"],
}


@pytest.mark.parametrize("status", STATUSES)
def test_filter_by_status(page: Page, status: str) -> None:
    go(page, "api")
    chip = page.locator(f'[data-status="{status}"]')
    expected = sum(bool(STATUSES[status](row)) for row in ROWS)
    assert 0 < expected < len(ROWS)
    assert chip.locator(".n").inner_text() == f"{expected:,}"
    chip.click()
    assert shown(page) == expected
    assert chip.get_attribute("aria-pressed") == "true"
    chip.click()
    assert shown(page) == len(ROWS)


def test_filter_where_plugins_differ(page: Page) -> None:
    go(page, "api?status=differ")
    real = [plugin["id"] for plugin in PLUGINS if plugin["real"]]
    said = [{LETTERS[c["cell"]] for plugin, c in row["exercised"].items() if plugin in real} for row in ROWS]
    assert shown(page) == sum(len(letters) > 1 for letters in said) > 0


def test_filter_by_kind_area_version_and_answer(page: Page) -> None:
    go(page, "api")
    page.locator('.chip[data-kind="callback"]').click()
    page.locator('.chip[data-kind="handle"]').click()
    assert shown(page) == sum(row["kind"] in ("callback", "handle") for row in ROWS)
    page.locator("[data-clear]").click()
    page.locator("[data-area]").select_option("Client")
    assert shown(page) == sum(row["area"] == "Client" for row in ROWS) > 0
    page.locator("[data-area]").select_option("")
    page.locator("[data-table]").select_option("XLA_FFI_Api")
    assert shown(page) == sum((row["kind"], row["owner"]) == ("function", "XLA_FFI_Api") for row in ROWS) > 0
    page.locator("[data-table]").select_option("")
    page.locator("[data-since]").select_option("0.100")
    later = VERSIONS[VERSIONS.index("0.100") :]
    assert shown(page) == sum(row["since"] in later for row in ROWS) > 0
    page.locator("[data-since]").select_option("")
    page.locator("[data-fresh]").select_option("0.100")
    assert shown(page) == sum(row["since"] == "0.100" for row in ROWS) > 0
    page.locator("[data-fresh]").select_option("")
    page.locator("[data-cell]").select_option("plugin2.so:error")
    cells = [row["exercised"].get("plugin2.so", {}).get("cell", "") for row in ROWS]
    assert shown(page) == sum(LETTERS[cell] == "E" for cell in cells) > 0


def test_what_may_be_older_than_all_known_headers_is_not_new(page: Page) -> None:
    go(page, f"api?since={VERSIONS[0]}")
    assert shown(page) == sum(row["without"] != "" for row in ROWS) < len(ROWS)


def test_the_address_is_the_state(page: Page, opened: Open) -> None:
    go(page, "api")
    page.locator('.chip[data-kind="function"]').click()
    page.locator('.chip[data-kind="enum value"]').click()
    page.locator('[data-status="undocumented"]').click()
    page.locator("[data-since]").select_option("0.90")
    page.get_by_role("searchbox").fill("pjrt_ x&y=%")
    page.get_by_role("searchbox").fill("pjrt_")
    page.locator('[data-sort="since"]').click()
    expect(page).to_have_url(re.compile("#api.q=pjrt_&.*sort=since"))
    address = page.evaluate("location.hash")
    other = opened(address)
    assert shown(other) == shown(page) > 0
    assert names(other) == names(page)
    assert other.get_by_role("searchbox").input_value() == "pjrt_"
    pressed = other.locator('[aria-pressed="true"]:visible').all_inner_texts()
    assert [text.rsplit(" ", 1)[0] for text in pressed] == ["functions", "enum values", "undocumented"]
    assert other.evaluate("location.hash") == address


@pytest.mark.parametrize(
    "address",
    ["api?q=%", "api?kind=nonsense&status=constructor&sort=__proto__&area=x&table=z&open=y", "%E0%A4%A", "api?cell=:"],
)
def test_an_address_that_means_nothing_is_no_error(page: Page, address: str) -> None:
    go(page, address)
    expect(page.locator("[data-count]")).to_contain_text("rows")


def test_filtering_is_quick(page: Page) -> None:
    go(page, "api")
    times = page.evaluate(
        """async () => {
          const box = document.querySelector("input[type=search]");
          const times = [];
          for (const text of ["client", "", "buffer", "", "pjrt_", "", "client", "", "buffer", ""]) {
            await new Promise((resolve) => setTimeout(resolve, 40));
            box.value = text;
            const start = performance.now();
            box.dispatchEvent(new Event("input", {bubbles: true}));
            document.body.offsetHeight;
            times.push(performance.now() - start);
          }
          return times;
        }"""
    )
    assert min(times[2:]) < 50, times
