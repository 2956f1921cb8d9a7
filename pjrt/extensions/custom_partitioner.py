"""Partitioners of custom calls: what the compiler asks when it cuts a program with one to pieces."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias, TypeVar, overload

from pjrt import checks, mlir_text, signature
from pjrt._runtime import causes, partitioners
from pjrt._runtime.callbacks import name_of
from pjrt.extensions.facade import Extension
from pjrt.program import BYTECODE
from pjrt.sharding import Sharding
from pjrt.signature import Spec
from pjrt_abi.extensions import custom_partitioner as raw

Specs: TypeAlias = "Spec | tuple[Specs, ...]"
"""Shape and dtype of an array, those of a tuple's elements for a tuple."""

_P = TypeVar("_P")


@dataclass(frozen=True, slots=True)
class Value:
    """An operand or the result of a custom call, whole. sharding: None where the compiler has none for it yet."""

    spec: Specs
    sharding: Sharding | None


@dataclass(frozen=True, slots=True)
class CustomCall:
    """What a partitioner is asked about. backend_config: what the program says to the custom call, as bytes.

    operands: none where the sharding that a user of the result wants is propagated. partitions: how many there are,
    None where it is not known.
    """

    name: str
    operands: tuple[Value, ...]
    result: Value
    backend_config: bytes
    partitions: int | None


class Partitioned(NamedTuple):
    """What `partition` gives. module: MLIR as text, str or UTF-8, whose `@main` is what one partition does.

    It takes the operands' parts and gives the result's, or those of its elements. operands: the sharding of each
    operand, which the compiler brings about; result: that of what the module gives.
    """

    module: str | bytes
    operands: Sequence[Sharding]
    result: Sharding


class CustomPartitioner(Extension):
    """Who says how custom calls are partitioned, by the custom calls' names. C: PJRT_Custom_Partitioner_Extension.

    They are called while a program is compiled for several partitions, on the thread that compiles, and may use the
    library. What one raises fails the compilation and is the cause of its error.
    """

    TABLE = raw.CustomPartitioner
    table: raw.CustomPartitioner

    @overload
    def register(
        self, name: str, partitioner: None = None, *, replicated_side_effects: bool = False
    ) -> Callable[[_P], _P]: ...

    @overload
    def register(self, name: str, partitioner: _P, *, replicated_side_effects: bool = False) -> _P: ...

    def register(self, name: str, partitioner: Any = None, *, replicated_side_effects: bool = False) -> Any:
        """Has the partitioner asked about custom calls of that name from now on; a decorator without it.

        partitioner: a function, which is `partition`, or an object with these methods; a class is called for one.
        - `partition(call)`: a `Partitioned`, or a tuple of what it holds. Just a module stands for the shardings of the
          call, replicated where it has none.
        - `infer_sharding(call)`: the result's Sharding by those of the operands, None for no idea, as without it.
        - `propagate_user_sharding(call)`: what to make of the sharding that a user of the result wants, which is the
          result's in this call; that itself without it.
        replicated_side_effects: whether a custom call with side effects may be replicated.

        It holds until the process ends; a name that is registered again stands for the new partitioner. Returns what it
        got. Raises TypeError or ValueError for what is no such thing. C: PJRT_Register_Custom_Partitioner.

        What a partitioner gives is checked, as plugins abort on a part of the wrong shape: a module that cannot be, for
        it is bytecode or has other than one `@main`, is an error.
        """
        checks.text("name", name)
        if not isinstance(replicated_side_effects, bool):
            raise TypeError(f"replicated_side_effects: expected a bool, got {replicated_side_effects!r:.80}")

        def register(given: _P) -> _P:
            asked = _Asked(name, given() if isinstance(given, type) else given)
            self._state.require_open()
            owner = f"the custom call {name!r} of {self.plugin.name}"
            partitioners.register(self.table, self._key(name), owner, asked, replicated=replicated_side_effects)
            return given

        return register if partitioner is None else register(partitioner)

    def register_batch_partitionable(self, name: str) -> None:
        """Says that custom calls of that name do the same for each index of their first dimensions, which may be cut.

        A program says how many, fewer than an operand has, in the custom call's attribute
        `mhlo.frontend_attributes = {num_batch_dims = "1"}`. `operand_layouts` and `result_layouts` go with it: plugins
        abort without, so compiling such a program is a ValueError from then on. It holds until the process ends.
        Raises TypeError or ValueError for what is no name, and for one that has a partitioner.
        C: PJRT_Register_Batch_Partitionable.
        """
        self._state.require_open()
        partitioners.register_batch(self.table, self._key(checks.text("name", name)))

    @property
    def registered(self) -> tuple[str, ...]:
        """The names that were registered here with this plugin, the oldest first."""
        return partitioners.names(self.plugin.abi.address)

    def _key(self, name: str) -> tuple[int, str]:
        return self.plugin.abi.address, name


