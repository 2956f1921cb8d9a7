"""What C spells out, recognised: which fields of an argument struct are one Python value.

Each rule looks at the fields that no rule before it took, and takes those that it explains. The order of
`RULES` is part of the meaning: the specific come first. What is left at the end makes the function raw,
with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from .model import (
    CType,
    Direction,
    Field,
    Fold,
    Function,
    FunctionType,
    Ownership,
    Pointer,
    Primitive,
    Ref,
    Result,
    Struct,
)
from .overrides import FieldOverride
from .pytypes import Types, python_scalar

AUTOMATIC = frozenset({"struct_size", "extension_start", "priv"})
"""Fields that a wrapper fills in by itself, or leaves zero."""

IN, OUT, INOUT = Direction.IN, Direction.OUT, Direction.INOUT
_CHARS = (Primitive("char"), Primitive("uint8_t"))
_VOID = Primitive("void")
_TEXT = "str | bytes"


@dataclass
class Args:
    """An argument struct while rules are applied to it."""

    struct: Struct
    structs: Mapping[str, Struct]
    types: Types
    overrides: Mapping[str, FieldOverride]
    releases: bool
    left: dict[str, Field] = field(default_factory=dict)
    folds: list[Fold] = field(default_factory=list)
    counts: set[str] = field(default_factory=set)

    def take(self, rule: str, name: str, direction: Direction, kind: str, **fields: str) -> dict[str, str]:
        """Records a fold over `fields` (role -> field name) and removes those that are no counts."""
        fold = Fold(rule, name, direction, kind, fields)
        self.folds.append(fold)
        for role, member in fields.items():
            if role == "count":
                self.counts.add(member)
            else:
                self.left.pop(member, None)
        return fold.data

    def override(self, member: Field) -> FieldOverride:
        return self.overrides.get(f"{self.struct.name}.{member.name}", FieldOverride(""))

    def position(self, fold: Fold) -> int:
        order = [f.name for f in self.struct.fields]
        return min(order.index(name) for name in fold.fields.values())


def fold_function(
    function: Function,
    structs: Mapping[str, Struct],
    types: Types,
    overrides: Mapping[str, FieldOverride],
) -> Function:
    """The function with its folds and results, or with raw_reason saying what fits no rule."""
    struct = structs.get(function.args_struct)
    if struct is None:
        return _direct(function, types)
    released = {o.released_by for o in overrides.values() if o.released_by}
    args = Args(struct, structs, types, overrides, function.name in released)
    args.left = {f.name: f for f in struct.fields}
    for rule in RULES:
        rule(args)
    rest = [name for name in args.left if name not in args.counts]
    if rest:
        what = ", ".join(f"{struct.name}.{name}" for name in rest)
        return replace(function, raw_reason=f"no rule folds {what}")
    folds = tuple(sorted(args.folds, key=args.position))
    results = list(_results(folds, struct))
    if function.returns and not fails(function):
        results.insert(0, Result("result", types.element(function.type.returns), Ownership.VALUE, -1))
    return replace(function, folds=folds, results=tuple(results))


def _direct(function: Function, types: Types) -> Function:
    """A function whose parameters are not packed into a struct is called as it is."""
    folds = []
    for number, param in enumerate(function.type.params):
        name = param.name or f"arg{number}"
        data = {"scalar": "yes"} if isinstance(param.type, Primitive) else {}
        folds.append(Fold("direct", name, IN, types.element(param.type), {"param": name}, data))
    results: tuple[Result, ...] = ()
    if function.returns and not fails(function):
        results = (Result("result", types.element(function.type.returns), Ownership.VALUE, -1),)
    return replace(function, folds=tuple(folds), results=results)


ERRORS = ("PJRT_Error", "PLUGIN_Profiler_Error", "XLA_FFI_Error")
"""Handles that a function returns to say that it failed."""


def fails(function: Function) -> bool:
    """Whether what the function returns says that it failed; a function that makes an error returns its product."""
    return function.returns in ERRORS and function.name != f"{function.returns}_Create"


_NO_RESULT = frozenset({"auto", "deleter"})


def _results(folds: Iterable[Fold], struct: Struct) -> Iterable[Result]:
    for number, fold in enumerate(folds):
        if fold.direction is not IN and fold.rule not in _NO_RESULT:
            owned = Ownership.VALUE
            if "handle" in fold.data:
                member = struct.field(next(iter(fold.fields.values())))
                borrowed = member is not None and member.borrowed
                owned = Ownership.BORROWED if borrowed else Ownership.OWNED
            yield Result(fold.name, fold.type, owned, number)


# ------------------------------------------------------------------- counts


def _integers(args: Args) -> list[Field]:
    return [
        f
        for f in args.left.values()
        if isinstance(f.type, Primitive) and python_scalar(f.type.name) == "int" and f.name not in AUTOMATIC
    ]


def _count_by_name(args: Args, name: str) -> str:
    """The field that counts the array `name`, by the ways the headers name counts."""
    candidates: list[str] = []
    stems = [name, *(name.removesuffix(s) for s in ("_ptrs", "_sizes", "_bytes") if name.endswith(s))]
    for stem in stems:
        words = stem.split("_")
        candidates += [f"num_{stem}", f"{stem}_size", f"{stem}_len", f"{stem}_num_dims", f"{stem}_dim_num"]
        candidates += [f"num_{stem}s", f"num_{stem}_sizes"]
        for at in range(1, len(words)):
            head, tail = "_".join(words[:at]), "_".join(words[at:])
            candidates += [f"{head}_num_{tail}", f"num_{tail}"]
    known = {f.name for f in _integers(args)}
    return next((c for c in candidates if c in known), "")


def count_of(args: Args, member: Field) -> str:
    """The field that says how many elements the array has: by comment, by name, or the only one it can be."""
    if len(member.count) == 1 and member.count[0] in args.left:
        return member.count[0]
    if by_name := _count_by_name(args, member.name):
        return by_name
    arrays = [
        f
        for f in args.struct.fields
        if isinstance(f.type, Pointer) and f.name != member.name and not args.types.is_handle(f.type)
    ]
    taken = {_count_by_name(args, f.name) for f in arrays} | {c for f in arrays for c in f.count}
    loose = [f.name for f in _integers(args) if f.name.startswith("num_") and f.name not in taken]
    same = [n for n in loose if args.left[n].direction is member.direction or n in args.counts]
    return same[0] if len(same) == 1 else ""


def _size_of_bytes(args: Args, name: str, *more: str) -> str:
    stems = (name, name.removesuffix("_bytes"))
    candidates = [f"{s}{suffix}" for s in stems for suffix in ("_size", "_len", "_size_in_bytes", *more)]
    return next((c for c in candidates if c in args.left), "")


# -------------------------------------------------------------------- rules


def automatic(args: Args) -> None:
    """struct_size, extension_start, priv: the wrapper's business."""
    for name in AUTOMATIC & set(args.left):
        args.take("auto", name, IN, "", field=name)


