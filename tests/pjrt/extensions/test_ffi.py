"""The FFI extension itself: compiled handlers, types, user data, on every plugin that chains it."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable
from typing import Any

import pytest

import pjrt
from pjrt._runtime import ffi_api
from pjrt.extensions import Ffi
from pjrt_abi.extensions import ffi_c_api as c
from pjrt_abi.history import size_at
from tests.pjrt.extensions.ffi_programs import X, calling, compiled_handler, run

VERSIONS = {"xla_cpu_pjrt": (0, 2), "fastatomstruct_xla_cpu": (0, 3), "lammps_jax_pjrt_cpu": (0, 4)}
COPY = compiled_handler()


@pytest.fixture
def ffi(client: pjrt.Client) -> Ffi:
    return client.plugin.extension(Ffi)


def test_versions(ffi: Ffi, plugin: str, libtpu: pjrt.Plugin, cuda: pjrt.Plugin) -> None:
    assert ffi.version == VERSIONS[plugin]
    assert libtpu.extension(Ffi).version == cuda.extension(Ffi).version == (0, 5)


def test_compiled_handler(client: pjrt.Client, ffi: Ffi) -> None:
    for _ in range(2):  # the same again is no error
        ffi.register_handler("ffi.copy", COPY)
    assert run(client, calling("ffi.copy"), X)[0].tolist() == X.tolist()
    with pytest.raises(ValueError, match=r"^name: 'ffi\.copy' is registered on Host with another function"):
        ffi.register_handler("ffi.copy", compiled_handler())
    with pytest.raises(ValueError, match=r"^name: .*or other traits"):
        ffi.register_handler("ffi.copy", COPY, command_buffer_compatible=True)
    assert any(one.kind == "XLA_FFI_Handler" and one.function is COPY for one in pjrt.debug.callbacks())


def test_a_name_is_compiled_once_it_is_registered(client: pjrt.Client, ffi: Ffi) -> None:
    with pytest.raises(pjrt.NotFoundError, match=r"No FFI handler registered for ffi\.unheard"):
        client.compile(calling("ffi.unheard"))
    ffi.register_handler("ffi.unheard", COPY, platform="CUDA")
    with pytest.raises(pjrt.NotFoundError, match=r"ffi\.unheard"):
        client.compile(calling("ffi.unheard"))
    ffi.register_handler("ffi.unheard", COPY, platform="cpu", command_buffer_compatible=True)
    assert run(client, calling("ffi.unheard"), X)[0].tolist() == X.tolist()


@pytest.mark.parametrize(
    ("arguments", "options", "error", "message"),
    [
        (("", COPY), {}, ValueError, "name: expected a name, got ''"),
        (("a\0b", COPY), {}, ValueError, "name: expected a name"),
        ((5, COPY), {}, TypeError, "name: expected a str, got 5"),
        (("f", None), {}, TypeError, "function: expected a ctypes function or a PyCapsule"),
        (("f", 4096), {}, TypeError, "function: expected a ctypes function or a PyCapsule"),
        (("f", len), {}, TypeError, "function: expected a ctypes function or a PyCapsule"),
        (("f", c.XLA_FFI_Handler(0)), {}, TypeError, "function: .* is NULL"),
        (("f", COPY), {"platform": "cude"}, ValueError, "platform: XLA has no handlers on 'cude'; did you mean cuda"),
        (("f", COPY), {"platform": ""}, ValueError, "platform: .*there are Host, CUDA"),
        (("f", COPY), {"platform": 7}, TypeError, "platform: expected a str, got 7"),
        (("f", COPY), {"command_buffer_compatible": 1}, TypeError, "command_buffer_compatible: expected a bool"),
    ],
)
def test_wrong_registrations(
    cuda: pjrt.Plugin, arguments: Any, options: Any, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=f"^{message}"):
        cuda.extension(Ffi).register_handler(*arguments, **options)


def test_types(ffi: Ffi) -> None:
    made = ffi.register_type("ffi.test")
    assert made.id > 0
    assert ffi.register_type("ffi.test") == ffi.register_type("ffi.test", made.id) == made
    assert ffi.register_type("ffi.other").id != made.id
    with pytest.raises(pjrt.InternalError, match=f"already registered with type id {made.id} vs {made.id + 1000}"):
        ffi.register_type("ffi.test", made.id + 1000)
    for name, error in (("", ValueError), (b"x", TypeError)):
        with pytest.raises(error, match=r"^name: "):
            ffi.register_type(name)
    with pytest.raises(ValueError, match=r"^id: "):
        ffi.register_type("ffi.wide", 2**63)


def test_a_type_of_others_is_taken_by_its_number(ffi: Ffi) -> None:
    number = ffi._api().table.type_register("ffi.foreign", _info()).type_id
    with pytest.raises(pjrt.InternalError, match="already registered"):
        ffi.register_type("ffi.foreign")
    assert ffi.register_type("ffi.foreign", number).id == number


def _info() -> c.XLA_FFI_TypeInfo:
    made = c.XLA_FFI_TypeInfo()
    made.struct_size = c.XLA_FFI_TypeInfo.STRUCT_SIZE
    return made


class Thing:
    """Something that can be watched."""


def test_user_data(client: pjrt.Client, ffi: Ffi) -> None:
    kind, seen = ffi.register_type("ffi.thing"), []

    @pjrt.ffi.handler("ffi.user_data", client, pass_call=True)
    def look(call: pjrt.ffi.Call) -> None:
        try:
            seen.append(call.user_data(kind))
        except pjrt.NotFoundError as error:
            seen.append(str(error))

    program = client.compile(calling("ffi.user_data"))
    things = [Thing(), Thing()]
    contexts = [client.create_execute_context() for _ in things]
    for context, thing in zip(contexts, things, strict=True):
        thing.context = context  # type: ignore[attr-defined]  # what it holds may hold it
        ffi.add_user_data(context, kind, thing)
        program(X, options=pjrt.ExecuteOptions(context=context))[0].to_numpy()
    program(X)[0].to_numpy()  # XLA crashes if such a run has no context at all
    assert seen == [*things, "NOT_FOUND: the context of this run has no 'ffi.thing'"]
    with pytest.raises(pjrt.PjrtError, match="already exists"):
        ffi.add_user_data(contexts[0], kind, 5)
    watched = [weakref.ref(thing) for thing in things]
    seen.clear()
    del thing, things, context, contexts
    gc.collect()
    assert [made() for made in watched] == [None, None]


def test_wrong_user_data(client: pjrt.Client, ffi: Ffi, cuda: pjrt.Plugin) -> None:
    context, kind = client.create_execute_context(), ffi.register_type("ffi.test")
    with pytest.raises(TypeError, match=r"^type: expected a UserType, got 1"):
        ffi.add_user_data(context, 1, 2)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"^type: .* was not registered with"):
        ffi.add_user_data(context, kind._replace(id=kind.id + 1000), 2)
    with pytest.raises(TypeError, match=r"^context: expected a ExecuteContext"):
        ffi.add_user_data(None, kind, 2)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"^context: .* is not of the plugin"):
        cuda.extension(Ffi).add_user_data(context, kind, 2)


def test_libtpu_registers_and_emits_no_custom_call(libtpu: pjrt.Plugin) -> None:
    ffi = libtpu.extension(Ffi)
    ffi.register_handler("ffi.tpu", COPY)
    assert ffi.register_type("ffi.tpu").id > 0
    with pytest.raises(pjrt.InvalidArgumentError, match=r"Custom emitter for ffi\.tpu not found"):
        pjrt.Topology(libtpu, "v5e:2x2").compile(calling("ffi.tpu"))
    with pytest.raises(pjrt.UnimplementedError, match="ExecuteContext not supported"):
        libtpu.abi.execute_context_create()  # so nothing can get user data


def test_cuda_compiles_for_a_gpu(cuda: pjrt.Plugin, h100: Callable[..., pjrt.Topology]) -> None:
    ffi = cuda.extension(Ffi)
    with pytest.raises(pjrt.NotFoundError, match=r"No FFI handler registered for ffi\.cuda on a platform CUDA"):
        h100().compile(calling("ffi.cuda"))
    ffi.register_handler("ffi.cuda", COPY, command_buffer_compatible=True)
    assert h100().compile(calling("ffi.cuda")).serialize()
    # There is no client without a GPU, but a context needs none.
    context = pjrt.ExecuteContext(ffi._state, cuda.abi.execute_context_create())  # type: ignore[arg-type]
    ffi.add_user_data(context, ffi.register_type("ffi.cuda"), X)


@pytest.mark.parametrize(
    ("older", "struct"),
    [
        (ffi_api.OLD_STATE_SET, c.XLA_FFI_State_Set_Args),
        (ffi_api.OLD_STATE_GET, c.XLA_FFI_State_Get_Args),
        (ffi_api.OLD_BUNDLE, c.XLA_FFI_Handler_Bundle),
        (ffi_api.OLD_REGISTER, c.XLA_FFI_Handler_Register_Args),
    ],
)
def test_older_structs_are_as_the_headers_had_them(older: Any, struct: Any) -> None:
    assert older.STRUCT_SIZE == size_at(struct.__name__, (0, 90)) != struct.STRUCT_SIZE


def test_the_reference_plugin_shows_no_table(reference: pjrt.Client) -> None:
    ffi = reference.plugin.extension(Ffi)
    with pytest.raises(pjrt.UnsupportedError, match="shows handlers no XLA_FFI_Api"):
        print(ffi.version)
    with pytest.raises(ValueError, match=r"^platform: expected one for .*, whose own is not known"):
        pjrt.ffi.handler("f", reference)
    with pytest.raises(pjrt.UnsupportedError, match="shows handlers no XLA_FFI_Api"):
        pjrt.ffi.handler("f", reference, platform="Host")(print)
    kind, context = ffi.register_type("thing"), reference.create_execute_context()
    ffi.add_user_data(context, kind, "x")
