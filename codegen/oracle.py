"""Proof of layout: a C++ compiler's sizes, offsets and values of all that the model holds, to compare with.

A program is generated that includes the very headers, as C++ and with the real libc; only what is in
a namespace or named `a::b` comes from a cleaned copy, because its definitions are not there.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from . import overrides
from .errors import CodegenError
from .layout import Layouts
from .model import Abi, Array, CType, Enum, Field, Pointer, Ref, Struct
from .preprocess import blank_comments, c_identifier, clean_cpp
from .templating import environment

_QUOTED_INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*"([^"\n]+)"', re.MULTILINE)
_TIMEOUT = 300


@dataclass(frozen=True)
class Oracle:
    """What the compiler says, as (kind of fact, name) -> number.

    ("sizeof", S), ("alignof", S) and ("STRUCT_SIZE", S) of a struct; ("offsetof", S.f) and ("sizeof", S.f) of
    a field; ("sizeof", E) and ("value", E.V) of an enum and its values. An anonymous field is _anonymous<n>.
    A flexible array member has an offset and no size.
    """

    facts: Mapping[tuple[str, str], int]


def field_name(member: Field, number: int) -> str:
    """A field's name in facts and in ctypes; an anonymous one goes by its position."""
    return member.name or f"_anonymous{number}"


def model_facts(abi: Abi) -> dict[tuple[str, str], int]:
    """The model's own answer to all that the oracle is asked."""
    layouts = Layouts({s.name: s for s in abi.structs}, {e.name: e for e in abi.enums})
    facts: dict[tuple[str, str], int] = {}
    for struct in abi.structs:
        facts["sizeof", struct.name] = struct.layout.size
        facts["alignof", struct.name] = struct.layout.align
        if struct.last_field:
            facts["STRUCT_SIZE", struct.name] = struct.struct_size
        for number, member in enumerate(struct.fields):
            name = f"{struct.name}.{field_name(member, number)}"
            facts["offsetof", name] = member.offset
            if not _is_flexible(member.type):
                facts["sizeof", name] = layouts.of(member.type, f"{member.loc}: {name}").size
    for enum in abi.enums:
        facts["sizeof", enum.name] = layouts.of(Ref(enum.name), str(enum.loc)).size
        for value in enum.values:
            facts["value", f"{enum.name}.{value.name}"] = value.value
    return facts


def differences(oracle: Oracle, facts: Mapping[tuple[str, str], int]) -> list[str]:
    """Where the facts are not the compiler's, or one of the two lacks one; a line each."""
    found = []
    for kind, name in sorted({*oracle.facts, *facts}):
        said, ours = oracle.facts.get((kind, name)), facts.get((kind, name))
        if said != ours:
            found.append(f"{kind} {name}: the compiler says {said}, not {ours}")
    return found


# ---------------------------------------------------------------- the program


@dataclass(frozen=True)
class _Alias:
    name: str
    expression: str


@dataclass(frozen=True)
class _Typedef:
    name: str
    c: str


@dataclass(frozen=True)
class _FieldView:
    name: str
    offset: str
    sized: tuple[str, ...]
    """The expression to take the sizeof of; none for a flexible array member."""


@dataclass(frozen=True)
class _Value:
    name: str
    expression: str


@dataclass(frozen=True)
class _EnumView:
    name: str
    type: str
    members: tuple[_Value, ...]


@dataclass
class _Type:
    """A struct: `alias` names it within the program; `mirror` are the lines that build an anonymous one."""

    name: str
    alias: str
    aliases: list[_Alias] = field(default_factory=list)
    mirror: list[str] = field(default_factory=list)
    fields: list[_FieldView] = field(default_factory=list)
    struct_sizes: list[str] = field(default_factory=list)


