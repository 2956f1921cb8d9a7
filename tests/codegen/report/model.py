"""A small model, as abi.json has them, and packages on top of it that the tests make up."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from codegen.report.facades import Facades
from codegen.report.raw import Raw

RUNTIME = """
from pjrt_abi.functions import Api


class State:
    def __init__(self, abi: Api, ptr: int) -> None:
        self.abi = abi
        self.ptr = ptr


class Owned:
    def __init__(self, state: State, destroy: object) -> None:
        self._state = state
        self._destroy = destroy
"""


def function(name: str, python: str, slot: int, **more: Any) -> dict[str, Any]:
    """A function that takes an argument struct and returns an error."""
    return {
        "name": name,
        "python": python,
        "slot": slot,
        "args_struct": f"{name}_Args",
        "returns": "PJRT_Error",
        "type": f"PJRT_Error*({name}_Args*)",
        "folds": [],
        **more,
    }


def arguments(function: str, *fields: dict[str, Any], module: str = "") -> dict[str, Any]:
    """Its argument struct."""
    return {"name": f"{function}_Args", "module": module, "fields": list(fields)}


def field(name: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "type": kind, **more}


CORE = [
    function("PJRT_Error_Message", "error_message", 0, returns="", reads_error=True),
    function("PJRT_Thing_Create", "thing_create", 1),
    function("PJRT_Thing_Destroy", "thing_destroy", 2),
    function("PJRT_Thing_Go", "thing_go", 3),
    function("PJRT_Thing_Stop", "thing_stop", 4, deprecated=True),
    function("PJRT_Thing_Data", "thing_data", 5, folds=[{"rule": "two", "data": {"released_by": "PJRT_Thing_Free"}}]),
    function("PJRT_Thing_Free", "thing_free", 6),
]
ACME = [function("PJRT_Acme_Go", "go", 0, experimental=True), function("PJRT_Acme_Never", "never", 1)]

MODEL: dict[str, Any] = {
    "version": [0, 9],
    "headers": [{"path": "c/core.h", "module": ""}, {"path": "c/acme.h", "module": "acme"}],
    "structs": [
        *(arguments(f["name"]) for f in CORE if f["name"] not in ("PJRT_Thing_Go", "PJRT_Thing_Data")),
        arguments(
            "PJRT_Thing_Go",
            field("kind", "PJRT_Kind"),
            field("options", "PJRT_Options*"),
            field("on_done", "PJRT_OnDone"),
        ),
        arguments("PJRT_Thing_Data", field("free", "void (*)(void*)", direction="out")),
        {"name": "PJRT_Options", "module": "", "fields": [field("size", "PJRT_Size"), field("hook", "void (*)(int)")]},
        {"name": "PJRT_Size", "module": "", "fields": []},
        {"name": "PJRT_Unused", "module": "", "fields": []},
        {"name": "PJRT_Api", "module": "", "fields": []},
        {"name": "PJRT_Acme_Extension", "module": "acme", "fields": []},
        *(arguments(f["name"], module="acme") for f in ACME),
    ],
    "enums": [
        {
            "name": "PJRT_Kind",
            "module": "",
            "values": [{"name": "PJRT_Kind_kA", "python": "A"}, {"name": "PJRT_Kind_kB", "python": "B"}],
        }
    ],
    "callbacks": [
        {"name": "PJRT_OnDone", "module": "", "type": "void(int)"},
        {"name": "PJRT_Thing_Data_Args_free", "module": "", "type": "void(void*)", "inline": True},
        {"name": "PJRT_Options_hook", "module": "", "type": "void(int)", "inline": True},
    ],
    "handles": [{"name": "PJRT_Thing", "python": "ThingPtr", "destroy": "PJRT_Thing_Destroy", "module": ""}],
    "tables": [
        {
            "struct": "PJRT_Api", "kind": "api", "module": "", "python": "Api", "error": "PJRT_Error",
            "functions": CORE,
        },
        {
            "struct": "PJRT_Acme_Extension", "kind": "extension", "module": "acme", "python": "Acme",
            "error": "PJRT_Error", "functions": ACME,
        },
    ],
    "extensions": [
        {
            "name": "Acme", "type_name": "PJRT_Extension_Type_Acme", "type_value": 3, "struct": "PJRT_Acme_Extension",
            "module": "acme", "experimental": True,
        }
    ],
}  # fmt: skip


PACKAGE = {
    "__init__.py": """
        from typing import TYPE_CHECKING
        from acme.client import Client
        from acme.errors import *
        from acme.errors import __all__ as _errors
        if TYPE_CHECKING:
            from acme import extensions as extensions
        _LATER = ("extensions",)
        __all__ = ["Client", *_errors, *_LATER]
    """,
    "errors.py": """
        from pjrt_abi.errors import *
        from pjrt_abi.errors import PjrtError
        __all__ = ["PjrtError"]
    """,
    "client.py": """
        from __future__ import annotations
        from acme._runtime.state import State
        from acme._runtime.hooks import ON_DONE
        from pjrt_abi.enums import PJRT_Kind
        from pjrt_abi.functions import Api
        from pjrt_abi.structs import PJRT_Options

        class Client:
            '''A thing. C: PJRT_Thing.'''
            def __init__(self, abi: Api) -> None:
                self._state = State(abi, abi.thing_create())
            def go(self) -> Held:
                options = PJRT_Options()
                options.hook = 1
                self._state.abi.thing_go(PJRT_Kind.A, options, ON_DONE)
                return Held(self._state)
            def data(self) -> bytes:
                return self._state.abi.thing_data(self._state.ptr)
            def kinds(self) -> list[str]:
                return [kind.name for kind in PJRT_Kind]
            def __del__(self) -> None:
                self._state.abi.thing_destroy(self._state.ptr)

        class Held:
            def __init__(self, state: State) -> None:
                self._state = state
            def stop(self) -> None:
                '''Stops it. C: PJRT_Thing_Stop.'''
                self._state.abi.thing_stop(self._state.ptr)
    """,
    "_runtime/hooks.py": """
        from pjrt_abi.structs import PJRT_OnDone
        def _done(number): pass
        ON_DONE = PJRT_OnDone(_done)
    """,
    "extensions/__init__.py": """
        from typing import TYPE_CHECKING
        if TYPE_CHECKING:
            from acme.extensions.acme import Acme as Acme
    """,
    "extensions/base.py": """
        from typing import Any
        class Extension:
            def __init__(self, plugin) -> None:
                table = self.TABLE
                self.table: Any = table(plugin.address)
    """,
    "extensions/acme.py": """
        from acme.extensions.base import Extension
        from pjrt_abi.extensions import acme as raw
        class Acme(Extension):
            TABLE = raw.Acme
            def go(self) -> None:
                self.table.go(1)
    """,
    "testing/__init__.py": """
        from pjrt_abi.functions import Api
        def never(abi: Api): abi.thing_free(1)
    """,
}


def write(folder: Path, files: Mapping[str, str]) -> Path:
    """A package of these modules by path, with a small runtime; its folder."""
    package = folder / "acme"
    for path, text in {"_runtime/__init__.py": "", "_runtime/state.py": RUNTIME, **files}.items():
        (package / path).parent.mkdir(parents=True, exist_ok=True)
        (package / path).write_text(textwrap.dedent(text))
    return package


def facades(folder: Path, files: Mapping[str, str]) -> Facades:
    """What the analysis finds of such a package."""
    return Facades.read(write(folder, files), Raw(MODEL))


# ------------------------------------------------------------------ a repository

GAPS = """
[[gap]]
names = ["PJRT_Unused", "PJRT_Acme_Never*"]
columns = ["facade"]
why = "Nobody wants it."
"""

README = """# Acme