def addresses(args: Args) -> None:
    """In a function that frees what another one returned, pointers stay addresses."""
    if args.releases:
        for f in list(args.left.values()):
            args.take("scalar_in", f.name, IN, "int | None" if isinstance(f.type, Pointer) else "int", value=f.name)


def two_pass(args: Args) -> None:
    """A buffer that is NULL in a first call, which then says its size: one call, `bytes`."""
    for f in list(args.left.values()):
        if not (isinstance(f.type, Pointer) and f.direction is not IN and not f.type.const):
            continue
        if f.type.target in _CHARS and f.direction is INOUT and (size := _size_of_bytes(args, f.name)):
            args.take("two_pass", f.name, OUT, "bytes", data=f.name, size=size)
        elif isinstance(f.type.target, Ref) and (inner := args.structs.get(f.type.target.name)):
            _two_pass_struct(args, f, inner)


def _two_pass_struct(args: Args, member: Field, inner: Struct) -> None:
    data = next((f for f in inner.fields if f.direction is INOUT and f.type == Pointer(_CHARS[0])), None)
    text = next((f for f in inner.fields if f.type == Pointer(_CHARS[0], const=True)), None)
    if data and text and inner.field(f"{data.name}_size") and inner.field(f"{text.name}_size"):
        fold = args.take("two_pass_struct", member.name, OUT, "tuple[bytes, str]", struct=member.name)
        fold |= {"struct": inner.name, "data": data.name, "size": f"{data.name}_size"}
        fold |= {"text": text.name, "text_size": f"{text.name}_size"}


def deleter(args: Args) -> None:
    """Data with a deleter (and a holder): copied out, then the deleter is called."""
    for f in list(args.left.values()):
        function = f.type.target if isinstance(f.type, Pointer) else None
        params = function.params if isinstance(function, FunctionType) else ()
        if f.direction is not OUT or not f.name.endswith("deleter") or len(params) != 1:
            continue
        holders = [o.name for o in args.left.values() if o.type == params[0].type and o.direction is OUT]
        if len(holders) != 1:
            continue
        data = args.left[holders[0]]
        args.take("deleter", f.name, OUT, "", deleter=f.name)["holder"] = data.name
        if not _is_text(data.type):
            args.left.pop(data.name)