def oracle_source(abi: Abi) -> str:
    """The C++ program that prints the facts of all structs and enums of the model."""
    program = _Program(abi)
    env = environment()
    cpp_types = sorted(overrides.load().cpp_types.items())
    return env.get_template("oracle.cpp.j2").render(
        headers=[h.path for h in abi.headers],
        typedefs=[_Typedef(c_identifier(name), c) for name, c in cpp_types],
        types=program.types(),
        enums=[program.enum(e) for e in abi.enums],
    )


class _Program:
    """Finds for each struct how C++ can name it."""

    def __init__(self, abi: Abi) -> None:
        self.structs = {s.name: s for s in abi.structs}
        self.order = abi.structs
        known: dict[str, Struct | Enum] = {**self.structs, **{e.name: e for e in abi.enums}}
        self.holders = {inner: (s, f) for s in abi.structs for inner, f in _nested(s, known)}

    def types(self) -> list[_Type]:
        """The structs, each after those whose names it needs."""
        made: dict[str, _Type] = {}
        for struct in self.order:
            self._make(struct, made)
        return list(made.values())

    def enum(self, enum: Enum) -> _EnumView:
        """An enum, reached by its name, by the member that has it, or by its values alone."""
        scope = f"::{enum.name}"
        if enum.name in self.holders:
            holder, member = self.holders[enum.name]
            scope = _stripped(f"decltype({self._owner(holder)}::{member.name})", member.type)
        elif enum.values and enum.name == f"enum_{enum.values[0].name}":  # neither a tag nor a typedef
            scope = f"decltype(::{enum.values[0].name})"
        return _EnumView(enum.name, scope, tuple(_Value(v.name, f"{scope}::{v.name}") for v in enum.values))

    def _make(self, struct: Struct, made: dict[str, _Type]) -> None:
        if struct.name in made:
            return
        view = _Type(struct.name, f"T_{struct.name}")
        if struct.name not in self.holders:
            view.aliases.append(_Alias(view.alias, f"::{struct.name}"))
        else:
            holder, member = self.holders[struct.name]
            self._make(holder, made)
            if member.name:
                reached = f"decltype({self._owner(holder)}::{member.name})"
                view.aliases.append(_Alias(view.alias, _stripped(reached, member.type)))
            else:
                self._mirror(struct, view)
        made[struct.name] = view
        self._facts(struct, view)

    def _owner(self, struct: Struct) -> str:
        """The named type whose members the struct's fields are to C++."""
        while struct.name in self.holders and not self.holders[struct.name][1].name:
            struct = self.holders[struct.name][0]
        return f"T_{struct.name}"

    def _mirror(self, struct: Struct, view: _Type) -> None:
        """An anonymous member, built again from the types that its members have in the header."""
        owner = self._owner(struct)
        lines = []
        for number, member in enumerate(struct.fields):
            if member.name:
                lines.append(f"  decltype({owner}::{member.name}) {member.name};")
            else:
                lines += [*self._inline(self._inner(member), owner, "  "), f"  }} _anonymous{number};"]
        keyword = "union" if struct.is_union else "struct"
        view.mirror = [f"{keyword} {view.alias} {{", *lines, "};"]

    def _inline(self, struct: Struct, owner: str, indent: str) -> list[str]:
        lines = [f"{indent}{'union' if struct.is_union else 'struct'} {{"]
        for number, member in enumerate(struct.fields):
            if member.name:
                lines.append(f"{indent}  decltype({owner}::{member.name}) {member.name};")
            else:
                inner = self._inline(self._inner(member), owner, indent + "  ")
                lines += [*inner, f"{indent}  }} _anonymous{number};"]
        return lines

    def _inner(self, member: Field) -> Struct:
        assert isinstance(member.type, Ref)
        return self.structs[member.type.name]

    def _first(self, struct: Struct) -> str:
        """A named member that stands at the very start of an anonymous one."""
        first = struct.fields[0]
        return first.name or self._first(self._inner(first))

    def _facts(self, struct: Struct, view: _Type) -> None:
        owner = self._owner(struct)
        base = "" if owner == view.alias else f" - offsetof({owner}, {self._first(struct)})"
        for number, member in enumerate(struct.fields):
            name = f"{struct.name}.{field_name(member, number)}"
            at = member.name or self._first(self._inner(member))
            size = f"{owner}::{member.name}"
            if not member.name:
                size = f"{view.alias}::_anonymous{number}" if base else f"T_{self._inner(member).name}"
            sized = () if _is_flexible(member.type) else (size,)
            view.fields.append(_FieldView(name, f"offsetof({owner}, {at}){base}", sized))
        if struct.last_field:
            view.struct_sizes.append(f"{struct.name}_STRUCT_SIZE")  # a macro may stand for the enum


