"""What clients of distributed programs are told of the processes."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from ctypes import string_at
from typing import Any

import pytest

import pjrt
from pjrt import ProcessInfo, ProcessState
from pjrt._runtime import frames
from pjrt_abi.structs import PJRT_Client_UpdateGlobalProcessInfo_Args, PJRT_ProcessInfo

FAILED = pjrt.UnavailableError("down: ü, NUL \0, raw \udcff, lone \ud800")


def test_values() -> None:
    info = ProcessInfo(3, 2**64 - 1, ProcessState.ERROR, FAILED)
    assert (info.task_id, info.incarnation_id, info.state, info.error) == (3, 2**64 - 1, 4, FAILED)
    assert info == dataclasses.replace(info)
    assert ProcessInfo(-1, 0, ProcessState.CONNECTED).error is None


@pytest.mark.parametrize(
    ("arguments", "kind", "message"),
    [
        (("0", 0, ProcessState.CONNECTED), TypeError, "^task_id: expected an int, got '0'$"),
        ((True, 0, ProcessState.CONNECTED), TypeError, "^task_id: expected an int, got True$"),
        ((2**31, 0, ProcessState.CONNECTED), ValueError, "^task_id: 2147483648 does not fit 32 bits$"),
        ((0, 1.0, ProcessState.CONNECTED), TypeError, "^incarnation_id: expected an int, got 1.0$"),
        ((0, -1, ProcessState.CONNECTED), ValueError, "^incarnation_id: -1 does not fit 64 bits, unsigned$"),
        ((0, 2**64, ProcessState.CONNECTED), ValueError, "^incarnation_id: 18446744073709551616 does not fit 64"),
        ((0, 0, 3), TypeError, "^state: expected a pjrt.ProcessState, got 3$"),
        ((0, 0, "CONNECTED"), TypeError, "^state: expected a pjrt.ProcessState, got 'CONNECTED'$"),
        ((0, 0, ProcessState(99)), TypeError, "^state: expected a pjrt.ProcessState, got <PJRT_ProcessState.UNK"),
        ((0, 0, ProcessState.ERROR, OSError()), TypeError, r"^error: expected a PjrtError or None, got OSError\(\)$"),
    ],
)
def test_wrong_values(arguments: Any, kind: type[Exception], message: str) -> None:
    with pytest.raises(kind, match=message):
        ProcessInfo(*arguments)


def test_in_c() -> None:
    made = frames.process_info(ProcessInfo(-7, 2**64 - 1, ProcessState.ERROR, FAILED))
    assert made.struct_size == PJRT_ProcessInfo.STRUCT_SIZE
    assert (made.task_id, made.incarnation_id, made.state, made.error_code) == (-7, 2**64 - 1, 4, 14)
    text = string_at(made.error_message or 0, made.error_message_size)
    assert text == b"down: \xc3\xbc, NUL \0, raw \\udcff, lone \\ud800"
    fine = frames.process_info(ProcessInfo(0, 1, ProcessState.CONNECTED))
    assert (fine.error_code, fine.error_message, fine.error_message_size) == (0, None, 0)
    assert frames.process_info(ProcessInfo(0, 1, ProcessState.ERROR, pjrt.PjrtError("p"))).error_code == 2


@pytest.mark.download
class TestUpdate:
    def test_every_state(self, client: pjrt.Client) -> None:
        client.update_process_info([ProcessInfo(number, number, state) for number, state in enumerate(ProcessState)])
        client.update_process_info([ProcessInfo(0, 1, ProcessState.ERROR, FAILED)] * 2)
        client.update_process_info([])
        client.update_process_info(ProcessInfo(n, 1, ProcessState.CONNECTED) for n in range(2000))

    def test_all_of_it_reaches_the_plugin(self, client: pjrt.Client, monkeypatch: pytest.MonkeyPatch) -> None:
        seen: list[tuple[int, int, bytes]] = []

        def update(address: int) -> int:
            args = PJRT_Client_UpdateGlobalProcessInfo_Args.from_address(address)
            for info in (PJRT_ProcessInfo * args.num_process_infos).from_address(args.process_infos or 0):
                text = string_at(info.error_message, info.error_message_size) if info.error_message else b""
                seen.append((info.task_id, info.state, text))
            return 0

        monkeypatch.setattr(client.plugin.abi, "PJRT_Client_UpdateGlobalProcessInfo", update)
        client.update_process_info(
            [
                ProcessInfo(0, 1, ProcessState.CONNECTED),
                ProcessInfo(1, 2, ProcessState.ERROR, pjrt.AbortedError("one")),
                ProcessInfo(2, 3, ProcessState.ERROR, pjrt.AbortedError("two")),
            ]
        )
        assert seen == [(0, 3, b""), (1, 4, b"one"), (2, 4, b"two")]

    @pytest.mark.parametrize(
        ("infos", "kind"), [([5], TypeError), (["a"], TypeError), ("a", TypeError), (5, TypeError)]
    )
    def test_wrong_arguments(self, client: pjrt.Client, infos: Any, kind: type[Exception]) -> None:
        with pytest.raises(kind, match=r"infos: expected ProcessInfo, got|not iterable"):
            client.update_process_info(infos)

    def test_closed_client(self, plugin: str) -> None:
        client = pjrt.Client(plugin)
        client.close()
        with pytest.raises(pjrt.ClosedError, match="this client was closed"):
            client.update_process_info([])


@pytest.mark.download
def test_process_ids(in_child: Callable[..., dict[str, Any]]) -> None:
    report = in_child(
        """
for id in (0, 1, 2**20 - 1):
    client = pjrt.Client("lammps_jax_pjrt_cpu", options={"cpu_device_count": 2, "process_id": id})
    (y,) = client.compile(ADD)(X, X)
    report[str(id)] = [client.process_index, [d.id for d in client.devices], y.to_numpy().tolist()]
"""
    )
    for id in (0, 1, 2**20 - 1):
        assert report[str(id)] == [id, [2048 * id, 2048 * id + 1], [0, 2, 4, 6]]


@pytest.mark.parametrize(("id", "kind"), [(-1, ValueError), (2**20, ValueError), ("0", TypeError), (True, TypeError)])
@pytest.mark.download
def test_process_ids_that_crash_programs(id: Any, kind: type[Exception]) -> None:
    with pytest.raises(kind, match=r"options: 'process_id': expected (an int|0 to 1048575), got"):
        pjrt.Client("lammps_jax_pjrt_cpu", options={"process_id": id})


@pytest.mark.download
def test_collectives_of_two_processes_are_refused(in_child: Callable[..., dict[str, Any]]) -> None:
    report = in_child(
        """
client = pjrt.Client("lammps_jax_pjrt_cpu", options={"cpu_device_count": 1, "process_id": 1})
report["ours"] = attempt(lambda: client.compile(ADD, pjrt.CompileOptions(2, device_assignment=[[0], [2048]])))
from pjrt._runtime import frames
options = pjrt.CompileOptions(2, device_assignment=[[0], [2048]]).serialize()
program = frames.program(ADD.encode(), "mlir")
report["plugin"] = attempt(lambda: client.plugin.abi.client_compile(client._state.ptr, program, options))
"""
    )
    assert report["ours"][0] == "ValueError"
    assert report["plugin"][0] == "InvalidArgumentError"
    assert "Multiprocess computations aren't implemented on the CPU backend" in report["plugin"][1]
