"""What all extensions share: the chain, how one is bound, what it has, whose objects it takes, who else may add one."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import pjrt
from pjrt import extensions, testing
from pjrt.extensions import Example, Extension, Unknown
from pjrt.server import Link, Served
from pjrt_abi.extensions import BY_TYPE, EXTENSIONS, layouts
from pjrt_abi.structs import PJRT_Api, PJRT_Extension_Base
from tests.pjrt.programs import add

NOBODYS = 4242
ROOT = Path(__file__).parents[3]


# ------------------------------------------------------------------------ chain


def test_links_in_their_order(served: Served) -> None:
    plugin = pjrt.load(served)
    expected = [(e.name, e.type, e.experimental, e.deprecated) for e in EXTENSIONS if e.struct]
    assert [(x.name, x.type, x.experimental, x.deprecated) for x in plugin.extensions] == expected
    assert all(link.size == BY_TYPE[link.type].load().TABLE.STRUCT_SIZE for link in plugin.extensions)


def test_links_that_nobody_knows() -> None:
    chain = [Link(NOBODYS, size=40), testing.extensions.Example(), Link(11)]
    plugin = pjrt.load(testing.reference(extensions=chain))
    assert [(x.name, x.type) for x in plugin.extensions] == [("unknown", NOBODYS), ("Example", 10), ("Unknown", 11)]
    unknown = plugin.extension(Unknown)
    assert [link.type for link in unknown.links] == [NOBODYS, 11]
    assert unknown.words(unknown.links[0]) == [0, 0]
    assert unknown.words(unknown.links[1]) == []
    assert (unknown.functions, repr(unknown)) == ({}, "<Unknown of 'Reference'>")
    with pytest.raises(ValueError, match=r"^link: expected one of Reference's unknown extensions, got ExtensionLink"):
        unknown.words(plugin.extensions[1])
    with pytest.raises(ValueError, match=r"^function: 'x' is no function of Unknown; there are none$"):
        unknown.has("x")
    assert extensions.by_type(NOBODYS) is Unknown
    assert extensions.by_type(10) is Example


def test_none_that_nobody_knows(served: Served) -> None:
    assert not Unknown.supported(served)
    with pytest.raises(pjrt.UnsupportedError, match="every extension of Reference is known"):
        pjrt.load(served).extension(Unknown)


def test_a_chain_that_loops() -> None:
    plugin = pjrt.load(testing.reference(extensions=[Link(NOBODYS), testing.extensions.Example()]))
    first = PJRT_Extension_Base.from_address(PJRT_Api.from_address(plugin.abi.address).extension_start)
    last = PJRT_Extension_Base.from_address(first.next)
    last.next = PJRT_Api.from_address(plugin.abi.address).extension_start
    try:
        assert [link.type for link in plugin.extensions] == [NOBODYS, 10]
        plugin.extension(Example).create().example_method(1)
    finally:
        last.next = None


def test_an_extension_twice() -> None:
    """The first is the one, as for a client in C."""
    short = Link(10, size=PJRT_Extension_Base.STRUCT_SIZE)
    plugin = pjrt.load(testing.reference(extensions=[testing.extensions.Example(), short]))
    assert [link.name for link in plugin.extensions] == ["Example", "Example"]
    assert plugin.extension(Example).functions["PJRT_Example_Extension_create"] == ""
    other = pjrt.load(testing.reference(extensions=[short, testing.extensions.Example()]))
    assert other.extension(Example).functions["PJRT_Example_Extension_create"]


# ---------------------------------------------------------------------- binding


def test_the_same_object_each_time(served: Served) -> None:
    plugin = pjrt.load(served)
    found: list[Any] = []
    threads = [threading.Thread(target=lambda: found.append(plugin.extension(Example))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert all(one is plugin.extension(Example) for one in found)


@pytest.mark.parametrize("thing", [None, "Layouts", 4, object, layouts.Layouts, Extension, pjrt.Client])
def test_what_is_no_facade(served: Served, thing: Any) -> None:
    with pytest.raises(TypeError, match=r"^facade: expected a class of pjrt\.extensions, got "):
        pjrt.load(served).extension(thing)


def test_what_the_plugin_lacks() -> None:
    served = testing.reference(extensions=[testing.extensions.Example(), Link(NOBODYS)], version=(0, 90))
    plugin = pjrt.load(served)
    with pytest.raises(pjrt.UnsupportedError) as raised:
        plugin.extension(extensions.Layouts)
    assert str(raised.value) == "Reference (API 0.90) has no extension Layouts; it has Example, unknown"
    with pytest.raises(pjrt.UnsupportedError) as raised:
        plugin.extension(extensions.Shardings)
    assert str(raised.value) == "the extension Shardings needs API 0.91, this plugin has 0.90"
    bare = pjrt.load(testing.reference(extensions=[]))
    with pytest.raises(pjrt.UnsupportedError, match="has no extension Example; it has none at all"):
        bare.extension(Example)
    assert (Example.supported(served), Example.supported(bare)) == (True, False)
    assert extensions.Shardings.supported(served) is False


@pytest.mark.download
def test_asking_real_plugins(plugin: str) -> None:
    """All that the chain has, and nothing else; by name, by Plugin."""
    loaded = pjrt.load(plugin)
    chained = {link.type for link in loaded.extensions}
    for row in EXTENSIONS:
        if row.struct:
            assert extensions.by_type(row.type or 0).supported(loaded) is (row.type in chained), row.name
    assert extensions.Ffi.supported(plugin)


@pytest.mark.download
def test_all_of_a_real_plugin_can_be_bound(plugin: str) -> None:
    loaded = pjrt.load(plugin)
    for link in loaded.extensions:
        facade = extensions.by_type(link.type)
        bound: Any = loaded.extension(facade)
        assert type(bound) is facade
        assert bound.plugin is loaded
        assert all(bound.has(name) is not bool(why) for name, why in bound.functions.items())


class TestHas:
    def test_by_its_own_size(self) -> None:
        struct = Example.TABLE.TABLE
        served = testing.reference(sizes={struct.__name__: struct.destroy.offset})
        example = pjrt.load(served).extension(Example)
        assert example.has("PJRT_Example_Extension_create")
        assert not example.has("PJRT_Example_Extension_destroy")
        reason = f"its {struct.__name__} has {struct.destroy.offset} bytes and ends before this slot"
        assert example.functions["PJRT_Example_Extension_destroy"] == reason
        assert repr(example) == "<Example of 'Reference', lacking PJRT_Example_Extension_destroy>"
        with pytest.raises(pjrt.UnsupportedError, match="ends before this slot") as raised:
            example.table.destroy()
        assert raised.value.function == "PJRT_Example_Extension_destroy"

    def test_slots_that_are_null(self) -> None:
        served = testing.reference(omit=["PJRT_Example_Extension_example_method"])
        example = pjrt.load(served).extension(Example)
        assert not example.has("PJRT_Example_Extension_example_method")
        made = example.create()
        with pytest.raises(pjrt.UnsupportedError, match="is NULL"):
            made.example_method(1)

    @pytest.mark.parametrize(
        ("name", "error", "text"),
        [
            (
                "PJRT_Example_Extension_creat",
                ValueError,
                "function: 'PJRT_Example_Extension_creat' is no function of Example; did you mean "
                "PJRT_Example_Extension_create or",
            ),
            ("x", ValueError, "function: 'x' is no function of Example; there are PJRT_Example_Extension_example_meth"),
            ("", ValueError, "function: expected a text, got ''"),
            (None, TypeError, "function: expected a str, got None"),
            (3, TypeError, "function: expected a str, got 3"),
        ],
    )
    def test_unknown_names(self, served: Served, name: Any, error: type[Exception], text: str) -> None:
        with pytest.raises(error) as raised:
            pjrt.load(served).extension(Example).has(name)
        assert str(raised.value).startswith(text)

    @pytest.mark.download
    def test_an_old_real_struct(self) -> None:
        """0.81's Layouts has 72 bytes, and ends before its last function."""
        bound = pjrt.load("xla_cpu_pjrt").extension(extensions.Layouts)
        assert {name for name, why in bound.functions.items() if why} == {
            "PJRT_Layouts_PJRT_Executable_GetParameterLayouts"
        }


