"""The gate: what headers call experimental or deprecated is off until it is asked for, and says so."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import FunctionType
from typing import Any

import numpy as np
import pytest

import pjrt
from pjrt import experimental, extensions
from pjrt._runtime import gate
from pjrt._runtime.lazy import cached_property
from pjrt.extensions import Example, Extension
from pjrt.server import Served
from pjrt_abi.extensions import EXTENSIONS
from tests.pjrt.programs import add

ABI = json.loads((Path(__file__).parents[3] / "generated" / "abi.json").read_text())
WORDS = ("deprecated", "experimental")


def said(thing: dict[str, Any]) -> str:
    """What abi.json says of an extension or a function."""
    return ", ".join(word for word in WORDS if thing.get(word))


TYPES = {extension["name"]: said(extension) for extension in ABI["extensions"] if said(extension)}
CORE = {
    function["name"]: said(function)
    for table in ABI["tables"]
    if table["kind"] == "api" and not table["module"]
    for function in table["functions"]
    if said(function)
}
FINGERPRINT = "PJRT_LoadedExecutable_Fingerprint"


@pytest.fixture(autouse=True)
def off(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is enabled: not by the other tests' fixture, not by the environment."""
    monkeypatch.setattr(gate, "_enabled", {})
    monkeypatch.delenv(gate.VARIABLE, raising=False)


def usable(plugin: pjrt.Plugin, name: str) -> bool:
    """Whether an extension can be bound. A façade that is bound stays usable, so it is bound anew."""
    facade = getattr(experimental, name)
    plugin._bound.pop(facade, None)
    try:
        plugin.extension(facade)
    except pjrt.ExperimentalError:
        return False
    return True


class TestMarks:
    def test_they_are_the_headers(self) -> None:
        """As the model has them: no list of ours."""
        assert experimental.marks() == {**TYPES, **CORE}
        assert {e.name: e.mark for e in EXTENSIONS if e.mark} == TYPES
        assert set(TYPES) >= {"RawBuffer", "Layouts", "Triton"}
        assert FINGERPRINT in CORE

    def test_functions_of_tables(self) -> None:
        """A table's marks are those of its functions in abi.json."""
        of_table = {table["struct"]: table["functions"] for table in ABI["tables"]}
        for row in EXTENSIONS:
            if row.struct:
                table = row.load()
                expected = {f["name"]: said(f) for f in of_table[row.struct] if said(f)}
                assert dict(table.MARKS) == expected, row.name
                assert row.mark == table.MARK

    @pytest.mark.parametrize("name", TYPES)
    def test_links_say_it(self, served: Served, name: str) -> None:
        link = next(link for link in pjrt.load(served).extensions if link.name == name)
        assert (link.experimental, link.deprecated) == ("experimental" in TYPES[name], "deprecated" in TYPES[name])

    @pytest.mark.parametrize("name", TYPES)
    def test_where_they_are(self, name: str) -> None:
        assert getattr(experimental, name) is getattr(extensions, name)
        assert name in dir(experimental)

    @pytest.mark.parametrize("name", ["Example", "PJRT_LoadedExecutable_Fingerprint", "x"])
    def test_what_is_not_there(self, name: str) -> None:
        with pytest.raises(AttributeError, match=rf"module 'pjrt\.experimental' has no attribute '{name}'"):
            getattr(experimental, name)
        assert name not in dir(experimental)


