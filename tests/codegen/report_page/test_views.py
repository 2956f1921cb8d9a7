"""The report's page, view by view."""

from __future__ import annotations

import copy
import re
from pathlib import Path

from playwright.sync_api import Page, expect

from codegen.report.page import render
from tests.codegen.report_page.sample import CELLS, LETTERS, NOTE, PLUGINS, VERSIONS
from tests.codegen.report_page.steps import DATA, RECORDED, ROWS, Open, go, names, shown, written

# ---------------------------------------------------------------------------- what it holds


def test_it_is_one_file_of_moderate_size_and_depends_on_the_data_alone() -> None:
    text = render(DATA)
    assert text == render(copy.deepcopy(DATA))
    assert len(text.encode()) < 1_500_000
    assert not re.search(r"""(src|href)=["'](?!#|data:,)""", text)
    assert "url(" not in text
    assert "@import" not in text
    assert str(Path(__file__).parents[3]) not in text


def test_the_policy_allows_what_is_in_the_page_and_nothing_else(page: Page) -> None:
    policy = page.locator("meta[http-equiv]").get_attribute("content") or ""
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == "'none'"
    assert all(word.startswith("'sha256-") for word in f"{rules['script-src']} {rules['style-src']}".split())
    assert "unsafe" not in policy


def test_the_overview_tells_the_totals(page: Page) -> None:
    assert page.locator("h1:visible").inner_text() == f"PJRT C API {DATA['api']}: coverage"
    assert page.locator("[data-kind].card").count() == len(DATA["totals"])
    for kind, total in DATA["totals"].items():
        card = page.locator(f'.card[data-kind="{kind}"]')
        assert card.locator("[data-all]").inner_text() == f"{total['all']:,}"
        for figure in ("raw", "facade", "exercised", "answered", "documented"):
            told = card.locator(f"[data-{figure}]")
            assert told.count() == (figure not in ("exercised", "answered") or kind in RECORDED)
            if told.count():
                assert told.inner_text() == f"{total[figure]:,}", (kind, figure)
        assert card.locator("[data-gaps]").count() == bool(total["gaps"])


def test_a_figure_leads_to_the_rows_that_it_counts(page: Page) -> None:
    page.locator('.card[data-kind="struct"] tr', has_text="façade").locator("a").click()
    expect(page.locator("table.rows")).to_be_visible()
    total = DATA["totals"]["struct"]
    assert shown(page) == total["all"] - total["facade"]
    page.go_back()
    expect(page.locator("h1:visible")).to_contain_text("coverage")


def test_each_area_is_counted_for_the_kind_that_is_chosen(page: Page) -> None:
    for kind in ("function", "enum value"):
        page.locator("[data-areas-of]").select_option(kind)
        expected = {row["area"] for row in ROWS if row["kind"] == kind}
        lines = page.locator(".areas tbody tr")
        assert lines.count() == len(expected)
        counted = sum(int(text) for text in page.locator(".areas tbody td:nth-child(2)").all_inner_texts())
        assert counted == DATA["totals"][kind]["all"]


def test_each_plugin_is_counted_for_the_table_that_is_chosen(page: Page) -> None:
    box = page.locator("[data-plugins-of]")
    for table in ("", "PJRT_Api", "XLA_FFI_Api"):
        box.select_option(table)
        mine = [row for row in ROWS if row["kind"] == "function" and table in ("", row["owner"])]
        for plugin in PLUGINS:
            cells = [row["exercised"].get(plugin["id"], {}).get("cell", "") for row in mine]
            line = page.locator(f'[data-plugin="{plugin["id"]}"]')
            told = f"{cells.count('answered')} of {sum(map(bool, cells))} answered"
            expect(line.locator(".of")).to_have_text(told)
            letters = [LETTERS[cell] for cell in cells]
            for letter in line.locator(".tally a").all_inner_texts():
                assert int(letter.split()[1]) == letters.count(letter[0]) > 0
    page.locator('[data-plugin="plugin2.so"] .tally a').first.click()
    expect(page.locator("table.rows")).to_be_visible()
    answers = [row["exercised"].get("plugin2.so", {}).get("cell") for row in mine]
    assert shown(page) == answers.count("answered") > 0


def test_problems_are_told_first(opened: Open, tmp_path: Path) -> None:
    page = opened(path=written(DATA | {"problems": ["PJRT_X: no façade and no reason"]}, tmp_path))
    expect(page.locator("[data-problems]")).to_contain_text("PJRT_X: no façade and no reason")


def test_without_scripts_the_totals_are_there(opened: Open) -> None:
    page = opened(java_script_enabled=False)
    for kind, total in DATA["totals"].items():
        texts = (
            page.locator("tr", has=page.get_by_role("rowheader", name=kind, exact=True)).locator("td").all_inner_texts()
        )
        assert texts == [str(total[name]) for name in ("all", "raw", "facade", "answered", "documented", "gaps")]


