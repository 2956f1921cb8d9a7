"""The command `report`, on a small repository of the tests' own."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from codegen.commands import main
from codegen.errors import CodegenError
from codegen.report.document import Places, Report, make
from codegen.report.markdown import markdown
from codegen.report.rows import Row
from tests.codegen.report.model import GAPS, RECORD, history, repository

Run = Callable[..., int]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return repository(tmp_path)


@pytest.fixture
def run(root: Path) -> Run:
    """The command, on that repository."""
    paths = {"root": root, "generated": root / "generated", "package": root / "acme", "gaps": root / "gaps.toml"}
    return lambda *more: main(["report", *(f"--{key}={path}" for key, path in paths.items()), *more])


def report(root: Path) -> Report:
    return make(Places(root, root / "generated", root / "acme", root / "gaps.toml"))


def rows(root: Path) -> dict[tuple[str, str], Row]:
    return {(row.kind, row.name): row for row in report(root).rows}


def change(path: Path, **values: Any) -> None:
    """Gives other values to keys of a JSON file."""
    path.write_text(json.dumps({**json.loads(path.read_text()), **values}))


class TestCommand:
    def test_what_it_writes(self, run: Run, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
        orphan = root / "generated" / "report" / "old.md"
        orphan.write_text("")
        assert run() == 0
        out, error = capsys.readouterr()
        assert error == ""
        assert "API 0.9: 29 rows, 0 problems" in out
        names = {path.name for path in (root / "generated" / "report").iterdir()}
        assert names == {"report.md", "report.json", "report.html", "exercised.json"}
        facades = json.loads((root / "generated" / "pjrt_abi" / "facades.json").read_text())
        assert facades["PJRT_Thing_Go"] == ["acme.Client.go"]
        assert facades["PJRT_Acme_Never"] == []
        assert list(facades) == sorted(facades)

    def test_twice_is_the_same(self, run: Run, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert run() == 0
        capsys.readouterr()
        assert run() == run("--check") == 0
        assert "wrote" not in capsys.readouterr().out

    def test_drift(self, run: Run, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert run() == 0
        file = root / "generated" / "report" / "report.md"
        file.write_text(file.read_text().replace("`acme.Client.go`", "`acme.Client.fly`"))
        capsys.readouterr()
        assert run("--check") == 1
        out = capsys.readouterr().out
        assert "--- on disk: report/report.md\n+++ generated: report/report.md" in out
        assert "out of date; run `python -m codegen report`" in out
        assert "Client.fly" in file.read_text()

    def test_json(self, run: Run, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert run("--json") == 0
        data = json.loads(capsys.readouterr().out)
        assert not (root / "generated" / "report" / "report.json").exists()
        assert data == json.loads(json.dumps(report(root).data()))
        assert set(data) == {
            "api", "plugins", "legend", "areas", "rows", "totals", "tables", "history", "changes", "problems",
        }  # fmt: skip
        assert data["plugins"] == RECORD["plugins"]
        assert data["areas"] == ["Error", "Thing", "Types", "Extension Acme"]

    def test_problems(self, run: Run, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (root / "gaps.toml").write_text("")
        assert run() == 1
        error = capsys.readouterr().err
        assert "error: function PJRT_Acme_Never: no façade: write one in pjrt/, or say in codegen/gaps.toml" in error
        assert run("--check") == 1
        capsys.readouterr()
        assert run("--json") == 1
        assert len(json.loads(capsys.readouterr().out)["problems"]) == 3

    @pytest.mark.parametrize(
        "path",
        ["generated/abi.json", "generated/history.json", "generated/report/exercised.json", "README.md", "gaps.toml"],
    )
    def test_a_source_that_is_missing(
        self, path: str, run: Run, root: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (root / path).unlink()
        assert run() == 2
        assert f"error: {root / path}: " in capsys.readouterr().err

    def test_help(self, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(SystemExit):
            main(["report", "--help"])
        assert "example: python -m codegen report --check" in capsys.readouterr().out


class TestRows:
    def test_a_function(self, root: Path) -> None:
        row = rows(root)["function", "PJRT_Thing_Go"]
        assert (row.area, row.module, row.header, row.owner, row.slot) == ("Thing", "", "c/core.h", "PJRT_Api", 3)
        assert (row.since, row.without, row.mark) == ("0.9", "0.8", "")
        assert row.raw == "pjrt_abi.functions.Api.thing_go"
        assert row.facade == ("acme.Client.go",)
        assert {plugin: cell.cell for plugin, cell in row.exercised.items()} == {
            "cpu.so": "answered",
            "old.so": "lacks it",
        }
        assert row.documented == ("README.md",)
        assert row.gap == ""

    def test_marks(self, root: Path) -> None:
        found = rows(root)
        assert found["function", "PJRT_Thing_Stop"].mark == found["struct", "PJRT_Thing_Stop_Args"].mark == "deprecated"
        assert found["extension", "Acme"].mark == found["function", "PJRT_Acme_Go"].mark == "experimental"

    def test_an_extension(self, root: Path) -> None:
        row = rows(root)["extension", "Acme"]
        assert (row.area, row.owner, row.slot) == ("Extension Acme", "PJRT_Extension_Type_Acme", 3)
        assert row.raw == "pjrt_abi.extensions.acme.Acme"
        assert row.exercised["cpu.so"] == ("INTERNAL", "0 of 2 functions answered")
        assert row.exercised["python"] == ("answered", "1 of 2 functions answered")
        assert "old.so" not in row.exercised

    def test_what_is_passed(self, root: Path) -> None:
        found = rows(root)
        assert found["struct", "PJRT_Options"].exercised == found["function", "PJRT_Thing_Go"].exercised
        assert found["struct", "PJRT_Api"].exercised["cpu.so"] == ("answered", "PJRT_Error_Message")
        assert found["struct", "PJRT_Api"].exercised["old.so"] == ("answered", "PJRT_Error_Message")
        assert found["enum value", "PJRT_Kind_kA"].exercised == {}
        assert found["enum value", "PJRT_Kind_kA"].raw == "pjrt_abi.enums.PJRT_Kind.A"

    def test_callbacks(self, root: Path) -> None:
        found = rows(root)
        assert found["callback", "PJRT_OnDone"].called
        assert found["callback", "PJRT_Thing_Data_Args_free"].called, "C gave it, and the wrapper calls it"
        change(root / "generated/report/exercised.json", callbacks=[])
        found = rows(root)
        assert found["callback", "PJRT_OnDone"].called is False
        assert "callback PJRT_OnDone: not exercised: test it, and run `make report`, or" in "".join(
            report(root).problems
        )

    def test_notes_of_the_record_are_reasons(self, root: Path) -> None:
        found = rows(root)
        assert found["function", "PJRT_Thing_Stop"].gap == "not exercised: It never stops here."
        change(root / "generated/report/exercised.json", notes={})
        assert any(text.startswith("function PJRT_Thing_Stop: not exercised: ") for text in report(root).problems)

    def test_documents(self, root: Path) -> None:
        found = rows(root)
        assert found["function", "PJRT_Thing_Stop"].documented == ("docstring of acme.client.Held.stop", "README.md")
        assert found["function", "PJRT_Error_Message"].documented == ("README.md",)
        assert found["enum value", "PJRT_Kind_kB"].documented == ("README.md",)
        assert found["function", "PJRT_Thing_Destroy"].documented[0] == "docstring of acme.Client", (
            "it names the handle"
        )
        assert found["struct", "PJRT_Unused"].documented == (), "what a command writes is no documentation"

    def test_undocumented(self, root: Path) -> None:
        (root / "README.md").write_text("# Acme\n")
        assert any(
            text.startswith("function PJRT_Thing_Go: not documented: name it in a docstring")
            for text in report(root).problems
        )

    def test_totals(self, root: Path) -> None:
        totals = report(root).totals()
        assert totals["function"] == {
            "all": 9, "raw": 9, "facade": 8, "exercised": 7, "answered": 6, "documented": 8, "gaps": 2,
        }  # fmt: skip
        assert "answered" not in totals["enum value"]

    def test_tables(self, root: Path) -> None:
        core, acme = report(root).tables
        assert (core.struct, core.extension, core.how, core.all, core.called) == ("PJRT_Api", "", "", 7, 6)
        assert core.plugins["cpu.so"] == {"answered": 6, "see note": 1}
        assert core.plugins["old.so"] == {"answered": 1, "an error's code": 1, "lacks it": 1, "no X": 4}
        assert (acme.struct, acme.extension, acme.how, acme.all, acme.called) == (
            "PJRT_Acme_Extension", "Acme", "link", 2, 1,
        )  # fmt: skip
        assert acme.plugins == {
            "cpu.so": {"an error's code": 1, "not called": 1},
            "python": {"answered": 1, "raw only": 1},
        }

    def test_the_mark_of_a_table(self, root: Path) -> None:
        """Is what is said of all its functions."""
        assert report(root).tables[1].mark == ""
        model = json.loads((root / "generated/abi.json").read_text())
        model["tables"][1]["functions"][1]["experimental"] = True
        (root / "generated/abi.json").write_text(json.dumps(model))
        assert report(root).tables[1].mark == "experimental"

    def test_a_function_whose_call_is_not_found(self, root: Path) -> None:
        cells = {**RECORD["functions"], "PJRT_Acme_Never": {"cpu.so": "answered"}}
        change(root / "generated/report/exercised.json", functions=cells)
        assert any("its source does not tell" in text for text in report(root).problems)

    def test_a_name_without_history(self, root: Path) -> None:
        told = history()
        del told["structs"]["PJRT_Size"]
        (root / "generated" / "history.json").write_text(json.dumps(told))
        with pytest.raises(
            CodegenError, match=r"says nothing of the struct PJRT_Size: run `python -m codegen generate`"
        ):
            report(root)


class TestHistory:
    def test_growth(self, root: Path) -> None:
        found = {one["version"]: one for one in report(root).history}
        assert [found[v]["functions"] for v in ("0.7", "0.8", "0.9")] == [7, 7, 7], "one came and one went"
        assert found["0.7"]["extension_functions"] == 2
        assert [found[v]["breaking"] for v in ("0.7", "0.8", "0.9")] == [0, 1, 0]

    def test_changes(self, root: Path) -> None:
        eight, nine = report(root).changes
        assert (eight["version"], eight["from"], eight["grown"]) == ("0.8", "0.7", ["PJRT_Options"])
        assert eight["broke"] == ["PJRT_Options: field moved"], "of all snapshots of the version"
        assert (nine["added"], nine["renamed"]) == (["PJRT_Thing_Go"], [["PJRT_Kind_kC", "PJRT_Kind_kB"]])


class TestMarkdown:
    def test_cells(self, root: Path) -> None:
        lines = markdown(report(root)).splitlines()
        assert "| 3 | Thing_Go | 0.9 | `acme.Client.go` | ✓ | lacks it | README.md |  |" in lines
        assert "| 1 | Thing_Create | ≤ 0.7 | `acme.Client` | ✓ | NOT_FOUND, UNKNOWN | README.md |  |" in lines
        (stop,) = [line for line in lines if line.startswith("| 4 | Thing_Stop *(deprecated)* |")]
        number = stop.split(" | ")[4]
        assert stop.endswith(f"| {number} |"), "the cell's reason is the gap's"
        assert f"{number.strip('()')}. It never stops here." in lines

    def test_what_each_plugin_answered(self, root: Path) -> None:
        lines = markdown(report(root)).splitlines()
        start = lines.index("## What each plugin answered")
        assert (
            "Of 7 functions of `PJRT_Api`, the library's objects reach 6, and a real plugin answered 6 "
            in (lines[start + 2])
        )
        end = lines.index("", start + 4)
        assert [line.strip("| ").split(" | ") for line in lines[start + 4 : end]] == [
            ["functions of", "what became of them", "cpu 0.9", "old 0.7", "Python"],
            ["---", "---", "---:", "---:", "---:"],
            ["`PJRT_Api`", "✓", "6", "1"],
            ["`PJRT_Api`", "an error's code", "0", "1"],
            ["`PJRT_Api`", "lacks it", "0", "1"],
            ["`PJRT_Api`", "no X", "0", "4"],
            ["`PJRT_Api`", "(n)", "1", "0"],
            ["extensions", "✓", "0", "", "1"],
            ["extensions", "an error's code", "1", "", "0"],
            ["extensions", "raw only", "0", "", "1"],
            ["extensions", "not called", "1", "", "0"],
        ]

    def test_extensions(self, root: Path) -> None:
        lines = markdown(report(root)).splitlines()
        (acme,) = [line.split(" | ") for line in lines if line.startswith("| 3 | Acme *(experimental)* |")]
        assert acme[4:8] == ["1 of 2", "0 of 2", "", "1 of 2"]
        assert not any(line.startswith("|  | link: ") for line in lines), "it has no other table"

    def test_the_tables_behind_a_link(self, root: Path) -> None:
        model = json.loads((root / "generated/abi.json").read_text())
        link = model["tables"][1]
        behind = {**link, "struct": "PJRT_Acme_Api", "kind": "api", "functions": [link["functions"].pop()]}
        model["tables"].append(behind)
        (struct,) = [struct for struct in model["structs"] if struct["name"] == link["struct"]]
        struct["fields"] = [{"name": "api", "type": "PJRT_Acme_Api*"}]
        (root / "generated/abi.json").write_text(json.dumps(model))
        lines = markdown(report(root)).splitlines()
        at = next(i for i, line in enumerate(lines) if line.startswith("| 3 | Acme"))
        assert [line.split(" | ")[1:8] for line in lines[at + 1 : at + 3]] == [
            ["link: `PJRT_Acme_Extension` *(experimental)*", "", "", "1 of 1", "0 of 1", "", "1 of 1"],
            ["pointed to: `PJRT_Acme_Api`", "", "", "0 of 1", "0 of 1", "", "0 of 1"],
        ]

    def test_all_tables_are_whole(self, root: Path) -> None:
        head = 0
        for line in markdown(report(root)).splitlines():
            columns = line.replace("\\|", "").count("|") if line.startswith("|") else 0
            assert columns == head or not (columns and head), line
            head = columns

    def test_links(self, root: Path) -> None:
        text = markdown(report(root))
        assert "[Extension Acme](#extension-acme)" in text
        assert "### Extension Acme\n" in text


class TestGaps:
    @pytest.mark.parametrize(
        ("entry", "problem"),
        [
            ('names = ["PJRT_Nothing"]\ncolumns = ["facade"]', "PJRT_Nothing: no row has this name: remove the entry"),
            (
                'names = ["PJRT_Thing_Go"]\ncolumns = ["facade"]',
                "PJRT_Thing_Go: stale: function PJRT_Thing_Go has a façade, acme.Client.go: take 'facade' or",
            ),
            (
                'names = ["PJRT_Thing_Go"]\ncolumns = ["exercised"]',
                "stale: function PJRT_Thing_Go is exercised, on cpu.so: ",
            ),
            (
                'names = ["PJRT_Thing_Go"]\ncolumns = ["documented"]',
                "stale: function PJRT_Thing_Go is documented, README.md: ",
            ),
            ('names = ["PJRT_Thing_Go"]\ncolumns = ["raw"]', "stale: function PJRT_Thing_Go is in the raw layer: "),
            (
                'names = ["PJRT_Kind_kA"]\ncolumns = ["exercised"]',
                "stale: enum value PJRT_Kind_kA is of a kind that the test run does not tell of: ",
            ),
            (
                'names = ["PJRT_Unused"]\ncolumns = ["documented"]',
                "stale: struct PJRT_Unused has no façade, which is gap enough: ",
            ),
            (
                'names = ["PJRT_Thing_*"]\nkind = "callback"\ncolumns = ["facade"]',
                "stale: callback PJRT_Thing_Data_Args_free has a façade, acme.Client.data: ",
            ),
            (
                'names = ["PJRT_Unused"]\nkind = "function"\ncolumns = ["facade"]',
                "PJRT_Unused: no function has this name: remove the entry",
            ),
        ],
    )
    def test_an_entry_that_does_not_hold(self, entry: str, problem: str, root: Path) -> None:
        (root / "gaps.toml").write_text(f'{GAPS}\n[[gap]]\n{entry}\nwhy = "x"\n')
        (found,) = report(root).problems
        assert found.startswith("codegen/gaps.toml: ")
        assert problem in found

    def test_the_reason_is_in_the_row(self, root: Path) -> None:
        assert rows(root)["struct", "PJRT_Unused"].gap == "no façade: Nobody wants it."

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("x = 1", "unknown key 'x'; there are entries"),
            ("gap = 1", r"'gap': expected entries \[\[gap\]\], got 1"),
            ("gap = [1]", "entry 1: expected a table with names, columns and why, got 1"),
            ("[[gap]]\nname = 1", "entry 1: unknown key 'name'; known: columns, kind, names, why"),
            ("[[gap]]\nnames = 'x'", "entry 1: names: expected a list of texts, got 'x'"),
            (
                "[[gap]]\nnames = ['x']\ncolumns = ['y']",
                "entry 1: columns: 'y' is none; there are raw, facade, exercised",
            ),
            (
                "[[gap]]\nnames = ['x']\ncolumns = ['raw']\nkind = 'y'",
                "entry 1: kind: 'y' is none; there are function, ",
            ),
            ("[[gap]]\nnames = ['x']\ncolumns = ['raw']\nwhy = ' '", "entry 1: why: a gap needs a reason, got ' '"),
            ("[[gap", "gaps.toml: "),
        ],
    )
    def test_a_file_that_is_wrong(self, text: str, message: str, root: Path) -> None:
        (root / "gaps.toml").write_text(text)
        with pytest.raises(CodegenError, match=message):
            report(root)


class TestRecord:
    @pytest.mark.parametrize(
        ("values", "message"),
        [
            ({"functions": 1}, "'functions': expected dict, got 1; `make report` writes it"),
            ({"callbacks": None}, "'callbacks': expected list, got None"),
            ({"api": "0.8"}, "a record of API 0.8, the headers are of 0.9; run `make report`"),
            ({"plugins": [{"id": 1}]}, r"plugins\[0\]: expected an object with id and label, got "),
            ({"functions": {"PJRT_X": {}}}, "functions: PJRT_X: the headers have no such function"),
            ({"functions": {"PJRT_Thing_Go": {"gpu.so": "answered"}}}, "PJRT_Thing_Go: expected texts by plugin, got "),
            ({"functions": {"PJRT_Thing_Go": {"cpu.so": 1}}}, "PJRT_Thing_Go: expected texts by plugin, got "),
            ({"functions": {"PJRT_Thing_Go": ["cpu.so"]}}, "PJRT_Thing_Go: expected texts by plugin, got "),
            ({"notes": {"PJRT_X": {}}}, "notes: PJRT_X: the headers have no such function"),
            ({"extensions": {"X": []}}, "extensions: X: .*: no such extension or plugin"),
            ({"extensions": {"Acme": ["gpu.so"]}}, "extensions: Acme: .*: no such extension or plugin"),
            ({"callbacks": ["unknown"]}, "callbacks: 'unknown': the headers have no such callback"),
        ],
    )
    def test_one_that_is_wrong(self, values: dict[str, Any], message: str, root: Path) -> None:
        file = root / "generated" / "report" / "exercised.json"
        change(file, **values)
        with pytest.raises(CodegenError, match=message):
            report(root)

    @pytest.mark.parametrize("text", ["", "[]", "{"])
    def test_no_record(self, text: str, root: Path) -> None:
        file = root / "generated" / "report" / "exercised.json"
        file.write_text(text)
        with pytest.raises(CodegenError, match="`make report` writes it"):
            report(root)