def test_neither_copied_nor_pickled(served: Served) -> None:
    import copy
    import pickle

    example = pjrt.load(served).extension(Example)
    for attempt in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(TypeError, match="a Example stands for an object in its plugin and cannot be"):
            attempt(example)


def test_a_type_that_nobody_wrote_a_facade_for(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extensions.util, "find_spec", lambda name: None)
    made = extensions.Stream
    assert made is extensions.Stream
    assert (made.__name__, made.__module__) == ("Stream", "pjrt_abi.extensions.stream")
    assert issubclass(made, Extension)
    bound = pjrt.load(served).extension(made)
    assert bound.has("PJRT_Get_Stream_For_External_Ready_Events")
    assert bound.table.has("PJRT_Wait_Until_Buffer_Ready_On_Stream")
    marked = extensions.PhaseCompile
    assert 'Experimental: needs `pjrt.experimental.enable("PhaseCompile")`.' in (marked.__doc__ or "")


def test_names() -> None:
    assert {row.name for row in EXTENSIONS} < set(dir(extensions))
    with pytest.raises(AttributeError, match=r"module 'pjrt\.extensions' has no attribute 'Layout'"):
        _ = extensions.Layout
    with pytest.raises(AttributeError):
        _ = extensions._private
    for row in EXTENSIONS:
        facade = getattr(extensions, row.name)
        assert issubclass(facade, Extension)
        assert facade.__doc__


