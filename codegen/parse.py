"""A preprocessed translation unit -> declarations in the model's terms. The only module that knows pycparser."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pycparser import c_ast
from pycparser.c_parser import CParser, ParseError

from .errors import CodegenError
from .layout import UNKNOWN_TYPE
from .model import Array, CType, FunctionType, Loc, Param, Pointer, Primitive, Ref
from .preprocess import Unit

PRIMITIVES = {
    "void": "void",
    "char": "char",
    "signed char": "int8_t",
    "unsigned char": "uint8_t",
    "short": "int16_t",
    "unsigned short": "uint16_t",
    "int": "int",
    "unsigned": "unsigned int",
    "unsigned int": "unsigned int",
    "long": "int64_t",
    "unsigned long": "uint64_t",
    "long long": "int64_t",
    "unsigned long long": "uint64_t",
    "float": "float",
    "double": "double",
    "_Bool": "bool",
    "bool": "bool",
}
"""C spellings of the arithmetic types -> the model's names for them."""

NAMED_PRIMITIVES = frozenset(f"{sign}int{bits}_t" for sign in ("", "u") for bits in (8, 16, 32, 64)) | {
    "size_t",
    "intptr_t",
    "uintptr_t",
    "ptrdiff_t",
}


@dataclass(frozen=True)
class FieldDecl:
    """A field as parsed; `name` is "" for an anonymous struct or union."""

    name: str
    type: CType
    loc: Loc


@dataclass
class StructDecl:
    """A struct or union with a body."""

    name: str
    fields: list[FieldDecl]
    loc: Loc
    is_union: bool
    traits: str = ""


@dataclass(frozen=True)
class EnumDecl:
    """An enum with its values and the place of each."""

    name: str
    underlying: str
    values: list[tuple[str, int, Loc]]
    loc: Loc


@dataclass(frozen=True)
class FunctionDecl:
    """A typedef of a function type, or of a pointer to one."""

    name: str
    type: FunctionType
    loc: Loc
    pointer: bool


@dataclass
class Declarations:
    """All that one translation unit declares, in its order."""

    structs: dict[str, StructDecl] = field(default_factory=dict)
    enums: dict[str, EnumDecl] = field(default_factory=dict)
    functions: dict[str, FunctionDecl] = field(default_factory=dict)
    opaques: dict[str, Loc] = field(default_factory=dict)
    aliases: dict[str, CType] = field(default_factory=dict)


def parse(unit: Unit) -> Declarations:
    """Parses the unit. Raises CodegenError with header, line and the offending text."""
    parser = CParser(dialect="c23")
    try:
        tree = parser.parse(unit.text, "<unit>")
    except ParseError as error:
        raise _syntax_error(str(error), parser, unit) from None
    except RecursionError:
        raise CodegenError("a declaration nests too deeply to be parsed") from None
    return _Reader(unit).read(tree)


def _syntax_error(text: str, parser: Any, unit: Unit) -> CodegenError:
    """The error with its place; where pycparser gives none, that of the token it stopped at."""
    match = re.match(r"(.*?):(\d+)(?::\d+)?: (.*)", text, re.DOTALL)
    found = None if match else parser._peek()
    if match:
        header, line, what = match[1], int(match[2]), match[3]
    elif found is not None:
        header, line, what = found.filename, found.lineno, text.partition(": ")[2]
    else:
        header = text.partition(": ")[0]
        line, what = unit.sources.get(header, "").rstrip().count("\n") + 1, "the text ends within a declaration"
    lines = unit.sources.get(header, "").split("\n")
    source = lines[line - 1].strip() if 0 < line <= len(lines) else ""
    if found is not None and found.type == "ID":
        return CodegenError(f"{header}:{line}: unknown type {found.value!r}: {source!r}{UNKNOWN_TYPE}")
    missing = unit.missing.get(header)
    hint = f"; note: it includes {', '.join(missing)}, which is not among the headers" if missing else ""
    return CodegenError(
        f"{header}:{line}: not valid C: {what}: {source!r}{hint}; "
        "correct it, or skip the header in include/headers.toml with a reason"
    )


