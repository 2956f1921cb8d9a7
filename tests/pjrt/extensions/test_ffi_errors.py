"""FFI handlers that fail: what the run fails with, and nothing worse."""

from __future__ import annotations

import threading
from typing import Any

import pytest

import pjrt
from pjrt import ffi
from tests.pjrt.extensions.ffi_programs import X, calling, run
from tests.pjrt.programs import FOUR, Child


class Mute(Exception):
    """One whose text cannot be had."""

    def __str__(self) -> str:
        raise RuntimeError("no text")


@pytest.mark.parametrize(
    ("raised", "expected", "message"),
    [
        (ValueError("no \0 such\ud800 värld"), pjrt.InvalidArgumentError, "ValueError: no . such.* värld"),
        (TypeError("t"), pjrt.InvalidArgumentError, "TypeError: t"),
        (IndexError("i"), pjrt.OutOfRangeError, "IndexError: i"),
        (KeyError("k"), pjrt.NotFoundError, "KeyError: 'k'"),
        (NotImplementedError(), pjrt.UnimplementedError, "NotImplementedError: "),
        (MemoryError("m"), pjrt.ResourceExhaustedError, "MemoryError: m"),
        (TimeoutError("t"), pjrt.DeadlineExceededError, "TimeoutError: t"),
        (FileExistsError("f"), pjrt.AlreadyExistsError, "FileExistsError: f"),
        (ZeroDivisionError("z"), pjrt.UnknownError, "ZeroDivisionError: z"),
        (pjrt.DataLossError("lost"), pjrt.DataLossError, "DATA_LOSS: lost"),
        (KeyboardInterrupt(), pjrt.CancelledError, "KeyboardInterrupt: "),
        (SystemExit(3), pjrt.AbortedError, "SystemExit: 3"),
        (Mute(), pjrt.UnknownError, "Mute, whose text cannot be had"),
    ],
)
def test_exceptions(client: pjrt.Client, raised: BaseException, expected: type[pjrt.PjrtError], message: str) -> None:
    @ffi.handler("e.raising", client)
    def fail(x: Any, y: Any) -> None:
        raise raised

    with pytest.raises(expected, match=rf"{message} \[failure \d+ of the FFI handler 'e\.raising'\]") as caught:
        run(client, calling("e.raising"), X)
    assert type(caught.value) is expected
    assert caught.value.__cause__ is raised
    trace = raised.__traceback__
    assert trace is not None
    assert trace.tb_frame.f_code is fail.function.__code__  # none of ours
    assert trace.tb_frame.f_locals == {}  # nor the arrays, whose memory is gone


def test_what_is_returned(client: pjrt.Client) -> None:
    for outcome in (5, "x", [], X):
        ffi.handler("e.garbage", client)(lambda x, y, outcome=outcome: outcome)
        with pytest.raises(pjrt.InvalidArgumentError, match=r"expected None, an awaitable or a concurrent\.futures"):
            run(client, calling("e.garbage"), X)
    ffi.handler("e.garbage", client)(lambda x, y: x)  # an operand is none of its results
    with pytest.raises(pjrt.InvalidArgumentError, match="got ndarray"):
        run(client, calling("e.garbage"), X)


def test_arguments_that_do_not_fit(client: pjrt.Client) -> None:
    ffi.handler("e.arguments", client)(lambda x, *, scale: None)
    with pytest.raises(pjrt.InvalidArgumentError, match="takes 1 positional argument but 2 "):
        run(client, calling("e.arguments", config="scale = 1 : i32"), X)
    with pytest.raises(pjrt.InvalidArgumentError, match="unexpected keyword argument 'scales'"):
        run(client, calling("e.arguments", config="scales = 1 : i32"), X)


def test_compiling_fails_with_instantiate(client: pjrt.Client) -> None:
    handler = ffi.handler("e.instantiate", client)(lambda x, y, *, name: y.fill(1))

    @handler.instantiate
    def fail(call: ffi.Call) -> None:
        raise LookupError(call.attributes["name"])

    with pytest.raises(pjrt.NotFoundError, match="LookupError: it") as caught:
        client.compile(calling("e.instantiate", config='name = "it"'))
    assert isinstance(caught.value.__cause__, LookupError)
    handler.instantiate(lambda call: None)
    assert run(client, calling("e.instantiate", config='name = "it"'), X)[0].tolist() == [1] * 4


