"""One small header for each thing that the parser meets, and one for each idiom: what the generator makes of it.

goldens/<feature>.h -> <feature>.json: the declarations of that header in the model.
goldens/folds/<rule>.h -> <rule>.py.txt: the wrappers, and the classes of what they return; and <rule>.server.txt:
what serves the functions. goldens/structs/<feature>.h -> <feature>.server.txt: the same of structs passed whole.
`pytest tests/codegen/test_goldens.py --bless` rewrites them.
"""

from __future__ import annotations

import ast
import difflib
import json
import re
from pathlib import Path
from typing import Any

import pytest

from codegen.idioms import RULES
from codegen.model import Abi, Header, to_data
from codegen.oracle import compile_and_run, differences, model_facts
from codegen.pipeline import build
from codegen.preprocess import preprocess
from codegen.render import render
from codegen.resolve import Warnings

GOLDENS = Path(__file__).with_name("goldens")
FEATURES = sorted(path.stem for path in GOLDENS.glob("*.h") if path.stem != "base")
FOLDS = sorted(path.stem for path in (GOLDENS / "folds").glob("*.h"))
STRUCTS = sorted(path.stem for path in (GOLDENS / "structs").glob("*.h"))
SERVED = [*(f"folds/{name}" for name in FOLDS), *(f"structs/{name}" for name in STRUCTS)]
RULELESS = {"direct", "raw"}
"""Goldens of functions that no rule takes part in."""


def built(path: str) -> tuple[Abi, Warnings]:
    return build([Header("base.h", ""), Header(path, Path(path).stem)], [GOLDENS])


def declarations(path: str) -> dict[str, Any]:
    """What the model holds of one header; parts that are empty are left out."""
    abi, warnings = built(path)
    module = Path(path).stem
    parts: dict[str, Any] = {
        "constants": [c for c in abi.constants if c.module == module],
        "enums": [e for e in abi.enums if e.module == module],
        "structs": [s for s in abi.structs if s.module == module],
        "callbacks": [c for c in abi.callbacks if c.module == module],
        "handles": [h for h in abi.handles if h.module == module],
        "tables": [t for t in abi.tables if t.module == module],
        "extensions": [e for e in abi.extensions if e.module == module],
        "unknown_spellings": list(warnings.unknown_spellings),
        "missing_includes": [name for names in preprocess([path], [GOLDENS]).missing.values() for name in names],
    }
    return {key: to_data(part) for key, part in parts.items() if part}


def wrappers(path: str) -> str:
    """The source of the tables and result types of one header."""
    files = {f.path: f.text for f in render(built(path)[0])}
    text = files[f"pjrt_abi/extensions/{Path(path).stem}.py"]
    compile(text, path, "exec")
    parts = [
        ast.get_source_segment(text, node) or ""
        for node in ast.parse(text).body
        if isinstance(node, ast.ClassDef) and {ast.unparse(b) for b in node.bases} & {"NamedTuple", "FunctionTable"}
    ]
    return "\n\n\n".join(parts) + "\n"


def serving(path: str) -> str:
    """The source of what serves the functions of one header, without the imports."""
    files = {f.path: f.text for f in render(built(path)[0])}
    text = files[f"pjrt_abi/server/{Path(path).stem}.py"]
    compile(text, path, "exec")
    nodes = [n for n in ast.parse(text).body if isinstance(n, ast.ClassDef | ast.Expr) and n.lineno > 1]
    return "\n\n\n".join(ast.get_source_segment(text, node) or "" for node in nodes) + "\n"


def compare(golden: Path, text: str, bless: bool) -> None:
    if bless:
        golden.write_text(text, encoding="utf-8")
    before = golden.read_text(encoding="utf-8") if golden.exists() else ""
    lines = difflib.unified_diff(before.splitlines(), text.splitlines(), golden.name, "generated", lineterm="")
    difference = "\n".join(lines)
    assert not difference, f"{difference}\n\nif that is right: pytest {Path(__file__).name} --bless"


@pytest.mark.parametrize("feature", FEATURES)
def test_declarations(feature: str, bless: bool) -> None:
    text = json.dumps(declarations(f"{feature}.h"), indent=1, ensure_ascii=False) + "\n"
    compare(GOLDENS / f"{feature}.json", text, bless)


@pytest.mark.parametrize("rule", FOLDS)
def test_wrappers(rule: str, bless: bool) -> None:
    compare(GOLDENS / "folds" / f"{rule}.py.txt", wrappers(f"folds/{rule}.h"), bless)


@pytest.mark.parametrize("name", SERVED)
def test_serving(name: str, bless: bool) -> None:
    compare(GOLDENS / f"{name}.server.txt", serving(f"{name}.h"), bless)


@pytest.mark.parametrize("feature", FEATURES)
def test_places(feature: str) -> None:
    """A field, function or constant is on the line that the model says; the goldens leave places out."""
    abi = built(f"{feature}.h")[0]
    placed = [(f.name, f.loc) for s in abi.structs for f in s.fields if f.name]
    placed += [(d.name, d.loc) for d in (*abi.constants, *abi.callbacks) if not getattr(d, "inline", False)]
    placed += [(f.name, f.loc) for f in abi.functions if f.name != f"{f.table}_{f.table_field}"]
    assert len(placed) > 10
    for name, loc in placed:
        line = (GOLDENS / loc.header).read_text(encoding="utf-8").split("\n")[loc.line - 1]
        assert re.search(rf"\b{name}\b", line), f"{loc}: {name} is not in {line!r}"


def test_each_rule_has_a_golden() -> None:
    assert set(FOLDS) - RULELESS == {rule.__name__ for rule in RULES}


@pytest.mark.parametrize("rule", sorted(set(FOLDS) - RULELESS))
def test_a_golden_of_a_rule_needs_that_rule(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the rule its golden changes, so each golden shows the rule that it is named after."""
    monkeypatch.setattr("codegen.idioms.RULES", tuple(r for r in RULES if r.__name__ != rule))
    golden = (GOLDENS / "folds" / f"{rule}.py.txt").read_text(encoding="utf-8")
    assert wrappers(f"folds/{rule}.h") != golden


@pytest.mark.parametrize("rule", sorted(set(FOLDS) - {"raw"}))
def test_the_rules_leave_nothing_raw(rule: str) -> None:
    functions = built(f"folds/{rule}.h")[0].functions
    assert functions
    assert {f.raw_reason for f in functions} == {""}


def test_no_orphans() -> None:
    wanted = {"base.h", *(f"{f}{suffix}" for f in FEATURES for suffix in (".h", ".json"))}
    wanted |= {f"folds/{r}{suffix}" for r in FOLDS for suffix in (".h", ".py.txt", ".server.txt")}
    wanted |= {f"structs/{s}{suffix}" for s in STRUCTS for suffix in (".h", ".server.txt")}
    assert {str(p.relative_to(GOLDENS)) for p in GOLDENS.rglob("*") if p.is_file()} == wanted


def test_the_compiler_agrees_with_all_goldens(tmp_path: Path) -> None:
    """The layouts in the goldens are those of C++. Each header is built alone, because they share names."""
    checked = 0
    for feature in FEATURES:
        abi = built(f"{feature}.h")[0]
        workdir = tmp_path / feature
        workdir.mkdir()
        oracle = compile_and_run(abi, [GOLDENS], workdir)
        facts = model_facts(abi)
        assert differences(oracle, facts) == [], feature
        checked += len(facts)
    assert checked > 1000