class _Asked:
    """A partitioner as the runtime calls it: with bytes."""

    def __init__(self, name: str, given: Any) -> None:
        self._name = name
        self._partition = getattr(given, "partition", given)
        if not callable(self._partition):
            raise TypeError(f"partitioner: expected a function or an object with `partition`, got {given!r:.80}")
        self._infer = getattr(given, "infer_sharding", None)
        self._propagate = getattr(given, "propagate_user_sharding", None)
        self.__qualname__ = name_of(given)

    def partition(
        self, operands: Sequence[partitioners.Value], result: partitioners.Value, config: bytes
    ) -> tuple[bytes, Sequence[bytes], bytes]:
        call = self._call(operands, result, config)
        made = _partitioned(self._partition(call), call)
        for index, (sharding, operand) in enumerate(zip(made.operands, call.operands, strict=True)):
            _check(sharding, operand.spec, call, f"the sharding of operand {index}")
        _check(made.result, call.result.spec, call, "the sharding of the result")
        module = _checked(made, call)
        return module, [sharding.serialize() for sharding in made.operands], made.result.serialize()

    def infer_sharding(
        self, operands: Sequence[partitioners.Value], result: partitioners.Value, config: bytes
    ) -> bytes | None:
        if self._infer is None:
            return None
        call = self._call(operands, result, config)
        made = self._infer(call)
        if made is not None:
            _check(made, call.result.spec, call, "what infer_sharding gave")
        return None if made is None else made.serialize()

    def propagate_user_sharding(self, result: partitioners.Value, config: bytes) -> bytes:
        assert result.sharding is not None
        if self._propagate is None:
            return result.sharding
        call = self._call((), result, config)
        made = self._propagate(call)
        _check(made, call.result.spec, call, "what propagate_user_sharding gave")
        return made.serialize()  # type: ignore[no-any-return]

    def _call(self, operands: Sequence[partitioners.Value], result: partitioners.Value, config: bytes) -> CustomCall:
        values, outcome = tuple(map(_value, operands)), _value(result)
        running = causes.current()
        known = (len(one.sharding.device_ids) for one in (*values, outcome) if one.sharding and one.sharding.tiles)
        partitions = running.partitions if running is not None else next(known, None)
        return CustomCall(self._name, values, outcome, config, partitions)


def _value(told: partitioners.Value) -> Value:
    return Value(signature.of_shapes(told.shape), None if told.sharding is None else Sharding.parse(told.sharding))


def _partitioned(made: Any, call: CustomCall) -> Partitioned:
    """What `partition` gave, with the call's shardings where it has none. Raises TypeError or ValueError."""
    if isinstance(made, str | bytes):
        shardings = [value.sharding or _replicated(value.spec) for value in (*call.operands, call.result)]
        made = made, shardings[:-1], shardings[-1]
    if not isinstance(made, tuple) or len(made) != 3:
        raise TypeError(f"partition gave {made!r:.80}; expected a Partitioned, or just a module")
    module, operands, result = made
    if isinstance(operands, str | bytes | Sharding) or not isinstance(operands, Sequence):
        raise TypeError(f"partition gave the shardings {operands!r:.80}; expected one for each operand")
    if len(operands) != len(call.operands):
        raise ValueError(f"partition gave {len(operands)} shardings; the custom call has {len(call.operands)} operands")
    if not isinstance(module, str | bytes):
        raise TypeError(f"partition gave the module {module!r:.80}; expected MLIR as text")
    return Partitioned(module, operands, result)