# ------------------------------------------------------------- others' arguments


class Taker(Extension):
    """Takes whatever a façade may take."""

    TABLE = Example.TABLE


TAKES: dict[str, Callable[[pjrt.Client], Any]] = {
    "client": lambda client: client,
    "topology": lambda client: client.topology,
    "executable": lambda client: client.compile(add()),
    "buffer": lambda client: client.put(np.zeros(4, np.float32)),
    "device": lambda client: client.devices[0],
    "memory": lambda client: client.memories[0],
    "context": lambda client: client.create_execute_context(),
    "description": lambda client: client.topology.devices[0],
}
"""By the helper `_what` of Extension: an object that it takes."""


@pytest.mark.parametrize("what", TAKES)
def test_objects_of_this_plugin_and_of_others(reference: pjrt.Client, what: str) -> None:
    taker = reference.plugin.extension(Taker)
    take = getattr(taker, f"_{what}")
    where = "device" if what == "description" else what
    assert take(TAKES[what](reference))
    with pjrt.Client(testing.reference()) as other:
        thing = TAKES[what](other)
        with pytest.raises(ValueError, match=rf"^{where}: .* is not of the plugin 'Reference'$"):
            take(thing)
        with pytest.raises(ValueError, match=r"^mine: "):
            take(thing, "mine")
    for wrong in (None, 5, object()):
        with pytest.raises(TypeError, match=rf"^{where}: expected a \w+, got "):
            take(wrong)


def test_every_helper_is_tested() -> None:
    helpers = {n for n, m in vars(Extension).items() if getattr(m, "__annotations__", {}).get("where") == "str"}
    assert helpers - {"_checked"} == {f"_{what}" for what in TAKES}


@pytest.mark.parametrize("what", ["client", "executable", "buffer", "device", "memory", "context"])
def test_objects_of_a_client_that_is_closed(served: Served, what: str) -> None:
    client = pjrt.Client(served)
    taker = client.plugin.extension(Taker)
    thing = TAKES[what](client)
    client.close()
    with pytest.raises(pjrt.ClosedError):
        getattr(taker, f"_{what}")(thing)


def test_devices_of_a_client_are_devices_of_a_topology(reference: pjrt.Client) -> None:
    taker = reference.plugin.extension(Taker)
    assert taker._description(reference.devices[0])
    with pjrt.Client(testing.reference()) as other, pytest.raises(ValueError, match=r"^device: "):
        taker._description(other.devices[0])


def test_after_a_fork(in_child: Callable[..., dict[str, Any]]) -> None:
    report = in_child("""
from pjrt import testing
from pjrt.extensions import Example
plugin = pjrt.load(testing.reference())
example = plugin.extension(Example)
made = example.create()
read, write = os.pipe()
if os.fork() == 0:
    tries = [attempt(lambda: made.example_method(1)), attempt(example.create), attempt(lambda: example.has("x"))]
    del made
    gc.collect()
    os.write(write, json.dumps(tries).encode())
    os._exit(0)
_, status = os.wait()
report["status"] = status
report["child"] = json.loads(os.read(read, 10**5))
report["parent"] = attempt(lambda: made.example_method(1))
""")
    used, created, asked = report["child"]
    forked = "this object was made before fork(), and a child process cannot use it; make a new one"
    assert (report["status"], report["parent"]) == (0, "None")
    assert [used[0], created[0], asked[0]] == ["ClosedError", "ClosedError", "ValueError"]
    assert forked in used[1]
    assert forked in created[1]


def test_extensions_are_imported_when_they_are_named(in_child: Callable[..., dict[str, Any]]) -> None:
    report = in_child("""
report["before"] = [name for name in sys.modules if name.startswith(("pjrt.extensions.", "pjrt_abi.extensions."))]
pjrt.extensions.Example
report["after"] = [name for name in sys.modules if name.startswith("pjrt.extensions.")]
""")
    assert report["before"] == []
    assert set(report["after"]) == {"pjrt.extensions.example", "pjrt.extensions.facade"}
