"""FFI handlers in Python: how they are called, with what, from where."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

import pjrt
from pjrt import ffi
from pjrt._runtime import ffi_api
from pjrt.extensions import Ffi
from pjrt_abi.extensions import ffi_c_api as c
from pjrt_abi.typed import XlaFfiErrorPtr
from tests.pjrt.extensions.ffi_programs import T, X, calling, run
from tests.pjrt.programs import FOUR, Child

EVERYTHING = """i = -5 : i8, u = 200 : ui8, s = -300 : i16, w = 60000 : ui16, l = 7 : i32, m = 4000000000 : ui32,
    n = -9 : i64, z = 18446744073709551615 : ui64, b = true, f = 1.5 : f32, d = 2.5 : f64, t = "h\\C3\\A9llo", e = "",
    a = array<i32: 1, 2>, g = array<f64: 0.5>, x = array<i64>, r = dense<[[1, 2], [3, 4]]> : tensor<2x2xi16>,
    k = {inner = 1 : i32, deeper = {y = "z", v = array<i8: -1>}}, o = {}"""


def test_attributes(client: pjrt.Client) -> None:
    seen: dict[str, Any] = {}

    @ffi.handler("h.attributes", client)
    def keep(x: Any, y: Any, /, **attributes: Any) -> None:
        seen.update(attributes)

    run(client, calling("h.attributes", config=EVERYTHING), X)
    arrays = {name: seen.pop(name) for name in "agxr"}
    assert {name: (array.dtype.name, array.tolist()) for name, array in arrays.items()} == {
        "a": ("int32", [1, 2]),
        "g": ("float64", [0.5]),
        "x": ("int64", []),
        "r": ("int16", [1, 2, 3, 4]),
    }
    assert not any(array.flags.writeable for array in arrays.values())
    inner = seen.pop("k")
    assert (inner["inner"], inner["deeper"]["y"], inner["deeper"]["v"].tolist()) == (1, "z", [-1])
    assert seen.pop("o") == {}
    expected = {"i": -5, "u": 200, "s": -300, "w": 60000, "l": 7, "m": 4000000000, "n": -9, "z": 2**64 - 1, "b": True}
    assert seen == {**expected, "f": 1.5, "d": 2.5, "t": "héllo", "e": ""}
    assert type(seen["b"]) is bool


def test_several_operands_and_results_and_none(client: pjrt.Client) -> None:
    @ffi.handler("h.several", client)
    def several(a: Any, b: Any, total: Any, swapped: Any) -> None:
        total[...] = a.sum() + b.sum()
        swapped[...] = b.T

    @ffi.handler("h.constant", client)
    def constant(y: Any, *, value: float) -> None:
        y.fill(value)

    calls: list[Any] = []
    ffi.handler("h.effect", client)(lambda x: calls.append(x.tolist()))
    b = np.arange(6, dtype=np.float32).reshape(2, 3)
    program = calling("h.several", [T, "tensor<2x3xf32>"], ["tensor<f32>", "tensor<3x2xf32>"])
    total, swapped = run(client, program, X, b)
    assert (total.shape, total.item(), swapped.tolist()) == ((), 21, b.T.tolist())
    assert run(client, calling("h.constant", (), config="value = 3.0 : f32"))[0].tolist() == [3] * 4
    client.compile(calling("h.effect", [T], (), extra=", has_side_effect = true")).launch([[X]]).done[0].result()
    assert calls == [X.tolist()]


def test_stages_and_state(client: pjrt.Client) -> None:
    seen: list[Any] = []

    @ffi.handler("h.stages", client, pass_call=True)
    def use(call: ffi.Call) -> None:
        (x,), (y,) = call.operands, call.results
        np.multiply(x, call.state["factor"], out=y)
        seen.append((call.stage, call.attributes["n"]))

    @use.instantiate
    def make(call: ffi.Call) -> dict[str, Any]:
        seen.append((call.stage, call.operands, call.results, call.version))
        return {"factor": call.attributes["n"] * 2}

    use.prepare(seen.append)  # which XLA:CPU never does
    use.initialize(seen.append)
    version = client.plugin.extension(Ffi).version
    gc.collect()
    kept = len(ffi_api._objects)
    programs = [client.compile(calling("h.stages", config=f"n = {n} : i32")) for n in (1, 10)]
    assert [result.to_numpy().tolist() for program in programs for result in program(X)] == [
        (X * 2).tolist(),
        (X * 20).tolist(),
    ]
    assert seen == [("instantiate", (), (), version)] * 2 + [("execute", 1), ("execute", 10)]
    assert len(ffi_api._objects) == kept + 2
    blob = programs[0].serialize()
    del programs
    gc.collect()
    assert len(ffi_api._objects) == kept
    loaded = client.deserialize(blob)  # whose places are new ones
    assert loaded(X)[0].to_numpy().tolist() == (X * 2).tolist()


def test_what_a_call_offers(client: pjrt.Client, plugin: str) -> None:
    seen: list[Any] = []

    @ffi.handler("h.call", client, pass_call=True)
    def look(call: ffi.Call) -> None:
        seen.append(call)
        seen.append((call.handler, call.device_ordinal, call.num_threads, call.run_id >= 0, dict(call.attributes)))
        for ask in (lambda: call.stream, lambda: call.scratch((2, 3), np.float32), lambda: call.scratch(8)):
            with pytest.raises(pjrt.PjrtError, match="GPU context is not available"):
                ask()
        for wrong, error in (((-1,), ValueError), (("x",), TypeError), (2**62, ValueError)):
            with pytest.raises(error, match=r"^shape: "):
                call.scratch(wrong, np.float64)
        for alignment in (0, 3):
            with pytest.raises(ValueError, match=r"^alignment: expected a power of two"):
                call.scratch(8, alignment=alignment)
        if call.version < (0, 4):
            with pytest.raises(pjrt.UnsupportedError, match="XLA_FFI_InvokeContext_FindExtension"):
                call.extension("record")
        else:
            assert (call.extension("record"), call.extension("collectives")) == (None, None)  # they are for GPUs
        with pytest.raises(ValueError, match="name: expected one of collectives, record, got 'x'"):
            call.extension("x")
        with pytest.raises(TypeError, match=r"^function: "):
            call.schedule(5)  # type: ignore[arg-type]
        with pytest.raises(TypeError, match=r"^type: "):
            call.user_data("x")  # type: ignore[arg-type]
        call.results[0][...] = 1

    run(client, calling("h.call"), X)
    call, told = seen
    assert told == ("h.call", 0, 4, True, {})
    assert repr(call) == "<Call of 'h.call', over>"
    assert (call.operands, call.results) == ((), ())
    for ask in (lambda: call.run_id, lambda: call.stream, lambda: call.schedule(print), lambda: call.scratch(1)):
        with pytest.raises(pjrt.ClosedError, match="is over"):
            ask()
    assert call.attributes == {}  # it was asked for in time


def test_the_function_is_replaced_in_programs_that_are_there(client: pjrt.Client) -> None:
    first = ffi.handler("h.replaced", client)(lambda x, y: y.fill(1))
    program = client.compile(calling("h.replaced"))
    assert program(X)[0].to_numpy()[0] == 1
    again = ffi.handler("h.replaced", client, platform="host")(lambda x, y: y.fill(2))
    assert again is first
    assert program(X)[0].to_numpy()[0] == 2
    first.replace(lambda call: call.results[0].fill(3), pass_call=True)
    assert program(X)[0].to_numpy()[0] == 3
    assert [one for one in ffi.handlers() if one.name == "h.replaced" and one.plugin is first.plugin] == [first]
    listed = [one for one in pjrt.debug.callbacks() if one.owner == "the FFI handler 'h.replaced'"]
    assert {one.kind for one in listed} == {"XLA_FFI_Handler"}
    assert first.function in [one.function for one in listed]
    y = np.zeros(2)
    first.replace(lambda y: y.fill(4))
    first(y)
    assert y.tolist() == [4, 4]


@pytest.mark.parametrize(
    ("use", "error", "message"),
    [
        (lambda c: ffi.handler("", c), ValueError, "name: expected a name, got ''"),
        (lambda c: ffi.handler("a\0", c), ValueError, "name: expected a name"),
        (lambda c: ffi.handler(print), TypeError, "name: expected a str, as in"),
        (lambda c: ffi.handler("f", 5), TypeError, "plugin: expected a name"),
        (lambda c: ffi.handler("f", c, platform="nowhere"), ValueError, "platform: XLA has no handlers on 'nowhere'"),
        (lambda c: ffi.handler("f", c, pass_call=1), TypeError, "pass_call: expected a bool"),
        (lambda c: ffi.handler("f", c, command_buffer_compatible=None), TypeError, "command_buffer_compatible: expec"),
        (lambda c: ffi.handler("f", c)(5), TypeError, "function: expected a function, got 5"),
        (lambda c: ffi.handler("h.ok", c)(print).replace(5), TypeError, "function: expected a function"),
        (lambda c: ffi.handler("h.ok", c)(print).replace(print, pass_call=2), TypeError, "pass_call: expected a bool"),
        (lambda c: ffi.handler("h.ok", c)(print).prepare(5), TypeError, "prepare: expected a function"),
    ],
)
def test_wrong_handlers(client: pjrt.Client, use: Callable[[Any], Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=f"^{message}"):
        use(client)


def test_a_name_is_taken_once(client: pjrt.Client) -> None:
    from tests.pjrt.extensions.test_ffi import COPY

    extension = client.plugin.extension(Ffi)
    extension.register_handler("h.theirs", COPY)
    before = len(pjrt.debug.callbacks())
    with pytest.raises(pjrt.PjrtError, match=r"Duplicate FFI handler registration for h\.theirs"):
        ffi.handler("h.theirs", client)(print)
    assert len(pjrt.debug.callbacks()) == before
    ffi.handler("h.traits", client, command_buffer_compatible=True)(lambda x, y: y.fill(5))
    assert run(client, calling("h.traits"), X)[0].tolist() == [5] * 4
    with pytest.raises(ValueError, match=r"^command_buffer_compatible: 'h\.traits' was registered with True"):
        ffi.handler("h.traits", client)(print)


def test_a_handler_uses_the_library(client: pjrt.Client) -> None:
    other = client.put(X + 1)
    seen: list[Any] = []

    @ffi.handler("h.library", client)
    def use(x: Any, y: Any) -> None:
        twice = client.compile(calling("h.inner"))(np.array(x))[0].to_numpy()
        y[...] = twice + other.to_numpy() + client.put(np.array(x)).to_numpy()
        four = client.compile(calling("h.inner"), FOUR)
        with pytest.raises(pjrt.PjrtError, match="several devices cannot be run in a callback"):
            four.execute([[X]] * 4)
        seen.append(threading.get_ident())

    ffi.handler("h.inner", client)(lambda x, y: np.multiply(x, 2, out=y))
    assert run(client, calling("h.library"), X)[0].tolist() == (X * 2 + X + 1 + X).tolist()
    assert seen


def test_four_devices_and_many_threads(client: pjrt.Client) -> None:
    places, gate = set(), threading.Barrier(4, timeout=30)

    @ffi.handler("h.four", client, pass_call=True)
    def meet(call: ffi.Call) -> None:
        gate.wait()  # passes when all four devices are inside at once
        places.add(call.device_ordinal)
        np.add(call.operands[0], call.device_ordinal, out=call.results[0])

    program = client.compile(calling("h.four"), FOUR)
    rows = program.execute([[X + 10 * i] for i in range(4)])
    assert [row[0].to_numpy().tolist() for row in rows] == [(X + 11 * i).tolist() for i in range(4)]
    assert places == {0, 1, 2, 3}

    ffi.handler("h.threads", client)(lambda x, y, *, by: np.multiply(x, by, out=y))
    one = client.compile(calling("h.threads", config="by = 3 : i32"))
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda i: one(X + i)[0].to_numpy().tolist(), range(200)))
    assert results == [((X + i) * 3).tolist() for i in range(200)]


def test_after_a_fork(in_child: Child, plugin: str) -> None:
    report = in_child(
        """
