"""The C source of the accelerator: it needs what its templates name, and builds without a word."""

from __future__ import annotations

import re
import subprocess
import sysconfig
from dataclasses import replace
from pathlib import Path

import pytest

from codegen import accelerator
from codegen.errors import CodegenError
from codegen.model import Abi, Function, Ref, Struct
from codegen.pipeline import build_set

pytestmark = pytest.mark.download
ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "generated" / accelerator.PATH
GONE = "PJRT_Event_IsReady"


@pytest.fixture(scope="module")
def abi() -> Abi:
    return build_set("0.115")[0]


def test_it_has_what_the_templates_name(abi: Abi) -> None:
    made, _ = accelerator.source(abi)
    text = made.text
    assert text == SOURCE.read_text()
    structs = re.findall(r"^} (PJRT_\w+);$", text, re.MULTILINE)
    functions = re.findall(r'^    \{"(PJRT_\w+)", "(PJRT_\w+)", offsetof', text, re.MULTILINE)
    assert [args for _, args in functions] == sorted(structs, key=[args for _, args in functions].index)
    called = set(re.findall(r"CALL\([\w>-]+, (PJRT_\w+), ", text))
    assert called == {name for name, _ in functions}


def test_its_structs_are_laid_out_as_the_models(abi: Abi) -> None:
    """Each field's place is asserted where it is compiled."""
    made, _ = accelerator.source(abi)
    text = made.text
    asserted = re.findall(r"_Static_assert\(offsetof\((\w+), (\w+)\) == (\d+)", text)
    known = {s.name: s for s in abi.structs}
    assert asserted
    assert all(
        next(f.offset for f in known[struct].fields if f.name == field) == int(offset)
        for struct, field, offset in asserted
    )


def test_a_function_that_is_gone(abi: Abi) -> None:
    def without(functions: tuple[Function, ...]) -> tuple[Function, ...]:
        return tuple(f for f in functions if f.name != GONE)

    tables = tuple(replace(table, functions=without(table.functions)) for table in abi.tables)
    structs = tuple(s for s in abi.structs if s.name != f"{GONE}_Args")
    with pytest.raises(CodegenError, match=rf"templates/accelerator: the headers have no {GONE}, {GONE}_Args$"):
        accelerator.source(replace(abi, tables=tables, structs=structs))


def test_its_digest_is_of_all_of_it(abi: Abi) -> None:
    """Another source has another one, and the module in C and the package have the same."""
    made, digest = accelerator.source(abi)
    (told,) = re.findall(r'^MADE_OF: Final = "(\w{16})"$', digest.text, re.MULTILINE)
    assert f'PyModule_AddStringConstant(module, "MADE_OF", "{told}")' in made.text
    moved = tuple(replace(s, fields=s.fields[::-1]) if s.name == f"{GONE}_Args" else s for s in abi.structs)
    assert told not in accelerator.source(replace(abi, structs=moved))[1].text


def test_headers_without_programs(abi: Abi) -> None:
    assert accelerator.source(replace(abi, tables=())) == []


def test_a_struct_by_value(abi: Abi) -> None:
    """The structs that it knows hold none."""

    def changed(struct: Struct) -> Struct:
        if struct.name != f"{GONE}_Args":
            return struct
        return replace(struct, fields=(*struct.fields[:-1], replace(struct.fields[-1], type=Ref("PJRT_NamedValue"))))

    with pytest.raises(CodegenError, match=rf"cannot have {GONE}_Args\.is_ready: a struct by value"):
        accelerator.source(replace(abi, structs=tuple(map(changed, abi.structs))))


@pytest.mark.parametrize("standard", ["c11", "c17"])
def test_it_builds_without_a_warning(tmp_path: Path, standard: str) -> None:
    """No header of the C API is in reach."""
    include = sysconfig.get_path("include")
    flags = ["-O2", "-Wall", "-Wextra", "-Werror", "-Wno-unused-parameter", "-Wno-cast-function-type", "-fPIC"]
    done = subprocess.run(
        ["cc", f"-std={standard}", *flags, "-shared", f"-I{include}", str(SOURCE), "-o", str(tmp_path / "made.so")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
