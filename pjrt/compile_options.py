"""How a program is compiled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, MutableSequence, Sequence
from typing import Any, Protocol

import numpy as np

from pjrt import dtypes, messages, signature
from pjrt.errors import UnsupportedError
from pjrt.signature import Spec


class _Numbered(Protocol):
    """A device, or the description of one."""

    @property
    def id(self) -> int: ...


class CompileOptions:
    """Options of a compilation. C: the serialized xla.CompileOptionsProto of PJRT_Client_Compile.

    num_replicas, num_partitions: how many devices run the program, by data and by sharding; at least 1 each.
    device_assignment: the id of the device for each replica (row) and partition (column), no id twice; None leaves the
    choice to the plugin.
    use_spmd_partitioning: partition a program with shardings; plugins want it for more than one partition.
    use_shardy_partitioner: partition by Shardy (the `sdy` dialect), else by GSPMD. The message has no "unset" for it.
    portable: compile for no device in particular; plugins refuse it for more than one device, or an assignment.
    argument_layouts: a Spec for each parameter of the program, with its shape (the whole one, of a parameter that is
    sharded), dtype and layout; a layout of None leaves it to the platform. They take the place of the layouts that the
    program itself asks for, those of its results too.
    overrides: options by name on top of those that the plugin has; str, bool, int or float. The plugin reads a str for
    most types, and reports the names that it does not know.
    debug_options: options by name, *in place of all* that the plugin has: what is not named is zero, False or empty.
    A value is a bool, int, float or str, the name or number of an enum's value, a list for a repeated option, a dict
    for a map or a message. An empty list or map says nothing.

    Plugins abort the process, or take another device, on some of what is refused here: TypeError for a value of another
    type, ValueError for one out of range and for a debug option that the schema lacks.
    Immutable and hashable. Equal are those that send equal messages.
    """

    __slots__ = ("_serialized",)

    _serialized: bytes

    def __init__(
        self,
        num_replicas: int = 1,
        num_partitions: int = 1,
        *,
        device_assignment: Sequence[Sequence[int]] | np.ndarray[Any, Any] | None = None,
        use_spmd_partitioning: bool = False,
        use_shardy_partitioner: bool = False,
        portable: bool = False,
        argument_layouts: Sequence[Spec] | None = None,
        overrides: Mapping[str, str | bool | int | float] | None = None,
        debug_options: Mapping[str, Any] | None = None,
    ) -> None:
        message = messages.new("xla.CompileOptionsProto")
        build = message.executable_build_options
        build.device_ordinal = -1  # the plugin's choice
        messages.set_field(build, "num_replicas", num_replicas, "num_replicas")
        messages.set_field(build, "num_partitions", num_partitions, "num_partitions")
        messages.set_field(build, "use_spmd_partitioning", use_spmd_partitioning, "use_spmd_partitioning")
        messages.set_field(build, "use_shardy_partitioner", use_shardy_partitioner, "use_shardy_partitioner")
        messages.set_field(message, "compile_portable_executable", portable, "portable")
        if device_assignment is not None:
            _assign(build.device_assignment, device_assignment)
        _add_shapes(message.argument_layouts, argument_layouts)
        for name, value in messages.items(overrides, "overrides"):
            _override(message.env_option_overrides, name, value)
        debug = messages.new("xla.DebugOptions")
        for name, value in messages.items(debug_options, "debug_options"):
            messages.set_field(debug, name, value, f"debug_options[{name!r}]")
        if debug.ByteSize():
            build.debug_options.CopyFrom(debug)
        self._serialized = _checked(message)

    @classmethod
    def parse(cls, serialized: bytes) -> CompileOptions:
        """The options in a serialized xla.CompileOptionsProto, fields that no property names included.

        Raises ValueError for bytes that are none, and for what plugins abort on, such as no replicas.
        """
        from google.protobuf.message import DecodeError

        if not isinstance(serialized, bytes | bytearray | memoryview):
            raise TypeError(f"serialized: expected bytes, got {serialized!r}")
        message = messages.new("xla.CompileOptionsProto")
        try:
            message.ParseFromString(bytes(serialized))
        except DecodeError as error:
            raise ValueError(f"serialized: not an xla.CompileOptionsProto: {error}") from None
        return cls._of(message)

    def with_message(self, edit: Callable[[Any], object]) -> CompileOptions:
        """A copy whose message a function has edited: for fields that this class does not name.

        edit: gets an xla.CompileOptionsProto; what it returns is ignored.
        Raises what `parse` raises.
        """
        message = self.message
        edit(message)
        return self._of(message)

    @classmethod
    def _of(cls, message: Any) -> CompileOptions:
        made = cls.__new__(cls)
        made._serialized = _checked(message)
        return made

    def serialize(self) -> bytes:
        """The message that plugins read; equal options give equal bytes."""
        return self._serialized

    @property
    def message(self) -> Any:
        """The xla.CompileOptionsProto, a new one each time."""
        message = messages.new("xla.CompileOptionsProto")
        message.ParseFromString(self._serialized)
        return message

    @property
    def num_replicas(self) -> int:
        """How many devices run the program on data of their own. Proto: executable_build_options.num_replicas."""
        return int(self.message.executable_build_options.num_replicas)

    @property
    def num_partitions(self) -> int:
        """How many devices share one replica's work. Proto: executable_build_options.num_partitions."""
        return int(self.message.executable_build_options.num_partitions)

    @property
    def device_assignment(self) -> tuple[tuple[int, ...], ...] | None:
        """Device ids, a row for each replica. Proto: executable_build_options.device_assignment, by columns."""
        build = self.message.executable_build_options
        if not build.HasField("device_assignment"):
            return None
        columns = [column.replica_device_ids for column in build.device_assignment.computation_devices]
        return tuple(zip(*columns, strict=True))

    @property
    def use_spmd_partitioning(self) -> bool:
        """Whether shardings are acted on. Proto: executable_build_options.use_spmd_partitioning."""
        return bool(self.message.executable_build_options.use_spmd_partitioning)

    @property
    def use_shardy_partitioner(self) -> bool:
        """Whether Shardy does it, or GSPMD. Proto: executable_build_options.use_shardy_partitioner."""
        return bool(self.message.executable_build_options.use_shardy_partitioner)

    @property
    def portable(self) -> bool:
        """Whether the program is compiled for no device in particular. Proto: compile_portable_executable."""
        return bool(self.message.compile_portable_executable)

    @property
    def argument_layouts(self) -> tuple[Spec, ...] | None:
        """Shape, dtype and layout of each argument; None if the message says nothing of them. Proto: argument_layouts.

        Raises TypeError or ValueError for a message with a shape that no argument can have, such as a tuple's.
        """
        return tuple(map(signature.read_shape, self.message.argument_layouts)) or None

    @property
    def overrides(self) -> dict[str, str | bool | int | float]:
        """Options on top of the plugin's. Proto: env_option_overrides."""
        given = self.message.env_option_overrides
        kinds = {name: given[name].WhichOneof("value") for name in sorted(given)}
        return {name: getattr(given[name], kind) for name, kind in kinds.items() if kind}

    @property
    def debug_options(self) -> dict[str, Any]:
        """Options in place of the plugin's, enum values by name. Proto: executable_build_options.debug_options."""
        return messages.read(self.message.executable_build_options.debug_options)

    def __repr__(self) -> str:
        default = CompileOptions()
        named = [*_BUILD, "portable", "argument_layouts", "overrides", "debug_options"]
        unnamed = _unnamed(self.message)
        if "argument_layouts" in unnamed:
            named.remove("argument_layouts")
        values = [(name, getattr(self, name)) for name in named]
        parts = [f"{name}={value!r}" for name, value in values if value != getattr(default, name)]
        return f"CompileOptions({', '.join(parts + [f'<{name}>' for name in unnamed])})"

    def __eq__(self, other: object) -> bool:
        return self._serialized == other._serialized if isinstance(other, CompileOptions) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._serialized)


