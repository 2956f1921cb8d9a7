"""Which of the two makes the hot calls, and what the C part refuses from whoever calls it by hand."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest

import pjrt
from pjrt._runtime import accelerator, host_memory, hot, rooms
from tests.pjrt.programs import X

pytestmark = pytest.mark.download
Run = Callable[..., Any]

HIDE = """
import sys
sys.modules["pjrt_abi._accelerator"] = None  # as where it was not built
"""


@pytest.mark.parametrize(
    ("wish", "hidden", "found"),
    [
        (None, False, "True"),
        ("", False, "True"),
        ("1", False, "True"),
        ("0", False, "False"),
        (None, True, "False"),
        ("0", True, "False"),
        ("1", True, "ImportError: PJRT_ACCELERATOR=1, and the accelerator cannot be imported: "),
        ("yes", False, "ValueError: PJRT_ACCELERATOR: expected 0 or 1, got 'yes'"),
    ],
)
def test_which(subprocess_run: Run, wish: str | None, hidden: bool, found: str) -> None:
    env = {name: value for name, value in os.environ.items() if name != "PJRT_ACCELERATOR"}
    env |= {} if wish is None else {"PJRT_ACCELERATOR": wish}
    done = subprocess_run(f"{HIDE if hidden else ''}\nimport pjrt\nprint(pjrt.debug.accelerated())", env=env)
    said = done.stdout if done.returncode == 0 else done.stderr
    assert found in said, done.stderr


def test_it_counts_as_python_does() -> None:
    native = accelerator._native
    assert (rooms.PLACES, hot.ROUND, len(host_memory.locks())) == (native.PLACES, native.ROUND, native.NUM_LOCKS)


class TestByHand:
    """Nobody but the library calls these; they do not take the interpreter down all the same."""

    @pytest.mark.parametrize(
        ("call", "error", "message"),
        [
            (lambda c, _: c.view(3), TypeError, "expected a Buffer, got 3"),
            (
                lambda c, _: c.Calls(0, {}, None, None, None, None),
                ValueError,
                "functions: expected an address and a size for",
            ),
            (lambda c, _: c.Calls("a", {}, None, None, None, None), TypeError, ""),
            (lambda c, _: c.BufferHandle(), TypeError, ""),
            (lambda c, _: c.BufferHandle(1, 2, 3), AttributeError, "calls"),
            (lambda c, b: c.BufferHandle(b._state, "a", b._type), TypeError, ""),
            (lambda c, b: b.__init__(b._state, 5, b._type), TypeError, "it is made once"),
            (lambda c, b: c.Puts(b._state, int, 0), TypeError, "make: expected a class of buffers, got <class 'int'>"),
            (lambda c, b: c.Puts(b._state, type(b), "a"), TypeError, ""),
            (lambda c, b: c.Puts(b._state, type(b), 0).learn(3), AttributeError, ""),
            (
                lambda c, b: c.Program(b._state, int, 0, (0,), 0, 0, (), (), (), False),
                TypeError,
                "make: expected a class",
            ),
            (lambda c, b: c.Program(b._state, type(b), 0, (0,), 0, 0, (1,), (), (), False), AttributeError, ""),
            (
                lambda c, b: c.Program(b._state, type(b), 0, (), 0, 0, (), (), (), False),
                ValueError,
                "devices: expected one",
            ),
            (lambda c, b: program(c, b).run(3), TypeError, "run: expected a tuple, got 3"),
            (lambda c, b: program(c, b).put(0, X), TypeError, "put: expected a parameter's number and a value"),
            (lambda c, b: program(c, b).put(-1), TypeError, "put: expected a parameter's number and a value"),
            (lambda c, _: c.Launch(), TypeError, "cannot create 'pjrt_abi._accelerator.Launch' instances"),
            (lambda c, b: setattr(b, "_device", "a"), TypeError, ""),
            (lambda c, b: setattr(b, "_device", 0), ValueError, "_device: expected an address"),
            (lambda c, b: delattr(b, "_device"), ValueError, "_device: expected an address"),
            (lambda c, b: b._state.calls.wait(0), ValueError, "event: expected an address, got 0"),
            (lambda c, b: b._state.calls.wait("a"), TypeError, ""),
            (lambda c, b: b._state.calls.pace(0), ValueError, "buffer: expected an address, got 0"),
            (lambda c, b: b._state.calls.enter("a", []), TypeError, ""),
            (lambda c, b: b._state.calls.enter(1, ()), TypeError, ""),
            (lambda c, b: b._state.calls.leave(["a"], []), TypeError, ""),
            (lambda c, b: b._state.calls.leave((), []), TypeError, ""),
            (lambda c, b: b._state.calls.running("a"), TypeError, ""),
            (lambda c, _: c.await_data(3), TypeError, "expected a Buffer, got 3"),
            (lambda c, _: c.Seen(), TypeError, "cannot create 'pjrt_abi._accelerator.Seen' instances"),
            (lambda c, _: c.setup(1, 2, 3), TypeError, ""),
            (lambda c, _: c.setup(int, (), ()), ValueError, "locks: expected 64 of them"),
        ],
    )
    def test_refused(
        self, client: pjrt.Client, call: Callable[[Any, Any], object], error: type[Exception], message: str
    ) -> None:
        buffer = client.put(X)
        with pytest.raises(error, match=message or None):
            call(accelerator._native, buffer)
        assert buffer.to_numpy().tolist() == X.tolist()

    def test_what_was_not_finished(self) -> None:
        native = accelerator._native
        for kind in (native.Calls, native.BufferHandle, native.Puts, native.Program):
            kind.__new__(kind)
        buffer, puts, run = (kind.__new__(kind) for kind in (native.BufferHandle, native.Puts, native.Program))
        assert native.view(buffer) is None
        for call in (lambda: puts.put(X), lambda: puts.learn(3), lambda: run.run(()), lambda: run.put(0, X)):
            with pytest.raises(TypeError, match="it was not made: its __init__ has not run"):
                call()

    def test_made_twice(self, client: pjrt.Client) -> None:
        buffer = client.put(X)
        for made, arguments in (
            (program(accelerator._native, buffer), (buffer._state, type(buffer), 0, (0,), None, 0, (), (), (), False)),
            (accelerator._native.Puts(buffer._state, type(buffer), 0), (buffer._state, type(buffer), 0)),
        ):
            with pytest.raises(TypeError, match="it is made once"):
                made.__init__(*arguments)


def program(native: Any, buffer: pjrt.Buffer) -> Any:
    """One without parameters that is never run."""
    return native.Program(buffer._state, type(buffer), 0, (0,), None, 0, (), (), (), False)