@pytest.mark.parametrize("name", TYPES)
class TestEachMarked:
    def test_it_is_refused_and_says_how(self, served: Served, name: str) -> None:
        plugin = pjrt.load(served)
        facade = getattr(extensions, name)
        assert facade.supported(plugin), "asking needs nothing enabled"
        assert not experimental.is_enabled(name)
        with pytest.raises(pjrt.ExperimentalError) as raised:
            plugin.extension(facade)
        assert str(raised.value) == (
            f"the headers call {name} {TYPES[name]}, so it may change or go with any release; to use it all the same, "
            f'call pjrt.experimental.enable("{name}") or set PJRT_EXPERIMENTAL=1'
        )

    def test_it_is_refused_where_there_is_none(self, name: str) -> None:
        """The gate comes first: what is off says so on all plugins alike."""
        from pjrt import testing

        plugin = pjrt.load(testing.reference(extensions=[]))
        assert not usable(plugin, name)
        with experimental.enable(name), pytest.raises(pjrt.UnsupportedError, match=f"has no extension {name}"):
            plugin.extension(getattr(extensions, name))

    def test_by_name(self, served: Served, name: str) -> None:
        plugin = pjrt.load(served)
        assert repr(experimental.enable(name)) == f"Enabled({name})"
        assert experimental.is_enabled(name)
        assert usable(plugin, name)
        assert [other for other in TYPES if usable(plugin, other)] == [name]
        experimental.disable(name)
        assert not usable(plugin, name)

    def test_for_a_while(self, served: Served, name: str) -> None:
        plugin = pjrt.load(served)
        with experimental.enable(name) as enabled:
            assert enabled.names == (name,)
            bound = plugin.extension(getattr(extensions, name))
        assert plugin.extension(getattr(extensions, name)) is bound, "what is bound stays usable"
        assert not usable(plugin, name)

    def test_by_the_environment(self, served: Served, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
        plugin = pjrt.load(served)
        for value, there in (("1", True), ("0", False), (name, True), (f"Other, {name} ,x", True), ("Other", False)):
            monkeypatch.setenv(gate.VARIABLE, value)
            assert usable(plugin, name) is experimental.is_enabled(name) is there, value

    def test_its_docs_say_so(self, name: str) -> None:
        """The façade, its methods, and all else that its module defines, with its methods."""
        warning = f'{TYPES[name].capitalize()}: needs `pjrt.experimental.enable("{name}")`.'
        facade = getattr(extensions, name)
        assert facade.__module__.startswith("pjrt.extensions."), "somebody wrote it"
        module = import_module(facade.__module__)
        things = {facade, *(t for t in vars(module).values() if getattr(t, "__module__", "") == module.__name__)}
        documented = [doc for thing in things for doc in docs(thing)]
        assert facade.__doc__ in documented
        assert [doc for doc in documented if doc.count(warning) != 1] == []

    def test_its_raw_functions_say_so(self, name: str) -> None:
        table = getattr(extensions, name).TABLE
        for function in table.SLOTS:
            method = next(m for n, m in vars(table).items() if f"`{function[0]}`" in (getattr(m, "__doc__", "") or ""))
            assert TYPES[name] in method.__doc__, function[0]


def docs(thing: Any) -> list[str]:
    """The docstrings of a public function, or of a public class and its public methods."""
    if getattr(thing, "__name__", "_").startswith("_") or not isinstance(thing, type | FunctionType):
        return []
    found = [thing.__doc__] if isinstance(thing, type) else []
    members = vars(thing).items() if isinstance(thing, type) else [(thing.__name__, thing)]
    for name, member in members:
        member = getattr(member, "__func__", member)
        if not name.startswith("_") and isinstance(member, FunctionType | property | cached_property):
            found.append(member.__doc__)
    return [doc for doc in found if doc]


def test_what_is_not_marked_needs_nothing(served: Served) -> None:
    assert pjrt.load(served).extension(Example)
    assert "needs `pjrt.experimental" not in (Example.__doc__ or "")


def test_all_at_once(served: Served) -> None:
    plugin = pjrt.load(served)
    experimental.enable()
    assert all(map(experimental.is_enabled, experimental.marks()))
    assert all(usable(plugin, name) for name in TYPES)
    experimental.disable()
    assert not any(map(experimental.is_enabled, experimental.marks()))


def test_enabled_twice_is_disabled_twice() -> None:
    experimental.enable("RawBuffer", "Layouts")
    with experimental.enable("RawBuffer"):
        experimental.disable("RawBuffer")
        assert experimental.is_enabled("RawBuffer")
    assert not experimental.is_enabled("RawBuffer")
    assert experimental.is_enabled("Layouts")
    experimental.disable("RawBuffer")
    experimental.enable("RawBuffer")
    assert experimental.is_enabled("RawBuffer"), "once too often is no debt"


def test_disabled_also_when_the_body_raises() -> None:
    with pytest.raises(KeyError), experimental.enable("Layouts"):
        raise KeyError
    assert not experimental.is_enabled("Layouts")


@pytest.mark.parametrize("call", [experimental.enable, experimental.disable, experimental.is_enabled])
@pytest.mark.parametrize(
    ("name", "error", "text"),
    [
        ("RawBufer", ValueError, "names: 'RawBufer' is neither experimental nor deprecated; did you mean RawBuffer?"),
        ("Example", ValueError, "names: 'Example' is neither experimental nor deprecated"),
        ("PJRT_Client_Create", ValueError, "names: 'PJRT_Client_Create' is neither experimental nor deprecated"),
        ("", ValueError, "names: '' is neither experimental nor deprecated; there are HostAllocator, Layouts"),
        (None, TypeError, "names: expected names of extensions or C functions, got None"),
        (extensions.Example, TypeError, "names: expected names of extensions or C functions, got <class"),
    ],
)
def test_unknown_names(call: Callable[..., Any], name: Any, error: type[Exception], text: str) -> None:
    with pytest.raises(error) as raised:
        call(name)
    assert str(raised.value).startswith(text)
    if call is experimental.enable:
        with pytest.raises(error):
            call("Layouts", name)
        assert not experimental.is_enabled("Layouts"), "all or none"


def test_threads() -> None:
    """What many enable and disable at once is off in the end, and on while anyone wants it."""
    errors: list[str] = []

    def work() -> None:
        for _ in range(300):
            with experimental.enable("Layouts", "RawBuffer"):
                if not experimental.is_enabled("Layouts"):
                    errors.append("off too early")

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert not experimental.is_enabled("Layouts")
    assert not experimental.is_enabled("RawBuffer")


def test_the_environment_of_a_process(in_child: Callable[..., dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(gate.VARIABLE, "PhaseCompile,PJRT_LoadedExecutable_Fingerprint")
    report = in_child("""
from pjrt import testing
plugin = pjrt.load(testing.reference())
report["phases"] = attempt(lambda: plugin.extension(pjrt.extensions.PhaseCompile))
report["layouts"] = attempt(lambda: plugin.extension(pjrt.extensions.Layouts))[0]
report["enabled"] = [name for name in pjrt.experimental.marks() if pjrt.experimental.is_enabled(name)]
""")
    assert report["phases"] == "<PhaseCompile of 'Reference'>"
    assert report["layouts"] == "ExperimentalError"
    assert report["enabled"] == ["PhaseCompile", FINGERPRINT]


class TestLoadedFingerprint:
    def test_gated(self, reference: pjrt.Client) -> None:
        program = reference.compile(add())
        with pytest.raises(pjrt.ExperimentalError, match=rf"the headers call {FINGERPRINT} deprecated"):
            experimental.loaded_fingerprint(program)
        with experimental.enable(FINGERPRINT):
            assert experimental.loaded_fingerprint(program) == program.fingerprint

    def test_its_docs_say_so(self) -> None:
        warning = f'{CORE[FINGERPRINT].capitalize()}: needs `pjrt.experimental.enable("{FINGERPRINT}")`.'
        assert warning in (experimental.loaded_fingerprint.__doc__ or "")

    @pytest.mark.parametrize("wrong", [None, "x", 5])
    def test_wrong_arguments(self, wrong: Any) -> None:
        with experimental.enable(FINGERPRINT), pytest.raises(TypeError, match=r"^executable: expected a Loaded"):
            experimental.loaded_fingerprint(wrong)

    def test_of_a_closed_client(self, served: Served) -> None:
        with pjrt.Client(served) as client:
            program = client.compile(add())
        with experimental.enable(FINGERPRINT), pytest.raises(pjrt.ClosedError):
            experimental.loaded_fingerprint(program)

    @pytest.mark.download
    def test_real_plugins(self, compiled: Callable[..., pjrt.LoadedExecutable]) -> None:
        """XLA:CPU has none. A deleted program is refused by the library."""
        program = compiled(add())
        with experimental.enable(FINGERPRINT), pytest.raises(pjrt.UnimplementedError):
            experimental.loaded_fingerprint(program)

    def test_layouts_of_buffers_need_nothing(self, reference: pjrt.Client) -> None:
        """PJRT_Buffer_GetMemoryLayout is deprecated, and no more than how the library does it."""
        assert CORE["PJRT_Buffer_GetMemoryLayout"] == "deprecated"
        assert reference.put(np.zeros((2, 3), np.float32)).layout == pjrt.Layout.row_major(2)


@pytest.mark.parametrize("members", [{}, {"TABLE": None}, {"TABLE": object}])
def test_a_facade_needs_a_table(members: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match=r"^Nothing: TABLE is to be the generated class of its extension, got "):
        type("Nothing", (Extension,), members)