class _Reader:
    """Walks the syntax tree once, in order, as C reads it."""

    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        self.out = Declarations()
        self.constants: dict[str, int] = {}
        self.bodies: dict[int, str] = {}

    def read(self, tree: c_ast.FileAST) -> Declarations:
        for node in tree.ext:
            if isinstance(node, c_ast.Typedef):
                self._typedef(node)
            elif isinstance(node, c_ast.Decl) and isinstance(node.type, c_ast.Struct | c_ast.Union):
                self._struct(node.type, "")
            elif isinstance(node, c_ast.Decl) and isinstance(node.type, c_ast.Enum):
                self._enum(node.type, "")
            elif isinstance(node, c_ast.Decl | c_ast.Pragma | c_ast.StaticAssert):
                continue  # a prototype such as XLA_FFI_GetApi: it describes no data
            else:
                raise self._error(node, "expected a declaration")
        for name in self.out.structs:
            self.out.opaques.pop(name, None)
        return self.out

    # ---------------------------------------------------------- declarations

    def _typedef(self, node: c_ast.Typedef) -> None:
        loc, inner = self._loc(node), node.type
        if isinstance(inner, c_ast.FuncDecl):
            self._once(self.out.functions, node.name, FunctionDecl(node.name, self._function(inner), loc, False))
        elif isinstance(inner, c_ast.PtrDecl) and isinstance(inner.type, c_ast.FuncDecl):
            function = self._function(inner.type)
            self._once(self.out.functions, node.name, FunctionDecl(node.name, function, loc, True))
        elif isinstance(inner, c_ast.TypeDecl) and isinstance(inner.type, c_ast.Struct | c_ast.Union):
            name = self._struct(inner.type, node.name)
            if name != node.name:
                self.out.aliases[node.name] = Ref(name)
        elif isinstance(inner, c_ast.TypeDecl) and isinstance(inner.type, c_ast.Enum):
            self._enum(inner.type, node.name)
        elif loc.header != "<prelude>":
            self.out.aliases.setdefault(node.name, self._type(inner))

    def _once(self, into: dict[str, FunctionDecl], name: str, decl: FunctionDecl) -> None:
        old = into.get(name)
        if old and old.type != decl.type:
            raise CodegenError(f"{decl.loc}: {name} is declared twice, with another type at {old.loc}")
        into.setdefault(name, decl)

    def _struct(self, node: c_ast.Struct | c_ast.Union, typedef: str) -> str:
        name, loc = self.bodies.get(id(node)) or node.name or typedef, self._loc(node)
        if id(node) in self.bodies:  # one body for several declarators: `struct {...} a, b;`
            return name
        if node.decls is None:
            if name not in self.out.structs and loc.header != "<prelude>":
                self.out.opaques.setdefault(name, loc)
            return name
        if not name:
            raise self._error(node, "a struct or union with neither a tag nor a typedef; give it a tag")
        if name in self.out.structs:
            raise CodegenError(f"{loc}: {name} is defined twice, first at {self.out.structs[name].loc}; remove one")
        self.bodies[id(node)] = name
        decl = StructDecl(name, [], loc, isinstance(node, c_ast.Union))
        for number, member in enumerate(node.decls):
            if found := self._field(member, name, number):
                decl.fields.append(found)
        self.out.structs[name] = decl  # after what it nests, as Python needs it
        return name

    def _field(self, node: c_ast.Decl, struct: str, number: int) -> FieldDecl | None:
        """A field; None for a tagged type or an enum that is declared inside a struct and makes no member."""
        if not isinstance(node, c_ast.Decl):
            raise self._error(node, f"{struct}: expected a field")
        if node.bitsize is not None:
            what = f"{struct}.{node.name or ''}: bit-fields have no fixed place in the ABI; use a whole integer"
            raise self._error(node.bitsize, what)
        if node.name is None and not isinstance(node.type, c_ast.Struct | c_ast.Union | c_ast.Enum):
            raise self._error(node.type, f"{struct}: a field without a name")
        unnamed = f"{struct}_{node.name or f'anonymous{number}'}"
        kind = self._type(node.type, unnamed)
        if node.name is None and (isinstance(node.type, c_ast.Enum) or node.type.name):
            return None
        return FieldDecl(node.name or "", kind, self._loc(node))

    def _enum(self, node: c_ast.Enum, typedef: str) -> str:
        """Records the enum and returns its name; "" for the enum of a traits macro."""
        name, loc = node.name or typedef, self._loc(node)
        if id(node) in self.bodies:
            return self.bodies[id(node)]
        if node.values is None:
            return name
        values: list[tuple[str, int, Loc]] = []
        following = 0
        for item in node.values.enumerators:
            if self._traits(item):
                return ""
            value = following if item.value is None else self._evaluate(item.value)
            following = value + 1
            self.constants[item.name] = value
            values.append((item.name, value, self._loc(item)))
        numbers = [value for _, value, _ in values]
        underlying = self._type(node.underlying_type) if node.underlying_type else _carrier(numbers)
        if not isinstance(underlying, Primitive) or not re.search("int|size|char|ptr", underlying.name):
            raise self._error(node, f"enum {name}: the underlying type is not an integer")
        name = name or f"enum_{values[0][0]}"
        if name in self.out.enums:
            raise CodegenError(f"{loc}: enum {name} is defined twice, first at {self.out.enums[name].loc}; remove one")
        self.out.enums[name] = EnumDecl(name, underlying.name, values, loc)
        self.bodies[id(node)] = name
        return name

    def _traits(self, item: c_ast.Enumerator) -> bool:
        """Reads `enum { S_STRUCT_SIZE = offsetof(S, f) + sizeof(((S*)0)->f) }` into S's last field."""
        if not item.name.endswith("_STRUCT_SIZE") or not isinstance(item.value, c_ast.BinaryOp):
            return False
        call = item.value.left
        if not (isinstance(call, c_ast.FuncCall) and getattr(call.name, "name", "") == "offsetof"):
            return False
        struct, last, loc = item.name.removesuffix("_STRUCT_SIZE"), call.args.exprs[1].name, self._loc(item)
        decl = self.out.structs.get(struct)
        if decl is None:
            raise CodegenError(f"{loc}: struct traits of {struct}, which is not a struct above them; move them")
        if all(f.name != last for f in decl.fields):
            known = ", ".join(f.name for f in decl.fields)
            raise CodegenError(
                f"{loc}: the struct traits of {struct} name the last field {last!r}, which is not there; "
                f"its fields are {known}; name the last of them"
            )
        decl.traits = last
        return True

    # ------------------------------------------------------------------ types

    def _type(self, node: c_ast.Node, unnamed: str = "") -> CType:
        """The type; `unnamed` is the name of a struct or enum whose body stands here without one."""
        if isinstance(node, c_ast.Typename | c_ast.Decl):
            return self._type(node.type, unnamed)
        if isinstance(node, c_ast.PtrDecl):
            return Pointer(self._type(node.type, unnamed), "const" in _qualifiers(node.type))
        if isinstance(node, c_ast.ArrayDecl):
            return Array(self._type(node.type, unnamed), self._length(node))
        if isinstance(node, c_ast.FuncDecl):
            return self._function(node)
        if isinstance(node, c_ast.TypeDecl):
            return self._type(node.type, unnamed)
        if isinstance(node, c_ast.Struct | c_ast.Union):
            return Ref(self._struct(node, unnamed))
        if isinstance(node, c_ast.Enum):
            return Ref(self._enum(node, unnamed))
        if isinstance(node, c_ast.IdentifierType):
            return self._named(node)
        raise self._error(node, f"a type that the model does not have ({type(node).__name__})")

    def _named(self, node: c_ast.IdentifierType) -> CType:
        spelling = " ".join(node.names)
        if spelling in NAMED_PRIMITIVES:
            return Primitive(spelling)
        if spelling in self.out.aliases:
            return self.out.aliases[spelling]
        if len(node.names) == 1 and spelling not in PRIMITIVES:
            function = self.out.functions.get(spelling)
            return Pointer(Ref(spelling)) if function and function.pointer else Ref(spelling)
        order = ("signed", "unsigned", "short", "long", "char", "int", "float", "double")
        words = sorted(node.names, key=lambda w: order.index(w) if w in order else -1)
        plain = " ".join(w for w in words if w != "signed" or "char" in words)
        plain = re.sub(r"(short|long)( int)$", r"\1", plain)
        if plain not in PRIMITIVES:
            raise self._error(node, f"unknown type {spelling!r}", UNKNOWN_TYPE)
        return Primitive(PRIMITIVES[plain])

    def _function(self, node: c_ast.FuncDecl) -> FunctionType:
        params: list[Param] = []
        for param in node.args.params if node.args else ():
            if isinstance(param, c_ast.EllipsisParam):
                raise self._error(node, "a variadic function type has no fixed parameters to call it with")
            if isinstance(param, c_ast.ID):
                raise self._error(param, f"unknown type {param.name!r}", UNKNOWN_TYPE)
            name = getattr(param, "name", None) or ""
            kind = self._decayed(param.type)
            if kind != Primitive("void"):
                params.append(Param(name, kind))
        return FunctionType(self._type(node.type), tuple(params))

    def _decayed(self, node: c_ast.Node) -> CType:
        """A parameter's type: arrays and functions are pointers there."""
        kind = self._type(node)
        if isinstance(kind, Array):
            return Pointer(kind.element, "const" in _qualifiers(node.type))
        return Pointer(kind) if isinstance(kind, FunctionType) else kind

    # -------------------------------------------------------------- constants

    def _length(self, node: c_ast.ArrayDecl) -> int:
        length = 0 if node.dim is None else self._evaluate(node.dim)
        if not 0 <= length < 2**31:
            raise self._error(node, f"an array of {length} elements")
        return length

    def _evaluate(self, node: c_ast.Node) -> int:
        """The value of an integer constant expression."""
        binary: dict[str, Callable[[int, int], int]] = {
            "+": lambda a, b: a + b,
            "-": lambda a, b: a - b,
            "*": lambda a, b: a * b,
            "<<": lambda a, b: a << b,
            ">>": lambda a, b: a >> b,
            "|": lambda a, b: a | b,
            "&": lambda a, b: a & b,
        }
        unary: dict[str, Callable[[int], int]] = {"-": lambda a: -a, "+": lambda a: a, "~": lambda a: ~a}
        if isinstance(node, c_ast.Constant) and node.type.endswith("int") and node.value[0].isdigit():
            digits = node.value.rstrip("uUlL")
            return int(digits, 8 if re.fullmatch(r"0[0-7]+", digits) else 0)
        if isinstance(node, c_ast.Constant) and node.type == "char" and len(node.value) == 3:
            return ord(node.value[1])
        if isinstance(node, c_ast.ID) and node.name in self.constants:
            return self.constants[node.name]
        if isinstance(node, c_ast.UnaryOp) and node.op in unary:
            return unary[node.op](self._evaluate(node.expr))
        if isinstance(node, c_ast.BinaryOp) and node.op in binary:
            left, right = self._evaluate(node.left), self._evaluate(node.right)
            if ("<" not in node.op and ">" not in node.op) or 0 <= right < 64:
                return binary[node.op](left, right)
        if isinstance(node, c_ast.Cast):
            return self._evaluate(node.expr)
        raise self._error(node, "not an integer constant expression that the generator can evaluate")

    # ----------------------------------------------------------------- places

    def _loc(self, node: c_ast.Node) -> Loc:
        coord = node.coord
        if coord is None and isinstance(node, c_ast.Decl):
            coord = node.type.coord
        return Loc(coord.file, coord.line) if coord else Loc("<unit>", 0)

    def _error(self, node: c_ast.Node, what: str, hint: str = "") -> CodegenError:
        loc = self._loc(node)
        lines = self.unit.sources.get(loc.header, "").split("\n")
        source = lines[loc.line - 1].strip() if 0 < loc.line <= len(lines) else ""
        return CodegenError(f"{loc}: {what}: {source!r}{hint}")


def _carrier(numbers: list[int]) -> Primitive:
    """The integer type that carries an enum which names none: the first that holds all its values."""
    for name, low, high in (
        ("int", -(2**31), 2**31),
        ("unsigned int", 0, 2**32),
        ("int64_t", -(2**63), 2**63),
    ):
        if all(low <= number < high for number in numbers):
            return Primitive(name)
    return Primitive("uint64_t")


def _qualifiers(node: c_ast.Node) -> list[str]:
    return list(getattr(node, "quals", None) or ())