# ---------------------------------------------------------------------------- the list


def test_sorting(page: Page) -> None:
    go(page, "api?kind=function")
    functions = [row["name"] for row in ROWS if row["kind"] == "function"]
    header = page.locator("thead th.c-name")
    drawn = names(page)
    assert drawn == functions[: len(drawn)]
    assert header.get_attribute("aria-sort") == "none"
    for order, expected in (
        ("ascending", sorted(functions, key=str.lower)),
        ("descending", sorted(functions, key=str.lower, reverse=True)),
        ("none", functions),
    ):
        header.locator("button").click()
        assert header.get_attribute("aria-sort") == order
        drawn = names(page)
        assert drawn == expected[: len(drawn)]


def test_all_rows_come_by_scrolling_and_for_paper(opened: Open) -> None:
    page = opened("#api")
    first = len(names(page))
    assert first < len(ROWS)
    page.mouse.wheel(0, 5000)
    expect(page.locator("table.rows > tbody > tr")).not_to_have_count(first)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert len(names(page)) == len(ROWS)
    page.emulate_media(media="print")
    expect(page.locator(".search")).to_be_hidden()
    expect(page.locator("nav")).to_be_hidden()


def test_a_row_opens_by_keyboard_and_tells_all(page: Page) -> None:
    go(page, "api?q=PJRT_Client_Create&kind=function")
    row = next(row for row in ROWS if row["name"] == "PJRT_Client_Create")
    button = page.locator(".name").first
    page.get_by_role("searchbox").focus()
    page.keyboard.press("ArrowDown")
    expect(button).to_be_focused()
    assert button.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    assert button.get_attribute("aria-expanded") == "true"
    told = page.locator("tr.opened").inner_text()
    for text in (row["header"], row["owner"], str(row["slot"]), row["raw"], *row["facade"], *row["documented"]):
        assert text in told
    for plugin in PLUGINS:
        cell = row["exercised"].get(plugin["id"], {"cell": "no answer", "note": ""})
        line = page.locator(".answers tr", has_text=plugin["label"])
        expect(line).to_contain_text(cell["cell"])
        expect(line).to_contain_text(cell["note"])
    page.keyboard.press("Enter")
    assert button.get_attribute("aria-expanded") == "false"
    expect(page.locator("tr.opened")).to_have_count(0)


def test_a_row_has_an_address(page: Page) -> None:
    go(page, "PJRT_Buffer_ToHostBuffer")
    expect(page.locator("tr.opened")).to_have_count(1)
    expect(page.locator("tr.open")).to_be_in_viewport()
    assert page.locator("tr.open .name").inner_text() == "PJRT_Buffer_ToHostBuffer"
    assert page.title().startswith("PJRT_Buffer_ToHostBuffer")
    last = [row["name"] for row in ROWS][-1]
    go(page, last)
    expect(page.locator("tr.open", has_text=last)).to_be_in_viewport()
    expect(page.locator("tr.opened")).to_have_count(1)
    page.locator("table.rows > tbody .name").first.click()
    expect(page).to_have_url(re.compile(f"#{names(page)[0]}$"))


def test_a_name_that_was_renamed_leads_to_the_new_one(page: Page) -> None:
    go(page, "PJRT_Old_Name")
    expect(page.locator("tr.open .name")).to_have_text("PJRT_Buffer_Bitcast")
    expect(page.locator("tr.opened")).to_contain_text("PJRT_Old_Name")


def test_every_row_has_an_address_of_its_own(page: Page) -> None:
    go(page, "api")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    ids = page.evaluate("[...document.querySelectorAll('table.rows > tbody > tr')].map((row) => row.id)")
    assert len(set(ids)) == len(ROWS)
    assert {row["name"] for row in ROWS} <= set(ids)


# ---------------------------------------------------------------------------- plugins


