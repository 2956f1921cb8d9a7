"""Partitioners of custom calls as C calls them: a struct for each name, which stays until the process ends."""

from __future__ import annotations

import re
from collections.abc import Sequence
from ctypes import addressof, c_void_p, cast
from functools import partial
from threading import RLock
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from pjrt._runtime import callbacks, causes, program_checks
from pjrt._runtime.answers import Answer, text_of
from pjrt.errors import ClosedError
from pjrt.program import BYTECODE
from pjrt_abi.extensions.custom_partitioner import (
    JAX_CustomCallPartitioner_aval,
    JAX_CustomCallPartitioner_Callbacks,
    JAX_CustomCallPartitioner_Callbacks_dtor,
    JAX_CustomCallPartitioner_Callbacks_infer_sharding,
    JAX_CustomCallPartitioner_Callbacks_partition,
    JAX_CustomCallPartitioner_Callbacks_propagate_user_sharding,
    JAX_CustomCallPartitioner_InferShardingFromOperands_Args,
    JAX_CustomCallPartitioner_Partition_Args,
    JAX_CustomCallPartitioner_PropagateUserSharding_Args,
)

if TYPE_CHECKING:
    from pjrt_abi.extensions.custom_partitioner import CustomPartitioner


class Value(NamedTuple):
    """An operand or the result. shape: a serialized xla.ShapeProto; sharding: an xla.OpSharding, None for none yet."""

    shape: bytes
    sharding: bytes | None


class Partitioner(Protocol):
    """What C calls, in bytes. config: the custom call's backend_config."""

    def partition(
        self, operands: Sequence[Value], result: Value, config: bytes
    ) -> tuple[bytes, Sequence[bytes], bytes]:
        """MLIR for one partition, the shardings that its operands are to have, and that of its result."""

    def infer_sharding(self, operands: Sequence[Value], result: Value, config: bytes) -> bytes | None:
        """The result's sharding by those of the operands, None for no idea."""

    def propagate_user_sharding(self, result: Value, config: bytes) -> bytes:
        """What to make of the sharding that a user of the result wants."""


class _Registered:
    """A name that C knows. The struct says what to call: in its private_data, the token of a Partitioner."""

    __slots__ = ("key", "struct")

    def __init__(self, key: tuple[int, str]) -> None:
        self.key = key
        self.struct = JAX_CustomCallPartitioner_Callbacks()
        self.struct.dtor = cast(_DESTROY, c_void_p).value
        self.struct.partition = cast(_PARTITION, c_void_p).value
        self.struct.infer_sharding = cast(_INFER, c_void_p).value
        self.struct.propagate_user_sharding = cast(_PROPAGATE, c_void_p).value


_by_name: dict[tuple[int, str], _Registered | None] = {}
"""By the address of a plugin's table, and a name; None for a batch partitionable one."""
_by_address: dict[int, _Registered] = {}
_lock = RLock()


def register(
    table: CustomPartitioner, key: tuple[int, str], owner: str, partitioner: Partitioner, *, replicated: bool
) -> None:
    """Has C call the partitioner from now on. owner: what `pjrt.debug` is to call it.

    C gets a name once: it lets go of what it had under one at once, also where another thread compiles with that.
    Raises ValueError for a name that is batch partitionable.
    """
    token = callbacks.keep("custom call partitioner", owner, partitioner)  # type: ignore[arg-type]
    with _lock:
        found = _by_name.get(key)
        if key in _by_name and found is None:
            callbacks.drop(token)
            raise ValueError(f"name: {key[1]!r} is registered as batch partitionable")
        registered = found or _Registered(key)
        old, registered.struct.private_data = registered.struct.private_data, token
        registered.struct.can_side_effecting_have_replicated_sharding = replicated
        _by_name[key] = _by_address[addressof(registered.struct)] = registered
    if found is not None:
        callbacks.drop(old or 0)
        return
    try:
        table.register_custom_partitioner(key[1], registered.struct)
    except BaseException:
        _forget(addressof(registered.struct))
        raise


def register_batch(table: CustomPartitioner, key: tuple[int, str]) -> None:
    """Makes a name batch partitionable; C gets it once. Raises ValueError for one that has a partitioner."""
    with _lock:
        if _by_name.get(key) is not None:
            raise ValueError(f"name: {key[1]!r} has a partitioner already")
        known = key in _by_name
        _by_name[key] = None
    program_checks.add(key[0], partial(_check_batched, key[0]))
    try:
        if not known:
            table.register_batch_partitionable(key[1])
    except BaseException:
        del _by_name[key]
        raise


_STATEMENT = re.compile(rb"\bcustom_call\b.*?:\s*\(", re.DOTALL)
_BATCH, _LAYOUTS = b"num_batch_dims", (b"operand_layouts", b"result_layouts")


