"""The ABI model -> files in memory: (path, text) pairs. Everything a template prints is made here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from types import SimpleNamespace

from . import accelerator, history, names, since
from .compatible import Compatibility
from .files import File, json_text
from .history import History
from .model import Abi, Callback, Direction, Enum, Field, Handle, Pointer, Ref, Struct, Table, ctype_text, mark, to_data
from .pytypes import Types
from .serving import Serving
from .snapshots import Snapshot, Version, files, text_of, tree_of
from .templating import environment
from .wrappers import Wrapper, wrapper

BASE = "pjrt_abi"

_SUPPORT = re.compile(r"^(?:def|class) (\w+)|^(CALL\w*) =", re.MULTILINE)
_CTYPES = frozenset(
    re.findall(
        r"\w+",
        "CFUNCTYPE Structure Union addressof c_bool c_char c_double c_float c_int c_int16 c_int32 c_int64 c_int8 "
        "c_size_t c_ssize_t c_uint c_uint16 c_uint32 c_uint64 c_uint8 c_void_p create_string_buffer sizeof Array",
    )
)
"""What of ctypes a generated module may need."""


def render(abi: Abi, past: History | None = None) -> list[File]:
    """The package pjrt_abi, the model as data, its snapshots and what they tell. past: all that is known of it."""
    known = past or history.of([Snapshot(text_of(abi.version), "", "", tree_of(abi))])
    data = known.data()
    return [
        *_Renderer(abi, BASE, past=known).standard(known),
        *accelerator.source(abi),
        File("abi.json", abi_json(abi)),
        File(history.FILE, json_text(data)),
        File(f"{BASE}/{history.NAMES}", json_text(known.names_data())),
        *files(known.snapshots),
    ]


def render_extra(abi: Abi, modules: Sequence[str], package: str) -> list[File]:
    """A package for private headers: their modules only, on top of pjrt_abi."""
    return list(_Renderer(abi, package, modules).extra(modules))


def abi_json(abi: Abi) -> str:
    """The model as data: stable order, and a line for what fits one, so that a change shows as a line."""
    return json_text(to_data(abi))


class _Renderer:
    def __init__(self, abi: Abi, package: str, private: Sequence[str] = (), *, past: History | None = None) -> None:
        self.abi = abi
        self.package = package
        self.private = frozenset(private)
        functions = {c.name for c in abi.callbacks} | {f.name for f in abi.functions}
        self.types = Types({e.name: e for e in abi.enums}, {h.name for h in abi.handles}, functions)
        self.structs = {s.name: s for s in abi.structs}
        self.functions = {f.name: f for f in abi.functions}
        self.declared: dict[str, set[str]] = {}
        everything: list[Enum | Struct | Callback] = [*abi.enums, *abi.structs, *abi.callbacks]
        for one in everything:
            self.declared.setdefault(one.module, set()).add(one.name)
        self.env = environment()
        self.compatible = None if past is None else Compatibility(past, abi)

    # ------------------------------------------------------------------ files

    def _core(self) -> Iterable[File]:
        yield self._plain("__init__.py", abi=self.abi, constants=[c for c in self.abi.constants if not c.module])
        yield self._plain("typed.py", handles=self.abi.handles)
        yield self._plain("layout.py")
        yield self._plain("errors.py", codes=self._codes())
        yield File(f"{self.package}/py.typed", "")
        yield self._module("", "enums.py", structs=False, tables=False)
        yield self._module("", "structs.py", enums=False, tables=False)
        yield self._plain("older.py")
        yield self._plain("support.py", payloads=self._payloads())
        yield self._module("", "functions.py", enums=False, structs=False)

    def standard(self, past: History) -> Iterable[File]:
        yield from self._core()
        yield self._plain("extensions/__init__.py", extensions=self._extensions())
        for module in self._modules():
            yield self._module(module, f"extensions/{module}.py")
        yield self._plain("history.py", **since.tables(past, self.abi))
        yield self._plain("views.py")
        yield self._plain("server/__init__.py", extensions=self._extensions(), from_callbacks=self._from_callbacks())
        yield self._server("", "server/functions.py")
        for module in self._modules():
            yield self._server(module, f"server/{module}.py")

    def extra(self, modules: Sequence[str]) -> Iterable[File]:
        own = [e for e in self._extensions() if e.module.rpartition(".")[2] in modules]
        handles = [h for h in self.abi.handles if h.module in modules]
        yield self._plain("extra.py", path="__init__.py", extensions=own, modules=modules)
        yield self._plain("typed.py", handles=handles)
        yield File(f"{self.package}/py.typed", "")
        yield File(f"{self.package}/server/__init__.py", '"""What serves the functions of the private extensions."""\n')
        for module in modules:
            yield self._module(module, f"{module}.py")
            yield self._server(module, f"server/{module}.py")

    def _modules(self) -> list[str]:
        return sorted({h.module for h in self.abi.headers if h.module})

    def _plain(self, template: str, *, path: str = "", **context: object) -> File:
        name = template.replace("/__init__.py", "_init.py").replace("__init__.py", "init.py")
        text = self.env.get_template(f"{name}.j2").render(**context)
        return File(f"{self.package}/{path or template}", _tidy(text))

    def _module(self, module: str, path: str, *, enums: bool = True, structs: bool = True, tables: bool = True) -> File:
        """One header's declarations: all of them in an extension, by kind in the core."""
        macros = self.env.get_template("declarations.j2").module
        parts: list[str] = []

        def emit(macro: str, view: object) -> None:
            parts.append(str(getattr(macros, macro)(view)))

        if module:
            for constant in (c for c in self.abi.constants if c.module == module):
                emit("constant", constant)
        for enum in (e for e in self.abi.enums if enums and e.module == module):
            emit("enum", _enum(enum))
        for struct in (s for s in self.abi.structs if structs and s.module == module):
            emit("struct", self._struct(struct))
        for callback in (c for c in self.abi.callbacks if structs and c.module == module):
            emit("callback", self._callback(callback))
        for table in (t for t in self.abi.tables if tables and t.module == module):
            wrappers = [
                wrapper(f, self.structs, self.types, self.functions, self._later(table, f.args_struct))
                for f in table.functions
            ]
            for made in (w for w in wrappers if w.result_name):
                emit("result_type", _result_type(made))
            emit("table", self._table(table, wrappers))
        title = _title(module, path, next((h.path for h in self.abi.headers if h.module == module), ""))
        body = "\n\n\n".join(parts)
        if "(AbiEnum)" in body and not module:
            body = f"{_ABI_ENUM}\n\n\n{body}"
        return File(
            f"{self.package}/{path}", _tidy(f'"""{title}"""\n\n{self._imports(body, module, path)}\n\n\n{body}\n')
        )

    def _server(self, module: str, path: str) -> File:
        """The other side of one header's tables, and what its structs hold."""
        macro = self.env.get_template("serving.j2").module.server  # type: ignore[attr-defined]
        serving = Serving(self.abi, self.types)
        parts = [serving.describe(s) for s in self.abi.structs if s.module == module and s.folds]
        parts += [str(macro(serving.table(t))) for t in self.abi.tables if t.module == module]
        header = next((h.path for h in self.abi.headers if h.module == module), "")
        body = "\n\n\n".join(parts)
        title = f'"""Generated from `{header}`: what serves its functions."""'
        imports = self._imports(re.sub(r'"[^"\n]*"', "", body), None, path)
        return File(f"{self.package}/{path}", _tidy(f"{title}\n\n{imports}\n\n\n{body}\n"))

    # ---------------------------------------------------------------- imports

    def _imports(self, body: str, module: str | None, path: str) -> str:
        """Import lines for just the names that the body uses. module: what it declares itself, None for nothing."""
        used = set(re.findall(r"\w+", re.sub(r'""".*?"""|#[^\n]*', "", body, flags=re.DOTALL)))
        lines = ["from __future__ import annotations", ""]
        standard = []
        if abstract := sorted(used & {"Mapping", "Sequence"}):
            standard.append(f"from collections.abc import {', '.join(abstract)}")
        if ctypes := sorted(used & _CTYPES):
            standard.append(_from("ctypes", ctypes))
        if "IntEnum" in used:
            standard.append("from enum import IntEnum")
        if typing := sorted(used & {"Any", "ClassVar", "NamedTuple"}):
            standard.append(f"from typing import {', '.join(typing)}")
        ours = [_from(source, sorted(found)) for source, found in self._used(used, module, path) if found]
        return "\n".join([*lines, *standard, *([""] if standard and ours else []), *ours]).rstrip()

    def _used(self, used: set[str], module: str | None, path: str) -> Iterable[tuple[str, set[str]]]:
        stem = path.removesuffix(".py")
        own = {h.python for h in self.abi.handles if h.module in self.private}
        typed = {h.python for h in self.abi.handles} | {"FunctionPointer", "NamedValue"}
        homes: dict[str, set[str]] = {f"{BASE}.typed": (used & typed) - own}
        if own & used:
            homes[f"{self.package}.typed"] = own & used
        core_enums = {e.name for e in self.abi.enums if not e.module} | {"AbiEnum"}
        core_structs = {s.name for s in self.abi.structs if not s.module}
        core_structs |= {c.name for c in self.abi.callbacks if not c.module}
        if stem != "enums":
            homes[f"{BASE}.enums"] = used & core_enums
        if stem != "structs":
            homes[f"{BASE}.structs"] = used & core_structs
        homes[f"{BASE}.layout"] = used & {"size_through"}
        homes[f"{BASE}.errors"] = used & {"PjrtError", "error_of"}
        for name in () if stem in ("enums", "structs") else ("views",) if module is None else ("support",):
            source = self.env.get_template(f"{name}.py.j2").render(payloads=self._payloads())
            defined = {one or other for one, other in _SUPPORT.findall(source)}
            homes[f"{BASE}.{name}"] = used & defined
        if module is None:
            served = stem.removeprefix("server/")
            clients = {t.python for t in self.abi.tables if (t.module or "functions") == served}
            homes[f"{BASE}.functions" if served == "functions" else self._home(served)] = used & clients
        for other in self._modules():
            if other != module:
                homes.setdefault(self._home(other), set()).update(used & self.declared.get(other, set()))
        return sorted(homes.items())

    def _home(self, module: str) -> str:
        """The Python module that declares what a header does."""
        return f"{self.package}.{module}" if module in self.private else f"{BASE}.extensions.{module}"

    # ------------------------------------------------------------------ views

    def _payloads(self) -> bool:
        return any(c.name == "PJRT_Error_PayloadVisitor" for c in self.abi.callbacks)

    def _from_callbacks(self) -> list[str]:
        """The handles that some callback's parameter is."""
        kinds = [param.type for callback in self.abi.callbacks for param in callback.type.params]
        return sorted(
            {
                k.target.name
                for k in kinds
                if isinstance(k, Pointer) and isinstance(k.target, Ref) and self.types.is_handle(k)
            }
        )

    def _codes(self) -> SimpleNamespace:
        enum = next(e for e in self.abi.enums if e.name == "PJRT_Error_Code")
        members = [
            SimpleNamespace(name=v.name, python=v.python, exception=f"{names.camel(v.python.lower())}Error")
            for v in enum.values
            if v.value
        ]
        return SimpleNamespace(name=enum.name, members=members)

    def _extensions(self) -> list[SimpleNamespace]:
        """The registry's rows: every extension type, with its class where a header describes one."""
        tables = {t.struct: t for t in self.abi.tables}
        rows = []
        for e in self.abi.extensions:
            table = tables.get(e.struct)
            home = f"{BASE}.extensions" if self.package == BASE else self.package
            rows.append(
                SimpleNamespace(
                    name=e.name,
                    type_value=e.type_value,
                    version=e.version,
                    module=f"{home}.{e.module}" if e.module else "",
                    python=table.python if table else "",
                    struct=e.struct,
                    experimental=e.experimental,
                    deprecated=e.deprecated,
                )
            )
        return rows

    def _struct(self, struct: Struct) -> SimpleNamespace:
        fields, anonymous = [], []
        for number, f in enumerate(struct.fields):
            member = f.name or f"_anonymous{number}"
            if not f.name:
                anonymous.append(member)
            fields.append(self._member(f, member))
        size = f"sizeof({struct.name})"
        if struct.last_field:
            size = f'size_through({struct.name}, "{struct.last_field}")'
        return SimpleNamespace(
            name=struct.name,
            base="Union" if struct.is_union else "Structure",
            doc=self._struct_doc(struct),
            fields=fields,
            promoted=[self._member(f, f.name) for f in self._promoted(struct)],
            anonymous=anonymous,
            size=size,
        )

    def _promoted(self, struct: Struct) -> Iterable[Field]:
        """The members of anonymous members, which C and ctypes reach through the struct itself."""
        for f in struct.fields:
            if not f.name and isinstance(f.type, Ref):
                inner = self.structs[f.type.name]
                yield from (g for g in inner.fields if g.name)
                yield from self._promoted(inner)

    def _struct_doc(self, struct: Struct) -> str:
        size = f"{struct.struct_size} bytes"
        if not struct.last_field:
            size += " (no traits macro: its sizeof)"
        user = struct.name.removesuffix("_Args")
        if user != struct.name and (user in self.functions or user in {c.name for c in self.abi.callbacks}):
            return f"Arguments of `{user}`; {size}."
        return f"`{'union' if struct.is_union else 'struct'} {struct.name}`; {size}."

    def _member(self, f: Field, member: str) -> SimpleNamespace:
        notes = [ctype_text(f.type)]
        if f.direction is not Direction.IN:
            notes.insert(0, f.direction.value)
        notes += [word for word, on in (("may be NULL", f.nullable), ("deprecated", f.deprecated)) if on]
        return SimpleNamespace(
            name=f.name,
            member=member,
            annotation=self.types.annotation(f.type),
            ctype=self.types.ctypes(f.type),
            note=", ".join(notes),
        )

    def _callback(self, callback: Callback) -> SimpleNamespace:
        kinds = [self.types.ctypes_result(callback.type.returns)]
        kinds += [self.types.ctypes(p.type) for p in callback.type.params]
        return SimpleNamespace(name=callback.name, arguments=", ".join(kinds), text=ctype_text(callback.type))

    def _later(self, table: Table, struct: str) -> Mapping[str, Version]:
        """The fields of an argument struct that came later than it did."""
        if self.compatible is None or struct not in self.structs or not self.compatible.follows(table):
            return {}
        return self.compatible.later(self.structs[struct])

    def _table(self, table: Table, wrappers: Sequence[Wrapper]) -> SimpleNamespace:
        struct = self.structs[table.struct]
        error = next((h for h in self.abi.handles if h.name == table.error), None)
        readers = {f.name.rpartition("_")[2]: f.python for f in table.functions if f.reads_error}
        reader = _reader(readers, error) if "Destroy" in readers and error else []
        version = next((f.name for f in struct.fields if ctype_text(f.type).endswith("_Api_Version")), "")
        extension = next((e for e in self.abi.extensions if e.struct == table.struct), None)
        return SimpleNamespace(
            python=table.python,
            struct=table.struct,
            doc=_table_doc(table),
            sized=struct.fields[0].name in ("struct_size", "base", "extension_base"),
            version=version,
            follows=self.compatible is None or self.compatible.follows(table),
            grown=list(self.compatible.grown(table).items()) if self.compatible else [],
            reader=reader,
            destroy=readers.get("Destroy", ""),
            error=error.python if error else "",
            functions=list(wrappers),
            extension=extension
            and SimpleNamespace(
                name=extension.name,
                type_value=extension.type_value,
                version=extension.version,
                mark=mark(extension),
            ),
            marks=[(f.name, mark(f)) for f in table.functions if mark(f)],
        )