def optional(args: Args) -> None:
    """`T x` with `bool x_is_set`, or `bool has_x` with `T x`: `T | None`."""
    for f in list(args.left.values()):
        if not isinstance(f.type, Primitive):
            continue
        kind = f"{python_scalar(f.type.name)} | None"
        if f.direction is OUT and f"{f.name}_is_set" in args.left:
            args.take("optional_out", f.name, OUT, kind, value=f.name, flag=f"{f.name}_is_set")
        elif f.direction is IN and f"has_{f.name}" in args.left:
            args.take("optional_in", f.name, IN, kind, value=f.name, flag=f"has_{f.name}")


def ragged(args: Args) -> None:
    """Lists of lists, concatenated with the length of each, or as pointers to rows."""
    for f in list(args.left.values()):
        if len(f.count) == 1 and f.count[0].startswith("+"):
            sizes = args.struct.field(f.count[0][1:])
            if sizes and (count := count_of(args, sizes)):
                rule, kind = f"ragged_{f.direction.value}", "list[tuple[int, ...]]"
                data = args.take(rule, f.name, f.direction, kind, data=f.name, sizes=sizes.name, count=count)
                assert isinstance(f.type, Pointer)
                data["ctype"] = args.types.ctypes(f.type.target)
        elif len(f.count) == 2 and f.direction is IN and isinstance(args.left[f.name].type, Pointer):
            lengths = args.left.get(f.count[1])
            if lengths and isinstance(lengths.type, Pointer):
                assert isinstance(f.type, Pointer)
                assert isinstance(f.type.target, Pointer)
                data = args.take(
                    "rows_in", f.name, IN, "Sequence[Sequence[int]]", data=f.name, sizes=lengths.name, count=f.count[0]
                )
                data["ctype"] = args.types.ctypes(f.type.target.target)


def grid(args: Args) -> None:
    """A list of lists of handles, one inner list a device."""
    for f in list(args.left.values()):
        handle = _depth3_handle(args, f.type)
        if not handle or len(f.count) != 2 or f.count[0] not in args.left:
            continue
        element = args.types.element(Pointer(Ref(handle)))
        rows, columns = f.count
        if f.direction is IN:
            args.take("grid_in", f.name, IN, f"Sequence[Sequence[{element}]]", data=f.name, count=rows)
            args.counts.add(columns)
            args.folds[-1].data.update(columns=columns, handle=handle)
        else:
            data = args.take("grid_out", f.name, OUT, f"list[list[{element}]]", data=f.name, count=rows)
            data |= {"columns": columns, "element": element, "handle": handle}
            if columns in args.left:
                args.counts.add(columns)
                data["column_field"] = columns


def _depth3_handle(args: Args, kind: CType) -> str:
    for _ in range(2):
        if not isinstance(kind, Pointer):
            return ""
        kind = kind.target
    if isinstance(kind, Pointer) and isinstance(kind.target, Ref) and args.types.is_handle(kind):
        return kind.target.name
    return ""


def texts(args: Args) -> None:
    """`const char** xs`, `size_t* x_sizes`, `size_t num_xs`: a list of strings."""
    for f in list(args.left.values()):
        if not (isinstance(f.type, Pointer) and isinstance(f.type.target, Pointer)):
            continue
        if f.type.target.target not in _CHARS:
            continue
        stems = (f.name, f.name.removesuffix("s"), f.name.removesuffix("es"))
        sizes = next((n for s in stems for x in ("_sizes", "_size") if (n := f"{s}{x}") in args.left), "")
        count = count_of(args, f)
        if not (sizes and count):
            continue
        if f.direction is IN:
            kind = f"Sequence[{_TEXT}]"
            data = args.take("texts_in", f.name, IN, kind, data=f.name, sizes=sizes, count=count)
            data["text"] = _text_kind(args, f)
        else:
            element = _text_kind(args, f)
            kind = f"list[{element}]" + (" | None" if f.nullable else "")
            data = args.take("texts_out", f.name, OUT, kind, data=f.name, sizes=sizes, count=count)
            data["text"] = element
            if release := args.override(f).released_by:
                data["released_by"] = release


def named_values(args: Args) -> None:
    """An array of PJRT_NamedValue: a dict."""
    for f in list(args.left.values()):
        if isinstance(f.type, Pointer) and f.type.target == Ref("PJRT_NamedValue") and (count := count_of(args, f)):
            if f.direction is IN:
                kind = "Mapping[str, NamedValue] | None"
                args.take("named_values_in", f.name, IN, kind, data=f.name, count=count)
            else:
                args.take("named_values_out", f.name, OUT, "dict[str, NamedValue]", data=f.name, count=count)


