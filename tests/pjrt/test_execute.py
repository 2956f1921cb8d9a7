"""Programs on many devices, with options, with layouts: what goes in, what comes out, what is refused."""

from __future__ import annotations

import dataclasses
import gc
import itertools
import threading
import weakref
from collections.abc import Callable, Iterator
from typing import Any

import ml_dtypes
import numpy as np
import pytest

import pjrt
from pjrt import Layout, Spec
from pjrt._runtime import callbacks, layout_probes
from pjrt._runtime.launches import _ROOM, Launches
from pjrt.claims import Claims
from pjrt_abi.structs import PJRT_Event_OnReadyCallback

pytestmark = pytest.mark.download
Child = Callable[..., dict[str, Any]]

X = np.arange(4, dtype=np.float32)
F32 = np.dtype(np.float32)
T = "tensor<4xf32>"
G = "tensor<8x4xf32>"
A = np.arange(32, dtype=np.float32).reshape(8, 4)
FOUR = pjrt.CompileOptions(num_replicas=4)
DONATED = "{tf.aliasing_output = 0 : i32}"


def module(parameters: str, results: str, body: str) -> str:
    return f"module @m {{ func.func public @main({parameters}) -> ({results}) {{ {body} }} }}"


def add(mark: str = "") -> str:
    return module(f"%a: {T} {mark}, %b: {T}", T, f"%0 = stablehlo.add %a, %b : {T} return %0 : {T}")


def identity(shape: tuple[int, ...], dtype: str, arguments: str = "", results: str = "") -> str:
    """A program that gives its argument, with layouts as XLA spells them."""
    t = f"tensor<{''.join(f'{size}x' for size in shape)}{dtype}>"
    marks = [f'{{mhlo.layout_mode = "{layout}"}}' if layout else "" for layout in (arguments, results)]
    return module(
        f"%a: {t} {marks[0]}", f"{t} {marks[1]}", f"%0 = stablehlo.optimization_barrier %a : {t} return %0 : {t}"
    )


SUM = module(
    f"%a: {T}",
    T,
    f"""%0 = "stablehlo.all_reduce"(%a) ({{
        ^bb0(%x: tensor<f32>, %y: tensor<f32>):
          %s = stablehlo.add %x, %y : tensor<f32>
          stablehlo.return %s : tensor<f32> }})
        {{replica_groups = dense<[[0, 1, 2, 3]]> : tensor<1x4xi64>}} : ({T}) -> {T}
    return %0 : {T}""",
)
PERMUTE = module(
    f"%a: {T}",
    f"{T}, tensor<ui32>",
    f"""%0 = "stablehlo.collective_permute"(%a)
        {{source_target_pairs = dense<[[0, 1], [1, 2], [2, 3], [3, 0]]> : tensor<4x2xi64>}} : ({T}) -> {T}
    %1 = stablehlo.replica_id : tensor<ui32>
    return %0, %1 : {T}, tensor<ui32>""",
)
NO_RESULTS = f"module @m {{ func.func public @main(%a: {T}) {{ return }} }}"

Compiled = Callable[..., pjrt.LoadedExecutable]


@pytest.fixture(scope="module")
def compiled(client: pjrt.Client) -> Compiled:
    """Compiles each program once."""
    made: dict[Any, pjrt.LoadedExecutable] = {}

    def get(program: str, options: pjrt.CompileOptions | None = None) -> pjrt.LoadedExecutable:
        if (program, options) not in made:
            made[program, options] = client.compile(program, options)
        return made[program, options]

    return get


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    """What a test left in the registry of callables."""
    before = len(callbacks.pending())
    yield
    gc.collect()
    for _ in range(200):
        if len(callbacks.pending()) <= before:
            return
        threading.Event().wait(0.01)
    raise AssertionError(callbacks.pending())


def values(results: list[tuple[pjrt.Buffer, ...]]) -> list[list[Any]]:
    return [[result.to_numpy().tolist() for result in row] for row in results]


def same(buffer: pjrt.Buffer, array: np.ndarray[Any, Any]) -> bool:
    found = buffer.to_numpy()
    return (found.dtype, found.shape, found.tobytes()) == (array.dtype, array.shape, array.tobytes())


class TestReplicas:
    @pytest.mark.parametrize("assignment", [None, [[3], [1], [0], [2]]])
    def test_rows_go_in_the_order_of_the_devices(
        self, client: pjrt.Client, compiled: Compiled, assignment: list[list[int]] | None
    ) -> None:
        """The order is that of the replicas, wherever they run."""
        options = pjrt.CompileOptions(num_replicas=4, device_assignment=assignment)
        exe = compiled(PERMUTE, options)
        ids = [row[0] for row in assignment or [[0], [1], [2], [3]]]
        assert [device.id for device in exe.devices] == ids
        rows: list[list[Any]] = [[X + 10 * place] for place in range(4)]
        rows[1] = [client.put(rows[1][0], exe.devices[1])]
        rows[3] = [(X + 30).tolist()]
        results = exe.execute(rows)
        assert values(results) == [[(X + 10 * ((place - 1) % 4)).tolist(), place] for place in range(4)]
        assert [[result.device.id for result in row] for row in results] == [[id, id] for id in ids]

    def test_sum(self, compiled: Compiled) -> None:
        exe = compiled(SUM, FOUR)
        assert values(exe.execute([[X + place] for place in range(4)])) == [[(4 * X + 6).tolist()]] * 4

    def test_results_are_arguments(self, compiled: Compiled) -> None:
        exe = compiled(SUM, FOUR)
        rows: Any = [[X]] * 4
        for _ in range(5):
            rows = exe.execute(rows)
        assert values(rows) == [[(X * 4**5).tolist()]] * 4

    def test_two_of_four_devices(self, compiled: Compiled) -> None:
        program = SUM.replace("[[0, 1, 2, 3]]", "[[0, 1]]").replace("1x4xi64", "1x2xi64")
        exe = compiled(program, pjrt.CompileOptions(num_replicas=2, device_assignment=[[3], [1]]))
        results = exe.execute([[X], [10 * X]])
        assert values(results) == [[(11 * X).tolist()]] * 2
        assert [row[0].device.id for row in results] == [3, 1]
        assert repr(exe) == "<LoadedExecutable 'm' on CpuDevice(id=3), CpuDevice(id=1)>"

    def test_no_results(self, compiled: Compiled) -> None:
        exe = compiled(NO_RESULTS, FOUR)
        for _ in range(40):
            assert exe.execute([[X]] * 4) == [()] * 4

    def test_one_device_by_execute(self, client: pjrt.Client, compiled: Compiled) -> None:
        (row,) = compiled(add()).execute([[X, client.put(X)]])
        assert same(row[0], 2 * X)


