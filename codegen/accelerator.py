"""The optional accelerator: the C source of the hot calls, with what it needs of the C API written out, and its digest.

What it needs is what its templates name: functions, with their argument structs, and enum values. It is built without
any header.
"""

from __future__ import annotations

import re
from hashlib import sha256
from types import SimpleNamespace
from typing import Any

from .errors import CodegenError
from .files import File
from .model import Abi, Array, Field, Pointer, Primitive, Ref, Struct
from .templating import TEMPLATES, environment

PATH = "pjrt_abi/_accelerator.c"
DIGEST = "pjrt_abi/_accelerator_made_of.py"
_FOLDER = "accelerator"
_PURPOSE = "PJRT_LoadedExecutable_Execute"


def source(abi: Abi) -> list[File]:
    """The C source; none for headers with which no program can be run, such as an excerpt.

    Raises CodegenError for a name in the templates that the model does not have as they need it.
    """
    named = _names()
    functions = [f for f in abi.functions if f.name in named and f.table == "PJRT_Api"]
    if all(f.name != _PURPOSE for f in functions):
        return []
    wanted = {f.args_struct for f in functions}
    structs = [s for s in abi.structs if s.name in wanted]
    values = [value for enum in abi.enums for value in enum.values if value.name in named]
    known = {f.name for f in functions} | wanted | {value.name for value in values} | {h.name for h in abi.handles}
    unknown = named - known
    if unknown:
        raise CodegenError(f"templates/{_FOLDER}: the headers have no {', '.join(sorted(unknown))}")
    facts = {
        "functions": [SimpleNamespace(name=f.name, args=f.args_struct) for f in functions],
        "structs": [SimpleNamespace(name=s.name, fields=_fields(s, abi)) for s in structs],
        "constants": [SimpleNamespace(name=value.name, value=value.value) for value in values],
    }
    text = _rendered("module.c.j2", made_of="", **facts)
    made_of = sha256(text.encode()).hexdigest()[:16]
    return [
        File(PATH, _rendered("module.c.j2", made_of=made_of, **facts)),
        File(DIGEST, _rendered("made_of.py.j2", made_of=made_of)),
    ]


def _rendered(template: str, **facts: Any) -> str:
    return environment().get_template(f"{_FOLDER}/{template}").render(facts)


def _names() -> set[str]:
    """The names of the C API that the templates use."""
    texts = [path.read_text() for path in sorted((TEMPLATES / _FOLDER).glob("*.j2"))]
    return set(re.findall(r"\bPJRT_\w+", re.sub(r"/\*.*?\*/", "", "".join(texts), flags=re.DOTALL)))


def _fields(struct: Struct, abi: Abi) -> list[SimpleNamespace]:
    return [
        SimpleNamespace(name=f.name, offset=f.offset, declaration=_declaration(struct, f, abi)) for f in struct.fields
    ]


def _declaration(struct: Struct, field: Field, abi: Abi) -> str:
    """A field in C. Pointers are void*, enums what they are made of."""
    match field.type:
        case Pointer():
            return f"void *{field.name}"
        case Primitive(name):
            return f"{name} {field.name}"
        case Array(Primitive(name), length):
            return f"{name} {field.name}[{length}]"
        case Ref(name):
            enum = next((e for e in abi.enums if e.name == name), None)
            if enum is not None:
                return f"{enum.underlying} {field.name}"
            if any(c.name == name for c in abi.callbacks):
                return f"void *{field.name}"
    raise CodegenError(f"{field.loc}: the accelerator cannot have {struct.name}.{field.name}: a struct by value")
