"""Compile options: every kind of option, what is refused, the way there and back, and what plugins do with them."""

from __future__ import annotations

import copy
import math
import pickle
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import ml_dtypes
import numpy as np
import pytest
from google.protobuf import text_format
from hypothesis import given, settings
from hypothesis import strategies as st

import pjrt
from pjrt import CompileOptions, Layout, Spec
from pjrt.protos import message

Run = Callable[..., Any]
Child = Callable[..., dict[str, Any]]

GUIDE = Path(__file__).parents[2] / "docs" / "compile_options.md"
DEBUG = message("xla.DebugOptions").DESCRIPTOR
T = "tensor<4xf32>"


def add(replicas: int = 1, partitions: int = 1, sharding: str = "") -> str:
    attributes = f"mhlo.num_replicas = {replicas} : i32, mhlo.num_partitions = {partitions} : i32"
    mesh, mark = ('sdy.mesh @mesh = <["x"=2]>', sharding) if sharding.startswith("{sdy") else ("", sharding)
    return (
        f"module @add attributes {{{attributes}}} {{ {mesh} func.func public @main(%a: {T} {mark}) -> ({T} {mark}) {{"
        f" %0 = stablehlo.add %a, %a : {T} return %0 : {T} }} }}"
    )


GSPMD = '{mhlo.sharding = "{devices=[2]<=[2]}"}'
SHARDY = '{sdy.sharding = #sdy.sharding<@mesh, [{"x"}]>}'

NEEDED = {"xla_cpu_parallel_codegen_split_count": 32}
"""A debug option without which the CPU plugins refuse all others."""

# One option of every type that DebugOptions has: a value, and what is read back for it.
KINDS: dict[str, tuple[Any, Any]] = {
    "xla_cpu_enable_fast_math": (False, False),
    "xla_backend_optimization_level": (-7, -7),
    "xla_gpu_redzone_padding_bytes": (2**40, 2**40),
    "xla_gpu_autotune_gemm_rtol": (0.1, 0.1),
    "xla_dump_to": ("/tmp/ü", "/tmp/ü"),
    "xla_step_marker_location": (1, "STEP_MARK_AT_TOP_LEVEL_WHILE_LOOP"),
    "xla_gpu_detect_nan": ("DETECTION_MODE_FAIL", "DETECTION_MODE_FAIL"),
    "xla_disable_hlo_passes": (("a", "b"), ["a", "b"]),
    "xla_gpu_enable_command_buffer": ([1, "CUBLAS"], ["FUSION", "CUBLAS"]),
    "xla_backend_extra_options": ({"b": "1", "a": ""}, {"a": "", "b": "1"}),
    "xla_enable_nccl_symmetric_buffers_for_collectives": (
        [{"collective": 1, "max_size_bytes": 5}, {}],
        [{"collective": "ALLREDUCE", "max_size_bytes": 5}, {}],
    ),
    "xla_gpu_experimental_thunk_buffer_debug_filter": (
        {"profile_annotation_regexes": ["x"], "thunk_id_ranges": [{"first": 1, "last": 2}]},
        {"profile_annotation_regexes": ["x"], "thunk_id_ranges": [{"first": 1, "last": 2}]},
    ),
}


def seen(made: Any, name: str, value: Any) -> bool:
    field = made.DESCRIPTOR.fields_by_name[name]
    zero = field.enum_type.values_by_number[0].name if field.enum_type is not None else None
    return bool(field.has_presence or (value and value != zero))


def value_of(field: Any) -> st.SearchStrategy[Any]:
    """Values of a field, as they are read back."""
    held = getattr(message(field.containing_type.full_name)(), field.name, None)
    one = single(field)
    if hasattr(held, "extend"):
        return st.lists(one, min_size=1, max_size=3)
    if hasattr(held, "items"):
        return st.dictionaries(st.text(), st.text(), min_size=1, max_size=3)
    return one


def single(field: Any) -> st.SearchStrategy[Any]:
    if field.message_type is not None:
        parts = {f.name: value_of(f) for f in field.message_type.fields}
        # A field with no presence of its own reads as absent when it is zero.
        made = message(field.message_type.full_name)
        return st.fixed_dictionaries({}, optional=parts).map(
            lambda given: {k: v for k, v in given.items() if seen(made, k, v)}
        )
    if field.enum_type is not None:
        return st.sampled_from([v.name for v in field.enum_type.values])
    bits = {field.CPPTYPE_INT32: 31, field.CPPTYPE_INT64: 63}
    if field.cpp_type in bits:
        limit = 1 << bits[field.cpp_type]
        return st.integers(-limit, limit - 1)
    return {
        field.CPPTYPE_BOOL: st.booleans(),
        field.CPPTYPE_STRING: st.text(),
        field.CPPTYPE_FLOAT: st.floats(width=32, allow_nan=False).map(lambda x: float(str(np.float32(x)))),
    }[field.cpp_type]


