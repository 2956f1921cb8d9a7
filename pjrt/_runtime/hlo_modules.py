"""HLO modules that a transform gives back: what plugins abort on is found before they get it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

_LOCAL: Final = 0xFFFFFFFF
"""The part of an instruction's id that counts within its computation; XLA makes a table that long."""

_ROOM: Final = 1 << 20
"""How far ids may go beyond those that the module had."""


def parsed(code: bytes) -> Any:
    """The xla.HloModuleProto. Raises ValueError for bytes that are none."""
    from google.protobuf.message import DecodeError

    from pjrt.protos import message

    try:
        return message("xla.HloModuleProto").FromString(code)
    except DecodeError as error:
        raise ValueError(f"these {len(code)} bytes are no serialized xla.HloModuleProto: {error}") from None


def check(made: Any, given: Any) -> None:
    """Raises ValueError for a module that plugins abort on. given: the one that it was made of."""
    highest = _ROOM + max((i.id & _LOCAL for _, i in _instructions(given)), default=0)
    laid_out = not any(_unlaid(i.shape) for _, i in _instructions(given))
    for computation, instruction in _instructions(made):
        where = f"the instruction {instruction.name!r} of {computation.name!r}"
        if instruction.id & _LOCAL > highest:
            raise ValueError(f"{where} has the id {instruction.id}; expected one up to {highest} in its low 32 bits")
        if laid_out and _unlaid(instruction.shape):
            raise ValueError(f"{where} has no layout, and all of the module as it came have one")
    _check_embedded(made, given)


def _check_embedded(made: Any, given: Any) -> None:
    """Raises ValueError for a fusion of other operands than its computation has, and for what is never embedded."""
    known = {i.opcode for computation, _, i in _embedded(given) for i in computation.instructions}
    for computation, where, one in _embedded(made):
        parameters = [i for i in computation.instructions if i.opcode == "parameter"]
        if one.opcode == "fusion" and len(parameters) != len(one.operand_ids):
            raise ValueError(f"{where} has {len(one.operand_ids)} operands for {len(parameters)} parameters")
        if alone := {i.opcode for i in computation.instructions} & _ALONE - known:
            raise ValueError(f"{where} has a {min(alone)} in its computation, which cannot be embedded")


def _embedded(module: Any) -> Iterator[tuple[Any, str, Any]]:
    """Each computation that is a part of an instruction's code, what messages call the instruction, and itself."""
    by_id = {computation.id: computation for computation in module.computations}
    for computation, one in _instructions(module):
        if one.opcode in _EMBEDDING:
            for called in one.called_computation_ids:
                if called in by_id:
                    yield by_id[called], f"the {one.opcode} {one.name!r} of {computation.name!r}", one


_ALONE: Final = {
    *("custom-call", "while", "conditional", "call", "infeed", "outfeed", "send", "recv", "send-done", "recv-done"),
    *("all-gather", "all-reduce", "all-to-all", "reduce-scatter", "collective-permute", "collective-broadcast"),
    *("ragged-all-to-all", "after-all", "add-dependency", "domain", "copy-start", "copy-done"),
    *("async-start", "async-update", "async-done", "rng-get-and-update-state", "partition-id", "replica-id"),
}
"""What emitters of embedded computations abort on."""

_EMBEDDING: Final = {"fusion", "reduce", "reduce-window", "map", "sort", "scatter", "select-and-scatter"}


def _instructions(module: Any) -> Iterator[tuple[Any, Any]]:
    return ((computation, one) for computation in module.computations for one in computation.instructions)


def _unlaid(shape: Any) -> bool:
    """Whether an array in the shape has no layout."""
    kinds = shape.DESCRIPTOR.fields_by_name["element_type"].enum_type.values_by_name
    if shape.element_type == kinds["TUPLE"].number:
        return any(map(_unlaid, shape.tuple_shapes))
    others = [kinds[name].number for name in ("TOKEN", "OPAQUE_TYPE", "PRIMITIVE_TYPE_INVALID")]
    return shape.element_type not in others and not shape.HasField("layout")