def _replicated(spec: Specs) -> Sharding:
    return Sharding("tuple", elements=tuple(map(_replicated, spec))) if isinstance(spec, tuple) else _EVERYWHERE


_EVERYWHERE = Sharding("replicated")


def _check(sharding: Any, spec: Specs, call: CustomCall, what: str) -> None:
    """Raises TypeError or ValueError for a sharding that plugins abort on."""
    if not isinstance(sharding, Sharding):
        raise TypeError(f"{what}: expected a Sharding, got {sharding!r:.80}")
    if sharding in [value.sharding for value in (*call.operands, call.result) if value.spec == spec]:
        return  # the compiler's own
    if isinstance(spec, tuple):
        if sharding.kind != "tuple" or len(sharding.elements) != len(spec):
            raise ValueError(f"{what}: expected one of {len(spec)} elements, got {sharding}")
        for element, one in zip(sharding.elements, spec, strict=True):
            _check(element, one, call, what)
        return
    if sharding.kind not in ("replicated", "tiled") or sharding.group or {*sharding.subgroups} - {"replicated"}:
        raise ValueError(f"{what}: expected a replicated or a tiled one, or one of the call's own, got {sharding}")
    if sharding.kind == "tiled":
        try:
            sharding.shard_shape(spec.shape)
        except ValueError as error:
            raise ValueError(f"{what}: {error}") from None
        if sorted(sharding.device_ids) != list(range(call.partitions or 0)):
            known = "an unknown number of" if call.partitions is None else call.partitions
            raise ValueError(f"{what}: {sharding} is not for {known} partitions")


def _checked(made: Partitioned, call: CustomCall) -> bytes:
    """The module's bytes. Raises TypeError or ValueError for one whose `@main` is of other shapes or dtypes."""
    code = made.module.encode() if isinstance(made.module, str) else made.module
    if code.startswith(BYTECODE):
        raise TypeError("partition gave MLIR bytecode, whose signature cannot be checked; expected text")
    text = _LITERAL.sub(lambda found: '""' if found[0].startswith('"') else "", code.decode())
    if len(mains := _MAIN.findall(text)) != 1:
        raise ValueError(f"partition gave a module with {len(mains)} functions @main; expected one")
    found = mlir_text.signature(text)
    parameters = [part for value, one in zip(call.operands, made.operands, strict=True) for part in _parts(value, one)]
    results = list(_parts(call.result, made.result))
    for what, wanted, had in (("takes", parameters, found.parameters), ("gives", results, found.results)):
        if [(one.shape, one.dtype) for one in had] != [(one.shape, one.dtype) for one in wanted]:
            expected, got = (f"({', '.join(map(str, specs))})" for specs in (wanted, had))
            raise ValueError(f"partition gave a module whose @main {what} {got}; expected {expected}")
    return code


_LITERAL = re.compile(r'"(?:[^"\\]|\\.)*"|//[^\n]*', re.DOTALL)
_MAIN = re.compile(r"@main\s*\(")


def _parts(value: Value, sharding: Sharding) -> Iterator[Spec]:
    """What one partition has of a value: of each element, for a tuple."""
    if not isinstance(value.spec, tuple):
        cut = sharding.shard_shape(value.spec.shape) if sharding.kind == "tiled" else value.spec.shape
        yield Spec(cut, value.spec.dtype)
        return
    for spec, element in zip(value.spec, sharding.elements, strict=True):
        yield from _parts(Value(spec, None), element)