def _reader(readers: Mapping[str, str], error: Handle) -> list[str]:
    """The lines that read an error: message and code, or both at once, and payloads where the API has them."""
    pointer = f"{error.python}(error)"
    if "GetDetails" in readers:
        lines = [f"details = self.{readers['GetDetails']}({pointer})", "code, message = details.errc, details.message"]
    else:
        message = readers.get("Message") or readers.get("GetMessage")
        code = f"self.{readers['GetCode']}({pointer})" if "GetCode" in readers else "None"
        lines = [f"message = self.{message}({pointer})" if message else 'message = ""', f"code = {code}"]
    if "ForEachPayload" in readers:
        lines += [
            "payloads: dict[str, bytes] = {}",
            'if self.has("PJRT_Error_ForEachPayload"):',
            "    with payload_visitor(payloads) as (visitor, token):",
            f"        self.{readers['ForEachPayload']}({pointer}, visitor, user_arg=token)",
            "return error_of(code, message, function, payloads)",
        ]
    else:
        lines.append("return error_of(code, message, function)")
    return lines


def _enum(enum: Enum) -> SimpleNamespace:
    members = [SimpleNamespace(python=v.python, value=v.value, note=mark(v)) for v in enum.values]
    return SimpleNamespace(name=enum.name, underlying=enum.underlying, members=members)