def _check_batched(plugin: int, code: bytes, format: str) -> None:
    """Raises ValueError for a batched custom call without layouts: plugins abort on it. Bytecode is looked at whole."""
    if _BATCH not in code:
        return
    with _lock:
        batch = [name for (address, name), kept in _by_name.items() if address == plugin and kept is None]
    if format != "mlir":
        wrong = _unconstrained(code, format, batch)
    else:
        parts = [code] if code.startswith(BYTECODE) else _STATEMENT.findall(code)
        unlaid = [part for part in parts if _BATCH in part and not all(word in part for word in _LAYOUTS)]
        wrong = [name for name in batch for part in unlaid if re.search(rb"\b%s\b" % re.escape(name.encode()), part)]
    if wrong:
        lacks = "has num_batch_dims; expected operand_layouts and result_layouts, too"
        raise ValueError(f"program: the custom call {wrong[0]!r} {lacks}")


def _unconstrained(code: bytes, format: str, batch: Sequence[str]) -> list[str]:
    from pjrt.protos import message

    if format == "hlo":
        module = message("xla.HloModuleProto").FromString(code)
    else:
        module = message("xla.HloModuleProtoWithConfig").FromString(code).hlo_module
    calls = (one for computation in module.computations for one in computation.instructions)
    return [
        one.custom_call_target
        for one in calls
        if one.custom_call_target in batch
        and _BATCH.decode() in one.frontend_attributes.map
        and not one.constrain_layout
    ]


def names(plugin: int) -> tuple[str, ...]:
    """What was registered with a plugin here, in that order."""
    with _lock:
        return tuple(name for address, name in _by_name if address == plugin)


def _forget(address: int) -> None:
    """C let go of a struct: somebody else registered its name."""
    with _lock:
        gone = _by_address.pop(address, None)
        if gone is not None and _by_name.get(gone.key) is gone:
            del _by_name[gone.key]
    if gone is not None:
        callbacks.drop(gone.struct.private_data or 0)


def _called(address: int) -> tuple[int, Any, str]:
    """The token of a struct's Partitioner, that itself, and what to call it. Raises ClosedError."""
    token = JAX_CustomCallPartitioner_Callbacks.from_address(address).private_data or 0
    entry = callbacks.find(token)
    if entry is None:
        raise ClosedError("this partitioner is not registered any more")
    return token, entry.function, entry.owner


def _value(told: Any) -> Value:
    return Value(text_of(told.shape), text_of(told.sharding) if told.has_sharding else None)


def _operands(told: Any) -> list[Value]:
    if not told.num_args:
        return []
    return [_value(one) for one in (JAX_CustomCallPartitioner_aval * told.num_args).from_address(told.op_args)]


def _partition(address: int, args: int) -> None:
    told = JAX_CustomCallPartitioner_Partition_Args.from_address(args)
    answer = Answer(told.header, "a partitioner")
    try:
        token, partitioner, _ = _called(address)
        call = causes.current()
        if call is not None and token in call.put_off:
            raise call.put_off[token]
        config = text_of(told.backend_config)
        module, operands, result = partitioner.partition(_operands(told), _value(told.op_result), config)
        answer.text(told.mlir_module, module)
        answer.text(told.result_sharding, result)
        told.args_sharding = answer.texts(operands)
    except BaseException as raised:  # C takes it as an error
        answer.fail(raised)


def _put_off(address: int, raised: BaseException) -> None:
    """For what C aborts on if it is told: `partition`, which comes later, tells it."""
    token, _, owner = _called(address)
    call = causes.current()
    if call is None:
        callbacks.report(raised, f"in {owner}, from which C takes no error")
    else:
        call.put_off.setdefault(token, raised)


def _infer(address: int, args: int) -> None:
    told = JAX_CustomCallPartitioner_InferShardingFromOperands_Args.from_address(args)
    answer = Answer(told.header, "a partitioner")
    told.has_result_sharding = False
    try:
        _, partitioner, _ = _called(address)
        result = Value(text_of(told.result_shape), None)
        made = partitioner.infer_sharding(_operands(told), result, text_of(told.backend_config))
        if made is not None:
            answer.text(told.result_sharding, made)
            told.has_result_sharding = True
    except BaseException as raised:
        _put_off(address, raised)


def _propagate(address: int, args: int) -> None:
    told = JAX_CustomCallPartitioner_PropagateUserSharding_Args.from_address(args)
    answer = Answer(told.header, "a partitioner")
    try:
        _, partitioner, _ = _called(address)
        result = Value(text_of(told.result_shape), text_of(told.result_sharding))
        made = partitioner.propagate_user_sharding(result, text_of(told.backend_config))
        answer.text(told.result_sharding, made)
    except BaseException as raised:  # what the user of the result wants stays
        _put_off(address, raised)


_PARTITION = callbacks.trampoline(JAX_CustomCallPartitioner_Callbacks_partition, _partition)
_INFER = callbacks.trampoline(JAX_CustomCallPartitioner_Callbacks_infer_sharding, _infer)
_PROPAGATE = callbacks.trampoline(JAX_CustomCallPartitioner_Callbacks_propagate_user_sharding, _propagate)
_DESTROY = callbacks.trampoline(JAX_CustomCallPartitioner_Callbacks_dtor, _forget)
