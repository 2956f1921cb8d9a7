"""Options of a run."""

from __future__ import annotations

import dataclasses
import gc
import threading
from typing import Any

import pytest

import pjrt
from tests.pjrt.programs import (
    DONATED,
    F32,
    FOUR,
    Compiled,
    X,
    add,
    same,
    values,
)

pytestmark = [pytest.mark.download, pytest.mark.usefixtures("nothing_left")]


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
        ],
        ids=repr,
    )
    def test_taken(self, client: pjrt.Client, compiled: Compiled, options: pjrt.ExecuteOptions) -> None:
        """By plugins for whose API the struct is longer than the one that they know, too."""
        assert same(compiled(add())(X, X, options=options)[0], 2 * X)
        assert values(compiled(add(), FOUR).execute([[X, X]] * 4, options=options)) == [[(2 * X).tolist()]] * 4
        (row,) = compiled(add(), pjrt.CompileOptions(portable=True)).launch([[X, X]], options=options).results
        assert same(row[0], 2 * X)

    def test_one_that_came_later(self, client: pjrt.Client, compiled: Compiled) -> None:
        options, field = pjrt.ExecuteOptions(major_to_minor=True), "use_major_to_minor_data_layout_for_callbacks"
        if client.plugin.api_version >= (0, 108):
            assert same(compiled(add())(X, X, options=options)[0], 2 * X)
            return
        with pytest.raises(pjrt.UnsupportedError, match=f"^PJRT_LoadedExecutable_Execute: {field} needs API 0.108, "):
            compiled(add())(X, X, options=options)

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
        assert repr(options) == "ExecuteOptions(context=<ExecuteContext>)"
        with pytest.raises(TypeError, match=r"an? ExecuteContext stands for an object in its plugin"):
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
        assert repr(options.context) == "<ExecuteContext of a closed client>"