def fill(args: Args) -> None:
    """An array of the caller's, with its capacity, that C fills: a list; the capacity is a parameter."""
    for f in list(args.left.values()):
        target = f.type.target if isinstance(f.type, Pointer) and not f.type.const else None
        if target is None or target == _VOID or args.types.is_function(f.type) or args.types.is_handle(f.type):
            continue
        if target == _CHARS[0]:
            if f.direction is IN and (size := _size_of_bytes(args, f.name)):
                args.take("fill_text", f.name, OUT, "str", data=f.name, size=size)
            continue
        if isinstance(target, Pointer):
            continue
        capacity = next((n for n in (f"max_{f.name}", f"{f.name}_max_dims") if n in args.left), "")
        if not capacity and f.direction is INOUT and f.count and f.count[0] in args.left:
            capacity = f.count[0]
        if not capacity:
            capacity = next((c for c in f.count if c.startswith("max_") and c in args.left), "")
        if not capacity:
            continue
        used = _filled(args, f.name, capacity)
        element = args.types.element(target)
        data = args.take("fill", f.name, OUT, f"list[{element}]", data=f.name, capacity=capacity)
        data |= {"ctype": args.types.ctypes(target), "element": element}
        if used:
            args.left.pop(used)
            data["used"] = used


def _filled(args: Args, name: str, capacity: str) -> str:
    """The out field that says how many elements C wrote."""
    found = _count_by_name(args, name)
    if found and found != capacity and args.left[found].direction is OUT:
        return found
    stem = capacity.removeprefix("max_").removesuffix("_max_dims")
    return next((n for n in (f"num_{stem}", f"{stem}_num_dims") if n in args.left and n != capacity), "")


def lists(args: Args) -> None:
    """`T* xs` with `size_t num_xs`: a list. One that the caller allocates is sized by the list that goes in."""
    for f in list(args.left.values()):
        if not isinstance(f.type, Pointer) or _is_text(f.type) or args.types.is_function(f.type):
            continue
        target = f.type.target
        if target == _VOID or args.types.is_handle(f.type) or (isinstance(target, Ref) and f.name not in args.left):
            continue
        count = count_of(args, f)
        if not count or (isinstance(target, Pointer) and target.target in _CHARS):
            continue
        element = args.types.element(target)
        data = _list(args, f, count, element)
        data |= {"ctype": args.types.ctypes(target), "element": element}
        if isinstance(target, Pointer) and isinstance(target.target, Ref) and args.types.is_handle(target):
            data["handle"] = target.target.name


def _list(args: Args, member: Field, count: str, element: str) -> dict[str, str]:
    target = member.type.target if isinstance(member.type, Pointer) else member.type
    if member.direction is IN:
        if isinstance(target, Pointer) and isinstance(target.target, Ref) and not args.types.is_handle(target):
            element = f"{target.target.name} | None"
            data = args.take("list_in", member.name, IN, f"Sequence[{element}]", data=member.name, count=count)
            data |= {"pointers": "yes", "struct": target.target.name}
            return data
        return args.take("list_in", member.name, IN, f"Sequence[{element}]", data=member.name, count=count)
    counted = args.left.get(count)
    if isinstance(target, Pointer) and counted and counted.direction is IN:
        return args.take("caller_out", member.name, OUT, f"list[{element}]", data=member.name, count=count)
    return args.take("list_out", member.name, OUT, f"list[{element}]", data=member.name, count=count)


def texts_by_value(args: Args) -> None:
    """A struct of a char pointer and a length, by value: a string."""
    for f in list(args.left.values()):
        inner = args.structs.get(f.type.name) if isinstance(f.type, Ref) else None
        if not inner or len(inner.fields) != 2 or not _is_text(inner.fields[0].type):
            continue
        pointer, length = (m.name for m in inner.fields)
        if f.direction is IN:
            data = args.take("span_in", f.name, IN, _TEXT, span=f.name)
            data |= {"pointer": pointer, "length": length, "text": _text_kind(args, f)}


def text(args: Args) -> None:
    """`const char* x` with `size_t x_size`: a string; alone, it ends in a NUL."""
    for f in list(args.left.values()):
        if not _is_text(f.type):
            continue
        size = _size_of_bytes(args, f.name) or _next_is_size(args, f)
        if not size and isinstance(f.type, Pointer) and f.type.target != _CHARS[0]:
            continue
        kind = _text_kind(args, f)
        if f.direction is IN:
            null = " | None" if f.nullable else ""
            rule, sized = ("text_in", {"size": size}) if size else ("cstring_in", {})
            args.take(rule, f.name, IN, _TEXT + null, data=f.name, **sized)["text"] = kind
        elif size:
            args.take("text_out", f.name, OUT, kind, data=f.name, size=size)["text"] = kind
        else:
            args.take("cstring_out", f.name, OUT, kind, data=f.name)["text"] = kind


