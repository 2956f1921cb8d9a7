"""The interposer in front of real plugins and of the reference one: what it sees, and that nothing changes."""

from __future__ import annotations

import gc
from collections.abc import Callable

import numpy as np
import pytest

import pjrt
from pjrt import server, testing, trace
from pjrt.trace import Call
from pjrt.trace.calls import Objects
from pjrt_abi.functions import Api
from pjrt_abi.history import size_at
from pjrt_abi.structs import PJRT_Api
from tests.pjrt.programs import DONATED, FOUR, SUM, T, X, add, module, same, values
from tests.pjrt.testing.tour import TOUR
from tests.pjrt.versions import SPOKEN, spelled


def named(calls: list[Call], name: str) -> list[Call]:
    return [call for call in calls if call.name == name]


@pytest.mark.download
class TestRealPlugins:
    def test_a_run_is_seen(self, plugin: str) -> None:
        calls: list[Call] = []
        made = trace.interpose(plugin, calls.append)
        with pjrt.Client(made, options={"cpu_device_count": 4}) as client:
            (y,) = client.compile(add(DONATED))(client.put(X), X)
            assert same(y, 2 * X)
            assert values(client.compile(SUM, FOUR).execute([[X + n] for n in range(4)]))[3] == [(4 * X + 6).tolist()]
            del y
        (created,) = named(calls, "PJRT_Client_Create")
        assert created.arguments["create_options"] == {"cpu_device_count": 4}
        assert created.results["client"].kind == "PJRT_Client"
        assert created.error is None
        assert created.site is not None
        assert created.site.file == __file__
        put = named(calls, "PJRT_Client_BufferFromHostBuffer")[0]
        assert put.arguments["dims"] == [4]
        assert put.arguments["type"].name == "F32"
        assert put.arguments["client"] == created.results["client"]
        one, four = named(calls, "PJRT_LoadedExecutable_Execute")
        assert [len(one.results["output_lists"]), len(four.results["output_lists"])] == [1, 4]
        assert all(call.duration > 0 and call.thread for call in calls)

    def test_an_error_is_seen(self, plugin: str) -> None:
        calls: list[Call] = []
        made = trace.interpose(plugin, calls.append)
        with pjrt.Client(made) as client, pytest.raises(pjrt.PjrtError) as raised:
            client.compile("module { nothing }")
        (call,) = named(calls, "PJRT_Client_Compile")
        assert call.error is not None
        assert raised.value.code is not None
        assert call.error == (raised.value.code.name, raised.value.message)

    def test_what_is_made_is_destroyed(self, plugin: str) -> None:
        made = trace.interpose(plugin, lambda call: None)
        with pjrt.Client(made, options={"cpu_device_count": 4}) as client:
            exe = client.compile(add())
            for _ in range(10):
                exe(client.put(X), X)[0].to_numpy()
            with pytest.raises(pjrt.PjrtError):
                client.compile("module { nothing }")
            del exe
        del client
        gc.collect()
        assert made.objects.made == made.objects.destroyed
        assert made.objects.owned == {}
        assert made.objects.misuse == []
        assert made.objects.made["PJRT_Buffer"] >= 30

    def test_the_chain_is_the_plugins(self, plugin: str) -> None:
        made = trace.interpose(plugin, lambda call: None)
        real, seen = pjrt.load(plugin), pjrt.load(made)
        assert [(x.type, x.size) for x in seen.extensions] == [(x.type, x.size) for x in real.extensions]
        assert seen.missing_functions == real.missing_functions
        assert seen.attributes == real.attributes

    @pytest.mark.parametrize("version", SPOKEN[::5], ids=spelled)
    def test_an_older_version(self, plugin: str, version: tuple[int, int]) -> None:
        """A client sees that version's table, and its programs run."""
        if version > pjrt.load(plugin).api_version:
            with pytest.raises(ValueError, match="is not between"):
                trace.interpose(plugin, lambda call: None, version=version)
            return
        made = trace.interpose(plugin, lambda call: None, version=version)
        seen = pjrt.load(made)
        assert seen.api_version == version
        assert PJRT_Api.from_address(made.address).struct_size == size_at("PJRT_Api", version)
        with pjrt.Client(made) as client:
            assert same(client.compile(add())(X, X)[0], 2 * X)

    def test_a_fault(self, plugin: str) -> None:
        made = trace.interpose(plugin, lambda call: None, inject=["PJRT_Client_Compile:2=RESOURCE_EXHAUSTED:full up"])
        with pjrt.Client(made) as client:
            client.compile(add())
            with pytest.raises(pjrt.ResourceExhaustedError, match="full up"):
                client.compile(add())
            assert same(client.compile(add())(X, X)[0], 2 * X)