def test_the_matrix_has_a_letter_for_each_answer(page: Page) -> None:
    go(page, "plugins?kind=function,extension")
    expected = {
        row["name"]: [LETTERS[row["exercised"].get(plugin["id"], {}).get("cell", "")] for plugin in PLUGINS]
        for row in ROWS
        if row["exercised"]
    }
    told = page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll(".matrix tr[data-row]")].map((row) => [
             row.querySelector("th").textContent,
             [...row.querySelectorAll("td b")].map((cell) => cell.textContent),
           ]))"""
    )
    assert told == expected
    assert page.locator(".matrix thead th").count() == 1 + len(PLUGINS)
    assert {LETTERS[cell] for cell in CELLS} <= set(
        "".join(page.locator("section:visible .legend .letter").all_inner_texts())
    )
    groups = page.locator(".matrix .group").count()
    assert groups == len({row["area"] for row in ROWS if row["exercised"]})


def test_the_matrix_is_about_functions_where_nothing_else_is_asked_for(page: Page) -> None:
    go(page, "plugins")
    functions = [row["name"] for row in ROWS if row["exercised"] and row["kind"] == "function"]
    assert shown(page) == page.locator(".matrix tr[data-row]").count() == len(functions)
    assert page.locator('.chip[data-kind="function"]').get_attribute("aria-pressed") == "true"
    page.locator('.chip[data-kind="extension"]').click()
    assert 0 < shown(page) < len(functions)


def test_the_head_of_the_matrix_and_its_names_stay_in_sight(opened: Open) -> None:
    page = opened("#plugins", viewport={"width": 700, "height": 600})
    box = page.locator(".matrix-box")
    page.evaluate("document.querySelector('.matrix-box').scrollIntoView()")
    box.evaluate("e => { e.scrollTop = 2000; e.scrollLeft = 150; }")
    frame = box.bounding_box()
    head = page.locator(".matrix thead th").last.bounding_box()
    name = page.locator('.matrix tr[data-row="PJRT_Client_Create"] th').bounding_box()
    assert frame
    assert head
    assert name
    assert abs(head["y"] - frame["y"]) < 3
    assert abs(name["x"] - frame["x"]) < 3


def test_the_matrix_shows_the_rows_that_the_filters_leave_and_explains_a_cell(page: Page) -> None:
    go(page, "plugins?area=Client&status=differ")
    assert page.locator(".matrix tr[data-row]").count() == shown(page)
    row = next(r for r in ROWS if r["area"] == "Client" and any(c["note"] for c in r["exercised"].values()))
    at = next(i for i, plugin in enumerate(PLUGINS) if row["exercised"].get(plugin["id"], {}).get("note"))
    page.locator(f'.matrix tr[data-row="{row["name"]}"] td').nth(at).hover()
    expect(page.locator("[data-tip-box]")).to_contain_text(NOTE)
    page.locator(f'.matrix tr[data-row="{row["name"]}"] a').click()
    expect(page.locator("tr.open .name")).to_have_text(row["name"])


# ---------------------------------------------------------------------------- history


def test_the_chart_has_a_point_for_each_version_and_tells_its_figures(page: Page) -> None:
    go(page, "history")
    for series in ("functions", "extension_functions", "structs", "enum_values"):
        assert page.locator(f'circle[data-point="{series}"]').count() == len(VERSIONS)
    assert page.locator(".stop").count() == len(VERSIONS)
    assert page.locator("[data-breaking]").count() == sum(bool(entry["breaking"]) for entry in DATA["history"])
    page.locator('.stop[data-version="0.100"]').hover()
    tip = page.locator("[data-tip-box]")
    expect(tip).to_be_visible()
    entry = next(entry for entry in DATA["history"] if entry["version"] == "0.100")
    for text in ("API 0.100", str(entry["functions"]), f"{entry['fields']:,}"):
        expect(tip).to_contain_text(text)
    page.locator("h1:visible").hover()
    expect(tip).to_be_hidden()


def test_the_chart_is_read_with_the_keyboard(page: Page) -> None:
    go(page, "history")
    page.locator('.stop[tabindex="0"]').focus()
    for key, version in (("ArrowLeft", VERSIONS[-2]), ("Home", VERSIONS[0]), ("End", VERSIONS[-1])):
        page.keyboard.press(key)
        focused = page.locator(".stop:focus")
        assert focused.get_attribute("data-version") == version
        expect(page.locator("[data-tip-box]")).to_contain_text(f"API {version}")
        assert f"API {version}: " in (focused.get_attribute("aria-label") or "")
    page.keyboard.press("Enter")
    expect(page.locator("[data-changes] h2")).to_contain_text(VERSIONS[-1])
    expect(page.locator(f'.stop[data-version="{VERSIONS[-1]}"]')).to_be_focused()


def test_a_version_tells_its_changes_and_leads_to_its_rows(page: Page) -> None:
    go(page, "history")
    change = next(change for change in DATA["changes"] if change["broke"] and change["added"])
    page.locator(f'.stop[data-version="{change["version"]}"]').click()
    told = page.locator("[data-changes]")
    for text in (*change["broke"], *change["added"], f"compared with {change['from']}"):
        expect(told).to_contain_text(text)
    assert page.evaluate("location.hash") == f"#history?new={change['version']}"
    told.get_by_text("Show the").click()
    assert sorted(names(page)) == sorted(change["added"])
    page.go_back()
    page.go_back()
    expect(told).not_to_contain_text(change["broke"][0])


def test_the_chart_is_a_table_too(page: Page) -> None:
    go(page, "history")
    lines = page.locator("table.versions tbody tr")
    assert lines.count() == len(VERSIONS)
    newest = DATA["history"][-1]
    text = lines.first.inner_text()
    assert all(f"{newest[key]:,}" in text for key in ("version", "functions", "structs") if key != "version")
    assert newest["version"] in text