def checked(options: CompileOptions | None) -> CompileOptions:
    """The options given, or the defaults. Raises TypeError for what is neither None nor CompileOptions."""
    if options is not None and not isinstance(options, CompileOptions):
        raise TypeError(f"options: expected CompileOptions, got {options!r}")
    return options or CompileOptions()


def checked_for(
    options: CompileOptions | None, devices: Sequence[_Numbered], whose: str, version: tuple[int, int]
) -> CompileOptions:
    """What `checked` returns, if these devices can run it. whose: what messages call the owner of the devices.

    version: of the plugin's API. Raises ValueError for more replicas and partitions than devices, and for an assigned
    device that is not there and a layout that plugins abort on, UnsupportedError for what an old plugin aborts on.
    """
    options = checked(options)
    wanted = options.num_replicas * options.num_partitions
    if wanted > max(1, len(devices)):  # plugins run out of memory on large numbers, and abort
        raise ValueError(f"options: replicas times partitions need {wanted} devices; {whose} has {len(devices)}")
    if options.device_assignment is not None:  # plugins keep the lower half of an id, or abort on one
        ids = [device.id for device in devices]
        for named in (device for row in options.device_assignment for device in row):
            if named not in ids:
                raise ValueError(f"options: device_assignment names device {named}; {whose} has {ids}")
    for index, shape in enumerate(options.message.argument_layouts):
        _check_layout(shape.layout, f"options: argument_layouts[{index}]")
    if version < _PACKED_LAYOUTS_SINCE and any(map(_is_packed_and_turned, options.message.argument_layouts)):
        raise UnsupportedError(
            f"options: a plugin of API {version[0]}.{version[1]} takes arrays of less than a byte an element in "
            "row-major order only"
        )
    return options


_SPACES = (0, 1, 5)
"""Memory spaces that mean the same everywhere: the device's own, its fast one, the host's. libtpu aborts on others."""


def _check_layout(layout: Any, where: str) -> None:
    """Raises ValueError for what plugins abort on in an xla.LayoutProto that says what an argument is to be."""
    if layout.memory_space not in _SPACES:
        raise ValueError(f"{where}: expected a memory_space of {_SPACES}, got {layout.memory_space}")
    if layout.split_configs:
        raise ValueError(f"{where}: splits are the compiler's own choice; a program cannot ask for them")