FIELDS: dict[str, Any] = {field.name: field for field in DEBUG.fields}
SOME = st.lists(st.sampled_from(sorted(FIELDS)), unique=True, max_size=6).flatmap(
    lambda names: st.fixed_dictionaries({name: value_of(FIELDS[name]) for name in names})
)
OVERRIDES = st.dictionaries(
    st.text().filter(lambda name: name not in FIELDS),
    st.one_of(st.text(), st.booleans(), st.integers(-(2**63), 2**63 - 1), st.floats(allow_nan=False)),
    max_size=4,
)


def same(left: CompileOptions, right: CompileOptions) -> bool:
    return left == right and hash(left) == hash(right) and left.serialize() == right.serialize()


class TestValues:
    def test_defaults(self) -> None:
        options = CompileOptions()
        assert (options.num_replicas, options.num_partitions, options.device_assignment) == (1, 1, None)
        flags = (options.use_spmd_partitioning, options.use_shardy_partitioner, options.portable)
        assert flags == (False, False, False)
        assert options.overrides == options.debug_options == {}
        assert options.message.executable_build_options.device_ordinal == -1
        assert not options.message.parameter_is_tupled_arguments
        assert not options.message.executable_build_options.HasField("debug_options")
        assert repr(options) == "CompileOptions()"

    @pytest.mark.parametrize("name", KINDS)
    def test_every_kind(self, name: str) -> None:
        value, read = KINDS[name]
        options = CompileOptions(debug_options={name: value})
        assert options.debug_options == {name: read}
        assert same(options, CompileOptions(debug_options=options.debug_options))
        assert same(options, CompileOptions.parse(options.serialize()))
        assert same(options, eval(repr(options)))

    def test_every_type_is_covered(self) -> None:
        def kind(field: Any) -> tuple[int, str]:
            return field.type, type(getattr(message("xla.DebugOptions")(), field.name)).__name__

        assert {kind(field) for field in DEBUG.fields} == {kind(FIELDS[name]) for name in KINDS}

    @pytest.mark.parametrize("given", [[[2], [3]], ((2,), (3,)), np.array([[2], [3]]), np.array([[2], [3]], np.uint8)])
    def test_assignment(self, given: Any) -> None:
        options = CompileOptions(2, device_assignment=given)
        assert options.device_assignment == ((2,), (3,))
        assert repr(options) == "CompileOptions(num_replicas=2, device_assignment=((2,), (3,)))"

    def test_assignment_is_sent_by_partition(self) -> None:
        options = CompileOptions(2, 3, device_assignment=np.arange(6).reshape(2, 3))
        sent = options.message.executable_build_options.device_assignment
        assert (sent.replica_count, sent.computation_count) == (2, 3)
        assert [list(c.replica_device_ids) for c in sent.computation_devices] == [[0, 3], [1, 4], [2, 5]]
        assert options.device_assignment == ((0, 1, 2), (3, 4, 5))

    def test_flags(self) -> None:
        options = CompileOptions(use_spmd_partitioning=True, use_shardy_partitioner=True, portable=True)
        assert options.use_spmd_partitioning
        assert options.use_shardy_partitioner
        assert options.portable
        assert options.message.compile_portable_executable
        assert same(options, eval(repr(options)))

    def test_overrides(self) -> None:
        given = {"a": "x", "b": True, "c": -(2**63), "d": 0.5, "xla_gpu_autotune_gemm_rtol": 1, "xla_dump_to": "/d"}
        options = CompileOptions(overrides=given)
        assert options.overrides == given
        kinds = {name: entry.WhichOneof("value") for name, entry in options.message.env_option_overrides.items()}
        assert kinds == {
            "a": "string_field",
            "b": "bool_field",
            "c": "int_field",
            "d": "double_field",
            "xla_gpu_autotune_gemm_rtol": "double_field",
            "xla_dump_to": "string_field",
        }

    def test_order_does_not_matter(self) -> None:
        one = CompileOptions(
            overrides={"a": 1, "b": 2}, debug_options={"xla_backend_extra_options": {"a": "", "b": ""}}
        )
        two = CompileOptions(
            overrides={"b": 2, "a": 1}, debug_options={"xla_backend_extra_options": {"b": "", "a": ""}}
        )
        assert same(one, two)
        assert one != CompileOptions()
        assert one != "options"

    def test_nothing_said(self) -> None:
        empty = CompileOptions(debug_options={"xla_disable_hlo_passes": [], "xla_backend_extra_options": {}})
        assert same(empty, CompileOptions(debug_options={}, overrides={}))
        assert CompileOptions(debug_options={"xla_dump_to": ""}) != CompileOptions()

    def test_numpy_scalars(self) -> None:
        assert CompileOptions(debug_options={"xla_cpu_enable_fast_math": np.bool_(True)}).debug_options == {
            "xla_cpu_enable_fast_math": True
        }
        assert CompileOptions(np.int64(2)).num_replicas == 2  # type: ignore[arg-type]
        assert CompileOptions(overrides={"a": np.float32(0.5)}).overrides == {"a": 0.5}  # type: ignore[dict-item]

    def test_nan(self) -> None:
        name = "xla_gpu_autotune_gemm_rtol"
        options = CompileOptions(debug_options={name: math.nan})
        assert math.isnan(options.debug_options[name])
        assert same(options, CompileOptions.parse(options.serialize()))

    def test_immutable(self) -> None:
        options = CompileOptions(2)
        for name in ("num_replicas", "debug_options", "message", "anything"):
            with pytest.raises(AttributeError):
                setattr(options, name, 3)
        options.debug_options["xla_dump_to"] = "x"
        options.message.Clear()
        assert same(options, CompileOptions(2))
        assert {options: 1}[CompileOptions(2)] == 1
        assert same(copy.deepcopy(options), options)
        assert same(pickle.loads(pickle.dumps(options)), options)


