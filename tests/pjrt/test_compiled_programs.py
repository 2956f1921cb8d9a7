"""What compiled programs tell of themselves, and loading them."""

from __future__ import annotations

from collections.abc import Callable
from ctypes import c_int32
from typing import Any

import ml_dtypes
import numpy as np
import pytest
from google.protobuf import text_format

import pjrt
from pjrt.program import Program
from pjrt.protos import message
from pjrt_abi.structs import PJRT_Executable_DeserializeAndLoad_Args, PJRT_LoadOptions
from pjrt_abi.support import array_out

pytestmark = pytest.mark.download
Child = Callable[..., dict[str, Any]]

NEW, OLD, OLDEST = "lammps_jax_pjrt_cpu", "fastatomstruct_xla_cpu", "xla_cpu_pjrt"
X = np.arange(4, dtype=np.float32)
ADD = (
    "module @add { func.func public @main(%a: tensor<4xf32>, %b: tensor<4xf32>) -> tensor<4xf32> {"
    " %0 = stablehlo.add %a, %b : tensor<4xf32> return %0 : tensor<4xf32> } }"
)


def module(parameters: str, results: str, body: str) -> str:
    return f"module @m {{ func.func public @main({parameters}) -> ({results}) {{ {body} }} }}"


def same(kind: str, shape: str = "4x") -> str:
    """A program that returns its argument."""
    return module(f"%a: tensor<{shape}{kind}>", f"tensor<{shape}{kind}>", f"return %a : tensor<{shape}{kind}>")


TOKEN = "!stablehlo.token"
BOUNDED = "tensor<?xf32, #stablehlo.bounds<4>>"
OUTPUTS: dict[str, tuple[str, list[tuple[tuple[int, ...], Any]]]] = {
    "none": (module("%a: tensor<4xf32>", "", "return"), []),
    "several": (
        module(
            "%a: tensor<4x2xf32>, %b: tensor<0x3xbf16>",
            "tensor<4x2xf32>, tensor<0x3xbf16>, tensor<i1>",
            "%c = stablehlo.constant dense<true> : tensor<i1>"
            " return %a, %b, %c : tensor<4x2xf32>, tensor<0x3xbf16>, tensor<i1>",
        ),
        [((4, 2), np.float32), ((0, 3), ml_dtypes.bfloat16), ((), np.bool_)],
    ),
    "tuple": (
        module(
            "%a: tensor<4xf32>",
            "tuple<tensor<4xf32>, tensor<4xf32>>",
            "%t = stablehlo.tuple %a, %a : tuple<tensor<4xf32>, tensor<4xf32>>"
            " return %t : tuple<tensor<4xf32>, tensor<4xf32>>",
        ),
        [((4,), np.float32)] * 2,
    ),
    "token": (module(f"%a: {TOKEN}", TOKEN, f"return %a : {TOKEN}"), [((), None)]),
    "token, too": (
        module(
            "%a: tensor<4xf32>",
            f"tensor<4xf32>, {TOKEN}",
            f"%t = stablehlo.create_token : {TOKEN} return %a, %t : tensor<4xf32>, {TOKEN}",
        ),
        [((4,), np.float32), ((), None)],
    ),
    "complex": (same("complex<f32>", ""), [((), np.complex64)]),
    "int4": (same("i4"), [((4,), ml_dtypes.int4)]),
    "uint2": (same("ui2"), [((4,), ml_dtypes.uint2)]),
    "float4": (same("f4E2M1FN"), [((4,), ml_dtypes.float4_e2m1fn)]),
    "float8": (same("f8E8M0FNU"), [((4,), ml_dtypes.float8_e8m0fnu)]),
}


@pytest.mark.parametrize("name", OUTPUTS)
def test_outputs(client: pjrt.Client, name: str) -> None:
    program, expected = OUTPUTS[name]
    exe = client.compile(program)
    assert exe.num_outputs == len(expected)
    assert exe.output_shapes == tuple(shape for shape, _ in expected)
    assert exe.output_dtypes == tuple(None if dtype is None else np.dtype(dtype) for _, dtype in expected)
    assert [(spec.shape, spec.dtype) for spec in exe.signature.results] == list(
        zip(exe.output_shapes, exe.output_dtypes, strict=True)
    )


