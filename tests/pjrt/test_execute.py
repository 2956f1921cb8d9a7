"""Programs on many devices, and on any one: what goes in, what comes out, what is refused."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest

import pjrt
from tests.pjrt.programs import (
    DONATED,
    F32,
    FOUR,
    NO_RESULTS,
    PERMUTE,
    SUM,
    Compiled,
    T,
    X,
    add,
    module,
    same,
    values,
)

pytestmark = [pytest.mark.download, pytest.mark.usefixtures("nothing_left")]

G = "tensor<8x4xf32>"
A = np.arange(32, dtype=np.float32).reshape(8, 4)


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
    @pytest.mark.parametrize(("given", "wanted"), [*itertools.pairwise(SHARDINGS), (SHARDINGS[3], SHARDINGS[0])])
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
        used = compiled(add(), FOUR)
        used.execute([[X, X]] * 4)  # from now on the short way sees them first
        for run in (compiled(add(), FOUR).execute, compiled(add(), FOUR).launch, used.execute):
            with pytest.raises(kind) as caught:
                run(arguments)
            assert str(caught.value).startswith(text)
            if not isinstance(arguments, list):
                break  # a generator is good for one

    def test_buffers(self, client: pjrt.Client, compiled: Compiled, plugin: str) -> None:
        exe, devices = compiled(add(), FOUR), client.devices
        used = compiled(add(), FOUR)
        used.execute([[X, X]] * 4)  # from now on the short way sees them first

        def refused(row: list[Any], kind: type[Exception], text: str) -> None:
            for program in (exe, used):
                with pytest.raises(kind) as caught:
                    program.execute([[X, X], [X, X], row, [X, X]])
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
        out = f'%1 = "stablehlo.outfeed"(%a, %0) {{outfeed_config = ""}} : ({T}, {token}) -> {token} return %a : {T}'
        into = f'%1:2 = "stablehlo.infeed"(%0) {{infeed_config = ""}} : ({token}) -> ({T}, {token}) return %1#0 : {T}'
        body = f"%0 = stablehlo.create_token : {token} {out if feed == 'outfeed' else into}"
        exe = client.compile(module(f"%a: {T}", T, body))
        assert exe.signature.feeds == {feed}
        with pytest.raises(TypeError) as caught:
            exe(X)
        assert str(caught.value) == f"the program has an {feed}, which PJRT cannot serve; it would never end"


class TestFailures:
    def test_an_argument_that_failed(self, client: pjrt.Client, compiled: Compiled) -> None:
        """The other devices would wait for that one, and the CPU plugins abort the process after 40 s."""
        if not client.plugin.abi.has("PJRT_Client_CreateErrorBuffer"):
            with pytest.raises(
                pjrt.UnsupportedError, match=r"CreateErrorBuffer: needs API 0\.82, this plugin has 0\.81"
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
            text = r"^device: <Device CpuDevice\(id=0\)> is of another client$"
            with pjrt.Client(plugin) as other, pytest.raises(ValueError, match=text):
                exe(X, X, device=other.devices[0])

    def test_callbacks_are_for_programs_on_their_own_devices(self, compiled: Compiled) -> None:
        options = pjrt.ExecuteOptions(senders={1: print})
        with pytest.raises(pjrt.UnimplementedError, match="send/recv callbacks with `execute_device`"):
            compiled(add(), self.PORTABLE)(X, X, options=options)