class TestRefused:
    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("xla_cpu_enable_fastmath", "; did you mean xla_cpu_enable_fast_math or "),
            ("dump_to", "; did you mean xla_dump_to"),
            ("XLA_DUMP_TO", "has no such field"),
            ("", "has no such field"),
            ("qqqq", "debug_options['qqqq']: DebugOptions has no such field"),
        ],
    )
    def test_unknown_name(self, name: str, text: str) -> None:
        with pytest.raises(ValueError) as caught:
            CompileOptions(debug_options={name: True})
        assert text in str(caught.value)

    @pytest.mark.parametrize(
        ("name", "value", "kind", "text"),
        [
            ("xla_cpu_enable_fast_math", 1, TypeError, "expected a bool, got 1"),
            ("xla_cpu_enable_fast_math", "true", TypeError, "expected a bool, got 'true'"),
            ("xla_cpu_enable_fast_math", None, TypeError, "expected a bool, got None"),
            ("xla_backend_optimization_level", True, TypeError, "expected an int, got True"),
            ("xla_backend_optimization_level", 1.0, TypeError, "expected an int, got 1.0"),
            ("xla_backend_optimization_level", 2**31, ValueError, "out of range"),
            ("xla_gpu_redzone_padding_bytes", 2**63, ValueError, "out of range"),
            ("xla_gpu_autotune_gemm_rtol", "0.5", TypeError, "expected a float, got '0.5'"),
            ("xla_gpu_autotune_gemm_rtol", False, TypeError, "expected a float, got False"),
            ("xla_gpu_autotune_gemm_rtol", 1e300, ValueError, "1e+300 is out of range"),
            ("xla_gpu_autotune_gemm_rtol", 10**400, ValueError, "is out of range"),
            ("xla_dump_to", Path("/tmp"), TypeError, "expected a str, got PosixPath('/tmp')"),
            ("xla_dump_to", b"/tmp", TypeError, "expected a str, got b'/tmp'"),
            ("xla_dump_to", "\ud800", ValueError, r"\ud800"),
            (
                "xla_gpu_detect_nan",
                "DETECTION_MODE_FAILS",
                ValueError,
                "DetectionMode has no 'DETECTION_MODE_FAILS'; did you mean DETECTION_MODE_FAIL or ",
            ),
            ("xla_gpu_detect_nan", 9, ValueError, "DetectionMode has no value 9; there are DETECTION_MODE_NONE (0), "),
            ("xla_gpu_detect_nan", True, TypeError, "expected the name or number of a value of DetectionMode"),
            ("xla_disable_hlo_passes", "a", TypeError, "expected a list, got 'a'"),
            ("xla_disable_hlo_passes", ["a", 1], TypeError, "['xla_disable_hlo_passes'][1]: expected a str, got 1"),
            ("xla_backend_extra_options", ["a"], TypeError, "expected a dict, got ['a']"),
            ("xla_backend_extra_options", {"a": 1}, TypeError, "['xla_backend_extra_options']['a']: expected a str"),
            ("xla_backend_extra_options", {1: "a"}, TypeError, "expected names of options, got 1"),
            (
                "xla_gpu_experimental_thunk_buffer_debug_filter",
                {"thunk_ids": []},
                ValueError,
                "ThunkBufferDebugFilter has no such field; did you mean thunk_id_ranges?",
            ),
            ("xla_enable_nccl_symmetric_buffers_for_collectives", [1], TypeError, "[0]: expected a dict, got 1"),
        ],
    )
    def test_wrong_value(self, name: str, value: Any, kind: type[Exception], text: str) -> None:
        with pytest.raises(kind) as caught:
            CompileOptions(debug_options={name: value})
        assert str(caught.value).startswith(f"debug_options[{name!r}]")
        assert text in str(caught.value)

    @pytest.mark.parametrize(
        ("name", "value", "kind", "text"),
        [
            ("anything", None, TypeError, "expected a str, bool, int or float, got None"),
            ("anything", ["a"], TypeError, "expected a str, bool, int or float, got ['a']"),
            ("anything", 2**63, ValueError, "out of range"),
            ("anything", "\ud800", ValueError, r"\ud800"),
            ("xla_cpu_enable_fast_math", 1, TypeError, "expected a bool, got 1"),
            ("xla_backend_optimization_level", 1.0, TypeError, "expected an int, got 1.0"),
            ("xla_backend_optimization_level", 2**40, ValueError, "out of range"),
            ("xla_gpu_detect_nan", 9, ValueError, "DetectionMode has no value 9"),
            ("xla_gpu_autotune_gemm_rtol", True, TypeError, "expected a float, got True"),
            ("xla_dump_to", 1, TypeError, "expected a str, got 1"),
            ("xla_disable_hlo_passes", 1, TypeError, "expected a str, got 1"),
            ("xla_backend_extra_options", 1, TypeError, "debug_options takes such an option as it is"),
        ],
    )
    def test_wrong_override(self, name: str, value: Any, kind: type[Exception], text: str) -> None:
        with pytest.raises(kind) as caught:
            CompileOptions(overrides={name: value})
        assert str(caught.value).startswith(f"overrides[{name!r}]")
        assert text in str(caught.value)

    @pytest.mark.parametrize("what", ["overrides", "debug_options"])
    def test_no_options(self, what: str) -> None:
        for value in ([("a", 1)], "a", {1: 1}, {b"a": 1}):
            with pytest.raises(TypeError, match=f"{what}: expected "):
                CompileOptions(**{what: value})
        with pytest.raises(ValueError):
            CompileOptions(**{what: {"\ud800": 1}})

    @pytest.mark.parametrize("name", ["use_spmd_partitioning", "use_shardy_partitioner", "portable"])
    def test_flags(self, name: str) -> None:
        for value in (None, 1, "yes"):
            with pytest.raises(TypeError, match=f"{name}: expected a bool, got {value!r}"):
                CompileOptions(**{name: value})

    @pytest.mark.parametrize(
        ("shape", "given", "kind", "text"),
        [
            ((1, 1), 0, ValueError, "expected a row of device ids for each replica, got 0"),
            ((2, 1), [0, 1], ValueError, "expected a row of device ids for each replica, got [0, 1]"),
            ((2, 1), [[0, 1]], ValueError, "expected 2 x 1 device ids, replicas by partitions, got 1 x 2"),
            ((2, 2), [[0, 1], [2]], ValueError, "expected rows of equal length, got [[0, 1], [2]]"),
            ((1, 1), [[]], ValueError, "got 1 x 0"),
            ((1, 1), [[0.0]], TypeError, "expected device ids as ints, got [[0.0]]"),
            ((1, 1), [[True]], TypeError, "expected device ids as ints, got [[True]]"),
            ((1, 1), [["0"]], TypeError, "expected device ids as ints"),
            ((1, 1), [[None]], TypeError, "expected device ids as ints"),
            ((1, 1), [[2**63]], ValueError, "out of range"),
            ((2, 1), [[1], [1]], ValueError, "names device 1 2 times"),
            ((2, 2), [[1, 2], [3, 1]], ValueError, "names device 1 2 times"),
            ((1, 1), [[-1]], ValueError, "-1 is no device id"),
        ],
    )
    def test_assignment(self, shape: tuple[int, int], given: Any, kind: type[Exception], text: str) -> None:
        if given == [[]]:
            given = np.empty((1, 0), np.int64)
        with pytest.raises(kind) as caught:
            CompileOptions(*shape, device_assignment=given)
        assert str(caught.value).startswith("device_assignment: ")
        assert text in str(caught.value)

    def test_huge(self) -> None:
        with pytest.raises(ValueError, match=r"num_replicas: .*out of range"):
            CompileOptions(2**63)


