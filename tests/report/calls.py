"""A program that calls much of the library, and prints who in it made each C call. Run by tests/test_report.py."""

from __future__ import annotations

import contextlib
import json
import sys
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import numpy as np

from pjrt_abi import support

CALLS: defaultdict[str, set[str]] = defaultdict(set)
BIND = support.FunctionTable.__init__


def caller() -> str:
    """The function of the library that is nearest to the C call."""
    frame = sys._getframe(2)
    while frame is not None:
        module = str(frame.f_globals.get("__name__"))
        if module.partition(".")[0] == "pjrt":
            return f"{module}.{frame.f_code.co_qualname.split('.<')[0]}"
        frame = frame.f_back
    return ""


def checker(name: str) -> Callable[..., Any]:
    def check(result: Any, function: Any, arguments: Any) -> Any:
        CALLS[name].add(caller())
        return result

    return check


def bind(self: Any, address: int, api: Any = None) -> None:
    BIND(self, address, api)
    for name, *_ in self.SLOTS:
        if name not in self.missing:
            slot = getattr(self, name)
            getattr(slot, "_as_parameter_", slot).errcheck = checker(name)


support.FunctionTable.__init__ = bind  # before the library binds any

import pjrt  # noqa: E402

TEXT = """func.func @main(%a: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %0 = stablehlo.add %a, %a : tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}"""
CUSTOM = "stablehlo.custom_call @report_twice(%a) {api_version = 4 : i32} : (tensor<2x3xf32>) -> tensor<2x3xf32>"


def twice(a: Any, out: Any) -> None:
    np.add(a, a, out=out)


def properties(*things: Any) -> None:
    """Asks for all of them; what the plugin has not is as good."""
    for thing in things:
        for name, member in vars(type(thing)).items():
            if type(member).__name__ in ("property", "cached_property") and not name.startswith("_"):
                with contextlib.suppress(pjrt.PjrtError):
                    getattr(thing, name)


def main() -> None:
    x = np.arange(6, dtype=np.float32).reshape(2, 3)
    with pjrt.Client("lammps_jax_pjrt_cpu") as client:
        buffer = client.put(x)
        executable = client.compile(TEXT)
        (y,) = executable(buffer)
        assert (y.to_numpy() == x + x).all()
        executable.launch([[x]]).done[0].result()
        again = client.deserialize(executable.serialize())
        properties(client, client.devices[0], client.memories[0], client.topology, buffer, executable, again)
        properties(client.plugin, client.topology.devices[0])
        buffer.copy_to(client.devices[0]).raw_bytes()
        buffer.copy_raw_later().fulfill(bytearray(24))
        buffer.external_reference().release()
        with client.async_transfer([x]) as manager:
            manager.transfer(0, x)
            manager.buffer(0).to_numpy()
        event = client.create_event()
        event.set()
        event.result()
        client.plugin.extension(pjrt.extensions.Shardings).parameters(executable)
        with pjrt.experimental.enable("Layouts"):
            layouts = client.plugin.extension(pjrt.extensions.Layouts)
        layouts.of(buffer), layouts.outputs(executable), layouts.default(client, (2, 3), "f4")
        pjrt.ffi.handler("report_twice", client.plugin)(twice)
        custom = TEXT.replace("stablehlo.add %a, %a : tensor<2x3xf32>", CUSTOM)
        assert (client.compile(custom)(x)[0].to_numpy() == x + x).all()
        with contextlib.suppress(pjrt.PjrtError):
            client.compile("module {")


main()
print(json.dumps({name: sorted(callers - {""}) for name, callers in CALLS.items()}))