def test_failures_of_many_threads_and_devices_keep_apart(client: pjrt.Client) -> None:
    @ffi.handler("e.many", client, pass_call=True)
    def fail(call: ffi.Call) -> None:
        if call.device_ordinal == 2:
            raise ValueError(f"{call.operands[0][0]:.0f}")
        call.results[0].fill(call.device_ordinal)

    rows = client.compile(calling("e.many"), FOUR)
    with pytest.raises(pjrt.InvalidArgumentError, match="ValueError: 12 ") as caught:
        [row[0].to_numpy() for row in rows.execute([[X + 10 + i] for i in range(4)])]
    assert str(caught.value.__cause__) == "12"

    ffi.handler("e.each", client)(lambda x, y: int(f"x{x[0]:.0f}"))
    program = client.compile(calling("e.each"))
    found: dict[int, str] = {}

    def call(number: int) -> None:
        try:
            program(X + number)[0].to_numpy()
        except pjrt.PjrtError as error:
            found[number] = str(error.__cause__)

    threads = [threading.Thread(target=call, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {number: f"invalid literal for int() with base 10: 'x{number}'" for number in range(16)}


def test_a_cause_is_remembered_for_a_while(client: pjrt.Client) -> None:
    from pjrt._runtime.ffi_failures import _KEPT, _raised

    @ffi.handler("e.old", client)
    async def fail(x: Any, y: Any) -> None:  # on a thread of its own
        raise KeyError("old")

    program = client.compile(calling("e.old"))

    def error() -> pjrt.PjrtError:
        with pytest.raises(pjrt.NotFoundError) as caught:
            program(X)[0].to_numpy()
        return caught.value

    errors = [error() for _ in range(_KEPT + 5)]
    assert len(_raised) == _KEPT
    assert all(isinstance(error.__cause__, KeyError) for error in errors)


def test_a_failure_keeps_nothing_alive(client: pjrt.Client) -> None:
    from pjrt._runtime.ffi_failures import _raised

    ffi.handler("e.kept", client)(lambda x, y: {}["x"])
    program, given = client.compile(calling("e.kept")), client.put(X)
    with pytest.raises(pjrt.NotFoundError) as caught:
        program(given)[0].to_numpy()
    assert isinstance(caught.value.__cause__, KeyError)
    # Else it would hold the frames that called it, and so the program and its arguments.
    assert caught.value.__cause__ not in _raised.values()


WILD = """
client = pjrt.Client(sys.argv[1], options={"cpu_device_count": 4})
T = "tensor<4xf32>"
def program(name):
    return (f"module @m {{ func.func public @main(%a: {T}) -> {T} {{ %0 = stablehlo.custom_call @{name}(%a) "
            f"{{api_version = 4 : i32}} : ({T}) -> {T} return %0 : {T} }} }}")
def run(function, **options):
    name = f"f{len(report)}"
    pjrt.ffi.handler(name, client, **options)(function)
    report[name] = attempt(lambda: client.compile(program(name))(X)[0].to_numpy().tolist())

class Odd(BaseException):
    def __str__(self): raise SystemExit(9)
    __repr__ = __str__
def odd(x, y): raise Odd
run(odd)
run(lambda x, y: sys.exit(5))
run(lambda x, y: 5)
def deep(x, y): return deep(x, y)
run(deep)
def opened(x, y): x.flags.writeable = True
run(opened)
def larger(x, y): y.resize(100)
run(larger)
def emptied(call): call.operands = call.results = None; raise OSError
run(emptied, pass_call=True)
def ended(call): call._end(); call.run_id
run(ended, pass_call=True)
async def awaited(x, y): sys.exit(1)
run(awaited)
async def interrupted(x, y): raise KeyboardInterrupt
run(interrupted)
run(lambda *_: gc.collect() and None)
run(lambda x, y: np.copyto(y, x))
def closing(x, y): client.close(); y[...] = x
run(closing)
"""


def test_nothing_takes_the_process_down(in_child: Child, plugin: str) -> None:
    *failed, _written_by_nobody, good, closed = in_child(WILD, plugin).values()
    assert [error[0] for error in failed] == [
        "UnknownError",
        "AbortedError",
        "InvalidArgumentError",
        "UnknownError",
        "InvalidArgumentError",
        "InvalidArgumentError",
        "UnknownError",
        "UnknownError",
        "AbortedError",
        "CancelledError",
    ]
    assert good == str(X.tolist())
    assert closed[0] == "ClosedError"