class TestMessage:
    def test_edit(self) -> None:
        def edit(m: Any) -> None:
            m.allow_in_place_mlir_modification = True
            m.executable_build_options.fdo_profile = b"x"
            m.executable_build_options.num_replicas = 3

        options = CompileOptions(portable=True)
        edited = options.with_message(edit)
        assert same(options, CompileOptions(portable=True))
        assert edited.num_replicas == 3
        assert edited.message.allow_in_place_mlir_modification
        assert repr(edited) == (
            "CompileOptions(num_replicas=3, portable=True, <executable_build_options.fdo_profile>, "
            "<allow_in_place_mlir_modification>)"
        )
        assert same(edited, CompileOptions.parse(edited.serialize()))
        assert same(options.with_message(lambda m: None), options)

    @pytest.mark.parametrize(
        ("edit", "text"),
        [
            (lambda m: m.Clear(), "num_replicas: expected 1 or more, got 0"),
            (lambda m: m.executable_build_options.ClearField("num_partitions"), "num_partitions: expected 1 or more"),
            (lambda m: m.executable_build_options.device_assignment.Clear(), "expected 2 x 1 device ids"),
            (
                lambda m: m.executable_build_options.device_assignment.computation_devices[0].replica_device_ids.pop(),
                "states 2 x 1 device ids, and holds [[0]]",
            ),
            (
                lambda m: m.executable_build_options.device_assignment.computation_devices.add(),
                "states 2 x 1 device ids, and holds [[0, 1], []]",
            ),
        ],
    )
    def test_what_plugins_abort_on(self, edit: Callable[[Any], object], text: str) -> None:
        options = CompileOptions(2, device_assignment=[[0], [1]])
        with pytest.raises(ValueError) as caught:
            options.with_message(edit)
        assert text in str(caught.value)
        held = options.message
        edit(held)
        with pytest.raises(ValueError):
            CompileOptions.parse(held.SerializeToString())

    def test_parse(self) -> None:
        data = CompileOptions(2).serialize()
        assert same(CompileOptions.parse(bytearray(data)), CompileOptions(2))  # type: ignore[arg-type]
        with pytest.raises(ValueError, match=r"serialized: not an xla\.CompileOptionsProto: "):
            CompileOptions.parse(b"\xff\xff")
        with pytest.raises(ValueError, match="num_replicas: expected 1 or more, got 0"):
            CompileOptions.parse(b"")
        with pytest.raises(TypeError, match="serialized: expected bytes, got 'x'"):
            CompileOptions.parse("x")  # type: ignore[arg-type]

    def test_fields_of_another_schema_are_kept(self) -> None:
        known = message("xla.CompileOptionsProto").DESCRIPTOR.fields_by_number
        other = message("xla.HloModuleProto")
        name = next(f.name for f in other.DESCRIPTOR.fields if f.number not in known and f.type == f.TYPE_STRING)
        extra = other(**{name: "later than us"})
        data = CompileOptions(2).serialize() + extra.SerializeToString()
        options = CompileOptions.parse(data)
        assert options.num_replicas == 2
        assert options != CompileOptions(2)
        assert extra.SerializeToString() in options.serialize()

    def test_a_value_that_this_schema_lacks(self) -> None:
        def edit(m: Any) -> None:
            m.executable_build_options.debug_options.xla_gpu_detect_nan = 99
            m.env_option_overrides["x"].SetInParent()

        options = CompileOptions().with_message(edit)
        assert options.debug_options == {"xla_gpu_detect_nan": 99}
        assert options.overrides == {}


