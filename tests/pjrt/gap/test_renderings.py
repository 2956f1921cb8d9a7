"""What a report looks like: goldens of a made-up document, and nothing of it taken for markup.

`pytest tests/pjrt/gap/test_renderings.py --bless` rewrites the goldens.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from pjrt.gap import github, html, report, text
from pjrt.gap.compare import compare
from pjrt.gap.document import Document, Item, Status
from pjrt.gap.names import Names
from pjrt.gap.report import Report
from tests.pjrt.gap.made_up import BINDING, NOTHING

GOLDENS = Path(__file__).with_name("goldens")
RENDERERS: dict[str, Callable[[Report], str]] = {"txt": text.render, "md": github.render, "html": html.render}


def later() -> Document:
    """The same binding some time later: it gained one, lost one, and the interface grew."""
    changed = {"PJRT_Client_Load": Status.USED, "PJRT_Client_Create": Status.LACKING, "PJRT_Client_Devices": "lacking"}
    items = [replace(i, status=Status(changed.get(i.name, i.status)), places=(), more=0) for i in BINDING.items]
    new = Item("function", "PJRT_Client_Nova", "Client", Status.LACKING, "0.130")
    return Document("the binding, later", BINDING.facts, (*items, new))


REPORTS = {
    "binding": report.of(BINDING),
    "nothing": report.of(NOTHING),
    "difference": report.of_difference(compare(BINDING, later(), Names.load())),
}


@pytest.mark.parametrize("renderer", ["txt", "md"])
@pytest.mark.parametrize("name", REPORTS)
def test_golden(name: str, renderer: str, bless: bool) -> None:
    made = RENDERERS[renderer](REPORTS[name])
    golden = GOLDENS / f"{name}.{renderer}"
    if bless:
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(made, encoding="utf-8")
    assert made == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("width", [80, 100, 120])
@pytest.mark.parametrize("name", REPORTS)
def test_text_is_as_wide_as_asked(name: str, width: int) -> None:
    """But for a word that is longer; every name that is shown is shown whole."""
    for line in text.render(REPORTS[name], width).splitlines():
        assert len(line) <= width or len(line.split()) == 1, line
    said = text.render(REPORTS["binding"], width)
    for item in BINDING.items:
        folded = item.kind in ("field", "enum value", "struct") or item.area == "Extension Megascale"
        assert folded or item.name in said, item.name


class Page(HTMLParser):
    """Takes a page apart, and insists that what is opened is closed."""

    VOID = frozenset({"meta", "input", "br"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: Counter[str] = Counter()
        self.links: list[str] = []
        self.said: list[str] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.links += [value or "" for name, value in attributes if name in ("src", "href", "action")]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] not in (["script"], ["style"]):
            self.said.append(data)


@pytest.mark.parametrize("name", REPORTS)
def test_the_page(name: str) -> None:
    page = Page(html.render(REPORTS[name]))
    assert page.links == []
    allowed = {
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "h1",
        "h2",
        "dl",
        "dt",
        "dd",
        "p",
        "div",
        "input",
        "br",
    }
    allowed |= {"details", "summary", "section", "table", "thead", "tbody", "tr", "th", "td", "code", "span", "script"}
    assert set(page.tags) <= allowed
    assert page.tags["script"] == page.tags["style"] == 1


def test_the_page_needs_nothing_else() -> None:
    made = html.render(REPORTS["binding"])
    assert not re.search(r"https?:|//|@import|url\(", re.sub(r"<script>.*</script>", "", made, flags=re.DOTALL))
    assert "prefers-color-scheme: dark" in made
    assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in made


def test_the_page_says_everything() -> None:
    said = "\n".join(Page(html.render(REPORTS["binding"])).said)
    for item in BINDING.items:
        if item.kind not in ("field", "struct"):
            assert item.name in said, item.name
        for place in item.places:
            assert str(place) in said
            assert place.text in said
    assert "and 4 more" in said
    assert BINDING.subject in said


def test_nothing_is_taken_for_markdown() -> None:
    made = github.render(REPORTS["binding"])
    assert r"a &lt;made-up&gt; binding &amp; its \| pipes" in made
    assert r"src/cl\*i\*\_ent.rs:10 and 5 more" in made
    assert "`PJRT_Client_Load`" in made
    assert set(re.findall(r"<[^>]*>", made)) == {"<details>", "</details>", "<summary>", "</summary>"}
    columns = 0
    for line in made.splitlines():
        if not line.startswith("|"):
            columns = 0
            continue
        found = len(re.findall(r"(?<!\\)\|", line))
        assert columns in (0, found), line
        columns = found


def test_a_long_table_is_cut_for_github_only() -> None:
    items = tuple(
        Item("function", f"PJRT_X_{number}", "X", Status.LACKING, "0.13", priority=3) for number in range(1000)
    )
    made = report.of(Document("long", {}, items))
    shown = github.render(made)
    assert shown.count("`PJRT_X_") == github.ROWS
    assert f"{1000 - github.ROWS} more rows: `pjrt gap --html FILE` and `--json` have all of them." in shown
    assert text.render(made).count("PJRT_X_") == 1000
