"""Plugins of all API versions: the sizes that they are sent, what is refused, what messages say."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from contextlib import suppress
from ctypes import addressof, c_size_t, c_void_p, cast, memmove, pointer
from typing import Any

import ml_dtypes
import numpy as np
import pytest

import pjrt
from pjrt import server, testing
from pjrt._runtime import ffi_contexts, layouts, loader
from pjrt.layout import Layout
from pjrt.server.runtime import Runtime
from pjrt.server.tables import Shape, Tables
from pjrt_abi import API_VERSION, history
from pjrt_abi import structs as declared
from pjrt_abi.errors import InvalidArgumentError, PjrtError, UnsupportedError
from pjrt_abi.extensions import EXTENSIONS
from pjrt_abi.functions import Api
from pjrt_abi.history import OLDEST_COMPATIBLE, VERSIONS, later_fields, layout_since, since, size_at
from pjrt_abi.older import OlderApi, needs_api
from pjrt_abi.structs import (
    PJRT_Api,
    PJRT_Buffer_MemoryLayout,
    PJRT_Client_Create_Args,
    PJRT_ExecuteOptions,
    PJRT_LoadedExecutable_Execute_Args,
    PJRT_LoadOptions,
    PJRT_Plugin_Attributes_Args,
)
from pjrt_abi.support import CALL, FunctionTable
from pjrt_abi.views import FunctionView, StructPointerIn
from tests.pjrt.programs import X, add, same
from tests.pjrt.server.test_every_function import SERVERS, call, prepared
from tests.pjrt.versions import SPOKEN, spelled

EXECUTE = "PJRT_LoadedExecutable_Execute"
FITTED = {"PJRT_Buffer_MemoryLayout", "PJRT_ExecuteOptions"}
"""The structs beside argument structs that the library makes by itself and has `fit` give their size."""


_watched: list[Watched] = []
"""Plugins live until the process ends."""


class Watched:
    """A plugin's table in which slots note the size of the struct that comes, and then call the plugin."""

    def __init__(self, address: int) -> None:
        _watched.append(self)
        self.sizes: dict[str, int] = {}
        size = c_size_t.from_address(address).value
        self._memory = (c_void_p * (size // 8 + 1))()
        memmove(addressof(self._memory), address, size)
        self._kept: list[Any] = []
        for name, field, _ in Api.SLOTS:
            offset = getattr(PJRT_Api, field).offset
            slot = c_void_p.from_address(addressof(self._memory) + offset)
            if offset + 8 <= size and slot.value:
                closure = CALL(self._noting(name, CALL(slot.value)))
                self._kept.append(closure)
                slot.value = cast(closure, c_void_p).value

    def _noting(self, name: str, real: Any) -> Callable[[int], int | None]:
        def note(args: int) -> int | None:
            self.sizes[name] = c_size_t.from_address(args).value
            if name == EXECUTE:
                options = PJRT_LoadedExecutable_Execute_Args.from_address(args).options
                self.sizes["options"] = c_size_t.from_address(options or 0).value
            returned: int | None = real(args)
            return returned

        return note

    def __pjrt_api__(self) -> int:
        return addressof(self._memory)


def between(api: Api) -> set[str]:
    """The functions that Python code stands in front of."""
    return {name for name, *_ in Api.SLOTS if name not in api.missing and inspect.isfunction(getattr(api, name))}


def expected(name: str, version: tuple[int, int]) -> int:
    return size_at("PJRT_ExecuteOptions" if name == "options" else f"{name}_Args", version) or 0


# --------------------------------------------------------------- what is sent


@pytest.mark.download
class TestRealPlugins:
    def test_sizes(self, plugin: str) -> None:
        made = Watched(pjrt.load(plugin).abi.address)
        with pjrt.Client(made) as client:
            exe = client.compile(add())
            assert same(exe(client.put(X), X)[0], 2 * X)
            exe(X, X, options=pjrt.ExecuteOptions(launch_id=4))
            told = exe.memory_stats()
            assert client.plugin.attributes
            with pytest.raises(pjrt.PjrtError):
                client.devices[0].memory_stats()
            client.deserialize(exe.serialize())
            version = client.plugin.api_version
            del exe
        assert made.sizes == {name: expected(name, version) for name in made.sizes}
        assert len(made.sizes) > 30
        assert {"PJRT_Client_Create", "PJRT_Executable_GetCompiledMemoryStats", "options"} <= made.sizes.keys()
        older = {name for name, size in made.sizes.items() if size != expected(name, API_VERSION)}
        assert (
            older
            == {
                (0, 115): set(),
                (0, 106): {"options", "PJRT_Device_MemoryStats", "PJRT_Executable_DeserializeAndLoad"},
                (0, 81): {
                    "options",
                    "PJRT_Device_MemoryStats",
                    "PJRT_Executable_DeserializeAndLoad",
                    "PJRT_Executable_GetCompiledMemoryStats",
                },
            }[version]
        )
        assert (told.peak_memory_in_bytes is None, told.total_size_in_bytes is None) == (False, version < (0, 90))
        assert (told.total_allocation_bytes is None) == (version < (0, 104))

    @pytest.mark.parametrize("name", ["libtpu", "xla_cuda13", "libtt"])
    def test_plugins_that_are_newer_or_nearly(self, name: str) -> None:
        real = pjrt.load(name)
        made = Watched(real.abi.address)
        seen = pjrt.load(made)
        assert seen.attributes == real.attributes
        assert made.sizes["PJRT_Plugin_Attributes"] == PJRT_Plugin_Attributes_Args.STRUCT_SIZE
        assert seen.abi.GROWN.keys() >= {"PJRT_Client_Create", "PJRT_Device_MemoryStats"}
        if seen.api_version >= API_VERSION:
            assert seen.abi._older is None
            assert between(seen.abi) == set()


class Strict(Runtime):
    """Keeps what it refused for its size."""

    def __init__(self, version: tuple[int, int]) -> None:
        super().__init__(version, strict=True)
        self.refused: list[str] = []
        self.reached: set[str] = set()
        self.before.append(lambda view: self.reached.add(view.name))
        self.columns = lambda given: 2

    def reach(self, struct: Any, least: int = 0) -> int:
        try:
            return super().reach(struct, least)
        except InvalidArgumentError as error:
            self.refused.append(error.message)
            raise


class Side:
    """All tables of one version, whose functions nobody wrote, and the client's binding of one of them."""

    def __init__(self, version: tuple[int, int]) -> None:
        self.runtime = Strict(version)
        plugin = server.Plugin()
        plugin.runtime = self.runtime
        self._tables = Tables(self.runtime, plugin, (), Shape())
        self.api = self.client = Api(self._tables.api)
        self.view: Any = None
        self.returns: Any = None

    def bind(self, kind: type[Any]) -> FunctionTable | None:
        """A table of that kind; None if the version has none, or its functions take no structs."""
        if kind.CLIENT is Api:
            return self.api
        if not size_at(kind.CLIENT.TABLE.__name__, self.runtime.version) or all(v.args is None for v in kind.VIEWS):
            return None
        bound: FunctionTable = kind.CLIENT(addressof(self._tables.table(kind())), self.api)
        return bound

    def handle(self, kind: str) -> tuple[int, str]:
        return self.runtime.handles.give(kind, kind, owned=True, root=None).address, kind

    def arguments(self, view: FunctionView) -> dict[str, Any]:
        """What the client passes, as far as the version knows it."""
        self.view = view
        given, _, _ = prepared(self)  # type: ignore[arg-type]
        later = later_fields(view.args.__name__, self.runtime.version)
        for one in view.given:
            if not later.keys().isdisjoint(one.fields):
                given[one.name] = None
            elif isinstance(one, StructPointerIn) and one.struct is PJRT_Buffer_MemoryLayout:
                given[one.name] = layouts.to_c(Layout.row_major(2), self.api)
            elif isinstance(one, StructPointerIn) and hasattr(one.struct, "struct_size"):
                self.api.fit(given[one.name])
            elif getattr(one, "struct", None) is PJRT_Buffer_MemoryLayout:
                given[one.name] = [layouts.to_c(Layout.row_major(2), self.api) for _ in given[one.name]]
        return given


@pytest.mark.parametrize("version", SPOKEN, ids=spelled)
def test_every_function_is_sent_the_sizes_that_the_version_had(version: tuple[int, int]) -> None:
    """A plugin that demands equality of all sizes refuses none, whichever function is called."""
    side = Side(version)
    wanted: set[str] = set()
    for kind in SERVERS.values():
        table = side.bind(kind) if kind.CLIENT.FOLLOWS_API else None
        for view in kind.VIEWS if table else ():
            if view.args is None or not view.sized or view.reads_error or view.name in table.missing:  # type: ignore[union-attr]
                continue
            side.client = table  # type: ignore[assignment]
            wanted.add(view.name)
            with suppress(PjrtError):  # nobody wrote it, which it says, or gives nothing
                call(side, side.arguments(view))  # type: ignore[arg-type]
    assert side.runtime.refused == []
    assert wanted - side.runtime.reached == set()
    assert len(wanted) >= 90


def test_the_callers_own_size_stays() -> None:
    served = testing.reference(version=(0, 54))
    api = pjrt.load(served).abi
    made = PJRT_Plugin_Attributes_Args()
    for given, sent in ((16, 16), (24, 24), (PJRT_Plugin_Attributes_Args.STRUCT_SIZE, 24), (4096, 4096)):
        made.struct_size = given
        assert not api.PJRT_Plugin_Attributes(addressof(made))
        assert made.struct_size == sent
    made.struct_size = PJRT_Plugin_Attributes_Args.STRUCT_SIZE
    assert not api.PJRT_Plugin_Attributes(pointer(made))  # as ctypes takes it, too
    assert made.struct_size == 24
    assert made.num_attributes > 0  # which the header forgot in what it said was the size


def test_what_nobody_fits() -> None:
    """A struct that the library makes by itself and that grew since has to go through `FunctionTable.fit`."""
    changed = {
        name
        for name in vars(declared)
        if name in history._SIZES
        and (later_fields(name, OLDEST_COMPATIBLE) or len({size_at(name, version) for version in SPOKEN} - {None}) > 1)
    }
    arguments = {struct.__name__ for struct in Api.GROWN.values()}
    assert changed - arguments - {"PJRT_Api", *FITTED} == set()
    assert changed >= FITTED


def test_a_new_plugin_costs_nothing() -> None:
    api = pjrt.load(testing.reference()).abi
    assert api._older is None
    assert between(api) == set()
    older = pjrt.load(testing.reference(version=(0, 106))).abi
    assert between(older) == {"PJRT_Device_MemoryStats", "PJRT_Executable_DeserializeAndLoad"}


# ------------------------------------------------------------- what is refused


def test_a_value_that_would_be_lost() -> None:
    api = pjrt.load(testing.reference(version=(0, 54))).abi
    with pytest.raises(UnsupportedError) as raised:
        api.client_create(kv_try_get_callback=0xBAD)
    assert str(raised.value) == "PJRT_Client_Create: kv_try_get_callback needs API 0.67, this plugin has 0.54"
    assert raised.value.function == "PJRT_Client_Create"
    made = PJRT_Client_Create_Args()
    made.struct_size, made.kv_try_get_user_arg = made.STRUCT_SIZE, 7
    with pytest.raises(UnsupportedError, match=r"kv_try_get_user_arg needs API 0\.67"):
        api.PJRT_Client_Create(addressof(made))
    made.kv_try_get_user_arg = None
    assert not api.PJRT_Client_Create(addressof(made))
    api.client_destroy(made.client)


@pytest.mark.parametrize(
    ("version", "options", "field"),
    [
        ((0, 75), {"call_location": "a.py:1"}, "call_location needs API 0.76"),
        ((0, 76), {"incarnations": {1: 2}}, "num_tasks needs API 0.78"),
        ((0, 107), {"major_to_minor": True}, "use_major_to_minor_data_layout_for_callbacks needs API 0.108"),
        ((0, 111), {"outputs": {1: pjrt.OutputCallback(print)}}, "hlo_output_callbacks needs API 0.112"),
        ((0, 34), {"non_donatable": [0]}, "non_donatable_input_indices needs API 0.40"),
    ],
)
def test_an_option_of_a_run(version: tuple[int, int], options: dict[str, Any], field: str, nothing_left: None) -> None:
    with pjrt.Client(testing.reference(version=version)) as client:
        exe = client.compile(add())
        with pytest.raises(UnsupportedError) as raised:
            exe(X, X, options=pjrt.ExecuteOptions(**options))
        assert str(raised.value) == f"{EXECUTE}: {field}, this plugin has {spelled(version)}"
        assert same(exe(X, X, options=pjrt.ExecuteOptions(launch_id=1))[0], 2 * X)
        del exe


def test_a_context_that_nobody_asked_for_is_not_sent() -> None:
    """FFI handlers want one to be there; a plugin that cannot run in one gets none."""
    version = (0, 54)
    served = testing.reference(version=version, sizes={"PJRT_Api": PJRT_Api.PJRT_ExecuteContext_Destroy.offset + 8})
    with pjrt.Client(served) as client:
        ffi_contexts.want(client.plugin.abi)
        assert same(client.compile(add())(X, X)[0], 2 * X)
        context = client.create_execute_context()
        with pytest.raises(UnsupportedError, match=r"context needs API 0\.67, this plugin has 0\.54"):
            client.compile(add())(X, X, options=pjrt.ExecuteOptions(context=context))
        del context


def test_a_store_of_an_older_plugin_is_never_tried() -> None:
    """It knows no callback for that, and needs none."""
    seen: list[Any] = []

    class Old(testing.Reference):
        def client_create(self, **given: Any) -> Any:
            seen.append(given)
            return super().client_create(**given)

    for version in ((0, 54), (0, 67)):
        served = server.serve(Old(), version=version)
        with pjrt.Client(served, kv_store=pjrt.MemoryStore()):
            pass
    assert [bool(given["kv_get_callback"]) for given in seen] == [True, True]
    assert [bool(given["kv_try_get_callback"]) for given in seen] == [False, True]


def test_options_of_what_is_loaded() -> None:
    for version, field in (((0, 67), "overridden_serialized_compile_options"), ((0, 110), "load_options")):
        with pjrt.Client(testing.reference(version=version)) as client:
            blob = client.compile(add()).serialize()
            given: dict[str, Any] = {"options": pjrt.CompileOptions()} if version == (0, 67) else {}
            with pytest.raises(UnsupportedError, match=f"DeserializeAndLoad: {field} needs API"):
                client.deserialize(blob, **(given or {"computation_origin": [0]}))
            assert same(client.deserialize(blob)(X, X)[0], 2 * X)


def test_what_an_older_plugin_does_not_tell() -> None:
    told = {}
    for version in ((0, 67), (0, 103), (0, 115)):
        with pjrt.Client(testing.reference(version=version)) as client:
            told[version] = client.compile(add()).memory_stats()
    oldest, older, newest = told.values()
    assert None not in newest
    assert {name for name, value in older._asdict().items() if value is None} == {
        "total_allocation_bytes",
        "indefinite_allocations",
        "peak_unpadded_heap_bytes",
    }
    assert oldest.output_size_in_bytes == newest.output_size_in_bytes
    assert (oldest.peak_memory_in_bytes, oldest.total_size_in_bytes) == (None, None)


def test_results_that_came_later() -> None:
    """No function of today's headers has such a handle; generated wrappers are ready for one."""
    api = pjrt.load(testing.reference(version=(0, 90))).abi
    assert (api._told((0, 90)), api._told((0, 91))) == (True, False)
    with pytest.raises(UnsupportedError) as raised:
        api._lost("PJRT_Client_Fly", "wings", (0, 91))
    assert str(raised.value) == "PJRT_Client_Fly: wings needs API 0.91, this plugin has 0.90"


# ----------------------------------------------------------- tables and messages


@pytest.mark.parametrize("version", SPOKEN, ids=spelled)
def test_a_plugin_has_what_its_version_had(version: tuple[int, int]) -> None:
    plugin = pjrt.load(testing.reference(version=version))
    size = size_at("PJRT_Api", version) or 0
    ends = f"its PJRT_Api has {size} bytes and ends before this slot"
    assert plugin.missing_functions == {
        name: needs_api(since(name), version) if since(name) > version else ends
        for name, field, _ in Api.SLOTS
        if getattr(PJRT_Api, field).offset + 8 > size
    }
    # Of two versions the header said that the table ends sooner than it does.
    forgotten = [name for name, reason in plugin.missing_functions.items() if reason == ends]
    assert len(forgotten) == {(0, 40): 1, (0, 54): 4}.get(version, 0)
    assert all(since(name) <= version for name, *_ in Api.SLOTS if name not in plugin.missing_functions)
    chained = {link.name: link for link in plugin.extensions}
    assert chained.keys() == {
        e.name
        for e in EXTENSIONS
        if history.value_since("PJRT_Extension_Type", _member(e.name)) <= version and e.name != "Unknown"
    } - ({e.name for e in EXTENSIONS} if version < since("PJRT_Extension_Base") else set())
    for extension in EXTENSIONS:
        if extension.name in chained and extension.name != "Profiler":
            link = chained[extension.name]
            table = extension.load()(link.address, plugin.abi)
            assert link.size == size_at(table.TABLE.__name__, version)
            for name in table.missing:
                reason = table.missing[name]
                assert reason.startswith("needs API ") == (reason.count("this plugin has") == 1)
                assert max(since(name), layout_since(name) or VERSIONS[0]) > version, (name, reason)


def _member(name: str) -> str:
    """The enum's member of an extension."""
    extension = next(e for e in EXTENSIONS if e.name == name)
    from pjrt_abi.enums import PJRT_Extension_Type

    return PJRT_Extension_Type(extension.type or 0).name


def test_a_function_that_came_later() -> None:
    plugin = pjrt.load(testing.reference(version=(0, 81)))
    with pytest.raises(UnsupportedError) as raised:
        plugin.abi.event_create()
    assert str(raised.value) == "PJRT_Event_Create: needs API 0.89, this plugin has 0.81"
    assert plugin.missing_functions["PJRT_Event_Create"] == "needs API 0.89, this plugin has 0.81"
    with pytest.raises(UnsupportedError, match=r"^the extension MultiSlice needs API 0\.96, this plugin has 0\.81$"):
        plugin.extension(pjrt.extensions.MultiSlice)
    with pjrt.Client(plugin) as client, pytest.raises(UnsupportedError) as raised:
        client.put(np.ones(4, ml_dtypes.int1))
    assert str(raised.value) == "element type S1 (dtype int1) needs API 0.94, this plugin has 0.81"


def test_a_function_that_the_version_has_and_the_plugin_lacks() -> None:
    plugin = pjrt.load(testing.reference(version=(0, 90), omit=["PJRT_Event_Create"]))
    assert plugin.missing_functions["PJRT_Event_Create"] == "this slot of its PJRT_Api is NULL"
    with pytest.raises(UnsupportedError, match=r"^PJRT_Event_Create: this plugin \(API 0\.90\) lacks it: this slot"):
        plugin.abi.event_create()


def test_a_function_whose_arguments_were_others() -> None:
    with pjrt.experimental.enable():
        plugin = pjrt.load(testing.reference(version=(0, 81)))
        transfers = plugin.extension(pjrt.extensions.CrossHostTransfers)
        why = "needs API 0.86, this plugin has 0.81, with other arguments"
        assert transfers.functions["PJRT_Transfers_PJRT_Client_MakeCrossHostReceiveBuffers"] == why
        assert not transfers.has("PJRT_Buffer_CopyToRemoteDevice")
        assert transfers.has("PJRT_Transfers_PJRT_Client_CrossHostSendBuffers")
        newer = pjrt.load(testing.reference(version=(0, 90))).extension(pjrt.extensions.CrossHostTransfers)
        assert newer.has("PJRT_Buffer_CopyToRemoteDevice")


# ----------------------------------------------------------------- too old, unknown


class Bare:
    """A table of a version, of a size and with a chain of the caller's choice."""

    def __init__(self, version: tuple[int, int], size: int, chain: int | None = None) -> None:
        self.table = PJRT_Api()
        self.table.struct_size, self.table.extension_start = size, chain
        self.table.pjrt_api_version.major_version, self.table.pjrt_api_version.minor_version = version

    @property
    def address(self) -> int:
        return addressof(self.table)


def test_the_oldest() -> None:
    """Before it, the table's slots were in another order."""
    assert VERSIONS[0] < OLDEST_COMPATIBLE == (0, 34)
    assert OLDEST_COMPATIBLE in VERSIONS


@pytest.mark.parametrize("version", [(0, 0), VERSIONS[0], (OLDEST_COMPATIBLE[0], OLDEST_COMPATIBLE[1] - 1)])
def test_one_that_is_too_old(version: tuple[int, int]) -> None:
    made = Bare(version, PJRT_Api.STRUCT_SIZE)
    with pytest.raises(pjrt.PluginLoadError) as raised:
        loader.check(made.address, "/some/plugin.so")
    assert str(raised.value) == (
        f"/some/plugin.so: it speaks PJRT API {spelled(version)}, whose structs are laid out otherwise; this library "
        f"speaks API 0.34 and newer (made for {spelled(API_VERSION)}); use a newer plugin"
    )


def test_a_chain_of_other_links() -> None:
    """Its links had their type first: read as ours, that would be the size and the type what is next."""
    oldest = since("PJRT_Extension_Base")
    link = declared.PJRT_Extension_Base(struct_size=24, type=4)
    for version, seen in (((oldest[0], oldest[1] - 1), []), (oldest, [4])):
        made = Bare(version, PJRT_Api.extension_start.offset + PJRT_Api.extension_start.size, addressof(link))
        made.table.struct_size = PJRT_Api.pjrt_api_version.offset + PJRT_Api.pjrt_api_version.size
        assert [one.type for one in loader.chain(loader.check(made.address, "here"))] == seen
    with pytest.raises(ValueError, match=r"extensions: a chain needs API 0\.54, this plugin has 0\.40; leave it out"):
        testing.reference(version=(0, 40), extensions=[server.Link(4242)])


@pytest.mark.parametrize("version", [(0, 60), (0, 95), (0, 102)])
def test_a_version_whose_headers_nobody_has(version: tuple[int, int]) -> None:
    """It is spoken to as the latest known one before it."""
    assert version not in VERSIONS
    before = max(v for v in VERSIONS if v < version)
    api = pjrt.load(testing.reference(version=version, strict=True)).abi
    options = PJRT_ExecuteOptions(struct_size=PJRT_ExecuteOptions.STRUCT_SIZE)
    api.fit(options)
    assert options.struct_size == size_at("PJRT_ExecuteOptions", before)
    assert api.missing.keys() == pjrt.load(testing.reference(version=before)).abi.missing.keys()


def test_a_vendors_own_struct() -> None:
    api = pjrt.load(testing.reference(version=(0, 54))).abi
    own = type("Acme_Args", (PJRT_LoadOptions,), {"STRUCT_SIZE": 24})()
    own.struct_size = 24
    api.fit(own)
    assert own.struct_size == 24


def test_what_is_older_is_made_once() -> None:
    assert OlderApi.of((0, 54)) is OlderApi.of((0, 54))
    assert OlderApi.of(API_VERSION) is OlderApi.of((1, 0)) is OlderApi.of(None) is None