class TestRoundTrip:
    @settings(max_examples=200, deadline=None)
    @given(SOME)
    def test_debug_options(self, given: dict[str, Any]) -> None:
        options = CompileOptions(debug_options=given)
        again = CompileOptions.parse(options.serialize())
        assert again.debug_options == options.debug_options == given
        assert same(again, options)
        assert same(CompileOptions(debug_options=again.debug_options), options)

    @settings(max_examples=100, deadline=None)
    @given(OVERRIDES, st.integers(1, 3), st.integers(1, 3), st.booleans(), st.booleans(), st.booleans(), st.data())
    def test_the_rest(
        self, overrides: dict[str, Any], replicas: int, partitions: int, spmd: bool, shardy: bool, port: bool, data: Any
    ) -> None:
        ids = data.draw(st.permutations(range(replicas * partitions)))
        options = CompileOptions(
            replicas,
            partitions,
            device_assignment=np.reshape(ids, (replicas, partitions)),
            use_spmd_partitioning=spmd,
            use_shardy_partitioner=shardy,
            portable=port,
            overrides=overrides,
        )
        again = CompileOptions.parse(options.serialize())
        assert same(again, options)
        assert again.device_assignment == tuple(map(tuple, np.reshape(ids, (replicas, partitions)).tolist()))
        assert again.overrides == overrides
        assert (again.use_spmd_partitioning, again.use_shardy_partitioner, again.portable) == (spmd, shardy, port)

    def test_every_field(self) -> None:
        for field in DEBUG.fields:
            value = _some(field)
            options = CompileOptions(debug_options={field.name: value})
            assert options.debug_options == {field.name: value}


def _some(field: Any) -> Any:
    """Some value of a field, other than what is read back when it is not set."""
    held = getattr(message("xla.DebugOptions")(), field.name)
    if hasattr(held, "items"):
        return {"a": "b"}
    if field.message_type is not None:
        return [{}] if hasattr(held, "extend") else {}
    one: Any = field.enum_type.values[-1].name if field.enum_type is not None else None
    if one is None:
        one = "a" if field.cpp_type == field.CPPTYPE_STRING else type(held)(1)
    return [one] if hasattr(held, "extend") else one