_PACKED_LAYOUTS_SINCE = (0, 106)
"""The oldest API whose plugin was seen to compile them; 0.81 aborts."""


def _is_packed_and_turned(shape: Any) -> bool:
    try:
        spec = signature.read_shape(shape)
    except (TypeError, ValueError):  # the plugin has words for it
        return False
    packed = spec.dtype is not None and not dtypes.is_whole_bytes(spec.dtype)
    return packed and spec.layout is not None and not spec.layout.is_row_major


_BUILD = ("num_replicas", "num_partitions", "device_assignment", "use_spmd_partitioning", "use_shardy_partitioner")
"""The properties that are fields of executable_build_options, under the same name."""


def _assign(assignment: Any, given: Any) -> None:
    try:
        ids = np.asarray(given)
    except ValueError:
        raise ValueError(f"device_assignment: expected rows of equal length, got {given!r}") from None
    if ids.ndim != 2:
        raise ValueError(f"device_assignment: expected a row of device ids for each replica, got {given!r}")
    if ids.dtype.kind not in "iu":
        raise TypeError(f"device_assignment: expected device ids as ints, got {given!r}")
    assignment.replica_count, assignment.computation_count = ids.shape
    for column in ids.T.tolist():
        messages.store("device_assignment", assignment.computation_devices.add().replica_device_ids.extend, column)


def _add_shapes(shapes: Any, given: Sequence[Spec] | None) -> None:
    if given is None:
        return
    if isinstance(given, str | bytes) or not isinstance(given, Sequence):
        raise TypeError(f"argument_layouts: expected a list of Spec, got {given!r}")
    for index, spec in enumerate(given):
        signature.write_shape(spec, shapes.add(), f"argument_layouts[{index}]")


def _override(overrides: Any, name: str, value: Any) -> None:
    where = f"overrides[{name!r}]"
    value = value.item() if isinstance(value, np.generic) else value
    if not isinstance(value, str | bool | int | float):
        raise TypeError(f"{where}: expected a str, bool, int or float, got {value!r}")
    messages.store("overrides: a name", name.encode)
    debug = messages.new("xla.DebugOptions")
    field = debug.DESCRIPTOR.fields_by_name.get(name)
    if field is not None and not isinstance(value, str):  # a str is the plugin's to read
        held = getattr(debug, name)
        if isinstance(held, MutableSequence) and messages.kind_of(field) != "MESSAGE":
            messages.scalar(field, value, where)
        elif messages.kind_of(field) == "MESSAGE":
            raise TypeError(f"{where}: expected a str, got {value!r}; debug_options takes such an option as it is")
        else:
            messages.set_field(debug, name, value, where)
        if messages.kind_of(field) in ("FLOAT", "DOUBLE"):
            value = float(value)  # plugins refuse an int for one
    kinds = {str: "string_field", bool: "bool_field", int: "int_field", float: "double_field"}
    kind = next(kind for base, kind in kinds.items() if isinstance(value, base))
    messages.store(where, setattr, overrides[name], kind, value)


def _checked(message: Any) -> bytes:
    """The message's bytes. Raises ValueError for what plugins abort on or misread."""
    build = message.executable_build_options
    for name in ("num_replicas", "num_partitions"):
        if getattr(build, name) < 1:
            raise ValueError(f"{name}: expected 1 or more, got {getattr(build, name)}")
    if build.HasField("device_assignment"):
        assignment = build.device_assignment
        columns = [list(column.replica_device_ids) for column in assignment.computation_devices]
        stated = (assignment.replica_count, assignment.computation_count)
        if stated != (build.num_replicas, build.num_partitions):
            raise ValueError(
                f"device_assignment: expected {build.num_replicas} x {build.num_partitions} device ids, replicas by "
                f"partitions, got {stated[0]} x {stated[1]}"
            )
        if len(columns) != stated[1] or any(len(column) != stated[0] for column in columns):
            raise ValueError(f"device_assignment: states {stated[0]} x {stated[1]} device ids, and holds {columns}")
        for device, count in Counter(device for column in columns for device in column).items():
            if count > 1:
                raise ValueError(f"device_assignment: names device {device} {count} times")
            if device < 0:
                raise ValueError(f"device_assignment: {device} is no device id")
    return bytes(message.SerializeToString(deterministic=True))


def _unnamed(message: Any) -> list[str]:
    """The fields that are set and that no property shows."""
    build = message.executable_build_options
    for name in (*_BUILD, "debug_options"):
        build.ClearField(name)
    if build.device_ordinal == -1:
        build.ClearField("device_ordinal")
    inner = [f"executable_build_options.{field.name}" for field, _ in build.ListFields()]
    named = ["executable_build_options", "compile_portable_executable", "env_option_overrides"]
    try:
        list(map(signature.read_shape, message.argument_layouts))
        named.append("argument_layouts")
    except (TypeError, ValueError):  # something that no argument can be
        pass
    for name in named:
        message.ClearField(name)
    return inner + [field.name for field, _ in message.ListFields()]