class TestPartitions:
    SHARDINGS = ("{devices=[4,1]<=[4]}", "{replicated}", "{devices=[2,2]<=[4]}", "{devices=[4,1]3,1,2,0}")

    @staticmethod
    def shard(sharding: str, place: int) -> np.ndarray[Any, Any]:
        """The part of A on the device at that place."""
        if sharding == "{replicated}":
            return A
        if "2,2" in sharding:
            return A[4 * (place // 2) :, 2 * (place % 2) :][:4, :2]
        row = [3, 1, 2, 0].index(place) if "3,1" in sharding else place
        return A[2 * row : 2 * row + 2]

    @pytest.mark.parametrize("assignment", [None, [[2, 3, 1, 0]]])
    @pytest.mark.parametrize(
        ("given", "wanted"), [*zip(SHARDINGS, SHARDINGS[1:], strict=False), (SHARDINGS[3], SHARDINGS[0])]
    )
    def test_gspmd(self, compiled: Compiled, given: str, wanted: str, assignment: Any) -> None:
        program = module(
            f'%a: {G} {{mhlo.sharding = "{given}"}}',
            f'{G} {{mhlo.sharding = "{wanted}"}}',
            f"%0 = stablehlo.add %a, %a : {G} return %0 : {G}",
        )
        options = pjrt.CompileOptions(num_partitions=4, use_spmd_partitioning=True, device_assignment=assignment)
        exe = compiled(program, options)
        assert exe.input_shapes == (self.shard(given, 0).shape,)
        results = exe.execute([[self.shard(given, place)] for place in range(4)])
        assert all(same(row[0], 2 * self.shard(wanted, place)) for place, row in enumerate(results))
        assert [row[0].device.id for row in results] == (assignment or [[0, 1, 2, 3]])[0]

    def test_shardy(self, compiled: Compiled) -> None:
        def sharded(*dimensions: str) -> str:
            return f"{{sdy.sharding = #sdy.sharding<@mesh, [{', '.join(f'{{{d}}}' for d in dimensions)}]>}}"

        program = (
            'module @m { sdy.mesh @mesh = <["x"=2, "y"=2]> func.func public @main('
            f"""%a: {G} {sharded('"x"', '"y"')}, %b: {G} {sharded('"x", "y"', "")}) -> ("""
            f"""{G} {sharded("", "")}, {G} {sharded('"y"', '"x"')}) {{ """
            f"%0 = stablehlo.add %a, %b : {G} return %0, %0 : {G}, {G} }} }}"
        )
        options = pjrt.CompileOptions(num_partitions=4, use_spmd_partitioning=True, use_shardy_partitioner=True)
        exe = compiled(program, options)
        assert str(exe.signature) == "(float32[4,2], float32[2,4]) -> (float32[8,4], float32[4,2])"
        rows = [[self.shard("2,2", place), A[2 * place : 2 * place + 2]] for place in range(4)]
        for place, (whole, part) in enumerate(exe.execute(rows)):
            assert same(whole, 2 * A)
            x, y = divmod(place, 2)
            assert same(part, np.ascontiguousarray(2 * A[4 * y : 4 * y + 4, 2 * x : 2 * x + 2]))

    @pytest.mark.parametrize("assignment", [None, [[3, 1], [0, 2]]])
    def test_replicas_of_partitions(self, compiled: Compiled, assignment: Any) -> None:
        """Rows go through a replica's partitions first."""
        half = '{mhlo.sharding = "{devices=[2,1]<=[2]}"}'
        program = module(
            f"%a: {G} {half}",
            f"{G} {half}, tensor<ui32>",
            f"%0 = stablehlo.add %a, %a : {G} %1 = stablehlo.replica_id : tensor<ui32> "
            f"return %0, %1 : {G}, tensor<ui32>",
        )
        options = pjrt.CompileOptions(2, 2, use_spmd_partitioning=True, device_assignment=assignment)
        exe = compiled(program, options)
        ids = [id for row in assignment or [[0, 1], [2, 3]] for id in row]
        assert [device.id for device in exe.devices] == ids
        parts = [A[4 * (place % 2) : 4 * (place % 2) + 4] + 100 * place for place in range(4)]
        for place, (part, replica) in enumerate(exe.execute([[part] for part in parts])):
            assert same(part, 2 * parts[place])
            assert part.device.id == ids[place]
            assert replica.to_numpy() == place // 2


class TestWrongArguments:
    @pytest.mark.parametrize(
        ("arguments", "kind", "text"),
        [
            ([[X, X]] * 3, ValueError, "arguments: expected a list for each of 4 devices, got 3"),
            ([[X, X]] * 5, ValueError, "arguments: expected a list for each of 4 devices, got 5"),
            ([], ValueError, "arguments: expected a list for each of 4 devices, got 0"),
            (None, TypeError, "arguments: expected a list of arguments for each device, got NoneType"),
            (
                np.zeros((4, 2, 4), F32),
                TypeError,
                "arguments: expected a list of arguments for each device, got ndarray",
            ),
            ("abcd", TypeError, "arguments: expected a list of arguments for each device, got str"),
            (b"abcd", TypeError, "arguments: expected a list of arguments for each device, got bytes"),
            ({0: [X, X]}, TypeError, "arguments: expected a list of arguments for each device, got dict"),
            (
                ([X, X] for _ in range(4)),
                TypeError,
                "arguments: expected a list of arguments for each device, got generator",
            ),
            ([[X, X], [X, X], {1, 2}, [X, X]], TypeError, "device 2: expected a list of arguments, got set"),
            ([[X, X], "ab", [X, X], [X, X]], TypeError, "device 1: expected a list of arguments, got str"),
            ([np.zeros((2, 4), F32)] * 4, TypeError, "device 0: expected a list of arguments, got ndarray"),
            (
                [[X, X], [X], [X, X], [X, X]],
                TypeError,
                "device 1, the program takes 2 arguments, got 1; its signature is",
            ),
            ([[X, X], [X, X], [X] * 3, [X, X]], TypeError, "device 2, the program takes 2 arguments, got 3; its"),
            ([[]] * 4, TypeError, "device 0, the program takes 2 arguments, got 0; its signature is"),
            (
                [[X, X], [X, X[:3]], [X, X], [X, X]],
                ValueError,
                "device 1, argument 1: expected float32[4], got float32[3]",
            ),
            (
                [[X, X]] * 3 + [[X.astype(np.int32), X]],
                TypeError,
                "device 3, argument 0: expected float32[4], got int32[4]",
            ),
            (
                [[X, X]] * 3 + [[X, X.astype(">f4")]],
                TypeError,
                "device 3, argument 1: >f4 is not in this machine's byte",
            ),
            (
                [[X, [1, 2]]] * 4,
                ValueError,
                "device 0, argument 1: expected float32[4], got float32[2]: the shape differs",
            ),
        ],
    )
    def test_rows(self, compiled: Compiled, arguments: Any, kind: type[Exception], text: str) -> None:
        for run in (compiled(add(), FOUR).execute, compiled(add(), FOUR).launch):
            with pytest.raises(kind) as caught:
                run(arguments)
            assert str(caught.value).startswith(text)
            if not isinstance(arguments, list):
                break  # a generator is good for one

    def test_buffers(self, client: pjrt.Client, compiled: Compiled, plugin: str) -> None:
        exe, devices = compiled(add(), FOUR), client.devices

        def refused(row: list[Any], kind: type[Exception], text: str) -> None:
            with pytest.raises(kind) as caught:
                exe.execute([[X, X], [X, X], row, [X, X]])
            assert str(caught.value).startswith(text)

        text = "device 2, argument 1: expected a buffer on CpuDevice(id=2), got one on CpuDevice(id=0)"
        refused([X, client.put(X)], ValueError, text)
        refused(
            [client.put(X[:3], devices[2]), X], ValueError, "device 2, argument 0: expected float32[4], got float32[3]"
        )
        wide = client.put(X.astype(np.float64), devices[2])
        refused([wide, X], TypeError, "device 2, argument 0: expected float32[4], got float64[4]: the dtype differs")
        gone = client.put(X, devices[2])
        gone.delete()
        refused([X, gone], pjrt.ClosedError, "device 2, argument 1: this buffer, float32[4], was deleted or donated")
        with pjrt.Client(plugin) as other:
            theirs = other.put(X, other.devices[2])
            refused(
                [X, theirs], ValueError, "device 2, argument 1: <Buffer float32[4] on CpuDevice(id=2)> is of another"
            )

    def test_a_call_of_a_program_on_many_devices(self, compiled: Compiled) -> None:
        with pytest.raises(ValueError, match=r"compiled for 4 devices; this call runs on one: use execute\(\)"):
            compiled(SUM, FOUR)(X)

    def test_the_same_buffer_twice(self, client: pjrt.Client, compiled: Compiled) -> None:
        twice = client.put(X, client.devices[2])
        results = compiled(add(), FOUR).execute([[X, X], [X, X], [twice, twice], [X, X]])
        assert values(results) == [[(2 * X).tolist()]] * 4
        assert (twice._users, twice.is_deleted) == (0, False)

    @pytest.mark.parametrize("feed", ["infeed", "outfeed"])
    def test_feeds(self, client: pjrt.Client, feed: str) -> None:
        """A plugin would wait for the other end for ever."""
        token = "!stablehlo.token"
        body = {
            "outfeed": f'%1 = "stablehlo.outfeed"(%a, %0) {{outfeed_config = ""}} : ({T}, {token}) -> {token} return %a : {T}',
            "infeed": f'%1:2 = "stablehlo.infeed"(%0) {{infeed_config = ""}} : ({token}) -> ({T}, {token}) return %1#0 : {T}',
        }[feed]
        exe = client.compile(module(f"%a: {T}", T, f"%0 = stablehlo.create_token : {token} {body}"))
        assert exe.signature.feeds == {feed}
        with pytest.raises(TypeError) as caught:
            exe(X)
        assert str(caught.value) == f"the program has an {feed}, which PJRT cannot serve; it would never end"


class TestFailures:
    def test_an_argument_that_failed(self, client: pjrt.Client, compiled: Compiled) -> None:
        """The other devices would wait for that one, and the CPU plugins abort the process after 40 s."""
        if not client.plugin.abi.has("PJRT_Client_CreateErrorBuffer"):
            with pytest.raises(
                pjrt.UnsupportedError, match=r"PJRT_Client_CreateErrorBuffer: this plugin \(API 0\.81\)"
            ):
                client.error_buffer(pjrt.InternalError("it failed"), (4,), F32)
            return
        failed = client.error_buffer(pjrt.InternalError("it failed"), (4,), F32, client.devices[2])
        with pytest.raises(pjrt.InternalError, match="it failed"):
            compiled(SUM, FOUR).execute([[X], [X], [failed], [X]])
        (y,) = client.compile(module(f"%a: {T}", T, f"return %a : {T}"), pjrt.CompileOptions(device_assignment=[[2]]))(
            failed
        )
        with pytest.raises(pjrt.InternalError, match="it failed"):
            y.block_until_ready()
        assert values(compiled(SUM, FOUR).execute([[X]] * 4)) == [[(4 * X).tolist()]] * 4

    def test_all_devices_run_out_of_memory(self, client: pjrt.Client) -> None:
        big = "tensor<100000x100000x1000xf32>"
        body = f"%0 = stablehlo.broadcast_in_dim %a, dims = [] : (tensor<f32>) -> {big} return %0 : {big}"
        exe = client.compile(module("%a: tensor<f32>", big, body), FOUR)
        for (result,) in exe.execute([[1.0]] * 4):
            with pytest.raises(pjrt.PjrtError, match="Out of memory allocating 40000000000000 bytes"):
                result.block_until_ready()


class TestDonation:
    def test_in_all_rows(self, client: pjrt.Client, compiled: Compiled) -> None:
        rows = [[client.put(X, device), client.put(X, device)] for device in client.devices]
        results = compiled(add(DONATED), FOUR).execute(rows)
        assert values(results) == [[(2 * X).tolist()]] * 4
        assert [[buffer.is_deleted for buffer in row] for row in rows] == [[True, False]] * 4
        assert {buffer._users for row in rows for buffer in row} == {0}

    def test_twice_in_a_row(self, client: pjrt.Client, compiled: Compiled) -> None:
        twice = client.put(X, client.devices[1])
        with pytest.raises(ValueError, match=r"^device 1, argument 1: a donated buffer is given twice$"):
            compiled(add(DONATED), FOUR).execute([[X, X], [twice, twice], [X, X], [X, X]])
        assert (twice._users, same(twice, X)) == (0, True)

    def test_one_that_is_in_use(self, client: pjrt.Client, compiled: Compiled) -> None:
        held = client.put(X)
        with Claims() as claims:
            claims.add(held, alone=False)
            with pytest.raises(pjrt.ClosedError, match=r"^this buffer, float32\[4\], is in use by another call$"):
                compiled(add(DONATED))(held, X)
            assert held._users == 1
        compiled(add(DONATED))(held, X)
        assert held.is_deleted

    def test_one_that_another_call_is_about_to_donate(self, client: pjrt.Client, compiled: Compiled) -> None:
        held = client.put(X)
        with Claims() as claims:
            claims.add(held, alone=True)
            with pytest.raises(pjrt.ClosedError, match="is in use by another call"):
                compiled(add(), FOUR).execute([[held, X], [X, X], [X, X], [X, X]])
            with pytest.raises(pjrt.ClosedError, match="is in use by another call"):
                compiled(add(DONATED))(held, X)
        assert (held._users, same(held, X)) == (0, True)

    def test_not_donatable(self, client: pjrt.Client, compiled: Compiled) -> None:
        a = client.put(X)
        kept = pjrt.ExecuteOptions(non_donatable=[0])
        assert same(compiled(add(DONATED))(a, a, options=kept)[0], 2 * X)
        assert (a.is_deleted, same(a, X), a._users) == (False, True, 0)
        rows = [[client.put(X, device), X] for device in client.devices]
        assert values(compiled(add(DONATED), FOUR).execute(rows, options=kept)) == [[(2 * X).tolist()]] * 4
        assert not any(row[0].is_deleted for row in rows)
        with pytest.raises(ValueError, match=r"^options: non_donatable names parameter 2; the program has 2$"):
            compiled(add())(X, X, options=pjrt.ExecuteOptions(non_donatable=[0, 2]))


class TestClaims:
    def test_deleted_meanwhile(self, client: pjrt.Client) -> None:
        """The buffer is deleted when the last call is over, also in C."""
        held = client.put(X)
        abi, ptr = client.plugin.abi, held._handle()
        with Claims() as outer:
            outer.add(held, alone=False)
            with Claims() as inner:
                inner.add(held, alone=False)
                held.delete()
                assert (held.is_deleted, abi.buffer_is_deleted(ptr)) == (True, False)
                with pytest.raises(pjrt.ClosedError, match="was deleted or donated"), Claims() as late:
                    late.add(held, alone=False)
            assert (held._users, abi.buffer_is_deleted(ptr)) == (1, False)
        assert (held._users, abi.buffer_is_deleted(ptr)) == (0, True)

    def test_deleted_during_a_call(
        self, client: pjrt.Client, compiled: Compiled, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        abi = client.plugin.abi
        rows = [[client.put(X, device), client.put(X, device)] for device in client.devices]
        exe, call = compiled(add(), FOUR), abi.PJRT_LoadedExecutable_Execute

        def execute(arguments: int) -> int | None:
            rows[2][1].delete()
            result: int | None = call(arguments)
            return result

        monkeypatch.setattr(abi, "PJRT_LoadedExecutable_Execute", execute)
        results = exe.execute(rows)
        assert abi.buffer_is_deleted(rows[2][1]._ptr)  # type: ignore[arg-type]
        assert not abi.buffer_is_deleted(rows[2][0]._ptr)  # type: ignore[arg-type]
        assert values(results) == [[(2 * X).tolist()]] * 4
        assert {buffer._users for row in rows for buffer in row} == {0}

    @pytest.mark.parametrize("kind", [KeyboardInterrupt, SystemExit, ValueError, MemoryError, pjrt.InternalError])
    def test_an_exception_in_the_middle(
        self, client: pjrt.Client, compiled: Compiled, monkeypatch: pytest.MonkeyPatch, kind: type[BaseException]
    ) -> None:
        rows = [[client.put(X, device), client.put(X, device)] for device in client.devices]
        exe, abi = compiled(add(DONATED), FOUR), client.plugin.abi
        with monkeypatch.context() as patched:

            def execute(_: int) -> int:
                raise kind("now")

            patched.setattr(abi, "PJRT_LoadedExecutable_Execute", execute)
            with pytest.raises(kind, match="now"):
                exe.execute(rows)
        assert {(buffer._users, buffer.is_deleted) for row in rows for buffer in row} == {(0, False)}
        (_, second), (third, _) = rows[0], rows[1]
        third.delete()
        with pytest.raises(pjrt.ClosedError, match=r"device 1, argument 0: this buffer, float32\[4\], was deleted"):
            exe.execute(rows)
        second.delete()
        assert {buffer._users for row in rows for buffer in row} == {0}

    def test_one_of_many_cannot_be_had(self, client: pjrt.Client, compiled: Compiled) -> None:
        rows = [[client.put(X, device), client.put(X, device)] for device in client.devices]
        with Claims() as claims:
            claims.add(rows[3][0], alone=True)
            with pytest.raises(pjrt.ClosedError, match="is in use by another call"):
                compiled(add(), FOUR).execute(rows)
            assert [[buffer._users for buffer in row] for row in rows] == [[0, 0]] * 3 + [[-1, 0]]
        assert values(compiled(add(), FOUR).execute(rows)) == [[(2 * X).tolist()]] * 4

    def test_a_release_that_is_interrupted(self, client: pjrt.Client, monkeypatch: pytest.MonkeyPatch) -> None:
        """What was not released goes with the claims themselves."""
        held = [client.put(X) for _ in range(3)]
        real, left = Claims._release, [1]

        def release(claims: Claims, buffer: pjrt.Buffer) -> None:
            if left[0]:
                left[0] -= 1
                raise KeyboardInterrupt
            real(claims, buffer)

        def claim() -> None:
            with Claims() as claims:
                for buffer in held:
                    claims.add(buffer, alone=True)

        monkeypatch.setattr(Claims, "_release", release)
        with pytest.raises(KeyboardInterrupt):
            claim()
        gc.collect()
        assert [buffer._users for buffer in held] == [0, 0, 0]

    def test_ctrl_c_at_any_moment(self, plugin: str, in_child: Child) -> None:
        """A timer's signal raises at random places; no claim and no place among a device's programs is left behind."""
        report = in_child(
            """
import random, signal
client = pjrt.Client(sys.argv[1], options={"cpu_device_count": 4})
four = client.compile(ADD, pjrt.CompileOptions(num_replicas=4))
donating = client.compile(DONATING)
rows = [[client.put(X, d), client.put(X, d)] for d in client.devices]
class Now(BaseException): pass
armed = [False]
def handler(*_):
    if armed[0]:
        armed[0] = False
        raise Now
signal.signal(signal.SIGALRM, handler)
rng, hits, wrong = random.Random(1), 0, []
for i in range(1500):
    a = client.put(X)
    try:
        try:
            armed[0] = True
            signal.setitimer(signal.ITIMER_REAL, rng.uniform(1e-5, 6e-4))
            while armed[0]:  # a destructor may have swallowed it
                if i % 2:
                    four.execute(rows)
                else:
                    donating(a, X, options=pjrt.ExecuteOptions(non_donatable=[0]))
                    donating(a, X)
                    a = client.put(X)
        except pjrt.ClosedError:  # Now came after C had taken the buffer
            while armed[0]:
                pass
    except Now:
        hits += 1
    if a._users or any(b._users for row in rows for b in row) or any(client._state.launches._coming.values()):
        wrong.append(i)
signal.setitimer(signal.ITIMER_REAL, 0)
report["values"] = [r[0].to_numpy().tolist() for r in four.execute(rows)]
report.update(hits=hits, wrong=wrong)
""",
            plugin,
        )
        assert report["wrong"] == []
        assert report["hits"] > 1000
        assert report["values"] == [(2 * X).tolist()] * 4


class TestNoneWaitsForEver:
    """XLA:CPU aborts the process when a device waits for 40 s for the others."""

    def test_many_threads_and_nobody_waits(self, plugin: str, in_child: Child) -> None:
        """All of four devices, two of them, each alone; far more programs than a device takes at a time."""
        report = in_child(
            f"SUM = {SUM!r}"
            + """
PAIR = SUM.replace("[[0, 1, 2, 3]]", "[[0, 1]]").replace("1x4xi64", "1x2xi64")
client = pjrt.Client(sys.argv[1], options={"cpu_device_count": 4})
four = client.compile(SUM, pjrt.CompileOptions(num_replicas=4))
pairs = [client.compile(PAIR, pjrt.CompileOptions(num_replicas=2, device_assignment=a))
         for a in ([[0], [1]], [[3], [2]], [[1], [3]], [[3], [0]])]
small = SLOW.replace("500x500", "60x60")
alone = client.compile(small, pjrt.CompileOptions(portable=True))
end, counts, wrong = time.monotonic() + 1.5, [0] * 9, []
def on_four(k):
    results = four.execute([[X + k]] * 4)
    if counts[k] % 7 == 0:
        wrong.extend(k for (y,) in results if (y.to_numpy() != 4 * (X + k)).any())
def on_two(k):
    results = pairs[counts[k] % 4].execute([[X + k]] * 2)
    if counts[k] % 9 == 0:
        wrong.extend(k for (y,) in results if (y.to_numpy() != 2 * (X + k)).any())
def on_one(k):
    (y,) = alone(np.eye(60, dtype=np.float32), device=client.devices[counts[k] % 4])
    alone(y)
def work(function, k):
    try:
        while time.monotonic() < end:
            function(k)
            counts[k] += 1
    except BaseException as error:
        wrong.append(repr(error))
threads = [threading.Thread(target=work, args=(f, k)) for k, f in enumerate([on_four, on_two, on_one] * 3)]
[t.start() for t in threads], [t.join() for t in threads]
report.update(least=min(counts), wrong=wrong, coming=sum(client._state.launches._coming.values()))
""",
            plugin,
        )
        assert report["wrong"] == []
        assert report["coming"] == 0
        assert report["least"] > 5

    def test_in_a_callback(self, plugin: str, in_child: Child) -> None:
        """Callbacks of events come on threads of their own, so they may run programs and wait, many at a time."""
        report = in_child(
            f"SUM = {SUM!r}"
            + """
client = pjrt.Client(sys.argv[1], options={"cpu_device_count": 4})
four = client.compile(SUM, pjrt.CompileOptions(num_replicas=4))
slow, got, done = client.compile(SLOW), [], threading.Event()
def again(event):
    got.append([y.to_numpy().tolist() for (y,) in four.execute([[X]] * 4)] + [float(slow(EYE)[0].to_numpy()[1, 1])])
    if len(got) == 16:
        done.set()
results = [slow(EYE)[0] for _ in range(16)]
for y in results:
    y.ready.add_done_callback(again)
report["done"], report["same"] = done.wait(50), all(g == [(4 * X).tolist()] * 4 + [got[0][4]] for g in got)
""",
            plugin,
        )
        assert report == {"done": True, "same": True}

    def test_on_a_thread_of_the_plugin(self, client: pjrt.Client, compiled: Compiled) -> None:
        inside = callbacks.trampoline(PJRT_Event_OnReadyCallback, lambda _, token: raised.append(attempt()))
        exe, raised = compiled(SUM, FOUR), []

        def attempt() -> BaseException | None:
            try:
                exe.execute([[X]] * 4)
            except pjrt.PjrtError as error:
                return error
            return None

        inside(None, None)
        assert str(raised[0]).startswith(
            "a program on several devices cannot be run in a callback: it may be on the very"
        )
        (y,) = compiled(add())(X, X)
        assert same(y, 2 * X)

    def test_room(self, client: pjrt.Client, compiled: Compiled) -> None:
        """A call waits where a device has its fill, here of programs that wait for a buffer."""
        compiled(SUM, FOUR)  # from the first such program on, places are counted
        exe, launches = compiled(add()), client._state.launches
        assert launches.bounded
        (later, promise), results = client.alias((4,), F32), []

        def run() -> None:
            results.extend(exe(later, X) for _ in range(2 * _ROOM))

        thread = threading.Thread(target=run)
        thread.start()
        for _ in range(1000):
            if len(results) == _ROOM:
                break
            thread.join(0.01)
        thread.join(0.05)
        assert len(results) == _ROOM
        promise.fulfill(client.put(X))
        thread.join(30)
        assert not thread.is_alive()
        assert all(same(y, 2 * X) for (y,) in results)
        assert len(launches._running[client.devices[0]._ptr]) <= _ROOM

    def test_other_platforms_count_no_places(self, client: pjrt.Client, monkeypatch: pytest.MonkeyPatch) -> None:
        launches = Launches(client.plugin.abi)
        monkeypatch.setattr(client.plugin.abi, "client_platform_name", lambda _: "cuda")
        launches.bound(client._state.ptr)
        assert not launches.bounded


class TestOptions:
    @pytest.mark.parametrize(
        ("fields", "kind", "text"),
        [
            ({"launch_id": "1"}, TypeError, "launch_id: expected an int, got '1'"),
            ({"launch_id": True}, TypeError, "launch_id: expected an int, got True"),
            ({"launch_id": 2**31}, ValueError, "launch_id: 2147483648 does not fit 32 bits"),
            ({"launch_id": -(2**31) - 1}, ValueError, "launch_id: -2147483649 does not fit 32 bits"),
            ({"non_donatable": 1}, TypeError, "non_donatable: expected a list of ints, got 1"),
            ({"non_donatable": "01"}, TypeError, "non_donatable: expected a list of ints, got '01'"),
            ({"non_donatable": [0.5]}, TypeError, "non_donatable: expected an int, got 0.5"),
            ({"non_donatable": [2**63]}, ValueError, "non_donatable: 9223372036854775808 does not fit 64 bits"),
            ({"non_donatable": [0, -1]}, ValueError, "non_donatable: -1 is no index of a parameter"),
            ({"context": 7}, TypeError, "context: expected an ExecuteContext, got 7"),
            ({"call_location": b"x"}, TypeError, "call_location: expected a str, got b'x'"),
            ({"call_location": "a\0b"}, ValueError, r"call_location: expected a str without NUL, got 'a\x00b'"),
            ({"incarnations": [1]}, TypeError, "incarnations: expected a dict, got [1]"),
            ({"incarnations": {"a": 1}}, TypeError, "incarnations: expected an int, got 'a'"),
            ({"incarnations": {2**31: 1}}, ValueError, "incarnations: 2147483648 does not fit 32 bits"),
            ({"incarnations": {1: 1.0}}, TypeError, "incarnations[1]: expected an int, got 1.0"),
            ({"incarnations": {1: 2**63}}, ValueError, "incarnations[1]: 9223372036854775808 does not fit 64 bits"),
            ({"senders": 5}, TypeError, "senders: expected a dict, got 5"),
            ({"senders": {1.5: print}}, TypeError, "senders: expected an int, got 1.5"),
            ({"senders": {1: "print"}}, TypeError, "senders[1]: expected a function, got 'print'"),
            ({"receivers": {2**63: print}}, ValueError, "receivers: 9223372036854775808 does not fit 64 bits"),
            ({"receivers": {1: None}}, TypeError, "receivers[1]: expected a function, got None"),
            ({"major_to_minor": 1}, TypeError, "major_to_minor: expected a bool, got 1"),
            ({"outputs": {1: print}}, TypeError, "outputs[1]: expected an OutputCallback of a function, got <built-in"),
            ({"outputs": {1: pjrt.OutputCallback(None)}}, TypeError, "outputs[1]: expected an OutputCallback of a"),
            ({"outputs": {1: pjrt.OutputCallback(print, 1.0)}}, TypeError, "outputs[1].num_operands: expected an int"),
            (
                {"outputs": {1: pjrt.OutputCallback(print, -1)}},
                ValueError,
                "outputs[1].num_operands: expected 0 or more",
            ),
        ],
    )
    def test_wrong_ones(self, fields: dict[str, Any], kind: type[Exception], text: str) -> None:
        with pytest.raises(kind) as caught:
            pjrt.ExecuteOptions(**fields)
        assert str(caught.value).startswith(text)

    def test_frozen(self) -> None:
        given = {7: print}
        options = pjrt.ExecuteOptions(launch_id=3, non_donatable=[1, 0], senders=given)
        given.clear()
        assert dict(options.senders) == {7: print}
        assert options.non_donatable == (1, 0)
        with pytest.raises(dataclasses.FrozenInstanceError):
            options.launch_id = 4  # type: ignore[misc]
        with pytest.raises(TypeError, match="does not support item assignment"):
            options.senders[8] = print  # type: ignore[index]
        assert dataclasses.replace(options, launch_id=4).launch_id == 4

    def test_repr(self) -> None:
        assert repr(pjrt.ExecuteOptions()) == "ExecuteOptions()"
        told = pjrt.ExecuteOptions(-1, {2}, None, "a.py:1", {0: 5}, major_to_minor=True)
        shown = "launch_id=-1, non_donatable=(2,), call_location='a.py:1', incarnations={0: 5}, major_to_minor=True"
        assert repr(told) == f"ExecuteOptions({shown})"

    @pytest.mark.parametrize(
        "options",
        [
            pjrt.ExecuteOptions(),
            pjrt.ExecuteOptions(launch_id=2**31 - 1),
            pjrt.ExecuteOptions(launch_id=-1),
            pjrt.ExecuteOptions(call_location="train.py:12"),
            pjrt.ExecuteOptions(call_location="ü \ud800 " * 1000),
            pjrt.ExecuteOptions(incarnations={0: 2**63 - 1, -(2**31): -(2**63)}),
            pjrt.ExecuteOptions(non_donatable=[1, 0, 1]),
            pjrt.ExecuteOptions(major_to_minor=True),
        ],
        ids=repr,
    )
    def test_taken(self, client: pjrt.Client, compiled: Compiled, options: pjrt.ExecuteOptions) -> None:
        """By plugins for whose API the struct is longer than the one that they know, too."""
        assert same(compiled(add())(X, X, options=options)[0], 2 * X)
        assert values(compiled(add(), FOUR).execute([[X, X]] * 4, options=options)) == [[(2 * X).tolist()]] * 4
        (row,) = compiled(add(), pjrt.CompileOptions(portable=True)).launch([[X, X]], options=options).results
        assert same(row[0], 2 * X)

    @pytest.mark.parametrize("options", [3, {"launch_id": 1}, pjrt.CompileOptions()])
    def test_no_options(self, compiled: Compiled, options: Any) -> None:
        with pytest.raises(TypeError, match=r"^options: expected ExecuteOptions, got "):
            compiled(add())(X, X, options=options)

    def test_eight_threads(self, client: pjrt.Client, compiled: Compiled) -> None:
        options = pjrt.ExecuteOptions(7, [0], client.create_execute_context(), "here", {1: 2}, {1: print}, {2: print})
        exe, wrong, a = compiled(add(DONATED)), [], client.put(X)

        def work(k: int) -> None:
            for _ in range(30):
                mine = client.put(X + k)
                (y,) = exe(mine, a, options=options)
                wrong.extend([] if same(y, 2 * X + k) and not mine.is_deleted else [k])

        threads = [threading.Thread(target=work, args=(k,)) for k in range(8)]
        [thread.start() for thread in threads]  # type: ignore[func-returns-value]
        [thread.join() for thread in threads]  # type: ignore[func-returns-value]
        assert wrong == []


class TestContext:
    def test_kept_until_the_run_is_over(self, client: pjrt.Client, compiled: Compiled) -> None:
        """Also if the caller keeps neither the context nor the options nor the results."""
        destroyed: list[int] = []
        abi = client.plugin.abi
        real = abi.execute_context_destroy
        later, promise = client.alias((4,), F32)
        context = client.create_execute_context()
        handle = context._handle()
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(abi, "execute_context_destroy", lambda ptr: (destroyed.append(ptr), real(ptr)))
            compiled(add())(later, X, options=pjrt.ExecuteOptions(context=context))
            del context
            gc.collect()
            assert destroyed == []
            promise.fulfill(client.put(X))
            for _ in range(500):
                if destroyed:
                    break
                threading.Event().wait(0.01)
            assert destroyed == [handle]

    def test_kept_by_the_caller(self, client: pjrt.Client, compiled: Compiled) -> None:
        context = client.create_execute_context()
        options = pjrt.ExecuteOptions(context=context)
        for _ in range(3):
            assert same(compiled(add())(X, X, options=options)[0], 2 * X)
        weak = weakref.ref(compiled(add()))
        assert weak() is not None
        assert repr(options).startswith("ExecuteOptions(context=<pjrt.execute_options.ExecuteContext object")
        with pytest.raises(TypeError, match="an? ExecuteContext stands for an object in its plugin"):
            dataclasses.asdict(options)

    def test_of_another_plugin(self, client: pjrt.Client, compiled: Compiled, plugin: str) -> None:
        other = next(name for name in ("lammps_jax_pjrt_cpu", "xla_cpu_pjrt") if name != plugin)
        with pjrt.Client(other) as theirs:
            options = pjrt.ExecuteOptions(context=theirs.create_execute_context())
            with pytest.raises(ValueError, match=r"^options: the context is of another plugin$"):
                compiled(add())(X, X, options=options)

    def test_of_another_client(self, compiled: Compiled, plugin: str) -> None:
        with pjrt.Client(plugin) as other:
            options = pjrt.ExecuteOptions(context=other.create_execute_context())
            assert same(compiled(add())(X, X, options=options)[0], 2 * X)
        with pytest.raises(pjrt.ClosedError, match="this client was closed"):
            compiled(add())(X, X, options=options)


class TestLaunch:
    def test_events(self, client: pjrt.Client, compiled: Compiled) -> None:
        run = compiled(SUM, FOUR).launch([[X]] * 4)
        assert len(run.done) == 4
        for done in run.done:
            done.result(timeout=30)
            assert (done.done(), done.exception()) == (True, None)
        assert values(run.results) == [[(4 * X).tolist()]] * 4

    def test_one_device(self, compiled: Compiled) -> None:
        run = compiled(add()).launch([[X, X]])
        assert (len(run.results), len(run.done)) == (1, 1)
        run.done[0].result(timeout=30)
        assert same(run.results[0][0], 2 * X)

    def test_no_events(self, client: pjrt.Client, compiled: Compiled) -> None:
        assert compiled(SUM, FOUR).launch([[X]] * 4, events=False).done == ()
        options = pjrt.ExecuteOptions(context=client.create_execute_context(), senders={1: print})
        assert compiled(SUM, FOUR).launch([[X]] * 4, options=options, events=False).done == ()
        assert len(compiled(SUM, FOUR).launch([[X]] * 4, options=options).done) == 4

    def test_a_program_that_waits(self, client: pjrt.Client, compiled: Compiled) -> None:
        promised = [client.alias((4,), F32, device) for device in client.devices]
        run = compiled(add(), FOUR).launch([[later, X] for later, _ in promised])
        assert not any(done.done() for done in run.done)
        with pytest.raises(TimeoutError):
            run.done[0].result(timeout=0.01)
        for (_, promise), device in zip(promised, client.devices, strict=True):
            promise.fulfill(client.put(X, device))
        for done in run.done:
            done.result(timeout=30)
        assert values(run.results) == [[(2 * X).tolist()]] * 4

    def test_a_device_that_fails(self, client: pjrt.Client, compiled: Compiled) -> None:
        """The others go on, in a program without collectives."""
        later, promise = client.alias((4,), F32, client.devices[1])
        run = compiled(add(), FOUR).launch([[X, X], [later, X], [X, X], [X, X]])
        promise.fail(pjrt.InternalError("the promise is broken"))
        with pytest.raises(pjrt.PjrtError, match="the promise is broken"):
            run.done[1].result(timeout=30)
        with pytest.raises(pjrt.PjrtError, match="the promise is broken"):
            run.results[1][0].block_until_ready()
        for place in (0, 2, 3):
            run.done[place].result(timeout=30)
            assert same(run.results[place][0], 2 * X)
        with pytest.raises(pjrt.PjrtError, match="the promise is broken"):
            compiled(add(), FOUR).execute([[X, X], [run.results[1][0], X], [X, X], [X, X]])

    def test_all_dropped_at_once(self, compiled: Compiled) -> None:
        for _ in range(100):
            compiled(SUM, FOUR).launch([[X]] * 4)
        assert values(compiled(SUM, FOUR).execute([[X]] * 4)) == [[(4 * X).tolist()]] * 4

    def test_nothing_is_kept(self, plugin: str, in_child: Child) -> None:
        """A thousand launches with events, results and failures, and C has as many ends as beginnings."""
        report = in_child(
            """
import collections
from ctypes import c_void_p
P = pjrt.load(sys.argv[1])
calls = collections.Counter()
def wrap(name, value=lambda args: 1):
    real = getattr(P.abi, "PJRT_" + name)
    def call(args):
        error = real(args)
        if not error:
            calls[name] += value(args)
        return error
    setattr(P.abi, "PJRT_" + name, call)
for name in ("Client_BufferFromHostBuffer", "Buffer_Destroy", "Event_Destroy", "Buffer_ReadyEvent", "Client_Destroy",
             "ExecuteContext_Create", "ExecuteContext_Destroy", "LoadedExecutable_Execute"):
    wrap(name)
client = pjrt.Client(P, options={"cpu_device_count": 4})
four, one = client.compile(ADD, pjrt.CompileOptions(num_replicas=4)), client.compile(ADD)
options = pjrt.ExecuteOptions(context=client.create_execute_context(), senders={1: print}, receivers={2: print})
rows = [[client.put(X, d), X] for d in client.devices]
events = 0
for i in range(250):
    four.execute(rows)
    one(rows[0][0], X)
    run = four.launch(rows)
    events += 4 + 4
    one.launch([rows[0]], options=options, events=False)
    events += 1
    four.launch(rows, options=options)
    for wrong in ([rows[0]] * 4, rows[:3], [[X]] * 4):
        try:
            four.execute(wrong)
        except (ValueError, TypeError):
            pass
values = [r[0].to_numpy().tolist() for r in run.results]
del run
outputs = 250 * (4 + 1 + 4 + 1 + 4)
del client, four, one, options, rows
gc.collect()
end = time.monotonic() + 10
from pjrt._runtime import callbacks
while (callbacks.pending() or not calls["Client_Destroy"]) and time.monotonic() < end:
    time.sleep(0.01)
report["values"] = values
report["executed"] = calls["LoadedExecutable_Execute"]
report["pending"] = len(callbacks.pending())
report["clients"] = calls["Client_Destroy"]
report["contexts"] = calls["ExecuteContext_Create"] - calls["ExecuteContext_Destroy"]
report["buffers"] = calls["Client_BufferFromHostBuffer"] + outputs - calls["Buffer_Destroy"]
report["events"] = calls["Client_BufferFromHostBuffer"] + calls["Buffer_ReadyEvent"] + events - calls["Event_Destroy"]
""",
            plugin,
        )
        assert report.pop("values") == [(2 * X).tolist()] * 4
        nothing = dict.fromkeys(("pending", "contexts", "buffers", "events"), 0)
        assert report == {"executed": 1250, "clients": 1, **nothing}


class TestPortable:
    PORTABLE = pjrt.CompileOptions(portable=True)

    def test_on_each_device(self, client: pjrt.Client, compiled: Compiled) -> None:
        exe = compiled(add(), self.PORTABLE)
        assert exe.devices == ()
        for device in client.devices:
            for a in (X, client.put(X, device)):
                (y,) = exe(a, X, device=device)
                assert (y.device, same(y, 2 * X)) == (device, True)
        (y,) = exe(X, X)
        assert y.device == client.devices[0]
        (row,) = exe.execute([[X, client.put(X, client.devices[3])]])
        assert row[0].device == client.devices[3]

    def test_arguments_elsewhere(self, client: pjrt.Client, compiled: Compiled) -> None:
        exe = compiled(add(), self.PORTABLE)
        with pytest.raises(
            pjrt.InvalidArgumentError, match=r"argument 0 to replica 0 is on device .*1, but replica is"
        ):
            exe(client.put(X, client.devices[1]), X, device=client.devices[2])
        with pytest.raises(pjrt.InvalidArgumentError, match="argument 1 to replica 0 is on device"):
            exe(client.put(X, client.devices[1]), client.put(X, client.devices[0]))

    def test_donation(self, client: pjrt.Client, compiled: Compiled) -> None:
        a = client.put(X, client.devices[2])
        (y,) = compiled(add(DONATED), self.PORTABLE)(a, X, device=client.devices[2])
        assert (same(y, 2 * X), a.is_deleted, y.device) == (True, True, client.devices[2])

    def test_a_program_for_a_device(self, client: pjrt.Client, compiled: Compiled) -> None:
        exe = compiled(add(), pjrt.CompileOptions(device_assignment=[[2]]))
        assert exe(X, X, device=client.devices[2])[0].device == client.devices[2]
        with pytest.raises(ValueError) as caught:
            exe(X, X, device=client.devices[0])
        assert str(caught.value) == (
            "device: the program was compiled for CpuDevice(id=2), got CpuDevice(id=0); "
            "compile it with CompileOptions(portable=True)"
        )

    def test_what_is_no_device(self, client: pjrt.Client, compiled: Compiled, plugin: str) -> None:
        for options in (self.PORTABLE, None):
            exe = compiled(add(), options)
            for device in (0, "cpu:0", client.memories[0]):
                with pytest.raises(TypeError, match=r"^device: expected a Device, got "):
                    exe(X, X, device=device)  # type: ignore[arg-type]
            with pjrt.Client(plugin) as other:
                with pytest.raises(ValueError, match=r"^device: <Device CpuDevice\(id=0\)> is of another client$"):
                    exe(X, X, device=other.devices[0])

    def test_callbacks_are_for_programs_on_their_own_devices(self, compiled: Compiled) -> None:
        options = pjrt.ExecuteOptions(senders={1: print})
        with pytest.raises(pjrt.UnimplementedError, match="send/recv callbacks with `execute_device`"):
            compiled(add(), self.PORTABLE)(X, X, options=options)