from pjrt.extensions import Ffi
from pjrt_abi.extensions import ffi_c_api as c
from pjrt_abi.typed import XlaFfiErrorPtr
client = pjrt.Client(sys.argv[1])
called = []
@pjrt.ffi.handler("f", client)
async def f(x, y):
    called.append(1)
    y[...] = x
program = client.compile('module @m { func.func public @main(%a: tensor<4xf32>) -> tensor<4xf32> { %0 = '
    'stablehlo.custom_call @f(%a) {api_version = 4 : i32} : (tensor<4xf32>) -> tensor<4xf32> '
    'return %0 : tensor<4xf32> } }')
program(X)[0].to_numpy()
read, write = os.pipe()
pid = os.fork()
if not pid:
    said = [attempt(lambda: program(X)), attempt(lambda: pjrt.ffi.handler("g", client)(print)),
            attempt(lambda: f.replace(print))]
    os.write(write, json.dumps(said).encode())
    os._exit(0)
report["child"] = json.loads(os.read(read, 10000))
report["status"] = os.waitpid(pid, 0)[1]
report["parent"] = program(X)[0].to_numpy().tolist(), len(called)
""",
        plugin,
    )
    program, registered, replaced = report["child"]
    assert program[0] == registered[0] == "ClosedError"
    assert replaced == "None"
    assert (report["status"], report["parent"]) == (0, [X.tolist(), 2])


def test_arrays_of_an_accelerator(client: pjrt.Client) -> None:
    """A handler for GPUs gets the call frames of one on the host, whose memory it may not touch but could."""
    seen: list[Any] = []

    def look(x: Any, y: Any, **attributes: Any) -> None:
        seen.extend([x, y, x.address > 0, attributes])
        with pytest.raises(pjrt.PjrtError, match="GPU context is not available"):
            print(y.__cuda_array_interface__)  # there is no stream here

    gpu = ffi.handler("h.device", client, platform="CUDA")(look)
    for stage in (gpu.prepare, gpu.initialize):
        stage(lambda call: seen.append((call.stage, call.operands, call.device_ordinal)))

    def forward(address: int) -> int | None:
        frame = c.XLA_FFI_CallFrame.from_address(address)
        if not frame.extension_start:
            for frame.stage in (c.XLA_FFI_ExecutionStage.PREPARE, c.XLA_FFI_ExecutionStage.INITIALIZE):
                assert gpu._c._function(address) is None
            frame.stage = c.XLA_FFI_ExecutionStage.RECORD
            error = XlaFfiErrorPtr(gpu._c._function(address))
            seen.append(c.Api(frame.api or 0).read_error("", error))
            frame.stage = c.XLA_FFI_ExecutionStage.EXECUTE
        result: int | None = gpu._c._function(address)
        return result

    function = c.XLA_FFI_Handler(forward)
    client.plugin.extension(Ffi).register_handler("h.forward", function)
    run(client, calling("h.forward"), X)
    prepared, initialized, error, x, y, *rest = seen
    assert (prepared, initialized) == (("prepare", (), 0), ("initialize", (), 0))
    assert "UNIMPLEMENTED: no stage RECORD" in str(error)
    assert rest == [True, {}]
    assert [(repr(array), array.readonly) for array in (x, y)] == [
        ("<DeviceArray float32[4]>", True),
        ("<DeviceArray float32[4]>", False),
    ]
    with pytest.raises(pjrt.ClosedError, match="which is over"):
        print(x.address)


def test_on_a_gpu_programs_are_compiled(cuda: pjrt.Plugin, h100: Callable[..., pjrt.Topology]) -> None:
    seen: list[Any] = []
    handler = ffi.handler("h.gpu", cuda)(seen.append)
    assert handler.platform == "CUDA"

    @handler.instantiate
    def make(call: ffi.Call) -> object:
        seen.append((call.stage, dict(call.attributes)))
        with pytest.raises(pjrt.NotFoundError, match="being compiled"):
            call.user_data(cuda.extension(Ffi).register_type("h.gpu"))
        if "fail" in call.attributes:
            raise ValueError("not like this")
        return seen

    kept = len(ffi_api._objects)
    assert h100().compile(calling("h.gpu", config="n = 1 : i32")).serialize()
    assert seen == [("instantiate", {"n": 1})]
    assert len(ffi_api._objects) == kept  # a topology's program has no instance that stays
    with pytest.raises(pjrt.InvalidArgumentError, match="not like this") as raised:
        h100().compile(calling("h.gpu", config="fail = true"))
    assert isinstance(raised.value.__cause__, ValueError)