def _is_flexible(kind: CType) -> bool:
    return isinstance(kind, Array) and kind.length == 0


def _nested(struct: Struct, known: Mapping[str, Struct | Enum]) -> Iterable[tuple[str, Field]]:
    """The structs and enums whose bodies stand inside this one's, with the field that each is the type of."""
    for member in struct.fields:
        inner = known.get(_base(member.type))
        if inner is None or inner.name == struct.name or inner.loc.header != struct.loc.header:
            continue
        if not member.name or struct.loc.line <= inner.loc.line <= member.loc.line:
            yield inner.name, member


def _base(kind: CType) -> str:
    match kind:
        case Ref(name):
            return name
        case Array(element, _):
            return _base(element)
        case Pointer(target, _):
            return _base(target)
    return ""


def _stripped(expression: str, kind: CType) -> str:
    """The struct at the end of an array or a pointer."""
    match kind:
        case Array(element, _):
            return _stripped(f"std::remove_extent_t<{expression}>", element)
        case Pointer(target, _):
            return _stripped(f"std::remove_cv_t<std::remove_pointer_t<{expression}>>", target)
    return expression


# ------------------------------------------------------------- compile and run


def compile_and_run(abi: Abi, dirs: Sequence[Path], workdir: Path, compiler: str = "c++") -> Oracle:
    """Compiles the program against the headers in `dirs` and reads what it prints.

    Raises CodegenError with the compiler's output, such as a static_assert of a header that fails.
    """
    cleaned = workdir / "include"
    _clean([h.path for h in abi.headers], dirs, cleaned)
    source, program = workdir / "oracle.cpp", workdir / "oracle"
    source.write_text(oracle_source(abi), encoding="utf-8")
    # -fpermissive: a member named as its type, as the slots of PJRT_Api are, is an error to GCC alone.
    command = [compiler, "-std=c++17", "-fpermissive", "-w", *(f"-I{d}" for d in (cleaned, *dirs))]
    _run([*command, str(source), "-o", str(program)], "the headers do not compile as C++")
    facts: dict[tuple[str, str], int] = {}
    for line in _run([str(program)], "the oracle does not run").splitlines():
        fact = json.loads(line)
        facts[fact["kind"], fact["name"]] = fact["value"]
    return Oracle(facts)


def _run(command: Sequence[str], what: str) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_TIMEOUT, check=False)
    except FileNotFoundError as error:
        raise CodegenError(f"{command[0]}: no such compiler; install one or name another") from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CodegenError(f"{command[0]}: {what}: {error}") from error
    if done.returncode:
        raise CodegenError(f"{command[0]}: {what}:\n{done.stderr or done.stdout}".rstrip())
    return done.stdout


def _clean(headers: Iterable[str], dirs: Sequence[Path], into: Path) -> None:
    """Writes clean copies of the headers with C++ that nobody defines, and empty ones for what is missing."""
    for header in headers:
        path = next((d / header for d in dirs if (d / header).is_file()), None)
        if path is None:
            raise CodegenError(f"{header}: no such header in {', '.join(map(str, dirs))}")
        text = path.read_text(encoding="utf-8")
        code = clean_cpp(text, header)
        if code != blank_comments(text):
            _write(into / header, code)
        for included in _QUOTED_INCLUDE.findall(code):
            if not any((d / included).is_file() for d in (*dirs, path.parent)):
                _write(into / included, "")


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