```python
import acme

client = acme.Client(abi)
held = client.go()
```

`held.stop()` ends it, `client.data()` reads it. Errors are acme.PjrtError.
`acme.extensions.Acme.go` goes elsewhere. PJRT_Kind_kB is a kind, `client.kinds()` has all.
"""

CELLS = {
    "PJRT_Error_Message": {"cpu.so": "answered", "old.so": "answered"},
    "PJRT_Thing_Create": {"cpu.so": "answered", "old.so": "NOT_FOUND, UNKNOWN"},
    "PJRT_Thing_Destroy": {"cpu.so": "answered", "old.so": "no Thing"},
    "PJRT_Thing_Go": {"cpu.so": "answered", "old.so": "lacks it"},
    "PJRT_Thing_Stop": {"cpu.so": "see note", "old.so": "no Thing"},
    "PJRT_Thing_Data": {"cpu.so": "answered", "old.so": "no Thing"},
    "PJRT_Thing_Free": {"cpu.so": "answered", "old.so": "no Thing"},
    "PJRT_Acme_Go": {"cpu.so": "INTERNAL", "python": "answered"},
    "PJRT_Acme_Never": {"cpu.so": "not called", "python": "raw only"},
}

RECORD: dict[str, Any] = {
    "api": "0.9",
    "plugins": [
        {"id": "cpu.so", "label": "cpu 0.9", "platform": "cpu", "api": "0.9", "real": True},
        {"id": "old.so", "label": "old 0.7", "platform": "old", "api": "0.7", "real": True},
        {"id": "python", "label": "Python", "platform": "python", "api": "", "real": False},
    ],
    "extensions": {"Acme": ["cpu.so", "python"]},
    "functions": CELLS,
    "notes": {"PJRT_Thing_Stop": {"cpu.so": "It never stops here."}},
    "callbacks": ["PJRT_OnDone", "PJRT_Options_hook"],
}


def history() -> dict[str, Any]:
    """What history.json has of the model: all of it since 0.7, PJRT_Thing_Go since 0.9."""
    known = {"known": ["0.7"]}
    tables = {f["name"]: t["struct"] for t in MODEL["tables"] for f in t["functions"]}
    functions: dict[str, Any] = {name: {**known, "table": table} for name, table in tables.items()}
    functions["PJRT_Thing_Go"]["known"] = ["0.9", "0.8"]
    functions["PJRT_Thing_Gone"] = {"known": ["0.7", None, "0.8"], "table": "PJRT_Api"}
    return {
        "versions": ["0.7", "0.8", "0.9"],
        "modules": {"": "c/core.h", "acme": "c/acme.h"},
        "functions": functions,
        "structs": {
            s["name"]: {**known, "fields": {f["name"]: ["0.7"] for f in s["fields"]}} for s in MODEL["structs"]
        },
        "enums": {e["name"]: {**known, "values": {v["name"]: ["0.7"] for v in e["values"]}} for e in MODEL["enums"]},
        "extensions": {e["type_name"]: known for e in MODEL["extensions"]},
        "callbacks": {c["name"]: known for c in MODEL["callbacks"]},
        "sets": [{"name": name, "version": name[:3]} for name in ("0.7", "0.8", "0.8-2", "0.9")],
        "steps": [
            {"from": "0.7", "to": "0.8", "grown": ["PJRT_Options"]},
            {"from": "0.8", "to": "0.8-2", "broke": ["PJRT_Options: field moved"]},
            {
                "from": "0.8-2",
                "to": "0.9",
                "functions": ["PJRT_Thing_Go"],
                "renamed": [["PJRT_Kind_kC", "PJRT_Kind_kB"]],
            },
        ],
    }


def repository(root: Path) -> Path:
    """A repository that has all that the report is made of."""
    write(root, PACKAGE)
    (root / "generated" / "report").mkdir(parents=True)
    (root / "docs").mkdir()
    for path, content in {
        "generated/abi.json": json.dumps(MODEL),
        "generated/history.json": json.dumps(history()),
        "generated/report/exercised.json": json.dumps(RECORD),
        "gaps.toml": GAPS,
        "README.md": README,
        "docs/made.md": "# Made\n\nMade by a command; not edited\nby hand. PJRT_Unused",
    }.items():
        (root / path).write_text(content)
    return root