def _next_is_size(args: Args, member: Field) -> str:
    order = [f.name for f in args.struct.fields]
    after = order.index(member.name) + 1
    return "size" if order[after : after + 1] == ["size"] and "size" in args.left else ""


def _text_kind(args: Args, member: Field) -> str:
    if said := args.override(member).text:
        return said
    held = any(fold.rule == "deleter" for fold in args.folds)
    binary = isinstance(member.type, Pointer) and member.type.target == _CHARS[1]
    return (
        "bytes"
        if held or binary or member.binary or "serialized" in member.name or member.name.endswith("_bytes")
        else "str"
    )


def _is_text(kind: CType) -> bool:
    return isinstance(kind, Pointer) and kind.const and kind.target in _CHARS


def handles(args: Args) -> None:
    """A pointer to an opaque object: a typed int."""
    for f in list(args.left.values()):
        if not args.types.is_handle(f.type):
            continue
        assert isinstance(f.type, Pointer)
        assert isinstance(f.type.target, Ref)
        kind = args.types.element(f.type)
        null = " | None" if f.nullable else ""
        data = args.take(f"handle_{f.direction.value}", f.name, f.direction, kind + null, handle=f.name)
        data |= {"handle": f.type.target.name, "element": kind}


def structs(args: Args) -> None:
    """A struct: by value, as a pointer that goes in, or one that the callee points to."""
    for f in list(args.left.values()):
        pointer = isinstance(f.type, Pointer)
        inner = f.type.target if isinstance(f.type, Pointer) else f.type
        if not isinstance(inner, Ref) or inner.name not in args.structs or args.types.is_function(f.type):
            continue
        null = " | None" if pointer and f.nullable else ""
        rule = f"struct_{'pointer' if pointer else 'value'}_{f.direction.value}"
        if rule == "struct_value_inout":
            continue
        direction = OUT if f.direction is OUT else f.direction
        kind = inner.name + (null if f.direction in (IN, OUT) else "")
        args.take(rule, f.name, direction, kind, struct=f.name)["struct"] = inner.name


def callbacks(args: Args) -> None:
    """A function pointer: a ctypes function object or an address."""
    for f in list(args.left.values()):
        if args.types.is_function(f.type):
            if f.direction is IN:
                data = args.take("callback_in", f.name, IN, "FunctionPointer", function=f.name)
            else:
                data = args.take("scalar_out", f.name, OUT, "int | None", value=f.name)
            data["callback"] = callback_name(args.struct.name, f)


def callback_name(struct: str, member: Field) -> str:
    """The name of a function pointer's type: its typedef's, or one made of the struct and the field."""
    target = member.type.target if isinstance(member.type, Pointer) else member.type
    return target.name if isinstance(target, Ref) else f"{struct}_{member.name}"


def scalars(args: Args) -> None:
    """Numbers, bools, enums and addresses, as they are."""
    for f in list(args.left.values()):
        if f.name in args.counts:
            continue
        kind, data = _scalar(args, f)
        if not kind:
            continue
        if f.direction is OUT and isinstance(f.type, Pointer) and f.type.target not in (_VOID, *_CHARS):
            if isinstance(f.type.target, Primitive):
                data = {"ctype": args.types.ctypes(f.type.target)}
                kind = python_scalar(f.type.target.name)
                args.take("scalar_pointer_out", f.name, OUT, kind, value=f.name).update(data)
            continue
        direction = IN if f.direction is INOUT and isinstance(f.type, Pointer) else f.direction
        args.take(f"scalar_{direction.value}", f.name, direction, kind, value=f.name).update(data)


def _scalar(args: Args, member: Field) -> tuple[str, dict[str, str]]:
    kind = member.type
    if isinstance(kind, Primitive):
        return python_scalar(kind.name), {}
    if isinstance(kind, Ref) and kind.name in args.types.enums:
        return kind.name, {"enum": kind.name}
    return ("int | None", {}) if isinstance(kind, Pointer) else ("", {})


Rule = Callable[[Args], None]
RULES: tuple[Rule, ...] = (
    automatic,
    addresses,
    two_pass,
    deleter,
    optional,
    ragged,
    grid,
    texts,
    named_values,
    fill,
    lists,
    texts_by_value,
    text,
    handles,
    structs,
    callbacks,
    scalars,
)
