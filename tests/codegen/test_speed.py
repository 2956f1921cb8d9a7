"""What keeps `generate` quick, in counts: nothing here looks at a clock."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from codegen import diff, files, history, preprocess, snapshots
from codegen.commands import main as run
from codegen.files import json_text
from codegen.history import History, Key, Known
from codegen.pipeline import GENERATED
from codegen.snapshots import Made, Tree, data_of

KINDS = ("constants", "enums", "structs", "callbacks", "handles", "tables", "extensions")


@pytest.fixture(scope="module")
def past() -> History:
    return history.of(snapshots.load(GENERATED))


def entries(tree: Tree) -> dict[tuple[str, str], Any]:
    return {(kind, name): entry for kind in KINDS for name, entry in tree[kind].items()}


class TestSharing:
    """Snapshots that are loaded share what did not change, so that what is known of it need not be found out anew."""

    def test_what_is_the_same_is_one_object(self, past: History) -> None:
        trees = [entries(one.tree) for one in past.snapshots]
        shared = [key for old, new in pairwise(trees) for key in old if key in new and old[key] is new[key]]
        assert len(shared) > 0.9 * sum(map(len, trees))

    def test_data_of_one_is_made_once(self, past: History) -> None:
        made: Made = {}
        for one in past.snapshots:
            assert data_of(one.tree, made) == data_of(one.tree)
        assert len(made) < 0.1 * sum(len(entries(one.tree)) for one in past.snapshots)

    def test_structs_that_did_not_change_are_not_opened(self, monkeypatch: pytest.MonkeyPatch) -> None:
        opened: list[str] = []
        leaves = diff.Side.leaves

        def watched(self: diff.Side, name: str) -> Any:
            opened.append(name)
            return leaves(self, name)

        one = data_of(snapshots.load(GENERATED)[-1].tree)
        monkeypatch.setattr(diff.Side, "leaves", watched)
        found = diff.compare(one, one)
        assert not found.changes
        assert set(opened) == {table["struct"] for table in one["tables"]}


def test_known_is_what_a_look_into_each_set_tells(past: History) -> None:
    """The definition, word for word."""
    present = [frozenset(key for key, _, _ in history._names(one.tree, {})) for one in past.snapshots]
    versions = [one.version for one in past.snapshots]
    headers = [one.tree["headers"].keys() for one in past.snapshots]
    numbered = [one.tree["extensions"].keys() for one in past.snapshots]
    newest: dict[Key, int] = {key: number for number, keys in enumerate(present) for key in keys}
    assert past.names.keys() == newest.keys() == past.known.keys()
    assert [newest[key] for key in past.names] == sorted(newest.values())
    for key, place in past.names.items():
        having = [number for number, keys in enumerate(present) if key in keys]
        lacking = [
            number
            for number, keys in enumerate(present)
            if key not in keys
            and (place.module in headers[number] or (place.extension and place.extension not in numbered[number]))
        ]
        before = [number for number in lacking if number < having[0]]
        gone = [number for number in lacking if number > having[-1]]
        assert past.known[key] == Known(
            versions[having[0]],
            versions[before[-1]] if before else None,
            versions[having[-1]] if gone else None,
        )


def test_each_header_is_looked_through_for_cycles_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deepest = 12
    for number in range(deepest):
        both = "".join(f'#include "{n}.h"\n' for n in range(number + 1, deepest))
        (tmp_path / f"{number}.h").write_text(f"{both}typedef int T{number};\n")
    reads: list[str] = []
    read = preprocess._read

    def watched(path: Path, header: str) -> str:
        reads.append(header)
        return read(path, header)

    monkeypatch.setattr(preprocess, "_read", watched)
    fine: set[str] = set()
    preprocess._check_cycles("0.h", [tmp_path], (), fine)
    assert sorted(reads) == sorted(fine) == sorted(f"{number}.h" for number in range(deepest))


def test_a_long_list_is_not_tried_on_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[object] = []
    encode = files._on_one_line
    monkeypatch.setattr(files, "_on_one_line", lambda node: (tried.append(node), encode(node))[1])
    data = {"rows": [list(range(n, n + 40)) for n in range(1000, 1060)], "words": {"a": 1, "b": None}}
    assert json.loads(json_text(data)) == data
    assert data["rows"] not in tried
    assert data["words"] in tried


def test_a_command_imports_its_own_module_only() -> None:
    code = """
import sys
from codegen.commands import main
try:
    main(["check", "--help"])
except SystemExit:
    print(*sys.modules, file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    modules = set(done.stderr.split())
    assert {m for m in modules if m.startswith("codegen.commands.")} == {
        f"codegen.commands.{name}" for name in ("main", "line", "generate")
    }
    assert not modules & {"codegen.fetch", "codegen.report", "codegen.api", "griffe", "google.protobuf", "rich"}


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run(["--help"])
    out = capsys.readouterr().out
    for command in ("fetch", "generate", "check", "history", "update", "diff", "api", "report", "descriptors"):
        assert f"\n    {command}" in out