@pytest.mark.download
class TestPlugins:
    def test_assignment(self, client: pjrt.Client) -> None:
        for ids in ([2, 3], [3, 0], [1, 2]):
            exe = client.compile(add(2), CompileOptions(2, device_assignment=[[i] for i in ids]))
            assert [device.id for device in exe.devices] == ids
        one = client.compile(add(), CompileOptions(device_assignment=[[3]]))
        assert [device.id for device in one.devices] == [3]
        (y,) = one(np.ones(4, np.float32))
        assert y.device.id == 3
        assert y.to_numpy().tolist() == [2.0] * 4

    @pytest.mark.parametrize("device", [4, 2**32, 2**40, 2**63 - 1])
    def test_no_such_device(self, client: pjrt.Client, device: int) -> None:
        with pytest.raises(ValueError) as caught:
            client.compile(add(2), CompileOptions(2, device_assignment=[[0], [device]]))
        assert str(caught.value) == (f"options: device_assignment names device {device}; this client has [0, 1, 2, 3]")

    def test_why_devices_are_checked(self, plugin: str, subprocess_run: Run, prelude: str) -> None:
        """What the plugin makes of an assignment that only the raw layer can send."""
        code = (
            "from pjrt._runtime import frames\n"
            "client = pjrt.Client(sys.argv[1], options={'cpu_device_count': 4})\n"
            "message = pjrt.CompileOptions(device_assignment=[[0]]).message\n"
            "devices = message.executable_build_options.device_assignment.computation_devices[0]\n"
            "devices.replica_device_ids[0] = int(sys.argv[2])\n"
            "program = frames.program(ADD.encode(), 'mlir')\n"
            "state = client._state\n"
            "try:\n"
            "    ptr = state.abi.client_compile(state.ptr, program, message.SerializeToString())\n"
            "    print(*[device.id for device in pjrt.LoadedExecutable(state, ptr).devices])\n"
            "except pjrt.PjrtError as error:\n"
            "    print(type(error).__name__)\n"
        )
        wrapped = subprocess_run(prelude + code, plugin, str(2**40))
        assert (wrapped.returncode, wrapped.stdout) == (0, "0\n")
        negative = subprocess_run(prelude + code, plugin, "-1")
        if plugin == "lammps_jax_pjrt_cpu":
            assert negative.returncode == -6
            assert "Check failed: device_ordinal >= 0" in negative.stderr
        else:
            assert (negative.returncode, negative.stdout) == (0, "InvalidArgumentError\n")

    def test_partitions(self, client: pjrt.Client) -> None:
        with pytest.raises(pjrt.InvalidArgumentError, match="num_partitions=2 but SPMD partitioning not enabled"):
            client.compile(add(1, 2, GSPMD), CompileOptions(1, 2))
        for program, shardy in ((GSPMD, False), (GSPMD, True), (SHARDY, True)):
            options = CompileOptions(
                1, 2, use_spmd_partitioning=True, use_shardy_partitioner=shardy, device_assignment=[[3, 1]]
            )
            exe = client.compile(add(1, 2, program), options)
            assert [device.id for device in exe.devices] == [3, 1]
            assert exe.input_shapes == ((2,),)
        with pytest.raises(pjrt.InternalError, match=r"xla\.sdy"):
            client.compile(add(1, 2, SHARDY), CompileOptions(1, 2, use_spmd_partitioning=True))

    def test_overrides(self, client: pjrt.Client, tmp_path: Path) -> None:
        given = {"xla_dump_to": str(tmp_path), "xla_dump_hlo_as_text": True, "xla_backend_optimization_level": 1}
        client.compile(add(), CompileOptions(overrides=given))
        assert list(tmp_path.glob("*.cpu_after_optimizations.txt"))
        (differing,) = tmp_path.glob("*debug_options*")  # from the plugin's defaults
        assert {line.partition(":")[0] for line in differing.read_text().split("\n") if line} == set(given)

    def test_debug_options(self, client: pjrt.Client, tmp_path: Path) -> None:
        given: dict[str, Any] = {"xla_dump_to": str(tmp_path), "xla_dump_hlo_as_text": True, "xla_enable_dumping": True}
        with pytest.raises(pjrt.InternalError, match=r"parallel_codegen_split_count \(0\)"):
            client.compile(add(), CompileOptions(debug_options=given))
        assert not list(tmp_path.glob("*.o"))
        client.compile(add(), CompileOptions(debug_options={**given, **NEEDED}))
        assert list(tmp_path.glob("*.cpu_after_optimizations.txt"))
        assert list(tmp_path.glob("*.o"))

    def test_overrides_come_last(self, client: pjrt.Client, tmp_path: Path) -> None:
        options = CompileOptions(
            debug_options={"xla_dump_to": str(tmp_path / "debug"), "xla_enable_dumping": True},
            overrides={**NEEDED, "xla_dump_to": str(tmp_path / "override")},
        )
        client.compile(add(), options)
        assert list(tmp_path.glob("override/*.cpu_after_optimizations.txt"))
        assert not list(tmp_path.glob("debug/*.cpu_after_optimizations.txt"))

    def test_parse_what_the_plugin_writes(self, client: pjrt.Client, tmp_path: Path) -> None:
        """XLA dumps the options that it got, re-encoded by its own schema; the newest plugin does so as text."""
        options = CompileOptions(
            2,
            device_assignment=[[3], [1]],
            debug_options={"xla_dump_to": str(tmp_path), **NEEDED},
            overrides={"xla_cpu_enable_fast_math": True},
        )
        client.compile(add(2), options)
        (folder,) = (path for path in tmp_path.iterdir() if path.is_dir())
        (dumped,) = folder.glob("compile_options.*")
        if dumped.suffix == ".pb":
            read = CompileOptions.parse(dumped.read_bytes())
        else:
            read = CompileOptions.parse(
                text_format.Parse(dumped.read_text(), message("xla.CompileOptionsProto")()).SerializeToString()
            )
        assert (read.num_replicas, read.num_partitions) == (2, 1)
        assert read.device_assignment == ((3,), (1,))
        assert read.overrides == options.overrides
        assert read.debug_options["xla_cpu_parallel_codegen_split_count"] == 32

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("xla_cpu_enable_fast_math", True),
            ("xla_backend_optimization_level", 2),
            ("xla_backend_optimization_level", "2"),
            ("xla_gpu_autotune_gemm_rtol", 0.5),
            ("xla_gpu_autotune_gemm_rtol", 1),
            ("xla_gpu_autotune_gemm_rtol", "0.5"),
            ("xla_step_marker_location", "STEP_MARK_NONE"),
            ("xla_step_marker_location", 2),
            ("xla_disable_hlo_passes", "a,b"),
            ("xla_gpu_enable_command_buffer", 1),
        ],
    )
    def test_every_kind_of_override(self, client: pjrt.Client, name: str, value: Any) -> None:
        client.compile(add(), CompileOptions(overrides={name: value}))

    @pytest.mark.parametrize(
        ("name", "value", "text"),
        [
            ("xla_no_such_thing", True, "No such compile option: 'xla_no_such_thing'"),
            ("", 1, "No such compile option: ''"),
            ("xla_cpu_enable_fast_math", "x", "'x' is not a valid bool value"),
            ("xla_step_marker_location", "NOPE", "'NOPE' is not a valid enum value"),
            ("xla_backend_extra_options", "a=b", "'a=b' is not a valid message value"),
        ],
    )
    def test_override_that_the_plugin_refuses(self, client: pjrt.Client, name: str, value: Any, text: str) -> None:
        with pytest.raises(pjrt.InvalidArgumentError) as caught:
            client.compile(add(), CompileOptions(overrides={name: value}))
        assert text in caught.value.message
        assert caught.value.function == "PJRT_Client_Compile"

    def test_options_newer_than_the_plugin(self, plugin: str, client: pjrt.Client) -> None:
        """A field that the plugin's schema lacks is skipped, a debug option too; an override by that name is not."""
        newest = max(DEBUG.fields, key=lambda field: field.number)
        assert newest.cpp_type == newest.CPPTYPE_BOOL
        client.compile(add(), CompileOptions(debug_options={**NEEDED, newest.name: True}))
        if plugin == "xla_cpu_pjrt":
            with pytest.raises(pjrt.InvalidArgumentError) as caught:
                client.compile(add(), CompileOptions(overrides={newest.name: True}))
            assert caught.value.message == f"No such compile option: '{newest.name}'"

    def test_backend_extra_options(self, plugin: str, subprocess_run: Run, prelude: str) -> None:
        """They become LLVM's command line, whose parser ends the process on a name that it does not know."""
        code = (
            "options = {'xla_cpu_parallel_codegen_split_count': 32, 'xla_backend_extra_options': {'a': 'b'}}\n"
            "pjrt.Client(sys.argv[1]).compile(ADD, pjrt.CompileOptions(debug_options=options))\n"
        )
        done = subprocess_run(prelude + code, plugin)
        assert done.returncode == 1
        assert "Unknown command line argument 'a=b'" in done.stderr
        assert "Traceback" not in done.stderr

    def test_portable(self, client: pjrt.Client) -> None:
        exe = client.compile(add(), CompileOptions(portable=True))
        assert exe.devices == ()
        assert exe.input_shapes == ((4,),)
        for options in (CompileOptions(2, portable=True), CompileOptions(device_assignment=[[2]], portable=True)):
            with pytest.raises(pjrt.InvalidArgumentError, match="CompileOptions requests portable executable but"):
                client.compile(add(), options)

    def test_guide(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        """The code of the guide runs, block after block."""
        blocks = re.findall(r"```python\n(.*?)```", GUIDE.read_text(), re.DOTALL)
        assert len(blocks) >= 6
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
        names: dict[str, Any] = {}
        for block in blocks:
            exec(compile(block, str(GUIDE), "exec"), names)


def test_guide_names_every_option() -> None:
    table = re.findall(r"^\| `(\w+)` \| `([\w.]+)` \|", GUIDE.read_text(), re.MULTILINE)
    assert [name for name, _ in table] == [
        "num_replicas",
        "num_partitions",
        "device_assignment",
        "use_spmd_partitioning",
        "use_shardy_partitioner",
        "portable",
        "argument_layouts",
        "overrides",
        "debug_options",
    ]
    for _, path in table:
        descriptor = message("xla.CompileOptionsProto").DESCRIPTOR
        for part in path.split("."):
            descriptor = descriptor.fields_by_name[part].message_type or descriptor


class TestArgumentLayouts:
    F32 = np.dtype(np.float32)

    @pytest.mark.parametrize(
        "specs",
        [
            [Spec((2, 3), F32, Layout((0, 1))), Spec((4,), np.dtype(np.int8))],
            (Spec((), np.dtype(ml_dtypes.bfloat16), Layout(())), Spec((0, 5), np.dtype(np.complex64))),
            [Spec((8, 128), F32, Layout((1, 0), ((8, 128), (2, 1)))), Spec((2,), np.dtype(ml_dtypes.int4))],
            [Spec((2, 2), F32, Layout((1, 0), ((Layout.COMBINE, 4),)))],
        ],
    )
    def test_there_and_back(self, specs: Sequence[Spec]) -> None:
        options = CompileOptions(2, argument_layouts=specs)
        assert options.argument_layouts == tuple(specs)
        assert CompileOptions.parse(options.serialize()) == options
        assert "<" not in repr(options)
        shapes = options.message.argument_layouts
        assert [list(shape.dimensions) for shape in shapes] == [list(spec.shape) for spec in specs]
        assert [shape.HasField("layout") for shape in shapes] == [spec.layout is not None for spec in specs]

    def test_repr(self) -> None:
        from numpy import dtype  # noqa: F401  (for eval)

        options = CompileOptions(argument_layouts=[Spec((2, 3), self.F32, Layout((0, 1)))])
        assert eval(repr(options)) == options
        assert CompileOptions().argument_layouts is None
        assert CompileOptions(argument_layouts=[]) == CompileOptions()

    @pytest.mark.parametrize("dtype", [np.float32, "float32", np.int4 if hasattr(np, "int4") else ml_dtypes.int4])
    def test_what_makes_a_dtype(self, dtype: Any) -> None:
        (spec,) = CompileOptions(argument_layouts=[Spec((2,), dtype)]).argument_layouts or ()
        assert spec.dtype == np.dtype(dtype)

    @pytest.mark.parametrize(
        ("given", "kind", "text"),
        [
            (5, TypeError, "argument_layouts: expected a list of Spec, got 5"),
            ("ab", TypeError, "argument_layouts: expected a list of Spec, got 'ab'"),
            ([None], TypeError, "argument_layouts[0]: expected a Spec with a dtype, got None"),
            ([Spec((2,), F32), (2, 3)], TypeError, "argument_layouts[1]: expected a Spec with a dtype, got (2, 3)"),
            ([Spec((), None)], TypeError, "argument_layouts[0]: expected a Spec with a dtype, got Spec("),
            ([Spec((2,), np.dtype(object))], TypeError, "argument_layouts[0]: dtype object has no PJRT element type"),
            ([Spec((2,), "nonsense")], TypeError, "argument_layouts[0]: data type 'nonsense' not understood"),
            ([Spec((2, -1), F32)], ValueError, "argument_layouts[0]: (2, -1) has a negative size"),
            ([Spec((2.0,), F32)], TypeError, "argument_layouts[0]: expected a tuple of ints, got (2.0,"),
            (
                [Spec((2**62,), F32)],
                ValueError,
                f"argument_layouts[0]: ({2**62},) of float32 needs more bytes than 64 bits can count",
            ),
            ([Spec((2, 3), F32, (0, 1))], TypeError, "argument_layouts[0]: expected a Layout, got (0, 1)"),
            (
                [Spec((2, 3), F32, Layout((0,)))],
                ValueError,
                "argument_layouts[0]: {0} is of 1 dimensions; the array has 2",
            ),
        ],
    )
    def test_wrong_ones(self, given: Any, kind: type[Exception], text: str) -> None:
        with pytest.raises(kind) as caught:
            CompileOptions(argument_layouts=given)
        assert str(caught.value).startswith(text)

    def test_messages_of_what_no_argument_can_be(self) -> None:
        def tuple_shape(edited: Any) -> None:
            edited.argument_layouts.add().element_type = 13

        def twice(edited: Any) -> None:
            shape = edited.argument_layouts.add()
            shape.element_type = 11
            shape.dimensions.extend([2, 2])
            shape.layout.minor_to_major.extend([0, 0])

        for edit, kind, text in ((tuple_shape, TypeError, "element type TUPLE"), (twice, ValueError, "minor_to_major")):
            options = CompileOptions().with_message(edit)
            assert repr(options) == "CompileOptions(<argument_layouts>)"
            assert CompileOptions.parse(options.serialize()) == options
            with pytest.raises(kind, match=text):
                _ = options.argument_layouts