def _result_type(made: Wrapper) -> SimpleNamespace:
    fields = [SimpleNamespace(name=names.identifier(name), type=kind) for name, kind in made.result]
    return SimpleNamespace(name=made.result_name, function=made.name, fields=fields)


def _table_doc(table: Table) -> str:
    kind = {"api": "The function table", "extension": "The extension", "vtable": "The vtable"}[table.kind]
    return f"{kind} `{table.struct}`, with a method for each of its {len(table.functions)} functions."


def _title(module: str, path: str, header: str) -> str:
    if module:
        return f"Generated from `{header}`: enums, structs, callbacks and functions."
    what = {"enums.py": "enums", "structs.py": "structs and callbacks", "functions.py": "functions"}[path]
    return f"Generated from `{header}`: {what}."


_ABI_ENUM = '''class AbiEnum(IntEnum):
    """An enum of the C API. A value that these headers do not know becomes a member named UNKNOWN_<value>."""

    @classmethod
    def _missing_(cls, value: object) -> AbiEnum | None:
        if not isinstance(value, int):
            return None
        member = int.__new__(cls, value)
        member._name_ = f"UNKNOWN_{value}"
        member._value_ = value
        return member'''


def _from(module: str, found: Sequence[str]) -> str:
    line = f"from {module} import {', '.join(found)}"
    if len(line) <= 110:
        return line
    return f"from {module} import (\n" + "".join(f"    {name},\n" for name in found) + ")"


def _tidy(text: str) -> str:
    """At most two blank lines in a row, none at the end."""
    return re.sub(r"\n{4,}", "\n\n\n", text).rstrip("\n") + "\n"
