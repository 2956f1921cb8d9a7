"""The idioms inside structs that are passed whole, such as PJRT_Program: the rules of arguments, and tagged unions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from .idioms import IN, RULES, Args
from .model import Direction, Enum, Field, Fold, Pointer, Primitive, Ref, Struct, Table
from .overrides import FieldOverride
from .pytypes import Types


def fold_structs(
    structs: Mapping[str, Struct], tables: Iterable[Table], types: Types, overrides: Mapping[str, FieldOverride]
) -> dict[str, tuple[Fold, ...]]:
    """The folds of each struct that some function takes or gives whole, and of those inside them."""
    wanted = [name for t in tables for f in t.functions for fold in f.folds for name in _named(fold, structs)]
    found: dict[str, tuple[Fold, ...]] = {}
    while wanted:
        name = wanted.pop()
        if name not in found and not structs[name].is_union:
            found[name] = fold_struct(structs[name], structs, types, overrides)
            wanted += [inner for fold in found[name] for inner in _named(fold, structs)]
    return {name: folds for name, folds in found.items() if folds}


def _named(fold: Fold, structs: Mapping[str, Struct]) -> Iterable[str]:
    """The structs that a value of a fold is made of."""
    words = (fold.data.get("struct", ""), fold.data.get("element", ""), fold.data.get("members", ""))
    return [word for words in words for word in words.split() if word in structs]


def fold_struct(
    struct: Struct, structs: Mapping[str, Struct], types: Types, overrides: Mapping[str, FieldOverride]
) -> tuple[Fold, ...]:
    """What the struct says, in folds. A field that no rule explains is left out."""
    inputs = replace(struct, fields=tuple(map(_given, struct.fields)))
    args = Args(inputs, structs, types, overrides, releases=False)
    args.left = {f.name: f for f in inputs.fields if f.name}
    tagged_union(args, struct)
    for rule in RULES:
        rule(args)
    return tuple(sorted((f for f in args.folds if f.rule != "auto"), key=args.position))


def _given(member: Field) -> Field:
    """The field as whoever made the struct sees it: it goes in, and what it points to is not to be written."""
    kind = member.type
    if isinstance(kind, Pointer) and kind.target == Primitive("char"):
        kind = replace(kind, const=True)
    return replace(member, direction=IN, type=kind)


def tagged_union(args: Args, struct: Struct) -> None:
    """An anonymous union whose member an enum field names: the member's value, with its name."""
    for member in struct.fields:
        inner = args.structs.get(member.type.name) if isinstance(member.type, Ref) and not member.name else None
        if inner is None or not inner.is_union:
            continue
        kinds = {f.name: f.type.name for f in inner.fields if isinstance(f.type, Ref) and f.type.name in args.structs}
        for tag in args.left.values():
            enum = args.types.enums.get(tag.type.name) if isinstance(tag.type, Ref) else None
            if enum and len(kinds) == len(inner.fields) and _names(enum, kinds):
                data = args.take("tagged", "value", Direction.IN, " | ".join(kinds.values()), tag=tag.name)
                data |= {"enum": enum.name, "members": " ".join(kinds.values()), "names": " ".join(kinds)}
                break


def _names(enum: Enum, members: Iterable[str]) -> bool:
    return {v.python.lower() for v in enum.values} >= set(members)
