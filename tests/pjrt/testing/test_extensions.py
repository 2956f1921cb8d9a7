"""The reference plugin's extensions, all functions of each, called through the raw layer."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import pjrt
from pjrt import testing, xspace
from pjrt.extensions.executable_metadata import Metadata
from pjrt.extensions.profiler import serialized_options
from pjrt.partial_programs import PartialProgram
from pjrt.testing import extensions
from pjrt_abi.enums import PJRT_Buffer_Type
from pjrt_abi.extensions import BY_TYPE, EXTENSIONS
from pjrt_abi.extensions.callback import PJRT_Callback_Function, PJRT_Callback_Type
from pjrt_abi.extensions.collectives import PJRT_Collectives_CpuExecutor, PJRT_Collectives_ReductionKind
from pjrt_abi.extensions.cross_host_transfers import (
    PJRT_Transfers_CrossHostRecvNotifier,
    PJRT_Transfers_CrossHostRecvNotifierInfo,
    PJRT_Transfers_CrossHostRemoteSendCallback,
    PJRT_Transfers_CrossHostRemoteSendCallbackInfo,
    PJRT_Transfers_DescriptorDestructor,
)
from pjrt_abi.extensions.custom_partitioner import JAX_CustomCallPartitioner_Callbacks
from pjrt_abi.extensions.ffi import PJRT_FFI_Handler_TraitsBits, PJRT_FFI_Type_Info, PJRT_FFI_UserData
from pjrt_abi.extensions.megascale import PJRT_Megascale_ErrorHandler, PJRT_Megascale_ProcessesInfo
from pjrt_abi.extensions.profiler_c_api import ProfilerApi
from pjrt_abi.extensions.xla_transform import PJRT_XlaTransform_Callbacks, PJRT_XlaTransform_PipelineStage
from pjrt_abi.support import all_bytes_out, function_address
from tests.pjrt.programs import X, add
from tests.pjrt.versions import SPOKEN, spelled

F32 = PJRT_Buffer_Type.F32
Part = Callable[[SimpleNamespace], None]
PARTS: dict[str, Part] = {}


def of(name: str) -> Callable[[Part], Part]:
    """Names the extension that a part is about."""

    def keep(function: Part) -> Part:
        PARTS[name] = function
        return function

    return keep


@pytest.fixture
def s() -> Iterator[SimpleNamespace]:
    """A client with a program, a buffer and a topology; `extension(name)` is one bound."""
    served = testing.reference(devices=4)
    names: set[str] = set()
    served.add_hook(lambda view: names.add(view.name))
    with pjrt.Client(served) as client:
        abi = client.plugin.abi
        links = {link.name: link for link in client.plugin.extensions}

        def extension(name: str) -> Any:
            return BY_TYPE[links[name].type].load()(links[name].address, abi)

        exe, buffer = client.compile(add()), client.put(X)
        yield SimpleNamespace(
            served=served, names=names, client=client, abi=abi, ptr=client._state.ptr, extension=extension, exe=exe,
            program=abi.loaded_executable_get_executable(exe._ptr), buffer=buffer, handle=buffer._handle(),
            topology=abi.client_topology_description(client._state.ptr), device=client.devices[1]._ptr,
        )  # fmt: skip


def pointer(array: Any) -> int:
    return int(array.ctypes.data)


@of("Layouts")
def layouts(s: SimpleNamespace) -> None:
    ext = s.extension("Layouts")
    turned = s.client.put(np.zeros((2, 3), np.float32), layout=pjrt.Layout((0, 1)))
    made = [
        ext.buffer_memory_layout(turned._handle()),
        ext.client_get_default_layout(s.ptr, F32, [2, 3]),
        ext.topology_get_default_layout(s.topology, F32, [2, 3]),
    ]
    assert [ext.memory_layout_serialize(one) for one in made] == [b"{0,1}", b"{1,0}", b"{1,0}"]
    for one in made:
        ext.memory_layout_destroy(one)
    assert [ext.memory_layout_serialize(one) for one in ext.executable_get_output_layouts(s.program)] == [b"{0}"]
    assert len(ext.executable_get_parameter_layouts(s.program)) == 2


@of("Shardings")
def shardings(s: SimpleNamespace) -> None:
    ext = s.extension("Shardings")
    assert ext.executable_parameter_shardings(s.program) is None
    assert ext.executable_output_shardings(s.program) is None


@of("PhaseCompile")
def phases(s: SimpleNamespace) -> None:
    ext = s.extension("PhaseCompile")
    compiler = ext.get_compiler()
    assert ext.get_phase_names(compiler) == ["parse", "name"]
    part = PartialProgram(add().encode(), consumers=("parse",)).serialize()
    (made,) = ext.run_phase(compiler, [part], ["parse", "name"], b"", s.topology)
    assert PartialProgram.parse(made) == PartialProgram(b"m", producer="name", name="m")
    with pytest.raises(pjrt.NotFoundError, match="there is no phase 'x'"):
        ext.run_phase(compiler, [part], ["x"], b"", s.topology)
    with pytest.raises(pjrt.InvalidArgumentError, match="the phase 'name' takes one program that was made for it"):
        ext.run_phase(compiler, [part], ["name"], b"", s.topology)
    ext.destroy_compiler(compiler)


@of("ExecutableMetadata")
def metadata(s: SimpleNamespace) -> None:
    ext = s.extension("ExecutableMetadata")
    made = ext.get_executable_metadata(s.program)
    told = Metadata.parse(ctypes.string_at(made.serialized_metadata, made.serialized_metadata_size))
    assert (told.platform_type, told.platform_specific) == ("name", b"m")
    ext.destroy_serialized_metadata(made)


@of("AbiVersion")
def versions(s: SimpleNamespace) -> None:
    ext = s.extension("AbiVersion")
    runtime, program = ext.client_runtime_abi_version(s.ptr), ext.executable_get_abi_version(s.program)
    ext.runtime_abi_version_is_compatible_with_runtime(runtime, runtime)
    ext.runtime_abi_version_is_compatible_with_executable(runtime, program)
    assert ext.runtime_abi_version_platform_id(runtime) == ext.executable_abi_version_platform_id(program)
    again = ext.runtime_abi_version_from_proto(ext.runtime_abi_version_to_proto(runtime))
    second = ext.runtime_abi_version_to_proto(runtime).replace(b"1", b"2")
    other = ext.executable_abi_version_from_proto(second)
    assert ext.executable_abi_version_to_proto(other) == second
    with pytest.raises(pjrt.FailedPreconditionError, match="version 2 is not compatible with version 1"):
        ext.runtime_abi_version_is_compatible_with_executable(again, other)
    with pytest.raises(pjrt.InvalidArgumentError, match="no serialized ABI version"):
        ext.runtime_abi_version_from_proto(b"x")
    with pytest.raises(pjrt.InvalidArgumentError, match="no serialized ABI version of the reference plugin"):
        ext.runtime_abi_version_from_proto(b"")
    for one in (runtime, again):
        ext.runtime_abi_version_destroy(one)
    for one in (program, other):
        ext.executable_abi_version_destroy(one)


@of("Ffi")
def ffi(s: SimpleNamespace) -> None:
    ext = s.extension("Ffi")
    number = ext.type_register("state", 0, PJRT_FFI_Type_Info())
    assert ext.type_register("state", 0, PJRT_FFI_Type_Info()) == number
    context = s.abi.execute_context_create()
    ext.user_data_add(context, PJRT_FFI_UserData(type_id=number, data=5))
    with pytest.raises(pjrt.InvalidArgumentError, match="no type 99 is registered"):
        ext.user_data_add(context, PJRT_FFI_UserData(type_id=99))
    ext.register_handler("f", 7, "Host", PJRT_FFI_Handler_TraitsBits(0))
    s.abi.execute_context_destroy(context)


@of("GpuCustomCall")
def gpu(s: SimpleNamespace) -> None:
    s.extension("GpuCustomCall").gpu_register_custom_call("f", 1, None, None, None, 7)


@of("CustomPartitioner")
def partitioner(s: SimpleNamespace) -> None:
    ext = s.extension("CustomPartitioner")
    ext.register_custom_partitioner("f", JAX_CustomCallPartitioner_Callbacks())
    ext.register_batch_partitionable("g")


@of("Triton")
def triton(s: SimpleNamespace) -> None:
    made = s.extension("Triton").compile("module", "sm_90", 4, 1, 2)
    assert made == (b"; sm_90: 6 characters", 128, "/sm_90.cubin")


@of("XlaTransform")
def transforms(s: SimpleNamespace) -> None:
    ext, stage = s.extension("XlaTransform"), next(iter(PJRT_XlaTransform_PipelineStage))
    ext.register_xla_transform_fn("f", stage, PJRT_XlaTransform_Callbacks())
    assert ext.clear_xla_transform_fn(stage, "f", PJRT_XlaTransform_Callbacks()) is True
    assert ext.clear_xla_transform_fn(stage, "f", PJRT_XlaTransform_Callbacks()) is False


@of("TpuExecutable")
def tpu_executables(s: SimpleNamespace) -> None:
    ext, serialized = s.extension("TpuExecutable"), s.exe.serialize()
    assert ext.get_hlo_module_with_config(serialized) == add().encode()
    arguments = ext.get_target_arguments(serialized)
    assert b"code" in ext.get_compiled_memory_stats(serialized)
    assert ext.run_hlo_cost_analysis(arguments, [add()]) == {"flops": 1.0}
    environment = ext.set_tpu_compilation_env(b"")
    assert ext.get_tpu_compilation_env_field_as_string(environment, b"reference_flag") == "1"
    assert ext.is_tpu_predetermined_error(b"predetermined: x")
    with pytest.raises(pjrt.InvalidArgumentError, match="no serialized program"):
        ext.get_target_arguments(b"x")


@of("MemoryDescriptions")
def memories(s: SimpleNamespace) -> None:
    ext = s.extension("MemoryDescriptions")
    described = ext.device_description_memory_descriptions(s.abi.device_get_description(s.device))
    assert described.default_memory_index == 0
    kinds = [ext.memory_description_kind(one) for one in described.memory_descriptions]
    assert [(one.kind, one.kind_id) for one in kinds] == [("device", 0), ("pinned_host", 1)]


@of("RawBuffer")
def raw_buffers(s: SimpleNamespace) -> None:
    ext, into, given = s.extension("RawBuffer"), np.zeros(2, np.float32), np.float32([7])
    raw = ext.create_raw_alias_of_buffer(s.handle)
    assert ext.get_on_device_size_in_bytes(raw) == 16
    assert ext.get_memory_space(raw) == s.abi.buffer_memory(s.handle)
    assert ext.get_host_pointer(raw) == s.buffer.unsafe_pointer
    s.abi.event_destroy(ext.copy_raw_host_to_device(raw, pointer(given), 4, 4))
    s.abi.event_destroy(ext.copy_raw_device_to_host(raw, pointer(into), 4, 8))
    assert into.tolist() == [7, 2]
    with pytest.raises(pjrt.InvalidArgumentError, match="8 bytes from 12 on are not within 16"):
        ext.copy_raw_device_to_host(raw, pointer(into), 12, 8)
    ext.destroy(raw)


@of("HostAllocator")
def host_allocator(s: SimpleNamespace) -> None:
    ext = s.extension("HostAllocator")
    address = ext.allocate(s.ptr, 100, ext.get_preferred_alignment(s.ptr))
    assert address % 64 == 0
    ext.free(s.ptr, address)
    with pytest.raises(pjrt.InvalidArgumentError, match="was not allocated here"):
        ext.free(s.ptr, address)


@of("HostMemoryAllocator")
def host_memory_allocator(s: SimpleNamespace) -> None:
    made = s.extension("HostMemoryAllocator").allocate(s.ptr, 100, -1)
    ctypes.memset(made.ptr, 1, 100)
    ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p)(made.deleter)(made.ptr, made.deleter_arg)


@of("Stream")
def streams(s: SimpleNamespace) -> None:
    ext = s.extension("Stream")
    assert ext.get_stream_for_external_ready_events(s.device) == 2
    ext.wait_until_buffer_ready_on_stream(2, s.handle)


@of("CrossHostTransfers")
def cross_host(s: SimpleNamespace) -> None:
    ext = s.extension("CrossHostTransfers")
    (target,) = ext.client_cross_host_receive_buffers(s.ptr, [[4]], [F32], [None], [0], [42], s.device)
    received = s.client.adopt(target)
    assert not received.ready.done()
    for event in ext.client_cross_host_send_buffers(s.ptr, [s.handle], [1], [42]):
        s.abi.event_destroy(event)
    assert received.to_numpy().tolist() == X.tolist()
    told: list[Any] = []

    def notifier(error: Any, texts: Any, sizes: Any, number: int, arg: Any, cancel: Any, cancel_arg: Any) -> None:
        told.extend(all_bytes_out(texts, sizes, number))

    notify = PJRT_Transfers_CrossHostRecvNotifier(notifier)
    done = PJRT_Transfers_CrossHostRemoteSendCallback(lambda error, sent, user_arg: told.append((sent, user_arg)))
    destroy = PJRT_Transfers_DescriptorDestructor(lambda text, size: told.append("destroyed"))
    made = ext.client_make_cross_host_receive_buffers(
        s.ptr, [[4]], [F32], [None], s.device, PJRT_Transfers_CrossHostRecvNotifierInfo(5, function_address(notify))
    )
    assert made.num_buffers == len(told) == 1
    text = ctypes.c_char_p(told[0])
    size = ctypes.c_size_t(len(told[0]))
    event = s.abi.buffer_ready_event(s.handle)  # the plugin destroys it
    info = PJRT_Transfers_CrossHostRemoteSendCallbackInfo(5, function_address(done))
    ext.buffer_copy_to_remote_device(s.handle, event, ctypes.addressof(text), ctypes.addressof(size), info, destroy)
    assert told[1:] == ["destroyed", (True, 5)]
    s.abi.buffer_destroy(made.buffers[0])


@of("Collectives")
def collectives(s: SimpleNamespace) -> None:
    megascale, ext = s.extension("Megascale"), s.extension("Collectives")
    context = megascale.create_default_client_context()
    megascale.client_context_initialize(context)
    group = megascale.create_megascale_collectives(context, PJRT_Megascale_ProcessesInfo())
    ranks = ext.create_communicators(group, [0, 1], [0, 1])
    assert ext.communicator_to_string(ranks[1]) == "rank 1 of 2"
    sent = [np.float32([1, 2]), np.float32([10, 20])]
    got = [np.zeros(4, np.float32) for _ in ranks]

    key = PJRT_Collectives_CpuExecutor()
    by: dict[str, Any] = {"cpu_executor": key}

    def run(call: Callable[[int], Any]) -> list[list[float]]:
        key.op_id += 1
        for array in got:
            array[:] = 0
        for rank in (0, 1):
            s.abi.event_destroy(call(rank))
        return [array.tolist() for array in got]

    def buffers(rank: int, size: int) -> tuple[int, int, int, int]:
        return pointer(sent[rank]), 8, pointer(got[rank]), size

    total = PJRT_Collectives_ReductionKind.SUM
    reduced = run(lambda r: ext.communicator_all_reduce(ranks[r], *buffers(r, 8), F32, 2, total, **by))
    assert reduced == [[11, 22, 0, 0]] * 2
    scattered = run(lambda r: ext.communicator_reduce_scatter(ranks[r], *buffers(r, 4), F32, 1, total, **by))
    assert scattered == [[11, 0, 0, 0], [22, 0, 0, 0]]
    gathered = run(lambda r: ext.communicator_all_gather(ranks[r], *buffers(r, 16), F32, 2, **by))
    assert gathered == [[1, 2, 10, 20]] * 2
    turned = run(
        lambda r: ext.communicator_collective_permute(
            ranks[r], *buffers(r, 8), F32, 2, [1 - r], source_rank=1 - r, **by
        )
    )
    assert turned == [[10, 20, 0, 0], [1, 2, 0, 0]]

    def parts(array: Any) -> list[int]:
        return [pointer(array), pointer(array) + 4]

    changed = run(
        lambda r: ext.communicator_all_to_all(ranks[r], parts(sent[r]), [4, 4], parts(got[r]), [4, 4], F32, 1, **by)
    )
    assert changed == [[1, 10, 0, 0], [2, 20, 0, 0]]
    for rank in ranks:
        ext.communicator_destroy(rank)
    ext.destroy(group)
    megascale.delete_client_context(context)


@of("MultiSlice")
def multi_slice(s: SimpleNamespace) -> None:
    ext = s.extension("MultiSlice")
    config = s.extension("Megascale").create_ao_t_config(s.topology, 2)
    assert (ext.config_num_slices(config), ext.config_slice_id(config)) == (2, 0)
    slices = ext.config_num_devices_per_slice(config)
    assert (slices.slice_ids, slices.num_devices) == ([0, 1], [4, 4])
    assert b'"slices": 2' in ext.config_serialize(config)
    ext.config_destroy(config)


@of("Megascale")
def megascale(s: SimpleNamespace) -> None:
    ext = s.extension("Megascale")
    context = ext.create_client_context_from_pj_rt_client(s.ptr)
    ext.client_context_initialize(context)
    ext.client_context_unblock_pending_work(context, 1, 10)
    assert ext.client_context_megascale_port(context) == 8080
    config = ext.create_multi_slice_config(s.topology, 2, 1, 0, "", "", context)
    s.extension("MultiSlice").config_destroy(config)
    with pytest.raises(pjrt.InvalidArgumentError, match="there is no slice 2 of 2"):
        ext.create_multi_slice_config(s.topology, 2, 2, 0, "", "", context)
    number = ext.device_id_to_megascale_id(3, 4)
    assert ext.megascale_id_to_device_id(number) == (3, 4)
    handler = PJRT_Megascale_ErrorHandler(lambda text, size, data: None)
    ext.register_error_handler("h", handler, None)
    ext.unregister_error_handler("h")
    with pytest.raises(pjrt.NotFoundError, match="there is no handler 'h'"):
        ext.unregister_error_handler("h")
    aggregator = ext.error_aggregator_create("app")
    ext.error_aggregator_add_error(aggregator, "w", b"e")
    assert (ext.error_aggregator_size(aggregator), ext.error_aggregator_active(aggregator)) == (1, True)
    digest = ext.error_aggregator_process_and_shutdown(aggregator)
    ext.error_aggregator_log_error_digest(aggregator, digest)
    assert not ext.error_aggregator_active(aggregator)
    ext.error_digest_delete(digest)
    ext.error_aggregator_delete(aggregator)
    assert ext.get_interface_addresses_helper("p", 80, ["eth"], True, False) == [b"127.0.0.1:80"]
    made = [ext.get_or_create_runtime_error(1, 0, 13, b"why", 5) for _ in range(2)]
    assert [tuple(one) for one in made] == [(b"why", True), (b"why", False)]
    ext.delete_client_context(context)


@of("TpuTopology")
def tpu_topology(s: SimpleNamespace) -> None:
    ext, t = s.extension("TpuTopology"), s.topology
    part = ext.subslice(t, [1, 1, 1], [2, 1, 1])
    assert (ext.is_subslice_topology(part), ext.is_subslice_topology(t)) == (True, False)
    assert ext.subslice_device_id_from_full_device_id(t, part, [2, 0, 0], 3) == 1
    wide = ext.replace_host_bounds(t, [2, 2, 1])
    assert ext.chip_count(wide) == 4
    flags = (ext.is_enhanced_barrier_enabled(t), ext.has_limited_ici_connectivity(t))
    assert flags == (False, True)
    assert [ext.is_reachable_over_limited_ici(t, 0, n) for n in range(4)] == [True, True, False, False]
    ones = (ext.process_count, ext.core_count_per_chip, ext.logi_device_count_per_chip)
    fours = (
        ext.chips_per_process, ext.chip_count, ext.core_count, ext.logi_device_count_per_process,
        ext.logi_device_count, ext.core_count_per_process,
    )  # fmt: skip
    assert [[f(t) for f in group] for group in (ones, fours)] == [[1] * 3, [4] * 6]
    assert ext.process_ids(t, 8) == [0]
    assert ext.logi_device_ids_on_process(t, 0, 8) == [0, 1, 2, 3]
    with pytest.raises(pjrt.InvalidArgumentError, match="4 values do not fit the 2 that there is room for"):
        ext.logi_device_ids_on_process(t, 0, 2)
    assert tuple(ext.proc_id_and_idx_on_proc_for_chip(t, 2)) == (0, 2)
    assert tuple(ext.proc_id_and_idx_on_proc_for_logi_device(t, 3)) == (0, 3)
    assert ext.process_coord_from_id(t, 0, 4) == [0, 0, 0]
    assert ext.chip_id_from_coord(t, [3, 0, 0]) == 3
    assert ext.logi_device_id_from_chip_coord_and_idx(t, [1, 0, 0], 0) == 1
    assert tuple(ext.chip_coord_and_idx_for_logi_device(t, 2, 4)) == ([2, 0, 0], 0)
    assert ext.chips_per_process_bounds(t, 4) == ext.chip_bounds(t, 4) == [4, 1, 1]
    assert ext.process_bounds(t, 4) == [1, 1, 1]
    assert ext.get_routing_strategy(t, 16) == "line"
    assert ext.get_slice_config("x", "8").dimensions[0] == 8
    assert [config.dimensions[0] for config in ext.get_slice_configs("x", 4)] == [2, 4]
    assert tuple(ext.get_default_platform_config("x")) == (4, 1)
    for made in (part, wide):
        s.abi.topology_description_destroy(made)


@of("Callback")
def callbacks(s: SimpleNamespace) -> None:
    ext, kind, told = s.extension("Callback"), next(iter(PJRT_Callback_Type)), []
    function = PJRT_Callback_Function(lambda args, user_arg: told.append((args, user_arg)))
    ext.register_callback(s.ptr, kind, function, user_arg=3)
    ext.invoke_callback(s.ptr, kind, 9)
    assert told == [(9, 3)]


@of("Profiler")
def profiler(s: SimpleNamespace) -> None:
    ext = s.extension("Profiler")
    api = ProfilerApi(ext.TABLE.from_address(ext.address).profiler_api, None)
    with pytest.raises(pjrt.InvalidArgumentError, match=r"no tensorflow\.ProfileOptions"):
        api.profiler_create(b"\xff")
    profile = api.profiler_create(serialized_options({}))
    with pytest.raises(pjrt.PjrtError, match="the profile is made, and not stopped"):
        api.profiler_collect_data(profile)
    api.profiler_start(profile)
    s.abi.client_platform_name(s.ptr)
    api.profiler_stop(profile)
    space = xspace.parse(api.profiler_collect_data(profile))
    assert [kind.name for _, kind in sorted(space.planes[0].event_metadata.items())] == [
        "PJRT_Client_PlatformName",
        "PLUGIN_Profiler_Stop",
    ]
    consumed = api.profiler_consume(profile)
    assert xspace.parse(api.profiler_serialize(profile, consumed)) == space
    api.profiler_consume_result_destroy(consumed)
    api.profiler_destroy(profile)


@of("Example")
def example(s: SimpleNamespace) -> None:
    ext = s.extension("Example")
    made = ext.create()
    ext.example_method(made, 5)
    ext.destroy(extension_cpp=made)


OTHERS = {"Megascale": ("Collectives", "MultiSlice")}
"""Which parts use what an extension makes."""


@pytest.mark.parametrize("name", PARTS)
def test_extension(name: str, s: SimpleNamespace) -> None:
    """Each function of it is served by Python and answers as the one before it made it."""
    PARTS[name](s)
    for other in OTHERS.get(name, ()):
        PARTS[other](s)
    extension = next(e for e in EXTENSIONS if e.name == name)
    functions = {view.name for view in next(k for k in extensions.ALL if extension.type == k.TYPE).VIEWS}
    assert functions <= s.names
    assert s.served.misuse == []


def test_every_extension_is_served() -> None:
    assert {kind.TYPE for kind in extensions.ALL} == {e.type for e in EXTENSIONS if e.name != "Unknown"}
    assert PARTS.keys() == {e.name for e in EXTENSIONS if e.name != "Unknown"}


@pytest.mark.parametrize("version", SPOKEN, ids=spelled)
def test_those_that_a_version_has(version: tuple[int, int]) -> None:
    plugin = pjrt.load(testing.reference(version=version))
    assert len(plugin.extensions) == len(extensions.at(version)) <= len(extensions.ALL)
    assert [link.name for link in plugin.extensions if link.name == "unknown"] == []