def test_outputs_of_one_device_of_several(client: pjrt.Client) -> None:
    sharding = '{mhlo.sharding = "{devices=[2,1]<=[2]}"}'
    program = (
        f"module @s {{ func.func public @main(%a: tensor<8x4xf32> {sharding}) -> (tensor<8x4xf32> {sharding}) {{"
        " return %a : tensor<8x4xf32> } }"
    )
    exe = client.compile(program, pjrt.CompileOptions(num_partitions=2, use_spmd_partitioning=True))
    assert exe.output_shapes == ((4, 4),)
    assert exe.signature.results == (pjrt.Spec((4, 4), np.dtype(np.float32)),)


def test_outputs_of_dynamic_size(client: pjrt.Client) -> None:
    exe = client.compile(module(f"%a: {BOUNDED}", BOUNDED, f"return %a : {BOUNDED}"))
    assert exe.output_shapes == ((4,),)
    assert exe.output_dtypes == (np.dtype(np.float32),)


def test_outputs_where_the_plugin_does_not_tell(client: pjrt.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def lacks(*_: Any) -> None:
        raise pjrt.UnimplementedError("no")

    exe = client.compile(ADD)
    for name in ("dimensions", "element_types"):
        monkeypatch.setattr(client.plugin.abi, f"executable_output_{name}", lacks)
    assert exe.output_shapes == ((4,),)
    assert exe.output_dtypes == (np.dtype(np.float32),)


def test_outputs_for_hardware_that_is_not_here() -> None:
    exe = pjrt.Topology("libtpu", "v5e:2x2").compile(OUTPUTS["several"][0])
    assert exe.num_outputs == 3
    assert [(spec.shape, spec.dtype) for spec in exe.signature.results] == list(
        zip(exe.output_shapes, exe.output_dtypes, strict=True)
    )


def test_fingerprint(client: pjrt.Client) -> None:
    one, two, other = client.compile(ADD), client.compile(ADD), client.compile(ADD.replace("add %a", "multiply %a"))
    assert one.fingerprint == two.fingerprint != other.fingerprint


REPLICAS = pjrt.CompileOptions(2, device_assignment=[[3], [1]])
PARTITIONS = pjrt.CompileOptions(1, 2, device_assignment=[[2, 0]], use_spmd_partitioning=True)
BOTH = pjrt.CompileOptions(2, 2, use_spmd_partitioning=True)


@pytest.mark.parametrize(
    ("options", "assignment", "devices", "logical"),
    [
        (None, ((0,),), [0], [(0, 0)]),
        (REPLICAS, ((3,), (1,)), [3, 1], [(0, 0), (1, 0)]),
        (PARTITIONS, ((2, 0),), [2, 0], [(0, 0), (0, 1)]),
        (BOTH, ((0, 1), (2, 3)), [0, 1, 2, 3], [(0, 0), (0, 1), (1, 0), (1, 1)]),
        (pjrt.CompileOptions(portable=True), None, [], []),
    ],
)
def test_devices_of_a_program(
    client: pjrt.Client, options: Any, assignment: Any, devices: list[int], logical: list[tuple[int, int]]
) -> None:
    exe = client.compile(ADD, options)
    assert exe.device_assignment == assignment
    assert [device.id for device in exe.devices] == devices
    if client.plugin.abi.has("PJRT_LoadedExecutable_AddressableDeviceLogicalIds"):
        assert exe.logical_ids == tuple(logical)
        assert [(ids.replica, ids.partition) for ids in exe.logical_ids] == logical
    else:
        with pytest.raises(pjrt.UnsupportedError, match=r"AddressableDeviceLogicalIds: needs API 0\.96, this"):
            _ = exe.logical_ids


def test_deleted(client: pjrt.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    exe = client.compile(ADD)
    assert not exe.is_deleted
    exe.delete()
    assert exe.is_deleted
    for use in (
        lambda: exe.num_outputs,
        lambda: exe.output_shapes,
        lambda: exe.output_dtypes,
        lambda: exe.fingerprint,
        lambda: exe.device_assignment,
        lambda: exe.logical_ids,
        exe.optimized_program,
    ):
        with pytest.raises(pjrt.ClosedError, match="this executable was deleted"):
            use()
    behind_our_back = client.compile(ADD)
    monkeypatch.setattr(client.plugin.abi, "loaded_executable_is_deleted", lambda _: True)
    assert behind_our_back.is_deleted
    with pytest.raises(pjrt.ClosedError, match="this executable was deleted"):
        behind_our_back(X, X)


def test_after_the_client_was_closed(plugin: str) -> None:
    client = pjrt.Client(plugin)
    exe, other = client.compile(ADD), client.compile(ADD)
    blob = exe.serialize()
    other.delete()
    client.close()
    for use in (
        lambda: exe.num_outputs,
        lambda: exe.output_shapes,
        lambda: exe.fingerprint,
        lambda: exe.device_assignment,
        lambda: exe.logical_ids,
        lambda: exe.is_deleted,
        lambda: exe(X, X),
        exe.optimized_program,
        lambda: client.load(exe),
        lambda: client.deserialize(blob),
    ):
        with pytest.raises(pjrt.ClosedError, match="this client was closed"):
            use()
    assert other.is_deleted


# ------------------------------------------------------------------ loading


@pytest.fixture(scope="module")
def newest() -> pjrt.Client:
    """A client of the CPU plugin that compiles for a topology."""
    return pjrt.Client(NEW, options={"cpu_device_count": 4})


def test_load(newest: pjrt.Client) -> None:
    executable = newest.topology.compile(ADD)
    loaded = [newest.load(executable), newest.load(executable, pjrt.CompileOptions())]
    assert executable.name == "add"  # it stays as it is
    assert executable.num_outputs == 1
    del executable
    for exe in (*loaded, newest.deserialize(newest.topology.compile(ADD).serialize())):
        assert exe.device_assignment == ((0,),)
        assert exe(X, X)[0].to_numpy().tolist() == [0, 2, 4, 6]
        assert exe.fingerprint == loaded[0].fingerprint


def test_load_for_several_devices(newest: pjrt.Client) -> None:
    executable = newest.topology.compile(ADD, REPLICAS)
    assert newest.load(executable).device_assignment == ((3,), (1,))
    assert newest.load(executable, REPLICAS).device_assignment == ((3,), (1,))
    assert newest.load(newest.topology.compile(ADD, pjrt.CompileOptions(portable=True))).devices == ()


@pytest.mark.parametrize("options", [pjrt.CompileOptions(2), pjrt.CompileOptions(device_assignment=[[1]])])
def test_load_does_not_ignore_options(newest: pjrt.Client, options: pjrt.CompileOptions) -> None:
    executable = newest.topology.compile(ADD)
    with pytest.raises(pjrt.UnsupportedError, match=r"loads the program for 1 x 1 devices, \(\(0,\),\), as it was"):
        newest.load(executable, options)
    assert newest.deserialize(executable.serialize(), options).num_replicas == options.num_replicas


def test_load_where_the_plugin_does_not_tell_the_options(newest: pjrt.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def lacks(_: Any) -> None:
        raise pjrt.UnimplementedError("no")

    executable = newest.topology.compile(ADD, REPLICAS)
    monkeypatch.setattr(newest.plugin.abi, "executable_get_compile_options", lacks)
    assert newest.load(executable).device_assignment == ((3,), (1,))


def test_load_from_another_client(newest: pjrt.Client) -> None:
    other = pjrt.Client(NEW, options={"cpu_device_count": 4})
    executables = [other.topology.compile(ADD), other.topology.compile(ADD, REPLICAS)]
    exe = newest.load(executables[0])
    with pytest.raises(pjrt.InvalidArgumentError, match="No matching device found"):
        pjrt.Client(NEW, options={"cpu_device_count": 1}).load(executables[1])
    other.close()
    with pytest.raises(pjrt.ClosedError, match="this client was closed"):
        newest.load(executables[0])
    del other, executables
    assert exe(X, X)[0].to_numpy().tolist() == [0, 2, 4, 6]


def test_load_refuses(newest: pjrt.Client) -> None:
    executable = newest.topology.compile(ADD)
    loaded = newest.load(executable)
    for given in (loaded, executable.serialize(), None):
        with pytest.raises(TypeError, match=r"executable: expected an Executable of Topology.compile, got"):
            newest.load(given)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="options: expected CompileOptions"):
        newest.load(executable, {})  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="need 5 devices; this client has 4"):
        newest.load(executable, pjrt.CompileOptions(5))


def test_load_by_another_plugin(in_child: Child) -> None:
    report = in_child(
        """
executable = pjrt.Client(sys.argv[1]).topology.compile(ADD)
for name in sys.argv[2:]:
    report[name] = attempt(lambda: pjrt.Client(name).load(executable))
""",
        NEW,
        OLD,
        OLDEST,
    )
    for name in (OLD, OLDEST):
        kind, text = report[name]
        assert kind == "ValueError"
        assert f"executable: <Executable 'add'> was compiled by another plugin than '{name}'" in text


def test_load_by_a_plugin_without_it(newest: pjrt.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the newest plugin compiles for a topology of the CPU, so its executable stands in; no C function sees it."""
    client = pjrt.Client(OLDEST)
    executable = newest.topology.compile(ADD)
    with monkeypatch.context() as patch:
        patch.setattr(executable, "_state", client._state)
        with pytest.raises(pjrt.UnsupportedError, match=r"PJRT_Client_Load: needs API 0\.96, this plugin has"):
            client.load(executable, pjrt.CompileOptions())


def test_computation_origin(client: pjrt.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    abi, blob, seen = client.plugin.abi, client.compile(ADD).serialize(), []
    real = abi.PJRT_Executable_DeserializeAndLoad

    def spy(address: int) -> Any:
        options = PJRT_LoadOptions.from_address(
            PJRT_Executable_DeserializeAndLoad_Args.from_address(address).load_options
        )
        seen.append(
            (options.struct_size, array_out(c_int32, options.computation_origin, options.computation_origin_size))
        )
        return real(address)

    monkeypatch.setattr(abi, "PJRT_Executable_DeserializeAndLoad", spy)
    if client.plugin.api_version < (0, 111):
        with pytest.raises(pjrt.UnsupportedError, match=r"DeserializeAndLoad: load_options needs API 0\.111, this"):
            client.deserialize(blob, computation_origin=[0, 0, 0])
    else:
        exe = client.deserialize(blob, computation_origin=[1, -2, 3])
        assert exe(X, X)[0].to_numpy().tolist() == [0, 2, 4, 6]
        client.deserialize(blob, computation_origin=())
        assert seen == [(PJRT_LoadOptions.STRUCT_SIZE, [1, -2, 3]), (PJRT_LoadOptions.STRUCT_SIZE, [])]
    for origin in ("000", 1, {0}):
        with pytest.raises(TypeError, match="computation_origin: expected ints, got"):
            client.deserialize(blob, computation_origin=origin)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"computation_origin: expected an int, got 1\.0"):
        client.deserialize(blob, computation_origin=[1.0])  # type: ignore[list-item]
    with pytest.raises(ValueError, match="computation_origin: 2147483648 does not fit 32 bits"):
        client.deserialize(blob, computation_origin=[2**31])


# ------------------------------------------------------------ programs as text


def test_the_optimized_program_as_text(client: pjrt.Client) -> None:
    program = client.compile(ADD).optimized_program()
    assert repr(program) == f"<Program, the optimized program: {len(program.code)} bytes of hlo_with_config>"
    again = text_format.Parse(program.text, message("xla.HloModuleProto")())
    assert again == message("xla.HloModuleProtoWithConfig").FromString(program.code).hlo_module
    assert again.name == "add"
    compiled = client.compile(again.SerializeToString(), format="hlo")
    assert compiled(X, X)[0].to_numpy().tolist() == [0, 2, 4, 6]
    assert Program(again.SerializeToString(), "hlo", "it").text == program.text


def test_other_programs_as_text() -> None:
    assert Program(ADD.encode(), "mlir", "it").text == ADD
    with pytest.raises(ValueError, match="it is MLIR bytecode; `mlir-opt` or `stablehlo-opt` turns it into text"):
        _ = Program(b"ML\xefR\x01\0", "mlir", "it").text
    for format in ("hlo", "hlo_with_config"):
        with pytest.raises(ValueError, match="it is no serialized HLO module: "):
            _ = Program(b"\xff\xff", format, "it").text