@pytest.mark.download
@pytest.mark.parametrize("plugin_name", ["libtpu", "xla_cuda13", "libtt"])
def test_plugins_without_hardware(plugin_name: str) -> None:
    found = next(
        (c for c in pjrt.plugins().candidates if plugin_name in (c.name, c.path.stem, c.path.parent.name)), None
    )
    assert found is not None, [c.name for c in pjrt.plugins().candidates]
    calls: list[Call] = []
    made = trace.interpose(found.path, calls.append)
    seen = pjrt.load(made)
    assert seen.attributes == pjrt.load(found.path).attributes
    assert [x.type for x in seen.extensions] == [x.type for x in pjrt.load(found.path).extensions]
    assert {call.name for call in calls} >= {"PJRT_Plugin_Initialize", "PJRT_Plugin_Attributes"}


class TestReference:
    @pytest.mark.parametrize("version", SPOKEN, ids=spelled)
    def test_an_older_version(self, version: tuple[int, int]) -> None:
        """A client sees that version's table; the plugin, which is strict about sizes, gets structs of its own."""
        served = testing.reference(strict=True)
        made = trace.interpose(served, lambda call: None, version=version)
        with pjrt.Client(made) as client:
            assert client.plugin.api_version == version
            exe = client.compile(add())
            assert same(exe(X, X, options=pjrt.ExecuteOptions(launch_id=3))[0], 2 * X)
            assert client.plugin.attributes["reference"] is True
            assert client.devices[0].memory_stats().bytes_in_use >= 0
            del exe
        assert served.misuse == made.objects.misuse == []

    @pytest.mark.parametrize("part", TOUR, ids=lambda part: part.__name__)
    def test_façade(
        self, part: Callable[[pjrt.Client], None], eventually: Callable[[Callable[[], bool]], bool]
    ) -> None:
        """All that the library does, through the interposer as without it."""
        served = testing.reference(devices=4)
        made = trace.interpose(served, lambda call: None)
        with pjrt.Client(made) as client:
            part(client)
        del client
        assert eventually(lambda: served.live == {}), served.live
        assert served.misuse == []
        assert made.objects.misuse == []
        assert made.objects.made == made.objects.destroyed

    def test_a_destroy_that_fails_destroys(self) -> None:
        """No client asks again, whoever made it fail: the tracer, or the plugin behind it."""
        rule = "PJRT_Buffer_Destroy=INTERNAL"
        for faults, inject in (([rule], []), ([], [rule])):
            served = testing.reference(faults=faults)
            calls: list[Call] = []
            made = trace.interpose(served, calls.append, inject=inject)
            with pjrt.Client(made) as client:
                client.put(X)
                assert served.live.get("PJRT_Buffer", 0) == 0
            del client
            assert {(call.error or ("",))[0] for call in named(calls, "PJRT_Buffer_Destroy")} == {"INTERNAL"}
            assert made.objects.made == made.objects.destroyed
            assert made.objects.misuse == served.misuse == []

    def test_every_function_is_seen(self) -> None:
        served = testing.reference(devices=4)
        served_names: list[str] = []
        served.add_hook(lambda view: served_names.append(view.name))
        calls: list[Call] = []
        with pjrt.Client(trace.interpose(served, calls.append)) as client:
            for part in TOUR:
                part(client)
        seen = {call.name for call in calls}
        assert set(served_names) - seen <= {"PJRT_LoadedExecutable_GetExecutable", "PJRT_Executable_NumOutputs"}
        assert len(seen & {name for name, *_ in Api.SLOTS}) > 125
        assert not any("unreadable" in call.arguments or "unreadable" in call.results for call in calls)

    def test_misuse_is_told_with_its_place(self) -> None:
        made = trace.interpose(testing.reference(), lambda call: None)
        api = pjrt.load(made).abi
        client = api.client_create()
        api.client_destroy(client)
        for use in (api.client_destroy, api.client_platform_name):
            with pytest.raises(pjrt.InvalidArgumentError):
                use(client)
        twice, late = made.objects.misuse
        assert twice.startswith("PJRT_Client_Destroy: PJRT_Client#1 was destroyed before, at ")
        assert "again at" in twice
        assert "used at" in late
        assert twice.count(__file__) == 2

    def test_what_is_left_is_told_with_its_place(self) -> None:
        made = trace.interpose(testing.reference(), lambda call: None)
        api = pjrt.load(made).abi
        api.client_create()
        (thing,) = made.objects.owned.values()
        assert thing.made == "PJRT_Client_Create"
        assert str(thing.site).startswith(__file__)

    def test_an_unknown_link_stays(self) -> None:
        made = trace.interpose(testing.reference(extensions=[server.Link(4242, 72)]), lambda call: None)
        assert [(x.name, x.type, x.size) for x in pjrt.load(made).extensions] == [("unknown", 4242, 72)]

    def test_a_listener_that_raises_harms_nobody(self) -> None:
        def listen(call: Call) -> None:
            raise ZeroDivisionError

        with pjrt.Client(trace.interpose(testing.reference(), listen)) as client:
            assert same(client.compile(add())(X, X)[0], 2 * X)

    def test_one_in_front_of_another(self) -> None:
        one: list[Call] = []
        two: list[Call] = []
        inner = trace.interpose(testing.reference(), one.append)
        with pjrt.Client(trace.interpose(inner, two.append)) as client:
            assert same(client.put(X), X)
        assert {c.name for c in one} == {c.name for c in two} >= {"PJRT_Client_Create", "PJRT_Buffer_Destroy"}

    @pytest.mark.parametrize("rule", ["PJRT_Nothing=INTERNAL", "PJRT_Client_Compile", "x"])
    def test_rules_that_are_none(self, rule: str) -> None:
        with pytest.raises(ValueError, match="rule"):
            trace.interpose(testing.reference(), lambda call: None, inject=[rule])

    def test_results_by_the_number_of_outputs(self) -> None:
        """Which the call itself does not say: the plugin is asked."""
        calls: list[Call] = []
        text = module(f"%a: {T}", f"{T}, {T}", f"return %a, %a : {T}, {T}")
        with pjrt.Client(trace.interpose(testing.reference(), calls.append)) as client:
            client.compile(text)(np.float32([1, 2, 3, 4]))
        (call,) = named(calls, "PJRT_LoadedExecutable_Execute")
        assert [len(row) for row in call.results["output_lists"]] == [2]


class TestObjects:
    def test_an_address_that_is_given_out_again(self) -> None:
        """What a plugin lends at the address of something that has ended is another object, and may be used."""
        objects = Objects()
        first = objects.make("PJRT_X", 7, "make", None)
        objects.destroy("PJRT_X", 7, "end", None)
        lent = objects.given("PJRT_X", 7)
        assert lent != first
        assert objects.use("PJRT_X", 7, "use", None) == objects.given("PJRT_X", 7) == lent
        assert objects.misuse == []
        objects.destroy("PJRT_X", 7, "end", None)
        objects.use("PJRT_X", 7, "use", None)
        assert len(objects.misuse) == 1
